"""Brings what Excel makes of a value back to how the standard writes it: dates and serial numbers, percent, labels in place of codes.

Only the different values that are not written as the standard wants are looked at one by one, so that a large file costs little. What
cannot be understood stays as it is, without the blanks around it: the check says what is wrong with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from baigong.contexts.registers.standard import Standard, StandardTable
from baigong.engines.checking.fields import SEPARATOR, Field, Kind
from baigong.engines.checking.writing import BLANKS
from baigong.kernel.exchange.moments import CellError, read_date, read_month

if TYPE_CHECKING:
    import polars as pl

_EXCEL_MOMENT = re.compile(r"(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?")
_CLOCK = re.compile(r"(?:\d{4}-\d{2}-\d{2} )?(\d{1,2}):(\d{2})(?::(\d{2}))?")
_SCHOOL_YEAR = re.compile(r"(\d{4})\D+(\d{4})(?:学年)?度?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
# Not 19… and 20…: five digits that begin like a year are rather a slip of the pen than a day of the fifties.
_SERIAL = re.compile(r"(?!19|20)\d{5}(?:\.\d+)?")
_SLIP = re.compile(r"(?:19|20)\d{3}")
# Excel shows the number 2023.10 as 2023.1: nobody can tell which month is meant.
_TWO_MONTHS = re.compile(r"\d{4}\.1")


def tidied(frame: pl.DataFrame, table: StandardTable, standard: Standard) -> pl.DataFrame:
    """The frame with its values as the standard writes them."""
    from baigong.engines.checking.columns import beside

    fields = [field for field in table.rules.fields if field.name in frame.columns]
    columns = [frame[field.name] for field in fields]
    return frame.with_columns(beside(lambda column, field: _tidied(column, *_reader(field, standard)), columns, fields))


def _reader(field: Field, standard: Standard) -> tuple[Callable[[str], str], str]:
    """What brings a value of a field back, and how those look that need not be looked at."""
    codes = standard.code_sets.get(field.code_set)
    if codes is not None:
        return _code_reader(codes.codes), rf"^(?:{'|'.join(map(re.escape, codes.codes)) or '-'})?$"
    return _READERS.get(field.kind, (_text, ""))


def _tidied(column: pl.Series, change: Callable[[str], str], usual: str) -> pl.Series:
    from baigong.engines.checking.columns import distinct

    values = distinct(column)
    bare = values.str.strip_chars(BLANKS)
    odd = (bare != values) | (~bare.str.contains(usual) if usual else bare.str.ends_with(_MIDNIGHT))
    changes = {text: new for text in values.filter(odd).unique().to_list() if (new := change(text.strip(BLANKS))) != text}
    return column.replace(changes) if changes else column


_MIDNIGHT = "00:00:00"


def _text(text: str) -> str:
    # A day typed into a text column became a date cell; nobody means midnight.
    match = _EXCEL_MOMENT.fullmatch(text)
    return text[:10] if match and text.endswith(_MIDNIGHT) else text


def _date(text: str) -> str:
    if _SLIP.fullmatch(text):
        return text
    try:
        return f"{read_date(text):%Y%m%d}"
    except CellError:
        return text


def _month(text: str) -> str:
    if _SLIP.fullmatch(text) or _TWO_MONTHS.fullmatch(text):
        return text
    try:
        return f"{read_date(text):%Y%m}" if _SERIAL.fullmatch(text) else read_month(text).replace("-", "")
    except CellError:
        return text


def _year(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    if match := re.fullmatch(r"(\d{4})\s*(?:年度?|学年)", text) or _EXCEL_MOMENT.fullmatch(text):
        return match[1]
    return text


def _school_year(text: str) -> str:
    match = _SCHOOL_YEAR.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    return f"{match[1]}-{match[2]}" if match else text


def _moment(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).strip()
    match = _EXCEL_MOMENT.fullmatch(text.replace("/", "-"))
    if match:
        return "{}{}{} {}{}{}".format(*match.groups())
    day, _blank, clock = text.partition(" ")
    if clock and (read := _time(clock)) != clock and (date := _date(day)) != day:
        return f"{date} {read}"
    if _SERIAL.fullmatch(text):
        seconds = round((float(text) % 1) * 86_400)
        return f"{_date(text.partition('.')[0])} {seconds // 3600:02d}{seconds // 60 % 60:02d}{seconds % 60:02d}"
    return text


def _time(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).strip()
    if match := _CLOCK.fullmatch(text):
        return f"{int(match[1]):02d}{match[2]}{match[3] or '00'}"
    if re.fullmatch(r"0\.\d+", text):
        seconds = round(float(text) * 86_400)
        return f"{seconds // 3600:02d}{seconds // 60 % 60:02d}{seconds % 60:02d}"
    return text


def _number(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    percent = plain.endswith("%")
    try:
        number = Decimal(plain.removesuffix("%"))
    except InvalidOperation:
        return text
    if not number.is_finite() or number.adjusted() > 40:
        return text
    if percent:
        number = number / 100
    if len(number.as_tuple().digits) > 15 and number != number.to_integral_value():
        number = Decimal(f"{float(number):.15g}")  # the noise of a binary fraction, which Excel does not show
    shown = format(number, "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _code_reader(codes: Mapping[str, str]) -> Callable[[str], str]:
    """Reads ``1 是`` (as the drop-downs have it) and ``是`` as ``1``; several joined with ``||`` one by one."""
    by_label: dict[str, str] = {}
    for code, label in codes.items():
        by_label[label] = "" if label in by_label else code  # a label of two codes means neither

    def one(text: str) -> str:
        text = unicodedata.normalize("NFKC", text).strip(BLANKS) if text not in by_label else text
        if text in codes:
            return text
        code, _blank, label = text.partition(" ")
        if code in codes and unicodedata.normalize("NFKC", codes[code]) == label.strip():
            return code
        if text in ("true", "false") and set(codes) == {"0", "1"}:
            return "1" if text == "true" else "0"
        return by_label.get(text) or text

    def read(text: str) -> str:
        return SEPARATOR.join(one(part.strip(BLANKS)) for part in text.split(SEPARATOR))

    return read


_READERS: Mapping[Kind, tuple[Callable[[str], str], str]] = {
    Kind.DATE: (_date, r"^(?:[12][0-9]{7})?$"),
    Kind.MONTH: (_month, r"^(?:[12][0-9]{3}(?:0[1-9]|1[0-2]))?$"),
    Kind.YEAR: (_year, r"^(?:[0-9]{4})?$"),
    Kind.SCHOOL_YEAR: (_school_year, r"^(?:[0-9]{4}-[0-9]{4})?$"),
    Kind.MOMENT: (_moment, r"^(?:[0-9]{8} [0-9]{6})?$"),
    Kind.TIME: (_time, r"^(?:[0-9]{6})?$"),
    Kind.NUMBER: (_number, r"^(?:-?(?:0|[1-9][0-9]{0,14}|[0-9]{1,10}\.[0-9]{0,3}[1-9]))?$"),
    Kind.MONEY: (_number, r"^(?:-?(?:0|[1-9][0-9]{0,14}|[0-9]{1,10}\.[0-9]{0,3}[1-9]))?$"),
}
