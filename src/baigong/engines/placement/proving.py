"""Searched and proven by cases, where pairs, groups or days that cross leave a gap between the flow's prices and a placing.

Each case has prices of its own, from a linear programme (HiGHS), rounded to whole numbers: whatever they are they prove what they prove,
and ``bounding`` counts them anew. A case whose bound is too high is parted in two: a mentor has a group or has not, a pair sits here or
does not, at most so many of a type sit here or more do. A programme whose answer is a placing is one, often a better one. When the work is
done no case is better than the best placing; when it is cut short, the worst of the cases bounds it all the same.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

from baigong.engines.placement.facts import Request
from baigong.engines.placement.groups import Group
from baigong.engines.placement.machine import Machine
from baigong.engines.placement.network import Network
from baigong.engines.placement.results import Case, Cases, Limit, Price

LARGEST = 300_000
"""Beyond so many open arcs nothing is searched: the placing is then only good, within its bounds."""
FINE = 12
"""Prices are told in twelfths of a part: what a programme gives is mostly whole, else a half, a third or a quarter."""
MOST = 200
"""So many cases at most: beyond that nobody would read the proof."""
NEARLY = 1e-6
EXACT = 1 << 45
"""Beyond that a programme's numbers, which are not whole, are no longer good enough."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The best placing that holds to everything, its value in parts of the certificate, the cases, and what no placing exceeds by them."""

    flow: list[int]
    value: int
    cases: Cases
    bound: int


@dataclass(frozen=True, slots=True)
class _Part:
    """A limit, by the columns it counts."""

    columns: tuple[int, ...]
    told: Limit


@dataclass(slots=True)
class _Solved:
    """What a programme came to: the value of each column, then in twelfths the prices of caps and of limits, and the bound."""

    values: Any
    prices: Any
    weights: tuple[int, ...]
    bound: int


def prove(
    request: Request, net: Network, machine: Machine, groups: Sequence[Group], flow: list[int], value: int, seconds: float
) -> Proof:  # fmt: skip
    """Search what the prices of the flow leave open, and prove how good the best of it is. ``flow``, of ``value``: a placing to begin with.

    ``seconds``: of the programmes together. ``machine`` is at the optimum of the flow.
    """
    bound = machine.bound()
    nothing = Proof(flow, value, Cases(), bound)
    if value == bound or bound * FINE > EXACT:
        return nothing
    try:
        tree = _Tree(request, net, machine, groups, flow, value)
    except ImportError:  # a page's process may do without HiGHS: the placing is then only good
        return nothing
    return tree.grown(seconds) if len(tree.arcs) <= LARGEST else nothing


