"""Open an uploaded table file: tell by its content what it is, and give its sheets as grids of raw cells."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

from baigong.kernel.errors import Refusal

from .archive import LIMITS, Contents, Limits, damaged, inspect, too_large
from .sheets import restored

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_CSV_NAME = ("csv", "txt", "tsv")

Grid = list[list[Any]]
Area = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class GridSheet:
    """One sheet: ``cells()`` gives rows of raw values from A1 on; errors and merged areas as the file has them.

    ``unanswered_cells`` hold a formula without its result: some programs write one and leave the counting to Excel.
    """

    name: str
    cells: Callable[[], Grid]
    is_visible: bool = True
    error_cells: frozenset[str] = frozenset()
    unanswered_cells: frozenset[str] = frozenset()
    merged: Callable[[], Sequence[Area]] = field(default=lambda: ())


def open_file(data: bytes, filename: str, *, max_rows: int, limits: Limits = LIMITS) -> list[GridSheet]:
    """Return the sheets of an .xlsx, .xls or CSV file; raise ``Refusal`` saying what the file is instead.

    The content decides, not the name: many a ".xls" of an old system is a web page or a CSV file.
    """
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise Refusal(_("文件“%(name)s”是空的；请选择填好的表格再上传。") % {"name": filename}, code="file_empty")
    if len(data) > limits.file_bytes:
        raise Refusal(
            _("文件“%(name)s”超过 %(size)s MB；请分成几个文件上传。") % {"name": filename, "size": limits.file_bytes // 2**20},
            code="file_too_large",
        )
    if data.startswith(_ZIP):
        return _open_book(data, limits, inspect(data, limits))
    if data.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in data:
            raise _encrypted()
        return _open_book(data, limits, Contents())
    return _open_csv(data, filename, max_rows, limits)


def too_many_rows(limit: int) -> Refusal:
    """Return the refusal of a file with more rows than its table takes."""
    return Refusal(_("文件超过 %(limit)s 行；请分成几个文件上传。") % {"limit": limit}, code="too_many_rows")


def _encrypted() -> Refusal:
    return Refusal(_("文件设有打开密码；请在表格软件里取消密码，保存后再上传。"), code="file_encrypted")


def _open_book(data: bytes, limits: Limits, contents: Contents) -> list[GridSheet]:
    book = _guarded(lambda: load_workbook(io.BytesIO(data)))
    sheets = []
    for position, meta in enumerate(book.sheets_metadata):
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheets.append(
            GridSheet(
                meta.name,
                _Loader(book, position, limits),
                is_visible=meta.visible == SheetVisibleEnum.Visible,
                error_cells=contents.error_cells.get(meta.name, frozenset()),
                unanswered_cells=contents.unanswered_cells.get(meta.name, frozenset()),
                merged=_MergedLoader(book, position),
            )
        )
    if not sheets:
        raise Refusal(_("工作簿里没有工作表；请使用下载的模板。"), code="no_sheet")
    return sheets


@dataclass(frozen=True)
class _Loader:
    book: Any
    position: int
    limits: Limits

    def __call__(self) -> Grid:
        def load() -> Grid:
            sheet = self.book.get_sheet_by_index(self.position)
            if sheet.total_height * sheet.total_width > self.limits.cells or sheet.total_width > self.limits.columns:
                raise too_large(_("行列过多"))
            rows: Grid = sheet.to_python(skip_empty_area=False)
            return rows

        grid: Grid = _guarded(load)
        return grid


@dataclass(frozen=True)
class _MergedLoader:
    book: Any
    position: int

    def __call__(self) -> Sequence[Area]:
        ranges = _guarded(lambda: self.book.get_sheet_by_index(self.position).merged_cell_ranges)
        return list(ranges or ())


def _guarded(read: Callable[[], Any]) -> Any:
    """Run the reader; whatever it stumbles over becomes a refusal."""
    try:
        return read()
    except PasswordError:
        raise _encrypted() from None
    except (CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        raise damaged() from error
    except BaseException as error:
        # A panic of the Rust reader derives from BaseException and must not end the worker.
        if type(error).__name__ == "PanicException":
            raise damaged() from error
        raise


def _open_csv(data: bytes, filename: str, max_rows: int, limits: Limits) -> list[GridSheet]:
    head = data[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<", b"mime-version")):
        raise Refusal(
            _("“%(name)s”其实是网页或 XML，不是表格文件；请用表格软件打开，另存为 .xlsx 后再上传。") % {"name": filename},
            code="not_a_workbook",
        )
    text = _decode(data, filename)
    top = "".join(itertools.islice(io.StringIO(text), 30))
    # One sheet for each way of cutting: the reader keeps the one whose header it knows.
    delimiters = [mark for mark in ",\t;" if mark == "," or mark in top]
    return [GridSheet("CSV", _CsvLoader(text, mark, max_rows, limits)) for mark in delimiters]


@dataclass(frozen=True)
class _CsvLoader:
    text: str
    delimiter: str
    max_rows: int
    limits: Limits

    def __call__(self) -> Grid:
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter)
        rows: Grid = []
        try:
            # Title rows and blank rows may stand above the table's own count, hence the margin.
            for row in itertools.islice(reader, self.max_rows * 2 + 1_000):
                if len(row) > self.limits.columns:
                    raise too_large(_("第 %(row)s 行有 %(count)s 列") % {"row": len(rows) + 1, "count": len(row)})
                rows.append([restored(cell) for cell in row])
            if next(reader, None) is not None:
                raise too_many_rows(self.max_rows)
        except csv.Error as error:
            raise damaged() from error
        return rows


def _decode(data: bytes, filename: str) -> str:
    is_named_csv = filename.lower().rpartition(".")[2] in _CSV_NAME
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and (is_named_csv or _looks_like_text(text)):
            return text
        break
    if is_named_csv and b"\x00" not in data:
        words = _("“%(name)s”里的文字读不全，可能没有保存或传送完整；请用表格软件打开原来的文件，重新另存为 CSV 或 .xlsx 后再上传。")
        raise Refusal(words % {"name": filename}, code="text_unreadable")
    raise Refusal(_("“%(name)s”不是能识别的表格文件；请上传 .xlsx、.xls 或 .csv。") % {"name": filename}, code="not_a_workbook")


def _looks_like_text(text: str) -> bool:
    head = text[:4_000]
    return sum(not (c.isprintable() or c in "\r\n\t") for c in head) * 100 <= len(head)
