"""What the portal's templates may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from baigong.contexts.plans.public import (
    Forecast,
    Light,
    LightRecord,
    Plan,
    PublicChange,
    PublicMeasure,
    PublicPlan,
    PublicTarget,
    PublicTask,
)
from baigong.contexts.publications.public import Publication
from baigong.kernel.indicators import Indicator
from baigong.kernel.ui.charts import Chart


@dataclass(frozen=True)
class HomePage:
    """The first page. ``opened`` is ``None`` when no plan is public: then the page says so and shows what else there is."""

    opened: PublicPlan | None
    figures: Sequence[PublicTarget] = ()
    changes: Sequence[PublicChange] = ()
    publications: Sequence[Publication] = ()
    others: Sequence[Plan] = ()


@dataclass(frozen=True)
class PromisesPage:
    """All promises of a plan, measure by measure, as the reader narrowed them."""

    opened: PublicPlan
    measures: Sequence[PublicMeasure]
    bodies: Sequence[str]
    words: str
    colour: str
    body: str
    count: int
    others: Sequence[Plan] = ()
    document: Publication | None = None

    @property
    def chapters(self) -> list[tuple[str, str]]:
        """Each chapter with the number of its first measure, to leap to; the chapters of the plan in their order."""
        found: dict[str, str] = {}
        for row in self.measures:
            if row.measure.chapter:
                found.setdefault(row.measure.chapter, row.measure.number)
        return list(found.items())

    @property
    def is_narrowed(self) -> bool:
        """Whether the reader asked for less than everything."""
        return bool(self.words or self.colour or self.body)


@dataclass(frozen=True)
class PromisePage:
    """One promise: a task or a target, with where it stands, since when, and what was published about it."""

    plan: Plan
    light: Light
    history: Sequence[tuple[LightRecord, Light]]
    document: Publication | None = None
    task: PublicTask | None = None
    target: PublicTarget | None = None
    tasks: Sequence[PublicTask] = ()
    targets: Sequence[PublicTarget] = ()
    milestones: Sequence[Any] = ()
    summaries: Sequence[Any] = ()
    readings: Sequence[Any] = ()
    interim: Sequence[Any] = ()
    chart: Chart | None = None
    years: Chart | None = None
    forecast: Forecast | None = None
    indicator: Indicator | None = None


@dataclass(frozen=True)
class Dataset:
    """One table of the open data: its files, how many rows, what each field means."""

    key: str
    title: str
    what: str
    rows: int
    fields: Sequence[tuple[str, str, str]] = field(default=())
