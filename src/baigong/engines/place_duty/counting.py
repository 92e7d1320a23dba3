"""From stays to what counts: each student once a year and enterprise, each day once.

The days of a year are the bits of a number, so that a city's thousands of half years are laid over each other in a moment.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction

from baigong.engines.place_duty.facts import Done, DutySettings, Sharing, Stay

WHOLE = Fraction(1)


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
    counted = sum(1 << day - first.toordinal() for day in range(first.toordinal(), last.toordinal() + 1) if counts(date.fromordinal(day)))
    days: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    parts: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for stay in stays:
        begin, end = (day.toordinal() - first.toordinal() for day in (max(stay.first, first), min(stay.last, last)))
        there = counted & (1 << end + 1) - (1 << begin) if begin <= end else 0
        if not there:
            continue
        for host, part in _credited(stay, settings.sharing):
            days[host][stay.student] |= there
            parts[host][stay.student] = max(part, parts[host].get(stay.student, part))
    return {host: _done(students, parts[host], settings.least_days) for host, students in days.items()}


def _credited(stay: Stay, sharing: Sharing) -> Iterable[tuple[str, Fraction]]:
    if sharing is Sharing.HOST or len(stay.hosts) == 1:
        return [(stay.hosts[0][0], WHOLE)]
    if sum(part for _host, part in stay.hosts) != 1:
        raise ValueError(f"{stay.student}: the parts of a shared post make up one")
    return stay.hosts


def _done(students: dict[str, int], parts: dict[str, Fraction], least: int) -> Done:
    """What the days of its students make: of each part the students and their days together, since most are whole."""
    heads, person_days = Counter[Fraction](), Counter[Fraction]()
    for name, there in students.items():
        person_days[parts[name]] += there.bit_count()
        heads[parts[name]] += there.bit_count() >= least
    whole = sum((part * number for part, number in heads.items()), Fraction(0))
    return Done(whole, int(sum(part * number for part, number in person_days.items())), heads.total())
