"""The one layout of a table's file: the empty template and the export are the same workbook, without and with rows."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import xlsxwriter
from django.utils.translation import gettext as _

from . import identity, values
from .cells import Plain, column_letters
from .sheets import DATE_LOOK, HEADER_LOOK, display_width, sheet_name, write_csv
from .streaming import fill
from .table import Column, Kind, Row, Table

NOTES_SHEET = "填写说明"
"""Not translated: people look for the sheet by this name, and reading skips nothing by name anyway."""

_DATE_HINT = "2023-05-01"
_MONTH_HINT = "2023-05"
_REQUIRED_RED = "#B5301F"
_PAPER_LOOK = {"text_wrap": True, "valign": "top", "border": 1, "font_size": 9}
_TEXT_KINDS = (Kind.TEXT, Kind.CODE, Kind.CHOICE, Kind.MONTH, Kind.BOOLEAN)

Format = Literal["xlsx", "csv"]


def template(table: Table) -> bytes:
    """Return the empty .xlsx to fill in: marked columns, drop-downs, cell formats, notes, hidden mark of recognition."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    title = str(table.title)
    book.set_properties({"title": title, "subject": f"{table.name} {table.version}"})
    page = book.add_worksheet(sheet_name(title, {NOTES_SHEET, identity.SHEET}))
    lists = Lists(table)
    _write_header(book, page, table, lists)
    _write_notes(book, book.add_worksheet(NOTES_SHEET), table)
    lists.write(book.add_worksheet(identity.SHEET))
    book.close()
    return out.getvalue()


def export(table: Table, rows: Iterable[Row], format: Format = "xlsx") -> bytes:
    """Return the rows (mappings by column key) in the template's layout: what is exported can be read back.

    Absent keys are blank. Raises ``Refusal`` for a text longer than a cell.
    """
    labels = {column.key: values.choice_labels(column) for column in table.columns}
    cells = _cells(table, rows, labels)
    if format == "csv":
        return write_csv([column.label for column in table.columns], cells)
    return fill(template(table), [cells])


def _cells(table: Table, rows: Iterable[Row], labels: Mapping[str, Mapping[str, str]]) -> Iterator[list[Plain]]:
    for row in rows:
        yield [_typed(column, values.to_cell(column, row.get(column.key), labels[column.key])) for column in table.columns]


def _typed(column: Column, cell: Plain) -> Plain:
    # A text column's number-like value must not become a number on the way.
    return str(cell) if column.kind in _TEXT_KINDS and cell is not None else cell


class Lists:
    """The hidden sheet: the mark by which the file is recognised, and the drop-downs' values.

    Values stand in cells because a list inside the validation itself ends at 255 characters and at commas.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.columns: dict[str, tuple[int, list[str]]] = {}
        for column in table.columns:
            if column.kind is Kind.CHOICE:
                self._add(column, [str(option.label) for option in column.options()])
            elif column.kind is Kind.BOOLEAN:
                self._add(column, [_("是"), _("否")])

    def _add(self, column: Column, words: list[str]) -> None:
        self.columns[column.key] = (len(self.columns), words)

    def source(self, column: Column) -> str | None:
        """Return the range that holds a column's choices."""
        if column.key not in self.columns:
            return None
        index, words = self.columns[column.key]
        letters, first = column_letters(index), identity.LISTS_FROM_ROW + 1
        return f"='{identity.SHEET}'!${letters}${first}:${letters}${first + max(len(words), 1) - 1}"

    def write(self, page: Any) -> None:
        """Write mark and lists; hide the sheet so that it is out of the way but survives saving."""
        for index, text in enumerate(identity.first_row(self.table.name, self.table.version)):
            page.write_string(0, index, text)
        for index, words in self.columns.values():
            for row, word in enumerate(words):
                page.write_string(identity.LISTS_FROM_ROW + row, index, word)
        page.hide()


