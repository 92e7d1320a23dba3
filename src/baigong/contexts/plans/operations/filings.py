"""HTTP operations of filings."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Router, Schema

from baigong.contexts.plans.access import FILING_POLICY
from baigong.contexts.plans.selectors import filings as selectors
from baigong.contexts.plans.selectors import ledger
from baigong.kernel.access import requires

router = Router(tags=["plans"])


class FilerOut(Schema):
    """One body that must file."""

    organisation: str
    state: str | None
    title: str | None
    register_number: str | None
    registered_on: date | None
    is_overdue: bool
    covered_measures: list[str]


@router.get("/{slug:key}/filings", response=list[FilerOut], summary="Who has filed")
@requires(FILING_POLICY, "check")
def list_filings(request: Any, key: str) -> list[dict[str, Any]]:
    """Every body that must file with its latest filing; for the working team."""
    plan = ledger.get_plan(request.actor, key)
    numbers = dict(plan.measures.values_list("pk", "number"))
    return [
        {
            "organisation": row.organisation.name,
            "state": row.filing.state if row.filing else None,
            "title": row.filing.title if row.filing else None,
            "register_number": row.filing.register_number if row.filing else None,
            "registered_on": row.filing.registered_at.date() if row.filing and row.filing.registered_at else None,
            "is_overdue": row.is_overdue,
            "covered_measures": [numbers[pk] for pk in row.covered],
        }
        for row in selectors.filer_rows(plan, request.now.date())
    ]
