"""Spans of days: closed at both ends, open where an end is not known."""

from __future__ import annotations

from datetime import date

Range = tuple[date | None, date | None]


def contains(span: Range, day: date) -> bool:
    """Whether a closed date range with open ends (``None``) holds a day."""
    first, last = span
    return (first is None or first <= day) and (last is None or day <= last)


def overlaps(a: Range, b: Range) -> bool:
    """Whether two closed date ranges with open ends (``None``) share a day."""
    (a_first, a_last), (b_first, b_last) = a, b
    starts_in_time = a_first is None or b_last is None or a_first <= b_last
    ends_late_enough = a_last is None or b_first is None or a_last >= b_first
    return starts_in_time and ends_late_enough
