"""The look that the workbooks of returns have in common: title, labels, field names beneath, formats, drop-downs on a hidden sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from baigong.contexts.registers import describing
from baigong.contexts.registers.reading.completing import is_filled_in
from baigong.contexts.registers.reading.files import LISTS_SHEET
from baigong.contexts.registers.standard import CodeSet, Standard, StandardField, StandardTable
from baigong.engines.checking.fields import NUMERIC
from baigong.kernel.exchange import sheets
from baigong.kernel.exchange.cells import column_letters

_RED = "#B5301F"
_WRONG_LOOK = {"bg_color": "#F8DAD5", "border": 1, "border_color": _RED, "num_format": "@"}
_LAST_ROW = sheets.MAX_SHEET_ROWS - 1
TITLE, LABELS, NAMES = 0, 1, 2
"""The rows of the title, the labels and the field names."""


def filled_in_words() -> str:
    """What is said of a column that need not be filled in."""
    return _("可以空着，上传时自动填写；改动已报的行时保留原来的值")


def new_book(out: io.BytesIO, title: str) -> Any:
    """A workbook in memory in which no text becomes a formula or a link."""
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title})
    return book


def title_of(table: StandardTable, standard: Standard) -> str:
    """What a sheet says it is."""
    return f"{table.label}（{table.name}） · {standard.short_title} · {table.frequency.label}"


class Looks:
    """The formats of a workbook."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 12})
        self.header = book.add_format(sheets.HEADER_LOOK)
        self.bold = book.add_format({"bold": True})
        self.red = book.add_format({"bold": True, "font_color": _RED})
        self.name = book.add_format({"font_color": "#667076", "font_size": 9, "num_format": "@"})
        self.example = book.add_format({"italic": True, "font_color": "#667076", "num_format": "@"})
        self.text = book.add_format({"num_format": "@"})
        self.number = book.add_format({"num_format": "General"})
        self.wrong = book.add_format(_WRONG_LOOK)
        self.problem = book.add_format({"font_color": _RED, "text_wrap": True, "valign": "top"})
        self.note = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
        self.problem_header = book.add_format(sheets.HEADER_LOOK | {"font_color": _RED})


class Lists:
    """The hidden sheet with the drop-downs' values, a column for each code set that the tables use."""

    def __init__(self, standard: Standard, tables: Sequence[StandardTable]) -> None:
        self.standard = standard
        self.sets: dict[str, CodeSet] = {}
        for table in tables:
            for field in table.fields:
                codes = describing.code_set_of(field, standard)
                if codes is not None and codes.codes:
                    self.sets.setdefault(codes.name, codes)

    def source(self, field: StandardField) -> str:
        """The range with a field's choices; empty where it has none, or where several may be joined in one cell."""
        if field.field.code_set not in self.sets or field.field.is_list:
            return ""
        letters = column_letters(list(self.sets).index(field.field.code_set))
        return f"='{LISTS_SHEET}'!${letters}$2:${letters}${len(self.sets[field.field.code_set].codes) + 1}"

    def write(self, page: Any) -> None:
        """Write the lists and hide the sheet: out of the way, but kept when the file is saved."""
        for index, codes in enumerate(self.sets.values()):
            page.write_string(0, index, codes.name)
            for row, (code, label) in enumerate(codes.codes.items(), start=1):
                page.write_string(row, index, describing.option(code, label))
        page.hide()


def write_header(page: Any, table: StandardTable, looks: Looks, title: str) -> None:
    """Write title, labels (mandatory ones with a red star) and field names, and the format of each column."""
    page.write_string(TITLE, 0, title, looks.title)
    page.set_row(LABELS, 32)
    for index, field in enumerate(table.fields):
        if field.field.is_required and not is_filled_in(field):
            page.write_rich_string(LABELS, index, looks.bold, field.label, looks.red, "*", looks.header)
        else:
            page.write_string(LABELS, index, field.label, looks.header)
        page.write_string(NAMES, index, field.name, looks.name)
        width = min(max(sheets.display_width(field.label) + 3, len(field.name) + 2, 10), 30)
        page.set_column(index, index, width, looks.number if field.field.kind in NUMERIC else looks.text)
    page.set_landscape()
    page.set_paper(9)


def write_rules(page: Any, table: StandardTable, looks: Looks, lists: Lists, *, first_row: int) -> None:
    """Give every column its hint, and its drop-down where it has one."""
    for index, field in enumerate(table.fields):
        prompt = [describing.kind_words(field), describing.length_words(field), describing.note_of(field)]
        if is_filled_in(field):
            prompt.append(filled_in_words())
        if example := describing.example_of(field, lists.standard):
            prompt.append(_("例：%(example)s") % {"example": example})
        rule: dict[str, Any] = {
            "validate": "any",
            "input_title": field.label[:32],
            "input_message": "\n".join(part for part in prompt if part)[:255],
        }
        if source := lists.source(field):
            words = {"error_title": _("请从列表中选择"), "error_message": _("这一格只能填代码集里的值。")}
            rule |= {"validate": "list", "source": source, "ignore_blank": True, **words}
        page.data_validation(first_row, index, _LAST_ROW, index, rule)
