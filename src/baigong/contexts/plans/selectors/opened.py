"""What the public sees of a plan: promises, figures, lights and their history. Asked as the public asks, whoever is signed in.

Internal narratives, evidence and broken-down parts never leave from here; of a report only the summary its reviewer made public.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest

from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from baigong.contexts.plans.access import MEASURE_POLICY, PLAN_POLICY, TARGET_POLICY, TASK_POLICY
from baigong.contexts.plans.lights import Colour, Light
from baigong.contexts.plans.lights.light import COLOUR_LABELS
from baigong.contexts.plans.models import (
    IN_FORCE,
    LightRecord,
    Measure,
    Plan,
    PlanState,
    Report,
    ReportState,
    Responsibility,
    Target,
    TargetReading,
    Task,
)
from baigong.contexts.plans.selectors.ledger import TargetRow, duty_text, target_row
from baigong.contexts.plans.selectors.lights import PlanLights, plan_lights
from baigong.kernel.access import ANONYMOUS

COLOUR_ORDER = (Colour.RED, Colour.AMBER, Colour.GREY, Colour.GREEN)


def list_public_plans() -> QuerySet[Plan]:
    """The plans anybody may see, the running ones first."""
    return PLAN_POLICY.visible(ANONYMOUS).select_related("owner", "team").order_by("state", "-issued_on", "pk")


def find_public_plan(key: str = "") -> Plan | None:
    """The public plan of ``key``, or the one people mean when they name none; ``None`` when nothing is public."""
    plans = list_public_plans()
    if key:
        return plans.filter(key=key).first()
    return plans.filter(state=PlanState.RUNNING).first() or plans.first()


def public_light(light: Light) -> Light:
    """The light with its reason in public words: a part broken down inside is not named."""
    if light.rule == "TASK-PART":
        return Light(light.colour, light.rule, _("分解到单位的任务中有未按进度完成的。"), "")
    return light


@dataclass(frozen=True)
class PublicTask:
    """A task as the public sees it. ``since`` is the day from which it has had this colour (``None``: not recorded yet)."""

    task: Task
    light: Light
    since: date | None
    bodies: str

    @property
    def is_done(self) -> bool:
        """Whether the task is finished."""
        return self.task.state in {"completed", "closed"}


@dataclass(frozen=True)
class PublicTarget:
    """A target as the public sees it, with its figure and since when it has this colour."""

    row: TargetRow
    light: Light
    since: date | None

    @property
    def target(self) -> Target:
        """The target itself."""
        return self.row.target


@dataclass(frozen=True)
class PublicMeasure:
    """A measure with what came of it."""

    measure: Measure
    tasks: tuple[PublicTask, ...]
    targets: tuple[PublicTarget, ...]


@dataclass(frozen=True)
class PublicPlan:
    """A whole plan as the public sees it on one day."""

    plan: Plan
    on: date
    measures: tuple[PublicMeasure, ...]
    tasks: tuple[PublicTask, ...]
    targets: tuple[PublicTarget, ...]
    other_tasks: tuple[PublicTask, ...]
    other_targets: tuple[PublicTarget, ...]

    @property
    def colours(self) -> list[tuple[str, str, int]]:
        """(colour, word, number of tasks), the worst first."""
        counted = Counter(t.light.colour for t in self.tasks)
        return [(str(c), str(COLOUR_LABELS[c]), counted[c]) for c in COLOUR_ORDER]

    @property
    def done(self) -> int:
        """How many tasks are finished."""
        return sum(t.is_done for t in self.tasks)

    @property
    def met(self) -> int:
        """How many targets are met."""
        return sum(t.light.rule == "LIGHT-MET" for t in self.targets)


def since_when(records: list[LightRecord], colour: Colour) -> date | None:
    """The day from which the colour has held; ``records`` latest first."""
    since = None
    for record in records:
        if record.colour != colour:
            break
        since = record.on
    return since


def public_tasks(plan: Plan) -> QuerySet[Task]:
    """The tasks of the plan's own list, with who is responsible."""
    bodies = Prefetch("responsibilities", Responsibility.objects.select_related("organisation").order_by("order", "pk"))
    return (
        TASK_POLICY.visible(ANONYMOUS)
        .filter(IN_FORCE, plan=plan)
        .select_related("plan")
        .prefetch_related(bodies, "measures")
        .order_by("order", "pk")
    )


def public_plan(plan: Plan, on: date, lights: PlanLights | None = None) -> PublicPlan:
    """Everything the public sees of ``plan`` on a day. A fixed number of queries."""
    lights = lights or plan_lights(plan, on)
    records: dict[tuple[str, int | None], list[LightRecord]] = defaultdict(list)
    for record in LightRecord.objects.filter(Q(task__plan=plan) | Q(target__plan=plan), on__lte=on).order_by("-on", "-pk"):
        records[("task", record.task_id) if record.task_id else ("target", record.target_id)].append(record)
    tasks = tuple(
        PublicTask(t, public_light(lights.tasks[t.pk]), since_when(records["task", t.pk], lights.tasks[t.pk].colour), duty_text(t))
        for t in public_tasks(plan)
    )
    targets = tuple(
        PublicTarget(target_row(t, lights), lights.targets[t.pk], since_when(records["target", t.pk], lights.targets[t.pk].colour))
        for t in TARGET_POLICY.visible(ANONYMOUS).filter(IN_FORCE, plan=plan).select_related("measure", "plan").order_by("order")
    )
    measures = tuple(
        PublicMeasure(
            m,
            tuple(t for t in tasks if m in t.task.measures.all()),
            tuple(t for t in targets if t.target.measure_id == m.pk),
        )
        for m in MEASURE_POLICY.visible(ANONYMOUS).filter(IN_FORCE, plan=plan).order_by("order")
    )
    shown = {t.task.pk for m in measures for t in m.tasks}
    counted = {t.target.pk for m in measures for t in m.targets}
    return PublicPlan(
        plan, on, measures, tasks, targets,
        tuple(t for t in tasks if t.task.pk not in shown),
        tuple(t for t in targets if t.target.pk not in counted),
    )  # fmt: skip


