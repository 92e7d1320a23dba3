"""Working days: counted with a table of days off and make-up days, and said to be uncertain where the table ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """Days off and make-up working days of the ``years`` that are known; elsewhere Monday to Friday."""

    years: frozenset[int] = frozenset()
    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    sources: Mapping[int, str] = field(default_factory=dict, hash=False)

    def is_working(self, day: date) -> bool:
        """Whether people work on ``day``."""
        if day in self.work:
            return True
        return day not in self.off and day.weekday() < SATURDAY

    def knows(self, first: date, last: date) -> bool:
        """Whether every year from ``first`` to ``last`` is in the table."""
        return all(year in self.years for year in range(first.year, last.year + 1))

    def nth_after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; the day itself is not counted (Civil Code, Art. 201)."""
        if count < 1:
            raise ValueError("count from the first working day after")
        while count:
            day += ONE_DAY
            count -= self.is_working(day)
        return day

    def count_between(self, day: date, until: date) -> int:
        """How many working days lie after ``day`` up to and including ``until``; 0 where ``until`` is not later."""
        return sum(self.is_working(day + ONE_DAY * n) for n in range(1, (until - day).days + 1))


def load_calendar(years: Iterable[Mapping[str, Any]]) -> WorkCalendar:
    """A calendar from its data: per year ``days_off`` (days or spans ``first/last``), ``made_up`` and ``citation``.

    Raises ``ValueError`` for a day that is both, a make-up day that is no weekend, or a year twice.
    """
    off: set[date] = set()
    work: set[date] = set()
    sources: dict[int, str] = {}
    for row in years:
        year = int(row["year"])
        if year in sources:
            raise ValueError(f"{year} stands in the calendar twice")
        citation = row["citation"]
        sources[year] = " ".join(str(citation[k]) for k in ("title", "number", "issued_on") if k in citation)
        for entry in row["days_off"]:
            off.update(_days(entry))
        for entry in row["made_up"]:
            for day in _days(entry):
                if day.weekday() < SATURDAY:
                    raise ValueError(f"{day} is no weekend: a make-up day there is a slip of the pen")
                work.add(day)
    if both := off & work:
        raise ValueError(f"off and working at once: {sorted(both)}")
    return WorkCalendar(frozenset(sources), frozenset(off), frozenset(work), sources)


def _days(entry: Any) -> list[date]:
    if isinstance(entry, date):
        return [entry]
    first, _slash, last = str(entry).partition("/")
    begin = date.fromisoformat(first)
    end = date.fromisoformat(last) if last else begin
    if end < begin:
        raise ValueError(f"{entry}: ends before it begins")
    return [begin + ONE_DAY * n for n in range((end - begin).days + 1)]
