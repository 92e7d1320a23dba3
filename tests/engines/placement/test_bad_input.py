"""What cannot be had is named, with the reason; what cannot be asked is refused; and days on which caps cross are still held to."""

from dataclasses import replace
from datetime import date

import pytest

from baigong.engines.placement.checking import check
from baigong.engines.placement.facts import BornBy, Cap, Mentor, Pair, Post, Request, Reserve, Student, Taken
from baigong.engines.placement.reference import place_exhaustively
from baigong.engines.placement.rows import rows_of
from baigong.engines.placement.solving import solve

MARCH, MAY, JULY, SEPTEMBER = date(2022, 3, 1), date(2022, 5, 1), date(2022, 7, 1), date(2022, 9, 1)


def shop(id, first=MARCH, last=SEPTEMBER, capacity=2, **more):
    return Post(id, "firm", "sales", first, last, capacity, **more)


def people(*ids, **more):
    return tuple(Student(id, **more) for id in ids)


def test_a_pair_without_a_post_that_both_may_take_is_named_with_the_rules_that_part_them():
    posts = (shop("a", forbids={"female": "INT-03"}), shop("b", born_by=(BornBy(date(2006, 3, 1), "INT-02"),)))
    she, he = Student("she", traits=frozenset({"female"}), born_on=date(2005, 1, 1)), Student("he", born_on=date(2007, 1, 1))
    result = solve(Request((she, he), posts, pairs=(Pair("she", "he"),)))
    assert result.placements == {}
    (bad,) = result.bad_pairs
    assert (bad.reason, dict(bad.rules)) == ("no_common_post", {"INT-03": 1, "INT-02": 1})
    assert solve(Request((she, he), posts)).placed == 2  # set free, both find a place


def test_a_pair_finds_no_post_with_two_places_left():
    request = Request(
        people("a", "b"), (shop("p"),), (Cap("c", "firm", 10, "INT-10", taken=(Taken(MAY, MAY, 9),)),), pairs=(Pair("a", "b"),)
    )
    result = solve(request)
    assert [bad.reason for bad in result.bad_pairs] == ["no_two_seats"]
    assert check(request, result).holds


def test_a_pair_gives_way_where_two_others_use_the_places_better():
    request = Request(people("a", "b", "c", "d", "e"), (shop("p", capacity=3),), pairs=(Pair("a", "b"), Pair("c", "d")))
    result = solve(request)
    assert result.placed == 3
    assert [bad.reason for bad in result.bad_pairs] == ["crowded_out"]
    assert result.is_proven


def test_a_group_that_cannot_come_together_is_named_and_why():
    mentors = (Mentor("li", 3), Mentor("wang", 3), Mentor("zhao", 2))
    posts = (
        shop("few", capacity=5, mentor="li", reserves=(Reserve("x", 5),)),
        shop("narrow", capacity=2, mentor="wang"),
        shop("good", capacity=4, mentor="zhao"),
    )
    students = (*people("a", "b", traits=frozenset({"x"})), *people("c", "d"))
    request = Request(students, posts, mentors=mentors)
    result = solve(request)
    told = {bad.mentor: (bad.reason, bad.possible, bad.minimum) for bad in result.bad_groups}
    assert told["wang"] == ("too_few_seats", 2, 3)
    assert check(request, result).holds
    assert result.placed == place_exhaustively(request)[0] == 4


def test_a_group_too_few_may_join_is_closed_before_anything_is_solved():
    posts = (shop("hard", capacity=5, mentor="li", forbids={"minor": "INT-03"}), shop("easy", capacity=1))
    request = Request((*people("a", "b"), *people("c", traits=frozenset({"minor"}))), posts, mentors=(Mentor("li", 3),))
    result = solve(request)
    (bad,) = result.bad_groups
    assert (bad.reason, bad.possible, bad.posts) == ("too_few_students", 2, ("hard",))
    assert result.placed == 1
    assert check(request, result).holds


def test_posts_whose_days_only_touch_in_a_chain_make_rows_that_cross_and_are_held_to_all_the_same():
    posts = (shop("a", MARCH, MAY), shop("b", MAY, JULY), shop("c", JULY, SEPTEMBER))
    request = Request(people("1", "2", "3", "4", "5"), posts, (Cap("ten", "firm", 2, "INT-10"),))
    nested, crossing = rows_of(request)
    assert (len(nested), len(crossing)) == (1, 1)
    result = solve(request)
    assert (result.placed, result.fit) == place_exhaustively(request) == (4, 0)
    assert result.is_proven
    assert check(request, result).holds


def test_the_search_writes_nothing_where_a_commands_json_goes(capfd):
    posts = tuple(shop(name, capacity=3, mentor=name) for name in "ab")
    request = Request(people("1", "2", "3", "4", "5"), posts, mentors=(Mentor("a", 3), Mentor("b", 3)), pairs=(Pair("1", "2"),))
    assert solve(request).is_proven
    assert capfd.readouterr().out == ""


def test_posts_of_one_term_or_one_after_the_other_stay_a_flow():
    together = Request(people("1"), (shop("a"), shop("b")), (Cap("ten", "firm", 2, "INT-10"), Cap("twenty", "firm", 1, "INT-10", "sales")))
    one_by_one = replace(together, posts=(shop("a", MARCH, MAY), shop("b", JULY, SEPTEMBER), shop("c", JULY, SEPTEMBER)))
    assert rows_of(together)[1] == []
    assert rows_of(one_by_one)[1] == []


def test_a_firm_whose_staff_falls_during_the_internship_takes_what_the_smaller_staff_allows():
    request = Request(people("1", "2"), (shop("a"),), (Cap("ten", "firm", 2, "INT-10", changes=((JULY, 1),)),))
    assert solve(request).placed == 1


def test_no_students_no_posts_and_no_places_are_an_empty_placing_and_not_an_error():
    for request in (Request((), ()), Request(people("a"), ()), Request((), (shop("p"),)), Request(people("a"), (shop("p", capacity=0),))):
        result = solve(request)
        assert (result.placed, result.proof) == (0, "certificate")
        assert check(request, result).holds


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"students": people("a", "a")}, "twice"),
        ({"posts": (shop("p", SEPTEMBER, MARCH),)}, "ends before"),
        ({"posts": (shop("p", capacity=-1),)}, "fewer than none"),
        ({"posts": (shop("p", mentor="nobody"),)}, "nobody"),
        ({"pairs": (Pair("a", "a"),)}, "pairs"),
        ({"pairs": (Pair("a", "stranger"),)}, "pairs"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_says_what(given, word):
    with pytest.raises(ValueError, match=word):
        Request(**{"students": people("a", "b"), "posts": (), **given})
