"""The kernel and the reference write the same values and find the same faults, whatever is sent."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.engines.checking import columns
from baigong.engines.checking.fields import Field, Kind, RowCheck, TableRules
from baigong.engines.checking.frame import check_frame, to_faults
from baigong.engines.checking.numbers import citizen_check, credit_check
from baigong.engines.checking.plain import check_row, check_rows, check_value, normalise, normalise_row

Row = dict[str, str | None]
WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
FIELDS = (
    Field("key", "主键", length=32, is_required=True, check="row_key"),
    Field("school", "学校", length=10, is_required=True, check="school_code"),
    Field("name", "姓名", length=4, is_required=True),
    Field("essay", "说明", Kind.LONG_TEXT, length=8),
    Field("count", "人数", Kind.NUMBER, length=5),
    Field("score", "成绩", Kind.NUMBER, length=5, scale=1),
    Field("price", "价格", Kind.MONEY, scale=4),
    Field("day", "起", Kind.DATE),
    Field("end", "止", Kind.DATE),
    Field("time", "时间", Kind.TIME),
    Field("moment", "时刻", Kind.MOMENT, is_required=True),
    Field("month", "年月", Kind.MONTH),
    Field("year", "年份", Kind.YEAR),
    Field("school_year", "学年", Kind.SCHOOL_YEAR),
    Field("sex", "性别", length=1, codes=frozenset("129"), code_set="XB"),
    Field("ways", "途径", length=60, codes=frozenset("129"), code_set="TJ", is_list=True),
    Field("place", "区划", length=6, codes=frozenset({"62", "11"}), code_prefix=2, check="division_code"),
    Field("programme", "专业", codes=frozenset({"7102"}), code_prefix=4, check="programme_code", is_list=True),
    Field("citizen", "身份证号", check="citizen_number", is_sensitive=True),
    Field("born", "出生日期", Kind.DATE),
    Field("credit", "信用代码", check="credit_code"),
    Field("phone", "手机", check="mobile"),
    Field("photo", "照片", Kind.BINARY),
    Field("gone", "状态", length=1, codes=frozenset("0")),
)
BY_NAME = {field.name: field for field in FIELDS}
CHECKS = (
    RowCheck("required_if", "credit", "sex", frozenset("2")),
    RowCheck("not_before", "end", "day"),
    RowCheck("not_more_than", "score", "count"),
    RowCheck("birth_date", "born", "citizen"),
)
RULES = TableRules("T", "表", FIELDS, key=("key",), delete_field="gone", delete_value="0", row_checks=CHECKS)
TWO_KEYS = TableRules("U", "表", FIELDS, key=("school", "year"))


def a_day(draw: random.Random) -> str:
    day = date(1990, 1, 1) + timedelta(days=draw.randrange(15000))
    y, m, d = day.year, day.month, day.day
    return draw.choice(
        [f"{y}{m:02}{d:02}"] * 3 + [f"{y}-{m}-{d}", f"{y}/{m:02}/{d:02}", f"{y}年{m}月{d}日", f"{y}-{m}-{d} 00:00:00", "20230229"]
    )


def a_citizen(draw: random.Random) -> str:
    first = f"6206{draw.randrange(100):02}{draw.choice(['20050131', '19991201', '20050230'])}{draw.randrange(3):03}"
    return draw.choice([first + citizen_check(first)] * 4 + [first + "X", "620622990131001", first[:6] + first[8:]])


def a_credit(draw: random.Random) -> str:
    first = (
        "".join(draw.choice("159ANY") for _ in range(2)) + f"{draw.randrange(10**6):06}" + "".join(draw.choice("0ABTXY") for _ in range(9))
    )
    return first + draw.choice([credit_check(first)] * 4 + ["0"])


def value_of(name: str, draw: random.Random) -> str:
    n = draw.randrange(100)
    return {
        "key": lambda: f"{draw.randrange(400):032X}",
        "school": lambda: f"{6200000000 + draw.randrange(20)}",
        "name": lambda: draw.choice(["张三", "欧阳修文", "买买提·阿不都", "Ｌi"]),
        "essay": lambda: draw.choice(["ＡＢ　一二", "一二三四五六七八九", "a\nb"]),
        "count": lambda: draw.choice([str(n), "0", "00012", "123456", "1,234", "12.0", "12.5", "-3", "1e5", "1,23"]),
        "score": lambda: draw.choice([f"{n}.5", str(n), "100.50", "99999", "9999.9", "1.25", ".5"]),
        "price": lambda: draw.choice([f"{n}.25", "3.14159", "1,000.10"]),
        "day": lambda: a_day(draw),
        "end": lambda: a_day(draw),
        "time": lambda: draw.choice(["101112", "9:05", "23:59:59", "240000", "006100"]),
        "moment": lambda: a_day(draw)[:8] + draw.choice([" 101112", "101112", " 250000", "T10:11:12", " 9:05", ""]),
        "month": lambda: draw.choice(["202501", "202513", "2025-1", "2025年12月", "000001"]),
        "year": lambda: draw.choice(["2022", "2022级", "0000", "22"]),
        "school_year": lambda: draw.choice(["2024-2025", "2024-2026", "2024—2025学年", "2024/2025", "2024"]),
        "sex": lambda: draw.choice(["1", "2", "9", "3"]),
        "ways": lambda: draw.choice(["1", "1||2", "1,2", "1、9", "1||7", "1||", "2，9"]),
        "place": lambda: draw.choice(["620622", "110000", "990101", "6206"]),
        "programme": lambda: draw.choice(["710201", "710201k", "710101", "710201||710202K", "7102"]),
        "citizen": lambda: a_citizen(draw),
        "born": lambda: draw.choice(["20050131", "19991201", "1999-12-1", "19901231"]),
        "credit": lambda: a_credit(draw),
        "phone": lambda: draw.choice(["13912345678", "139-1234-5678", "+8613912345678", "12912345678"]),
        "photo": lambda: " ｘ ",
        "gone": lambda: draw.choice(["", "", "", "", "0", "1"]),
    }[name]()


def as_typed(text: str, draw: random.Random) -> str | None:
    """A value as people type it: mostly right, sometimes with blanks, full-width, small letters, a character too many or too few."""
    chance = draw.random()
    if chance < 0.75:
        return text
    if chance < 0.80:
        return draw.choice([None, "", "\u3000"])
    if chance < 0.85:
        return draw.choice([" ", "\u3000", "\ufeff", "\t\n"]) + text + draw.choice(["", " ", "\u00a0"])
    if chance < 0.90:
        return "".join(WIDE.get(char, char) for char in text)
    if chance < 0.93:
        return text.lower()
    place = draw.randrange(len(text) + 1)
    return text[:place] + draw.choice(["", "0", "X", " ", "\n", "Ａ", "张", "|", "١"]) + text[place + draw.randrange(2) :]


def rows_of(seed: int, count: int) -> list[Row]:
    draw = random.Random(seed)
    return [
        {name: as_typed(value_of(name, draw), draw) for name in BY_NAME} | {"其他": draw.choice([None, "", " ", "x"]) if n % 9 == 0 else ""}
        for n in range(count)
    ]


def framed(sent: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(sent, schema=dict.fromkeys(sent[0], pl.String))


@pytest.mark.parametrize("long", [1000, 20_000])
@pytest.mark.parametrize("few", [4, 1000])
@pytest.mark.parametrize("seed", range(6))
def test_a_frame_and_its_rows_one_by_one_have_the_same_faults(seed: int, few: int, long: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where nearly every column is looked at by its different values, and where several columns are worked on at once."""
    monkeypatch.setattr(columns, "_REPEATED_FROM", few)
    monkeypatch.setattr(columns, "_LONG_FROM", long)
    sent = rows_of(seed, 1200)
    checked = check_frame(RULES, framed(sent))
    assert list(to_faults(checked.faults)) == check_rows(RULES, sent)
    assert checked.frame.rows(named=True) == [
        {name: text for name, text in normalise_row(RULES, row).items() if name in BY_NAME} for row in sent
    ]


