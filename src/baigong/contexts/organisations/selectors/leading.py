"""Leading bodies on a day. A member is whoever holds the post that day: a successor is a member with no new document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet

from baigong.contexts.organisations.models import LeadingBody, Organisation, Person, Post, PostHolding, Seat, SeatRole
from baigong.contexts.organisations.selectors.bodies import Successions
from baigong.contexts.organisations.selectors.posts import holdings_on

OFFICE_ROLES = frozenset({SeatRole.OFFICE_DIRECTOR, SeatRole.OFFICE_DEPUTY})
"""Running the office is work for the body, not a voice in it."""


class Flag(StrEnum):
    """What a person must look at before relying on a member."""

    VACANT = "vacant"  # nobody holds the post on that day
    BY_RANK_ALONE = "by_rank_alone"  # no successor can be inferred: ask the unit
    POST_ABOLISHED = "post_abolished"  # the post is no more: ask the unit
    BODY_ENDED = "body_ended"  # the unit is no more, and who takes the seat cannot be inferred
    BY_SUCCESSION = "by_succession"  # the unit was reorganised; the head of the succeeding body takes the seat


class Source(StrEnum):
    """Where the knowledge of a member comes from."""

    POST = "post"
    RANK = "rank"


@dataclass(frozen=True)
class Member:
    """A seat on a day and who sits in it. ``post`` is the one that counts that day; ``since`` the holder's first day."""

    seat: Seat
    role: SeatRole
    organisation: Organisation
    title: str
    source: Source
    post: Post | None = None
    person: Person | None = None
    since: date | None = None
    flags: tuple[Flag, ...] = ()

    @property
    def needs_asking(self) -> bool:
        """Whether the unit must be asked who its member is."""
        return bool({Flag.BY_RANK_ALONE, Flag.POST_ABOLISHED, Flag.BODY_ENDED} & set(self.flags))


@dataclass(frozen=True)
class Voter:
    """A person with one vote, however many seats."""

    person: Person
    members: tuple[Member, ...]


@dataclass(frozen=True)
class SeatChange:
    """What became of a seat between two days. ``before`` or ``after`` is missing where the seat began or ended."""

    seat: Seat
    before: Member | None
    after: Member | None


def seats_on(on: date) -> Q:
    """The condition of seats in force on a day."""
    return (Q(from_on=None) | Q(from_on__lte=on)) & (Q(until_on=None) | Q(until_on__gte=on))


def list_leading_bodies(*, on: date | None = None) -> QuerySet[LeadingBody]:
    """Leading bodies; with ``on`` those that exist on that day."""
    rows = LeadingBody.objects.select_related("office_at")
    if on is None:
        return rows
    return rows.filter((Q(formed_on=None) | Q(formed_on__lte=on)) & (Q(dissolved_on=None) | Q(dissolved_on__gte=on)))


def members_of(body: LeadingBody, on: date) -> list[Member]:
    """Everybody who sits in a leading body on a day, in the order of its seats. At most four queries, whatever its size."""
    seats = list(
        body.seats.filter(seats_on(on)).select_related("body", "post__organisation", "organisation", "named_person").order_by("order", "pk")
    )
    return _sit(seats, on)


def _sit(seats: list[Seat], on: date) -> list[Member]:
    moved = {seat.pk: seat for seat in seats if not _unit(seat).exists_on(on)}
    heirs = _heirs(moved.values(), on) if moved else {}
    posts = {seat.pk: heirs.get(seat.pk) or seat.post for seat in seats}
    holdings = holdings_on([post for post in posts.values() if post is not None], on)
    return [_member(seat, posts[seat.pk], heirs.get(seat.pk), holdings, on) for seat in seats]


def _unit(seat: Seat) -> Organisation:
    unit = seat.post.organisation if seat.post is not None else seat.organisation
    assert unit is not None  # the constraint seat_of_post_or_rank
    return unit


def _heirs(seats: Iterable[Seat], on: date) -> dict[int, Post]:
    """For seats of heads whose body was reorganised: the head's post at the one body that bears its duties."""
    successions = Successions.load()
    bearers: dict[int, Organisation] = {}
    for seat in seats:
        found = successions.bearers(_unit(seat), on)
        if seat.post is not None and seat.post.is_head and len(found) == 1:
            bearers[seat.pk] = found[0]
    heads = Post.objects.filter(organisation__in=set(bearers.values()), is_head=True, abolished_on=None).select_related("organisation")
    by_body = {post.organisation_id: post for post in heads}
    return {pk: by_body[body.pk] for pk, body in bearers.items() if body.pk in by_body}


def _member(seat: Seat, post: Post | None, heir: Post | None, holdings: dict[int, PostHolding], on: date) -> Member:
    role, unit = SeatRole(seat.role), _unit(seat)
    if post is None:
        flags = [Flag.BY_RANK_ALONE]
        if not unit.exists_on(on):
            flags.append(Flag.BODY_ENDED)
        if seat.named_person is None:
            flags.append(Flag.VACANT)
        return Member(seat, role, unit, seat.rank_title, Source.RANK, None, seat.named_person, seat.from_on, tuple(flags))
    holding = holdings.get(post.pk)
    flags = []
    if heir is not None:
        flags.append(Flag.BY_SUCCESSION)
    elif not unit.exists_on(on):
        flags.append(Flag.BODY_ENDED)
    elif post.abolished_on is not None and post.abolished_on < on:
        flags.append(Flag.POST_ABOLISHED)
    if holding is None:
        flags.append(Flag.VACANT)
    return Member(
        seat, role, post.organisation, post.title, Source.POST, post,
        holding.person if holding else None, holding.from_on if holding else None, tuple(flags),
    )  # fmt: skip


def voters_of(body: LeadingBody, on: date) -> list[Voter]:
    """Everybody with a vote on a day, once each: three seats or posts are one vote; running the office is none."""
    return voters_among(members_of(body, on))


def voters_among(members: Iterable[Member]) -> list[Voter]:
    """The voters among members already asked for."""
    seated: dict[Person, list[Member]] = {}
    for member in members:
        if member.person is not None and member.role not in OFFICE_ROLES:
            seated.setdefault(member.person, []).append(member)
    return [Voter(person, tuple(found)) for person, found in seated.items()]


def changes_between(body: LeadingBody, start: date, end: date) -> list[SeatChange]:
    """The seats whose person or post differs between two days, among them those that began or ended."""
    before = {member.seat.pk: member for member in members_of(body, start)}
    after = {member.seat.pk: member for member in members_of(body, end)}
    seats = {**{pk: m.seat for pk, m in before.items()}, **{pk: m.seat for pk, m in after.items()}}
    return [
        SeatChange(seat, before.get(pk), after.get(pk))
        for pk, seat in sorted(seats.items(), key=lambda pair: (pair[1].order, pair[0]))
        if _who(before.get(pk)) != _who(after.get(pk))
    ]


def _who(member: Member | None) -> tuple[int | None, int | None] | None:
    return (member.person.pk if member.person else None, member.post.pk if member.post else None) if member else None


def seats_of(organisation: Organisation, on: date) -> QuerySet[Seat]:
    """The seats that a body's posts, or its people by rank, hold in leading bodies on a day."""
    rows = Seat.objects.filter(seats_on(on)).filter(Q(post__organisation=organisation) | Q(organisation=organisation))
    return rows.select_related("body", "post__organisation", "organisation").order_by("body__order", "body_id", "order", "pk")
