"""HTTP operations of reporting: what one owes, writing and submitting, deciding, how a cycle stands. The same services as the pages.

Refusals travel as ``{code, message, fields}``: ``not_yours`` 403, ``accepted`` 409, ``not_open``, ``closed`` and ``late`` 422.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Header, Query, Router, Schema, Status
from ninja.files import UploadedFile

from baigong.contexts.accounts.public import CITY_STAFF
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.access import CYCLE_POLICY, REPORT_POLICY, RESPONSIBILITY_POLICY, TASK_POLICY
from baigong.contexts.plans.models import CycleState, Duty, EvidenceKind, Report, ReportingCycle, ReportState
from baigong.contexts.plans.selectors.ledger import get_plan
from baigong.contexts.plans.selectors.reporting import Due, counts, current_cycles, dues_of, my_dues, untimely
from baigong.contexts.plans.services import evidence as evidence_services
from baigong.contexts.plans.services import reports as services
from baigong.contexts.plans.services.reminders import remind
from baigong.contexts.plans.services.reports import Content
from baigong.kernel.access import Request, requires

router = Router(tags=["plans"])
MOST = 200
PLAN = "Key of the plan; default: the current one"
KEY = "One key a report: the same key again gives the same report and writes nothing."


class CycleOut(Schema):
    """A reporting cycle."""

    id: int
    plan: str = Field(description="Key of the plan")
    name: str
    state: CycleState
    period_from: date
    period_until: date
    opens_on: date
    closes_on: date = Field(description="Last day; what comes later is late")
    locks_on: date | None


class DueOut(Schema):
    """What one body owes, or as a supporting body may report, on one task in one cycle."""

    cycle_id: int
    task_id: int
    task_number: str
    task_title: str
    organisation_id: int
    organisation: str
    duty: Duty
    owes: bool
    due_on: date
    state: str = Field(description="State of the report that counts; empty while none was begun")
    report_id: int | None = Field(description="Latest version")
    is_overdue: bool
    refusal: str = Field(description="Code with which submitting today would be refused; empty when it would not")


class ValueIn(Schema):
    """A value of a target."""

    target_id: int
    value: Decimal
    explanation: str = Field("", max_length=300)


class MilestoneIn(Schema):
    """A milestone that was done."""

    milestone_id: int
    done_on: date


class ContentIn(Schema):
    """What a report says; it replaces what it said before."""

    narrative: str = Field("", max_length=20_000)
    problems: str = Field("", max_length=20_000)
    next_steps: str = Field("", max_length=20_000)
    values: list[ValueIn] = Field(default_factory=list, max_length=200)
    milestones: list[MilestoneIn] = Field(default_factory=list, max_length=200)

    def content(self) -> Content:
        """For the service."""
        values = {v.target_id: (v.value, v.explanation) for v in self.values}
        return Content(self.narrative, self.problems, self.next_steps, values, {m.milestone_id: m.done_on for m in self.milestones})


class ReportIn(ContentIn):
    """A report to begin."""

    cycle_id: int
    task_id: int
    organisation_id: int
    submit: bool = Field(False, description="Submit at once; a report with values needs its evidence first")


class WriteIn(ContentIn):
    """A report to write anew."""

    seen: datetime | None = Field(None, description="updated_at as last read; if somebody wrote since, 409 changed_meanwhile")


class ReasonIn(Schema):
    """Why."""

    reason: str = Field("", max_length=2000)


class EvidenceOut(Schema):
    """A piece of evidence."""

    id: int
    kind: EvidenceKind
    title: str
    file_name: str
    size: int
    sha256: str
    url: str


class ReportOut(Schema):
    """A report."""

    id: int
    cycle_id: int
    task_id: int
    organisation_id: int
    state: ReportState
    version: int
    corrects_id: int | None
    narrative: str
    problems: str
    next_steps: str
    values: list[ValueIn]
    milestones: list[MilestoneIn]
    evidence: list[EvidenceOut]
    updated_at: datetime
    submitted_at: datetime | None
    is_late: bool
    decided_at: datetime | None
    decision_note: str


class StandingOut(Schema):
    """How a cycle stands, in the caller's sight."""

    cycle: CycleOut
    counts: dict[str, int] = Field(description="Of what is owed: owed, accepted, submitted, returned, draft, none, missing, late")
    dues: list[DueOut]


class CycleQuery(Schema):
    """Which cycles."""

    plan: str = Field("", max_length=40, description=PLAN)
    limit: int = Field(50, ge=1, le=MOST)


class DueQuery(Schema):
    """Whose dues."""

    cycle: int | None = Field(None, ge=1, le=2**31 - 1, description="Default: the cycles at hand")
    plan: str = Field("", max_length=40, description=PLAN)


