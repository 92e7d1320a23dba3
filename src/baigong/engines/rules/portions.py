"""What a set is put together from: of each way the sets of courses that it could give, with the bits that say which exclude each other.

A *portion* is one way giving these courses of it, or none and free credits alone. Portions of which one at most can be chosen stand in one
*slot*, those that bring most first. A way of more courses than ``IN_ONE`` has a slot for each so many of them, and its portions in
different slots go together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from baigong.engines.rules.ways import Caps, Way

IN_ONE = 4
"""Courses of a way of which every set is a portion."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Courses of one way: a bit each, their numbers, what they are worth, and that with the free credits of the way."""

    way: int
    courses: int
    numbers: tuple[int, ...]
    worth: int
    value: int


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, the lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Portions:
    """All portions in one order, and masks over them (a bit for each portion). Slots name their source by its number in ``sources``."""

    def __init__(self, ways: Sequence[Way], worth: Sequence[int], courses: Mapping[str, int], caps: Caps) -> None:
        users: dict[str, list[int]] = {}
        often: dict[tuple[str, str], int] = {}
        for number, way in enumerate(ways if caps.outcome_once else ()):
            for outcome in way.outcomes:
                users.setdefault(outcome, []).append(number)
                often[outcome, way.source] = often.get((outcome, way.source), 0) + 1
        slots: dict[tuple[str, int, str], list[Portion]] = {}
        for number, way in enumerate(ways):
            # Ways that share an outcome exclude each other: they stand by the outcome that most of their source share.
            shared = max(sorted(way.outcomes), key=lambda o: often[o, way.source]) if often and way.outcomes else f"way {number}"
            for part, portion in _portions(number, way, worth, courses, caps):
                slots.setdefault((shared if not part else f"way {number}", part, way.source), []).append(portion)
        self.all: list[Portion] = []
        self.sources = sorted({way.source for way in ways})
        self.slots: list[tuple[int, int]] = []
        for (_shared, _part, source), found in sorted(slots.items(), key=lambda slot: -max(portion.value for portion in slot[1])):
            found.sort(key=lambda portion: (-portion.value, portion.courses, portion.way))
            self.slots.append(((1 << len(found)) - 1 << len(self.all), self.sources.index(source)))
            self.all += found
        self.every = (1 << len(self.all)) - 1
        self.having = [0] * len(worth)
        self.of_way = [0] * len(ways)
        for number, portion in enumerate(self.all):
            self.of_way[portion.way] |= 1 << number
            for course in portion.numbers:
                self.having[course] |= 1 << number
        self.with_courses = sum(1 << number for number, portion in enumerate(self.all) if portion.courses)
        self.free_only = {portion.way: 1 << number for number, portion in enumerate(self.all) if not portion.courses}
        self.ended_by_way = [self._others(number, way, users) for number, way in enumerate(ways)]
        self.ends = [0] * len(self.all)
        for slot, _source in self.slots:
            for number in bits(slot):
                portion = self.all[number]
                ended = self.ended_by_way[portion.way] | slot & self.of_way[portion.way]
                for course in portion.numbers:
                    ended |= self.having[course]
                self.ends[number] = ended
        self.twins = self._twins(ways)

    def _others(self, number: int, way: Way, users: Mapping[str, Sequence[int]]) -> int:
        """Portions of the other ways that share an outcome with this one."""
        others = {other for outcome in way.outcomes for other in users.get(outcome, ())} - {number}
        return sum(self.of_way[other] for other in others)

    def _twins(self, ways: Sequence[Way]) -> int:
        """Portions that another takes the place of wherever credits and courses are all that is asked: the same courses for the same
        outcomes, no fewer free credits, and no cap that is shared with a further way.
        """
        often: dict[str, int] = {}
        for way in ways:
            often[way.rule] = often.get(way.rule, 0) + 1
        twins = 0
        for slot, _source in self.slots:
            seen: set[tuple[frozenset[str], int]] = set()
            for number in bits(slot):
                portion = self.all[number]
                way = ways[portion.way]
                if often[way.rule] == 1 and len(way.courses) <= IN_ONE:
                    same = (way.outcomes, portion.courses)
                    twins |= 1 << number if same in seen else 0
                    seen.add(same)
        return twins


def _portions(number: int, way: Way, worth: Sequence[int], places: Mapping[str, int], caps: Caps) -> Iterator[tuple[int, Portion]]:
    """The portions of a way, each with the number of its part."""
    cap = min(caps.total, caps.by_rule.get(way.rule, caps.total), caps.by_source.get(way.source, caps.total))
    courses = sorted({places[course] for course in way.courses if course in places})
    most = len(courses) if way.most_courses is None else way.most_courses
    for part, first in enumerate(range(0, max(len(courses), 1), IN_ONE)):
        for size in range(min(IN_ONE, most) + 1):
            for chosen in combinations(courses[first : first + IN_ONE], size):
                amount = sum([worth[course] for course in chosen])
                free = min(way.free, cap - amount) if not part else 0
                if amount <= cap and (chosen or free > 0):
                    yield part, Portion(number, sum([1 << course for course in chosen]), chosen, amount, amount + free)
