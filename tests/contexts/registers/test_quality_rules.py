"""What each kind of rule finds in rows, and what it leaves alone: worked by hand."""

from __future__ import annotations

import polars as pl
import pytest

from baigong.contexts.registers.lake.columns import HASH, MASK
from baigong.contexts.registers.lake.state import BODY
from baigong.contexts.registers.quality.measuring import contradictions, missing, outliers, persons, shared_keys
from baigong.contexts.registers.quality.rules import Comparison, Outlier, Persons, Side, all_rules
from baigong.contexts.registers.standard import find_table

ROSTERS, NATIONAL = "WW-ROSTERS-2021", "SZJZ-ZZ-V2.2.0"
WORDS = {"code": "x", "title": "", "advice": ""}


def held(*rows: tuple[int, dict[str, str]], columns: str = "") -> pl.DataFrame:
    """Rows in force, each with the body it belongs to."""
    names = columns.split() or list(dict.fromkeys(name for _body, row in rows for name in row))
    schema = {BODY: pl.Int64(), **dict.fromkeys(names, pl.String())}
    return pl.DataFrame([[body, *(row.get(name, "") for name in names)] for body, row in rows], schema=schema, orient="row")


def frames(**tables: pl.DataFrame):
    return lambda _standard, name: tables[name]


# -- missing ---------------------------------------------------------------------------------------------------------

PROGRAMMES = Comparison(
    left=Side(ROSTERS, "A", where={"STATE": ("1",)}, by="CODE"), right=Side(NATIONAL, "B", by="CODE"), **WORDS
)  # fmt: skip


def pupil(code: str, state: str = "1") -> dict[str, str]:
    return {"CODE": code, "STATE": state}


def test_a_group_that_the_other_table_lacks_is_told_with_how_many_rows_name_it():
    left = held((1, pupil("720201")), (1, pupil("720201")), (1, pupil("610102")), (1, pupil("999999", "2")), (1, pupil("")))
    found = missing(PROGRAMMES, frames(A=left, B=held((1, {"CODE": "610102"}))))
    assert [(f.body, f.subject, f.found, f.expected) for f in found] == [(1, "720201", "2", "")]
    assert found[0].rows == ["STATE:1", "CODE:720201"]


def test_another_body_s_row_does_not_fill_the_gap_and_the_most_frequent_comes_first():
    left = held((1, pupil("A")), (1, pupil("B")), (1, pupil("B")), (2, pupil("A")))
    found = missing(PROGRAMMES, frames(A=left, B=held((1, {"CODE": "C"}), (2, {"CODE": "A"}))))
    assert [(f.body, f.subject) for f in found] == [(1, "B"), (1, "A")]


def test_a_body_that_did_not_return_the_other_table_at_all_is_not_told():
    assert missing(PROGRAMMES, frames(A=held((1, pupil("A"))), B=held((2, {"CODE": "A"})))) == []
    assert missing(PROGRAMMES, frames(A=held(columns="CODE STATE"), B=held((2, {"CODE": "A"})))) == []


# -- keys of two bodies ----------------------------------------------------------------------------------------------


@pytest.fixture
def programmes():
    return find_table(NATIONAL, "ODS_ZZZYSZSJ")


def test_a_row_key_that_two_bodies_sent_is_told_to_each_with_the_other(programmes):
    frame = held(*((body, {"ZJSJWYXBS": key}) for body, key in ((1, "A"), (1, "B"), (1, "C"), (2, "A"), (2, "B"), (3, "Z"))))
    found = shared_keys(programmes, frame)
    assert [(f.body, f.other_body, f.subject, f.found) for f in found] == [(1, 2, "A", "2"), (2, 1, "A", "2")]
    assert found[0].rows == ["ZJSJWYXBS:A"]


def test_a_key_in_three_bodies_gives_each_pair_and_keys_of_one_body_none(programmes):
    frame = held(*((body, {"ZJSJWYXBS": "A"}) for body in (1, 2, 3)), (1, {"ZJSJWYXBS": "B"}))
    assert [(f.body, f.other_body) for f in shared_keys(programmes, frame)] == [(1, 2), (1, 3), (2, 1), (2, 3), (3, 1), (3, 2)]
    assert shared_keys(programmes, held((1, {"ZJSJWYXBS": "A"}), (2, {"ZJSJWYXBS": "B"}))) == []


# -- outliers --------------------------------------------------------------------------------------------------------


@pytest.fixture
def conditions():
    return find_table(ROSTERS, "MCBXTJ")


def a_year(land: object, pupils: object, year: str = "2021-2022") -> dict[str, str]:
    return {"XN": year, "ZDMJ": str(land), "XSS": str(pupils)}


LAND = Outlier(side=Side(ROSTERS, "MCBXTJ", latest="XN"), value="ZDMJ", per="XSS", low=5, high=400, **WORDS)


def test_a_ratio_outside_of_what_can_be_is_told_with_the_range(conditions):
    """61 mu written where square metres are asked: 0.1 square metres to a pupil."""
    frame = held((1, a_year(61, 540)), (2, a_year(41_000, 540)), (3, a_year(900_000, 1_000)))
    found = outliers(LAND, conditions, frames(MCBXTJ=frame))
    assert [(f.body, f.found, f.expected) for f in found] == [(3, "900", "5—400"), (1, "0.1", "5—400")]
    assert found[1].rows == ["XN:2021-2022"]


