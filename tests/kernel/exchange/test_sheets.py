"""Plain sheets and CSV: what a list's export promises."""

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import Sheet, sheets, write_csv, write_xlsx
from baigong.kernel.exchange.cells import clean_text, storable
from baigong.kernel.exchange.sheets import neutralised, restored

NOON = dt.datetime(2021, 1, 12, 9, 30)  # noqa: DTZ001 - a cell knows no time zone
RISKY = ["=1+1", "+8613800000000", "-1", "@SUM(A1)", "\t=1", "'=1", "http://a.b", "＝1", "普通", "_x0041_", "a<b&c>"]


def read(data: bytes, sheet: int = 0) -> list[list[object]]:
    return load_workbook(io.BytesIO(data)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def formulas(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return [n for n in book.namelist() if n.startswith("xl/worksheets/sheet") and b"<f>" in book.read(n)]


@pytest.mark.parametrize("threshold", [10_000, 2])
def test_both_writers_give_the_same_cells(threshold, monkeypatch):
    monkeypatch.setattr(sheets, "STYLED_ROWS", threshold)
    rows = [[text, number, Decimal("12.30"), dt.date(2020, 12, 1), NOON, True, None] for number, text in enumerate(RISKY)]
    data = write_xlsx([Sheet("台账", ["文", "号", "额", "日", "时", "是否", "空"], rows), Sheet("台账", ["另"], [["x"]])])
    got = read(data)
    assert got[0] == ["文", "号", "额", "日", "时", "是否", "空"]
    assert [row[0] for row in got[1:]] == RISKY
    assert got[1][1:6] == [0.0, 12.3, dt.date(2020, 12, 1), NOON, "是"]
    assert read(data, 1) == [["另"], ["x"]]
    assert formulas(data) == []


def test_long_list_keeps_filter_over_all_rows(monkeypatch):
    monkeypatch.setattr(sheets, "STYLED_ROWS", 2)
    data = write_xlsx([Sheet("甲", ["a", "b"], [[i, i] for i in range(7)])])
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert b'<autoFilter ref="A1:B8"/>' in book.read("xl/worksheets/sheet1.xml")
        assert b"$A$1:$B$8" in book.read("xl/workbook.xml")


def test_numbers_excel_would_round_go_out_as_text():
    got = read(write_xlsx([Sheet("甲", ["号"], [[622301200001011234], [Decimal("0.1234567890123456789")], [Decimal("0.1")]])]))
    assert got[1:] == [["622301200001011234"], ["0.1234567890123456789"], [0.1]]


def test_text_longer_than_a_cell_is_refused_not_dropped():
    with pytest.raises(Refusal, match="32767") as caught:
        write_xlsx([Sheet("甲", ["文"], [["字" * 32_768]])])
    assert caught.value.code == "cell_too_long"


def test_sheet_names_are_made_acceptable_and_distinct():
    data = write_xlsx([Sheet("a/b:c" * 10, ["x"]), Sheet("a/b:c" * 10, ["x"]), Sheet("", ["x"])])
    names = load_workbook(io.BytesIO(data)).sheet_names
    assert len({n.casefold() for n in names}) == 3
    assert all(len(n) <= 31 for n in names)


def test_csv_opens_as_chinese_and_holds_no_formula():
    data = write_csv(["文", "数"], [[text, -5] for text in RISKY])
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert not any(row[0][:1] in "=+-@\t＝" for row in rows[1:])
    assert [restored(row[0]) for row in rows[1:]] == RISKY
    assert rows[1][1] == "-5"


@pytest.mark.parametrize(("text", "written"), [("%", "%"), ("%1", "'%1"), ("=1", "'=1"), ("所", "所")])
def test_a_unit_is_no_formula(text, written):
    assert neutralised(text) == written


@given(st.text())
def test_neutralising_is_undone_exactly(text):
    assert restored(neutralised(text)) == text


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=3, max_size=8))
def test_any_text_survives_both_writers(texts):
    for threshold in (10_000, 1):
        sheets.STYLED_ROWS, kept = threshold, sheets.STYLED_ROWS
        try:
            got = read(write_xlsx([Sheet("甲", ["头", "尾"], [[text, "|"] for text in texts])]))
        finally:
            sheets.STYLED_ROWS = kept
        assert [row[0] for row in got[1:]] == [storable(text) for text in texts]
