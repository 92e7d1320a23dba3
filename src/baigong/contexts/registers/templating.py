"""Templates: a workbook to fill in, a sheet for each table, with notes; or the header as CSV.

What is filled in is read back by ``reading`` as it is: the header by its labels or the field names beneath, the drop-downs' ``1 是`` as
``1``, the example row not at all.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.registers import describing
from baigong.contexts.registers.reading.completing import is_filled_in
from baigong.contexts.registers.reading.files import LISTS_SHEET, NOTES_SHEET
from baigong.contexts.registers.reading.making import EXAMPLE_MARK
from baigong.contexts.registers.standard import Standard, StandardField, StandardTable
from baigong.contexts.registers.workbooks import NAMES, Lists, Looks, filled_in_words, new_book, title_of, write_header, write_rules
from baigong.kernel.exchange import sheets

_EXAMPLE = NAMES + 1


def template(tables: Sequence[StandardTable], standard: Standard) -> bytes:
    """Return the .xlsx to fill in, a sheet for each table: drop-downs, text format for codes, an example row, notes."""
    out = io.BytesIO()
    book = new_book(out, _("%(title)s 填报模板") % {"title": standard.short_title})
    lists = Lists(standard, tables)
    looks = Looks(book)
    taken = {NOTES_SHEET, LISTS_SHEET}
    for table in tables:
        page = book.add_worksheet(sheets.sheet_name(table.label, taken))
        write_header(page, table, looks, title_of(table, standard))
        for index, field in enumerate(table.fields):
            page.write_string(_EXAMPLE, index, _example(index, field, standard), looks.example)
        write_rules(page, table, looks, lists, first_row=_EXAMPLE + 1)
        page.freeze_panes(_EXAMPLE, 0)
    _write_notes(book.add_worksheet(NOTES_SHEET), tables, standard, looks)
    lists.write(book.add_worksheet(LISTS_SHEET))
    book.close()
    return out.getvalue()


def csv_template(table: StandardTable) -> bytes:
    """Return the header as a CSV file: labels that people know, for programs the field names are understood as well."""
    return sheets.write_csv([field.label for field in table.fields], [])


def _example(index: int, field: StandardField, standard: Standard) -> str:
    """The example of a column; the first column bears the mark by which reading leaves the row out."""
    if index == 0:
        return EXAMPLE_MARK
    example = describing.example_of(field, standard)
    codes = describing.code_set_of(field, standard)
    return describing.option(example, codes.codes[example]) if codes and example in codes.codes else example


def _write_notes(page: Any, tables: Sequence[StandardTable], standard: Standard, looks: Looks) -> None:
    """What each column means. The sheet is known by its name and never read."""
    heads = [
        (_("字段"), 22), (_("名称"), 26), (_("类型"), 20), (_("长度"), 18),
        (_("必填"), 6), (_("代码集"), 22), (_("示例"), 22), (_("说明"), 50),
    ]  # fmt: skip
    lines = [
        _("红色 * 的列必填；列的先后可以调整，表头不要改；不用的选填列可以删去。"),
        _("表头下第一行是示例，不会读取，可以删去。有下拉的格子请从下拉中选择，也可以只填代码。"),
        _("号码、代码和日期的列是文本格式；从别处粘贴时请选“只粘贴值”。日期也可以用日期格式，会自动转换。"),
    ]
    page.write_string(0, 0, standard.title, looks.title)
    row = 1
    for line in lines:
        page.write_string(row, 0, line)
        row += 1
    for index, (_label, width) in enumerate(heads):
        page.set_column(index, index, width)
    for table in tables:
        row += 1
        page.write_string(row, 0, title_of(table, standard), looks.title)
        facts = [
            _("来源系统：%(source)s") % {"source": table.source} if table.source else "",
            _("报送范围：%(scope)s") % {"scope": table.scope} if table.scope else "",
            _("主键：%(key)s（同一主键再报就是更新）") % {"key": "、".join(table.rules.key)},
        ]
        if table.rules.delete_field:
            facts.append(
                _("%(field)s 填 %(value)s 表示删除这条记录") % {"field": table.rules.delete_field, "value": table.rules.delete_value}
            )
        page.write_string(row + 1, 0, "；".join(fact for fact in facts if fact))
        row += 2
        for index, (label, _width) in enumerate(heads):
            page.write_string(row, index, label, looks.header)
        for field in table.fields:
            row += 1
            for index, text in enumerate(_note_line(field, standard)):
                page.write_string(row, index, text, looks.note)
        row += 1
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _note_line(field: StandardField, standard: Standard) -> list[str]:
    return [
        field.name,
        field.label,
        describing.kind_words(field),
        describing.length_words(field),
        _("是") if field.field.is_required and not is_filled_in(field) else "",
        describing.code_set_words(field, standard),
        describing.example_of(field, standard),
        "；".join(part for part in (describing.note_of(field), filled_in_words() if is_filled_in(field) else "") if part),
    ]
