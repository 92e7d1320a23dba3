"""A value drawn on to its deadline: exactly on the line, monotone, and silent where too little is known."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from baigong.engines.rules import Goal, compare, project
from baigong.engines.rules.projection import SHORTEST

START = date(2021, 1, 1)
amounts = st.fractions(min_value=0, max_value=10_000, max_denominator=1_000)
apart = st.integers(SHORTEST, 2_000)
comparators = st.sampled_from(["=", ">=", ">", "<=", "<", "~"])


def on(days):
    return START + timedelta(days=days)


def free(value, due, comparator=">="):
    """A goal that bounds nothing."""
    return Goal(comparator, value, due, lowest=None)


def test_half_the_way_in_half_the_time_reaches_the_target():
    found = project([(on(0), Fraction(10)), (on(100), Fraction(15))], Goal(">=", Fraction(20), on(200)))
    assert (found.value, found.outcome.met, found.outcome.gap) == (20, True, 0)


def test_what_falls_short_says_by_how_much_exactly():
    found = project([(on(0), Fraction(0)), (on(300), Fraction(1))], Goal(">=", Fraction(2), on(400)))
    assert (found.value, found.outcome.gap) == (Fraction(4, 3), Fraction(2, 3))


def test_too_little_is_no_projection():
    goal = Goal(">=", Fraction(20), on(400))
    assert project([], goal) is None
    assert project([(on(0), Fraction(3))], goal) is None
    assert project([(on(0), Fraction(3)), (on(0), Fraction(4))], goal) is None, "two readings of one day are one"
    assert project([(on(0), Fraction(3)), (on(SHORTEST - 1), Fraction(4))], goal) is None
    assert project([(on(0), Fraction(3)), (on(SHORTEST), Fraction(4))], goal) is not None


def test_after_the_deadline_there_is_nothing_to_project():
    points = [(on(0), Fraction(3)), (on(100), Fraction(4))]
    assert project(points, Goal(">=", Fraction(20), on(100))) is None
    assert project(points, Goal(">=", Fraction(20), on(101))) is not None


def test_of_several_readings_of_a_day_the_last_counts():
    points = [(on(0), Fraction(0)), (on(100), Fraction(9)), (on(100), Fraction(5))]
    assert project(points, Goal(">=", Fraction(20), on(200))).value == 10


def test_a_share_is_never_projected_above_the_whole_nor_a_count_below_nothing():
    up = project([(on(0), Fraction(40)), (on(100), Fraction(80))], Goal(">=", Fraction(90), on(300), highest=Fraction(100)))
    down = project([(on(0), Fraction(9)), (on(100), Fraction(4))], Goal("<=", Fraction(1), on(300)))
    assert (up.value, up.is_bounded, down.value, down.is_bounded) == (100, True, 0, True)


@given(amounts, amounts, amounts, apart, apart, comparators)
def test_start_latest_and_projected_value_lie_on_one_line(start, latest, goal, first, rest, comparator):
    found = project([(on(0), start), (on(first), latest)], free(goal, on(first + rest), comparator))
    assert (found.value - latest) * first == (latest - start) * rest
    assert found.value == latest + found.per_day * rest
    assert found.outcome == compare(found.value, comparator, goal)


@given(amounts, amounts, apart, apart, st.lists(st.tuples(st.integers(1, SHORTEST - 1), amounts), max_size=5))
def test_readings_between_the_first_and_the_last_change_nothing(start, latest, first, rest, between):
    ends = [(on(0), start), (on(first), latest)]
    goal = free(Fraction(1), on(first + rest))
    assert project([*ends, *((on(day), value) for day, value in between)], goal) == project(ends, goal)


@given(amounts, amounts, amounts, amounts, apart, apart)
def test_a_higher_last_reading_never_projects_lower(start, latest, more, goal, first, rest):
    due = on(first + rest)
    low = project([(on(0), start), (on(first), latest)], Goal(">=", goal, due))
    high = project([(on(0), start), (on(first), latest + more)], Goal(">=", goal, due))
    assert low.value <= high.value
    assert high.outcome.gap <= low.outcome.gap


@given(amounts, amounts, apart, apart)
def test_projecting_from_a_projected_point_goes_on_the_same_line(start, latest, first, rest):
    points = [(on(0), start), (on(first), latest)]
    half = project(points, free(Fraction(1), on(first + rest)))
    whole = project(points, free(Fraction(1), on(first + 2 * rest)))
    assert project([*points, (half.due_on, half.value)], free(Fraction(1), on(first + 2 * rest))).value == whole.value


@given(amounts, amounts, amounts, apart, apart)
def test_bounds_are_kept_unless_the_value_stands_beyond_them_already(start, latest, highest, first, rest):
    assume(latest <= highest)
    found = project([(on(0), start), (on(first), latest)], Goal(">=", Fraction(1), on(first + rest), highest=highest))
    assert 0 <= found.value <= highest
