"""Contradictions of a rule set, each beside the set that has none."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from baigong.engines.rules.chains import find_chains
from baigong.engines.rules.conflicts import Surroundings, find_conflicts
from baigong.engines.rules.conversion import ConversionRule, Need

AROUND = Surroundings(
    sources={"X-WEB": "certificate", "FARM": "training"},
    levels={"X-WEB": 3},
    course_credits={"HTML": 400, "JS": 600},
    source_caps={"certificate": 800},
    programme_caps={"510203": 2000},
)
RULE = ConversionRule("R1", 1, date(2021, 1, 1), (Need("X-WEB", minimum_level=2),), "certificate", courses=("HTML",))
OTHER = replace(RULE, id="R2", needs=(Need("FARM"),), source="training", courses=("JS",))


def kinds(*rules, around=AROUND):
    return {c.kind for c in find_conflicts(rules, around)}


def test_a_sound_set_has_no_conflict():
    following = replace(RULE, version=2, since=date(2022, 1, 1))
    assert kinds(replace(RULE, until=date(2021, 12, 31)), following, OTHER) == set()


@pytest.mark.parametrize(
    ("rules", "kind"),
    [
        ([replace(RULE, needs=())], "from_nothing"),
        ([replace(RULE, needs=(Need(),))], "from_nothing"),
        ([replace(RULE, until=date(2020, 1, 1))], "never"),
        ([replace(RULE, until=date(2022, 1, 1)), replace(RULE, version=2, since=date(2022, 1, 1))], "overlap"),
        ([RULE, replace(RULE, version=2, since=date(2022, 1, 1))], "overlap"),
        ([replace(RULE, until=date(2021, 12, 30)), replace(RULE, version=2, since=date(2022, 1, 1))], "gap"),
        ([RULE, replace(OTHER, needs=(Need("X-WEB"),))], "double"),
        ([RULE, replace(OTHER, needs=(Need(source="certificate"),))], "double"),
        ([RULE, replace(RULE, id="R3")], "same_course"),
        ([replace(RULE, cap=300)], "cap_too_small"),
        ([replace(OTHER, courses=(), credits=500, cap=300)], "cap_below_gift"),
        ([replace(RULE, cap=900)], "cap_never_reached"),
        ([replace(RULE, needs=(Need("Y-WEB"),))], "unknown_type"),
        ([replace(RULE, needs=(Need("X-WEB", minimum_level=4),))], "level_out_of_reach"),
        ([replace(RULE, courses=("GONE",))], "unknown_course"),
    ],
)
def test_each_contradiction_is_found_and_no_other(rules, kind):
    assert kinds(*rules) == {kind}


def test_a_gap_says_its_first_and_last_day():
    gap = find_conflicts([replace(RULE, until=date(2021, 11, 30)), replace(RULE, version=2, since=date(2022, 1, 1))], AROUND)[0]
    assert (gap.since, gap.until) == (date(2021, 12, 1), date(2021, 12, 31))


def test_two_rules_of_different_programmes_or_days_do_not_meet():
    other = replace(OTHER, needs=(Need("X-WEB"),))
    assert kinds(replace(RULE, programmes=frozenset({"510203"})), replace(other, programmes=frozenset({"610201"}))) == set()
    assert kinds(replace(RULE, until=date(2021, 6, 30)), replace(other, since=date(2021, 7, 1))) == set()


def test_two_rules_for_one_outcome_are_serious_where_an_outcome_may_serve_twice():
    pair = [RULE, replace(OTHER, needs=(Need("X-WEB"),))]
    assert [c.is_serious for c in find_conflicts(pair, AROUND)] == [False]
    assert [c.is_serious for c in find_conflicts(pair, replace(AROUND, outcome_once=False))] == [True]


MUTUAL = Surroundings(
    type_credits={"course A": 200, "course B": 300, "course C": 400, "CERT": 100},
    course_credits={"A": 200, "B": 300, "C": 400},
    becomes={"A": "course A", "B": "course B", "C": "course C"},
)


def rule(name, need, course):
    return ConversionRule(name, 1, date(2021, 1, 1), (Need(need),), "course", courses=(course,))


def test_a_cycle_is_found_once_with_what_it_makes_of_a_credit():
    found = find_chains([rule("AB", "course A", "B"), rule("BA", "course B", "A")], MUTUAL)
    assert [(c.kind, c.rules, c.path, c.ratio) for c in found] == [
        ("cycle", ("AB", "BA"), ("course A", "course B", "course A"), Fraction(1))
    ]


def test_a_cycle_of_three_and_a_rule_that_feeds_itself_are_found():
    three = [rule("AB", "course A", "B"), rule("BC", "course B", "C"), rule("CA", "course C", "A")]
    assert [c.path for c in find_chains(three, MUTUAL)] == [("course A", "course B", "course C", "course A")]
    assert [c.path for c in find_chains([rule("AA", "course A", "A")], MUTUAL)] == [("course A", "course A")]


def test_a_chain_that_makes_more_of_a_credit_is_serious_and_one_that_does_not_is_not():
    grows = find_chains([rule("1", "CERT", "A"), rule("2", "course A", "C")], MUTUAL)
    assert [(c.kind, c.ratio, c.is_serious) for c in grows] == [("chain", Fraction(4), True)]
    shrinks = find_chains([rule("1", "course C", "B"), rule("2", "course B", "A")], MUTUAL)
    assert [(c.kind, c.ratio, c.is_serious) for c in shrinks] == [("chain", Fraction(1, 2), False)]


def test_a_chain_names_the_days_on_which_its_rules_hold_together():
    first = replace(rule("1", "CERT", "A"), since=date(2021, 9, 1), until=date(2022, 12, 31))
    second = replace(rule("2", "course A", "C"), since=date(2022, 9, 1))
    found = find_chains([first, second], MUTUAL)
    assert [(c.since, c.until) for c in found] == [(date(2022, 9, 1), date(2022, 12, 31))]


def test_rules_that_never_hold_together_make_no_cycle():
    early = replace(rule("AB", "course A", "B"), until=date(2021, 12, 31))
    late = replace(rule("BA", "course B", "A"), since=date(2022, 1, 1))
    assert find_chains([early, late], MUTUAL) == []
