"""Where a value will stand at its deadline if it goes on as it did: a straight line, exactly.

A projection is no finding: it knows two points and nothing of what is planned. It says so wherever it is shown, and no light hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from baigong.engines.rules.comparison import Comparison, compare

SHORTEST = 28
"""Days that the two points must lie apart: below that a single late report would draw the line."""


@dataclass(frozen=True)
class Goal:
    """What is asked, and by when. ``lowest`` and ``highest`` are what a value can be at all (a share is never above 100 %)."""

    comparator: str
    value: Fraction
    due_on: date
    high: Fraction | None = None
    tolerance: Fraction | None = None
    lowest: Fraction | None = Fraction(0)
    highest: Fraction | None = None


@dataclass(frozen=True)
class Projection:
    """The line from ``start`` through ``latest`` to the deadline: ``value`` there, and how it compares with what is asked."""

    start: tuple[date, Fraction]
    latest: tuple[date, Fraction]
    due_on: date
    value: Fraction
    outcome: Comparison
    is_bounded: bool

    @property
    def per_day(self) -> Fraction:
        """By how much the value changed a day."""
        return (self.latest[1] - self.start[1]) / (self.latest[0] - self.start[0]).days


def project(points: Iterable[tuple[date, Fraction]], goal: Goal) -> Projection | None:
    """The line from the first of ``points`` (a baseline, or the first reading) through the last, read at the deadline of ``goal``.

    Of several points on a day the last counts. None where too little is known: fewer than two days, the two less than ``SHORTEST`` days
    apart, or the deadline not after the last of them.
    """
    by_day = dict(points)
    if len(by_day) < 2:
        return None
    first, last = min(by_day), max(by_day)
    if (last - first).days < SHORTEST or goal.due_on <= last:
        return None
    start, now = by_day[first], by_day[last]
    straight = now + (now - start) * Fraction((goal.due_on - last).days, (last - first).days)
    value = straight
    if goal.lowest is not None:
        value = max(value, min(goal.lowest, now))
    if goal.highest is not None:
        value = min(value, max(goal.highest, now))
    outcome = compare(value, goal.comparator, goal.value, goal.high, goal.tolerance)
    return Projection((first, start), (last, now), goal.due_on, value, outcome, value != straight)
