"""Who must file, who has, who has not, and which measures nobody's plan covers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from baigong.contexts.organisations.public import Organisation, expand_collective
from baigong.contexts.plans.models import Filing, FilingState, Measure, Plan

FILERS = ("各县区", "各职业院校")
"""Measure 23 and task 1 of the plan: every county and every vocational school files its plan with the bureau."""

COUNTED = (FilingState.SUBMITTED, FilingState.REGISTERED)


def list_filers(on: date) -> list[Organisation]:
    """The bodies that must file on a day."""
    found: dict[int, Organisation] = {}
    for name in FILERS:
        found |= {body.pk: body for body in expand_collective(name, on)}
    return list(found.values())


def latest_filings(plan: Plan) -> dict[int, Filing]:
    """The latest filing of each body. Two queries."""
    rows = Filing.objects.filter(plan=plan).select_related("organisation").prefetch_related("measures").order_by("version")
    return {row.organisation_id: row for row in rows}


def who_has_not_filed(plan: Plan, on: date) -> list[Organisation]:
    """The bodies that must file and have neither submitted nor registered a plan."""
    done = {row.organisation_id for row in Filing.objects.filter(plan=plan, state__in=COUNTED)}
    return [body for body in list_filers(on) if body.pk not in done]


@dataclass(frozen=True)
class FilerRow:
    """One body on the register page."""

    organisation: Organisation
    filing: Filing | None
    is_overdue: bool
    covered: frozenset[int]


def filer_rows(plan: Plan, on: date) -> list[FilerRow]:
    """Every body that must file with its latest filing. Overdue only once the team has set a day."""
    latest = latest_filings(plan)
    rows = []
    for body in list_filers(on):
        filing = latest.get(body.pk)
        filed = filing is not None and (filing.state in COUNTED or filing.state == FilingState.SUPERSEDED)
        overdue = not filed and plan.filing_due_on is not None and plan.filing_due_on < on
        covered = frozenset(m.pk for m in filing.measures.all()) if filing else frozenset()
        rows.append(FilerRow(body, filing, overdue, covered))
    return rows


def coverage(plan: Plan, rows: Iterable[FilerRow]) -> list[tuple[Measure, int]]:
    """How many bodies' plans cover each measure, least first, so that what nobody takes up stands on top."""
    counted = list(rows)
    found = [(m, sum(m.pk in row.covered for row in counted)) for m in plan.measures.filter(withdrawn_on=None)]
    return sorted(found, key=lambda pair: (pair[1], pair[0].order))


def uncovered(filing: Filing) -> list[Measure]:
    """The city's measures that a body's plan does not cover. One query."""
    return list(filing.plan.measures.filter(withdrawn_on=None).exclude(pk__in=filing.measures.values("pk")))
