"""Chinese numerals and written numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.engines.common.numerals import (
    format_chinese_integer,
    parse_chinese_integer,
    parse_number,
    to_json_number,
)


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_every_formatted_numeral_reads_back_as_the_same_number(number):
    assert parse_chinese_integer(format_chinese_integer(number)) == number


@given(st.text(max_size=30))
def test_no_text_makes_the_parsers_fail(text):
    parse_chinese_integer(text)
    parse_number(text)


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十七", 27),
        ("一百零三", 103),
        ("两百", 200),
        ("三千零五十", 3050),
        ("一万二千", 12000),
        ("二〇二五", 2025),
        ("二○二五", 2025),
        ("一亿", 10**8),
        ("一万亿", 10**12),
        ("零", 0),
    ],
)
def test_numerals_as_documents_write_them(numeral, number):
    assert parse_chinese_integer(numeral) == number


@pytest.mark.parametrize("words", ["", "几十", "十百", "百十", "二三十", "三百千", "甲", "万"])
def test_what_is_no_numeral_gives_none(words):
    assert parse_chinese_integer(words) is None


@pytest.mark.parametrize(
    ("words", "value"),
    [("12,000", "12000"), ("1.5万", "15000"), ("３．５", "3.5"), ("二十", "20"), ("2万亿", "2000000000000"), ("100", "100")],
)
def test_written_numbers_have_exact_values(words, value):
    assert parse_number(words) == Decimal(value)


@pytest.mark.parametrize("words", ["1,00", "1.", "..", "12,0000", "5个"])
def test_malformed_numbers_give_none(words):
    assert parse_number(words) is None


def test_whole_values_are_written_as_integers_in_json():
    assert to_json_number(Decimal("50.0")) == 50
    assert isinstance(to_json_number(Decimal("50.0")), int)
    assert to_json_number(Decimal("3.5")) == 3.5
