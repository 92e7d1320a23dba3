"""What each ledger template may read, exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from baigong.contexts.plans.lights import Light
from baigong.contexts.plans.models import Measure, Milestone, Plan, Responsibility, Target, TargetPart, Task
from baigong.contexts.plans.selectors.ledger import Overview, TargetRow
from baigong.contexts.plans.selectors.thresholds import ThresholdRow
from baigong.kernel.workflow import Available


@dataclass(frozen=True)
class OverviewPage:
    """The one-page overview."""

    plan: Plan
    overview: Overview
    on: Any
    decisions: list[Any]
    steps: list[Available]


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
    reports: list[Any]
    steps: list[Available]
    events: list[Any]
    may: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class TargetPage:
    """A target: what is asked, what is reached, from where, by whom."""

    row: TargetRow
    target: Target
    readings: list[Any]
    parts: list[tuple[TargetPart, str]]
    parts_total: str
    interim: list[Any]
    indicator: Any
    tasks: list[Task]
    history: list[Any]
    chart: Any
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