class ReportQuery(Schema):
    """Which reports."""

    cycle: int | None = Field(None, ge=1, le=2**31 - 1)
    task: int | None = Field(None, ge=1, le=2**31 - 1)
    state: ReportState | None = None
    after: int = Field(0, ge=0, le=2**31 - 1, description="Only those with a greater id, for the next page")
    limit: int = Field(50, ge=1, le=MOST)


class RemindIn(Schema):
    """Whom to remind; empty for all who owe."""

    organisation_ids: list[int] = Field(default_factory=list, max_length=500)


class RemindOut(Schema):
    """Who was reminded."""

    told: int = Field(description="People told today for the first time")
    bodies: int
    without_officer: int


@router.get("/cycles", url_name="reporting-cycles", response=list[CycleOut], summary="Reporting cycles, the latest first")
@requires(CYCLE_POLICY, "view")
def list_cycles(request: Request, query: Query[CycleQuery]) -> list[dict[str, Any]]:
    """The cycles of a plan."""
    row = get_plan(request.actor, query.plan or None)
    return [_cycle(c) for c in CYCLE_POLICY.visible(request.actor).filter(plan=row).select_related("plan")[: query.limit]]


@router.get("/cycles/{int:pk}/standing", url_name="reporting-standing", response=StandingOut, summary="Who has not reported")
@requires(CYCLE_POLICY, "view")
def cycle_standing(request: Request, pk: int) -> dict[str, Any]:
    """Every due of a cycle for city staff; those of one's own bodies for others."""
    cycle = _get_cycle(request, pk)
    today = request.now.date()
    dues = dues_of(cycle, today) if request.actor.has(*CITY_STAFF) else my_dues(request.actor, cycle, today)
    return {"cycle": _cycle(cycle), "counts": counts(dues), "dues": [_due(d, today) for d in dues]}


@router.post("/cycles/{int:pk}/remind", url_name="reporting-remind", response=RemindOut, summary="Remind those who owe")
@requires(CYCLE_POLICY, "remind")
def cycle_remind(request: Request, pk: int, data: RemindIn) -> dict[str, int]:
    """Nobody is reminded twice on a day."""
    return remind(actor=request.actor, now=request.now, cycle=_get_cycle(request, pk), organisations=data.organisation_ids or None)


@router.get("/dues", url_name="reporting-dues", response=list[DueOut], summary="What my bodies owe")
@requires(RESPONSIBILITY_POLICY, "report")
def list_dues(request: Request, query: Query[DueQuery]) -> list[dict[str, Any]]:
    """What is missing first."""
    today = request.now.date()
    cycles = [_get_cycle(request, query.cycle)] if query.cycle else current_cycles(get_plan(request.actor, query.plan or None))
    return [_due(due, today) for c in cycles for due in my_dues(request.actor, c, today)]


@router.get("/reports", url_name="reporting-reports", response=list[ReportOut], summary="Reports in sight")
@requires(REPORT_POLICY, "view")
def list_reports(request: Request, query: Query[ReportQuery]) -> list[dict[str, Any]]:
    """All versions, by id."""
    rows = REPORT_POLICY.visible(request.actor).filter(pk__gt=query.after).order_by("pk")
    for name in ("cycle", "task", "state"):
        wanted = getattr(query, name)
        rows = rows.filter(**{name: wanted}) if wanted is not None else rows
    return [_report(r) for r in rows.prefetch_related("values", "milestone_claims", "evidence")[: query.limit]]


@router.post("/reports", response={200: ReportOut, 201: ReportOut}, summary="Begin a report, or begin and submit it")
@requires(RESPONSIBILITY_POLICY, "report")
def create_report(
    request: Request,
    data: ReportIn,
    key: Annotated[str, Header(alias="Idempotency-Key", max_length=80, description=KEY)] = "",
) -> Status[dict[str, Any]]:
    """Written whole or not at all. 200 when the key was used before: the report as it stands."""
    cycle = _get_cycle(request, data.cycle_id)
    task = TASK_POLICY.get_or_404(request.actor, pk=data.task_id)
    body = get_object_or_404(Organisation, pk=data.organisation_id)
    report, written = services.file_report(
        actor=request.actor, now=request.now, cycle=cycle, task=task, organisation=body, content=data.content(), submit=data.submit, key=key
    )
    return Status(201 if written else 200, _report(_get(request, report.pk)))


@router.get("/reports/{int:pk}", url_name="reporting-report", response=ReportOut, summary="One report")
@requires(REPORT_POLICY, "view")
def get_report(request: Request, pk: int) -> dict[str, Any]:
    """With what it says, its evidence and what was decided."""
    return _report(_get(request, pk))


@router.put("/reports/{int:pk}", response=ReportOut, summary="Write a draft or returned report anew")
@requires(REPORT_POLICY, "write")
def write_report(request: Request, pk: int, data: WriteIn) -> dict[str, Any]:
    """Replaces text, values and milestones."""
    report = _get(request, pk)
    services.write_report(actor=request.actor, now=request.now, report=report, content=data.content(), seen=data.seen)
    return _report(_get(request, pk))


