"""What each ledger template may read, exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from baigong.contexts.plans.access import REPORT_POLICY, TASK_POLICY
from baigong.contexts.plans.lights import Light
from baigong.contexts.plans.models import (
    IN_FORCE,
    Measure,
    Milestone,
    Plan,
    Report,
    ReportingCycle,
    Responsibility,
    Target,
    TargetPart,
    Task,
)
from baigong.contexts.plans.selectors import ledger
from baigong.contexts.plans.selectors.forecast import Forecast
from baigong.contexts.plans.selectors.ledger import TargetRow
from baigong.contexts.plans.selectors.lights import plan_lights
from baigong.contexts.plans.selectors.overview import Overview
from baigong.contexts.plans.selectors.thresholds import ThresholdRow
from baigong.kernel.access import Actor
from baigong.kernel.audit import events_of
from baigong.kernel.workflow import Available, available


@dataclass(frozen=True)
class OverviewPage:
    """The one-page overview."""

    plan: Plan
    overview: Overview
    on: date
    steps: list[Available] = field(default_factory=list)
    may_set: bool = False


@dataclass(frozen=True)
class TaskPage:
    """A task from its sentence to its light."""

    task: Task
    light: Light
    history: list[Any]
    responsibilities: list[Responsibility]
    measures: list[Measure]
    milestones: list[Milestone]
    targets: list[TargetRow]
    parts: list[tuple[Task, Light]]
    reports: list[tuple[ReportingCycle, list[Report]]]
    steps: list[Available]
    events: list[Any]
    may: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class TargetPage:
    """A target: what is asked, what is reached, from where, by whom."""

    row: TargetRow
    target: Target
    readings: list[Any]
    opens: dict[int, str]
    reports: frozenset[int]
    parts: list[tuple[TargetPart, str]]
    parts_total: str
    interim: list[Any]
    indicator: Any
    tasks: list[Task]
    history: list[Any]
    chart: Any
    forecast: Forecast | None
    years: Any = None
    may: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class MeasurePage:
    """A measure with its tasks and targets."""

    measure: Measure
    tasks: list[tuple[Task, Light]]
    targets: list[TargetRow]
    requests: list[Any]
    filings: list[Any]


@dataclass(frozen=True)
class SettingsPage:
    """The plan's own settings."""

    plan: Plan
    thresholds: list[ThresholdRow]
    form: Any
    steps: list[Available]


REPORTS_SHOWN = 60
"""How many of a task's latest reports its page lists; the list of reports has all."""

ACTIONS = ("edit", "set_date", "break_down", "report")


def task_page(actor: Actor, task: Task, now: datetime) -> TaskPage:
    """Everything on the page of ``task`` as ``actor`` may see it. A fixed number of queries."""
    lights = plan_lights(task.plan, now.date())
    reports = REPORT_POLICY.visible(actor).filter(task=task).select_related("cycle", "organisation", "task")
    parts = TASK_POLICY.visible(actor).filter(IN_FORCE, parent=task).prefetch_related("responsibilities__organisation").order_by("order")
    return TaskPage(
        task=task,
        light=lights.tasks[task.pk],
        history=list(task.light_records.all()[:12]),
        responsibilities=list(task.responsibilities.select_related("organisation")),
        measures=list(task.measures.all()),
        milestones=list(task.milestones.select_related("done_by_report__cycle")),
        targets=[ledger.target_row(t, lights) for t in task.targets.filter(IN_FORCE).select_related("measure")],
        parts=[(part, lights.tasks[part.pk]) for part in parts],
        reports=[
            (cycle, list(found))
            for cycle, found in groupby(
                reports.order_by("-cycle__period_until", "cycle", "organisation__order", "-version")[:REPORTS_SHOWN], lambda r: r.cycle
            )
        ],
        steps=available(task, actor),
        events=events_of(task)[:30] if actor.is_authenticated else [],
        may=frozenset(a for a in ACTIONS if TASK_POLICY.decide(actor, a, task)),
    )
