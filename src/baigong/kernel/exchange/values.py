"""One value between a cell, Python, JSON and the eye.

The usual Chinese ways of writing it are understood; what could mean two things is refused, never guessed.
``parse`` reads what a person typed; ``canonical`` makes stored values comparable; ``to_cell`` writes them back.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from . import moments
from .cells import EXACT_DIGITS, Plain, clean_text, is_exact_number, plain
from .moments import CellError
from .table import Choice, Column, Kind

_YES = {"是", "有", "真", "true", "yes", "y", "t", "1", "√", "✓", "✔", "对"}
_NO = {"否", "无", "假", "false", "no", "n", "f", "0", "×", "✗", "x", "错", "不是", "没有"}
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
# What people put into a cell that does not apply. "无" for a number could mean nought, so it is asked back.
_NOT_APPLICABLE = {"/", "-", "--", "—", "——", "－", "／"}
_NO_DATE = _NOT_APPLICABLE | {"无", "暂无"}
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")

ChoiceIndex = Mapping[str, str]


def choice_index(column: Column) -> ChoiceIndex:
    """Return every word accepted for each choice, folded. Labels win over values, values over aliases."""
    index: dict[str, str] = {}
    options = column.options()
    for words in (lambda o: [str(o.label)], lambda o: [o.value], lambda o: list(o.aliases)):
        for option in options:
            for word in words(option):
                index.setdefault(fold(word), option.value)
    return index


def fold(text: str) -> str:
    """Return ``text`` for comparing words: half-width, without any blank, in one case."""
    return compact(text).casefold()


def compact(text: str) -> str:
    """Return ``text`` half-width and without any blank. Idempotent: a blank taken out can let two signs combine."""
    previous = None
    while text != previous:
        previous, text = text, _BLANKS.sub("", unicodedata.normalize("NFKC", text))
    return text


def parse(column: Column, raw: object, choices: ChoiceIndex) -> Any:
    """Return the value a cell means, or None where it is blank; raise ``CellError`` saying what to do otherwise."""
    if raw is None or (isinstance(raw, str) and not clean_text(raw)):
        return None
    if isinstance(raw, str) and clean_text(raw) in _BLANK_WORDS.get(Kind(column.kind), ()):
        return None
    value = _READERS[Kind(column.kind)](column, raw, choices)
    _check(column, value)
    return value


def shown_raw(raw: object) -> str:
    """Return a cell's content as the person sees it, for messages."""
    if raw is None:
        return ""
    if isinstance(raw, float):
        return moments.float_text(raw)
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    return str(raw)


def _read_text(column: Column, raw: object, _choices: ChoiceIndex) -> str:
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat() if raw.time() == dt.time() else raw.isoformat(sep=" ")
    return clean_text(shown_raw(raw))


def _read_code(column: Column, raw: object, _choices: ChoiceIndex) -> str:
    if isinstance(raw, float) and abs(raw) >= 10**EXACT_DIGITS:
        raise CellError(_("号码超过 15 位却存成了数字，末几位已经丢失；请把整列设为“文本”格式后重新填写。"))
    if isinstance(raw, dt.date | dt.time):
        raise CellError(_("表格软件把号码变成了日期；请把整列设为“文本”格式后重新填写。"))
    text = compact(clean_text(shown_raw(raw)))
    if isinstance(raw, str) and _SCIENTIFIC.fullmatch(text) and re.search(r"[eE]\+", text):
        raise CellError(_("号码变成了科学计数法，末几位已经丢失；请把整列设为“文本”格式后重新填写。"))
    return text


def _read_number(column: Column, raw: object, _choices: ChoiceIndex) -> Decimal:
    if isinstance(raw, bool):
        raise CellError(_("应填数字。"))
    if isinstance(raw, int | float):
        # 15 digits are what Excel shows: 0.1+0.2 is 0.3 there.
        return Decimal(f"{raw:.{EXACT_DIGITS}g}")
    if isinstance(raw, dt.date | dt.time | dt.timedelta):
        raise CellError(_("这一格是日期或时间格式；请改为“数值”格式后重新填写。"))
    text = compact(str(raw)).replace("\u2212", "-").replace("。", ".")
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if text.endswith("%"):
        raise CellError(_("只填数字，不带百分号；单位见列名。"))
    if not _NUMBER.fullmatch(text):
        raise CellError(_("应填数字，不带单位和文字。"))
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the pattern admits only numbers
        raise CellError(_("应填数字，不带单位和文字。")) from None


def _read_integer(column: Column, raw: object, choices: ChoiceIndex) -> int:
    number = _read_number(column, raw, choices)
    if number != number.to_integral_value():
        raise CellError(_("应填整数。"))
    return int(number)


def _read_decimal(column: Column, raw: object, choices: ChoiceIndex) -> Decimal:
    number = _read_number(column, raw, choices)
    places = column.decimal_places
    if places is not None and number != round(number, places):
        raise CellError(_("小数最多 %(places)s 位。") % {"places": places})
    return number


