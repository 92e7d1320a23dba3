"""From the rosters of a document to leading bodies: members are posts, the persons listed are their present holders."""

from __future__ import annotations

from datetime import datetime

from baigong.contexts.organisations.public import (
    LeadingBody,
    NameBook,
    Organisation,
    Post,
    SeatRole,
    add_person,
    add_seat,
    appoint,
    create_post,
    find_holding,
    form_leading_body,
)
from baigong.contexts.plans.models import DraftItem, DraftItemState, ItemKind, PlanDocument
from baigong.kernel.access import SYSTEM, Actor

ROLES = (
    ("副组长", SeatRole.DEPUTY),
    ("副召集人", SeatRole.DEPUTY),
    ("副主任", SeatRole.DEPUTY),
    ("组长", SeatRole.CHAIR),
    ("召集人", SeatRole.CHAIR),
    ("主任", SeatRole.CHAIR),
)


def form_bodies(*, document: PlanDocument, actor: Actor, now: datetime) -> list[LeadingBody]:
    """Form the leading bodies of the kept rosters that do not exist yet. A body that exists is left as people have made it.

    Confirming was allowed to ``actor``; bodies, posts and holders are then made by the system on the document's authority.
    """
    formed = []
    for item in document.items.filter(kind=ItemKind.BODY, state=DraftItemState.KEPT).order_by("order"):
        if not LeadingBody.objects.filter(name=item.data["name"]).exists():
            formed.append(_form(document, item, now))
    return formed


def _form(document: PlanDocument, item: DraftItem, now: datetime) -> LeadingBody:
    names, on = NameBook(), document.issued_on or now.date()
    office = (item.data.get("office") or {}).get("seat")
    host = names.resolve(office, on).organisation if office else None
    basis = document.doc_number or str(document)
    body = form_leading_body(
        actor=SYSTEM, now=now, name=item.data["name"], office_at=host, basis=basis[:200], formed_on=document.issued_on,
        order=100 + item.order,
    )  # fmt: skip
    for place, member in enumerate(item.data.get("members", ()), start=1):
        role = next((found for word, found in ROLES if word in (member.get("role") or "")), SeatRole.MEMBER)
        organisation, title = split_post(member.get("post") or "", names, on)
        if organisation is None:
            continue
        if member.get("by_rank"):
            person = add_person(actor=SYSTEM, now=now, name=member["name"]) if member.get("name") else None
            add_seat(
                actor=SYSTEM, now=now, body=body, role=role, organisation=organisation, rank_title=title or member["post"],
                named_person=person, from_on=document.issued_on, order=place,
            )  # fmt: skip
            continue
        post = Post.objects.filter(organisation=organisation, title=title).first()
        if post is None:
            post = create_post(actor=SYSTEM, now=now, organisation=organisation, title=title or "负责人")
        if member.get("name") and find_holding(post, on) is None:
            person = add_person(actor=SYSTEM, now=now, name=member["name"])
            appoint(actor=SYSTEM, now=now, post=post, person=person, on=None, basis=basis[:200])
        add_seat(actor=SYSTEM, now=now, body=body, role=role, post=post, from_on=document.issued_on, order=place)
    return body


def split_post(text: str, names: NameBook, on: object) -> tuple[Organisation | None, str]:
    """``市教育局局长`` → the body and the title; of several posts in one line the last that names a known body."""
    for part in reversed([p for p in text.replace("，", "、").replace(",", "、").split("、") if p]):
        part = part.removesuffix("(兼)").removesuffix("（兼）")
        for cut in range(len(part) - 1, 1, -1):
            found = names.resolve(part[:cut], on).organisation  # type: ignore[arg-type]
            if found is not None:
                return found, part[cut:]
    return None, text
