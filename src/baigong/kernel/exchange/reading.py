"""Read a filled file against its declared table: every row kept, every error with its cell and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from baigong.kernel.errors import Refusal

from . import headers, identity, values
from .archive import LIMITS, Limits
from .cells import clean_text, coordinate
from .moments import CellError
from .table import Column, Kind, ParsedRow, Table
from .workbook import GridSheet, open_file, too_many_rows

# Lines below the data that every paper form has; they are named, not skipped, since a real row might look like one.
_FOOTER = re.compile(r"(合计|总计|小计)$|(填表人|填报人|审核人|负责人|制表人?|注|备注|说明|填表说明)\s*[:：]")


@dataclass(frozen=True)
class Issue:
    """One error. ``cell`` is the coordinate (B7), or empty where the file as a whole is meant; ``row`` counts from 1."""

    message: str
    code: str
    sheet: str = ""
    cell: str = ""
    row: int = 0
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        place = " ".join(part for part in (f"“{self.sheet}”" if self.sheet else "", self.cell, self.column) if part)
        shown = f"“{self.value}”" if self.value else ""
        return f"{place}{shown}：{self.message}" if place or shown else self.message


@dataclass(frozen=True)
class Parsed:
    """A file as read. ``rows`` holds every data row, wrong ones included; ``positions`` the columns the file has.

    ``grid`` is the sheet as it stood in the file, whose ``header_row`` counts from 1: what ``marked`` hands back.
    """

    table: Table
    filename: str
    sheet: str
    rows: Sequence[ParsedRow]
    issues: Sequence[Issue] = ()
    notices: Sequence[str] = ()
    positions: Mapping[str, int] = field(default_factory=dict)
    grid: Sequence[Sequence[Any]] = field(default=(), repr=False)
    header_row: int = 1

    def cell(self, row: ParsedRow, key: str) -> str:
        """Return the coordinate of a row's value, for messages."""
        return coordinate(row.number, self.positions.get(key, 0))


def read(table: Table, data: bytes, filename: str, *, limits: Limits = LIMITS) -> Parsed:
    """Read an uploaded file; raise ``Refusal`` when it cannot be this table at all.

    Wrong cells do not stop the reading: they are in ``Parsed.issues``, all of them at once.
    """
    sheets = open_file(data, filename, max_rows=table.max_rows, limits=limits)
    notices = _check_mark(table, sheets)
    sheet, grid, header = _choose_sheet(table, sheets, filename)
    reader = _Reader(table, sheet, grid, header)
    rows = reader.read_rows()
    if not rows:
        raise Refusal(
            _("“%(sheet)s”里只有表头，没有数据；请从第 %(row)s 行起填写后再上传。") % {"sheet": sheet.name, "row": header.row + 2},
            code="no_rows",
        )
    notices = [*notices, *reader.notices]
    return Parsed(table, filename, sheet.name, rows, tuple(reader.issues), notices, header.positions, grid, header.row + 1)


def _check_mark(table: Table, sheets: Sequence[GridSheet]) -> list[str]:
    """Refuse the template of another table; note an older version of this one."""
    for sheet in sheets:
        mark = identity.read_mark(sheet.cells()) if sheet.name == identity.SHEET else None
        if mark is None:
            continue
        if mark[0] != table.name:
            # The first sheet bears the title of its table; people know no table by its key.
            found = next((other.name for other in sheets if other.is_visible), mark[0])
            raise Refusal(
                _("这是另一张表（%(found)s）的文件，不是“%(title)s”；请选对文件，或重新下载模板。")
                % {"found": found, "title": table.title},
                code="wrong_file",
            )
        if mark[1] != table.version:
            return [
                _("文件用的是第 %(found)s 版模板，现行为第 %(now)s 版；已按列名读取，请核对。") % {"found": mark[1], "now": table.version}
            ]
    return []