def _write_header(book: Any, page: Any, table: Table, lists: Lists) -> None:
    header = book.add_format(HEADER_LOOK)
    bold = book.add_format({"bold": True})
    red = book.add_format({"bold": True, "font_color": _REQUIRED_RED})
    looks: dict[str, Any] = {}
    page.set_row(0, 32)
    for index, column in enumerate(table.columns):
        label = str(column.label)
        shape = number_format(column)
        look = looks.setdefault(shape, book.add_format({"num_format": shape} | (_PAPER_LOOK if table.is_printed else {})))
        page.set_column(index, index, column_width(column), look)
        if table.is_required(column):
            page.write_rich_string(0, index, bold, label, red, "*", header)
        else:
            page.write_string(0, index, label, header)
        if rule := validation(column, lists):
            page.data_validation(1, index, table.max_rows, index, rule)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, 0, len(table.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    if table.is_printed:
        page.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
        page.center_horizontally()
        page.set_header(f"&C&16{str(table.title).replace('&', '&&')}")
        page.set_footer("&C" + _("第 &P 页，共 &N 页"))


def number_format(column: Column) -> str:
    """Return how a column's cells show."""
    if column.kind is Kind.DATE:
        return DATE_LOOK
    if column.kind is Kind.INTEGER:
        return "0"
    if column.kind is Kind.DECIMAL:
        return "General" if not column.decimal_places else "0." + "0" * column.decimal_places
    # Text format keeps leading zeros and long numbers, and "1-2" from turning into a date.
    return "@"


def column_width(column: Column) -> float:
    """Return a column's width in half-width characters."""
    if column.width:
        return column.width
    longest = max(display_width(str(column.label)) + 3, display_width(str(column.example)) + 2)
    if column.kind is Kind.CODE and not column.example:
        # Room for an identity number or a credit code.
        longest = max(longest, 21)
    return float(min(max(longest, 10), 40))


def validation(column: Column, lists: Lists) -> dict[str, Any] | None:
    """Return the drop-down, limits or hint of a column's cells."""
    rule: dict[str, Any] = {"ignore_blank": True, "error_title": _("请核对"), "error_message": _limits(column)[:255]}
    if column.help or column.example:
        rule |= {"input_title": str(column.label)[:32], "input_message": _prompt(column)[:255]}
    if source := lists.source(column):
        return rule | {"validate": "list", "source": source}
    if column.kind is Kind.INTEGER:
        low, high = column.minimum, column.maximum
        return rule | {"validate": "integer"} | _between(-(10**15) if low is None else low, 10**15 if high is None else high)
    if column.kind is Kind.DECIMAL:
        low, high = column.minimum, column.maximum
        return rule | {"validate": "decimal"} | _between(-1e15 if low is None else float(low), 1e15 if high is None else float(high))
    if "input_message" in rule:
        # Dates get a hint only: reading understands more ways of writing than a validation would let through.
        return rule | {"validate": "any"}
    return None


def _between(low: float, high: float) -> dict[str, Any]:
    return {"criteria": "between", "minimum": low, "maximum": high}


def _prompt(column: Column) -> str:
    parts = [str(column.help)]
    if column.example:
        parts.append(_("例：%(example)s") % {"example": column.example})
    return "\n".join(part for part in parts if part)


def _limits(column: Column) -> str:
    """Return in words what the column allows."""
    kind = Kind(column.kind)
    words = {
        Kind.TEXT: _("文字"),
        Kind.CODE: _("号码或代码（文本格式）"),
        Kind.INTEGER: _("整数"),
        Kind.DECIMAL: _("数字"),
        Kind.DATE: _("日期，如 %(example)s") % {"example": _DATE_HINT},
        Kind.MONTH: _("年月，如 %(example)s") % {"example": _MONTH_HINT},
        Kind.BOOLEAN: _("是 / 否"),
        Kind.CHOICE: "、".join(str(option.label) for option in column.options()) if kind is Kind.CHOICE else "",
    }
    parts = [words[kind]]
    if column.decimal_places is not None:
        parts.append(_("小数最多 %(places)s 位") % {"places": column.decimal_places})
    if column.max_length is not None:
        parts.append(_("最多 %(limit)s 字") % {"limit": column.max_length})
    if column.minimum is not None:
        parts.append(_("不小于 %(limit)s") % {"limit": column.minimum})
    if column.maximum is not None:
        parts.append(_("不大于 %(limit)s") % {"limit": column.maximum})
    if column.pattern_help:
        parts.append(str(column.pattern_help))
    if column.unique:
        parts.append(_("不能重复"))
    return "；".join(parts)


def _write_notes(book: Any, page: Any, table: Table) -> None:
    look = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
    header = book.add_format(HEADER_LOOK)
    big = book.add_format({"bold": True, "font_size": 14})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    key = "、".join(str(table.by_key[name].label) for name in table.key)
    notes = [
        _("带 * 的列必填；列的先后可以调整，列名不要改。"),
        _("%(columns)s 合起来标识一行，同一文件里只能出现一次。") % {"columns": key},
        _("一次最多 %(limit)s 行；文件里没有的旧记录不会被删除。") % {"limit": table.max_rows},
        *(str(note) for note in table.notes),
    ]
    page.write_string(0, 0, _("%(title)s：填写说明（第 %(version)s 版）") % {"title": table.title, "version": table.version}, big)
    row = 1
    for number, note in enumerate(notes, start=1):
        page.merge_range(row, 0, row, 4, "", wrap)
        page.write_string(row, 0, f"{number}. {note}", wrap)
        page.set_row(row, 16 * max(1, -(-display_width(note) // 110)))
        row += 1
    row += 1
    for index, (label, width) in enumerate([(_("列名"), 22), (_("含义"), 40), (_("必填"), 8), (_("允许的值"), 44), (_("示例"), 22)]):
        page.set_column(index, index, width)
        page.write_string(row, index, label, header)
    for column in table.columns:
        row += 1
        required = _("是") if table.is_required(column) else ""
        for index, text in enumerate([column.label, column.help, required, _limits(column), column.example]):
            page.write_string(row, index, str(text), look)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
