"""Workbooks: looked through before they are unpacked, then read by fastexcel, every cell as text."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.registers.reading.grid import FrameGrid, Troubles
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange.archive import Contents, Limits, damaged, inspect

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK_LIMITS = Limits(file_bytes=100 * 2**20, inflated_bytes=800 * 2**20, cells=20_000_000)
"""Ten times what a city's largest table has; a workbook beyond that is refused before it is unpacked."""
LONG_NUMBER = 1e15
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")
"""The folder in which an .xls keeps its macros."""


def encrypted(name: str) -> Refusal:
    """Return the refusal of a file with a password."""
    return Refusal(_("“%(name)s”设有打开密码；请在表格软件里取消密码，保存后再上传。") % {"name": name}, code="file_encrypted")


def _has_macros(name: str) -> Refusal:
    return Refusal(
        _("“%(name)s”是含有宏的工作簿，没有读取；请另存为“Excel 工作簿（.xlsx）”后再上传。") % {"name": name}, code="file_has_macros"
    )


def open_xlsx(data: bytes, name: str) -> list[FrameGrid]:
    """Return the sheets of an .xlsx."""
    contents = inspect(data, WORKBOOK_LIMITS)
    if contents.has_macros or name.lower().endswith((".xlsm", ".xltm")):
        raise _has_macros(name)
    return _sheets(data, name, lambda sheet: _facts(contents, sheet))


def open_xls(data: bytes, name: str) -> list[FrameGrid]:
    """Return the sheets of an .xls, which holds no more than 65,536 rows."""
    if _ENCRYPTED_PACKAGE in data:
        raise encrypted(name)
    if _MACROS in data:
        raise _has_macros(name)
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

    book = _guarded(lambda: load_workbook(io.BytesIO(data)), name)
    if any(meta.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba) for meta in book.sheets_metadata):
        raise _has_macros(name)
    shown = {meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible}
    return _sheets(data, name, lambda sheet: (sheet in shown, *_old_facts(_guarded(lambda: book.get_sheet_by_name(sheet), name))))


def _sheets(data: bytes, name: str, facts: Callable[[str], tuple[bool, int, Troubles]]) -> list[FrameGrid]:
    import fastexcel
    import polars as pl

    reader = _guarded(lambda: fastexcel.read_excel(data), name)
    grids = []
    for sheet in reader.sheet_names:
        try:
            # Eager: a quarter sooner than by way of the lazy sheet.
            loaded = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string", eager=True)
        except fastexcel.SheetNotFoundError:  # a sheet that is a chart
            continue
        except BaseException as error:
            raise _refusal(error, name) from error
        frame = pl.DataFrame(loaded)
        frame = frame.rename({column: f"c{index}" for index, column in enumerate(frame.columns)}).cast(pl.String)
        grids.append(FrameGrid(sheet, frame, *facts(sheet)))
    return grids


def _facts(contents: Contents, sheet: str) -> tuple[bool, int, Troubles]:
    """Whether the sheet is visible, in which column it begins, and what of it a reader does not show."""
    none: frozenset[str] = frozenset()
    return (
        sheet not in contents.hidden_sheets,
        contents.first_columns.get(sheet, 0),
        Troubles(
            contents.error_cells.get(sheet, none),
            contents.unanswered_cells.get(sheet, none),
            contents.lost_digits.get(sheet, none),
            contents.merged.get(sheet, ()),
            contents.hidden_rows.get(sheet, 0),
        ),
    )


def _old_facts(sheet: Any) -> tuple[int, Troubles]:
    from baigong.kernel.exchange.cells import coordinate

    lost = {
        coordinate(row, column)
        for row, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1)
        for column, cell in enumerate(cells)
        if isinstance(cell, float) and abs(cell) >= LONG_NUMBER
    }
    return (sheet.start or (0, 0))[1], Troubles(lost_digits=frozenset(lost))


def _guarded(read: Callable[[], Any], name: str) -> Any:
    """Run the reader; whatever it stumbles over becomes a refusal, a panic of the compiled part included."""
    try:
        return read()
    except BaseException as error:
        raise _refusal(error, name) from error


def _refusal(error: BaseException, name: str) -> BaseException:
    from fastexcel import FastExcelError
    from python_calamine import CalamineError

    if "assword" in str(error) or "ncrypted" in str(error):
        return encrypted(name)
    known = (FastExcelError, CalamineError, OSError, ValueError, OverflowError, MemoryError)
    return damaged() if isinstance(error, known) or type(error).__name__ == "PanicException" else error
