"""HTTP operations of filings: who has filed, one filing, the register; its steps, the form check and reminding."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate
from ninja import Field, Router, Schema

from baigong.contexts.plans.access import FILING_POLICY, PLAN_POLICY
from baigong.contexts.plans.models import IN_FORCE, Filing, FilingState
from baigong.contexts.plans.selectors import filings as selectors
from baigong.contexts.plans.selectors import ledger
from baigong.contexts.plans.services import filings as services
from baigong.kernel.access import Request, requires
from baigong.kernel.workflow import available
from baigong.kernel.workflow.operations import StepIn, take

router = Router(tags=["plans"])
MOST = 500


class FilerOut(Schema):
    """One body that must file."""

    organisation: str
    filing_id: int | None = Field(description="Latest filing in the caller's sight")
    state: str | None
    title: str | None
    register_number: str | None = Field(description="Of the plan in force")
    registered_on: date | None
    is_overdue: bool = Field(description="Nothing handed in by the day the team set; never while none is set")
    covered_measures: list[str]


class FormCheckOut(Schema):
    """An item of the form check."""

    item: str
    is_met: bool
    note: str


class FilingOut(Schema):
    """A filing. Receipt, not approval."""

    id: int
    organisation: str
    title: str
    doc_number: str
    issued_on: date | None
    state: FilingState
    version: int
    receipt_number: str
    submitted_at: datetime | None
    register_number: str
    registered_at: datetime | None
    supplement_note: str
    supplement_due_on: date | None
    comment: str
    measures: list[str]
    uncovered_measures: list[str]


class FilingDetailOut(FilingOut):
    """A filing with its form check and what can be done now."""

    checks: list[FormCheckOut]
    steps: list[str] = Field(description="Steps the caller may take now")


class FilingStepIn(StepIn):
    """The step to take."""

    due_on: date | None = Field(None, description="By when, where a supplement is asked for")


class FormCheckIn(Schema):
    """An item as it was found."""

    item: str = Field(max_length=40)
    is_met: bool
    note: str = Field("", max_length=200)


class RemindedOut(Schema):
    """Whom a reminder reached."""

    people: int
    bodies: int
    without_officer: list[str]


@router.get("/{slug:key}/filings", response=list[FilerOut], summary="Who has filed")
@requires(FILING_POLICY, "check")
def list_filings(request: Request, key: str) -> list[dict[str, Any]]:
    """Every body that must file with its latest filing; for the working team."""
    plan = ledger.get_plan(request.actor, key)
    numbers = dict(plan.measures.values_list("pk", "number"))
    return [
        {
            "organisation": row.organisation.name,
            "filing_id": row.filing.pk if row.filing else None,
            "state": row.filing.state if row.filing else None,
            "title": row.filing.title if row.filing else None,
            "register_number": row.in_force.register_number if row.in_force else None,
            "registered_on": localdate(row.in_force.registered_at) if row.in_force and row.in_force.registered_at else None,
            "is_overdue": row.is_overdue,
            "covered_measures": [number for pk, number in numbers.items() if pk in row.covered],
        }
        for row in selectors.filer_rows(plan, request.now.date(), actor=request.actor)
    ]


@router.get("/{slug:key}/filings/register", response=list[FilingOut], summary="The register of filings")
@requires(FILING_POLICY, "view")
def filing_register(request: Request, key: str) -> list[dict[str, Any]]:
    """Every filing handed in that is in sight, by register number; the latest last."""
    plan = ledger.get_plan(request.actor, key)
    numbers = dict(plan.measures.filter(IN_FORCE).values_list("pk", "number"))
    rows = selectors.register_of(request.actor, plan).prefetch_related("measures").order_by("registered_at", "pk")[:MOST]
    return [_filing(row, numbers) for row in rows]


@router.post("/{slug:key}/filings/reminders", response=RemindedOut, summary="Remind those who have not filed")
@requires(PLAN_POLICY, "edit")
def remind_to_file(request: Request, key: str) -> Any:
    """Remind the officers of bodies that have handed in nothing; nobody twice a day."""
    done = services.remind_filers(actor=request.actor, now=request.now, plan=ledger.get_plan(request.actor, key))
    return {"people": done.people, "bodies": done.bodies, "without_officer": list(done.without_officer)}


@router.get("/filings/{int:pk}", response=FilingDetailOut, summary="A filing")
@requires(FILING_POLICY, "view")
def get_filing(request: Request, pk: int) -> dict[str, Any]:
    """One filing with its form check and the measures it does not cover."""
    row = _get(request, pk)
    return _filing(row, dict(row.plan.measures.filter(IN_FORCE).values_list("pk", "number"))) | {
        "checks": [{"item": c.item, "is_met": c.is_met, "note": c.note} for c in row.checks.all()],
        "steps": [a.step.name for a in available(row, request.actor) if a.allowed],
    }


@router.post("/filings/{int:pk}/check", response=FilingDetailOut, summary="Record the form check")
@requires(FILING_POLICY, "check")
def check_filing(request: Request, pk: int, items: list[FormCheckIn]) -> dict[str, Any]:
    """Mark every item of the form check; 422 unless exactly the declared items are marked."""
    met = {item.item: (item.is_met, item.note) for item in items}
    services.check_form(actor=request.actor, now=request.now, filing=_get(request, pk), met=met)
    return get_filing(request, pk)


@router.post("/filings/{int:pk}/steps", response=FilingDetailOut, summary="Take a step")
@requires(FILING_POLICY, "view")
def take_filing_step(request: Request, pk: int, step: FilingStepIn) -> dict[str, Any]:
    """Submit, resubmit, ask for a supplement, register; refused with 403, 409 or 422 and the reason."""
    take(request, _get(request, pk), step)
    return get_filing(request, pk)


def _get(request: Request, pk: int) -> Filing:
    return FILING_POLICY.get_or_404(
        request.actor, Filing.objects.select_related("plan", "organisation").prefetch_related("measures", "checks"), pk=pk
    )


def _filing(row: Filing, numbers: dict[int, str]) -> dict[str, Any]:
    covered = {measure.pk: measure.number for measure in row.measures.all()}
    names = (
        "title", "doc_number", "issued_on", "state", "version", "receipt_number", "submitted_at", "register_number", "registered_at",
        "supplement_note", "supplement_due_on", "comment",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {
        "id": row.pk,
        "organisation": row.organisation.name,
        "measures": list(covered.values()),
        "uncovered_measures": [number for pk, number in numbers.items() if pk not in covered],
    }