def _choose_sheet(table: Table, sheets: Sequence[GridSheet], filename: str) -> tuple[GridSheet, list[list[Any]], headers.Header]:
    """Return the visible sheet whose header matches most columns."""
    best: tuple[GridSheet, list[list[Any]], headers.Header] | None = None
    for sheet in sheets:
        if not sheet.is_visible or sheet.name == identity.SHEET:
            continue
        grid = sheet.cells()
        header = headers.find(table, grid)
        if header and (best is None or len(header.positions) > len(best[2].positions)):
            best = (sheet, grid, header)
    if best is None:
        raise Refusal(
            _("“%(name)s”里没有找到“%(title)s”的表头；应有这些列：%(columns)s。请使用下载的模板。")
            % {
                "name": filename,
                "title": table.title,
                "columns": "、".join(str(column.label) for column in table.columns[:12]),
            },
            code="wrong_file",
        )
    return best


class _Reader:
    """The reading of one sheet: gathers rows, issues and notices."""

    def __init__(self, table: Table, sheet: GridSheet, grid: list[list[Any]], header: headers.Header) -> None:
        self.table, self.sheet, self.grid, self.header = table, sheet, grid, header
        self.issues: list[Issue] = []
        self.notices: list[str] = []
        self._wrong_rows: set[int] = set()
        self._merged: Mapping[tuple[int, int], str] | None = None

    def read_rows(self) -> list[ParsedRow]:
        """Return every data row; fill ``issues`` and ``notices``."""
        self._check_header()
        read = [
            (self.table.by_key[key], position, values.choice_index(column) if column.kind is Kind.CHOICE else {})
            for key, position in self.header.positions.items()
            for column in [self.table.by_key[key]]
        ]
        rows: list[ParsedRow] = []
        for number, cells in self._data_rows():
            if len(rows) == self.table.max_rows:
                raise too_many_rows(self.table.max_rows)
            rows.append(ParsedRow(number, self._read_row(number, cells, read), number not in self._wrong_rows))
        self._find_duplicates(rows)
        rows = [ParsedRow(row.number, row.values, row.number not in self._wrong_rows) for row in rows]
        self._run_checks(rows)
        self.issues.sort(key=lambda issue: issue.row)
        return [ParsedRow(row.number, row.values, row.number not in self._wrong_rows) for row in rows]

    def _data_rows(self) -> Iterator[tuple[int, list[Any]]]:
        unseen = self.sheet.error_cells | self.sheet.unanswered_cells  # the reader shows both blank
        for number, cells in enumerate(self.grid[self.header.row + 1 :], start=self.header.row + 2):
            if any(cell is not None and cell != "" and not _is_blank(cell) for cell in cells) or (
                unseen and any(coordinate(number, index) in unseen for index in self.header.positions.values())
            ):
                yield number, cells

    def _check_header(self) -> None:
        header, row = self.header, self.header.row + 1
        for index, label in header.unknown.items():
            near = headers.closest(self.table, label)
            hint = _("（是否“%(near)s”？）") % {"near": near} if near else ""
            self.notices.append(
                _("%(cell)s 的列“%(label)s”不在本表中，未读取%(hint)s。") % {"cell": coordinate(row, index), "label": label, "hint": hint}
            )
        for index, key in header.duplicates.items():
            column = self.table.by_key[key]
            self._report(
                row, index, column, "", "duplicate_column",
                _("与 %(cell)s 是同一列；请只保留一列。") % {"cell": coordinate(row, header.positions[key])},
            )  # fmt: skip
        for column in self.table.columns:
            if column.key in header.positions:
                continue
            if self.table.is_required(column):
                message = _("缺少必填列“%(label)s”；请对照模板补上这一列。") % {"label": column.label}
                self.issues.append(Issue(message, "missing_column", self.sheet.name, "", row, str(column.label)))
            else:
                self.notices.append(_("没有列“%(label)s”：该项保持原值不变。") % {"label": column.label})

    def _read_row(self, number: int, cells: list[Any], read: Sequence[Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        pending: list[Issue] = []
        for column, position, choices in read:
            raw = cells[position] if position < len(cells) else None
            name = coordinate(number, position)
            try:
                if name in self.sheet.error_cells:
                    raise CellError(_("单元格里是公式错误（如 #N/A、#DIV/0!）；请改正公式或直接填写数值。"))
                if name in self.sheet.unanswered_cells:
                    raise CellError(_("单元格里的公式没有存下结果；请在表格软件里打开并保存一次，或直接填写数值。"))
                value = values.parse(column, raw, choices)
                if value is None and self.table.is_required(column):
                    raise CellError(self._blank_message(number, position))
                found[column.key] = value
            except CellError as error:
                code = "required" if raw is None or raw == "" else "bad_value"
                pending.append(self._issue(number, position, column, values.shown_raw(raw), code, str(error)))
        if pending:
            self._wrong_rows.add(number)
            self.issues.extend([self._footer_issue(number, cells)] if _is_footer(cells) else pending)
        return found

    def _blank_message(self, number: int, position: int) -> str:
        if self._merged is None:
            self._merged = {
                (row, column): f"{coordinate(top + 1, left)}:{coordinate(bottom + 1, right)}"
                for (top, left), (bottom, right) in self.sheet.merged()
                if (bottom - top + 1) * (right - left + 1) <= 10_000
                for row in range(top + 1, bottom + 2)
                for column in range(left, right + 1)
            }
        area = self._merged.get((number, position))
        if area:
            return _("这一格属于合并单元格 %(area)s；请取消合并，逐行填写。") % {"area": area}
        return _("必填项为空；请填写。")

    def _footer_issue(self, number: int, cells: Sequence[Any]) -> Issue:
        index, text = next((i, str(cell)) for i, cell in enumerate(cells) if not _is_blank(cell))
        message = _("这一行像是合计、签字或说明，不是数据；请删去后再上传。")
        return Issue(message, "footer_row", self.sheet.name, coordinate(number, index), number, "", text[:40])

    def _find_duplicates(self, rows: Sequence[ParsedRow]) -> None:
        table = self.table
        groups = [(tuple(table.key), _("与 %(cell)s 重复：%(columns)s 相同的行只能有一行；请合并或删去一行。"))]
        groups += [
            ((column.key,), _("与 %(cell)s 重复：%(columns)s 不能重复；请核对两处。"))
            for column in table.columns
            if column.unique and (column.key,) != tuple(table.key)
        ]
        for keys, message in groups:
            seen: dict[tuple[Any, ...], int] = {}
            labels = "、".join(str(table.by_key[key].label) for key in keys)
            for row in rows:
                value = tuple(row.values.get(key) for key in keys)
                if any(part is None for part in value):
                    continue
                first = seen.setdefault(value, row.number)
                if first != row.number:
                    position, column = self.header.positions[keys[-1]], table.by_key[keys[-1]]
                    text = message % {"cell": coordinate(first, position), "columns": labels}
                    shown = " ".join(values.shown(table.by_key[k], v) for k, v in zip(keys, value, strict=True))
                    self._report(row.number, position, column, shown, "duplicate", text)
                    self._wrong_rows.add(row.number)

    def _run_checks(self, rows: Sequence[ParsedRow]) -> None:
        for check in self.table.checks:
            for finding in check(rows):
                self._wrong_rows.add(finding.row)
                position = self.header.positions.get(finding.column or "")
                if finding.column is None or position is None:
                    label = str(self.table.by_key[finding.column].label) if finding.column else ""
                    place = _("第 %(row)s 行") % {"row": finding.row}
                    issue = Issue(str(finding.message), "check", self.sheet.name, place, finding.row, label)
                    self.issues.append(issue)
                    continue
                cells = self.grid[finding.row - 1]
                raw = cells[position] if position < len(cells) else None
                column = self.table.by_key[finding.column]
                self._report(finding.row, position, column, values.shown_raw(raw), "check", str(finding.message))

    def _report(self, row: int, position: int, column: Column, value: str, code: str, message: str) -> None:
        self.issues.append(self._issue(row, position, column, value, code, message))

    def _issue(self, row: int, position: int, column: Column, value: str, code: str, message: str) -> Issue:
        value = clean_text(value)
        short = value if len(value) <= 60 else f"{value[:59]}…"
        return Issue(message, code, self.sheet.name, coordinate(row, position), row, str(column.label), short)


def _is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not clean_text(cell))


def _is_footer(cells: Sequence[Any]) -> bool:
    first = next((cell for cell in cells if not _is_blank(cell)), None)
    return isinstance(first, str) and _FOOTER.match("".join(clean_text(first).split())) is not None
