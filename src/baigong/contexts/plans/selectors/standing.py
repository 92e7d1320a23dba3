"""Who has not reported: a cycle body by body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from baigong.contexts.accounts.public import OFFICERS, people_at_each
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.access import RESPONSIBILITY_POLICY
from baigong.contexts.plans.models import CycleException, CycleState, ReportingCycle
from baigong.contexts.plans.selectors.reporting import Due, counts, dues_of
from baigong.kernel.access import Actor
from baigong.kernel.workflow import Available


@dataclass(frozen=True)
class BodyStanding:
    """One body in a cycle: what it owes, what it merely may report, its extension, whether anybody reports for it."""

    organisation: Organisation
    owed: list[Due]
    support: list[Due]
    leave: CycleException | None
    officers: str

    @property
    def missing(self) -> int:
        """How many of the owed reports are not in the team's hands."""
        return sum(due.is_missing for due in self.owed)

    @property
    def is_late(self) -> bool:
        """Whether something is missing past its last day."""
        return any(due.is_late and due.is_missing for due in self.owed)


@dataclass(frozen=True)
class CyclePage:
    """The page of a cycle. ``counts`` are of all bodies, ``bodies`` those that the filter left."""

    cycle: ReportingCycle
    counts: dict[str, int]
    bodies: list[BodyStanding]
    shown: str
    all_bodies: int
    missing_bodies: int
    steps: list[Available]
    is_open: bool
    may: frozenset[str]


def own_bodies(actor: Actor, cycle: ReportingCycle) -> set[int]:
    """The bodies with duties in the cycle's plan that the actor reports for. One query."""
    return set(RESPONSIBILITY_POLICY.visible(actor).filter(task__plan=cycle.plan_id).values_list("organisation_id", flat=True))


def bodies_of(dues: Sequence[Due], today: date) -> list[BodyStanding]:
    """The dues body by body, those that miss most first. One query (who reports for each)."""
    by_body: dict[int, list[Due]] = defaultdict(list)
    for due in dues:
        by_body[due.organisation.pk].append(due)
    officers = people_at_each(by_body, OFFICERS, today)
    rows = [
        BodyStanding(
            organisation=found[0].organisation,
            owed=[d for d in found if d.owes],
            support=[d for d in found if not d.owes],
            leave=found[0].leave,
            officers="、".join(str(user) for user in officers[body]),
        )
        for body, found in by_body.items()
    ]
    return sorted(rows, key=lambda r: (-r.missing, r.organisation.order, r.organisation.pk))


def cycle_page(
    cycle: ReportingCycle, today: date, *, shown: str, words: str, steps: list[Available], may: frozenset[str], only: set[int] | None
) -> CyclePage:
    """Who has not reported. ``shown`` is ``missing`` or ``all``, ``words`` narrows by name, ``only`` to some bodies (for those who may
    see no other). A fixed number of queries."""
    dues = dues_of(cycle, today)
    if only is not None:
        dues = [d for d in dues if d.organisation.pk in only]
    rows = [row for row in bodies_of(dues, today) if row.owed or row.support]
    missing = [row for row in rows if row.missing]
    listed = missing if shown == "missing" else rows
    if words:
        listed = [r for r in listed if words in r.organisation.name or words in r.organisation.short_name]
    is_open = cycle.state == CycleState.OPEN
    owing = [row for row in rows if row.owed]
    return CyclePage(cycle, counts(dues), listed, shown, len(owing), len(missing), steps, is_open, may)
