"""Step four of a conversion: of all ways in which rules are met, the set that is best for the learner under the caps. Exact.

Best means, in this order: most credits; the courses the learner wants most (the first before any of the later); for the first course the
earlier way, and so on; of free credits the largest first. That order is total, so there is one best set, and ``exhaustive.py`` finds the
same one by trying everything.

It is found question by question, each of which asks whether a set *exists*: one of more credits; then, with so many credits, one that has
a further course in the place of those after it; then one that gives a course by an earlier way. A set that answers yes answers most of the
questions after it as well. A question is searched by the course that the fewest portions could still give; a branch is left when even all
that remains cannot bring the credits: of each slot the best, each source within its cap, and by the sums that courses can have at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from baigong.engines.rules.portions import bits
from baigong.engines.rules.pricing import prices_of
from baigong.engines.rules.remaining import Remaining
from baigong.engines.rules.ways import Caps, Choice, Way

MOST_STEPS = 750
"""Steps after which the search stops with the best set so far and says that it is not proven best."""
STRAIGHT = 64
"""Steps spent on a set of as many credits as there could be, before smaller ones are tried."""


class _TooManySteps(Exception):
    """The limit of steps is reached."""


def choose(ways: Sequence[Way], worth: Mapping[str, int], caps: Caps, *, most_steps: int = MOST_STEPS) -> Choice:
    """The best set of ``ways``. ``worth``: credits of each course, the most wanted first."""
    search = _Search(ways, worth, caps)
    search.steps_left = most_steps
    try:
        search.most_credits()
        search.best_courses()
        search.earliest_ways()
        search.largest_free()
    except _TooManySteps:
        return search.choice(is_proven=False)
    return search.choice(is_proven=True)


class _Search(Remaining):
    """The state of one search. Rooms are changed on the way down and restored on the way up.

    ``alive`` has a bit for each portion that may still be chosen. ``found`` is the best set known: which way gives a course, and which
    ways give free credits. A set has credits enough when no more than ``spare`` of the room is left.
    """

    def __init__(self, ways: Sequence[Way], worth: Mapping[str, int], caps: Caps) -> None:
        super().__init__(ways, worth, caps)
        self.alive, self.required = self.portions.every, 0
        self.optional = (1 << len(self.courses)) - 1
        self.given = [0] * len(ways)
        self.picks: list[int] = []
        self.fillers: list[int] = []
        self.found: tuple[dict[int, int], list[int]] = ({}, [])
        self.most = self.spare = self.steps_left = 0
        self.is_climbing = False

    # The questions

    def most_credits(self) -> None:
        """How many credits a set can have: as many as seem possible, or from the first set found to ever more."""
        alive = self.alive & ~self.portions.twins
        self.spare = 0
        highest = self.sums_of(self.givable(self.optional, alive)).bit_length() - 1 + self.free_left(alive, self.room)
        upper = min(self.room, highest, self.by_slots(alive, self.room))
        if upper <= 0:
            return
        self.spare, steps = self.caps.total - upper, self.steps_left
        self.steps_left = min(steps, STRAIGHT)
        try:
            if self._is_reached(0, 0, self.optional, alive):
                self.most = upper
        except _TooManySteps:
            pass
        self.steps_left += steps - min(steps, STRAIGHT)
        self.price(prices_of(self.portions, alive, self.source_room))
        if not self.most:
            self.spare, self.is_climbing = self.caps.total - 1, True
            self._is_reached(0, 0, self.optional, alive)
            self.is_climbing = False
        self.spare = self.caps.total - self.most

    def best_courses(self) -> None:
        """Course by course, the most wanted first, whether a set has it. After a no, those up to the next that the best known set has are
        asked for at once: most often none of them can be had.
        """
        course, at_once = 0, False
        while course < len(self.courses):
            bit = 1 << course
            if course in self.found[0]:
                self.required |= bit
                self.optional &= ~bit
                course, at_once = course + 1, False
                continue
            until = min((n for n in self.found[0] if n > course), default=len(self.courses)) if at_once else course + 1
            some = self.givable((1 << until) - bit, self.alive)
            if some and self._is_reached(self.required, some, self.optional, self.alive & ~self.portions.twins):
                at_once = False
                continue
            for n in range(course, until):
                self.alive &= ~self.portions.having[n]
                self.optional &= ~(1 << n)
            course, at_once = until, True

    def earliest_ways(self) -> None:
        """Of each of these courses the earliest way."""
        for course in bits(self.required):
            having = self.portions.having[course] & self.alive
            while True:
                way = self.found[0][course]
                earlier = sum(1 << number for number in bits(having) if self.portions.all[number].way < way)
                if not earlier or not self._is_reached(self.required, 0, 0, self.alive & ~having | earlier):
                    break
            self.alive &= ~having | self.portions.of_way[way]

    def largest_free(self) -> None:
        """Free credits beside these courses, the largest first."""
        courses, alive = self.found[0], self.alive & self.free_bits
        for course, way in courses.items():
            self.take(way, self.worth[course])
            if not self.active >> way & 1:
                self.activate(way)
            alive &= ~self.portions.ended_by_way[way]
        chosen = []
        for number, way in enumerate(self.free_ways):
            amount = self.free_now(way, alive)
            if amount:
                before = alive, self.active, self.active_free
                alive &= ~self.portions.ended_by_way[way]
                self.deactivate(way)
                self.take(way, amount)
                if way in self.found[1] or self._fill(number + 1, alive & ~self.portions.free_only.get(way, 0)):
                    chosen.append(way)
                else:
                    self.take(way, -amount)
                    alive, self.active, self.active_free = before
            alive &= ~self.portions.free_only.get(way, 0)
        self.found = (courses, chosen)

    def choice(self, is_proven: bool) -> Choice:
        """The best set known, with what each way of it gives free: filled in order."""
        self.empty()
        courses = tuple((self.courses[course], way) for course, way in sorted(self.found[0].items()))
        for course, way in self.found[0].items():
            self.take(way, self.worth[course])
        free = []
        for way in self.free_ways:
            amount = min(self.ways[way].free, self.room_of(way)) if way in self.found[1] else 0
            if amount:
                self.take(way, amount)
                free.append((way, amount))
        return Choice(courses, tuple(free), self.caps.total - self.room, is_proven)

    # The search

    def _is_reached(self, required: int, some: int, optional: int, alive: int) -> bool:
        """Whether a set of what is alive has all of ``required``, one at least of ``some``, and credits enough: then it is ``found``."""
        self._step()
        need = self.room - self.spare
        if required or some:
            worth = sum([self.worth[course] for course in self.numbers_of(required)])
            narrowest = self._narrowest(required, some, self.room - worth, alive)
            if not narrowest or worth > self.room or (need > 0 and self.by_slots(alive, need) < need):
                return False
            if not self.can_sum(optional, need - worth, self.room - worth, alive):
                return False
            if need > 0 and self.priced:
                alive = self.bearing(need, required | optional, alive)
                narrowest &= alive
            return any(self._is_picked(number, required, some, optional, alive) for number in bits(narrowest))
        if need <= 0:
            if self._record():
                return True
            need = self.room - self.spare
        if self.by_slots(alive, need) < need or not self.can_sum(optional, need, self.room, alive):
            return False
        if self.priced:
            alive = self.bearing(need, optional, alive)
        open_slots = [could for slot, _source in self.portions.slots if (could := slot & alive & self.portions.with_courses)]
        if not open_slots:
            return self._fill(0, alive & self.free_bits)
        could = min(open_slots, key=int.bit_count)
        if any(self._is_picked(number, 0, 0, optional, alive) for number in bits(could)):
            return True
        return self._is_reached(0, 0, optional, alive & ~could)

    def _narrowest(self, required: int, some: int, room: int, alive: int) -> int:
        """The portions that could give the required course that fewest could give, or one of ``some`` within the room beside these."""
        having, few, narrowest = self.portions.having, len(self.portions.all) + 1, 0
        for course in self.numbers_of(required):
            could = having[course] & alive
            count = could.bit_count()
            if count < few:
                if not count:
                    return 0
                few, narrowest = count, could
        if some:
            could = 0
            for course in self.numbers_of(some):
                if self.worth[course] <= room:
                    could |= having[course]
            could &= alive
            if could.bit_count() < few:
                return could
        return narrowest

    def _is_picked(self, number: int, required: int, some: int, optional: int, alive: int) -> bool:
        """Whether a set with this portion is reached."""
        portion = self.portions.all[number]
        way, most = portion.way, self.ways[portion.way].most_courses
        if portion.worth > self.room_of(way) or (most is not None and self.given[way] + len(portion.numbers) > most):
            return False
        before = self.active, self.active_free
        if not self.active >> way & 1:
            self.activate(way)
        self.given[way] += len(portion.numbers)
        self.take(way, portion.worth)
        self.picks.append(number)
        others = ~portion.courses
        try:
            return self._is_reached(
                required & others, 0 if some & portion.courses else some, optional & others, alive & ~self.portions.ends[number]
            )
        finally:
            self.picks.pop()
            self.take(way, -portion.worth)
            self.given[way] -= len(portion.numbers)
            self.active, self.active_free = before

    def _fill(self, first: int, alive: int) -> bool:
        """Whether free credits of the ways from number ``first`` on are enough; caps nest, so filling in order loses nothing."""
        need = self.room - self.spare
        if need <= 0:
            if self._record():
                return True
            need = self.room - self.spare
        self._step()
        if first == len(self.free_ways) or need > self.room or self.by_slots(alive, need) < need:
            return False
        way = self.free_ways[first]
        alone = self.portions.free_only.get(way, 0)
        amount = self.free_now(way, alive)
        if amount:
            before = self.active, self.active_free
            self.deactivate(way)
            self.take(way, amount)
            self.fillers.append(way)
            try:
                if self._fill(first + 1, alive & ~self.portions.ended_by_way[way] & ~alone):
                    return True
            finally:
                self.fillers.pop()
                self.take(way, -amount)
                self.active, self.active_free = before
        return self._fill(first + 1, alive & ~alone)

    def _record(self) -> bool:
        """Keep the set; while climbing, one of more credits is looked for from here on."""
        all_ = self.portions.all
        self.found = ({c: all_[number].way for number in self.picks for c in all_[number].numbers}, list(self.fillers))
        if self.is_climbing:
            self.most = self.caps.total - self.room
            self.spare = self.room - 1
        return not self.is_climbing

    def _step(self) -> None:
        self.steps_left -= 1
        if self.steps_left <= 0:
            raise _TooManySteps