def test_the_rows_compared_hold_every_kind_of_fault_and_sound_cells_of_every_field() -> None:
    sent = [normalise_row(RULES, row) for seed in range(6) for row in rows_of(seed, 1200)]
    found = [check_row(RULES, row) for row in sent]
    assert len({code for each in found for _, code, _ in each}) == 26
    wrong = [{name for name, _, _ in each} for each in found]
    for field in FIELDS:
        assert any(row[field.name] and field.name not in names for row, names in zip(sent, wrong, strict=True)), field.name


def test_a_key_of_two_columns_is_repeated_only_when_both_are() -> None:
    sent = rows_of(7, 600)
    faults = check_rows(TWO_KEYS, sent)
    assert any(fault.code == "duplicate_key" for fault in faults)
    assert list(to_faults(check_frame(TWO_KEYS, framed(sent)).faults)) == faults


def test_a_column_that_is_not_there_counts_as_empty() -> None:
    fewer = [{name: text for name, text in row.items() if name not in {"moment", "citizen", "key"}} for row in rows_of(8, 200)]
    assert list(to_faults(check_frame(RULES, framed(fewer)).faults)) == check_rows(RULES, fewer)


def test_an_empty_frame_has_no_faults() -> None:
    checked = check_frame(RULES, pl.DataFrame(schema=dict.fromkeys(BY_NAME, pl.String)))
    assert checked.frame.columns == list(BY_NAME)
    assert checked.faults.height == 0
    assert checked.bad_rows.to_list() == []


TYPED = st.text(st.sampled_from("0123456789-/.:年月日级学TXxkａＡ１９　 ,、;；｜|+\n\u00a0张"), max_size=20)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FIELDS), st.lists(TYPED, min_size=1, max_size=30))
def test_any_text_in_any_field_is_written_and_judged_alike(field: Field, texts: list[str]) -> None:
    rules = TableRules("V", "表", (field,), key=()) if field.is_sensitive else TableRules("V", "表", (field,), key=(field.name,))
    sent: list[Row] = [{field.name: text} for text in texts]
    if rules.key:
        assert list(to_faults(check_frame(rules, framed(sent)).faults)) == check_rows(rules, sent)
    for text in texts:
        once = normalise(field, text)
        assert normalise(field, once) == once


def test_a_form_field_is_judged_as_the_same_value_in_a_file() -> None:
    for field, typed in [(BY_NAME["citizen"], "11010519491231002x"), (BY_NAME["count"], "１２"), (BY_NAME["day"], "2023-2-29")]:
        rules = TableRules("V", "表", (BY_NAME["key"], field), key=("key",))
        sent: list[Row] = [{"key": "A" * 32, field.name: typed}]
        said = check_value(field, normalise(field, typed))
        assert [fault.code for fault in check_rows(rules, sent)] == ([said] if said else [])
        assert check_frame(rules, framed(sent)).faults["code"].to_list() == ([said] if said else [])
