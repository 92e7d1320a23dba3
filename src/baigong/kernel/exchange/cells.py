"""What one Excel cell can hold without loss: the values a writer may put there, and the text Excel and XML can carry.

Shared by the list export (``sheets``) and the declared tables (``layout``), so that both refuse, cut and escape alike.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal

from django.utils.translation import gettext as _

from baigong.kernel.errors import Refusal

MAX_CELL_CHARACTERS = 32_767
"""Excel's own limit; a longer text would be dropped silently by writers and by Excel."""

EXACT_DIGITS = 15
"""An Excel number is a double shown with 15 digits: longer numbers go out as text."""

FIRST_SAFE_DATE = dt.date(1900, 3, 1)
"""Earlier serials are off by one day because Excel believes in 29 February 1900."""

EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - serial numbers know no time zone

# XML 1.0 cannot carry these at all; LF and TAB stay. Carriage returns become LF, as every XML reader makes them.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLANK_EDGE = " \t\n\u3000\u00a0\u200b\ufeff\u2002\u2003\u2009"

Plain = str | int | float | bool | dt.date | dt.datetime | None
"""A value as it goes into a cell (``Decimal`` has become a number or a text by then)."""


def clean_text(value: str) -> str:
    """Return ``value`` as a cell can keep it: line ends LF, no control characters, no blanks at the edges.

    Idempotent. Reading and writing both apply it, so that what is exported and read back compares equal.
    """
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSTORABLE.sub("", text).strip(_BLANK_EDGE)


def storable(value: str) -> str:
    """Return ``value`` without what XML cannot carry, blanks kept; refuse a text longer than a cell."""
    text = _UNSTORABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    # Excel counts UTF-16 units, as Windows does.
    if len(text) > MAX_CELL_CHARACTERS or len(text.encode("utf-16-le")) // 2 > MAX_CELL_CHARACTERS:
        raise Refusal(
            _("“%(start)s…”共 %(count)s 字，超过一个单元格能容纳的 %(limit)s 字，无法导出；请缩短后再导出。")
            % {"start": text[:20], "count": len(text), "limit": MAX_CELL_CHARACTERS},
            code="cell_too_long",
        )
    return text


def is_exact_number(value: int | Decimal) -> bool:
    """Say whether Excel would keep every digit of ``value``."""
    exact = Decimal(value)
    if not exact.is_finite():
        return False
    return Decimal(f"{float(exact):.{EXACT_DIGITS}g}") == exact


def plain(value: object) -> Plain:
    """Turn any value a page may show into what a cell holds: text, number, date or blank.

    Numbers Excel would round go out as text; booleans as 是/否; aware instants in the site's time zone.
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, int) and not hasattr(value, "label"):
        return value if is_exact_number(value) else str(value)
    if isinstance(value, float):
        return value
    if isinstance(value, Decimal):
        if not is_exact_number(value):
            return format(value, "f") if value.is_finite() else None
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.datetime):
        return _plain_instant(value)
    if isinstance(value, dt.date):
        return value if value >= FIRST_SAFE_DATE else value.isoformat()
    # A choice of an enumeration shows its label; lazy translations become text here.
    return storable(str(getattr(value, "label", value)))


def serial(value: dt.date | dt.datetime) -> float | int:
    """Return Excel's serial number of a date (whole) or instant (with a fraction)."""
    if isinstance(value, dt.datetime):
        return (value - EPOCH) / dt.timedelta(days=1)
    return (value - EPOCH.date()).days


def _plain_instant(value: dt.datetime) -> dt.datetime | str:
    if value.tzinfo is not None:
        # Imported here: the toolkit itself needs no settings; only an aware instant does.
        from django.utils import timezone

        value = timezone.make_naive(value)
    value = value.replace(microsecond=0)
    return value if value.date() >= FIRST_SAFE_DATE else value.isoformat(sep=" ")


def column_letters(index: int) -> str:
    """Return Excel's letters of the column with this index counted from 0 (0 → A, 26 → AA)."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def coordinate(row: int, column: int) -> str:
    """Return the cell's name as people read it: row counted from 1, column index from 0 (``B7``)."""
    return f"{column_letters(column)}{row}"
