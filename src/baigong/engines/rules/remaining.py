"""What is left to be given, and how much of it can still come: the rooms under the caps, and bounds that are never too low."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import or_

from baigong.engines.rules.portions import Portions, bits
from baigong.engines.rules.ways import Caps, Way, in_order_of_filling


@dataclass(frozen=True, slots=True)
class _Priced:
    """A slot under prices. ``offered``: what each portion brings beyond the prices of its courses, with its bit, the most first;
    ``lacking``: the same negated; ``upto``: the bits of the first so many.
    """

    slot: int
    source: int
    offered: list[tuple[int, int]]
    lacking: list[int]
    upto: list[int]


class Remaining:
    """Rooms by rule, by source and in all; the ways that are *active*, since they give a course, and may give free credits beside.

    ``alive`` is, wherever it is asked for, a bit for each portion that may still be chosen; ``courses`` a bit for each course.
    """

    def __init__(self, ways: Sequence[Way], worth: Mapping[str, int], caps: Caps) -> None:
        offered = {course for way in ways for course in way.courses}
        self.courses = [course for course in worth if course in offered]
        self.worth = [worth[course] for course in self.courses]
        self.ways, self.caps = ways, caps
        self.portions = Portions(ways, self.worth, {course: n for n, course in enumerate(self.courses)}, caps)
        self.values = [portion.value for portion in self.portions.all]
        self.free_ways = in_order_of_filling(ways)
        self.free_bits = sum(self.portions.free_only.get(way, 0) for way in self.free_ways)
        self.active = self.active_free = 0
        self.prices: list[tuple[int, int]] = []
        self.priced: list[_Priced] = []
        sources, rules = self.portions.sources, sorted({way.rule for way in ways})
        self.source_caps = [caps.by_source.get(source, caps.total) for source in sources]
        self.rule_caps = [caps.by_rule.get(rule, caps.total) for rule in rules]
        self.sources, self.rules = [sources.index(way.source) for way in ways], [rules.index(way.rule) for way in ways]
        self.sums = {0: 1}
        self.within = (1 << caps.total + 1) - 1
        self.numbers: dict[int, tuple[int, ...]] = {}
        self.empty()

    def empty(self) -> None:
        """All rooms as before anything was given."""
        self.room, self.rule_room, self.source_room = self.caps.total, self.rule_caps.copy(), self.source_caps.copy()

    def free_now(self, way: int, alive: int) -> int:
        """What the way could give free: one that gives courses, or is alive."""
        is_open = self.active >> way & 1 or alive & self.portions.free_only.get(way, 0)
        return min(self.ways[way].free, self.room_of(way)) if is_open else 0

    def room_of(self, way: int) -> int:
        """What the caps leave to the way."""
        return min(self.room, self.rule_room[self.rules[way]], self.source_room[self.sources[way]])

    def activate(self, way: int) -> None:
        """The way gives a course: its free credits may come beside."""
        self.active |= 1 << way
        self.active_free += self.ways[way].free

    def deactivate(self, way: int) -> None:
        """Its free credits were given."""
        if self.active >> way & 1:
            self.active ^= 1 << way
            self.active_free -= self.ways[way].free

    def take(self, way: int, amount: int) -> None:
        """Give so much by the way; a negative amount takes it back."""
        self.room -= amount
        self.rule_room[self.rules[way]] -= amount
        self.source_room[self.sources[way]] -= amount

    def bearing(self, need: int, courses: int, alive: int) -> int:
        """What of the portions alive can be part of a set that brings ``need``; none where nothing can.

        At most so many credits remain: of each slot what brings most beyond the prices of its courses, each source within its cap, and the
        prices of all courses. That is never too low, whatever the prices: a course is given once, so no set pays more for courses than all
        prices. A portion that brings less than the best of its slot by more than is left over is in no such set.
        """
        brought = [0] * len(self.source_room)
        tops = []
        for priced in self.priced:
            if priced.slot & alive:
                for most, portion in priced.offered:
                    if portion & alive:
                        if most > 0:
                            brought[priced.source] += most
                        else:
                            most = 0
                        tops.append((most, priced))
                        break
        over = [amount - room if amount > room else 0 for amount, room in zip(brought, self.source_room, strict=True)]
        spare = self.active_free - need + sum(brought) - sum(over)
        for course, price in self.prices:
            if courses & course:
                spare += price
        if spare < 0:
            return 0
        bearing = self.free_bits
        for most, priced in tops:
            bearing |= priced.upto[bisect_right(priced.lacking, spare + over[priced.source] - most)]
        return alive & bearing

    def price(self, prices: Sequence[int]) -> None:
        """Bound by these prices of courses from now on."""
        every = self.portions.all
        self.prices = [(1 << course, price) for course, price in enumerate(prices) if price]
        for slot, source in self.portions.slots:
            worth = [(every[n].value - sum([prices[course] for course in every[n].numbers]), 1 << n) for n in bits(slot)]
            worth.sort(reverse=True)
            upto = list(accumulate((portion for _value, portion in worth), or_, initial=0))
            self.priced.append(_Priced(slot, source, worth, [-value for value, _portion in worth], upto))

    def by_slots(self, alive: int, enough: int) -> int:
        """At most so many credits remain: of each slot the most, each source within its cap; or ``enough`` of them."""
        total, rooms, values = self.active_free, self.source_room.copy(), self.values
        for slot, source in self.portions.slots:
            left = slot & alive
            if left:
                most, room = values[(left & -left).bit_length() - 1], rooms[source]
                if most > room:
                    most = room
                rooms[source] = room - most
                total += most
                if total >= enough:
                    return enough
        return total

    def can_sum(self, optional: int, need: int, room: int, alive: int) -> bool:
        """Whether some of the courses that can still be given add up to the need, with free credits, and to no more than the room."""
        if need <= 0:
            return True
        if need > room:
            return False
        least = need - self.free_left(alive, need)
        return least <= 0 or bool(self.sums_of(self.givable(optional, alive)) >> least & (1 << room - least + 1) - 1)

    def givable(self, courses: int, alive: int) -> int:
        """Those of the courses that can still be given."""
        having, givable = self.portions.having, 0
        for course in self.numbers_of(courses):
            if having[course] & alive:
                givable |= 1 << course
        return givable

    def numbers_of(self, courses: int) -> tuple[int, ...]:
        """The numbers of these courses, kept."""
        found = self.numbers.get(courses)
        if found is None:
            found = self.numbers[courses] = tuple(bits(courses))
        return found

    def free_left(self, alive: int, enough: int) -> int:
        """At most so many free credits remain; or at least ``enough`` of them."""
        total = self.active_free
        for number in bits(alive & self.free_bits):
            if total >= enough:
                break
            total += self.values[number]
        return total

    def sums_of(self, courses: int) -> int:
        """A bit for each amount within the cap that some of these courses add up to."""
        found = self.sums.get(courses)
        if found is None:
            low = courses & -courses
            rest = self.sums_of(courses ^ low)
            found = self.sums[courses] = (rest | rest << self.worth[low.bit_length() - 1]) & self.within
        return found
