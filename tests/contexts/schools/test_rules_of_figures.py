"""Figures by the rules of their day: both sides of every change, and a day without a rule says so in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from baigong.contexts.schools.figures import destinations
from baigong.contexts.schools.figures.students import _exact
from baigong.kernel import rules
from baigong.kernel.access import SYSTEM
from baigong.kernel.indicators import Case, all_indicators, cases, find_indicator
from baigong.kernel.indicators.cases import value_of
from baigong.kernel.indicators.compiling import compile_plan
from baigong.kernel.indicators.computing import compute
from baigong.kernel.indicators.engines import duckdb_engine
from baigong.kernel.indicators.plans import City
from baigong.kernel.indicators.snapshots import take_snapshot
from baigong.kernel.rules import all_parameters
from tests.contexts.schools.rich_city import rich_rows

DAY = date(2022, 6, 27)
FIRST_DAYS = {
    "INT-02": date(2020, 12, 1), "CUR-01": date(2019, 6, 5), "CUR-02": date(2000, 1, 1), "CRT-02": date(2019, 4, 4),
    "TXT-01": date(2020, 9, 1), "TXT-06": date(2020, 9, 1), "TCH-01": date(2004, 1, 1), "TCH-02": date(2016, 5, 1),
    "TCH-01B": date(2023, 1, 15),
    "CND-01": date(2010, 7, 6), "CND-01A": date(2010, 7, 6),
    "CND-G-LAND": date(2010, 7, 6), "CND-G-DUAL": date(2010, 7, 6), "CND-07": date(2004, 2, 6), "CND-08": date(2004, 2, 6),
    "CND-09": date(2004, 2, 6), "EMP-01": date(2018, 12, 31), "EMP-11": date(2018, 8, 31), "EMP-21": date(2018, 12, 31),
}  # fmt: skip
"""The first day on which each has a rule to count by."""


def figures_on(day, codes, rows):
    """The values of the whole by code, from the rows of one city on that day."""
    plan = compile_plan([find_indicator(code) for code in codes], [City("", day)])
    with duckdb_engine(dict(cases._tables(Case("", rows, None, as_of=day)))) as run:
        return {v.code: v for v in compute(plan, run).values if v.kind == "city"}


@pytest.mark.parametrize(("code", "first"), FIRST_DAYS.items())
def test_a_figure_has_a_value_from_the_first_day_of_its_rule_and_none_before(code, first):
    for day, why in ((first, {"", "zero_denominator"}), (first - timedelta(days=1), {"no_rule"})):
        value = figures_on(day, [code], rich_rows(day, 1))[code]
        assert value.why in why, day
        assert (value.numerator is None) == (value.why == "no_rule")


def test_every_figure_that_hangs_on_a_rule_has_its_first_day_here_or_that_of_its_like():
    alike = {code: {rule.parameter for rule in each.rules} for code, each in all_indicators().items() if each.rules}
    told = [alike[code] for code in FIRST_DAYS]
    always = {"CND-01B"}
    assert not [code for code, keys in alike.items() if code not in always and not any(keys & known for known in told)]


@pytest.mark.parametrize("day", [date(1999, 1, 1), date(2010, 7, 5), date(2020, 11, 30), date(2035, 1, 1)])
def test_every_figure_can_be_asked_for_on_any_day(day):
    codes = [code for code, each in all_indicators().items() if each.is_computed]
    values = figures_on(day, codes, rich_rows(day, 2))
    assert values.keys() == set(codes)
    assert {v.why for v in values.values()} <= {"", "no_rule", "zero_denominator"}


def test_a_province_with_a_city_before_the_rule_has_no_whole_and_the_other_city_its_own_value():
    days = {"甲市": date(2020, 11, 30), "乙市": date(2020, 12, 1)}
    cities = [City(name, day, f"__{n}") for n, (name, day) in enumerate(days.items())]
    tables = {}
    for city in cities:
        rows = {"enterprises": [{"year": 2019, "staff": 100, "interns": 2, "apprentices": 0}]}
        tables |= {f"{name}{city.suffix}": table for name, table in cases._tables(Case("", rows, None))}
    with duckdb_engine(tables) as run:
        values = {(v.kind, v.key): v for v in compute(compile_plan([find_indicator("INT-02")], cities), run).values}
    assert (values["city", ""].why, values["city", "甲市"].why) == ("no_rule", "no_rule")
    assert values["city", "乙市"].amount == 1
    assert {kind for kind, _key in values} == {"city"}


@pytest.mark.django_db
def test_a_snapshot_of_a_day_before_the_plan_is_taken_and_says_that_no_rule_was_in_force(settings, tmp_path, now):
    settings.MEDIA_ROOT = tmp_path
    snapshot = take_snapshot(actor=SYSTEM, now=now, as_of=date(2020, 11, 30))
    value = snapshot.values.get(code="INT-02")
    assert (value.amount, value.why, value.get_why_display()) == (None, "no_rule", "统计日没有有效的规定")
    assert snapshot.values.get(code="INT-01", slice_kind="city").why == "no_records"
    later = take_snapshot(actor=SYSTEM, now=now, as_of=date(2020, 12, 1))
    assert later.values.get(code="INT-02", slice_kind="city").why == "no_records"


@pytest.fixture
def change(monkeypatch):
    """From a day on a parameter has another value, or other codes."""

    def make(key, since, **facts):
        known = all_parameters()
        last = known[key].versions[-1]
        versions = (*known[key].versions[:-1], replace(last, until=since - timedelta(days=1)), replace(last, since=since, **facts))
        changed = {**known, key: replace(known[key], versions=versions)}
        for module in (rules, destinations):
            monkeypatch.setattr(module, "all_parameters", lambda: changed)

    return make


def value_on(code, day, rows):
    return value_of(find_indicator(code), Case("", rows, None, as_of=day))


PUPIL = {"body_kind": "college", "school": "5", "state_code": "1"}
STAFF = {"body_kind": "college", "school": "5", "began_on": date(2015, 9, 1)}
SCHOOL = {"school": "1", "year": 2021, "is_public": True, "is_attached": False, "school_type_code": "2", "land": 1, "students": 1}
THREE_EXTERNAL = [STAFF | {"is_full_time": True, "is_external": False}] * 8 + [STAFF | {"is_full_time": False, "is_external": True}] * 3
CHANGES = [
    ("STU-WEIGHT-EVENING", "0.25", "CND-07", {"students": [PUPIL | {"type_code": "8"}, PUPIL | {"type_code": "1"}]}, "1.3", "1.25"),
    ("CND-EXTERNAL-WEIGHT", "0.8", "CND-08", {"teachers": THREE_EXTERNAL}, "9", "9.6"),
    ("CND-EXTERNAL-CAP", "0.125", "CND-08", {"teachers": THREE_EXTERNAL}, "9", "8.5"),
    ("INT-STAFF-CAP", "0.2", "INT-02", {"enterprises": [
        {"year": 2021, "staff": staff, "interns": 1, "apprentices": 0} for staff in (4, 5, 9, 10)] + [
        {"year": 2021, "staff": 9, "interns": 0, "apprentices": 0}]}, "1", "3/4"),
    ("CUR-YEARS-TAUGHT", "4", "CUR-02", {"courses": [
        {"grade": 2021, "theory": 1, "practical": 1}, {"grade": 2019, "theory": 1, "practical": 1},
        {"grade": 2018, "theory": 4, "practical": 0}]}, "1/2", "1/4"),
    ("CRT-WINDOW-YEARS", "2", "CRT-02", {"assessments": [
        {"school": "1", "student": "a", "result_code": "1", "assessed_on": date(2021, 6, 20)},
        {"school": "1", "student": "b", "result_code": "0", "assessed_on": date(2022, 1, 1)}]}, "0", "1/2"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value", "code", "rows", "before", "after"), CHANGES)
def test_a_changed_parameter_counts_from_its_day_and_not_a_day_earlier(change, key, value, code, rows, before, after):
    change(key, DAY, value=Fraction(value))
    assert value_on(code, DAY - timedelta(days=1), rows) == Fraction(before)
    assert value_on(code, DAY, rows) == Fraction(after)


def test_the_key_set_leaves_out_schools_founded_from_the_year_that_is_fixed(change):
    founded = enumerate([date(2021, 12, 31), date(2022, 1, 1), None])
    rows = {"conditions": [SCHOOL | {"school": str(n), "founded_on": day} for n, day in founded]}
    assert figures_on(date(2022, 11, 1), ["CND-01"], rows)["CND-01"].denominator == 2
    assert figures_on(date(2022, 10, 31), ["CND-01"], rows)["CND-01"].denominator == 3
    change("CND-KEY-FOUNDED", date(2024, 1, 1), value=Fraction(2023))
    assert figures_on(date(2023, 12, 31), ["CND-01"], rows)["CND-01"].denominator == 2
    assert figures_on(date(2024, 1, 1), ["CND-01"], rows)["CND-01"].denominator == 3


GRADUATES = {"destinations": [
    {"school": "1", "student": str(n), "year": 2021, "cut_off": date(2021, 12, 31), "destination_code": code}
    for n, code in enumerate(["10", "75", "70", "80"])
]}  # fmt: skip


@pytest.mark.parametrize(("since", "expected"), [(date(2021, 12, 31), "2/4"), (date(2022, 1, 1), "1/4")])
def test_a_class_of_destinations_is_that_of_the_day_of_the_statistic(change, since, expected):
    change("EMP-GROUP-CONTRACT", since, codes=("10", "75"))
    assert value_on("EMP-22", date(2022, 6, 27), GRADUATES) == Fraction(expected)


def test_a_moved_day_of_the_statistic_counts_from_its_year(change):
    change("EMP-CUT-OFF-FINAL", date(2022, 1, 1), value=Fraction(1130))
    moved = {"destinations": [row | {"year": 2022, "cut_off": date(2022, 11, 30)} for row in GRADUATES["destinations"]]}
    both = {"destinations": GRADUATES["destinations"] + moved["destinations"][:2]}
    assert value_on("EMP-22", date(2022, 11, 29), moved) is None
    assert value_on("EMP-22", date(2022, 11, 30), both) == Fraction(1, 2)
    assert value_on("EMP-22", date(2021, 12, 31), both) == Fraction(1, 4)


def test_a_weight_that_cannot_be_kept_exactly_is_refused():
    assert _exact(Fraction(3, 10)) == 3000
    with pytest.raises(ValueError, match="four decimals"):
        _exact(Fraction(1, 3))
