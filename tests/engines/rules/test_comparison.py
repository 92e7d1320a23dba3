"""A value held against a target."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.engines.rules import compare, progress

F = Fraction

numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)
positive = st.fractions(min_value=F(1, 1000), max_value=1000, max_denominator=1000)


@pytest.mark.parametrize(
    ("value", "comparator", "target", "met"),
    [
        (50, ">=", 50, True),
        (50, ">", 50, False),
        (F(1, 2) * 100, ">=", 50, True),
        (F(4999, 100), ">=", 50, False),
        (3, "=", 3, True),
        (4, "=", 3, True),
        (2, "=", 3, False),
        (3, "<=", 3, True),
        (3, "<", 3, False),
    ],
)
def test_the_figure_itself_counts_for_at_least_and_at_most_but_not_for_more_and_less(value, comparator, target, met):
    assert compare(F(value), comparator, F(target)).met is met


def test_about_twenty_is_a_floor_of_twenty_until_somebody_sets_a_tolerance():
    assert not compare(F(19), "~", F(20)).met
    assert compare(F(19), "~", F(20), tolerance=F(1, 10)).met
    assert not compare(F(17), "~", F(20), tolerance=F(1, 10)).met


def test_a_range_is_met_from_its_lower_figure_on():
    assert not compare(F(1), "range", F(2), F(3)).met
    assert compare(F(2), "range", F(2), F(3)).met
    assert compare(F(5), "range", F(2), F(3)).met


def test_an_unknown_comparator_is_refused():
    with pytest.raises(ValueError, match="unknown comparator"):
        compare(F(1), "approx", F(1))


@given(numbers, st.sampled_from(["=", ">=", ">", "<=", "<", "~"]), numbers)
def test_the_gap_is_zero_exactly_when_a_target_that_includes_its_figure_is_met(value, comparator, target):
    result = compare(value, comparator, target)
    assert result.gap >= 0
    if result.met:
        assert result.gap == 0
    if comparator not in {">", "<"}:
        assert result.met == (result.gap == 0)


@given(numbers, positive)
def test_more_achieved_is_never_less_progress_and_stays_between_nothing_and_all(value, target):
    now, later = progress(value, ">=", target), progress(value + 1, ">=", target)
    assert now is not None
    assert later is not None
    assert 0 <= now <= later <= 1


def test_progress_downwards_needs_a_baseline():
    assert progress(F(5), "<=", F(3)) is None
    assert progress(F(4), "<=", F(3), baseline=F(5)) == F(1, 2)