def public_summaries(**where: object) -> QuerySet[Report]:
    """Accepted reports whose summary was made public, the latest first."""
    rows = Report.objects.filter(state=ReportState.ACCEPTED, published_at__isnull=False, task__in=TASK_POLICY.visible(ANONYMOUS))
    return (
        rows.exclude(public_summary="")
        .filter(**where)
        .select_related("task__plan", "organisation", "cycle")
        .order_by("-published_at", "-pk")
    )


def public_readings(plan: Plan) -> QuerySet[TargetReading]:
    """The city-wide values that count, target by target, latest first."""
    rows = TargetReading.objects.filter(target__in=TARGET_POLICY.visible(ANONYMOUS), target__plan=plan, organisation=None)
    rows = rows.exclude(report__state=ReportState.SUPERSEDED).select_related("target", "report__organisation", "report__cycle")
    return rows.order_by("target__order", "-as_of", "-recorded_at")


def public_targets_of(indicator_code: str) -> QuerySet[Target]:
    """The public targets that an indicator tells, of every public plan in the order of the plans."""
    found = TARGET_POLICY.visible(ANONYMOUS).filter(IN_FORCE, plan__in=PLAN_POLICY.visible(ANONYMOUS), indicator_code=indicator_code)
    return found.select_related("plan").order_by("plan__state", "-plan__issued_on", "plan", "order")


@dataclass(frozen=True)
class PublicChange:
    """Something that changed: a light, or a summary made public. ``before`` is the colour until then ("" where it is the first)."""

    key: str
    on: date
    at: datetime | None
    kind: str
    number: str
    title: str
    colour: str
    before: str
    text: str
    who: str
    is_task: bool


def public_lights(*plans: Plan) -> QuerySet[LightRecord]:
    """The history of lights of public tasks and targets, latest first."""
    rows = LightRecord.objects.filter(
        Q(task__in=TASK_POLICY.visible(ANONYMOUS), task__plan__in=plans)
        | Q(target__in=TARGET_POLICY.visible(ANONYMOUS), target__plan__in=plans)
    )
    return rows.select_related("task", "target").order_by("-on", "-pk")


def history_of(rows: list[LightRecord]) -> list[tuple[LightRecord, Light]]:
    """Records of one task or target with their light in public words, latest first; a change of the reason alone is left out."""
    kept: list[tuple[LightRecord, Light]] = []
    for record, before in zip_longest(rows, rows[1:]):
        if before is None or before.colour != record.colour:
            kept.append((record, public_light(Light(Colour(record.colour), record.rule, record.why))))
    return kept


def public_changes(plan: Plan, limit: int = 40) -> list[PublicChange]:
    """What changed lately: lights that took another colour, summaries made public. Three queries."""
    last: dict[tuple[int | None, int | None], LightRecord] = {}
    changes: list[PublicChange] = []
    for record in reversed(list(public_lights(plan))):
        key = (record.task_id, record.target_id)
        before = last.get(key)
        last[key] = record
        if before is not None and before.colour == record.colour:
            continue
        row = record.task or record.target
        assert row is not None
        light = public_light(Light(Colour(record.colour), record.rule, record.why))
        changes.append(
            PublicChange(
                f"light-{record.pk}", record.on, None, "light", row.number, row.title if record.task else row.name,  # type: ignore[union-attr]
                record.colour, before.colour if before else "", light.why, "", record.task is not None,
            )
        )  # fmt: skip
    changes = [c for c in changes if c.before]
    for report in public_summaries(task__plan=plan)[:limit]:
        assert report.published_at is not None
        changes.append(
            PublicChange(
                f"report-{report.pk}", localdate(report.published_at), report.published_at, "report", report.task.number, report.task.title,
                "", "", report.public_summary, str(report.organisation), True,
            )
        )  # fmt: skip
    changes.sort(key=lambda c: (c.on, c.key), reverse=True)
    return changes[:limit]


def last_changes(plans: Sequence[Plan]) -> dict[int, date]:
    """By plan the day on which it last changed for the public; plans that never did are left out. Two queries, however many plans."""
    days: dict[int, date] = {}
    colours: dict[tuple[int | None, int | None], str] = {}
    for record in public_lights(*plans).reverse():
        row = record.task or record.target
        assert row is not None
        key = (record.task_id, record.target_id)
        if colours.get(key, record.colour) != record.colour:
            days[row.plan_id] = record.on
        colours[key] = record.colour
    published = public_summaries(task__plan__in=plans).order_by().values_list("task__plan").annotate(Max("published_at"))
    for plan, at in published:
        days[plan] = max(localdate(at), days.get(plan, localdate(at)))
    return days
