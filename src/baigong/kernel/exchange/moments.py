"""Dates and months as they are typed in China: 2023年5月1日, 2023/5/1, 2023.5, 20230501, Excel serial numbers.

What could mean two things is refused with the way to write it: a day is never invented.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from django.utils.translation import gettext as _

from .cells import EPOCH, EXACT_DIGITS

EARLIEST = dt.date(1900, 1, 1)
LATEST = dt.date(2199, 12, 31)

_DATE = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})[日号]?(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_MONTH = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})月?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_LAST_SERIAL = (LATEST - EPOCH.date()).days


class CellError(Exception):
    """A cell that cannot be read; the message says what to do."""


def float_text(number: float) -> str:
    """Return a number as Excel shows it: no trailing .0, at most 15 digits."""
    return str(int(number)) if number == int(number) and abs(number) < 10**EXACT_DIGITS else f"{number:.15g}"


def read_date(raw: object) -> dt.date:
    """Return the day a cell means; raise ``CellError`` where it names no single day."""
    if isinstance(raw, dt.datetime):
        return _in_range(raw.date())
    if isinstance(raw, dt.date):
        return _in_range(raw)
    if isinstance(raw, bool | dt.time | dt.timedelta):
        raise CellError(_how_date())
    if isinstance(raw, int | float):
        return _in_range(_date_of_number(float(raw)))
    text = _tidy(str(raw))
    if match := _DATE.fullmatch(text) or _full_digits(text):
        return _in_range(_day(*match.groups()[:3]))
    if _MONTH.fullmatch(text) or re.fullmatch(r"\d{6}", text):
        raise CellError(_("只有年月，缺少日；%(how)s") % {"how": _how_date()})
    if re.fullmatch(r"\d{5}(\.0+)?", text):
        return _in_range(_date_of_number(float(text)))
    raise CellError(_how_date())


def read_month(raw: object) -> str:
    """Return the month a cell means as ``2023-05``; a full date gives its month."""
    if isinstance(raw, dt.date):
        return f"{_in_range(raw.date() if isinstance(raw, dt.datetime) else raw):%Y-%m}"
    if isinstance(raw, bool | dt.time | dt.timedelta):
        raise CellError(_how_month())
    if isinstance(raw, int | float):
        return _month_of_number(float(raw))
    text = _tidy(str(raw))
    if match := _MONTH.fullmatch(text) or _DATE.fullmatch(text) or _DIGITS.fullmatch(text):
        groups = match.groups()
        _in_range(_day(groups[0], groups[1], (groups[2] if len(groups) > 2 else None) or "1"))
        return f"{groups[0]}-{int(groups[1]):02d}"
    raise CellError(_how_month())


def _date_of_number(number: float) -> dt.date:
    text = float_text(number)
    if match := _full_digits(text):
        return _day(*match.groups())
    if 1900 <= number < 2200:
        # Typed as 2023 or 2023.5; as a serial it would be a day in 1905, which nobody means.
        raise CellError(_("只有年月，缺少日；%(how)s") % {"how": _how_date()})
    if 1 <= number < _LAST_SERIAL + 1 and number != 60:
        return (EPOCH + dt.timedelta(days=int(number) + (1 if number < 60 else 0))).date()
    raise CellError(_how_date())


def _month_of_number(number: float) -> str:
    text = float_text(number)
    if re.fullmatch(r"\d{4}\.1", text):
        raise CellError(_("%(value)s 分不清是 1 月还是 10 月；%(how)s") % {"value": text, "how": _how_month()})
    if _MONTH.fullmatch(text) or _DIGITS.fullmatch(text):
        return read_month(text)
    if 1900 <= number < 2200:
        raise CellError(_how_month())
    return f"{_in_range(_date_of_number(number)):%Y-%m}"


def _full_digits(text: str) -> re.Match[str] | None:
    match = _DIGITS.fullmatch(text)
    return match if match and match.group(3) else None


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).strip().replace("。", ".").replace("—", "-").replace("–", "-")
    text = re.sub(r"\s*([年月日号/.\-])\s*", r"\1", text)
    return re.sub(r"\s+", " ", text)


def _day(year: str, month: str, day: str) -> dt.date:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise CellError(_("没有这一天；请核对年月日。")) from None


def _in_range(day: dt.date) -> dt.date:
    if not EARLIEST <= day <= LATEST:
        raise CellError(_("年份应在 1900 至 2199 之间。"))
    return day


def _how_date() -> str:
    return _("请写成 2023-05-01 或 2023年5月1日。")


def _how_month() -> str:
    return _("请写成 2023-05 或 2023年5月。")