@router.post("/reports/{int:pk}/evidence", url_name="reporting-evidence", response={201: EvidenceOut}, summary="Add a file as evidence")
@requires(REPORT_POLICY, "write")
def add_evidence(
    request: Request, pk: int, file: File[UploadedFile], kind: Form[EvidenceKind], title: Form[str] = ""
) -> Status[dict[str, Any]]:
    """The same content twice in one report is refused (``attached_twice``)."""
    piece = evidence_services.add_file(
        actor=request.actor, now=request.now, report=_get(request, pk), kind=kind, upload=file, title=title[:200]
    )
    return Status(201, _evidence(piece))


@router.post("/reports/{int:pk}/submit", url_name="reporting-submit", response=ReportOut, summary="Submit")
@requires(REPORT_POLICY, "submit")
def submit_report(request: Request, pk: int) -> dict[str, Any]:
    """Submitting what is submitted changes nothing."""
    services.submit_report(actor=request.actor, now=request.now, report=_get(request, pk))
    return _report(_get(request, pk))


@router.post("/reports/{int:pk}/withdraw", url_name="reporting-withdraw", response=ReportOut, summary="Take back before it is decided")
@requires(REPORT_POLICY, "withdraw")
def withdraw_report(request: Request, pk: int) -> dict[str, Any]:
    """It is a draft again."""
    services.withdraw_report(actor=request.actor, now=request.now, report=_get(request, pk))
    return _report(_get(request, pk))


@router.post(
    "/reports/{int:pk}/correct", url_name="reporting-correct", response={201: ReportOut}, summary="Begin a correction of an accepted report"
)
@requires(REPORT_POLICY, "correct")
def correct_report(request: Request, pk: int) -> Status[dict[str, Any]]:
    """A new version; the accepted one counts until the new one is accepted."""
    new = services.start_correction(actor=request.actor, now=request.now, report=_get(request, pk))
    return Status(201, _report(new))


@router.post("/reports/{int:pk}/return", url_name="reporting-return", response=ReportOut, summary="Return with the reason")
@requires(REPORT_POLICY, "return")
def return_report(request: Request, pk: int, data: ReasonIn) -> dict[str, Any]:
    """The body may change it and submit again at any time."""
    services.return_report(actor=request.actor, now=request.now, report=_get(request, pk), reason=data.reason)
    return _report(_get(request, pk))


@router.post("/reports/{int:pk}/accept", url_name="reporting-accept", response=ReportOut, summary="Accept; values and milestones count")
@requires(REPORT_POLICY, "accept")
def accept_report(request: Request, pk: int, data: ReasonIn) -> dict[str, Any]:
    """``reason`` is kept as the note of the decision."""
    services.accept_report(actor=request.actor, now=request.now, report=_get(request, pk), note=data.reason)
    return _report(_get(request, pk))


def _get(request: Request, pk: int) -> Report:
    if pk >= 2**31:
        raise Http404
    return REPORT_POLICY.get_or_404(request.actor, Report.objects.select_related("cycle", "task", "organisation"), pk=pk)


def _get_cycle(request: Request, pk: int) -> ReportingCycle:
    return CYCLE_POLICY.get_or_404(request.actor, ReportingCycle.objects.select_related("plan"), pk=pk)


def _cycle(row: ReportingCycle) -> dict[str, Any]:
    names = ("id", "name", "state", "period_from", "period_until", "opens_on", "closes_on", "locks_on")
    return {name: getattr(row, name) for name in names} | {"plan": row.plan.key}


def _due(due: Due, today: date) -> dict[str, Any]:
    refusal = None if due.is_settled else untimely(due, today)
    return {
        "cycle_id": due.cycle.pk, "task_id": due.task.pk, "task_number": due.task.number, "task_title": due.task.title,
        "organisation_id": due.organisation.pk, "organisation": str(due.organisation), "duty": due.duty, "owes": due.owes,
        "due_on": due.due_on, "state": due.standing, "report_id": due.report.pk if due.report else None,
        "is_overdue": due.is_late and due.is_missing, "refusal": refusal.code if refusal else "",
    }  # fmt: skip


def _evidence(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("id", "kind", "title", "file_name", "size", "sha256", "url")}


def _report(row: Report) -> dict[str, Any]:
    names = (
        "id", "cycle_id", "task_id", "organisation_id", "state", "version", "corrects_id", "narrative", "problems", "next_steps",
        "updated_at", "submitted_at", "is_late", "decided_at", "decision_note",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {
        "values": [{"target_id": v.target_id, "value": v.value, "explanation": v.explanation} for v in row.values.all()],
        "milestones": [{"milestone_id": c.milestone_id, "done_on": c.done_on} for c in row.milestone_claims.all()],
        "evidence": [_evidence(piece) for piece in row.evidence.all()],
    }
