"""Place a round: the flow first; where pairs, groups or crossing days stand against it, a search of what its prices leave open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from baigong.engines.placement.facts import Request
from baigong.engines.placement.groups import bad_pairs, groups_of, seated, small_groups, torn_pairs
from baigong.engines.placement.machine import Machine
from baigong.engines.placement.network import Network, build
from baigong.engines.placement.residue import search
from baigong.engines.placement.results import BadGroup, Cases, Certificate, Price, Result

PATIENCE = {True: 20.0, False: 3.0}
"""Seconds given to the search of what is not a flow, in a worker and in a page."""


def solve(request: Request, *, compiled: bool = False, seconds: float | None = None, start: Result | None = None) -> Result:
    """The best placing, or a good one within bounds where ``seconds`` were not enough for what is not a flow.

    ``compiled``: for workers and commands only, since it imports numba; they have more seconds too. ``start``: the result of a request like
    this one: its prices are begun from, and of placings equally good students of one type keep the posts they had.
    """
    patience = PATIENCE[compiled] if seconds is None else seconds
    return Placing(request, compiled=compiled).solve(seconds=patience, start=start)


class Placing:
    """A request with its network and machine, that stay warm between questions."""

    def __init__(self, request: Request, *, compiled: bool = False) -> None:
        self.request = request
        self.net = build(request)
        self.machine = Machine(self.net, compiled=compiled and self.net.is_small)
        self.groups, self.impossible = groups_of(request, self.net)
        closed = {post for bad in self.impossible for post in bad.posts}
        self.closed = {n for n, (post, _) in enumerate(self.net.lots) if request.posts[post].id in closed}
        for n in self.closed:
            self.machine.cap[n] = self.net.cap[n] = 0

    def solve(self, *, seconds: float = 20.0, start: Result | None = None) -> Result:
        """The best placing; see the function of that name."""
        if start is None:
            self.machine.solve()
        else:
            self.warm(start)
            self.machine.resume()
        return self.result(seconds=seconds, before=start.placements if start else {})

    def warm(self, start: Result) -> None:
        """Begin from a result's placements and prices, as far as they still mean something."""
        machine, net = self.machine, self.net
        machine.bonus = net.bonus = max(net.bonus, start.certificate.bonus if start.certificate.unit == net.unit else 0)
        machine.clear()
        told = {(each.cap, each.on, each.post, each.seats): each.amount for each in start.certificate.prices}
        for v in range(machine.nodes - 1, -1, -1):
            above = net.parent[v]
            price = told.get(self._name(v), 0) if start.certificate.unit == net.unit else 0
            machine.price[v] = price + (machine.price[above] if above >= 0 else 0)
        lot_of = {(self.request.posts[post].id, seats): n for n, (post, seats) in enumerate(net.lots)}
        for t, members in enumerate(net.members):
            arcs = {int(net.lot[a]): a for a in range(net.first[t], net.first[t + 1])}
            for student in members:
                post = start.placements.get(student)
                arc = arcs.get(lot_of.get((post or "", start.reserved.get(student, "")), -1), -1)
                if arc >= 0:
                    machine.flow[arc] += 1

    def result(self, *, seconds: float = 20.0, before: Mapping[str, str] | None = None) -> Result:
        """What the machine, at its optimum, comes to; with what the flow cannot hold to mended by search."""
        machine, net = self.machine, self.net
        flow: Any = machine.flow
        bound, cases = machine.bound(), Cases()
        where = machine.means.where(flow)
        torn, sizes = torn_pairs(net, flow), seated(net, flow, where)
        small = small_groups(self.groups, sizes)
        if torn or small or self.passed(sizes):
            found = search(self.request, net, machine, self.groups, seconds)
            flow, cases, bound = found.flow, found.cases, found.bound
            where = [a for a, units in enumerate(flow) if units]
            sizes = seated(net, flow, where)
        placements, reserved = self._students(flow, where, before or {})
        points = sum(int(flow[a]) * int(net.fit[a]) for a in where)
        crowded = [BadGroup(g.mentor, g.minimum, g.possible, "crowded_out", g.posts) for g in small if not sum(sizes[n] for n in g.lots)]
        fit, placed_bound = points // net.unit, bound // machine.bonus
        fit_bound = (bound - machine.bonus * len(placements)) // net.unit
        is_proven = (placed_bound, fit_bound) == (len(placements), fit)
        return Result(
            placements, fit, placed_bound, fit_bound, is_proven, "certificate" if is_proven else "", self.certificate(), reserved,
            bad_pairs(self.request, net, placements), (*self.impossible, *crowded), cases,
        )  # fmt: skip

    def passed(self, sizes: Mapping[int, int]) -> list[int]:
        """Crossing rows that hold more than their room."""
        posts: dict[int, int] = {}
        for n, count in sizes.items():
            posts[self.net.lots[n][0]] = posts.get(self.net.lots[n][0], 0) + count
        return [number for number, row in enumerate(self.net.crossing) if sum(posts.get(p, 0) for p in row.posts) > row.room]

    def certificate(self) -> Certificate:
        """The prices, each by the name of its cap."""
        machine = self.machine
        prices = []
        for v in range(machine.nodes):
            above = self.net.parent[v]
            amount = int(machine.price[v] - (machine.price[above] if above >= 0 else 0))
            if amount > 0 and v not in self.closed:
                cap, on, post, seats = self._name(v)
                prices.append(Price(amount, cap, on, post, seats))
        return Certificate(machine.bonus, tuple(prices), self.net.unit)

    def _name(self, v: int) -> tuple[Any, ...]:
        if v < len(self.net.lots):
            post, seats = self.net.lots[v]
            return "", None, self.request.posts[post].id, seats
        row = self.net.rows[v - len(self.net.lots)]
        return row.cap, row.on, "", ""

    def _students(self, flow: Any, where: Sequence[int], before: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """Students for units: of those alike, who was there before stays, the others in their order."""
        net, posts = self.net, self.request.posts
        taken: dict[int, list[tuple[int, int]]] = {}
        for a in where:
            taken.setdefault(int(self.machine.owner[a]), []).append((int(net.lot[a]), int(flow[a])))
        placements: dict[str, str] = {}
        reserved: dict[str, str] = {}
        for t, seats in taken.items():
            rest = net.members[t]
            left: list[int] = []
            wanted = [lot for lot, count in seats for _ in range(count)]
            if before:
                stays: dict[str, list[int]] = {}
                for lot in wanted:
                    stays.setdefault(posts[net.lots[lot][0]].id, []).append(lot)
                others = []
                for student in rest:
                    here = stays.get(before.get(student, ""))
                    if here:
                        _sit(student, here.pop(), net, posts, placements, reserved)
                    else:
                        others.append(student)
                rest, left = others, [lot for lots in stays.values() for lot in lots]
            else:
                left = wanted
            for student, lot in zip(sorted(rest, key=lambda s: s not in before), left, strict=False):
                _sit(student, lot, net, posts, placements, reserved)
        return placements, reserved


def _sit(student: str, lot: int, net: Network, posts: Sequence[Any], placements: dict[str, str], reserved: dict[str, str]) -> None:
    post, seats = net.lots[lot]
    placements[student] = posts[post].id
    if seats:
        reserved[student] = seats


def without(request: Request, students: frozenset[str], posts: frozenset[str] = frozenset()) -> Request:
    """The request after some withdrew; what they were in a pair with goes alone."""
    pairs = tuple(pair for pair in request.pairs if not {pair.first, pair.second} & students)
    return replace(
        request,
        students=tuple(each for each in request.students if each.id not in students),
        posts=tuple(each for each in request.posts if each.id not in posts),
        pairs=pairs,
    )
