"""Numbers of headings and of documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernel.documents import DocNumber, agency_problem
from baigong.kernel.documents.numbering import HeadingCounter, chinese_number
from baigong.kernel.errors import Refusal


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (100, "一百"), (101, "一百零一"),
     (110, "一百一十"), (111, "一百一十一"), (999, "九百九十九")],
)  # fmt: skip
def test_chinese_numbers(number, text):
    assert chinese_number(number) == text


def test_headings_begin_anew_below_a_higher_one():
    counter = HeadingCounter()
    levels = [1, 2, 2, 3, 4, 4, 3, 4, 1, 2]
    assert [counter.next(level) for level in levels] == [
        "一、", "（一）", "（二）", "1.", "（1）", "（2）", "2.", "（1）", "二、", "（一）",
    ]  # fmt: skip


def test_document_number_is_printed_after_the_standard():
    assert str(DocNumber("武政发", 2020, 81)) == "武政发〔2020〕81号"
    assert DocNumber.parse("武政发〔2020〕81号") == DocNumber("武政发", 2020, 81)
    assert DocNumber("武政发", 2020, 9) < DocNumber("武政发", 2020, 10)


@pytest.mark.parametrize(
    "typed",
    ["武政发[2020]81号", "武政发（2020）81号", "武政发【2020】81 号", "武政发〔2020〕081号", "武政发〔2020〕第81号",
     "武政发〔2020年〕81号", "武政发〔２０２０〕８１号", "武政发 〔2020〕 81"],
)  # fmt: skip
def test_what_the_standard_forbids_is_refused_with_the_right_form_and_put_right_when_lenient(typed):
    with pytest.raises(Refusal, match="武政发〔2020〕81号") as caught:
        DocNumber.parse(typed)
    assert caught.value.code == "doc_number_form"
    assert str(DocNumber.parse(typed, is_strict=False)) == "武政发〔2020〕81号"


@pytest.mark.parametrize("typed", ["", "武政发81号", "〔2020〕81号x", "武政发〔20〕81号", "武政发〔2020〕号", "〔2020〕81号"])
def test_other_texts_are_no_document_numbers(typed):
    with pytest.raises(Refusal):
        DocNumber.parse(typed, is_strict=False)


@pytest.mark.parametrize(("agency", "year", "serial"), [("武政发", 20, 1), ("武政发", 2020, 0), ("", 2020, 1), ("<b>", 2020, 1)])
def test_impossible_parts_are_refused(agency, year, serial):
    with pytest.raises(Refusal):
        DocNumber(agency, year, serial)


@given(st.integers(1949, 2199), st.integers(1, 99_999))
def test_printed_numbers_are_read_back(year, serial):
    number = DocNumber("江教办函", year, serial)
    assert DocNumber.parse(str(number)) == number


@pytest.mark.parametrize(
    "agency",
    ["", "武", "武政发〔2020〕", "武政发2020", "武政发（试行）", "WZF", "武 政发", "武政发81号", "关于印发某某实施方案的通知", "武政发。"],
)
def test_a_code_to_issue_under_is_a_few_chinese_characters(agency):
    assert "2至10个汉字" in agency_problem(agency)
    for sound in ("武政", "武政发", "武职改发", "武政办教函"):
        assert agency_problem(sound) == ""
