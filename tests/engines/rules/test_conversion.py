"""A decision on conversion: what counts, what is given, why, and why not."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.engines.rules.conversion import ConversionRule, Need
from baigong.engines.rules.decision import decide
from baigong.engines.rules.facts import ApplicantFacts, CourseFact, OutcomeFact, SchoolSettings, Target

DAY = date(2022, 6, 1)
SETTINGS = SchoolSettings(Fraction(1, 2), valid_years=5, same_outcome_once=True, document="院教字〔2022〕1号")
WEB = OutcomeFact("web", "X-WEB", "certificate", date(2021, 12, 1), ladder="X-WEB", level=2)
FARM = OutcomeFact("farm", "FARM", "training", date(2022, 1, 1), hours=120)
COURSES = (
    CourseFact("HTML", 400, "major", 1),
    CourseFact("JS", 600, "major", 2),
    CourseFact("CROPS", 300, "elective", 3),
)
TARGET = Target("510203", 4000, COURSES)
RULES = (
    ConversionRule("R-WEB", 1, date(2021, 1, 1), (Need("X-WEB", minimum_level=2),), "certificate", courses=("HTML",), clause="第三条"),
    ConversionRule(
        "R-FARM", 1, date(2021, 1, 1), (Need("FARM", minimum_hours=80),), "training", hours_per_credit=16, cap=500, clause="第五条"
    ),
)


def facts(*outcomes, **values):
    return ApplicantFacts(tuple(outcomes), replace(TARGET, **values.pop("target", {})), **values)


def codes(decision, outcome=None):
    return {r.code for r in decision.refused if outcome is None or r.outcome == outcome}


def test_every_credit_says_by_which_rule_clause_and_facts():
    decision = decide(facts(WEB, FARM), RULES, SETTINGS, DAY)
    exemption = decision.exemptions[0]
    assert (exemption.course, exemption.credits, exemption.rule, exemption.version, exemption.clause) == ("HTML", 400, "R-WEB", 1, "第三条")
    assert ("level", "web", 2, 2) in {(c.code, c.outcome, c.asked, c.found) for c in exemption.checks}
    # 120 hours are 7.5 credits; the rule gives five at most.
    assert [(g.credits, g.cut) for g in decision.free] == [(500, 250)]
    assert codes(decision) == {"rule_cap"}
    assert (decision.credits, decision.cap, decision.room, decision.is_proven) == (900, 2000, 1100, True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_revoked": True}, "revoked"),
        ({"attained_on": date(2022, 6, 2)}, "not_yet"),
        ({"expires_on": date(2022, 5, 31)}, "expired"),
        ({"attained_on": date(2017, 5, 31)}, "too_old"),
        ({"level": 1}, "level"),
        ({"type": "X-OTHER"}, "no_rule"),
    ],
)
def test_an_outcome_that_does_not_count_says_why_and_gives_nothing(change, code):
    decision = decide(facts(replace(WEB, **change)), RULES, SETTINGS, DAY)
    assert decision.grants == ()
    assert codes(decision, "web") == {code}


@pytest.mark.parametrize("change", [{"attained_on": DAY}, {"expires_on": DAY}, {"attained_on": date(2017, 6, 1)}, {"level": 3}])
def test_the_last_day_that_counts_still_counts(change):
    assert decide(facts(replace(WEB, **change)), RULES, SETTINGS, DAY).credits == 400


def test_without_a_limit_of_years_outcomes_do_not_grow_too_old():
    old = replace(WEB, attained_on=date(1999, 2, 28))
    assert decide(facts(old), RULES, replace(SETTINGS, valid_years=0), DAY).credits == 400


def test_a_higher_level_replaces_the_lower_and_does_not_add_to_it():
    rules = [ConversionRule("R", 1, date(2021, 1, 1), (Need("X-WEB"),), "certificate", credits=300)]
    decision = decide(facts(WEB, replace(WEB, id="low", level=1), replace(WEB, id="same")), rules, SETTINGS, DAY)
    assert decision.credits == 300
    assert codes(decision, "low") == {"lower_level"}
    assert {r.by for r in decision.refused} <= {"web", "same"}


def test_levels_of_different_ladders_are_never_compared():
    rules = [ConversionRule("R", 1, date(2021, 1, 1), (Need(source="certificate"),), "certificate", credits=300)]
    state = replace(WEB, id="state", type="STATE-SKILL", ladder="STATE-SKILL", level=5)
    assert decide(facts(WEB, state), rules, SETTINGS, DAY).credits == 600


def test_an_outcome_serves_one_purpose_for_a_target_unless_the_school_says_otherwise():
    rules = [replace(RULES[0], id="A", courses=("HTML",)), replace(RULES[0], id="B", courses=("JS",))]
    decision = decide(facts(WEB), rules, SETTINGS, DAY)
    assert [g.course for g in decision.grants] == ["JS"]
    assert [(r.code, r.by) for r in decision.refused] == [("outcome_taken", "B")]
    assert decide(facts(WEB), rules, replace(SETTINGS, same_outcome_once=False), DAY).credits == 1000
    assert codes(decide(facts(WEB, used=frozenset({"web"})), rules, SETTINGS, DAY)) == {"already_used"}


def test_another_level_of_what_served_the_target_waits_until_that_use_is_reversed():
    decision = decide(facts(WEB, replace(WEB, id="high", level=3), used=frozenset({"web"})), RULES, SETTINGS, DAY)
    assert (decision.credits, codes(decision, "high")) == (0, {"level_used"})
    assert decide(facts(WEB, replace(WEB, id="high", level=3)), RULES, SETTINGS, DAY).credits == 400


def test_a_course_done_or_of_another_programme_is_not_exempted_again():
    done = {"courses": (replace(COURSES[0], is_done=True), COURSES[1])}
    assert codes(decide(facts(WEB, target=done), RULES, SETTINGS, DAY)) == {"course_done", "gives_nothing"}
    assert codes(decide(facts(WEB, target={"courses": COURSES[1:]}), RULES, SETTINGS, DAY)) == {"no_course", "gives_nothing"}


def test_a_rule_of_another_programme_or_another_day_says_so():
    other = [replace(RULES[0], programmes=frozenset({"610201"}))]
    assert codes(decide(facts(WEB), other, SETTINGS, DAY)) == {"other_programme"}
    later = [replace(RULES[0], since=date(2022, 9, 1))]
    decision = decide(facts(WEB), later, SETTINGS, DAY)
    assert [(r.code, r.asked) for r in decision.refused] == [("not_in_force", date(2022, 9, 1))]


def test_the_version_in_force_on_the_day_decides():
    rules = [replace(RULES[0], until=date(2022, 5, 31)), replace(RULES[0], version=2, since=DAY, courses=("JS",))]
    assert decide(facts(WEB), rules, SETTINGS, date(2022, 5, 31)).grants[0].version == 1
    assert decide(facts(WEB), rules, SETTINGS, DAY).grants[0].course == "JS"


def test_a_rule_of_two_needs_wants_two_outcomes():
    rules = [ConversionRule("R", 1, date(2021, 1, 1), (Need("X-WEB"), Need("FARM")), "certificate", courses=("JS",))]
    assert decide(facts(WEB, FARM), rules, SETTINGS, DAY).grants[0].outcomes == ("web", "farm")
    assert {(r.code, r.asked) for r in decide(facts(WEB), rules, SETTINGS, DAY).refused if r.rule} == {("also_needs", "FARM")}
    twice = [replace(rules[0], needs=(Need(source="certificate"), Need(source="certificate")))]
    assert decide(facts(WEB), twice, SETTINGS, DAY).grants == ()


def test_a_rule_that_asks_nothing_gives_nothing():
    assert decide(facts(WEB), [ConversionRule("R", 1, date(2021, 1, 1), (), "s", credits=900)], SETTINGS, DAY).grants == ()


def test_the_cap_of_the_programme_counts_what_was_converted_before():
    decision = decide(facts(WEB, FARM, converted=1700), RULES, SETTINGS, DAY)
    assert decision.credits == 300
    assert decision.room == 0
    assert codes(decision) == {"total_cap", "rule_cap"}


def test_settings_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        SchoolSettings(Fraction(3, 2), 0, True)
    with pytest.raises(ValueError, match="not negative"):
        SchoolSettings(Fraction(1, 2), -1, True)


days = st.dates(date(2015, 1, 1), date(2023, 1, 1))
outcomes = st.builds(
    OutcomeFact,
    id=st.sampled_from([f"o{n}" for n in range(6)]),
    type=st.sampled_from(["A", "B", "C"]),
    source=st.sampled_from(["certificate", "training"]),
    attained_on=days,
    ladder=st.sampled_from(["", "L"]),
    level=st.integers(0, 3),
    grade=st.none() | st.integers(50, 100),
    hours=st.integers(0, 200),
    credits=st.integers(0, 500),
    expires_on=st.none() | days,
)
needs = st.builds(
    Need,
    type=st.sampled_from(["A", "B", "C", ""]),
    source=st.sampled_from(["certificate", "training"]),
    minimum_level=st.integers(0, 3),
    minimum_grade=st.none() | st.integers(60, 90),
    minimum_hours=st.sampled_from([0, 0, 40, 120]),
)
rules = st.builds(
    ConversionRule,
    id=st.sampled_from(["R1", "R2", "R3", "R4"]),
    version=st.just(1),
    since=st.just(date(2010, 1, 1)),
    needs=st.lists(needs, min_size=1, max_size=2).map(tuple),
    source=st.just("certificate"),
    courses=st.lists(st.sampled_from(["HTML", "JS", "CROPS", "GONE"]), unique=True, max_size=2).map(tuple),
    credits=st.sampled_from([0, 0, 200, 350]),
    hours_per_credit=st.sampled_from([0, 0, 16]),
    cap=st.none() | st.integers(0, 900),
)
claims = st.tuples(st.lists(outcomes, unique_by=lambda o: o.id, max_size=6), st.lists(rules, unique_by=lambda r: r.id, max_size=4))


@settings(max_examples=100, deadline=None)
@given(claims)
def test_every_outcome_is_accounted_for_and_every_credit_rests_on_met_facts(claim):
    found, book = claim
    decision = decide(facts(*found), book, SETTINGS, DAY)
    spoken = {r.outcome for r in decision.refused} | decision.used
    assert {o.id for o in found} <= spoken
    for grant in decision.grants:
        for check in grant.checks:
            if check.code in {"level", "grade", "hours", "credits"}:
                assert check.found >= check.asked
    assert decision.credits == sum(g.credits for g in decision.grants) <= decision.cap


@settings(max_examples=60, deadline=None)
@given(claims)
def test_what_a_refusal_says_would_change_it_changes_it(claim):
    found, book = claim
    for refusal in decide(facts(*found), book, SETTINGS, DAY).refused:
        if refusal.code in {"level", "grade", "hours"}:
            better = [replace(o, **{refusal.code: refusal.asked}) if o.id == refusal.outcome else o for o in found]
            again = decide(facts(*better), book, SETTINGS, DAY).refused
            assert (refusal.code, refusal.outcome, refusal.rule, refusal.asked) not in {(r.code, r.outcome, r.rule, r.asked) for r in again}
