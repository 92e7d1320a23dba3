"""Explanations hold when they are checked by hand, and after a change as few move as need to."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.engines.placement.changing import what_if, withdraw
from baigong.engines.placement.checking import check
from baigong.engines.placement.explaining import explain_post, explain_student, widened
from baigong.engines.placement.facts import BornBy, Cap, Post, Request, Student, Weights
from baigong.engines.placement.reference import placings, points
from baigong.engines.placement.solving import solve
from tests.engines.placement.rounds import requests

FIRST, LAST = date(2022, 3, 1), date(2022, 8, 31)
SIXTEEN = BornBy(date(2006, 3, 1), "INT-02")


def ward(id, capacity, occupation="nurse", **more):
    return Post(id, "hospital", "ward", FIRST, LAST, capacity, occupation, **more)


@pytest.fixture
def hospital():
    """A hospital that may take two, an old people's home that takes one; three who study nursing, one of them too young."""
    home = Post("home", "home", "care", FIRST, LAST, 1, "carer", born_by=(SIXTEEN,))
    return Request(
        (Student("an", "nursing", born_on=date(2005, 1, 1)), Student("bo", "nursing", born_on=date(2005, 1, 1), wishes=("night",)),
         Student("cai", "nursing", born_on=date(2005, 1, 1)), Student("du", "nursing", born_on=date(2007, 1, 1))),
        (ward("day", 2), ward("night", 2, born_by=(SIXTEEN,)), home),
        (Cap("hospital-10", "hospital", 2, "INT-10"),),
        weights=Weights({("nursing", "nurse"): 10, ("nursing", "carer"): 4}, "INT-16", wishes=(5,)),
    )  # fmt: skip


def test_who_is_not_placed_is_told_which_cap_is_full_and_that_one_place_more_there_would_help(hospital):
    result = solve(hospital)
    assert (result.placed, result.fit) == (3, 10 + 15 + 4)
    assert check(hospital, result).holds
    left = ({"an", "bo", "cai", "du"} - result.placements.keys()).pop()
    told = explain_student(hospital, result, left)
    assert told.post is None
    assert {option.post: option.full for option in told.better}["day"] == ("hospital-10",)
    assert ("hospital-10",) in told.would_help
    assert solve(widened(hospital, {"hospital-10": 1})).placed == 4


def test_where_a_post_and_its_cap_are_both_full_one_place_more_in_each_is_named_together():
    ward = Post("ward", "hospital", "", date(2022, 3, 1), date(2022, 8, 31), 1, "nurse")
    pair = (Student("an", "nursing"), Student("bo", "nursing"))
    request = Request(pair, (ward,), (Cap("hospital-10", "hospital", 1, "INT-10"),), weights=Weights({("nursing", "nurse"): 10}, "INT-16"))
    result = solve(request)
    (left,) = {"an", "bo"} - result.placements.keys()
    (together,) = explain_student(request, result, left).would_help
    assert set(together) == {"post:ward", "hospital-10"}
    assert solve(widened(request, {"hospital-10": 1})).placed == 1, "one of them alone changes nothing"


def test_a_rule_that_closes_posts_is_named_with_how_many(hospital):
    assert explain_student(hospital, solve(hospital), "du", tries=0).refused == {"INT-02": 2}


def test_who_is_placed_sees_the_better_posts_and_what_they_are_worth_to_others(hospital):
    result = solve(hospital)
    at_home = next(student for student, post in result.placements.items() if post == "home")
    told = explain_student(hospital, result, at_home, tries=0)
    assert told.fit == 4
    assert [option.post for option in told.better] == ["day", "night"]
    assert all(option.price >= option.fit - told.fit for option in told.better)


def test_a_post_tells_who_might_have_come_and_where_they_are(hospital):
    result = solve(hospital)
    told = explain_post(hospital, result, "home")
    assert (told.legal, told.placed, told.seats, told.full) == (3, 1, 1, ("post:home",))
    assert told.rules == {"INT-02": 1}
    assert sum(told.went_elsewhere.values()) == 2


def test_after_a_withdrawal_only_those_move_whom_the_new_optimum_needs(hospital):
    result = solve(hospital)
    gone = next(student for student, post in result.placements.items() if post == "home")
    other, change = withdraw(hospital, result, students=[gone])
    assert check(other, change.result).holds
    assert change.result.placed == 3
    assert len(change.moves) <= 2
    assert {move.after for move in change.moves} >= {"home"}


def test_more_posts_show_who_would_move(hospital):
    result = solve(hospital)
    change = what_if(hospital, result, widened(hospital, {"hospital-10": 2}))
    assert change.placed_more == 1
    assert change.fit_more == change.result.fit - result.fit > 0
    assert all(move.before != move.after for move in change.moves)


@settings(max_examples=80, deadline=None)
@given(requests(together=False, chains=False, students=4), st.data())
def test_what_is_begun_from_old_prices_is_as_good_as_what_is_begun_from_nothing(request, data):
    result = solve(request)
    gone = data.draw(st.sampled_from([student.id for student in request.students]))
    other, change = withdraw(request, result, students=[gone])
    anew = solve(other)
    assert (change.result.placed, change.result.fit) == (anew.placed, anew.fit)
    assert check(other, change.result).holds, check(other, change.result).faults
    if len({replace(student, id="") for student in request.students}) == len(request.students):  # of those alike any may stand for another
        best = [p for p in placings(other) if (len(p), points(other, p)) == (anew.placed, anew.fit)]
        fewest = min(sum(p.get(s.id) != result.placements.get(s.id) for s in other.students) for p in best)
        assert len(change.moves) == fewest


@settings(max_examples=50, deadline=None)
@given(requests(students=4), st.data())
def test_what_is_said_to_help_does(request, data):
    result = solve(request)
    student = data.draw(st.sampled_from([student.id for student in request.students]))
    told = explain_student(request, result, student)
    for together in told.would_help:
        after = solve(widened(request, dict.fromkeys(together, 1)))
        assert (after.placed, after.fit) >= (result.placed, result.fit)
    assert told.post == result.placements.get(student)
    assert set(told.refused) | {option.post for option in told.better} or told.post
