"""Just the wrong rows of a file, wrong cells marked and reasons behind them: to be mended and uploaded again as it is."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from baigong.contexts.registers.reading.files import LISTS_SHEET, NOTES_SHEET
from baigong.contexts.registers.reading.making import ORIGIN
from baigong.contexts.registers.reading.sheet import Sheet
from baigong.contexts.registers.standard import find_standard
from baigong.contexts.registers.words import explain
from baigong.contexts.registers.workbooks import LABELS, NAMES, Lists, Looks, new_book, title_of, write_header, write_rules
from baigong.engines.checking.faults import Fault
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import sheets
from baigong.kernel.exchange.cells import storable
from baigong.kernel.exchange.headers import PROBLEMS

if TYPE_CHECKING:
    import polars as pl

_COMMENTED = 2_000
"""A workbook with more comments than this opens slowly; the column of problems names them all the same."""


def wrong_rows(wrong: Iterable[tuple[Sheet, pl.DataFrame]]) -> bytes:
    """Return a workbook of just the wrong rows of each sheet: wrong cells marked, reasons behind them; to be mended and sent again."""
    parts = list(wrong)
    if not parts:
        raise Refusal(_("这个文件没有错误。"), code="no_faults")
    tables = [sheet.table for sheet, _faults in parts]
    standard = find_standard(tables[0].standard)
    assert standard is not None
    out = io.BytesIO()
    book = new_book(out, _("待改的行"))
    looks, lists = Looks(book), Lists(standard, tables)
    taken = {NOTES_SHEET, LISTS_SHEET}
    for sheet, faults in parts:
        page = book.add_worksheet(sheets.sheet_name(sheet.table.label, taken))
        _write_wrong(page, sheet, faults, looks, title_of(sheet.table, standard))
        write_rules(page, sheet.table, looks, lists, first_row=NAMES + 1)
        page.freeze_panes(NAMES + 1, 0)
    lists.write(book.add_worksheet(LISTS_SHEET))
    book.close()
    return out.getvalue()


def _write_wrong(page: Any, sheet: Sheet, faults: pl.DataFrame, looks: Looks, title: str) -> None:
    table = sheet.table
    write_header(page, table, looks, title)
    origin, last = len(table.fields), len(table.fields) + 1
    page.write_string(LABELS, origin, ORIGIN, looks.header)
    page.set_column(origin, origin, 14)
    page.write_string(LABELS, last, PROBLEMS, looks.problem_header)
    page.set_column(last, last, 70)
    labels = {field.name: field.label for field in table.fields}
    at: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for fault in faults.iter_rows(named=True):
        found = sheet.found(fault["code"], fault["found"])
        said = explain(Fault(fault["row"], fault["key"], fault["field"], fault["code"], found), table.rules)
        at[fault["row"]][fault["field"]].append(f"{said.what} {said.how}".strip())
    comments = 0
    names = sheet.frame.columns
    rows = sorted(number for number in at if 0 <= number < sheet.frame.height)
    for line, number in enumerate(rows, start=NAMES + 1):
        values = dict(zip(names, sheet.frame.row(number), strict=True))
        for index, field in enumerate(table.fields):
            reasons = at[number].get(field.name)
            text = storable(values.get(field.name) or "")
            look = looks.wrong if reasons else None
            if text:
                page.write_string(line, index, text, look)
            elif reasons:
                page.write_blank(line, index, None, look)
            if reasons and comments < _COMMENTED:
                comments += 1
                page.write_comment(line, index, "\n".join(reasons), {"x_scale": 2})
        page.write_number(line, origin, int(sheet.numbers[number]), looks.number)
        place = _("原文件“%(place)s”第 %(row)s 行") % {"place": sheet.place, "row": sheet.numbers[number]}
        said_lines = [f"{labels.get(name, name)}：{reason}" for name, reasons in at[number].items() for reason in reasons]
        page.write_string(line, last, "\n".join([*said_lines, place]), looks.problem)
    page.autofilter(NAMES, 0, max(NAMES + len(rows), NAMES + 1), last)
