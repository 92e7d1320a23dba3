"""The best set of conversions: the search finds the very set that trying everything finds."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.engines.rules.choosing import choose
from baigong.engines.rules.decision import decide
from baigong.engines.rules.exhaustive import choose_exhaustively
from baigong.engines.rules.remaining import Remaining
from baigong.engines.rules.ways import Caps, Way
from bench.conversion import hard_sets

COURSES = "abcd"


@st.composite
def problems(draw):
    amounts = st.integers(1, 6).map(lambda n: n * 50)
    worth = {c: draw(amounts) for c in draw(st.permutations(COURSES))}
    ways = draw(
        st.lists(
            st.builds(
                Way,
                rule=st.sampled_from(["R1", "R2", "R3"]),
                source=st.just(""),
                outcomes=st.frozensets(st.sampled_from("1234"), min_size=1, max_size=2),
                courses=st.lists(st.sampled_from(COURSES), unique=True, max_size=3).map(tuple),
                most_courses=st.none() | st.integers(1, 2),
                free=st.integers(0, 6).map(lambda n: n * 50),
            ),
            max_size=4,
        )
    )
    # A rule has one source.
    source = {rule: draw(st.sampled_from(["certificate", "training"])) for rule in ("R1", "R2", "R3")}
    ways = [Way(w.rule, source[w.rule], w.outcomes, w.courses, w.most_courses, w.free) for w in ways]
    cap = st.integers(0, 16).map(lambda n: n * 50)
    caps = Caps(
        draw(cap),
        draw(st.dictionaries(st.sampled_from(["R1", "R2"]), cap)),
        draw(st.dictionaries(st.sampled_from(["certificate", "training"]), cap)),
        draw(st.booleans()),
    )
    return ways, worth, caps


@settings(max_examples=150, deadline=None)
@given(problems())
def test_the_search_finds_the_same_set_as_trying_everything(problem):
    assert choose(*problem) == choose_exhaustively(*problem)


@settings(max_examples=80, deadline=None)
@given(problems())
def test_no_cap_is_exceeded_and_no_outcome_serves_twice(problem):
    ways, worth, caps = problem
    choice = choose(*problem)
    given = [(way, worth[course]) for course, way in choice.courses] + list(choice.free)
    assert sum(amount for _, amount in given) == choice.credits <= caps.total
    for rule, cap in caps.by_rule.items():
        assert sum(amount for way, amount in given if ways[way].rule == rule) <= cap
    for source, cap in caps.by_source.items():
        assert sum(amount for way, amount in given if ways[way].source == source) <= cap
    spent = [outcome for way in choice.ways for outcome in ways[way].outcomes]
    assert not caps.outcome_once or len(spent) == len(set(spent))


@settings(max_examples=60, deadline=None)
@given(problems(), st.integers(1, 4).map(lambda n: n * 50))
def test_a_wider_cap_never_gives_less(problem, more):
    ways, worth, caps = problem
    wider = Caps(caps.total + more, caps.by_rule, caps.by_source, caps.outcome_once)
    assert choose(ways, worth, wider).credits >= choose(ways, worth, caps).credits


def test_the_best_set_is_not_the_first_match():
    # First match would spend the certificate on the small course and leave the contest, which fits the small course only, with nothing.
    ways = [
        Way("A", "certificate", frozenset({"certificate"}), ("small",)),
        Way("B", "certificate", frozenset({"certificate"}), ("large",)),
        Way("C", "contest", frozenset({"contest"}), ("small",)),
    ]
    choice = choose(ways, {"small": 200, "large": 400}, Caps(1000))
    assert choice.courses == (("small", 2), ("large", 1))
    assert choice.credits == 600


def test_of_equal_credits_the_course_wanted_most_wins():
    ways = [Way("A", "s", frozenset({"1"}), ("wanted", "other"))]
    assert choose(ways, {"wanted": 300, "other": 300}, Caps(300)).courses == (("wanted", 0),)
    assert choose(ways, {"other": 300, "wanted": 300}, Caps(300)).courses == (("other", 0),)


def test_free_credits_are_cut_at_the_cap_and_courses_are_not():
    ways = [Way("A", "s", frozenset({"1"}), free=500), Way("B", "s", frozenset({"2"}), ("c",))]
    assert choose(ways, {"c": 300}, Caps(400)).free == ((0, 100),)
    assert choose(ways, {"c": 300}, Caps(200)).free == ((0, 200),)
    assert choose(ways, {"c": 300}, Caps(200)).courses == ()


def test_a_search_cut_short_says_so_and_still_gives_a_good_set():
    rng = random.Random(3)
    for _ in range(20):
        ways, worth, caps = hard_problem(rng, courses=8, outcomes=6, rules=14)
        best = choose(ways, worth, caps)
        assert best.is_proven
        for steps in (0, 1, 3, 10):
            good = choose(ways, worth, caps, most_steps=steps)
            given = [(way, worth[course]) for course, way in good.courses] + list(good.free)
            assert good == best or not good.is_proven
            assert sum(amount for _way, amount in given) == good.credits <= best.credits
            assert len({course for course, _way in good.courses}) == len(good.courses)
            spent = [outcome for way in good.ways for outcome in ways[way].outcomes]
            assert len(spent) == len(set(spent))
            for rule, cap in caps.by_rule.items():
                assert sum(amount for way, amount in given if ways[way].rule == rule) <= cap


def test_more_ways_and_courses_are_chosen_from_as_by_trying_everything():
    rng = random.Random(11)
    for _ in range(12):
        ways, worth, caps = hard_problem(rng, courses=5, outcomes=5, rules=7)
        # Caps that leave a third: what fits best is rarely what comes first.
        assert choose(ways, worth, caps) == choose_exhaustively(ways, worth, caps)


def hard_problem(rng, courses=20, outcomes=14, rules=60):
    worth = {f"c{n}": rng.choice([100, 150, 200, 250, 300, 400, 450, 600]) for n in range(courses)}
    ways = []
    for n in range(rules):
        chosen = frozenset(str(o) for o in rng.sample(range(outcomes), rng.choice([1, 1, 1, 2])))
        given = tuple(rng.sample(list(worth), rng.choice([0, 1, 1, 2, 3])))
        ways.append(Way(f"R{n}", f"S{n % 4}", chosen, given, rng.choice([None, 1]), 0 if given else rng.choice([100, 200, 350])))
    by_rule = {f"R{n}": 400 for n in range(0, rules, 3)}
    return ways, worth, Caps(sum(worth.values()) // 3, by_rule, {"S0": 900, "S1": 1200})


def test_a_learner_with_many_outcomes_is_decided_to_the_proof_within_the_steps():
    rng = random.Random(7)
    for _ in range(10):
        assert choose(*hard_problem(rng)).is_proven


def any_problem(rng, courses, outcomes, count):
    """Rules met in several ways, ways of up to six courses and up to three outcomes, caps that bind and caps that do not."""
    worth = {f"c{n}": rng.choice([50, 100, 150, 200, 250, 300]) for n in range(courses)}
    source = {f"R{n}": rng.choice("xyz") for n in range(count)}
    ways = []
    for n in range(count):
        rule = f"R{rng.randrange(count)}" if rng.random() < 0.4 else f"R{n}"
        spent = frozenset(str(o) for o in rng.sample(range(outcomes), min(outcomes, rng.choice([1, 1, 1, 2, 3]))))
        given = tuple(rng.sample(list(worth), min(courses, rng.choice([0, 1, 1, 2, 3, 6]))))
        ways.append(Way(rule, source[rule], spent, given, rng.choice([None, None, 1, 2]), rng.choice([0, 0, 0, 50, 75, 130, 300])))
    by_rule = {f"R{n}": rng.choice([100, 200, 310, 400]) for n in range(count) if rng.random() < 0.4}
    by_source = {name: rng.choice([100, 300, 450]) for name in "xyz" if rng.random() < 0.5}
    total = sum(worth.values()) * rng.choice([2, 4, 5, 8, 20]) // 10
    return ways, worth, Caps(total, by_rule, by_source, rng.random() < 0.85)


def test_whatever_rules_and_caps_come_together_the_set_is_the_one_of_trying_everything():
    rng = random.Random(17)
    for _ in range(1500):
        problem = any_problem(rng, courses=rng.randrange(1, 5), outcomes=rng.randrange(1, 5), count=rng.randrange(1, 5))
        assert choose(*problem, most_steps=100_000) == choose_exhaustively(*problem)
    for _ in range(40):
        problem = any_problem(rng, courses=6, outcomes=3, count=4)
        assert choose(*problem, most_steps=100_000) == choose_exhaustively(*problem)


def test_ten_outcomes_each_asked_for_by_ten_rules_are_decided_to_the_proof_within_the_steps():
    claims, book, settings_ = hard_sets(40)["ten outcomes, each asked for by ten rules"]
    assert all(decide(claim.facts, book, settings_, claim.on).is_proven for claim in claims)


def test_prices_of_courses_never_bound_a_set_too_low():
    rng = random.Random(23)
    for _ in range(200):
        ways, worth, caps = any_problem(rng, courses=4, outcomes=4, count=5)
        remaining = Remaining(ways, worth, caps)
        best = choose_exhaustively(ways, worth, caps)
        everything, all_courses = remaining.portions.every, (1 << len(remaining.courses)) - 1
        remaining.price([rng.choice([0, 0, 30, 120, 500]) for _course in remaining.courses])
        bearing = remaining.bearing(best.credits, all_courses, everything)
        places = {course: n for n, course in enumerate(remaining.courses)}
        for way in best.ways:
            courses = sum(1 << places[course] for course, giver in best.courses if giver == way)
            own = [n for n, p in enumerate(remaining.portions.all) if p.way == way and p.courses & courses == p.courses and p.courses]
            assert not courses or any(bearing >> n & 1 for n in own), "what the best set gives was left out"
