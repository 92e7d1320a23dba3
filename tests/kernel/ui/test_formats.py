"""Dates, numbers and money as people read them."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from baigong.kernel.ui import formats

CITY = ZoneInfo("Asia/Shanghai")
DAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 14, 5, tzinfo=CITY)


def test_a_day_is_written_in_the_habit_of_the_readers_language():
    assert [formats.date(DAY, s) for s in ("long", "short", "iso", "month")] == [
        "2026年11月23日",
        "11-23",
        "2026-11-23",
        "2026年11月",
    ]
    with translation.override("en"):
        assert formats.date(DAY) == "23 November 2026"
        assert formats.date(DAY, "short") == "23 Nov"


def test_an_unknown_date_style_is_refused():
    with pytest.raises(ValueError, match="iso"):
        formats.date(DAY, "us")


def test_an_instant_is_shown_in_the_citys_time():
    assert formats.datetime(dt.datetime(2026, 11, 23, 16, 30, tzinfo=dt.UTC), "iso") == "2026-11-24 00:30"


def test_what_is_missing_is_a_dash_and_never_zero():
    assert formats.date(None) == formats.number(None) == formats.money(None) == formats.filesize(None) == "—"
    assert formats.percent(None) == "无数据"
    assert formats.number(float("nan")) == "—"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(30214, "30,214"), (Decimal("1234.50"), "1,234.5"), (0.1, "0.1"), (Fraction(1, 3), "0.33"), (-5, "-5"), (0, "0")],
)
def test_numbers_are_grouped_and_keep_their_decimals(value, shown):
    assert formats.number(value) == shown


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [
        (Fraction(1), "100.0%"),
        (Fraction(9999, 10000), "99.9%"),
        (Fraction(1, 100000), "<0.1%"),
        (0, "0.0%"),
        (Decimal("0.8525"), "85.3%"),
        (1.2, "120.0%"),
    ],
)
def test_what_is_not_complete_never_reads_as_complete(ratio, shown):
    assert formats.percent(ratio) == shown


def test_money_is_shown_in_yuan_or_ten_thousands_from_yuan_or_fen():
    assert formats.money(Decimal("1234567.8")) == "1,234,567.80 元"
    assert formats.money(123456780, in_cents=True) == "1,234,567.80 元"
    assert formats.money(Decimal("12345678"), "wan") == "1,234.57 万元"
    with pytest.raises(ValueError, match="wan"):
        formats.money(1, "dollar")


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        (dt.timedelta(seconds=20), "刚刚"),
        (dt.timedelta(minutes=12), "12 分钟前"),
        (dt.timedelta(hours=3), "3 小时前"),
        (dt.timedelta(hours=10), "今天 04:05"),
        (dt.timedelta(days=1), "昨天 14:05"),
        (dt.timedelta(days=4), "4 天前"),
        (dt.timedelta(days=30), "2026-10-24"),
        (dt.timedelta(days=-3), "3 天后"),
    ],
)
def test_how_long_ago_is_said_as_people_say_it(before, shown):
    assert formats.ago(NOW - before, NOW) == shown


def test_sizes_come_in_the_unit_people_use():
    assert [formats.filesize(n) for n in (0, 900, 20_480, 5_242_880)] == ["0 B", "900 B", "20.0 KB", "5.0 MB"]
