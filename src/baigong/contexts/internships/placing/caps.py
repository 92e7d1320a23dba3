"""The caps on interns, on every day and over all schools: what the law allows at a firm, and who is there already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q

from baigong.contexts.enterprises.public import staff_by_kind_of_post, staff_on
from baigong.contexts.internships.models import BEFORE_START, STANDING, InternshipPost, Placement, PlacementRound, PlacementState
from baigong.contexts.internships.models.placement_states import SERVED
from baigong.engines.placement.facts import Cap, Taken
from baigong.kernel.rules import parameter_on

UNIT, KIND = "INT-10-UNIT", "INT-10-POST"


@dataclass(frozen=True)
class Held:
    """Interns of one firm in one kind of post from a day to a day."""

    enterprise: int
    kind: int | None
    first: date
    last: date
    count: int


def firm_id(pk: int) -> str:
    """A firm as the engine knows it: students may refuse posts and firms by one list, so that no firm has the id of a post."""
    return f"firm:{pk}"


def held_at(enterprises: Collection[int], first: date, last: date, *, apart_from: Collection[int] = ()) -> list[Held]:
    """Who is at these firms between two days, of all schools and rounds; without the placements named. Who never came is not."""
    rows = Placement.objects.filter(post__enterprise__in=enterprises, starts_on__lte=last, ends_on__gte=first)
    rows = rows.exclude(state=PlacementState.WITHDRAWN)
    if apart_from:
        rows = rows.exclude(pk__in=apart_from)
    counted = rows.values_list("post__enterprise", "post__kind", "starts_on", "ends_on").annotate(n=Count("pk")).order_by()
    return [Held(*row) for row in counted]


def held_in_posts(posts: Collection[int], *, apart_from: Collection[int] = ()) -> dict[int, int]:
    """How many places of posts others hold (posts are taken for their whole time); whoever left before the end holds none."""
    rows = Placement.objects.filter(post__in=posts).exclude(pk__in=apart_from)
    rows = rows.filter(Q(state__in=STANDING) | Q(state__in=SERVED, ends_on__gte=F("post__ends_on")))
    return dict(rows.values_list("post").annotate(n=Count("pk")).order_by())


def caps_of(posts: Sequence[InternshipPost], held: Iterable[Held], on: date) -> list[Cap]:
    """The caps over these posts for the engine, with who is there already; the staff as known ``on`` a day, later falls heeded.

    A firm whose staff nobody returned may take nobody where the edition forbids to exceed, and is not limited where it asks for a reason.
    """
    firms = sorted({post.enterprise_id for post in posts})
    days = _days(posts, on)
    whole = {day: staff_on(firms, day) for day in days}
    kinds = {day: staff_by_kind_of_post(firms, day) for day in days}
    taken: dict[tuple[int, int | None], list[Taken]] = defaultdict(list)
    for one in held:
        piece = Taken(one.first, one.last, one.count)
        taken[one.enterprise, None].append(piece)
        if one.kind is not None:
            taken[one.enterprise, one.kind].append(piece)
    found = []
    for firm in firms:
        mine = [post for post in posts if post.enterprise_id == firm]
        if not _reasoned(mine, UNIT):
            counts = [(day, whole[day][firm]) for day in days]
            found += _cap(f"unit:{firm}", firm_id(firm), UNIT, "", counts, taken[firm, None], mine)
        for kind in sorted({post.kind_id for post in mine if post.kind_id}):
            same = [post for post in mine if post.kind_id == kind]
            if not _reasoned(same, KIND):
                counts = [(day, kinds[day][firm].get(kind)) for day in days]
                found += _cap(f"kind:{firm}:{kind}", firm_id(firm), KIND, str(kind), counts, taken[firm, kind], same)
    return found


def _days(posts: Sequence[InternshipPost], on: date) -> list[date]:
    """The first day of the posts, and the first of each later month up to ``on``: head-counts come by months."""
    first = min(post.starts_on for post in posts)
    last = min(on, max(post.ends_on for post in posts))
    days, day = [first], (first.replace(day=1) + timedelta(32)).replace(day=1)
    while day <= last:
        days.append(day)
        day = (day + timedelta(32)).replace(day=1)
    return days


def forbids(day: date) -> bool:
    """Whether the edition of a day forbids to exceed the caps; else a reason suffices."""
    force = parameter_on("INT-10-FORCE", day)
    return force is not None and "prohibit" in force.codes


def _reasoned(posts: Sequence[InternshipPost], rule: str) -> bool:
    """Whether a reason to exceed was accepted with a post, all days of which lie where a reason suffices."""
    return any(post.reasons.get(rule) and not forbids(post.starts_on) for post in posts)


def _cap(
    name: str,
    firm: str,
    rule: str,
    kind: str,
    counts: Sequence[tuple[date, object]],
    taken: Sequence[Taken],
    posts: Sequence[InternshipPost],
) -> list[Cap]:
    limits = [(day, limit) for day, count in counts if (limit := limit_of(rule, count, day)) is not None]
    if not limits:
        if not any(forbids(post.starts_on) for post in posts):
            return []
        limits = [(counts[0][0], 0)]
    changes, last = [], limits[0][1]
    for day, limit in limits[1:]:
        if limit != last:
            changes.append((day, limit))
            last = limit
    return [Cap(name, firm, limits[0][1], rule, kind, tuple(changes), tuple(taken))]


def limit_of(rule: str, count: object, day: date) -> int | None:
    """The most interns: the share of the day's edition, rounded down; ``None`` without a head-count."""
    version, value = parameter_on(rule, day), getattr(count, "value", None)
    return None if version is None or version.value is None or value is None else int(version.value * value)


def own_placements(row: PlacementRound) -> list[int]:
    """Placements that this round made and may still move: not at work yet, nor withdrawn."""
    return list(row.placements.filter(state__in=BEFORE_START).values_list("pk", flat=True))
