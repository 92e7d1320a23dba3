"""The lights of a whole plan on a day, from records, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Q
from django.utils.timezone import localdate

from baigong.contexts.plans.lights import Light, TargetFacts, TaskFacts, target_light, task_light
from baigong.contexts.plans.models import (
    CycleState,
    Duty,
    InterimValue,
    Milestone,
    Plan,
    Report,
    ReportingCycle,
    Responsibility,
    Target,
    TargetReading,
    Task,
    ValueSource,
)
from baigong.contexts.plans.selectors.thresholds import thresholds
from baigong.kernel.indicators import find_indicator

OWING = (Duty.LEAD, Duty.RESPONSIBLE)
REPORTING_STATES = ("assigned", "active", "awaiting", "adjusting")
CYCLES_LOOKED_AT = 4


@dataclass
class PlanLights:
    """Lights by id, and the latest city-wide reading of each target that has one."""

    on: date
    tasks: dict[int, Light] = field(default_factory=dict)
    targets: dict[int, Light] = field(default_factory=dict)
    readings: dict[int, TargetReading] = field(default_factory=dict)


def exact(value: Decimal | None) -> Fraction | None:
    """A stored number as an exact fraction."""
    return None if value is None else Fraction(value)


def plan_lights(plan: Plan, on: date) -> PlanLights:
    """Every light of ``plan`` on a day. Ten queries, whatever the number of tasks, targets and reports."""
    limits = thresholds(plan, on)
    result = PlanLights(on)
    readings: dict[int, list[TargetReading]] = defaultdict(list)
    counted = TargetReading.objects.filter(target__plan=plan, organisation=None, as_of__lte=on).exclude(report__state="superseded")
    for reading in counted.order_by("as_of", "recorded_at"):
        readings[reading.target_id].append(reading)
    interim: dict[int, list[tuple[date, Fraction]]] = defaultdict(list)
    for row in InterimValue.objects.filter(target__plan=plan).order_by("due_on"):
        interim[row.target_id].append((row.due_on, Fraction(row.value)))
    names: dict[int, str] = {}
    for target in Target.objects.filter(plan=plan):
        facts = target_facts(target, plan, readings[target.pk], interim[target.pk], on)
        result.targets[target.pk] = target_light(facts, on, limits)
        names[target.pk] = target.name
        if readings[target.pk]:
            result.readings[target.pk] = readings[target.pk][-1]
    _task_lights(plan, on, result, names)
    return result


def target_facts(target: Target, plan: Plan, readings: list[TargetReading], interim: list[tuple[date, Fraction]], on: date) -> TargetFacts:
    """What the light rules see of a target. A yearly target is judged on the year under review alone."""
    started, due = plan.issued_on or on, target.due_on
    counted = [(r.as_of, Fraction(r.value)) for r in readings if r.value is not None]
    if target.is_yearly:
        started, due = date(on.year, 1, 1), date(on.year, 12, 31)
        counted = [(day, value) for day, value in counted if day >= started]
    return TargetFacts(
        comparator=target.comparator,
        value=exact(target.value),
        value_high=exact(target.value_high),
        unit=target.unit,
        started_on=started,
        baseline=exact(target.baseline),
        due_on=due,
        readings=tuple(counted),
        interim=tuple(interim),
        is_withdrawn=target.withdrawn_on is not None,
        is_of_ended_period=target.is_yearly and bool(readings) and _tells_of_ended_period(target, readings[-1]),
    )


def _tells_of_ended_period(target: Target, reading: TargetReading) -> bool:
    declared = find_indicator(target.indicator_code)
    return reading.source == ValueSource.INDICATOR and declared is not None and declared.is_of_ended_period


def _task_lights(plan: Plan, on: date, result: PlanLights, target_names: dict[int, str]) -> None:
    limits = thresholds(plan, on)
    tasks = list(Task.objects.filter(plan=plan).order_by("order"))
    milestones: dict[int, list[tuple[str, date | None, bool]]] = defaultdict(list)
    for row in Milestone.objects.filter(task__plan=plan).order_by("due_on", "order"):
        milestones[row.task_id].append((row.title, row.due_on, row.done_on is not None))
    links: dict[int, list[int]] = defaultdict(list)
    for target_id, task_id in Target.tasks.through.objects.filter(target__plan=plan).values_list("target_id", "task_id"):
        links[task_id].append(target_id)
    accepted = dict(
        Report.objects.filter(task__plan=plan, state="accepted").values_list("task").annotate(n=Count("pk")).values_list("task", "n")
    )
    missing = missing_by_task(plan, on)
    children: dict[int, list[Task]] = defaultdict(list)
    for task in tasks:
        if task.parent_id:
            children[task.parent_id].append(task)

    def light_of(task: Task) -> Light:
        if task.pk not in result.tasks:
            facts = TaskFacts(
                state=task.state,
                due_on=task.due_on,
                milestones=tuple(milestones[task.pk]),
                missing=tuple(missing.get(task.pk, ())),
                accepted=accepted.get(task.pk, 0),
                targets=tuple((target_names[t], result.targets[t]) for t in links[task.pk]),
                parts=tuple((child.title, light_of(child)) for child in children[task.pk]),
                is_withdrawn=task.withdrawn_on is not None,
            )
            result.tasks[task.pk] = task_light(facts, on, limits)
        return result.tasks[task.pk]

    for task in tasks:
        light_of(task)


def missing_by_task(plan: Plan, on: date) -> dict[int, list[int]]:
    """For each task, how many owing bodies have no accepted report in each closed cycle, from the latest back.

    A body owes from the cycle in which its task had been assigned; an exception that still runs excuses it. Four queries.
    """
    cycles = list(
        ReportingCycle.objects.filter(plan=plan)
        .filter(Q(state=CycleState.LOCKED) | Q(state=CycleState.OPEN, closes_on__lt=on))
        .order_by("-period_until")
        .prefetch_related("exceptions")[:CYCLES_LOOKED_AT]
    )
    if not cycles:
        return {}
    owing: dict[int, set[int]] = defaultdict(set)
    assigned: dict[int, date] = {}
    rows = Responsibility.objects.filter(task__plan=plan, task__state__in=REPORTING_STATES, task__withdrawn_on=None, duty__in=OWING)
    for task_id, organisation_id, assigned_at in rows.values_list("task_id", "organisation_id", "task__assigned_at"):
        owing[task_id].add(organisation_id)
        if assigned_at:
            assigned[task_id] = localdate(assigned_at)
    done = set(Report.objects.filter(cycle__in=cycles, state="accepted").values_list("cycle_id", "task_id", "organisation_id"))
    excused = {(e.cycle_id, e.organisation_id) for c in cycles for e in c.exceptions.all() if e.until_on >= on}
    result: dict[int, list[int]] = {}
    for task_id, bodies in owing.items():
        counts = []
        for cycle in cycles:
            if task_id not in assigned or assigned[task_id] > cycle.closes_on:
                break
            counts.append(sum((cycle.pk, task_id, b) not in done and (cycle.pk, b) not in excused for b in bodies))
        result[task_id] = counts
    return result
