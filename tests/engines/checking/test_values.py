"""Values by hand: what each rule accepts, refuses, and rewrites first."""

from __future__ import annotations

import pytest

from baigong.engines.checking.fields import Field, Kind, RowCheck, TableRules
from baigong.engines.checking.numbers import citizen_check, credit_check, lengthened
from baigong.engines.checking.plain import check_rows, check_value, missing_columns, normalise


def said(typed: str, kind: Kind = Kind.TEXT, **declared: object) -> tuple[str, str | None]:
    field = Field("f", "字段", kind, **declared)  # type: ignore[arg-type]
    written = normalise(field, typed)
    return written, check_value(field, written)


@pytest.mark.parametrize(
    ("typed", "written", "fault"),
    [
        ("11010519491231002X", "11010519491231002X", None),  # the example of GB 11643-1999
        (" 11010519491231002x ", "11010519491231002X", None),
        ("１１０１０５１９４９１２３１００２ｘ", "11010519491231002X", None),
        ("110105 19491231 002X", "11010519491231002X", None),
        ("110105491231002", "11010519491231002X", None),
        ("110105194912310021", "110105194912310021", "wrong_check_digit"),
        ("11010519490230002X", "11010519490230002X", "no_such_birth_date"),
        ("1101051949123100", "1101051949123100", "not_a_citizen_number"),
        ("X10105194912310021", "X10105194912310021", "not_a_citizen_number"),
    ],
)
def test_citizen_numbers(typed, written, fault):
    assert said(typed, check="citizen_number") == (written, fault)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("91350100M000100Y43", None),
        ("91350100m000100y43", None),
        ("12320000466006957D", None),
        ("91350100M000100Y44", "wrong_check_digit"),
        ("91350100M000100O43", "not_a_credit_code"),
        ("91350100M000100Y4", "not_a_credit_code"),
    ],
)
def test_credit_codes(typed, fault):
    assert said(typed, check="credit_code")[1] == fault


@pytest.mark.parametrize(
    ("typed", "length", "scale", "fault"),
    [
        ("9999.9", 5, 1, None),
        ("9999.90", 5, 1, None),
        ("99999", 5, 1, "too_many_digits"),
        ("1.25", 5, 1, "too_many_decimals"),
        ("12.5", 10, 0, "too_many_decimals"),
        ("12.0", 10, 0, None),
        ("1,234", 10, 0, None),
        ("１２", 10, 0, None),
        ("-3", 10, 0, None),
        ("1e5", 10, 0, "not_a_number"),
        ("３个", 10, 0, "not_a_number"),
    ],
)
def test_numbers_by_digits_in_all_and_decimals(typed, length, scale, fault):
    assert said(typed, Kind.NUMBER, length=length, scale=scale)[1] == fault


@pytest.mark.parametrize(
    ("kind", "typed", "written", "fault"),
    [
        (Kind.DATE, "20240229", "20240229", None),
        (Kind.DATE, "20230229", "20230229", "not_a_date"),
        (Kind.DATE, "2024年2月9日", "20240209", None),
        (Kind.DATE, "2024/2/9", "20240209", None),
        (Kind.DATE, "00000101", "00000101", "not_a_date"),
        (Kind.TIME, "9:05", "090500", None),
        (Kind.TIME, "240000", "240000", "not_a_time"),
        (Kind.MOMENT, "20240209081500", "20240209 081500", None),
        (Kind.MOMENT, "2024-2-9 8:15:00", "20240209 081500", None),
        (Kind.MOMENT, "20240209", "20240209", "not_a_moment"),
        (Kind.MONTH, "202413", "202413", "not_a_month"),
        (Kind.MONTH, "2024.9", "202409", None),
        (Kind.YEAR, "2022级", "2022", None),
        (Kind.SCHOOL_YEAR, "2021-2022学年", "2021-2022", None),
        (Kind.SCHOOL_YEAR, "2021-2023", "2021-2023", "not_a_school_year"),
    ],
)
def test_days_and_times_exist(kind, typed, written, fault):
    assert said(typed, kind) == (written, fault)


def test_length_counts_characters_and_not_bytes():
    assert said("买买提·阿不都", length=7)[1] is None
    assert said("买买提·阿不都", length=6)[1] == "too_long"


def test_full_width_marks_stay_in_prose_and_go_in_codes():
    assert said("甲，乙（２０２２）") == ("甲，乙（2022）", None)
    assert said("６２　０６０２", check="division_code") == ("620602", None)


def test_a_later_row_with_the_same_key_names_the_first():
    rules = TableRules("T", "表", (Field("k", "键", is_required=True),), key=("k",))
    faults = check_rows(rules, [{"k": "１"}, {"k": "2"}, {"k": "1 "}, {"k": "1"}])
    assert [(fault.row, fault.code, fault.found) for fault in faults] == [(2, "duplicate_key", "1"), (3, "duplicate_key", "1")]


def test_a_misspelt_key_is_named_beside_the_cell_that_it_leaves_empty():
    rules = TableRules("T", "表", (Field("k", "键", is_required=True), Field("name", "名", is_required=True)), key=("k",))
    faults = check_rows(rules, [{"k": "1", "nmae": "张三"}])
    assert [(fault.field, fault.code) for fault in faults] == [("name", "required"), ("nmae", "unknown_column")]
    assert missing_columns(rules, ["k"]) == ["name"]


def test_a_declaration_that_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match="no check"):
        Field("a", "甲", check="nothing")
    with pytest.raises(ValueError, match="no row check"):
        RowCheck("nothing", "a", "a")
    with pytest.raises(ValueError, match="not at all"):
        TableRules("T", "表", (Field("a", "甲"),), key=("b",))
    with pytest.raises(ValueError, match="cannot be sensitive"):
        TableRules("T", "表", (Field("a", "甲", is_sensitive=True),), key=("a",))


def test_the_check_characters_are_those_of_the_standards():
    assert citizen_check("11010519491231002") == "X"
    assert credit_check("91350100M000100Y4") == "3"
    assert lengthened("110105491231002") == "11010519491231002X"