def test_a_ratio_is_of_the_latest_year_and_without_a_denominator_there_is_none(conditions):
    frame = held((1, a_year(61, 540, "2020-2021")), (1, a_year(41_000, 540)), (2, a_year(61, 0)), (3, a_year(61, "")), (4, a_year("", 9)))
    assert outliers(LAND, conditions, frames(MCBXTJ=frame)) == []


def test_with_one_bound_alone_the_words_say_at_least_or_at_most(conditions):
    frame = frames(MCBXTJ=held((1, a_year(61, 540))))
    least = Outlier(side=LAND.side, value="ZDMJ", per="XSS", low=5, **WORDS)
    most = Outlier(side=LAND.side, value="ZDMJ", high=60, **WORDS)
    assert [f.expected for f in outliers(least, conditions, frame)] == ["≥5"]
    assert [f.expected for f in outliers(most, conditions, frame)] == ["≤60"]


def test_far_is_measured_by_robust_deviations_among_the_rows_of_one_body():
    classes = find_table(ROSTERS, "MCBJ")
    rule = Outlier(side=Side(ROSTERS, "MCBJ"), value="XSS", among="body", factor=6, least=8, **WORDS)
    own = [(1, {"BH": str(n), "XSS": str(40 + n % 5)}) for n in range(10)]
    far = (1, {"BH": "Z", "XSS": "400"})
    assert [f.subject for f in outliers(rule, classes, frames(MCBJ=held(*own, far)))] == ["Z"]
    assert outliers(rule, classes, frames(MCBJ=held(*own[:6], far))) == [], "seven rows tell nothing"
    same = [(1, {"BH": str(n), "XSS": "40"}) for n in range(10)]
    assert outliers(rule, classes, frames(MCBJ=held(*same, far))) == [], "without any spread there is no deviation"
    assert outliers(rule, classes, frames(MCBJ=held(*own, (2, {"BH": "Z", "XSS": "400"})))) == [], "another body's usual is its own"


# -- two sides -------------------------------------------------------------------------------------------------------

PUPILS = Comparison(left=Side(ROSTERS, "A", distinct="XH"), right=Side(ROSTERS, "B", latest="XN", sum="XSS"), share=0.03, most=2, **WORDS)


def heads(count: int) -> list[tuple[int, dict[str, str]]]:
    return [(1, {"XH": str(number)}) for number in range(count)]


@pytest.mark.parametrize(("reported", "told"), [(100, 0), (103, 0), (104, 1), (97, 0), (96, 1)])
def test_two_counts_may_differ_by_their_tolerance_and_no_more(reported, told):
    right = held((1, {"XN": "2021", "XSS": str(reported - 60)}), (1, {"XN": "2021", "XSS": "60"}), (1, {"XN": "2020", "XSS": "7"}))
    found = contradictions(PUPILS, frames(A=held(*heads(100), *heads(5)), B=right))
    assert [(f.found, f.expected) for f in found] == [("100", str(reported))] * told


def test_a_small_difference_counts_for_nothing_however_large_its_share():
    assert contradictions(PUPILS, frames(A=held(*heads(3)), B=held((1, {"XN": "2021", "XSS": "1"})))) == []


# -- the same person -------------------------------------------------------------------------------------------------


def test_a_person_of_two_bodies_is_told_to_each_and_one_without_a_number_is_nobody_s_double():
    table = find_table(ROSTERS, "MCJS")
    rule = Persons(field="SFZH", side=Side(ROSTERS, "MCJS", where={"SFZR": ("1",)}), **WORDS)

    def teacher(number: str, digest: str, full: str = "1") -> dict[str, str]:
        return {"JGH": number, "SFZR": full, "SFZH" + HASH: digest, "SFZH" + MASK: digest and "62069*"}

    frame = held((1, teacher("a", "x")), (2, teacher("b", "x")), (2, teacher("c", "")), (1, teacher("d", "")), (2, teacher("e", "y", "0")),
                 (1, teacher("f", "y")))  # fmt: skip
    found = persons(rule, table, frames(MCJS=frame))
    assert [(f.body, f.other_body, f.found) for f in found] == [(1, 2, "a"), (2, 1, "b")]


# -- the declaration -------------------------------------------------------------------------------------------------


def test_every_rule_names_tables_and_fields_that_there_are():
    rules = all_rules()
    sides = [side for rule in (*rules.contradictions, *rules.missing) for side in (rule.left, rule.right)]
    sides += [rule.side for rule in (*rules.persons, *rules.outliers)]
    for side in sides:
        table = find_table(side.standard, side.table)
        assert table is not None, side
        for name in filter(None, (*side.where, side.latest, side.distinct, side.sum, side.by)):
            assert table.field(name) is not None, (side.table, name)
    for rule in rules.outliers:
        table = find_table(rule.side.standard, rule.side.table)
        assert all(table.field(name) for name in (rule.value, rule.per) if name), rule.code