def _read_boolean(column: Column, raw: object, _choices: ChoiceIndex) -> bool:
    if isinstance(raw, bool):
        return raw
    word = fold(shown_raw(raw))
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellError(_("应填“是”或“否”。"))


def _read_choice(column: Column, raw: object, choices: ChoiceIndex) -> str:
    found = choices.get(fold(shown_raw(raw)))
    if found is not None:
        return found
    labels = [str(option.label) for option in column.options()]
    if len(labels) > 12:
        raise CellError(_("不在可选范围内；请从下拉列表中选择，全部选项见“填写说明”。"))
    raise CellError(_("不在可选范围内；可填：%(labels)s。") % {"labels": "、".join(labels)})


_READERS: Mapping[Kind, Any] = {
    Kind.TEXT: _read_text,
    Kind.CODE: _read_code,
    Kind.INTEGER: _read_integer,
    Kind.DECIMAL: _read_decimal,
    Kind.DATE: lambda column, raw, choices: moments.read_date(raw),
    Kind.MONTH: lambda column, raw, choices: moments.read_month(raw),
    Kind.BOOLEAN: _read_boolean,
    Kind.CHOICE: _read_choice,
}

_BLANK_WORDS = {
    Kind.INTEGER: _NOT_APPLICABLE,
    Kind.DECIMAL: _NOT_APPLICABLE,
    Kind.DATE: _NO_DATE,
    Kind.MONTH: _NO_DATE,
}


_DAYS = (Kind.DATE, Kind.MONTH)


def _check(column: Column, value: Any) -> None:
    if isinstance(value, str) and column.max_length is not None and len(value) > column.max_length:
        raise CellError(_("最多 %(limit)s 字，现有 %(count)s 字。") % {"limit": column.max_length, "count": len(value)})
    if column.minimum is not None and value < column.minimum:
        words = _("不能早于 %(limit)s。") if column.kind in _DAYS else _("不能小于 %(limit)s。")
        raise CellError(words % {"limit": column.minimum})
    if column.maximum is not None and value > column.maximum:
        words = _("不能晚于 %(limit)s。") if column.kind in _DAYS else _("不能大于 %(limit)s。")
        raise CellError(words % {"limit": column.maximum})
    if column.pattern is not None and not re.fullmatch(column.pattern, str(value)):
        raise CellError(str(column.pattern_help) or _("格式不对；例：%(example)s。") % {"example": column.example})
    if column.validator is not None and (wrong := column.validator(value)):
        raise CellError(str(wrong))


def canonical(column: Column, value: Any) -> Any:
    """Return a stored value in the form reading gives, so that old and new compare equal when nothing changed."""
    if value is None or value == "":
        return None
    kind = Kind(column.kind)
    if kind is Kind.MONTH and isinstance(value, dt.date):
        return f"{value:%Y-%m}"
    if kind is Kind.DATE and isinstance(value, dt.datetime):
        return value.date()
    if kind is Kind.DECIMAL:
        return value if isinstance(value, Decimal) else Decimal(str(value))
    if kind is Kind.INTEGER:
        return int(value)
    if kind is Kind.BOOLEAN:
        return bool(value)
    if kind in (Kind.TEXT, Kind.CODE, Kind.MONTH, Kind.CHOICE):
        # str() of an enumeration member is not always its value.
        text = clean_text(str(getattr(value, "value", value)))
        return (compact(text) if kind is Kind.CODE else text) or None
    return value


def to_cell(column: Column, value: Any, labels: Mapping[str, str]) -> Plain:
    """Return what the exported cell holds: numbers and dates as such, a choice by its label, everything else text."""
    value = canonical(column, value)
    if value is None:
        return None
    if column.kind is Kind.CHOICE:
        return plain(labels.get(value, value))
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and not is_exact_number(value):
        return format(Decimal(value), "f")
    return plain(value)


def choice_labels(column: Column) -> dict[str, str]:
    """Return value → label of a choice column (empty for others)."""
    if column.kind is not Kind.CHOICE:
        return {}
    options: tuple[Choice, ...] = column.options()
    return {option.value: str(option.label) for option in options}


def to_json(value: Any) -> Any:
    """Return a canonical value as JSON keeps it without loss (decimals and dates as text)."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def from_json(column: Column, value: Any) -> Any:
    """Undo ``to_json``."""
    if value is None:
        return None
    if column.kind is Kind.DECIMAL:
        return Decimal(value)
    return dt.date.fromisoformat(value) if column.kind is Kind.DATE else value


def listed(text: Any, *, by_blanks: bool = True) -> list[str]:
    """What a cell lists with 、 between, or with a mark that people write for it; a blank is one too, unless names may have some."""
    return [part for one in re.split(r"[、，,;；|/\s]" if by_blanks else r"[、，,;；|/]", str(text or "")) if (part := one.strip())]


def shown(column: Column, value: Any) -> str:
    """Return a value as a page shows it beside its old or new one."""
    cell = to_cell(column, value, choice_labels(column))
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)
