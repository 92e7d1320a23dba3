"""Services on leading bodies: forming them from posts, adding and ending seats, dissolving."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.access import LEADING_BODIES
from baigong.contexts.organisations.models import LeadingBody, LeadingBodyKind, Organisation, Person, Post, Seat, SeatRole
from baigong.contexts.organisations.services.racing import first_come
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal


def form_leading_body(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    short_name: str = "",
    kind: str = LeadingBodyKind.GROUP,
    office_at: Organisation | None = None,
    basis: str = "",
    formed_on: date | None = None,
    order: int = 100,
) -> LeadingBody:
    """Form a leading body; its seats are added one by one. Refuses a name that is taken."""
    row = LeadingBody(
        name=name.strip(), short_name=short_name.strip(), kind=kind, office_at=office_at,
        basis=basis.strip(), formed_on=formed_on, order=order,
    )  # fmt: skip
    LEADING_BODIES.require(actor, "create", row)
    if not row.name:
        raise Refusal(_("请填写名称。"), code="empty", fields={"name": _("请填写名称。")})
    if LeadingBody.objects.filter(name=row.name).exists():
        raise Refusal(_("已有“%(name)s”。") % {"name": row.name}, code="name_taken", fields={"name": _("名称已被使用。")})
    with transaction.atomic():
        with first_come():
            row.save()
        audit.record(actor, "organisations.leadingbody.formed", row, now=now, detail={"basis": row.basis})
    return row


def edit_leading_body(
    *,
    actor: Actor,
    now: datetime,
    body: LeadingBody,
    short_name: str,
    kind: str,
    office_at: Organisation | None,
    basis: str,
    formed_on: date | None,
    order: int,
) -> LeadingBody:
    """Change what describes a leading body. Its name stays: another name is another body with its own document."""
    LEADING_BODIES.require(actor, "edit", body)
    with transaction.atomic():
        row = LeadingBody.objects.select_for_update(no_key=True).get(pk=body.pk)
        row.short_name, row.kind, row.office_at = short_name.strip(), kind, office_at
        row.basis, row.formed_on, row.order = basis.strip(), formed_on, order
        row.save()
        audit.record(actor, "organisations.leadingbody.edited", row, now=now)
    return row


def add_seat(
    *,
    actor: Actor,
    now: datetime,
    body: LeadingBody,
    role: str,
    post: Post | None = None,
    organisation: Organisation | None = None,
    rank_title: str = "",
    named_person: Person | None = None,
    from_on: date | None = None,
    order: int | None = None,
) -> Seat:
    """Add a seat: for a ``post``, or, where the document names a rank alone, for ``organisation`` with ``rank_title``.

    Without ``order`` the seat comes last. Refuses a post that has this seat already, and a seat that is neither.
    """
    LEADING_BODIES.require(actor, "seat", body)
    rank_title = rank_title.strip()
    if role not in SeatRole.values:
        raise Refusal(_("没有“%(role)s”这一角色。") % {"role": role}, code="unknown_role")
    if (post is None) == (organisation is None or not rank_title):
        raise Refusal(_("席位须对应一个职务；文件只列职级的，填写单位和职级。"), code="seat_of_nothing")
    with transaction.atomic():
        row = LeadingBody.objects.select_for_update(no_key=True).get(pk=body.pk)
        seats = list(row.seats.all())
        if post is not None and any(s.post_id == post.pk and s.role == role and s.until_on is None for s in seats):
            raise Refusal(_("%(post)s已有此席位。") % {"post": post}, code="seat_exists", fields={"post": _("已有此席位。")})
        seat = Seat.objects.create(
            body=row, role=role, post=post, organisation=None if post else organisation, rank_title="" if post else rank_title,
            named_person=None if post else named_person, from_on=from_on,
            order=max((s.order for s in seats), default=0) + 10 if order is None else order,
        )  # fmt: skip
        audit.record(actor, "organisations.leadingbody.seat_added", row, now=now, detail={"seat": seat.pk, "of": str(seat), "role": role})
    return seat


def edit_seat(*, actor: Actor, now: datetime, seat: Seat, from_on: date | None, order: int) -> Seat:
    """Correct the first day or the place in the list of a seat. Whose seat it is does not change: end it and add another."""
    LEADING_BODIES.require(actor, "seat", seat.body)
    with transaction.atomic():
        row = (
            Seat.objects.select_for_update(no_key=True, of=("self",))
            .select_related("body", "post__organisation", "organisation")
            .get(pk=seat.pk)
        )
        if row.until_on is not None and from_on is not None and row.until_on < from_on:
            raise Refusal(
                _("席位的起始日期晚于撤销日期 %(day)s。") % {"day": row.until_on}, code="dates", fields={"from_on": _("请核对。")}
            )
        row.from_on, row.order = from_on, order
        row.save(update_fields=["from_on", "order"])
        detail = {"seat": row.pk, "of": str(row), "from_on": str(from_on) if from_on else None, "order": order}
        audit.record(actor, "organisations.leadingbody.seat_edited", row.body, now=now, detail=detail)
    return row


def end_seat(*, actor: Actor, now: datetime, seat: Seat, on: date, basis: str = "") -> Seat:
    """``on`` is the first day without the seat."""
    LEADING_BODIES.require(actor, "seat", seat.body)
    with transaction.atomic():
        row = Seat.objects.select_for_update(no_key=True, of=("self",)).select_related("body").get(pk=seat.pk)
        if row.until_on is not None:
            raise Refusal(_("此席位已于 %(day)s 撤销。") % {"day": row.until_on}, code="already_ended")
        if row.from_on is not None and on <= row.from_on:
            raise Refusal(_("席位自 %(day)s 起设立，撤销日期须在此之后。") % {"day": row.from_on}, code="dates")
        row.until_on = on - timedelta(days=1)
        row.save(update_fields=["until_on"])
        detail = {"seat": row.pk, "of": str(row), "on": str(on), "basis": basis}
        audit.record(actor, "organisations.leadingbody.seat_ended", row.body, now=now, detail=detail)
    return row


def name_by_rank(*, actor: Actor, now: datetime, seat: Seat, person: Person | None, on: date, basis: str) -> Seat:
    """The unit has answered who sits in a seat listed by rank alone, from ``on``. The former seat ends, a new one begins."""
    LEADING_BODIES.require(actor, "seat", seat.body)
    if not seat.is_by_rank or seat.organisation is None:
        raise Refusal(_("此席位对应职务，由任职人员自动接任，不另指定。"), code="seat_of_post")
    with transaction.atomic():
        if seat.named_person_id is None and seat.until_on is None:
            row = Seat.objects.select_for_update(no_key=True).get(pk=seat.pk)
            row.named_person = person
            row.save(update_fields=["named_person"])
        else:
            end_seat(actor=actor, now=now, seat=seat, on=on, basis=basis)
            row = Seat.objects.create(
                body=seat.body, role=seat.role, organisation=seat.organisation, rank_title=seat.rank_title,
                named_person=person, from_on=on, order=seat.order,
            )  # fmt: skip
        detail = {"seat": row.pk, "person": person.pk if person else None, "on": str(on), "basis": basis}
        audit.record(actor, "organisations.leadingbody.member_named", seat.body, now=now, detail=detail)
    return row


def dissolve_leading_body(*, actor: Actor, now: datetime, body: LeadingBody, on: date, basis: str = "") -> LeadingBody:
    """``on`` is the first day without the body; its seats stay as they were."""
    LEADING_BODIES.require(actor, "seat", body)
    with transaction.atomic():
        row = LeadingBody.objects.select_for_update(no_key=True).get(pk=body.pk)
        if row.formed_on is not None and on <= row.formed_on:
            raise Refusal(
                _("“%(body)s”成立于 %(day)s，撤销日期须在此之后。") % {"body": row, "day": row.formed_on},
                code="dates",
                fields={"on": _("请核对日期。")},
            )
        row.dissolved_on = on - timedelta(days=1)
        row.save(update_fields=["dissolved_on"])
        audit.record(actor, "organisations.leadingbody.dissolved", row, now=now, detail={"on": str(on), "basis": basis})
    return row
