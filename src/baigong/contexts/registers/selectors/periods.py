"""Which period a return is for, and until when it is due: from how often the standard wants it, and the rulebook's days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from baigong.contexts.registers.standard import Frequency
from baigong.kernel.rules import number_on


@dataclass(frozen=True)
class Period:
    """The days a return speaks of (both included), what people call them, and the last day on which it is in time."""

    name: str
    starts: date
    ends: date
    due: date


def period_for(frequency: Frequency, day: date) -> Period | None:
    """The period whose return is owed on ``day``: the term under way, else the last period that is over. ``None`` where nothing is owed
    by a date ("as it happens")."""
    find = _PERIODS.get(frequency)
    return find(day) if find else None


def _days(parameter: str, day: date) -> int:
    return number_on(parameter, day) or 0


def _term(day: date) -> Period:
    """The term under way. A school year begins on 1 September; where spring begins is the rulebook's."""
    spring = _days("RETURN-SPRING-MONTH", day)
    if day.month >= 9 or day.month < spring:
        year = day.year if day.month >= 9 else day.year - 1
        starts, ends = date(year, 9, 1), date(year + 1, spring, 1) - timedelta(days=1)
        name = _("%(a)s—%(b)s学年秋季学期") % {"a": year, "b": year + 1}
    else:
        starts, ends = date(day.year, spring, 1), date(day.year, 8, 31)
        name = _("%(a)s—%(b)s学年春季学期") % {"a": day.year - 1, "b": day.year}
    return Period(name, starts, ends, starts + timedelta(days=_days("RETURN-TERM-DAYS", day)))


def _school_year(day: date) -> Period:
    """The last school year that is over (1 September to 31 August)."""
    year = day.year - 1 if day.month >= 9 else day.year - 2
    ends = date(year + 1, 8, 31)
    name = _("%(a)s—%(b)s学年") % {"a": year, "b": year + 1}
    return Period(name, date(year, 9, 1), ends, ends + timedelta(days=_days("RETURN-SCHOOL-YEAR-DAYS", day)))


def _year(day: date) -> Period:
    ends = date(day.year - 1, 12, 31)
    return Period(_("%(y)s年") % {"y": ends.year}, date(ends.year, 1, 1), ends, ends + timedelta(days=_days("RETURN-YEAR-DAYS", day)))


def _month(day: date) -> Period:
    ends = day.replace(day=1) - timedelta(days=1)
    name = _("%(y)s年%(m)s月") % {"y": ends.year, "m": ends.month}
    return Period(name, ends.replace(day=1), ends, ends + timedelta(days=_days("RETURN-MONTH-DAYS", day)))


def _week(day: date) -> Period:
    ends = day - timedelta(days=day.isoweekday())
    starts = ends - timedelta(days=6)
    name = _("%(a)s至%(b)s") % {"a": starts.isoformat(), "b": ends.isoformat()}
    return Period(name, starts, ends, ends + timedelta(days=_days("RETURN-WEEK-DAYS", day)))


def _day(day: date) -> Period:
    before = day - timedelta(days=1)
    return Period(before.isoformat(), before, before, before + timedelta(days=_days("RETURN-DAY-DAYS", day)))


_PERIODS: dict[Frequency, Callable[[date], Period]] = {
    Frequency.TERM: _term,
    Frequency.SCHOOL_YEAR: _school_year,
    Frequency.YEAR: _year,
    Frequency.MONTH: _month,
    Frequency.WEEK: _week,
    Frequency.DAY: _day,
    Frequency.NEXT_DAY: _day,
}
