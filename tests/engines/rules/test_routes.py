"""The shortest way to a diploma."""

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.engines.rules.awards import Award, Held, Minimum, assess
from baigong.engines.rules.exhaustive import plan_exhaustively
from baigong.engines.rules.planning import Attainable, find_route
from baigong.engines.rules.routes import Step, plan_route
from baigong.engines.rules.ways import Caps
from tests.engines.rules import test_conversion as c

AWARD = Award("d", "毕业", (Minimum("total", 1300), Minimum("major", 1000, frozenset({"major"}))), ("HTML",))
HOURS = {"HTML": 64, "JS": 96, "CROPS": 48}


def test_a_certificate_at_hand_saves_the_course_it_exempts_from():
    route = find_route(c.facts(c.WEB), c.RULES, c.SETTINGS, c.DAY, award=AWARD, hours=HOURS)
    assert (route.cost, route.is_proven, route.is_reachable) == (144, True, True)
    assert {(s.course, bool(s.way)) for s in route.steps} == {("HTML", True), ("JS", False), ("CROPS", False)}
    assert route.assessment.is_met


def test_a_certificate_is_attained_only_where_that_is_shorter_than_the_course():
    without = c.facts()
    cheap = find_route(without, c.RULES, c.SETTINGS, c.DAY, award=AWARD, hours=HOURS, attainable=[Attainable(c.WEB, 40)])
    assert (cheap.cost, cheap.attained) == (184, ("web",))
    dear = find_route(without, c.RULES, c.SETTINGS, c.DAY, award=AWARD, hours=HOURS, attainable=[Attainable(c.WEB, 80)])
    assert (dear.cost, dear.attained) == (208, ())


def test_a_diploma_out_of_reach_says_what_is_missing():
    route = find_route(c.facts(), c.RULES, c.SETTINGS, c.DAY, award=AWARD, hours={"JS": 96})
    assert not route.is_reachable
    assert (route.steps, route.assessment.missing_courses) == ((), ("HTML",))
    assert [line.missing for line in route.assessment.lines] == [1300, 1000]


def test_what_is_held_is_not_done_again():
    held = [Held(400, "major", "study", "HTML"), Held(600, "major", "study", "JS"), Held(300)]
    route = find_route(c.facts(), c.RULES, c.SETTINGS, c.DAY, award=AWARD, held=held, hours=HOURS)
    assert (route.cost, route.steps, route.assessment.is_met) == (0, (), True)


def test_one_of_a_ladder_is_spent_though_another_is_at_hand():
    rules = [replace(c.RULES[0], needs=(replace(c.RULES[0].needs[0], minimum_level=2),)), replace(c.RULES[0], id="R3", courses=("JS",))]
    higher = replace(c.WEB, id="high", level=3)
    route = find_route(c.facts(c.WEB), rules, c.SETTINGS, c.DAY, award=AWARD, hours=HOURS, attainable=[Attainable(higher, 1)])
    assert sum(bool(s.way) for s in route.steps) == 1


@st.composite
def problems(draw):
    def step(number):
        way = draw(st.sampled_from(["", "", "w1", "w2", "w3"]))
        spends = frozenset({{"w1": "a", "w2": "b", "w3": "b"}[way]}) if way else frozenset()
        credits = draw(st.integers(1, 6)) * 50
        return Step(
            f"s{number}", credits, 0 if way else draw(st.integers(0, 100)), draw(st.sampled_from(["major", "general"])),
            draw(st.sampled_from(["x", "y"])) if not way else {"w1": "x", "w2": "y", "w3": "x"}[way],
            draw(st.sampled_from(["A", "B", "C", "D"])), way, way.upper(), spends, spends, 1 if way == "w1" else None,
        )  # fmt: skip

    steps = [step(n) for n in range(draw(st.integers(0, 8)))]
    minimums = (Minimum("total", draw(st.integers(0, 12)) * 50), Minimum("major", draw(st.integers(0, 6)) * 50, frozenset({"major"})))
    award = Award("d", "d", minimums, tuple(draw(st.sets(st.sampled_from("AB"), max_size=1))))
    caps = Caps(draw(st.integers(0, 12)) * 50, draw(st.dictionaries(st.just("W1"), st.integers(0, 400))), {"y": 200})
    return award, [Held(50, "major")], steps, caps, {"a": draw(st.integers(1, 60))}


@settings(max_examples=200, deadline=None)
@given(problems())
def test_the_search_finds_the_hours_that_trying_everything_finds(problem):
    award, held, steps, caps, attaining = problem
    route = plan_route(award, held, steps, caps, attaining)
    expected = plan_exhaustively(*problem)
    assert (route.cost if route.is_reachable else None) == expected
    assert route.is_proven
    if route.is_reachable:
        gained = [Held(s.credits, s.category, s.source, s.course) for s in route.steps]
        assert assess(award, [*held, *gained]).is_met


def programme(rng, courses=45, conversions=14):
    steps = []
    for n in range(courses):
        credits = rng.choice([100, 150, 200, 300, 400, 600])
        hours = credits // 100 * rng.choice([16, 16, 18])
        steps.append(Step(f"take {n}", credits, hours, "major" if n % 3 else "general", "study", f"C{n}"))
    for n in range(conversions):
        outcome = frozenset({f"o{n % 9}"})
        for course in rng.sample(steps[:courses], 2):
            name = f"{n} {course.course}"
            steps.append(Step(name, course.credits, 0, course.category, "certificate", course.course, str(n), f"R{n}", outcome, outcome, 1))
    total = sum(s.credits for s in steps[:courses])
    award = Award(
        "d", "d",
        (
            Minimum("total", total * 4 // 5),
            Minimum("major", total // 3, frozenset({"major"})),
            Minimum("general", total // 6, frozenset({"general"})),
        ),
        tuple(f"C{n}" for n in range(0, courses, 4)),
    )  # fmt: skip
    return award, [], steps, Caps(total // 3), {f"o{n}": rng.choice([30, 60, 90]) for n in range(4, 9)}


@pytest.mark.parametrize("seed", range(4))
def test_a_whole_programme_is_planned_to_the_proof_and_a_search_cut_short_gives_a_bound(seed):
    problem = programme(random.Random(seed))
    route = plan_route(*problem)
    assert (route.is_reachable, route.is_proven) == (True, True)
    short = plan_route(*problem, most_steps=60)
    assert not short.is_proven
    assert short.lower <= route.cost <= short.cost


def test_a_day_before_the_rule_holds_there_is_no_conversion():
    route = find_route(c.facts(c.WEB), c.RULES, c.SETTINGS, date(2020, 12, 31), award=AWARD, hours=HOURS)
    assert route.cost == 208
