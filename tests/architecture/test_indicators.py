"""Every indicator that records stand behind compiles, and its worked cases come out."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from baigong.kernel.indicators import Kind, all_indicators, all_tables, find_slice_kind
from baigong.kernel.indicators.cases import value_of
from baigong.kernel.indicators.compiling import compile_plan
from baigong.kernel.indicators.plans import City

COMPUTED = {code: each for code, each in all_indicators().items() if each.is_computed}
CASES = [(code, number) for code, each in COMPUTED.items() for number in range(len(each.worked))]


@pytest.mark.parametrize(("code", "number"), CASES)
def test_a_worked_case_comes_out(code, number):
    case = COMPUTED[code].worked[number]
    assert value_of(COMPUTED[code], case) == (None if case.expected is None else Fraction(case.expected)), str(case.words)


def test_all_of_them_compile_together_for_both_engines():
    for dialect in ("duckdb", "pyspark"):
        plan = compile_plan(COMPUTED.values(), [City("", date(2022, 6, 27))], dialect)
        assert len(plan.scans) <= len(all_tables())


def test_a_ratio_has_a_case_without_data():
    ratios = [each for each in COMPUTED.values() if each.kind is Kind.RATIO]
    assert not [each.code for each in ratios if all(case.expected is not None for case in each.worked)]


def test_every_kind_of_slice_is_declared():
    used = {kind for each in COMPUTED.values() for name in each.slices for kind in name.split("+")}
    used |= {kind for table in all_tables().values() for kind in table.slices}
    assert not [kind for kind in used if find_slice_kind(kind) is None]


def test_below_how_many_persons_nothing_is_shown_is_the_rulebooks_to_say():
    assert not [code for code, each in all_indicators().items() if each.disclosure.minimum_cell not in (None, 0)]
