"""Values are exact, every table is asked once, and an engine is no matter of opinion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from baigong.kernel.indicators import Case, Derived, Measure, TableColumn, all_indicators, declare_table, tables
from baigong.kernel.indicators.cases import value_of
from baigong.kernel.indicators.compiling import compile_plan
from baigong.kernel.indicators.computing import as_text, compute
from baigong.kernel.indicators.engines import duckdb_engine
from baigong.kernel.indicators.plans import City, Plan
from tests.kernel.indicators.school_city import city, learner, learners_table  # noqa: F401

DAY = date(2022, 6, 27)
ONE = (City("武威", DAY),)
ROWS = [
    learner("a", "s1", trained=True, hours=5, fee="100.10"),
    learner("b", "s1", hours=1, fee="0.01"),
    learner("b", "s2", year="2022", trained=True, hours=2),
    learner("c", "s3", county="B", trained=None, hours=None, fee=None),
]


def computed(indicators, rows=None, cities=ONE):
    asked = []
    plan = Plan.from_json(compile_plan(indicators, cities).as_json())
    suffixes = {f"learners{c.suffix}": learners_table(ROWS if rows is None else rows) for c in cities}
    with duckdb_engine(suffixes) as run:
        figures = compute(plan, lambda sql: asked.append(sql) or run(sql))
    return {(v.code, v.kind, v.key): v for v in figures.values}, asked


def test_a_value_is_exact_and_cut_in_every_declared_way(city):
    values, _asked = computed(city)
    assert values["L-01", "city", ""].amount == Fraction(1, 2)
    assert values["L-01", "county", "A"].amount == Fraction(2, 3)
    assert values["L-01", "school", "s1"].amount == Fraction(1, 2)
    assert values["L-01", "school+year", "s2/2022"].amount == 1
    assert as_text(values["L-02", "city", ""].numerator) == "100.11"


def test_a_row_of_which_it_is_not_known_does_not_count(city):
    assert computed(city)[0]["L-01", "county", "B"].amount == 0


def test_distinct_persons_are_counted_by_a_table_with_one_row_a_person(city):
    values, _asked = computed(city)
    assert values["L-03", "city", ""].amount == Fraction(8, 3)
    assert values["L-03", "county", "A"].amount == 4


def test_a_zero_denominator_is_no_data(city):
    none = replace(city[0], denominator=Measure("learners", where=lambda t: t.hours > 4))
    value = computed([none])[0]["L-01", "school", "s2"]
    assert (value.amount, value.why) == (None, "zero_denominator")


def test_a_table_without_rows_is_no_data_and_not_nought(city):
    values, _asked = computed(city, rows=[])
    assert {v.why for v in values.values()} == {"no_records"}
    assert values["L-02", "city", ""].amount is None


def test_of_a_register_that_the_house_keeps_no_rows_means_none(city):
    object.__setattr__(tables.find_table("learners"), "is_own_register", True)
    values, _asked = computed([city[1]], rows=[])
    assert values["L-02", "city", ""].amount == 0


def test_as_many_queries_are_issued_as_tables_are_touched(city):
    many = [replace(city[0], code=f"M-{n}", numerator=Measure("learners", where=lambda t, n=n: t.hours > n)) for n in range(40)]
    _values, asked = computed([*city, *many])
    assert len(asked) == 2


def test_the_same_measure_is_summed_once(city):
    twice = replace(city[0], code="L-09")
    assert compile_plan([city[0], twice], [City("", DAY)]).scans == compile_plan([city[0]], [City("", DAY)]).scans


def test_sums_beyond_what_a_float_holds_are_kept(city):
    rows = [learner(str(n), "s1", fee="9999999999.99", hours=2**53 + 1) for n in range(3)]
    values, _asked = computed(city, rows)
    assert values["L-02", "city", ""].numerator == Decimal("29999999999.97")
    assert values["L-03", "city", ""].numerator == 3 * (2**53 + 1)


def test_a_floating_point_amount_is_refused(city):
    with pytest.raises(ValueError, match="add up exactly"):
        compile_plan([replace(city[1], numerator=Measure("learners", amount=lambda t: t.hours / 2))], [City("", DAY)])
    declare_table(
        Derived(
            name="halves",
            label="",
            columns=(TableColumn("half", "", "int64"),),
            build=lambda t: t["learners"].select(half=t["learners"].hours / 2),
        )
    )
    with pytest.raises(ValueError, match="floating-point"):
        compile_plan([replace(city[1], numerator=Measure("halves"), slices=())], [City("", DAY)])


@pytest.mark.parametrize(
    ("change", "said"), [({"numerator": Measure("nowhere")}, "no table nowhere"), ({"slices": ("programme",)}, "cannot be cut")]
)
def test_what_is_not_declared_is_refused(city, change, said):
    with pytest.raises(ValueError, match=said):
        compile_plan([replace(city[1], **change)], [City("", DAY)])


def test_united_cities_have_the_whole_and_each_its_own(city):
    values, asked = computed(city, cities=(City("甲", DAY, "__0"), City("乙", DAY, "__1")))
    assert len(asked) == 2
    assert values["L-01", "city", ""].numerator == 4
    assert values["L-01", "city", "甲"].numerator == 2
    assert values["L-03", "city", ""].denominator == 6, "the same person in two cities is two"


def test_worked_cases_come_out(city):
    for each in all_indicators().values():
        for case in each.worked:
            assert value_of(each, case) == (None if case.expected is None else Fraction(case.expected)), str(case.words)


@pytest.mark.parametrize("rows", [{"nowhere": []}, {"learners": [{"colour": 1}]}])
def test_a_worked_case_names_declared_tables_and_columns(city, rows):
    with pytest.raises(ValueError, match="undeclared"):
        value_of(city[0], Case("", rows, None))
