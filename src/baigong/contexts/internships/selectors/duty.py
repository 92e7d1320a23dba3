"""An enterprise's duty of places in a year: what was offered, filled and served, by posts and placements, and what follows of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet, Sum

from baigong.contexts.enterprises.public import Count, Enterprise, average_staff, list_enterprises, open_on, staff_on
from baigong.contexts.internships.access_of_duty import DUTY_RETURN_POLICY, SHORTFALL_POLICY
from baigong.contexts.internships.models import (
    AT_WORK,
    OVER,
    DutyReturn,
    DutyReturnState,
    DutyShortfall,
    InternshipPost,
    Placement,
    PlacementState,
    PostShare,
    PostState,
    ShortfallState,
)
from baigong.contexts.internships.selectors.duty_settings import counted_days, day_of, settings_on
from baigong.engines.place_duty.counting import count_stays
from baigong.engines.place_duty.deciding import duties_of
from baigong.engines.place_duty.facts import MOST_STAFF, Done, Duty, DutySettings, EnterpriseYear, Sharing, Stay
from baigong.kernel.access import Actor
from baigong.kernel.bulk import pieces

OFFERED = (PostState.PUBLISHED, PostState.PAUSED, PostState.CLOSED)
"""Posts that were offered to students at some time."""
COUNTS = {state.value for state in (*AT_WORK, *OVER)}
"""Placements in which somebody has been at work."""
NOTHING_DONE, WHOLE = Done(Fraction(0), 0, 0), Fraction(1)


@dataclass(frozen=True)
class Year:
    """An enterprise's year: places offered, students placed and taken in, what is asked of it. ``staff`` is that of the year before."""

    enterprise: Enterprise
    year: int
    staff: Count | None
    offered: int
    filled: int
    done: Done
    duty: Duty

    @property
    def verdict(self) -> str:
        """What is said of it."""
        return self.duty.verdict.value


@dataclass(frozen=True)
class _Counted:
    offered: Mapping[int, int]
    filled: Mapping[int, int]
    done: Mapping[str, Done] = field(default_factory=dict)


def years_of(enterprises: Sequence[Enterprise], year: int, today: date) -> list[Year]:
    """The year of each of some enterprises, in their order; with pooling their groups are among those given. Empty before there was a duty.

    A handful of queries for every 5,000 enterprises, however many students.
    """
    settings = settings_on(day_of(year))
    if settings is None:
        return []
    keys = [one.pk for one in enterprises]
    staff, lately = average_staff(keys, year - 1), staff_on(keys, min(today, day_of(year)))
    counted = _counted(enterprises, settings, year, today)
    facts = [_facts(one, year, staff[one.pk], lately[one.pk], counted.done.get(str(one.pk), NOTHING_DONE)) for one in enterprises]
    duties = duties_of(facts, settings)
    return [
        Year(
            one, year, staff[one.pk], counted.offered.get(one.pk, 0), counted.filled.get(one.pk, 0),
            counted.done.get(str(one.pk), NOTHING_DONE), duty,
        )
        for one, duty in zip(enterprises, duties, strict=True)
    ]  # fmt: skip


def year_of(enterprise: Enterprise, year: int, today: date) -> Year | None:
    """One enterprise's year, seen with its group where groups are pooled; ``None`` before there was a duty."""
    settings = settings_on(day_of(year))
    fellows = [enterprise]
    if settings is not None and settings.pools_groups:
        root = enterprise.parent_id or enterprise.pk
        others = Enterprise.objects.filter(Q(parent=root) | Q(pk=root)).exclude(pk=enterprise.pk).select_related("organisation")
        fellows += list(others.order_by("pk"))
    found = years_of(fellows, year, today)
    return found[0] if found else None


def _facts(one: Enterprise, year: int, staff: Count | None, lately: Count | None, done: Done) -> EnterpriseYear:
    """For the engine. A group is who belongs to one parent, the parent with them; the cap is measured by the latest count of the year."""
    on_post = lately if lately is not None and lately.as_of.year == year else None
    group = str(one.parent_id or one.pk)
    return EnterpriseYear(str(one.pk), _sound(staff), done.heads, done.person_days, _sound(on_post), group)


def _sound(count: Count | None) -> Fraction | None:
    """Beyond what any firm has, a number is no number."""
    return count.value if count is not None and count.value <= MOST_STAFF else None


def _counted(enterprises: Sequence[Enterprise], settings: DutySettings, year: int, today: date) -> _Counted:
    by_body = {one.organisation_id: one.pk for one in enterprises}
    offered: dict[int, int] = {}
    filled: dict[int, set[int]] = defaultdict(set)
    stays: list[Stay] = []
    hosts = _hosts(by_body.values()) if settings.sharing is Sharing.SPLIT else {}
    for piece in pieces(by_body):
        posts = posts_of_year(year).filter(enterprise__organisation__in=piece)
        offered |= dict(posts.order_by().values_list("enterprise").annotate(places=Sum("capacity")))
        for body, intern, post, starts, ends, state in _placements(year, Q(enterprise__in=piece)):
            filled[by_body[body]].add(intern)
            if state in COUNTS:
                stays.append(Stay(str(intern), starts, ends, hosts.get(post) or ((str(by_body[body]), WHOLE),)))
    for body, intern, post, starts, ends, state in _placements(year, Q(post__in=hosts)) if hosts else ():
        if body not in by_body and state in COUNTS:  # at a post that another enterprise runs with one of these
            stays.append(Stay(str(intern), starts, ends, hosts[post]))
    done = count_stays(stays, settings, year, until=today, counts=counted_days(day_of(year)))
    return _Counted(offered, {owner: len(interns) for owner, interns in filled.items()}, done)


