"""Step four of a conversion: of all ways in which rules are met, the set that is best for the learner under the caps. Exact.

Best means, in this order: most credits; the courses the learner wants most (the first before any of the later); for the first course the
earlier way, and so on; of free credits the largest first. That order is total, so there is one best set, and ``exhaustive.py`` finds the
same one by trying everything.

Branch and bound: courses in order of priority, each given by one of its ways or by none; then the free credits. A branch is left when even
all that remains could not beat the best set known. Three bounds, the cheapest first, each never too low: each course once within the room
that is left; of ways that exclude each other one, within the caps of sources; and where the credits cannot be more, the wishes that still
fit, taken greedily, and for those the earliest way that is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from baigong.engines.rules.ways import Caps, Choice, Way, in_order_of_filling

MOST_STEPS = 4_000
"""Steps after which the search stops with the best set so far and says that it is not proven best."""
MOST_TRIES = 200
"""Steps spent on a good set to begin with."""


def choose(ways: Sequence[Way], worth: Mapping[str, int], caps: Caps, *, most_steps: int = MOST_STEPS) -> Choice:
    """The best set of ``ways``. ``worth``: credits of each course, the most wanted first."""
    search = _Search(ways, worth, caps, most_steps)
    search.dive()
    search.course(0)
    return Choice(search.best_courses, search.best_free, max(search.best[0], 0), search.steps_left > 0)


class _Search:
    """The state of one search. Rooms and flags are changed on the way down and restored on the way up.

    ``alive`` has a bit for each way that may still give something: a way that gives something ends those that share an outcome with it.
    """

    def __init__(self, ways: Sequence[Way], worth: Mapping[str, int], caps: Caps, most_steps: int) -> None:
        self.ways, self.steps_left = ways, most_steps
        self.courses = [c for c in worth if any(c in w.courses for w in ways)]
        self.worth = [worth[c] for c in self.courses]
        self.givers = [[n for n, w in enumerate(ways) if c in w.courses] for c in self.courses]
        self.giving = [sum(1 << n for n in givers) for givers in self.givers]
        self.ends = [0] * len(ways)
        users: dict[str, int] = {}
        if caps.outcome_once:
            for n, w in enumerate(ways):
                for outcome in w.outcomes:
                    users[outcome] = users.get(outcome, 0) | 1 << n
            for n, w in enumerate(ways):
                for outcome in w.outcomes:
                    self.ends[n] |= users[outcome]
                self.ends[n] &= ~(1 << n)
        self.free_ways = in_order_of_filling(ways)
        rules = {r: n for n, r in enumerate(sorted({w.rule for w in ways}))}
        sources = {s: n for n, s in enumerate(sorted({w.source for w in ways}))}
        self.rule_of = [rules[w.rule] for w in ways]
        self.source_of = [sources[w.source] for w in ways]
        self.room = caps.total
        self.rule_room = [caps.by_rule.get(r, caps.total) for r in rules]
        self.source_room = [caps.by_source.get(s, caps.total) for s in sources]
        self.given = [0] * len(ways)
        self.alive = (1 << len(ways)) - 1
        self.picks: list[tuple[str, int]] = []
        self.best = (-1, 0, 0)
        self.best_courses: tuple[tuple[str, int], ...] = ()
        self.best_free: tuple[tuple[int, int], ...] = ()
        self._weigh()
        self._group(users)

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
        self.still = [self._still(w) for w in range(len(self.ways))]
        self.dearest: list[list[tuple[int, int]]] = [[] for _ in self.ways]
        for gift, n in sorted(((gift, n) for n, gift in enumerate(self.worth)), reverse=True):
            for way in self.givers[n]:
                self.dearest[way].append((gift, n))

    def _group(self, users: Mapping[str, int]) -> None:
        """Ways of one source of which one at most gives anything: by the outcome that most of them share. Those that bring most first."""
        members: dict[tuple[str, int], list[int]] = {}
        for n, way in enumerate(self.ways):
            shared = max(sorted(way.outcomes), key=lambda o: users[o].bit_count()) if users and way.outcomes else f"way {n}"
            members.setdefault((shared, self.source_of[n]), []).append(n)
        places = range(len(self.courses) + 1)
        self.groups = [
            (sum(1 << w for w in group), source, [max(self.still[w][n] for w in group) for n in places], group)
            for (_shared, source), group in members.items()
        ]
        self.groups.sort(key=lambda group: -group[2][0])

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
        """A good set to begin with: outcome by outcome the way that brings most now, and a few of the others tried. Any set as large takes
        its place.
        """
        self.best = (0, -1, -1)
        self.tries = MOST_TRIES
        self._dive(0, 0, {}, {})

    def _dive(self, g: int, credits: int, taken: dict[str, int], amounts: dict[int, int]) -> None:
        if credits > self.best[0]:
            self.best = (credits, -1, -1)
            self.best_courses, self.best_free = tuple(taken.items()), tuple(amounts.items())
        self.tries -= 1
        enough = self.best[0] + 1 - credits
        if g == len(self.groups) or self.tries <= 0 or self.room < enough or self._by_outcomes(0, enough) < enough:
            return
        bring = [(sum(gift for gift, _n in gifts) + free, way, gifts, free) for way, gifts, free in self._gifts(g, taken)]
        for amount, way, gifts, free in sorted(bring, key=lambda one: (-one[0], one[1])):
            alive, self.alive = self.alive, self.alive & ~self.ends[way] & ~(1 << way)
            self._take(way, amount)
            more = {self.courses[n]: way for _gift, n in gifts}
            self._dive(g + 1, credits + amount, taken | more, amounts | ({way: free} if free else {}))
            self._take(way, -amount)
            self.alive = alive
        alive, self.alive = self.alive, self.alive & ~self.groups[g][0]
        self._dive(g + 1, credits, taken, amounts)
        self.alive = alive

    def _gifts(self, g: int, taken: Mapping[str, int]) -> Iterator[tuple[int, list[tuple[int, int]], int]]:
        """What each way of the group could give now: the dearest courses that fit, and free credits."""
        for way in self.groups[g][3]:
            if not self.alive >> way & 1:
                continue
            room, most = self._room(way), self.ways[way].most_courses
            gifts: list[tuple[int, int]] = []
            for gift, n in self.dearest[way]:
                if gift <= room and len(gifts) != most and self.courses[n] not in taken:
                    gifts.append((gift, n))
                    room -= gift
            free = min(self.ways[way].free, room)
            if gifts or free > 0:
                yield way, gifts, max(free, 0)

    def _room(self, way: int) -> int:
        return min(self.room, self.rule_room[self.rule_of[way]], self.source_room[self.source_of[way]])

    def _cannot_beat(self, n: int, credits: int, wish: int, items: int) -> bool:
        """Whether no completion from course ``n`` on is better than the best set known."""
        most, wished, way_items = self.best
        reach = credits + min(self.room, self.rest[n])
        if reach < most:
            return True
        hoped = self._wishes(n, wish) if reach == most else -1
        if reach == most and hoped < wished:
            return True
        if credits + self._by_outcomes(n, most + 1 - credits) > most:
            return reach == most and hoped == wished and self._items(n, hoped, items) <= way_items
        if credits + self._by_outcomes(n, most - credits) < most:
            return True
        hoped = self._wishes(n, wish)
        return hoped < wished or (hoped == wished and self._items(n, hoped, items) <= way_items)

    def _wishes(self, n: int, wish: int) -> int:
        """The best wishes that the room allows from course ``n`` on, of the courses that a way can still give."""
        room, alive = self.room, self.alive
        for m in range(n, len(self.worth)):
            if self.worth[m] <= room and self.giving[m] & alive:
                room -= self.worth[m]
                wish |= self.wish[m]
        return wish

    def _items(self, n: int, wish: int, items: int) -> int:
        """The best way for each of these wishes from course ``n`` on, and all free credits."""
        for m in range(n, len(self.worth)):
            if wish & self.wish[m]:
                can = self.giving[m] & self.alive
                items |= self.item[m, (can & -can).bit_length() - 1]
        return items | self.rest_free_items[0]

    def _by_outcomes(self, n: int, enough: int) -> int:
        """At most so many credits remain, one way of each group giving something, each source within its cap; or ``enough`` of them."""
        alive, total, rooms = self.alive, 0, self.source_room[:]
        for group, source, still, members in self.groups:
            left = group & alive
            if not left or not rooms[source]:
                continue
            most = still[n] if left == group else max([self.still[w][n] for w in members if left >> w & 1])
            most = min(most, rooms[source])
            rooms[source] -= most
            total += most
            if total >= enough:
                return enough
        return total

    def course(self, n: int, credits: int = 0, wish: int = 0, items: int = 0) -> None:
        """Give course ``n`` by each way that can, or by none, and go on."""
        self.steps_left -= 1
        if self.steps_left <= 0 or self._cannot_beat(n, credits, wish, items):
            return
        if n == len(self.courses):
            self.free(0, credits, wish, items)
            return
        amount = self.worth[n]
        for way in self.givers[n] if amount <= self.room else ():
            if not self.alive >> way & 1 or amount > self._room(way) or self.given[way] == self.ways[way].most_courses:
                continue
            alive, self.alive = self.alive, self.alive & ~self.ends[way]
            self.given[way] += 1
            self._take(way, amount)
            self.picks.append((self.courses[n], way))
            self.course(n + 1, credits + amount, wish | self.wish[n], items | self.item[n, way])
            self.picks.pop()
            self._take(way, -amount)
            self.given[way] -= 1
            self.alive = alive
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
        if amount > 0 and self.alive >> way & 1:
            alive, self.alive = self.alive, self.alive & ~self.ends[way]
            self._take(way, amount)
            self.free(n + 1, credits + amount, wish, items | self.free_item[way], (*amounts, (way, amount)))
            self._take(way, -amount)
            self.alive = alive
        self.free(n + 1, credits, wish, items, amounts)

    def _take(self, way: int, amount: int) -> None:
        self.room -= amount
        self.rule_room[self.rule_of[way]] -= amount
        self.source_room[self.source_of[way]] -= amount
