"""HTTP operations of the ledger: plans, measures, tasks with lights, targets with values; steps that may be taken, and taking one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema

from baigong.contexts.plans.access import MEASURE_POLICY, PLAN_POLICY, TARGET_POLICY, TASK_POLICY
from baigong.contexts.plans.models import IN_FORCE, Comparator, Target, Task, TaskState
from baigong.contexts.plans.selectors import ledger
from baigong.contexts.plans.selectors.lights import PlanLights, plan_lights
from baigong.kernel.access import Request, requires
from baigong.kernel.workflow.operations import StepIn, StepOut, steps_of, take

router = Router(tags=["plans"])
MOST = 200


class PlanOut(Schema):
    """A plan."""

    key: str
    title: str
    short_title: str
    doc_number: str
    issued_on: date | None
    state: str
    reporting_months: int | None = Field(description="Months between reports; empty until the team sets it")


class LightOut(Schema):
    """A light with its reason."""

    colour: str = Field(description="green, amber, red or grey")
    rule: str
    why: str
    remedy: str


class MeasureOut(Schema):
    """A measure."""

    number: str
    title: str
    chapter: str
    summary: str
    withdrawn_on: date | None


class DutyOut(Schema):
    """A body's duty in a task."""

    organisation_id: int
    organisation: str
    duty: str
    collective: str


class TaskOut(Schema):
    """A task as it stands."""

    id: int
    number: str
    title: str
    statement: str
    kind: str
    state: TaskState
    due_on: date | None
    due_source: str = Field(description="plan, team or group (the leading group moved it); empty while no date is set")
    parent_id: int | None
    measures: list[str]
    bodies: list[DutyOut]
    light: LightOut


class TargetOut(Schema):
    """A target with the value that counts."""

    id: int
    number: str
    name: str
    measure: str | None
    kind: str
    comparator: Comparator
    value: Decimal | None
    value_high: Decimal | None
    unit: str
    due_on: date | None
    is_yearly: bool
    scope: str
    indicator_code: str
    current: Decimal | None = Field(description="Latest value; empty for no data, never zero for it")
    as_of: date | None
    source: str = Field(description="indicator or report")
    light: LightOut


class ReadingOut(Schema):
    """A value of a target."""

    as_of: date
    value: Decimal | None
    why: str
    organisation_id: int | None
    source: str
    report_id: int | None


def _light(light: Any) -> dict[str, str]:
    return {"colour": str(light.colour), "rule": light.rule, "why": light.why, "remedy": light.remedy}


def _task(task: Task, lights: PlanLights) -> dict[str, Any]:
    bodies = [
        {"organisation_id": r.organisation_id, "organisation": r.organisation.name, "duty": r.duty, "collective": r.collective}
        for r in task.responsibilities.all()
    ]
    names = ("number", "title", "statement", "kind", "state", "due_on", "due_source", "parent_id")
    facts = {name: getattr(task, name) for name in names}
    return facts | {
        "id": task.pk, "measures": [m.number for m in task.measures.all()], "bodies": bodies, "light": _light(lights.tasks[task.pk])
    }  # fmt: skip


def _target(target: Target, lights: PlanLights) -> dict[str, Any]:
    reading = lights.readings.get(target.pk)
    names = ("number", "name", "kind", "comparator", "value", "value_high", "unit", "due_on", "is_yearly", "scope", "indicator_code")
    return {name: getattr(target, name) for name in names} | {
        "id": target.pk,
        "measure": target.measure.number if target.measure else None,
        "current": reading.value if reading else None,
        "as_of": reading.as_of if reading else None,
        "source": reading.source if reading else "",
        "light": _light(lights.targets[target.pk]),
    }


@router.get("/", response=list[PlanOut], summary="Plans")
@requires(PLAN_POLICY, "view")
def plans(request: Request) -> Any:
    """The plans in sight."""
    return list(PLAN_POLICY.visible(request.actor))


@router.get("/{slug:key}/measures", response=list[MeasureOut], summary="Measures")
@requires(MEASURE_POLICY, "view")
def measures(request: Request, key: str) -> Any:
    """The measures of a plan."""
    return list(ledger.list_measures(ledger.get_plan(request.actor, key)))


@router.get("/{slug:key}/tasks", response=list[TaskOut], summary="Tasks with lights")
@requires(TASK_POLICY, "view")
def tasks(
    request: Request,
    key: str,
    state: TaskState | None = None,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> Any:
    """The tasks in sight with their lights, a page at a time: those with an id above ``after``."""
    plan = ledger.get_plan(request.actor, key)
    lights = plan_lights(plan, request.now.date())
    rows = TASK_POLICY.visible(request.actor).filter(IN_FORCE, plan=plan, pk__gt=after).order_by("pk")
    if state:
        rows = rows.filter(state=state)
    return [_task(task, lights) for task in rows.prefetch_related("responsibilities__organisation", "measures")[:limit]]


@router.get("/{slug:key}/targets", response=list[TargetOut], summary="Targets with values and lights")
@requires(TARGET_POLICY, "view")
def targets(request: Request, key: str) -> Any:
    """The targets of a plan with value, source and light."""
    plan = ledger.get_plan(request.actor, key)
    lights = plan_lights(plan, request.now.date())
    return [
        _target(t, lights)
        for t in TARGET_POLICY.visible(request.actor).filter(IN_FORCE, plan=plan).select_related("measure").order_by("order")
    ]


@router.get("/targets/{int:pk}/readings", response=list[ReadingOut], summary="Values of a target")
@requires(TARGET_POLICY, "view")
def readings(request: Request, pk: int) -> Any:
    """Every city-wide value of a target, latest first."""
    target = TARGET_POLICY.get_or_404(request.actor, pk=pk)
    return list(ledger.city_readings(target)[:MOST])


@router.get("/tasks/{int:pk}", response=TaskOut, summary="A task")
@requires(TASK_POLICY, "view")
def task(request: Request, pk: int) -> Any:
    """A task with its light."""
    row = _get(request, pk)
    return _task(row, plan_lights(row.plan, request.now.date()))


@router.get("/tasks/{int:pk}/steps", response=list[StepOut], summary="Steps one may take")
@requires(TASK_POLICY, "view")
def steps(request: Request, pk: int) -> Any:
    """The steps the caller may take on a task now, and why one cannot be taken yet."""
    return steps_of(_get(request, pk), request.actor)


@router.post("/tasks/{int:pk}/steps", response=TaskOut, summary="Take a step")
@requires(TASK_POLICY, "view")
def take_step(request: Request, pk: int, step: StepIn) -> Any:
    """Take a step on a task; refused with 403, 409 or 422 and the reason."""
    take(request, _get(request, pk), step)
    return task(request, pk)


def _get(request: Request, pk: int) -> Task:
    return TASK_POLICY.get_or_404(
        request.actor, Task.objects.select_related("plan").prefetch_related("responsibilities__organisation", "measures"), pk=pk
    )
