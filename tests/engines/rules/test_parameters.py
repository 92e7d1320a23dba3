"""Dated parameters."""

from datetime import date
from fractions import Fraction

import pytest

from baigong.engines.rules import RulebookError, load_parameters

CITED = {"citation": {"title": "办法"}, "verification": "verified"}


def entry(*versions, key="X"):
    return [{"id": key, "label": "某数", "versions": [CITED | v for v in versions]}]


def test_the_version_in_force_on_the_day_is_used_on_both_sides_of_a_change():
    x = load_parameters(
        entry(
            {"since": date(2016, 4, 11), "until": date(2021, 12, 30), "value": 1},
            {"since": date(2021, 12, 31), "value": 2},
        )
    )["X"]
    assert x.on(date(2021, 12, 30)).value == 1
    assert x.on(date(2021, 12, 31)).value == 2
    assert x.on(date(2016, 4, 10)) is None


def test_an_ended_parameter_has_no_value_afterwards():
    x = load_parameters(entry({"since": date(2020, 1, 1), "until": date(2020, 12, 31), "value": 1}))["X"]
    assert x.on(date(2021, 1, 1)) is None


def test_overlapping_versions_are_refused():
    with pytest.raises(RulebookError, match="runs into"):
        load_parameters(entry({"since": date(2020, 1, 1), "value": 1}, {"since": date(2021, 1, 1), "value": 2}))


def test_a_value_without_citation_or_written_as_a_float_is_refused():
    with pytest.raises(RulebookError, match="cites nothing"):
        load_parameters([{"id": "X", "label": "x", "versions": [{"since": date(2020, 1, 1), "value": 1, "verification": "house"}]}])
    with pytest.raises(RulebookError, match="exact"):
        load_parameters(entry({"since": date(2020, 1, 1), "value": 0.3}))


def test_a_quoted_number_stays_exact():
    assert load_parameters(entry({"since": date(2020, 1, 1), "value": "0.3"}))["X"].on(date(2020, 1, 1)).value == Fraction(3, 10)


def test_an_unset_parameter_is_null_and_not_official():
    x = load_parameters(
        [{"id": "X", "label": "x", "versions": [CITED | {"since": date(2020, 1, 1), "value": None, "verification": "param"}]}]
    )
    version = x["X"].on(date(2020, 1, 1))
    assert version.value is None
    assert not version.is_official
