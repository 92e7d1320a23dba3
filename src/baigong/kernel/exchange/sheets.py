"""Plain sheets out: any list as an Excel workbook or a CSV file, with no formula in it.

The listing of ``kernel.ui`` exports through these two functions. Tables that are read back again are declared with
``Table`` and exported in the layout of their template (``layout``).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter
from django.utils.translation import gettext as _

from baigong.kernel.errors import Refusal

from .cells import Plain, plain
from .streaming import fill

STYLED_ROWS = 10_000
"""Up to here XlsxWriter writes every cell (2.5 s at 20 columns); longer lists are streamed into its skeleton."""

MAX_SHEET_ROWS = 1_048_576
HEADER_LOOK = {"bold": True, "bg_color": "#E6EEED", "border": 1, "text_wrap": True, "valign": "vcenter"}
DATE_LOOK = "yyyy-mm-dd"
INSTANT_LOOK = "yyyy-mm-dd hh:mm"

_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_RISKY_CSV = re.compile(r"'*(?:[=+\-@\t\r|＝＋－＠]|%.)", re.DOTALL)  # a unit that is just % is no formula


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, one row of headers and the rows below (any iterable; read once, in order).

    ``widths`` are column widths in half-width characters; where absent they follow the first rows.
    """

    name: object
    headers: Sequence[object]
    rows: Iterable[Sequence[object]] = ()
    widths: Sequence[float] = field(default=())


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return an .xlsx workbook with these sheets: bold frozen header with filter, dates as dates, text as text.

    Nothing becomes a formula or a link. Raises ``Refusal`` for a text longer than a cell or too many rows.
    """
    prepared = [_Prepared(sheet) for sheet in sheets] or [_Prepared(Sheet(_("数据"), []))]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    header = book.add_format(HEADER_LOOK)
    looks: dict[type, Any] = {
        dt.date: book.add_format({"num_format": DATE_LOOK}),
        dt.datetime: book.add_format({"num_format": INSTANT_LOOK}),
    }
    names: set[str] = set()
    is_long = any(item.is_long for item in prepared)
    for item in prepared:
        page = book.add_worksheet(sheet_name(str(item.sheet.name), names))
        page.freeze_panes(1, 0)
        for index, label in enumerate(item.headers):
            look = looks.get(item.date_types.get(index, type(None)))
            page.set_column(index, index, item.widths[index], look)
            page.write_string(0, index, label, header)
        if item.headers:
            page.autofilter(0, 0, 0 if is_long else len(item.head), len(item.headers) - 1)
        if not is_long:
            for number, row in enumerate(item.head, start=1):
                for index, value in enumerate(row):
                    write_cell(page, number, index, value, looks)
    book.close()
    return fill(out.getvalue(), [item.all_rows() for item in prepared]) if is_long else out.getvalue()


def write_cell(page: Any, row: int, column: int, value: Plain, looks: dict[Any, Any], look: Any = None) -> None:
    """Write one plain value with the writer's typed methods: never its guessing ``write``, which makes formulas."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        page.write_string(row, column, value, look)
    elif isinstance(value, dt.date):
        page.write_datetime(row, column, value, look or looks[type(value)])
    else:
        page.write_number(row, column, value, look)


def write_csv(headers: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV file that Excel opens as Chinese (UTF-8 with mark, CRLF), every risky text neutralised."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([neutralised(str(header)) for header in headers])
    writer.writerows([_csv_cell(plain(value)) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def neutralised(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    Texts that already start with apostrophes before such a sign get one more, so that ``restored`` is exact.
    """
    return f"'{text}" if _RISKY_CSV.match(text) else text


def restored(text: str) -> str:
    """Undo ``neutralised``."""
    return text[1:] if text.startswith("'") and _RISKY_CSV.match(text) else text


def _csv_cell(value: Plain) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return neutralised(value)
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    # Written out in full: 9.999e-05 would not be read as a number again.
    return format(Decimal(repr(value)), "f")


class _Prepared:
    """A sheet whose first rows were read ahead, to choose its writer, widths and date columns."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.headers = [str(plain(label) or "") for label in sheet.headers]
        rows = ([plain(value) for value in row] for row in sheet.rows)
        self.head = list(itertools.islice(rows, STYLED_ROWS + 1))
        self.rest = rows
        self.is_long = len(self.head) > STYLED_ROWS
        self.date_types = self._date_types()
        self.widths = [self._width(index) for index in range(len(self.headers))]

    def all_rows(self) -> Iterable[list[Plain]]:
        """Yield every row; a date where its column has no date look becomes text, so that no bare serial shows."""
        for number, row in enumerate(itertools.chain(self.head, self.rest), start=2):
            if number > MAX_SHEET_ROWS:
                raise Refusal(_("一张工作表最多 1048576 行，请先筛选再导出，或改用 CSV。"), code="too_many_rows")
            yield [
                _csv_cell(value) if isinstance(value, dt.date) and self.date_types.get(index) is not type(value) else value
                for index, value in enumerate(row)
            ]

    def _date_types(self) -> dict[int, type]:
        found: dict[int, type] = {}
        for row in self.head:
            for index, value in enumerate(row):
                if isinstance(value, dt.date):
                    found.setdefault(index, type(value))
        return found

    def _width(self, index: int) -> float:
        if index < len(self.sheet.widths) and self.sheet.widths[index]:
            return self.sheet.widths[index]
        cells = [row[index] for row in self.head[:200] if index < len(row)]
        longest = max((display_width(_shown(cell)) for cell in [self.headers[index], *cells]), default=8)
        return float(min(max(longest + 2, 8), 48))


def display_width(text: str) -> int:
    """Return the width of the longest line in half-width characters: a Chinese character counts two."""
    return max((sum(2 if east_asian_width(c) in "WF" else 1 for c in line) for line in text.split("\n")), default=0)


def _shown(value: Plain) -> str:
    return "" if value is None else _csv_cell(value)


def sheet_name(wanted: str, taken: set[str]) -> str:
    """Return a name Excel accepts: at most 31 characters, none of []:*?/\\, not twice in one book."""
    base = _FORBIDDEN_IN_NAME.sub(" ", wanted).strip().strip("'")[:31] or _("数据")
    name, number = base, 2
    while name.casefold() in taken:
        ending = f"({number})"
        name, number = base[: 31 - len(ending)] + ending, number + 1
    taken.add(name.casefold())
    return name
