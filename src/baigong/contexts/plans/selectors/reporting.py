"""Who owes a report, to whom it belongs, and how it stands: the questions of one cycle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.access import RESPONSIBILITY_POLICY
from baigong.contexts.plans.models import (
    IN_FORCE,
    CycleException,
    CycleState,
    Duty,
    Plan,
    Report,
    ReportingCycle,
    ReportState,
    Responsibility,
    Target,
    TargetReading,
    Task,
    ValueSource,
)
from baigong.contexts.plans.selectors.lights import OWING, REPORTING_STATES
from baigong.contexts.plans.workflow.window import why_untimely
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal

__all__ = [
    "OWING",
    "REPORTING_STATES",
    "Due",
    "counts",
    "current_cycles",
    "dues_of",
    "last_values",
    "my_dues",
    "owing_rows",
    "reportable_by_task",
    "reportable_targets",
    "untimely",
]

STATE_TONES = {
    "": "neutral",
    ReportState.DRAFT: "neutral",
    ReportState.SUBMITTED: "info",
    ReportState.RETURNED: "warn",
    ReportState.ACCEPTED: "good",
    ReportState.SUPERSEDED: "neutral",
}
NOT_BEGUN = _("未填报")


@dataclass(frozen=True)
class Due:
    """What one body owes (or, in support, may report) on one task in one cycle, and the latest version of its report."""

    cycle: ReportingCycle
    task: Task
    organisation: Organisation
    duty: str
    report: Report | None
    leave: CycleException | None
    is_late: bool

    @property
    def owes(self) -> bool:
        """Lead and responsible bodies owe; supporting ones may report."""
        return self.duty in OWING

    @property
    def standing(self) -> str:
        """The state that counts: while a correction is written or reviewed, what it corrects stays accepted. Empty: not begun."""
        if self.report is None:
            return ""
        return ReportState.ACCEPTED if self.report.corrects_id else self.report.state

    @property
    def is_settled(self) -> bool:
        """Nothing more is asked of the body for now."""
        return self.standing in (ReportState.SUBMITTED, ReportState.ACCEPTED)

    @property
    def is_missing(self) -> bool:
        """Owed, and not in the team's hands."""
        return self.owes and not self.is_settled

    @property
    def due_on(self) -> date:
        """The last day, with an extension that reaches further."""
        return max(self.cycle.closes_on, self.leave.until_on) if self.leave else self.cycle.closes_on

    @property
    def state_label(self) -> str:
        """The word for how it stands."""
        if self.report is None:
            return str(NOT_BEGUN)
        words = str(self.report.get_state_display())
        is_correction = self.report.corrects_id is not None and self.report.state != ReportState.ACCEPTED
        return gettext("已采用，更正%(state)s") % {"state": words} if is_correction else words

    @property
    def tone(self) -> str:
        """The colour beside the word: vermilion only for what is overdue."""
        return "bad" if self.is_late and self.is_missing else STATE_TONES[self.standing]

    @property
    def duty_label(self) -> str:
        """牵头，责任 or 配合."""
        return str(Duty(self.duty).label)


def owing_rows(cycle: ReportingCycle) -> QuerySet[Responsibility]:
    """The duties that a cycle asks about: tasks that run and were handed down by its closing. Supporting bodies included."""
    return (
        Responsibility.objects.filter(
            task__plan=cycle.plan_id, task__state__in=REPORTING_STATES, task__withdrawn_on=None, task__assigned_at__isnull=False
        )
        .select_related("task", "organisation")
        .order_by("task__order", "task__pk", "order", "pk")
    )


def dues_of(cycle: ReportingCycle, today: date, rows: QuerySet[Responsibility] | None = None) -> list[Due]:
    """Every due of a cycle (or those among ``rows``), with its latest report. Three queries, whatever the number of bodies."""
    duties = [
        r
        for r in (owing_rows(cycle) if rows is None else rows)
        if r.task.assigned_at and timezone.localtime(r.task.assigned_at).date() <= cycle.closes_on
    ]
    latest: dict[tuple[int, int], Report] = {}
    begun = Report.objects.filter(cycle=cycle)
    if rows is not None:
        begun = begun.filter(organisation__in={r.organisation_id for r in duties})
    for report in begun.order_by("version").defer("narrative", "problems", "next_steps"):
        latest[report.task_id, report.organisation_id] = report
    leaves = {leave.organisation_id: leave for leave in CycleException.objects.filter(cycle=cycle)}
    return [
        Due(
            cycle=cycle,
            task=r.task,
            organisation=r.organisation,
            duty=r.duty,
            report=latest.get((r.task_id, r.organisation_id)),
            leave=leaves.get(r.organisation_id),
            is_late=_is_past(cycle, leaves.get(r.organisation_id), today),
        )
        for r in duties
    ]


