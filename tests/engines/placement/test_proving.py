"""Pairs, groups and days that cross are proven by cases: bettered by nobody, counted anew by the checker, refused if tampered with."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.engines.placement.bounding import wrong_cases
from baigong.engines.placement.checking import check
from baigong.engines.placement.facts import Cap, Mentor, Pair, Post, Request, Reserve, Student, Weights
from baigong.engines.placement.reference import faults
from baigong.engines.placement.results import Case, Cases, Limit
from baigong.engines.placement.rows import rows_of
from baigong.engines.placement.solving import solve
from tests.engines.placement.peers import by_constraints
from tests.engines.placement.rounds import day

WINDOWS = [(0, 4), (3, 7), (6, 9), (2, 8), (5, 9), (0, 9), (1, 3), (4, 6)]


def drawn(seed, *, students=30, posts=10, firms=3, pairs=4):
    """Posts that overlap like links of chains, under caps of two sorts; pairs who go together, groups under mentors."""
    rng = random.Random(seed)
    told = []
    for n in range(posts):
        first, last = rng.choice(WINDOWS)
        firm, kept = n % firms, rng.choice([(), (), (Reserve("minority", 1),)])
        told.append(
            Post(f"P{n}", f"E{firm}", rng.choice("xy"), day(first), day(last), rng.randint(1, 6), rng.choice(["nurse", "cook"]),
                 rng.choice(["north", "south"]), reserves=kept, mentor=f"m{firm}")
        )  # fmt: skip
    people = tuple(
        Student(f"s{n}", rng.choice(["care", "food"]), frozenset({"minority"} if rng.random() < 0.3 else ()),
                place=rng.choice(["north", "south"]), wishes=tuple(rng.sample([post.id for post in told], 2)))
        for n in range(students)
    )  # fmt: skip
    caps = tuple(
        Cap(f"E{firm}{kind}", f"E{firm}", rng.randint(1, 4) if kind else rng.randint(2, 6), "TEN", kind)
        for firm in range(firms)
        for kind in ("", "x", "y")
    )
    return Request(
        people, tuple(told), caps, tuple(Mentor(f"m{firm}", rng.randint(2, 5)) for firm in range(firms)),
        tuple(Pair(f"s{2 * n}", f"s{2 * n + 1}") for n in range(pairs)),
        Weights({("care", "nurse"): 70, ("food", "cook"): 60, ("food", "nurse"): 20}, "MATCH", 3, (30, 10), 1),
        {("north", "south"): 12, ("south", "north"): 12},
    )  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_ortools_finds_nothing_better_than_what_is_proven_by_cases(seed):
    request = drawn(seed)
    result = solve(request)
    assert faults(request, result.placements) == []
    assert result.proof == "certificate"
    assert check(request, result).holds, check(request, result).faults
    assert (result.placed, result.fit) == by_constraints(request)


def test_days_that_cross_are_proven_by_prices_of_their_own_rows_and_need_no_word_of_ours():
    request = next(found for seed in range(100) if (found := drawn(seed, pairs=0)) and rows_of(found)[1])
    request = replace(request, mentors=tuple(Mentor(each.id, 0) for each in request.mentors))
    result = solve(request)
    assert result.proof == "certificate"
    assert (result.placed_bound, result.fit_bound) == (result.placed, result.fit)
    assert check(request, result).holds


def parted():
    """A round that needs several cases."""
    for seed in range(200):
        request = drawn(seed)
        result = solve(request)
        if len(result.cases.cases) > 2:
            return request, result
    raise AssertionError("no round was drawn that needs several cases")


def test_cases_that_forget_somebody_or_are_priced_wrongly_are_refused():
    request, result = parted()
    cases = result.cases.cases
    assert check(request, result).holds
    last, limit = cases[-1], cases[-1].limits[-1]
    tampered = {
        "one is left out": cases[1:],
        "one is told twice": (*cases, cases[0]),
        "a limit is wider": (*cases[:-1], replace(last, limits=(*last.limits[:-1], replace(limit, count=limit.count + 5)))),
        "a limit lacks its price": (*cases[:-1], replace(last, weights=last.weights[1:])),
        "a limit is priced the wrong way": (*cases[:-1], replace(last, weights=(*last.weights[:-1], 9 if limit.at_least else -9))),
        "a price is below nothing": (*cases[:-1], replace(last, prices=tuple(replace(one, amount=-one.amount) for one in last.prices))),
    }
    for what, each in tampered.items():
        assert not check(request, replace(result, cases=replace(result.cases, cases=each))).holds, what
    cheaper = tuple(replace(each, prices=()) for each in cases)
    assert not check(request, replace(result, cases=replace(result.cases, cases=cheaper))).holds
    assert not check(request, replace(result, cases=Cases())).holds


@pytest.mark.parametrize(
    ("students", "most", "least", "holds"),
    [((), 0, 2, True), ((), 0, 3, False), ((), 1, 3, False), (("a", "b"), 0, 2, True), (("a", "b"), 1, 3, False), (("c",), 0, 2, False)],
)
def test_between_two_limits_there_is_nothing_only_for_a_whole_pair_and_a_whole_group(students, most, least, holds):
    people = tuple(Student(name) for name in "abcd")
    post = Post("p", "E", "x", day(0), day(9), 4, mentor="m")
    request = Request(people, (post,), mentors=(Mentor("m", 2),), pairs=(Pair("a", "b"),))
    result = solve(request)
    below, above = (Limit((("p", ""),), count, side, students) for count, side in ((most, False), (least, True)))
    cases = Cases(1, (Case((below,), (0,)), Case((above,), (0,))))
    assert (list(wrong_cases(request, replace(result, cases=cases))) == []) is holds


def test_where_time_is_cut_short_the_bounds_still_hold_and_nothing_is_called_proven():
    request, result = parted()
    short = solve(request, seconds=0)
    assert short.proof == ""
    assert not short.is_proven
    assert check(request, short).holds
    assert (short.placed, short.fit) <= (result.placed, result.fit) <= (short.placed_bound, short.fit_bound)
