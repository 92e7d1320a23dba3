"""The HTTP API of organisations: bodies, names, members of leading bodies on a day. Same selectors and policies as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Query, Router, Schema

from baigong.contexts.organisations.access import LEADING_BODIES, ORGANISATIONS
from baigong.contexts.organisations.models import LeadingBody, Organisation, OrganisationKind
from baigong.contexts.organisations.selectors.bodies import existing_on, find_collective, members_of_collective, names_on
from baigong.contexts.organisations.selectors.leading import list_leading_bodies, members_of, voters_among
from baigong.contexts.organisations.selectors.names import NameBook
from baigong.kernel.access import Request, requires

router = Router(tags=["organisations"])
"""Mounted at ``organisations/``."""

PAGE = 100
MOST_NAMES = 200


class Body(Schema):
    """A body."""

    id: int
    name: str = Field(description="full name on the day asked for")
    short_name: str
    kind: OrganisationKind
    parent_id: int | None
    credit_code: str
    division_code: str
    founded_on: date | None
    ended_on: date | None = Field(description="last day")


class BodyDetail(Body):
    """A body with its writings and former names."""

    aliases: list[str]
    former_names: list[FormerName]


class FormerName(Schema):
    """A name borne until a day."""

    name: str
    from_on: date | None
    until_on: date


class Bodies(Schema):
    """A page of bodies; ``next`` is the ``after`` of the following page."""

    items: list[Body]
    next: int | None


class NamesIn(Schema):
    """Names to look up on a day."""

    names: list[str] = Field(max_length=MOST_NAMES)
    on: date | None = Field(None, description="day of the document; today where absent")


class Named(Schema):
    """What a name means: one body, the bodies of a collective, or why neither."""

    text: str
    organisation_id: int | None
    name: str | None
    how: str | None = Field(description="name, short_name, alias, other_time or prefix")
    by_succession: bool
    members: list[int] = Field(description="bodies of a collective name on that day")
    why: str | None = Field(description="unknown, ambiguous, split or ended")
    near: list[str]


class LeadingBodyOut(Schema):
    """A leading body."""

    id: int
    name: str
    short_name: str
    kind: str
    office_at_id: int | None
    basis: str
    formed_on: date | None


class MemberOut(Schema):
    """A seat on the day and who sits in it."""

    role: str
    organisation_id: int
    organisation: str
    title: str
    post_id: int | None
    person: str | None
    since: date | None
    flags: list[str]
    has_vote: bool


class Members(Schema):
    """The members of a leading body on a day; a person with several seats has one vote."""

    on: date
    members: list[MemberOut]
    votes: int


class BodyQuery(Schema):
    """Which bodies."""

    on: date | None = None
    kind: OrganisationKind | None = None
    within: int | None = Field(None, ge=1, le=2**62, description="a body: it and everything below it")
    q: str = Field("", max_length=100, description="part of a name")
    after: int = Field(0, ge=0, le=2**62)


def _out(body: Organisation, name: str) -> dict[str, Any]:
    fields = ("id", "short_name", "kind", "parent_id", "credit_code", "division_code", "founded_on", "ended_on")
    return {field: getattr(body, field) for field in fields} | {"name": name}


@router.get("/bodies", response=Bodies, url_name="organisations-list", summary="Bodies that exist on a day")
@requires(ORGANISATIONS, "view")
def list_bodies(request: Request, query: Query[BodyQuery]) -> dict[str, Any]:
    """Bodies by key, a hundred a page."""
    actor, on = request.actor, query.on or request.now.date()
    rows = ORGANISATIONS.visible(actor).filter(existing_on(on), pk__gt=query.after).order_by("pk")
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.within:
        rows = rows.filter(path__startswith=ORGANISATIONS.get_or_404(actor, pk=query.within).path)
    if text := query.q.replace("\x00", "").strip():
        rows = rows.filter(name__icontains=text) | rows.filter(short_name__icontains=text)
    found = list(rows[: PAGE + 1])
    names = names_on(found[:PAGE], on)
    return {"items": [_out(body, names[body.pk]) for body in found[:PAGE]], "next": found[PAGE - 1].pk if len(found) > PAGE else None}


@router.get("/bodies/{int:pk}", response=BodyDetail, url_name="organisations-get", summary="One body")
@requires(ORGANISATIONS, "view")
def get_body(request: Request, pk: int, on: date | None = None) -> dict[str, Any]:
    """A body with its other writings and former names."""
    body = ORGANISATIONS.get_or_404(request.actor, pk=pk)
    day = on or request.now.date()
    former = [{"name": spell.name, "from_on": spell.from_on, "until_on": spell.until_on} for spell in body.names.all()]
    aliases = list(body.aliases.values_list("name", flat=True))
    return _out(body, names_on([body], day)[body.pk]) | {"aliases": aliases, "former_names": former}


@router.post("/resolve", response=list[Named], url_name="organisations-resolve", summary="What names in a document mean")
@requires(ORGANISATIONS, "view")
def resolve(request: Request, payload: NamesIn) -> list[dict[str, Any]]:
    """For each name the body that bears the duty on the day, through renames and successions; or why there is none."""
    on = payload.on or request.now.date()
    book = NameBook()
    return [_named(book, text, on) for text in payload.names]


def _named(book: NameBook, text: str, on: date) -> dict[str, Any]:
    answer = book.resolve(text, on)
    collective = find_collective(text) if answer.why == "collective" else None
    body = answer.organisation
    return {
        "text": text,
        "organisation_id": body.pk if body else None,
        "name": body.name if body else None,
        "how": answer.how,
        "by_succession": answer.is_by_succession,
        "members": [row.pk for row in members_of_collective(collective, on)] if collective else [],
        "why": None if collective else answer.why,
        "near": [row.name for row in answer.near],
    }


@router.get("/leading-bodies", response=list[LeadingBodyOut], url_name="leading-bodies-list", summary="Leading bodies")
@requires(LEADING_BODIES, "view")
def list_leading(request: Request, on: date | None = None) -> list[LeadingBody]:
    """Leading bodies that exist on a day."""
    rows = list_leading_bodies(on=on or request.now.date())
    return list(rows.filter(LEADING_BODIES.predicate(request.actor, "view")))


@router.get("/leading-bodies/{int:pk}/members", response=Members, url_name="leading-bodies-members", summary="Members on a day")
@requires(LEADING_BODIES, "view")
def leading_members(request: Request, pk: int, on: date | None = None) -> dict[str, Any]:
    """Who sits in a leading body on a day. Flags: vacant, by_rank_alone, post_abolished, body_ended, by_succession."""
    body = LEADING_BODIES.get_or_404(request.actor, pk=pk)
    day = on or request.now.date()
    members = members_of(body, day)
    voters = voters_among(members)
    voting = {member.seat.pk for voter in voters for member in voter.members}
    return {
        "on": day,
        "votes": len(voters),
        "members": [
            {
                "role": member.role,
                "organisation_id": member.organisation.pk,
                "organisation": member.organisation.name,
                "title": member.title,
                "post_id": member.post.pk if member.post else None,
                "person": member.person.name if member.person else None,
                "since": member.since,
                "flags": list(member.flags),
                "has_vote": member.seat.pk in voting,
            }
            for member in members
        ],
    }
