"""Who must file, who has, who has not, and which measures nobody's plan covers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from baigong.contexts.organisations.public import Organisation, expand_collective, resolve_name
from baigong.contexts.plans.access import FILING_POLICY
from baigong.contexts.plans.models import IN_FORCE, Filing, FilingState, Measure, Plan
from baigong.kernel.access import Actor

SEPARATORS = re.compile(r"[、，,；;\s]+")
"""Between the names of those who must file, as people write lists."""

HANDED_IN = (FilingState.SUBMITTED, FilingState.SUPPLEMENT, FilingState.REGISTERED, FilingState.SUPERSEDED)
"""Filing is receipt: what was submitted was filed, also while a supplement is awaited."""


def filers_named(text: str) -> list[str]:
    """The names of collectives and bodies that a plan's ``filers`` lists."""
    return [name for name in SEPARATORS.split(text) if name]


def bodies_called(name: str, on: date) -> list[Organisation]:
    """The bodies of a collective, or the one body of a name, on a day; empty where nobody is called so."""
    if many := expand_collective(name, on):
        return many
    one = resolve_name(name, on)
    return [one] if one else []


def list_filers(plan: Plan, on: date) -> list[Organisation]:
    """The bodies that must file on a day, as the plan says: collectives and single bodies, in its order."""
    found: dict[int, Organisation] = {}
    for name in filers_named(plan.filers):
        found |= {body.pk: body for body in bodies_called(name, on)}
    return list(found.values())


def who_has_not_filed(plan: Plan, on: date) -> list[Organisation]:
    """The bodies that must file and have handed in nothing yet."""
    done = set(Filing.objects.filter(plan=plan, state__in=HANDED_IN).values_list("organisation_id", flat=True))
    return [body for body in list_filers(plan, on) if body.pk not in done]


@dataclass(frozen=True)
class FilerRow:
    """One body that must file. ``filing`` is its latest in the reader's sight, ``in_force`` the registered one (else the latest handed in).

    ``is_overdue``: nothing was handed in by the day the team set. ``is_late``: a supplement did not come by its day.
    """

    organisation: Organisation
    filing: Filing | None
    in_force: Filing | None
    is_overdue: bool
    is_late: bool
    covered: frozenset[int]

    @property
    def has_filed(self) -> bool:
        """Whether the body has handed in a plan."""
        return self.in_force is not None


def filer_rows(plan: Plan, on: date, *, actor: Actor | None = None) -> list[FilerRow]:
    """Every body that must file with its filings, as ``actor`` sees them; without one, all but drafts. Overdue only once a day was set.

    A fixed number of queries.
    """
    visible = FILING_POLICY.visible(actor) if actor else Filing.objects.filter(state__in=HANDED_IN)
    rows = visible.filter(plan=plan).select_related("organisation").prefetch_related("measures").order_by("version")
    found: dict[int, list[Filing]] = {}
    for filing in rows:
        found.setdefault(filing.organisation_id, []).append(filing)
    return [_filer_row(body, found.get(body.pk, []), plan, on) for body in list_filers(plan, on)]


def _filer_row(body: Organisation, filings: list[Filing], plan: Plan, on: date) -> FilerRow:
    latest = filings[-1] if filings else None
    handed_in = [filing for filing in filings if filing.state in HANDED_IN]
    registered = [filing for filing in handed_in if filing.state == FilingState.REGISTERED]
    counted = registered or handed_in
    in_force = counted[-1] if counted else None
    waits = latest is not None and latest.state == FilingState.SUPPLEMENT
    return FilerRow(
        organisation=body,
        filing=latest,
        in_force=in_force,
        is_overdue=not handed_in and plan.filing_due_on is not None and plan.filing_due_on < on,
        is_late=bool(waits and latest and latest.supplement_due_on and latest.supplement_due_on < on),
        covered=frozenset(measure.pk for measure in in_force.measures.all()) if in_force else frozenset(),
    )


@dataclass(frozen=True)
class Coverage:
    """Which body's plan covers which measure. ``rows`` holds each measure with how many cover it, those that fewest cover first."""

    filers: list[FilerRow]
    rows: list[tuple[Measure, int]]

    @property
    def nobody(self) -> list[Measure]:
        """The measures that no plan covers."""
        return [measure for measure, count in self.rows if not count]


def coverage(plan: Plan, rows: Iterable[FilerRow]) -> Coverage:
    """The matrix of bodies that have filed and measures in force. One query."""
    filed = [row for row in rows if row.has_filed]
    found = [(m, sum(m.pk in row.covered for row in filed)) for m in plan.measures.filter(IN_FORCE)]
    return Coverage(filed, sorted(found, key=lambda pair: (pair[1], pair[0].order)))


def uncovered(filing: Filing) -> list[Measure]:
    """The city's measures that a body's plan does not cover. One query."""
    return list(filing.plan.measures.filter(IN_FORCE).exclude(pk__in=filing.measures.values("pk")))


def register_of(actor: Actor, plan: Plan) -> QuerySet[Filing]:
    """The register: every filing handed in that the actor may see, superseded versions too."""
    rows = FILING_POLICY.visible(actor).filter(plan=plan, state__in=HANDED_IN)
    return rows.select_related("organisation").annotate(measure_count=Count("measures", distinct=True))


def versions_of(actor: Actor, filing: Filing) -> list[Filing]:
    """The other versions of the body's plan in the actor's sight, the latest first."""
    rows = FILING_POLICY.visible(actor).filter(plan=filing.plan_id, organisation=filing.organisation_id)
    return list(rows.exclude(pk=filing.pk).order_by("-version"))