class _Tree:
    def __init__(
        self, request: Request, net: Network, machine: Machine, groups: Sequence[Group], flow: list[int], value: int
    ) -> None:  # fmt: skip
        import highspy
        import numpy as np

        self.highspy, self.np = highspy, np
        self.request, self.net, self.machine, self.groups = request, net, machine, groups
        self.flow, self.value, self.most, self.spent = flow, value, machine.bound(), 0.0
        self.arcs: list[int] = []
        self.size: list[int] = []
        lost, starts, supply = [], [], []
        self.by_lot: dict[int, list[int]] = defaultdict(list)
        by_post: dict[int, list[int]] = defaultdict(list)
        for t in range(machine.types):
            size, begin = (2 if t in net.pairs else 1), len(self.arcs)
            for a in range(net.first[t], net.first[t + 1]):
                lot = int(net.lot[a])
                loss = size * (int(machine.value[t]) - machine.bonus - int(net.fit[a]) + int(machine.price[lot]))
                if loss <= self.gap and machine.cap[lot] > 0:
                    self.by_lot[lot].append(len(self.arcs))
                    by_post[net.lots[lot][0]].append(len(self.arcs))
                    self.arcs.append(a)
                    self.size.append(size)
                    lost.append(loss)
            if len(self.arcs) > begin:
                starts.append(begin)
                supply.append(int(machine.supply[t]))
        self.caps = [(int(machine.cap[n]), self.by_lot[n], n) for n in self.by_lot]
        for number, row in enumerate((*net.rows, *net.crossing), len(net.lots)):
            if columns := [column for post in row.posts for column in by_post.get(post, ())]:
                self.caps.append((row.room, columns, number))
        self.lost, self.starts, self.supply = np.array(lost, np.int64), np.array(starts, np.int64), np.array(supply, np.int64)
        self.gains = np.array([machine.bonus + int(net.fit[a]) for a in self.arcs], np.int64)
        self.room = np.array([room for room, _, _ in self.caps], np.int64)
        self.inside = np.array([column for _, columns, _ in self.caps for column in columns], np.int64)
        self.many = np.array([len(columns) for _, columns, _ in self.caps], np.int64)

    @property
    def gap(self) -> int:
        """What a seat may lose at the prices of the flow and yet be in a placing as good as this one."""
        return self.most - self.value

    def grown(self, seconds: float) -> Proof:
        """Part the case with the highest bound again and again, until none is too high, or time or cases are spent."""
        first = self._solved((), seconds)
        if first is None:
            return Proof(self.flow, self.value, Cases(), self.most)
        done: list[tuple[tuple[_Part, ...], _Solved]] = []
        waiting: list[tuple[int, int, tuple[_Part, ...], _Solved]] = [(-first.bound, 0, (), first)]
        while waiting:
            _, number, parts, solved = heappop(waiting)
            two = None
            if solved.bound >= FINE * (self.value + self.net.unit) and len(done) + len(waiting) < MOST and self.spent < seconds:
                two = self._parted(solved)
            if two is None:
                done.append((parts, solved))
                continue
            for side, part in enumerate(two, 1):
                own = self._solved((*parts, part), seconds - self.spent) or _Solved((), solved.prices, (*solved.weights, 0), solved.bound)
                heappush(waiting, (-own.bound, 2 * number + side, (*parts, part), own))
        bound = max(self._bound(parts, solved.prices, solved.weights) for parts, solved in done) // FINE
        if bound >= self.most:
            return Proof(self.flow, self.value, Cases(), self.most)
        cases = (Case(tuple(part.told for part in parts), each.weights, self._named(each.prices)) for parts, each in done)
        return Proof(self.flow, self.value, Cases(FINE, tuple(cases)), bound)

    def _solved(self, parts: Sequence[_Part], seconds: float) -> _Solved | None:
        """The prices of a case. What must sit somewhere and cannot costs a lot, so that every programme has an answer."""
        np, highspy, infinite = self.np, self.highspy, self.highspy.kHighsInf
        if seconds <= 0:
            return None
        width, at_least = len(self.arcs), [part for part in parts if part.told.at_least]
        beyond = [(*part.columns, width + at_least.index(part)) if part.told.at_least else part.columns for part in parts]
        wide, missing = width + len(at_least), [-float(64 * self.machine.bonus)] * len(at_least)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = wide, len(self.starts) + len(self.caps) + len(parts)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = np.concatenate([self.gains.astype(float), missing])
        lp.col_lower_, lp.col_upper_ = np.zeros(wide), np.full(wide, infinite)
        free = np.full(len(self.starts) + len(self.caps), -infinite)
        lp.row_lower_ = np.concatenate([free, [float(part.told.count) if part.told.at_least else -infinite for part in parts]])
        most = [infinite if part.told.at_least else float(part.told.count) for part in parts]
        lp.row_upper_ = np.concatenate([self.supply.astype(float), self.room.astype(float), most])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lengths = np.concatenate([np.diff(self.starts, append=width), self.many, [len(columns) for columns in beyond]])
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        index = np.concatenate([np.arange(width), self.inside, *(np.array(columns) for columns in beyond)])
        lp.a_matrix_.index_, lp.a_matrix_.value_ = index.astype(np.int32), np.ones(len(index))
        solver = _quietly(highspy.Highs)
        for name, value in (("output_flag", False), ("time_limit", float(seconds)), ("threads", 1), ("solver", "simplex")):
            solver.setOptionValue(name, value)
        solver.passModel(lp)
        solver.run()
        self.spent += solver.getRunTime()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found = solver.getSolution()
        duals = np.rint(np.array(found.row_dual) * FINE).astype(np.int64)
        prices = np.maximum(0, duals[len(self.starts) : len(self.starts) + len(self.caps)])
        told = zip(parts, duals[len(self.starts) + len(self.caps) :].tolist(), strict=True)
        weights = tuple(min(0, each) if part.told.at_least else max(0, each) for part, each in told)
        return _Solved(np.array(found.col_value[:width]), prices, weights, self._bound(parts, prices, weights))

    def _bound(self, parts: Sequence[_Part], prices: Any, weights: Sequence[int]) -> int:
        """What the prices of a case prove, in twelfths."""
        np, cost = self.np, self.np.zeros(len(self.arcs), self.np.int64)
        np.add.at(cost, self.inside, np.repeat(prices, self.many))
        total = int(prices @ self.room)
        for part, weight in zip(parts, weights, strict=True):
            cost[list(part.columns)] += weight
            total += weight * part.told.count
        gains = np.where(self.lost <= self.gap, FINE * self.gains - cost, 0)
        return total + int(self.supply @ np.maximum(0, np.maximum.reduceat(gains, self.starts)))

    def _parted(self, solved: _Solved) -> tuple[_Part, _Part] | None:
        """The two halves of a case whose programme gives what cannot be: a group too small, half a pair, half a person.

        None where it gives a placing; if that is the best so far, it is kept.
        """
        values = solved.values
        if not len(values):
            return None
        for group in self.groups:
            columns = tuple(column for lot in group.lots for column in self.by_lot.get(lot, ()))
            if NEARLY < values[list(columns)].sum() < group.minimum - NEARLY:
                return self._halves(columns, group.lots, (), 0, group.minimum)
        sizes = self.np.array(self.size)
        below = self.np.floor(values / sizes + NEARLY).astype(int) * sizes
        broken = self.np.flatnonzero(values - below > NEARLY)
        if len(broken):
            column = int(max(broken, key=lambda n: (self.size[n], -n)))
            a = self.arcs[column]
            who = tuple(self.net.members[int(self.machine.owner[a])])
            return self._halves((column,), (int(self.net.lot[a]),), who, int(below[column]), int(below[column]) + self.size[column])
        value = int(below @ self.gains)
        if value > self.value:
            self.value, self.flow = value, [0] * len(self.net.lot)
            for a, units in zip(self.arcs, below.tolist(), strict=True):
                self.flow[a] = units
        return None

    def _halves(
        self, columns: tuple[int, ...], lots: Sequence[int], students: tuple[str, ...], most: int, least: int
    ) -> tuple[_Part, _Part]:  # fmt: skip
        places = tuple((self.request.posts[post].id, seats) for post, seats in (self.net.lots[lot] for lot in lots))
        below, above = Limit(places, most, False, students), Limit(places, least, True, students)
        return _Part(columns, below), _Part(columns, above)

    def _named(self, prices: Any) -> tuple[Price, ...]:
        rows, lots = (*self.net.rows, *self.net.crossing), len(self.net.lots)
        found = []
        for (_, _, number), amount in zip(self.caps, prices.tolist(), strict=True):
            if amount > 0 and number >= lots:
                found.append(Price(amount, rows[number - lots].cap, rows[number - lots].on))
            elif amount > 0:
                post, seats = self.net.lots[number]
                found.append(Price(amount, post=self.request.posts[post].id, seats=seats))
        return tuple(found)


def _quietly(make: Callable[[], Any]) -> Any:
    """Make a solver: HiGHS tells its version on standard output, where a command's JSON goes; this once it tells it elsewhere."""
    own = os.dup(1)
    os.dup2(2, 1)
    try:
        return make()
    finally:
        os.dup2(own, 1)
        os.close(own)
