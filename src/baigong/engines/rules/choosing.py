"""Step four of a conversion: of all ways in which rules are met, the set that is best for the learner under the caps. Exact.

Best means, in this order: most credits; the courses the learner wants most (the first before any of the later); for the first course the
earlier way, and so on; of free credits the largest first. That order is total, so there is one best set, and ``exhaustive.py`` finds the
same one by trying everything.

Branch and bound: courses in order of priority, each given by one of its ways or by none; then the free credits. A branch is left when even
all that remains could not beat the best set known. What remains is bounded twice: each course at most once, and each outcome at most once
within the caps of sources.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MOST_STEPS = 200_000
"""Steps after which the search stops with the best set so far and says that it is not proven best."""


@dataclass(frozen=True, slots=True)
class Way:
    """One rule met by particular outcomes, for choosing: what it may give, and under which caps. Only free credits may be cut."""

    rule: str
    source: str
    outcomes: frozenset[str]
    courses: tuple[str, ...] = ()
    most_courses: int | None = None
    free: int = 0


@dataclass(frozen=True, slots=True)
class Caps:
    """Credits still to be given: in all, by rule and by source (a missing one has no cap). A rule has one source, so caps nest."""

    total: int
    by_rule: Mapping[str, int] = field(default_factory=dict)
    by_source: Mapping[str, int] = field(default_factory=dict)
    outcome_once: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """The best set: which way exempts from a course, how many free credits a way gives (ways by their number)."""

    courses: tuple[tuple[str, int], ...]
    free: tuple[tuple[int, int], ...]
    credits: int
    is_proven: bool = True

    @property
    def ways(self) -> frozenset[int]:
        """The ways that give something."""
        return frozenset(way for _, way in self.courses) | frozenset(way for way, _ in self.free)


def choose(ways: Sequence[Way], worth: Mapping[str, int], caps: Caps, *, most_steps: int = MOST_STEPS) -> Choice:
    """The best set of ``ways``. ``worth``: credits of each course, the most wanted first."""
    search = _Search(ways, worth, caps, most_steps)
    search.dive()
    search.course(0)
    return Choice(search.best_courses, search.best_free, max(search.best[0], 0), search.steps_left > 0)


def in_order_of_filling(ways: Sequence[Way]) -> list[int]:
    """The ways that give free credits, the largest first: so that few outcomes are spent."""
    return sorted((n for n, w in enumerate(ways) if w.free > 0), key=lambda n: -ways[n].free)


class _Search:
    """The state of one search. Rooms and flags are changed on the way down and restored on the way up."""

    def __init__(self, ways: Sequence[Way], worth: Mapping[str, int], caps: Caps, most_steps: int) -> None:
        self.ways, self.once, self.steps_left = ways, caps.outcome_once, most_steps
        self.courses = [c for c in worth if any(c in w.courses for w in ways)]
        self.worth = [worth[c] for c in self.courses]
        self.givers = [[n for n, w in enumerate(ways) if c in w.courses] for c in self.courses]
        names = sorted({o for w in ways for o in w.outcomes})
        bit = {o: 1 << n for n, o in enumerate(names)}
        self.mask = [sum(bit[o] for o in w.outcomes) for w in ways]
        self.free_ways = in_order_of_filling(ways)
        rules = sorted({w.rule for w in ways})
        sources = sorted({w.source for w in ways})
        self.rule_of = [rules.index(w.rule) for w in ways]
        self.source_of = [sources.index(w.source) for w in ways]
        self.room = caps.total
        self.rule_room = [caps.by_rule.get(r, caps.total) for r in rules]
        self.source_room = [caps.by_source.get(s, caps.total) for s in sources]
        self.given = [0] * len(ways)
        self.used = 0
        self.picks: list[tuple[str, int]] = []
        self.best = (-1, 0, 0)
        self.best_courses: tuple[tuple[str, int], ...] = ()
        self.best_free: tuple[tuple[int, int], ...] = ()
        self._weigh()

    def _weigh(self) -> None:
        """Numbers that compare sets, and what the courses from each one on can still bring."""
        count = len(self.courses)
        self.wish = [1 << (count - n) for n in range(count)]
        pairs = [(n, w) for n in range(count) for w in self.givers[n]]
        items = len(pairs) + len(self.free_ways)
        self.item = {pair: 1 << (items - n) for n, pair in enumerate(pairs)}
        self.free_item = {w: 1 << (items - len(pairs) - n) for n, w in enumerate(self.free_ways)}
        frees = [self.ways[w].free for w in self.free_ways]
        self.rest_free = [sum(frees[n:]) for n in range(len(frees) + 1)]
        self.rest_free_items = [sum(self.free_item[w] for w in self.free_ways[n:]) for n in range(len(frees) + 1)]
        self.rest = [self.rest_free[0] + sum(self.worth[n:]) for n in range(count + 1)]
        self.rest_wish = [sum(self.wish[n:]) for n in range(count + 1)]
        self.rest_items = [
            self.rest_free_items[0] + sum(bit for (course, _), bit in self.item.items() if course >= n) for n in range(count + 1)
        ]
        # What a way can still bring from a course on; grouped by its lowest outcome, since each outcome serves one way only.
        self.still = [self._still(w) for w in range(len(self.ways))]
        groups: dict[tuple[int, int], list[int]] = {}
        for way, mask in enumerate(self.mask):
            groups.setdefault((mask & -mask, self.source_of[way]), []).append(way)
        self.groups = [
            (low, source, [max(self.still[w][n] for w in members) for n in range(count + 1)], members)
            for (low, source), members in groups.items()
        ]

    def _still(self, way: int) -> list[int]:
        """What the way can bring from each course on, the last entry being its free credits alone."""
        found = self.ways[way]
        own, cap = set(found.courses), self.rule_room[self.rule_of[way]]
        amounts: list[int] = []
        row = [min(found.free, cap)]
        for course, amount in zip(reversed(self.courses), reversed(self.worth), strict=True):
            if course in own:
                amounts.append(amount)
                most = found.most_courses
                row.append(min(sum(amounts if most is None else sorted(amounts)[-most:]) + found.free, cap))
            else:
                row.append(row[-1])
        return row[::-1]

    def dive(self) -> None:
        """A good set to begin with: the ways that can bring most, each giving what it can. Any set as large takes its place."""
        taken: dict[str, int] = {}
        amounts: dict[int, int] = {}
        rooms = (self.room, self.rule_room[:], self.source_room[:])
        for way in sorted(range(len(self.ways)), key=lambda w: (-self.still[w][0], w)):
            if not self._open(way):
                continue
            gifts = [(self.worth[n], n) for n, givers in enumerate(self.givers) if way in givers and self.courses[n] not in taken]
            for amount, n in sorted(gifts, reverse=True)[: self.ways[way].most_courses]:
                if amount <= self._room(way):
                    taken[self.courses[n]] = way
                    self._take(way, amount)
                    self.used |= self.mask[way]
            amount = min(self.ways[way].free, self._room(way))
            if amount > 0:
                amounts[way] = amount
                self._take(way, amount)
                self.used |= self.mask[way]
        self.best = (rooms[0] - self.room, -1, -1)
        self.best_courses, self.best_free = tuple(taken.items()), tuple(amounts.items())
        self.room, self.rule_room, self.source_room = rooms
        self.used = 0

    def _room(self, way: int) -> int:
        return min(self.room, self.rule_room[self.rule_of[way]], self.source_room[self.source_of[way]])

    def _cannot_beat(self, n: int, credits: int, wish: int, items: int) -> bool:
        """Whether no completion from course ``n`` on is better than the best set known."""
        reach = credits + min(self.room, self.rest[n])
        best = self.best
        if reach > best[0] and self.once:
            reach = min(reach, credits + self._by_outcomes(n))
        if reach != best[0]:
            return reach < best[0]
        return (wish | self.rest_wish[n], items | self.rest_items[n]) <= best[1:]

    def _by_outcomes(self, n: int) -> int:
        """At most so many credits remain, each outcome serving one way, each source within its cap."""
        sums = [0] * len(self.source_room)
        for low, source, still, members in self.groups:
            if not low & self.used:
                sums[source] += still[n]
            else:
                sums[source] += max((self.still[w][n] for w in members if self.given[w]), default=0)
        return min(self.room, sum(min(room, found) for room, found in zip(self.source_room, sums, strict=True)))

    def course(self, n: int, credits: int = 0, wish: int = 0, items: int = 0) -> None:
        """Give course ``n`` by each way that can, or by none, and go on."""
        self.steps_left -= 1
        if self.steps_left <= 0 or self._cannot_beat(n, credits, wish, items):
            return
        if n == len(self.courses):
            self.free(0, credits, wish, items)
            return
        amount = self.worth[n]
        for way in self.givers[n]:
            if amount > self._room(way) or self.given[way] == self.ways[way].most_courses or not self._open(way):
                continue
            used, self.used = self.used, self.used | self.mask[way]
            self.given[way] += 1
            self._take(way, amount)
            self.picks.append((self.courses[n], way))
            self.course(n + 1, credits + amount, wish | self.wish[n], items | self.item[n, way])
            self.picks.pop()
            self._take(way, -amount)
            self.given[way] -= 1
            self.used = used
        self.course(n + 1, credits, wish, items)

    def free(self, n: int, credits: int, wish: int, items: int, amounts: tuple[tuple[int, int], ...] = ()) -> None:
        """Add free credits of the ways from number ``n`` on; caps nest, so filling in order loses nothing."""
        self.steps_left -= 1
        if n == len(self.free_ways):
            found = (credits, wish, items)
            if found > self.best:
                self.best, self.best_courses, self.best_free = found, tuple(self.picks), amounts
            return
        reach = (credits + min(self.room, self.rest_free[n]), wish, items | self.rest_free_items[n])
        if self.steps_left <= 0 or reach <= self.best:
            return
        way = self.free_ways[n]
        amount = min(self.ways[way].free, self._room(way))
        if amount > 0 and self._open(way):
            used, self.used = self.used, self.used | self.mask[way]
            self._take(way, amount)
            self.free(n + 1, credits + amount, wish, items | self.free_item[way], (*amounts, (way, amount)))
            self._take(way, -amount)
            self.used = used
        self.free(n + 1, credits, wish, items, amounts)

    def _open(self, way: int) -> bool:
        """Whether the way is under way already, or its outcomes serve no other."""
        return not self.once or bool(self.given[way]) or not self.mask[way] & self.used

    def _take(self, way: int, amount: int) -> None:
        self.room -= amount
        self.rule_room[self.rule_of[way]] -= amount
        self.source_room[self.source_of[way]] -= amount
