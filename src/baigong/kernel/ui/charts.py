"""Figures drawn from declared series: small lines as server-side SVG, large ones by ECharts, both with their table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["bar", "line", "course", "stacked", "horizontal", "pie"]
Value = int | float | None


@dataclass(frozen=True)
class Series:
    """One named row of values, in the order of the chart's categories; ``None`` is no data, never zero.

    A dashed line is what is not measured but drawn on: it leaps over the places without value.
    """

    name: object
    values: Sequence[Value]
    is_dashed: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart and, from the same numbers, the table beneath it. ``key`` is unique on the page.

    ``course`` is a line whose categories are days (ISO 8601), set apart as far as the days are.
    """

    key: str
    title: object
    categories: Sequence[object]
    series: Sequence[Series]
    kind: Kind = "bar"
    unit: object = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def option(self) -> dict[str, Any]:
        """The ECharts option; colours, fonts and tooltips are the page script's business."""
        names = [str(c) for c in self.categories]
        if self.kind == "pie":
            data = [{"name": n, "value": v} for n, v in zip(names, self.series[0].values, strict=True)]
            drawn: list[dict[str, Any]] = [{"type": "pie", "name": str(self.series[0].name), "radius": ["46%", "72%"], "data": data}]
            return {"series": drawn, **self.extra}
        shape = {"bar": "bar", "stacked": "bar", "horizontal": "bar", "line": "line", "course": "line"}[self.kind]
        drawn = [
            {
                "type": shape,
                "name": str(s.name),
                "data": [[day, value] for day, value in zip(names, s.values, strict=True)] if self.kind == "course" else list(s.values),
                **({"stack": "all"} if self.kind == "stacked" else {}),
                **({"barMaxWidth": 28} if shape == "bar" else {"symbolSize": 6}),
                **({"lineStyle": {"type": "dashed"}, "symbol": "emptyCircle", "connectNulls": True} if s.is_dashed else {}),
            }
            for s in self.series
        ]
        named: dict[str, Any] = {"type": "category", "data": names}
        if self.kind == "course":
            named = {"type": "time", "axisLabel": {"formatter": "{yyyy}-{MM}", "hideOverlap": True}}
        valued: dict[str, Any] = {"type": "value"}
        if self.kind == "horizontal":
            named |= {"inverse": True, "axisLabel": {"interval": 0}}  # each bar has its name
            return {"yAxis": named, "xAxis": valued, "series": drawn, **self.extra}
        return {"xAxis": named, "yAxis": valued, "series": drawn, **self.extra}

    def rows(self) -> list[list[object]]:
        """The table: one row a category, one column a series."""
        return [[c, *(s.values[i] for s in self.series)] for i, c in enumerate(self.categories)]


@dataclass(frozen=True)
class Spark:
    """A small line: the path of the SVG, where it ends, and its size."""

    path: str
    area: str
    end_x: float
    end_y: float
    width: int
    height: int


def spark(values: Sequence[Value], width: int = 120, height: int = 32) -> Spark | None:
    """The geometry of a small line through ``values`` (gaps where ``None``); ``None`` with fewer than two numbers."""
    known = [(i, float(v)) for i, v in enumerate(values) if v is not None]
    if len(known) < 2:
        return None
    low, high = min(v for _i, v in known), max(v for _i, v in known)
    spread = (high - low) or 1.0
    pad = 3

    def point(index: int, value: float) -> tuple[float, float]:
        x = pad + index * (width - 2 * pad) / (len(values) - 1)
        y = height - pad - (value - low) / spread * (height - 2 * pad) if high != low else height / 2
        return round(x, 1), round(y, 1)

    steps = []
    previous = -2
    for index, value in known:
        x, y = point(index, value)
        steps.append(f"{'L' if index == previous + 1 else 'M'}{x} {y}")
        previous = index
    end_x, end_y = point(*known[-1])
    first_x, _y = point(*known[0])
    path = "".join(steps)
    has_gap = len(known) != known[-1][0] - known[0][0] + 1
    area = "" if has_gap else f"{path}L{end_x} {height}L{first_x} {height}Z"
    return Spark(path, area, end_x, end_y, width, height)
