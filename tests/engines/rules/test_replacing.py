"""A higher level in the place of a lower one: made where the learner gains, and as if the lower had never been used."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.engines.rules.conversion import ConversionRule, Need, RuleBook
from baigong.engines.rules.decision import decide
from baigong.engines.rules.facts import ApplicantFacts, CourseFact, OutcomeFact, SchoolSettings, Target
from baigong.engines.rules.replacing import Standing, decide_anew, undone

DAY = date(2022, 3, 1)
SETTINGS = SchoolSettings(Fraction(1, 2), 0, True)
COURSES = tuple(CourseFact(code, worth) for code, worth in (("a", 200), ("b", 300), ("c", 400), ("d", 600)))
TARGET = Target("520201", 2400, COURSES)


def outcome(number, ladder, level):
    return OutcomeFact(str(number), f"T{ladder}", "certificate", date(2021, 1, 1), ladder=ladder, level=level)


def rule(number, ladder, level, courses):
    return ConversionRule(f"R{number}", 1, date(2020, 1, 1), (Need(f"T{ladder}", minimum_level=level),), "certificate", courses=courses)


@st.composite
def histories(draw):
    """Lower levels of some ladders granted a course each; higher ones at hand; rules for both."""
    ladders = draw(st.lists(st.sampled_from("xyz"), unique=True, min_size=1, max_size=3))
    courses = st.lists(st.sampled_from("abcd"), unique=True, max_size=2).map(tuple)
    rules = [rule(n, draw(st.sampled_from(ladders)), draw(st.integers(1, 3)), draw(courses)) for n in range(draw(st.integers(0, 5)))]
    outcomes, standing = [], []
    free = list("abcd")
    for place, ladder in enumerate(ladders):
        lower = outcome(f"low {ladder}", ladder, 1)
        outcomes += [lower, outcome(f"high {ladder}", ladder, draw(st.integers(1, 3)))]
        if draw(st.booleans()):
            course = free.pop(draw(st.integers(0, len(free) - 1)))
            worth = next(c.credits for c in COURSES if c.code == course)
            standing.append(Standing(str(place), frozenset({lower.id}), frozenset({course}), worth, {"old": worth}, {"certificate": worth}))
    done = {course for one in standing for course in one.courses}
    facts = ApplicantFacts(
        tuple(outcomes), replace(TARGET, courses=tuple(replace(c, is_done=c.code in done) for c in COURSES)),
        frozenset(o for one in standing for o in one.outcomes), sum(one.credits for one in standing),
    )  # fmt: skip
    return facts, RuleBook(rules), standing


@settings(max_examples=150, deadline=None)
@given(histories())
def test_what_comes_out_is_the_best_of_all_sets_that_could_give_way(history):
    facts, book, standing = history
    found = decide_anew(facts, book, SETTINGS, DAY, standing)
    gains = []
    for size in range(len(standing) + 1):
        for given_up in combinations(standing, size):
            decision = decide(undone(facts, given_up), book, SETTINGS, DAY)
            used = decision.used
            if all(f"high {next(iter(one.outcomes))[4:]}" in used for one in given_up):
                gains.append(decision.credits - sum(one.credits for one in given_up))
    assert found.gain == max(gains)
    assert found.decision == decide(undone(facts, found.replaced), book, SETTINGS, DAY)


@settings(max_examples=80, deadline=None)
@given(histories())
def test_nobody_loses_and_nothing_gives_way_for_nothing(history):
    facts, book, standing = history
    found = decide_anew(facts, book, SETTINGS, DAY, standing)
    alone = decide(facts, book, SETTINGS, DAY)
    assert found.gain >= alone.credits
    assert bool(found.replaced) == (found.gain > alone.credits)
    for one in found.replaced:
        assert f"high {next(iter(one.outcomes))[4:]}" in found.decision.used


def test_an_expired_or_equal_level_replaces_nothing():
    lower, standing = outcome("low x", "x", 1), Standing("0", frozenset({"low x"}), frozenset({"a"}), 200)
    book = RuleBook([rule(1, "x", 2, ("d",)), rule(2, "x", 1, ("d",))])
    for other in (outcome("high x", "x", 1), replace(outcome("high x", "x", 3), expires_on=date(2022, 2, 28))):
        facts = ApplicantFacts((lower, other), TARGET, frozenset({"low x"}), 200)
        assert decide_anew(facts, book, SETTINGS, DAY, [standing]).replaced == ()


def test_many_that_could_give_way_are_not_all_tried_and_the_decision_says_so():
    ladders = "uvwxyz"
    outcomes = [o for x in ladders for o in (outcome(f"low {x}", x, 1), outcome(f"high {x}", x, 2))]
    standing = [Standing(x, frozenset({f"low {x}"}), frozenset(), 10) for x in ladders]
    facts = ApplicantFacts(tuple(outcomes), TARGET, frozenset(f"low {x}" for x in ladders), 60)
    assert not decide_anew(facts, RuleBook([rule(1, "x", 2, ("d",))]), SETTINGS, DAY, standing).decision.is_proven