def _is_past(cycle: ReportingCycle, leave: CycleException | None, today: date) -> bool:
    return cycle.state != CycleState.PLANNED and today > max(cycle.closes_on, leave.until_on if leave else cycle.closes_on)


def my_dues(actor: Actor, cycle: ReportingCycle, today: date) -> list[Due]:
    """What the actor's bodies owe or may report in a cycle: what is missing first, then by task. Four queries at most."""
    rows = owing_rows(cycle).filter(RESPONSIBILITY_POLICY.predicate(actor, "report"))
    rank = {True: 0, False: 1}
    return sorted(dues_of(cycle, today, rows), key=lambda d: (rank[d.is_missing], d.due_on, not d.owes, d.organisation.order, d.task.order))


def current_cycles(plan: Plan) -> list[ReportingCycle]:
    """The cycles people are at work on: those open, else the latest locked, else the next planned. At most three queries."""
    cycles = plan.cycles.all()
    found = list(cycles.filter(state=CycleState.OPEN).order_by("closes_on"))
    return found or list(cycles.filter(state=CycleState.LOCKED)[:1]) or list(cycles.order_by("opens_on")[:1])


def untimely(due: Due, today: date) -> Refusal | None:
    """Why a report cannot be submitted today; ``None`` when it can (what was returned and corrections always can)."""
    if due.report is not None and (due.report.corrects_id or due.report.state == ReportState.RETURNED):
        return None
    return why_untimely(due.cycle, due.leave, today)


def reportable_targets(task: Task) -> QuerySet[Target]:
    """The targets whose values reports of ``task`` give: those of the task, or of the task it is part of, that no indicator has yet
    computed from records."""
    computed = TargetReading.objects.filter(target=OuterRef("pk"), source=ValueSource.INDICATOR)
    serves = Q(tasks=task) | Q(tasks=task.parent_id) if task.parent_id else Q(tasks=task)
    return Target.objects.filter(serves).filter(IN_FORCE).exclude(Exists(computed)).distinct().order_by("order")


def reportable_by_task(tasks: Sequence[Task]) -> dict[int, list[Target]]:
    """``reportable_targets`` of many tasks at once. Three queries, whatever their number."""
    serving = {task.pk: {task.pk, task.parent_id} for task in tasks}
    computed = TargetReading.objects.filter(target=OuterRef("pk"), source=ValueSource.INDICATOR)
    wanted = set().union(*serving.values()) - {None} if serving else set()
    links = Target.tasks.through.objects.filter(task__in=wanted).values_list("task_id", "target_id")
    targets = {t.pk: t for t in Target.objects.filter(IN_FORCE, tasks__in=wanted).exclude(Exists(computed)).distinct().order_by("order")}
    found: dict[int, list[Target]] = {}
    for task, served in serving.items():
        mine = {target for owner, target in links if owner in served and target in targets}
        found[task] = [target for pk, target in targets.items() if pk in mine]
    return found


def last_values(
    organisation: Organisation, own: Iterable[int], city: Iterable[int], *, other_than: Report | None = None
) -> dict[int, TargetReading]:
    """The latest value that counts of each target, for the body alone (``own``) or for the whole city; with ``other_than``, not from
    that report nor what it corrects. One query."""
    scope = Q(target__in=list(own), organisation=organisation) | Q(target__in=list(city), organisation=None)
    rows = TargetReading.objects.filter(scope).exclude(report__state=ReportState.SUPERSEDED).select_related("report__cycle")
    if other_than is not None:
        rows = rows.exclude(report__in=[pk for pk in (other_than.pk, other_than.corrects_id) if pk])
    return {reading.target_id: reading for reading in rows.order_by("as_of", "recorded_at", "pk")}


def counts(dues: Sequence[Due]) -> dict[str, int]:
    """How the dues that are owed stand: owed, accepted, submitted, returned, draft, none, late, on_time."""
    owed = [d for d in dues if d.owes]
    found = {state.value: sum(d.standing == state for d in owed) for state in ReportState}
    return found | {
        "owed": len(owed),
        "none": sum(d.report is None for d in owed),
        "missing": sum(d.is_missing for d in owed),
        "late": sum(d.is_late and d.is_missing for d in owed),
    }