def _placements(year: int, which: Q) -> Iterable[tuple[Any, ...]]:
    rows = Placement.objects.filter(which, starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1))
    rows = rows.exclude(state=PlacementState.WITHDRAWN).order_by()
    return rows.values_list("enterprise", "intern", "post", "starts_on", "ends_on", "state")


def _hosts(enterprises: Iterable[int]) -> dict[int, tuple[tuple[str, Fraction], ...]]:
    """Of posts that several run: the host with its one part, then the others with theirs."""
    posts: set[int] = set()
    for piece in pieces(enterprises):
        posts |= set(PostShare.objects.filter(Q(post__enterprise__in=piece) | Q(enterprise__in=piece)).values_list("post", flat=True))
    shares: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for piece in pieces(sorted(posts)):
        rows = PostShare.objects.filter(post__in=piece).order_by("pk")
        for post, host, other, parts in rows.values_list("post", "post__enterprise", "enterprise", "parts"):
            shares[post].append((host, other, parts))
    found = {}
    for post, told in shares.items():
        whole = 1 + sum(part for _host, _other, part in told)
        found[post] = ((str(told[0][0]), Fraction(1, whole)), *((str(one), Fraction(part, whole)) for _host, one, part in told))
    return found


def posts_of_year(year: int) -> QuerySet[InternshipPost]:
    """Posts that were offered to students on some day of the year."""
    return InternshipPost.objects.filter(
        state__in=[state.value for state in OFFERED], starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1)
    )


def placements_of_year(enterprise: Enterprise, year: int) -> QuerySet[Placement]:
    """The placements of an enterprise that touch the year, whatever they came to."""
    rows = Placement.objects.filter(enterprise=enterprise.organisation_id, starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1))
    return rows.exclude(state=PlacementState.WITHDRAWN).select_related("post", "school")


def enterprises_owing(year: int) -> QuerySet[Enterprise]:
    """The enterprises that there were at the end of the year (or are now, while it runs)."""
    return open_on(day_of(year)).select_related("organisation__parent", "parent")


def enterprises_in_sight(actor: Actor, year: int) -> QuerySet[Enterprise]:
    """Those of them with whose duty the actor works, by name."""
    rows = enterprises_owing(year).filter(pk__in=list_enterprises(actor, "work").order_by().values("pk"))
    return rows.order_by("organisation__name", "pk")


def returns_of(actor: Actor, enterprise: Enterprise, year: int) -> list[DutyReturn]:
    """What was confirmed for a year, the latest version first."""
    rows = DUTY_RETURN_POLICY.visible(actor).filter(enterprise=enterprise, year=year).exclude(state=DutyReturnState.DROPPED)
    return list(rows.select_related("enterprise__organisation", "entered_by").order_by("-version"))


def shortfall_of(actor: Actor, enterprise: Enterprise, year: int) -> DutyShortfall | None:
    """What is done about a year that fell short."""
    rows = SHORTFALL_POLICY.visible(actor).filter(enterprise=enterprise, year=year).exclude(state=ShortfallState.WITHDRAWN)
    return rows.select_related("enterprise__organisation").first()


def is_locked(enterprise: Enterprise, year: int) -> bool:
    """Whether a year is confirmed."""
    return DutyReturn.objects.filter(enterprise=enterprise, year=year, state=DutyReturnState.SUBMITTED).exists()


def get_shortfall(actor: Actor, pk: int) -> DutyShortfall:
    """One notice in sight; 404 otherwise."""
    return SHORTFALL_POLICY.get_or_404(actor, DutyShortfall.objects.select_related("enterprise__organisation", "suspension"), pk=pk)


def list_shortfalls(actor: Actor) -> QuerySet[DutyShortfall]:
    """Those in sight."""
    return SHORTFALL_POLICY.visible(actor).select_related("enterprise__organisation__parent")


def list_published() -> list[DutyShortfall]:
    """What everybody may read: enterprises that were made public, for as long as they are."""
    rows = DutyShortfall.objects.filter(state__in=[ShortfallState.PUBLISHED, ShortfallState.SUSPENDED])
    return list(rows.select_related("enterprise__organisation").order_by("-year", "enterprise__organisation__name"))


def years_known(today: date) -> list[int]:
    """The years with a duty, this one first."""
    return [year for year in range(today.year, today.year - 6, -1) if settings_on(day_of(year)) is not None]
