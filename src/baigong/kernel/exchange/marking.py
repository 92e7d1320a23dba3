"""Hand a wrong file back: the sheet as it was filled in, every wrong cell red and its message beside it, ready to be put right.

Three hundred errors on a page are a list to copy from; in the file itself they are cells to go through with a filter.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from . import identity
from .cells import coordinate, plain
from .headers import PROBLEMS
from .layout import Lists, column_width, number_format, validation
from .reading import Issue, Parsed
from .sheets import DATE_LOOK, HEADER_LOOK, INSTANT_LOOK, sheet_name, write_cell

COMMENTED = 2_000
"""A workbook with more comments than this opens slowly; the column of problems names them all the same."""

_WRONG_LOOK = {"bg_color": "#F8DAD5", "border": 1, "border_color": "#B5301F"}


def marked(parsed: Parsed, issues: Sequence[Issue]) -> bytes:
    """Return the file as .xlsx: cells where they were, the table's formats and drop-downs, wrong cells marked.

    ``issues`` are those of the reading and whatever was found since. What is put right can be uploaded as it is.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    lists = Lists(parsed.table)
    page = book.add_worksheet(sheet_name(parsed.sheet, {identity.SHEET}))
    _Marker(parsed, issues, book, page).write(lists)
    lists.write(book.add_worksheet(identity.SHEET))
    book.close()
    return out.getvalue()


class _Marker:
    def __init__(self, parsed: Parsed, issues: Sequence[Issue], book: Any, page: Any) -> None:
        self.parsed, self.book, self.page = parsed, book, page
        self.columns = {position: parsed.table.by_key[key] for key, position in parsed.positions.items()}
        self.width = max((len(row) for row in parsed.grid), default=0)
        self.at_cell: dict[str, list[str]] = {}
        self.at_row: dict[int, list[str]] = {}
        for issue in issues:
            # What concerns the file as a whole stands beside the header.
            row = max(issue.row, parsed.header_row)
            self.at_cell.setdefault(issue.cell, []).append(issue.message)
            self.at_row.setdefault(row, []).append(f"{issue.column}：{issue.message}" if issue.column else issue.message)
        dates = {dt.date: DATE_LOOK, dt.datetime: INSTANT_LOOK}
        self.looks = {kind: book.add_format({"num_format": look}) for kind, look in dates.items()}
        self.wrong: dict[str, Any] = {}
        self.comments = 0

    def write(self, lists: Lists) -> None:
        """Every row as it was, and the column of problems behind them."""
        header_row, page = self.parsed.header_row, self.page
        header, red = self.book.add_format(HEADER_LOOK), self.book.add_format(HEADER_LOOK | {"font_color": "#B5301F"})
        note = self.book.add_format({"font_color": "#B5301F", "text_wrap": True, "valign": "top"})
        for position, column in self.columns.items():
            page.set_column(position, position, column_width(column), self.book.add_format({"num_format": number_format(column)}))
            if rule := validation(column, lists):
                page.data_validation(header_row, position, header_row + self.parsed.table.max_rows, position, rule)
        page.set_column(self.width, self.width, 60)
        for number, cells in enumerate(self.parsed.grid, start=1):
            self._write_row(number, cells, header if number == header_row else None)
            if number == header_row:
                page.write_string(number - 1, self.width, PROBLEMS, red)
                if number in self.at_row:
                    page.write_comment(number - 1, self.width, "\n".join(self.at_row[number]))
            elif number in self.at_row:
                page.write_string(number - 1, self.width, "\n".join(self.at_row[number]), note)
        page.freeze_panes(header_row, 0)
        page.autofilter(header_row - 1, 0, max(len(self.parsed.grid) - 1, header_row), self.width)

    def _write_row(self, number: int, cells: Iterable[Any], look: Any) -> None:
        for index, raw in enumerate(cells):
            place = coordinate(number, index)
            value = plain(raw)
            messages = self.at_cell.get(place)
            if not messages or look:
                write_cell(self.page, number - 1, index, value, self.looks, look)
                continue
            form = number_format(self.columns[index]) if index in self.columns else "General"
            if form not in self.wrong:
                self.wrong[form] = self.book.add_format(_WRONG_LOOK | {"num_format": form})
            if value is None or value == "":
                self.page.write_blank(number - 1, index, None, self.wrong[form])
            else:
                write_cell(self.page, number - 1, index, value, self.looks, self.wrong[form])
            if self.comments < COMMENTED:
                self.comments += 1
                self.page.write_comment(number - 1, index, "\n".join(messages), {"x_scale": 2})
