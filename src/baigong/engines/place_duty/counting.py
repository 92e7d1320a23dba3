"""From stays to what counts: each student once a year and enterprise, each day once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction

from baigong.engines.place_duty.facts import Done, DutySettings, Sharing, Stay

ONE_DAY = timedelta(days=1)


def _every_day(_day: date) -> bool:
    return True


def count_stays(
    stays: Iterable[Stay], settings: DutySettings, year: int, *, until: date | None = None, counts: Callable[[date], bool] = _every_day
) -> dict[str, Done]:
    """What each enterprise did in ``year``, up to ``until``.

    A student who comes twice is one head; days that overlap are counted once; a day belongs to the year in which it lies. ``counts`` says
    which days do (working days). Of a shared post the part of each host is credited, or the whole to the first (``settings.sharing``).
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    last = last if until is None else min(last, until)
    days: dict[str, dict[str, set[date]]] = defaultdict(lambda: defaultdict(set))
    parts: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for stay in stays:
        there = set(_days(max(stay.first, first), min(stay.last, last), counts))
        if not there:
            continue
        for host, part in _credited(stay, settings.sharing):
            days[host][stay.student] |= there
            parts[host][stay.student] = max(part, parts[host].get(stay.student, Fraction(0)))
    return {host: _done(students, parts[host], settings.least_days) for host, students in days.items()}


def _credited(stay: Stay, sharing: Sharing) -> Iterable[tuple[str, Fraction]]:
    if sharing is Sharing.HOST or len(stay.hosts) == 1:
        return [(stay.hosts[0][0], Fraction(1))]
    if sum(part for _host, part in stay.hosts) != 1:
        raise ValueError(f"{stay.student}: the parts of a shared post make up one")
    return stay.hosts


def _done(students: dict[str, set[date]], parts: dict[str, Fraction], least: int) -> Done:
    long_enough = [name for name, there in students.items() if len(there) >= least]
    heads = sum((parts[name] for name in long_enough), Fraction(0))
    person_days = sum((len(there) * parts[name] for name, there in students.items()), Fraction(0))
    return Done(heads, int(person_days), len(long_enough))


def _days(first: date, last: date, counts: Callable[[date], bool]) -> Iterable[date]:
    day = first
    while day <= last:
        if counts(day):
            yield day
        day += ONE_DAY
