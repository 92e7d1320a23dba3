"""The shortest way to a diploma: which courses to take, which certificates to attain, what to convert, so that least study is left.

Costs are whole hours of study. Exact by branch and bound with remembered states, bounded by the prices of ``relaxing.py``. A search cut
short, or one that had to cut free credits at a cap, says that its route is only good; its ``lower`` bound says how short a better one could
be. ``planning.py`` makes the steps from the rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from baigong.engines.rules.awards import Assessment, Award, Held, assess, shortfall
from baigong.engines.rules.relaxing import SCALE, Item, find_prices
from baigong.engines.rules.ways import Caps

MOST_STEPS = 200_000


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that may be done for credits: take a course, or convert outcomes by a rule.

    ``course``: of one course one step only (empty: free credits). ``way`` with ``rule``: the application of a rule to ``outcomes``; steps
    of one way share them. ``spends``: what no other way may spend too. ``most``: courses of the way at most. ``cost``: hours of study.
    """

    id: str
    credits: int
    cost: int = 0
    category: str = ""
    source: str = ""
    course: str = ""
    way: str = ""
    rule: str = ""
    outcomes: frozenset[str] = frozenset()
    spends: frozenset[str] = frozenset()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """The best way found, with the outcomes to attain for it. ``is_proven``: none is shorter; else none is shorter than ``lower`` hours."""

    steps: tuple[Step, ...]
    attained: tuple[str, ...]
    cost: int
    lower: int
    is_proven: bool
    is_reachable: bool
    assessment: Assessment


