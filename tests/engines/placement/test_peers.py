"""Plain lists, compiled arrays and OR-Tools come to the same; greedy never to more; what is tampered with is refused."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from unittest.mock import patch

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from baigong.engines.placement.checking import check
from baigong.engines.placement.facts import Post, Request, Student, Weights
from baigong.engines.placement.machine import Machine, Plain
from baigong.engines.placement.network import Network, build
from baigong.engines.placement.solving import Placing, solve
from tests.engines.placement.peers import by_ortools, greedily
from tests.engines.placement.rounds import requests


@settings(max_examples=80, deadline=None)
@given(requests(students=12, posts=7, chains=False))
def test_ortools_finds_the_same_optimum_of_the_flow(request):
    net = build(request)
    machine = Machine(net)
    machine.solve()
    assert (machine.placed, machine.points) == by_ortools(net)
    assert machine.bound() == machine.placed * machine.bonus + machine.points


def drawn(random, types, lots, rows):
    """A network of three levels drawn by chance, with types of several students."""
    net = Network()
    net.supply = [random.randint(1, 4) for _ in range(types)]
    net.lots = [(n, "") for n in range(lots)]
    owners = sorted(random.randrange(rows) for _ in range(lots))
    tops = sorted(random.randrange(max(1, rows // 2)) for _ in range(rows))
    net.cap = [random.randint(0, 4) for _ in range(lots)] + [random.randint(0, 8) for _ in range(rows)]
    net.cap += [random.randint(0, 12) for _ in range(max(1, rows // 2))]
    net.parent = [lots + n for n in owners] + [lots + rows + n for n in tops] + [-1] * max(1, rows // 2)
    nodes = len(net.parent)
    net.child, net.sibling = [-1] * nodes, [-1] * nodes
    net.begin, net.stop = [*range(lots), *[lots] * (nodes - lots)], [*range(1, lots + 1), *[0] * (nodes - lots)]
    for v in range(nodes):
        if (above := net.parent[v]) >= 0:
            net.begin[above], net.stop[above] = min(net.begin[above], net.begin[v]), max(net.stop[above], net.stop[v])
            net.sibling[v], net.child[above] = net.child[above], v
    for _ in range(types):
        for lot in sorted(random.sample(range(lots), random.randint(0, min(lots, 6)))):
            net.lot.append(lot)
            net.fit.append(random.randint(0, 30))
        net.first.append(len(net.lot))
    net.bonus = 1 << (sum(net.supply) * 30 + 1).bit_length()
    return net


@settings(max_examples=50, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 30), st.integers(1, 20), st.integers(1, 6), st.integers(0, 2), st.integers(0, 1))
def test_the_compiled_kernel_comes_to_what_plain_lists_and_ortools_come_to(random, types, lots, rows, few, width):
    """However few ghosts are filled one by one, and however few ways are looked at first."""
    pytest.importorskip("numba")
    net = drawn(random, types, lots, rows)
    found = []
    for compiled in (False, True):
        machine = Machine(net, compiled=compiled)
        with patch.multiple("baigong.engines.placement.machine", FEW=few, WIDTH=width):
            machine.solve()
        assert machine.bound() == machine.placed * machine.bonus + machine.points
        found.append((machine.placed, machine.points, [int(units) for units in machine.flow], [int(price) for price in machine.price]))
    assert found[0] == found[1]
    assert found[0][:2] == by_ortools(net)


@settings(max_examples=50, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(2, 20), st.integers(1, 12), st.integers(1, 5))
def test_a_seat_more_and_a_withdrawal_on_a_warm_machine_come_to_the_new_optimum(random, types, lots, rows):
    net = drawn(random, types, lots, rows)
    machine = Machine(net)
    machine.solve()
    for _ in range(3):
        v = random.randrange(len(net.cap))
        machine.widen(v)
        net.cap[v] += 1
        machine.mend()
        placed = [a for a in range(net.arcs) if machine.flow[a]]
        if placed:
            a = random.choice(placed)
            t = machine.owner[a]
            machine.leave(t, a)
            net.supply[t] -= 1
            machine.mend()
        machine.level()
        assert machine.bound() == machine.placed * machine.bonus + machine.points
        assert (machine.placed, machine.points) == by_ortools(net)


def test_points_too_large_for_the_kernel_are_counted_on_plain_lists():
    day = date(2022, 3, 1)
    students = tuple(Student(f"s{n}", wishes=("P1",)) for n in range(3))
    posts = tuple(Post(f"P{n}", "A", "x", day, day, 2) for n in range(2))
    for base, is_small in ((100, True), (1 << 28, False)):
        request = Request(students, posts, weights=Weights(base=base, wishes=(7,)))
        placing = Placing(request, compiled=True)
        result = placing.solve()
        assert (result.placed, result.fit) == (3, 3 * base + 14)
        assert placing.net.is_small == is_small != isinstance(placing.machine.means, Plain)
        assert check(request, result).holds


@settings(max_examples=80, deadline=None)
@given(requests(together=False, students=8, posts=5))
def test_greedy_never_wins(request):
    result = solve(request)
    assert greedily(request) <= (result.placed, result.fit)


@settings(max_examples=80, deadline=None)
@given(requests(students=6), st.data())
def test_a_certificate_that_is_tampered_with_is_refused(request, data):
    result = solve(request)
    assume(result.proof == "certificate" and result.placements)
    prices = result.certificate.prices
    student = data.draw(st.sampled_from(sorted(result.placements)))
    fewer = {who: post for who, post in result.placements.items() if who != student}
    tampered = [
        replace(result, placements=fewer),
        replace(result, fit=result.fit + 1),
        replace(result, fit_bound=result.fit_bound + 1),
        replace(result, certificate=replace(result.certificate, bonus=0)),
        replace(result, placements={**result.placements, "nobody": next(iter(result.placements.values()))}),
    ]
    for number, price in enumerate(prices):
        lower = (*prices[:number], replace(price, amount=-price.amount), *prices[number + 1 :])
        tampered.append(replace(result, certificate=replace(result.certificate, prices=lower)))
    for each in tampered:
        assert not check(request, each).holds


def test_solving_without_the_kernel_loads_neither_numba_nor_numpy():
    code = (
        "import sys; from baigong.engines.placement import changing, checking, explaining; "
        "raise SystemExit(bool({'numba', 'numpy', 'highspy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], env=os.environ, check=False).returncode == 0
