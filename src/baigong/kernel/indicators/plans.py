"""What the compiler makes, as plain data: which queries to ask and where each figure stands in their answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

OVER_TIME = "_over_time"
"""Ending of the lists of records that look beyond the present period."""


@dataclass(frozen=True)
class City:
    """One snapshot among those that are computed together. ``suffix`` tells its tables from those of the others; alone it is empty."""

    name: str
    as_of: date
    suffix: str = ""


@dataclass(frozen=True)
class Scan:
    """The one query over a table. Its columns: the grain's keys, then the number of rows, then one sum for each distinct measure."""

    table: str
    sql: str
    grain: tuple[str, ...]
    width: int
    is_own_register: bool = False


@dataclass(frozen=True)
class Column:
    """Where a measure's sum stands: a table's query and the place among its sums; ``rows`` is the place of the number of rows counted."""

    table: str
    sum: int
    rows: int


@dataclass(frozen=True)
class Wanted:
    """What an indicator takes from the queries. ``slices`` maps a kind of slice to the columns of numerator and denominator that cut it.

    ``present`` has, for numerator and denominator, the place of the number of rows of the present period, where only that is told.
    ``over_time`` has the columns for the kinds in ``timed``, which look beyond it; ``current`` names the column of the grain that tells
    whether a group is of it. ``unruled`` names the cities on whose day no rule was in force: they have no value, and nor has the whole.
    """

    code: str
    version: str
    numerator: Column
    denominator: Column | None
    slices: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
    minimum_cell: int
    records: dict[str, str] = field(default_factory=dict)
    unruled: tuple[str, ...] = ()
    present: tuple[int | None, int | None] = (None, None)
    over_time: tuple[Column, Column | None] | None = None
    timed: tuple[str, ...] = ()
    current: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Plan:
    """All queries and what to make of their answers."""

    scans: tuple[Scan, ...]
    wanted: tuple[Wanted, ...]

    def as_json(self) -> dict[str, Any]:
        """As a snapshot keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Plan:
        """The plan that ``as_json`` gave."""

        def column(kept: dict[str, Any] | None) -> Column | None:
            return Column(**kept) if kept else None

        def slices(kept: dict[str, Any]) -> dict[str, Any]:
            return {kind: (tuple(above), tuple(below)) for kind, (above, below) in kept.items()}

        scans = tuple(Scan(**{**scan, "grain": tuple(scan["grain"])}) for scan in kept["scans"])
        wanted = tuple(
            Wanted(
                **{
                    **w,
                    "numerator": column(w["numerator"]),
                    "denominator": column(w["denominator"]),
                    "slices": slices(w["slices"]),
                    "unruled": tuple(w.get("unruled", ())),
                    "present": tuple(w.get("present", (None, None))),
                    "over_time": tuple(column(each) for each in over_time) if (over_time := w.get("over_time")) else None,
                    "timed": tuple(w.get("timed", ())),
                    "current": tuple(w.get("current", ("", ""))),
                }
            )
            for w in kept["wanted"]
        )
        return cls(scans, wanted)
