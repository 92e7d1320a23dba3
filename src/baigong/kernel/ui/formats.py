"""How dates, numbers and money are shown: Chinese habit, with an English variant when the reader's language is English.

A missing value is a dash and a missing ratio is "no data"; neither is ever shown as zero.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

MISSING = "—"
Number = int | float | Decimal | Fraction


def is_english() -> bool:
    """Whether the reader's language is English; every other language is served in Chinese habit."""
    return (get_language() or "").startswith("en")


def _local(value: dt.datetime) -> dt.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _as_date(value: dt.date | dt.datetime) -> dt.date:
    return _local(value).date() if isinstance(value, dt.datetime) else value


def date(value: dt.date | dt.datetime | None, style: str = "long") -> str:
    """Show a day: ``long`` 2026年11月23日, ``short`` 11-23, ``iso`` 2026-11-23, ``month`` 2026年11月."""
    if value is None:
        return MISSING
    day = _as_date(value)
    if style == "iso":
        return day.isoformat()
    if style == "short":
        return f"{day.day} {day:%b}" if is_english() else f"{day:%m-%d}"
    if style == "month":
        return f"{day:%B} {day.year}" if is_english() else f"{day.year}年{day.month}月"
    if style != "long":
        raise ValueError(f"date style {style!r} is none of long, short, iso, month")
    return f"{day.day} {day:%B} {day.year}" if is_english() else f"{day.year}年{day.month}月{day.day}日"


def datetime(value: dt.datetime | None, style: str = "long") -> str:
    """Show an instant in the city's time, to the minute, in the same styles as ``date``."""
    return MISSING if value is None else f"{date(value, style)} {_local(value):%H:%M}"


def _decimal(value: Number) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(str(value)) if isinstance(value, float) else Decimal(value)


def _rounded(value: Decimal, places: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=rounding)


def number(value: Number | None, places: int | None = None) -> str:
    """Show a number with thousands grouped; ``places`` fixes the decimals, otherwise they stay as they are."""
    if value is None:
        return MISSING
    exact = _decimal(value)
    if not exact.is_finite():
        return MISSING
    if places is not None:
        return f"{_rounded(exact, places):,}"
    if exact == exact.to_integral_value():
        return f"{exact.to_integral_value():,f}"
    return f"{exact.normalize():,f}" if not isinstance(value, Fraction) else f"{_rounded(exact, 2):,}"


def percent(value: Number | None, places: int = 1) -> str:
    """Show a ratio (0 to 1) in percent. What is not complete never reads 100 %, what is not nothing never reads 0 %."""
    if value is None:
        return gettext("无数据")
    exact = _decimal(value) * 100
    shown = _rounded(exact, places)
    if exact < 100 <= shown:
        shown = _rounded(exact, places, ROUND_DOWN)
    if exact > 0 and shown == 0:
        return f"<{Decimal(1).scaleb(-places)}%"
    return f"{shown:,}%"


def money(value: Number | None, unit: str = "yuan", places: int | None = None, *, in_cents: bool = False) -> str:
    """Show an amount held in yuan (``in_cents``: in fen) as ``yuan`` with two decimals, or as ``wan``, ten thousands."""
    if value is None:
        return MISSING
    exact = _decimal(value) / 100 if in_cents else _decimal(value)
    if unit == "wan":
        shown = f"{_rounded(exact / 10000, 2 if places is None else places):,}"
        return f"CNY {shown} ×10k" if is_english() else f"{shown} 万元"
    if unit != "yuan":
        raise ValueError(f"money unit {unit!r} is neither yuan nor wan")
    shown = f"{_rounded(exact, 2 if places is None else places):,}"
    return f"CNY {shown}" if is_english() else f"{shown} 元"


def filesize(value: int | None) -> str:
    """Show a size in bytes in the unit people use."""
    if value is None:
        return MISSING
    size = Decimal(value)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            return f"{size:,.0f} {unit}" if unit == "B" else f"{_rounded(size, 1):,} {unit}"
        size /= 1024
    raise AssertionError("unreachable")


def ago(value: dt.date | dt.datetime | None, now: dt.datetime | None = None) -> str:
    """Say how long ago an instant was, or the date once it is more than a week away. Pass ``request.now`` in pages."""
    if value is None:
        return MISSING
    moment = now or timezone.now()
    days = (_as_date(moment) - _as_date(value)).days
    if isinstance(value, dt.datetime) and days in (0, 1):
        seconds = int((moment - value).total_seconds())
        if 0 <= seconds < 60:
            return gettext("刚刚")
        if 0 <= seconds < 3600:
            minutes = seconds // 60
            return ngettext("%(n)s 分钟前", "%(n)s 分钟前", minutes) % {"n": minutes}
        if 0 <= seconds < 6 * 3600:
            hours = seconds // 3600
            return ngettext("%(n)s 小时前", "%(n)s 小时前", hours) % {"n": hours}
    clock = f" {_local(value):%H:%M}" if isinstance(value, dt.datetime) else ""
    words = {0: gettext("今天"), 1: gettext("昨天"), -1: gettext("明天")}
    if days in words:
        return words[days] + clock
    if 1 < days <= 7:
        return ngettext("%(n)s 天前", "%(n)s 天前", days) % {"n": days}
    if -7 <= days < -1:
        return ngettext("%(n)s 天后", "%(n)s 天后", -days) % {"n": -days}
    return date(value, "iso")


FILTERS: dict[str, Any] = {
    "date": date,
    "datetime": datetime,
    "number": number,
    "percent": percent,
    "money": money,
    "filesize": filesize,
    "ago": ago,
}
