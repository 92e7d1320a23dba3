"""A network at work: start, solve to the optimum, change a little, solve again. On lists as it stands, on arrays where compiled."""

from __future__ import annotations

from copy import copy
from itertools import accumulate
from typing import Any

from baigong.engines.placement import bidding, flow, mending
from baigong.engines.placement.mending import FAR
from baigong.engines.placement.network import Network

FINE = 2
"""Bids are counted in halves of a point: the finer, the less is left to mend, and the more bids it takes."""
COARSE = 20
"""The step that is good enough where the optimum is not asked for: points that each student may be off by."""
WIDTH = 10
"""Steps of the auction by which a way may be worse than the best at its prices, to be looked at while most is mended."""
AGAIN = 4
"""How often, at most, those ways are chosen anew, before all are looked at."""
FEW = 30
"""Places with ghosts that are filled one by one, each along the shortest path that moves the fewest; more are filled together."""


class Plain:
    """Lists and the functions as they stand."""

    narrow = False
    bid, settle, promising = (staticmethod(each) for each in (bidding.bid, flow.settle, flow.promising))
    spread, carry, fill, level = (staticmethod(each) for each in (mending.spread, mending.carry, mending.fill, flow.level))

    def numbers(self, values: Any) -> Any:
        """A list that may be written to."""
        return [int(value) for value in values]

    def fixed(self, values: Any) -> Any:
        """Numbers that nobody changes."""
        return [int(value) for value in values]

    begins = numbers

    def filled(self, count: int, value: int) -> Any:
        """A list of ``count`` times the same."""
        return [value] * count

    def small(self, count: int) -> Any:
        """A list of so many noughts."""
        return [0] * count

    def total(self, values: Any, weights: Any) -> int:
        """The sum of products."""
        return sum(one * other for one, other in zip(values, weights, strict=True))

    def added(self, values: Any) -> int:
        """The sum."""
        return int(sum(values))

    def most(self, values: Any) -> int:
        """The greatest, or 0."""
        return max(values, default=0)

    def owners(self, first: Any) -> Any:
        """The type of every arc."""
        return [t for t in range(len(first) - 1) for _ in range(first[t], first[t + 1])]

    def inward(self, lot: Any, lots: int) -> Any:
        """The arcs by their lots, and where those of each begin."""
        start = [0] * (lots + 1)
        for p in lot:
            start[p + 1] += 1
        return list(accumulate(start)), sorted(range(len(lot)), key=lot.__getitem__)

    def picked(self, values: Any, where: Any) -> Any:
        """The values at these places."""
        return [values[n] for n in where]

    def placed(self, count: int, where: Any, values: Any) -> Any:
        """``count`` numbers: the values at these places, 0 elsewhere."""
        found = [0] * count
        for n, value in zip(where, values, strict=True):
            found[n] = value
        return found

    def where(self, values: Any) -> Any:
        """The places that are not 0."""
        return [n for n, value in enumerate(values) if value]


def means_of(*, compiled: bool) -> Any:
    """Plain, or compiled: which imports numba, that no page may do."""
    if not compiled:
        return Plain()
    from baigong.engines.placement import kernel

    return kernel