def plan_route(
    award: Award,
    held: Sequence[Held],
    steps: Sequence[Step],
    caps: Caps,
    attaining: Mapping[str, int] | None = None,
    *,
    most_steps: int = MOST_STEPS,
) -> Route:
    """The cheapest set of ``steps`` that, with what is ``held``, gives the ``award``.

    ``attaining``: outcomes that the learner does not have yet, with the hours that each costs; all others are at hand.
    """
    usable = [s for s in steps if not award.sources or s.source in award.sources]
    search = _Search(award, held, usable, caps, attaining or {}, most_steps)
    search.run()
    chosen = search.best or ()
    gained = [Held(s.credits, s.category, s.source, s.course) for s in chosen]
    is_proven = search.steps_left > 0 and not search.was_cut
    cost = search.best_cost
    return Route(
        chosen, tuple(sorted({o for s in chosen for o in s.outcomes} & search.attaining.keys())), cost,
        cost if is_proven else min(search.lower, cost), is_proven, search.best is not None, assess(award, [*held, *gained]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """What is missing of each minimum, what each cap leaves, how often each way was used, what was spent and attained.

    Equal states can be completed in the same ways.
    """

    missing: tuple[int, ...]
    rooms: tuple[int, ...]
    used: frozenset[tuple[str, int]] = frozenset()
    spent: frozenset[str] = frozenset()
    attained: frozenset[str] = frozenset()


class _Search:
    """One search over groups of steps of which one may be done: the most decided by the prices first, free credits last."""

    def __init__(
        self, award: Award, held: Sequence[Held], steps: Sequence[Step], caps: Caps, attaining: Mapping[str, int], most_steps: int
    ) -> None:
        self.attaining, self.steps_left = attaining, most_steps
        self.best: tuple[Step, ...] | None = None
        self.best_cost = self.lower = 0
        self.was_cut = False
        self.picks: list[Step] = []
        self.seen: dict[tuple[int, _State], int] = {}
        have = {h.course for h in held if h.course}
        steps = [s for s in steps if not s.course or s.course not in have]
        rooms = [
            ("", caps.total),
            *((f"rule {r}", c) for r, c in caps.by_rule.items()),
            *((f"source {s}", c) for s, c in caps.by_source.items()),
        ]
        self.rows = {name: n for n, (name, _) in enumerate(rooms)}
        self.start = _State(tuple(shortfall(assess(award, held))), tuple(cap for _, cap in rooms))
        self.adds = {s.id: tuple(m.counts(s.category, s.source) for m in award.minimums) for s in steps}
        self.takes = {
            s.id: tuple(self.rows[k] for k in ("", f"rule {s.rule}", f"source {s.source}") if s.way and k in self.rows) for s in steps
        }
        groups: dict[tuple[bool, str], list[Step]] = {}
        for step in steps:
            groups.setdefault((not step.course, step.course or step.id), []).append(step)
        must = {(False, c) for c in award.courses if c not in have}
        self.is_hopeless = not must <= groups.keys()
        self.frees = sum(is_free for is_free, _ in groups)
        self._price(groups, must)

    def _price(self, groups: Mapping[tuple[bool, str], list[Step]], must: set[tuple[bool, str]]) -> None:
        """Prices of what is asked and what is scarce; by them the order of the search, and what each remainder can bring at most."""
        keys = sorted({k for g in groups.values() for s in g for k in s.spends})
        uses = self._uses(groups)
        self.fee_of = {k: len(self.rows) + n for n, k in enumerate(keys)}
        items = {s.id: self._item(s, uses) for g in groups.values() for s in g}
        names = list(groups)
        scarce = [*self.start.rooms, *(uses[k] for k in keys)]
        prices = find_prices(self.start.missing, scarce, [[items[s.id] for s in groups[g]] for g in names], [g in must for g in names])
        self.lower = -(-prices.bound // SCALE)
        self.rewards = prices.rewards
        self.profit = profit = {i: prices.profit(item) for i, item in items.items()}
        self.fees = prices.fees
        top = {g: max(profit[s.id] for s in groups[g]) for g in names}
        # Free credits come last, so that they can be cut to what the courses leave under the caps.
        names.sort(key=lambda g: (g[0], -abs(top[g]), g[1]))
        self.groups: list[list[Step | None]] = []
        for name in names:
            options: list[Step | None] = [*groups[name], *([] if name in must else [None])]
            self.groups.append(sorted(options, key=lambda s: (-profit[s.id], s.id) if s else (0, "")))
        self.must = [g in must for g in names]
        self.gain = [0]
        for name in reversed(names):
            self.gain.append(self.gain[-1] + (top[name] if name in must else max(top[name], 0)))
        self.gain.reverse()
        self.most = [[0] * len(self.start.missing)]
        for name in reversed(names):
            most = [max(s.credits * self.adds[s.id][m] for s in groups[name]) for m in range(len(self.start.missing))]
            self.most.append([before + more for before, more in zip(self.most[-1], most, strict=True)])
        self.most.reverse()
        self.constant = prices.bound + self.gain[0]

    @staticmethod
    def _uses(groups: Mapping[tuple[bool, str], list[Step]]) -> dict[str, int]:
        """How many steps can share each thing spent: those of one way."""
        ways: dict[str, list[Step]] = {}
        for step in (s for group in groups.values() for s in group if s.way):
            ways.setdefault(step.way, []).append(step)
        uses: dict[str, int] = {}
        for members in ways.values():
            courses = sum(bool(s.course) for s in members)
            count = len(members) - courses + min(courses, courses if members[0].most is None else members[0].most)
            for key in members[0].spends:
                uses[key] = max(uses.get(key, 1), count)
        return uses

    def _item(self, step: Step, uses: Mapping[str, int]) -> Item:
        """The step as numbers. The hours of an outcome to attain are shared by the steps it can serve: none counts them too high."""
        share = sum(self.attaining.get(o, 0) * SCALE // uses[o] for o in step.outcomes if o in uses)
        takes = [*((row, step.credits) for row in self.takes[step.id]), *((self.fee_of[k], 1) for k in step.spends)]
        return Item(step.cost * SCALE + share, tuple(step.credits * a for a in self.adds[step.id]), tuple(takes))

    def run(self) -> None:
        """Search from the start."""
        if not self.is_hopeless:
            self.visit(0, self.start, 0, self.constant)

    def visit(self, n: int, state: _State, cost: int, constant: int) -> None:
        """Decide group ``n``: each of its steps that is possible, or none; and go on. ``constant`` − gains is the bound on all hours."""
        self.steps_left -= 1
        if self.steps_left <= 0:
            return
        if not any(state.missing) and not any(self.must[n:]):
            if self.best is None or cost < self.best_cost:
                self.best, self.best_cost = tuple(self.picks), cost
            return
        if any(short > most for short, most in zip(state.missing, self.most[n], strict=True)) or n == len(self.groups):
            return
        if self.best is not None and -(-(constant - self.gain[n]) // SCALE) >= self.best_cost:
            return
        if self.seen.get((n, state), cost + 1) <= cost:
            return
        self.seen[n, state] = cost
        for step in self.groups[n]:
            if step is None:
                self.visit(n + 1, state, cost, constant)
                continue
            taken = self._cut(step, state)
            if taken is None:
                continue
            following = self._after(taken, state)
            price = taken.cost + sum(self.attaining[o] for o in following.attained - state.attained)
            self.picks.append(taken)
            self.visit(n + 1, following, cost + price, constant - self._profit(step, taken, state))
            self.picks.pop()

    def _profit(self, step: Step, taken: Step, state: _State) -> int:
        """The profit of the step here: only what is still missing is rewarded, and what was cut takes less."""
        profit = self.profit[step.id]
        lost = step.credits - taken.credits
        for m, (reward, counts) in enumerate(zip(self.rewards, self.adds[step.id], strict=True)):
            if counts:
                profit -= reward * (step.credits - min(taken.credits, state.missing[m]))
        return profit + sum(self.fees[row] for row in self.takes[step.id]) * lost

    def _cut(self, step: Step, state: _State) -> Step | None:
        """The step as the caps allow it: courses whole, free credits cut. None where a cap or something spent forbids it."""
        if not step.way:
            return step
        done = dict(state.used).get(step.way, 0)
        if (not done and step.spends & state.spent) or (step.course and step.most is not None and done >= step.most):
            return None
        room = min(state.rooms[row] for row in self.takes[step.id])
        if step.credits <= room:
            return step
        if step.course or room <= 0:
            return None
        self.was_cut = self.was_cut or self.frees > 1
        return replace(step, credits=room)

    def _after(self, step: Step, state: _State) -> _State:
        """The state once ``step`` is done."""
        missing = tuple(max(m - step.credits, 0) if c else m for m, c in zip(state.missing, self.adds[step.id], strict=True))
        if not step.way:
            return _State(missing, state.rooms, state.used, state.spent, state.attained)
        rooms = list(state.rooms)
        for row in self.takes[step.id]:
            rooms[row] -= step.credits
        used = dict(state.used)
        used[step.way] = used.get(step.way, 0) + bool(step.course)
        attained = state.attained | (step.outcomes & self.attaining.keys())
        return _State(missing, tuple(rooms), frozenset(used.items()), state.spent | step.spends, attained)
