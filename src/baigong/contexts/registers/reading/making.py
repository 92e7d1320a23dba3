"""Makes a sheet of a grid whose table is known: its declared columns, without blank rows, refusing what a parser would lose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from baigong.contexts.registers.reading.cells import tidied
from baigong.contexts.registers.reading.recognising import Recognised, nearest_field
from baigong.contexts.registers.reading.sheet import Sheet
from baigong.contexts.registers.standard import Standard
from baigong.engines.checking.writing import BLANKS
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange.archive import column_number
from baigong.kernel.exchange.cells import column_letters

if TYPE_CHECKING:
    import polars as pl

EXAMPLE_MARK = "示例（此行不读取）"
"""Begins the example row of a template. Not translated: found again by these words."""
ORIGIN = "原文件行号（请保留）"
"""Heads the column that says which row of the school's file a row to be mended was. Not translated: found again by these words."""
_HARMLESS = frozenset({"序号", ORIGIN})
_NAMED_CELLS = 5
_EXAMPLE_WITHIN = _FIRST = 3
_COORDINATE = re.compile(r"([A-Z]+)(\d+)")


def make_sheet(found: Recognised, standard: Standard, *, place: str, file: str = "") -> Sheet:
    """Return the rows of a recognised grid."""
    import polars as pl

    grid, table = found.grid, found.table
    where = place if not file else _("%(file)s的工作表“%(sheet)s”") % {"file": file, "sheet": place}
    letters = {key: column_letters(index + grid.first_column) for key, index in found.header.positions.items()}
    _refuse_lost(found, letters, where)
    body = grid.body(found.after).with_row_index("_number", offset=found.after + 1)
    read = {f"c{index}" for index in found.header.positions.values()}
    body = body.with_columns(pl.col(pl.String).fill_null("")).with_columns(pl.col(pl.String).exclude(read).str.strip_chars(BLANKS))
    notes = [*_unread(found, body, where), *_hidden(found)]
    body = _filled(body)
    if examples := _examples(body):
        body = body.filter(~pl.col("_number").is_in(examples))
    width = body.width - 1
    frame = body.select((pl.col(f"c{index}") if index < width else pl.lit("")).alias(key) for key, index in found.header.positions.items())
    numbers = body["_number"]
    first = int(numbers[0]) if len(numbers) else found.after + 1
    return Sheet(table, tidied(frame, table, standard), place, first, letters, numbers, notes, _origins(found, body))


def _filled(body: pl.DataFrame) -> pl.DataFrame:
    """The rows that have any content. They are looked for only where each of the first columns has a blank."""
    import polars as pl

    if body.width == 1:
        return body.clear()
    if any((body[name].str.strip_chars(BLANKS) != "").all() for name in body.columns[1 : _FIRST + 1]):
        return body
    return body.filter(pl.any_horizontal(pl.all().exclude("_number").str.strip_chars(BLANKS) != ""))


def _origins(found: Recognised, body: pl.DataFrame) -> pl.Series | None:
    """The rows' numbers in the file they were taken from, where that column is there."""
    import polars as pl

    index = next((index for index, label in found.header.unknown.items() if label == ORIGIN), None)
    if index is None:
        return None
    name = f"c{index}"
    if name not in body.columns:
        return pl.Series([0] * body.height, dtype=pl.Int64)
    return body[name].cast(pl.Float64, strict=False).fill_nan(0).fill_null(0).clip(0, 2**31).cast(pl.Int64)


def _examples(body: pl.DataFrame) -> list[int]:
    """The rows of the template that show how to fill it."""
    rows = ((number, [cell.strip(BLANKS) for cell in cells]) for number, *cells in body.head(_EXAMPLE_WITHIN).iter_rows())
    return [number for number, cells in rows if next((cell for cell in cells if cell), "").startswith(EXAMPLE_MARK)]


def _refuse_lost(found: Recognised, letters: dict[str, str], where: str) -> None:
    """Refuse cells of which the parser shows less than the user believes to have entered."""
    troubles = found.grid.troubles
    columns = set(letters.values())
    for cells, code, words in (
        (troubles.errors, "error_cell", _("%(where)s的 %(cells)s 是公式错误（如 #N/A、#DIV/0!）；请改正公式，或直接填写内容。")),
        (
            troubles.unanswered,
            "formula_without_result",
            _("%(where)s的 %(cells)s 里的公式没有存下结果；请用表格软件打开并保存一次，或直接填写内容。"),
        ),
        (
            troubles.lost_digits,
            "digits_lost",
            _("%(where)s的 %(cells)s 是按数值存的长号码，末几位已经丢失；请把这一列设成文本格式，重新填写完整的号码。"),
        ),
    ):
        if wrong := _below(cells, found.after, columns):
            named = "、".join(wrong[:_NAMED_CELLS]) + (_("等 %(count)s 格") % {"count": len(wrong)} if len(wrong) > _NAMED_CELLS else "")
            raise Refusal(words % {"where": where, "cells": named}, code=code)


def _below(cells: Iterable[str], after: int, columns: set[str]) -> list[str]:
    """Those of ``cells`` that stand below the header in columns that are read, in the order of the sheet."""
    parts = [(match[1], int(match[2])) for cell in cells if (match := _COORDINATE.fullmatch(cell))]
    own = [(row, column_number(column), column) for column, row in parts if row > after and column in columns]
    return [f"{column}{row}" for row, _number, column in sorted(own)]


def _unread(found: Recognised, body: pl.DataFrame, where: str) -> list[str]:
    """Say which columns are not read; refuse where one is misspelt or stands twice, since its content would be lost."""
    header, table, row = found.header, found.table, found.header.row + 1
    labels = {field.name: field.label for field in table.fields}
    notes = []
    first = found.grid.first_column
    for index, key in header.duplicates.items():
        if _has_content(body, index):
            one, other = (f"{column_letters(each + first)}{row}" for each in (header.positions[key], index))
            raise Refusal(
                _("%(where)s的 %(one)s 和 %(other)s 都是“%(label)s”；请只保留一列。")
                % {"where": where, "one": one, "other": other, "label": labels[key]},
                code="duplicate_column",
            )
    present = {labels[key] for key in header.positions}
    for index, label in header.unknown.items():
        if label in _HARMLESS or not _has_content(body, index):
            continue
        cell = f"{column_letters(index + first)}{row}"
        near = nearest_field(table, label)
        if near and near not in present:
            raise Refusal(
                _("%(where)s的 %(cell)s：“%(table)s”没有列“%(label)s”，是不是“%(near)s”？请改好列名再上传；不用的列请删去。")
                % {"where": where, "cell": cell, "table": table.label, "label": label, "near": near},
                code="unknown_column",
            )
        notes.append(_("%(cell)s 的列“%(label)s”不在这张表里，没有读取。") % {"cell": cell, "label": label})
    return notes


def _has_content(body: pl.DataFrame, index: int) -> bool:
    name = f"c{index}"
    return name in body.columns and bool((body[name] != "").any())


def _hidden(found: Recognised) -> list[str]:
    notes = []
    troubles = found.grid.troubles
    if troubles.hidden_rows:
        notes.append(_("有 %(count)s 行是隐藏的（或被筛选掉），也读取了。") % {"count": troubles.hidden_rows})
    if areas := [area for area in troubles.merged if int(re.findall(r"\d+", area)[-1]) > found.after]:
        notes.append(
            _("%(area)s 等 %(count)s 处是合并单元格，只有左上角一格有内容；请取消合并，逐行填写。")
            % {"area": areas[0], "count": len(areas)}
        )
    return notes