class Machine:
    """The state of a placing: flow, prices, values. ``cap`` and ``supply`` are its own and may be changed between solves."""

    def __init__(self, net: Network, *, compiled: bool = False, means: Any = None) -> None:
        self.means = use = means or means_of(compiled=compiled)
        self.bonus = net.bonus
        self.types, self.lots, self.nodes = len(net.supply), len(net.lots), len(net.parent)
        self.supply, self.cap = use.numbers(net.supply), use.numbers(net.cap)
        self.first, self.lot, self.fit = use.begins(net.first), use.fixed(net.lot), use.fixed(net.fit)
        self.owner = use.owners(self.first)
        self.parent, self.child, self.sibling = use.numbers(net.parent), use.numbers(net.child), use.numbers(net.sibling)
        self.begin, self.stop = use.numbers(net.begin), use.numbers(net.stop)
        self.best = int(use.most(self.fit))
        self.clear()
        nodes = self.types + self.nodes + 1
        self.used, self.ghost, self.surplus, self.head = (use.filled(self.nodes, 0) for _ in range(4))
        self.value, self.rest, self.excess = (use.filled(self.types, 0) for _ in range(3))
        self.after, self.before = use.small(len(self.lot)), use.small(len(self.lot))
        self.distance = use.filled(nodes, FAR)
        self.scratch = [use.filled(nodes, 0) for _ in range(4)]
        self.line = use.filled(nodes, 0)
        self.into: Any = None

    def copy(self) -> Machine:
        """The same state, to try something out on."""
        other = copy(self)
        for name in ("supply", "cap", "flow", "price", "used", "ghost", "surplus", "head", "value", "rest", "excess", "after", "before"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def clear(self) -> None:
        """Nobody is placed and nothing has a price."""
        self.flow, self.price = self.means.small(len(self.lot)), self.means.filled(self.nodes, 0)

    def bid(self, *, step: int = 0, fine: int = FINE, bonus: int = 0) -> int:
        """A good start by an auction, at ``bonus`` points for a placement; ``step`` in points through ``fine``. How many bids."""
        use = self.means
        starts = [0]
        for p in range(self.lots):
            starts.append(starts[-1] + int(self.cap[p]))
        self.clear()
        bids: int = use.bid(
            self.supply, self.first, self.lot, self.fit, bonus or self.usual_bonus(), self.parent, self.cap, self.child,
            self.sibling, fine, step or self.usual_step(), self.flow, self.price, self.used, use.filled(self.nodes, 0), use.numbers(starts),
            use.filled(starts[-1], 0), self.begin, self.stop, use.filled(self.lots, 0), use.small(self.types),
            use.small(self.types + 1),
        )  # fmt: skip
        return bids

    def gap(self, bonus: int = 0) -> float:
        """After ``bid``: how far at most its flow is from the optimum at ``bonus`` points for a placement, as a share of the optimum."""
        bonus = bonus or self.usual_bonus()
        gained = self.points + bonus * self.placed
        kept, self.flow, own, self.bonus = self.flow, self.flow.copy(), self.bonus, bonus
        self.settle()
        bound = self.bound()
        self.flow, self.bonus = kept, own
        return (bound - gained) / max(1, bound)

    def usual_step(self) -> int:
        """So fine that little is left to mend, no finer: each halving costs two bids a student more; and where many are alike, who would
        outbid one another for long, many more.
        """
        alike = self.means.added(self.supply) >= 2 * self.types
        return max(1, FINE * self.usual_bonus() // (5 if alike else 125))

    def usual_bonus(self) -> int:
        """As much again as the best fit: enough that few rest who could be placed; ``solve`` sees to those."""
        return self.best + 1

    def settle(self) -> None:
        """Values from prices; what does not go with them waits."""
        self.means.settle(
            self.supply, self.first, self.lot, self.fit, self.bonus, self.parent, self.cap, self.flow, self.price, self.value,
            self.rest, self.excess, self.used, self.ghost, self.surplus, self.head, self.after, self.before,
        )  # fmt: skip

    def mend(self) -> int:
        """Up to the optimum. How many paths."""
        ends = (
            self.flow, self.price, self.value, self.rest, self.excess, self.used, self.ghost, self.surplus, self.head, self.after,
            self.before, self.distance, *self.scratch,
        )  # fmt: skip
        net = self.first, self.lot, self.fit, self.bonus, self.owner, self.parent, self.cap, self.child, self.sibling
        self.means.spread(*net, *ends, self.line, FEW)
        paths: int = self.means.carry(*net, *ends, self.line)
        if self.means.added(self.ghost):
            if self.into is None:
                self.into = self.means.inward(self.lot, self.lots)
            paths += self.means.fill(*net, *self.into, *ends)
        return paths

    def solve(self) -> None:
        """The optimum from nothing: most placements, then best fit."""
        self.bid()
        for _ in range(AGAIN):
            self.narrowly()
            self.level()
            self.settle()
            if self.means.added(self.ghost) <= FEW:  # hardly anybody minds an arc that was not looked at
                break
        self.mend()
        self.level()

    def narrowly(self) -> None:
        """Close to the optimum after an auction: the optimum of the arcs that come near the best at its prices, which are few.

        It is sought at a moderate bonus, at which those who find no place go to rest by themselves.
        """
        use, bonus = self.means, min(self.bonus, self.usual_bonus())
        arcs, order, start = use.small(len(self.lot)), use.small(self.types), use.small(self.types + 1)
        count = use.promising(
            WIDTH * self.usual_step() // FINE, self.first, self.lot, self.fit, bonus, self.price, self.flow,
            use.filled(self.types, 0), use.small(self.types), use.small(self.lots + 2), order, start, arcs,
        )  # fmt: skip
        arcs = arcs[:count]
        few = Machine(
            Network(
                lots=[(p, "") for p in range(self.lots)], supply=use.picked(self.supply, order), first=start,
                lot=use.picked(self.lot, arcs), fit=use.picked(self.fit, arcs), parent=self.parent, cap=self.cap, child=self.child,
                sibling=self.sibling, begin=self.begin, stop=self.stop, bonus=bonus,
            ),
            means=use,
        )  # fmt: skip
        few.flow, few.price = use.picked(self.flow, arcs), self.price
        few.resume()
        self.flow = use.placed(len(self.lot), arcs, few.flow)

    def resume(self) -> None:
        """The optimum from whatever flow and prices there are."""
        self.level()
        self.settle()
        self.mend()
        self.level()

    def level(self) -> None:
        """Prices such that nothing costs less than what it nests in."""
        self.means.level(self.parent, self.price)

    def leave(self, t: int, arc: int) -> None:
        """One of a type withdraws from where ``arc`` leads (-1: from among those who rest). ``mend`` fills the place."""
        self.supply[t] -= 1
        if arc < 0:
            self.rest[t] -= 1
            return
        self.flow[arc] -= 1
        p = v = int(self.lot[arc])
        if self.flow[arc] == 0:
            before, after = self.before[arc], self.after[arc]
            if before >= 0:
                self.after[before] = after
            else:
                self.head[p] = after
            if after >= 0:
                self.before[after] = before
        while v >= 0:
            above = int(self.parent[v])
            if self.price[v] > (self.price[above] if above >= 0 else 0):
                self.ghost[v] += 1
                return
            self.used[v] -= 1
            v = above

    def widen(self, v: int, by: int = 1) -> None:
        """More places under a node. What is worth something is at once asked to be full, and ``mend`` sees to that."""
        self.cap[v] += by
        above = int(self.parent[v])
        if self.price[v] > (self.price[above] if above >= 0 else 0):
            self.ghost[v] += by
            self.used[v] += by
            v = above
            while v >= 0:
                above = int(self.parent[v])
                full = self.price[v] > (self.price[above] if above >= 0 else 0)
                room = 0 if full else min(by, int(self.cap[v] - self.used[v]))
                self.used[v] += room
                self.surplus[v] += by - room
                by = room
                v = above

    @property
    def placed(self) -> int:
        """Units placed."""
        return int(self.means.added(self.flow))

    @property
    def points(self) -> int:
        """Units of fit of all that are placed."""
        return int(self.means.total(self.flow, self.fit))

    def bound(self) -> int:
        """What no placing exceeds at these prices: units of fit, with the bonus of each placement."""
        total = int(self.means.total(self.value, self.supply))
        for v in range(self.nodes):
            above = self.parent[v]
            total += int(self.price[v] - (self.price[above] if above >= 0 else 0)) * int(self.cap[v])
        return total
