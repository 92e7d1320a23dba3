"""A file from outside: told by its content, opened under limits, and taken apart into the tables it holds."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from baigong.contexts.registers.reading.books import OLE, WORKBOOK_LIMITS, encrypted, open_xls, open_xlsx
from baigong.contexts.registers.reading.grid import Grid
from baigong.contexts.registers.reading.making import make_sheet
from baigong.contexts.registers.reading.recognising import Recognised, nearest_table, recognise, table_named
from baigong.contexts.registers.reading.sheet import Sheet
from baigong.contexts.registers.reading.texts import TEXT_BYTES, open_csv
from baigong.contexts.registers.standard import Standard, StandardTable
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange.archive import damaged, too_large

NOTES_SHEET = "填写说明"
LISTS_SHEET = "_baigong"
"""Sheets of our own templates that hold no data."""
MOST_FILES = 200
_RATIO, _RATIO_MATTERS_FROM = 250, 5 * 2**20
_UTF8_NAME = 0x800
_START = 1024


def read_file(data: bytes, name: str, *, standard: Standard, table: str = "") -> list[Sheet]:
    """Return the tables in an .xlsx, .xls or .csv, or a .zip of these, as text; ``table`` says which one it is where that is known.

    Raises ``Refusal`` with what is wrong, where, and what to do; then nothing of the file is read.
    """
    wanted = _wanted(standard, table)
    sheets: list[Sheet] = []
    for member, content in _members(data, name):
        sheets += _read_one(content, member, standard, wanted)
    if not sheets:
        raise Refusal(_("“%(name)s”里没有数据；请填好后再上传。") % {"name": name}, code="no_rows")
    _refuse_twins(sheets)
    return sheets


def _wanted(standard: Standard, table: str) -> StandardTable | None:
    if not table:
        return None
    found = standard.tables.get(table.strip().upper()) or table_named(standard, table)
    if found is None:
        near = nearest_table(standard, table)
        hint = _("是不是“%(label)s”（%(name)s）？") % {"label": near.label, "name": near.name} if near else ""
        raise Refusal(
            _("标准“%(standard)s”里没有表“%(table)s”。%(hint)s") % {"standard": standard.short_title, "table": table, "hint": hint},
            code="unknown_table",
        )
    return found


def refuse_too_large(name: str, size: int, beginning: bytes) -> None:
    """Raise ``Refusal`` (``file_too_large``) for a file that is not to be taken into memory; its first bytes tell which kind it is."""
    limit = WORKBOOK_LIMITS.file_bytes if beginning.startswith((b"PK", OLE)) else TEXT_BYTES
    if size > limit:
        raise Refusal(
            _("文件“%(name)s”有 %(found)s MB，超过 %(size)s MB，没有打开；请分成几个文件，或另存为 CSV 后再上传。")
            % {"name": name, "found": size // 2**20, "size": limit // 2**20},
            code="file_too_large",
        )


def _members(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """The file itself, or the files in the zip."""
    if _is_blank(data):
        raise Refusal(_("文件“%(name)s”是空的；请选择填好的表格再上传。") % {"name": name}, code="file_empty")
    refuse_too_large(name, len(data), data[:8])
    if not data.startswith(b"PK"):
        yield name, data
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "xl/workbook.xml" in archive.namelist() or "[Content_Types].xml" in archive.namelist():
                yield name, data
                return
            yield from _unzipped(archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise damaged() from error


def _is_blank(data: bytes) -> bool:
    blanks = b"\x00\r\n\t \xef\xbb\xbf"
    return not data[:_START].strip(blanks) and not data.strip(blanks)


def _unzipped(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    items = [item for item in archive.infolist() if not item.is_dir() and not _is_litter(_member_name(item))]
    if any(item.flag_bits & 1 for item in items):
        raise encrypted(name)
    if len(items) > MOST_FILES:
        raise too_large(_("压缩包里有 %(count)s 个文件") % {"count": len(items)})
    if sum(item.file_size for item in items) > WORKBOOK_LIMITS.inflated_bytes:
        raise too_large(_("超过 %(size)s MB") % {"size": WORKBOOK_LIMITS.inflated_bytes // 2**20})
    for item in items:
        member = _member_name(item)
        if not member.lower().endswith((".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls")):
            raise Refusal(
                _("压缩包“%(name)s”里的“%(member)s”不是表格文件；请只放 .xlsx、.xls 和 .csv。") % {"name": name, "member": member},
                code="not_a_workbook",
            )
        if item.file_size > _RATIO_MATTERS_FROM and item.file_size > _RATIO * max(item.compress_size, 1):
            raise too_large(_("压缩比异常"))
        with archive.open(item) as stream:
            content = stream.read(item.file_size + 1)
        if len(content) != item.file_size:
            raise damaged()
        yield member, content


def _member_name(item: zipfile.ZipInfo) -> str:
    """The name, which Windows writes in GBK without saying so."""
    if item.flag_bits & _UTF8_NAME:
        return item.filename
    try:
        return item.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return item.filename


def _is_litter(name: str) -> bool:
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.startswith((".", "~$")) or path.name in ("Thumbs.db", "desktop.ini")


def _read_one(data: bytes, name: str, standard: Standard, wanted: StandardTable | None) -> list[Sheet]:
    stem = PurePosixPath(name.replace("\\", "/")).stem
    if data.startswith(b"PK"):
        return _read_book(open_xlsx(data, name), name, stem, standard, wanted)
    if data.startswith(OLE):
        return _read_book(open_xls(data, name), name, stem, standard, wanted)
    if _is_blank(data):
        return []
    found = recognise(open_csv(data, name), standard, wanted or table_named(standard, stem))
    if found is None:
        raise _unrecognised(name, name, standard, wanted)
    return [make_sheet(found, standard, place=name)]


def _read_book(grids: Sequence[Grid], name: str, stem: str, standard: Standard, wanted: StandardTable | None) -> list[Sheet]:
    own = [grid for grid in grids if grid.name not in (NOTES_SHEET, LISTS_SHEET) and any(any(row) for row in grid.head)]
    shown = [grid for grid in own if grid.is_visible]
    notes = [_("隐藏的工作表“%(sheet)s”没有读取。") % {"sheet": grid.name} for grid in own if not grid.is_visible]
    found: list[Recognised] = []
    strangers: list[Grid] = []
    for grid in shown:
        named = table_named(standard, grid.name) or (table_named(standard, stem) if len(shown) == 1 else None)
        if wanted and named and named is not wanted and len(shown) > 1:
            notes.append(_("工作表“%(sheet)s”是另一张表，没有读取。") % {"sheet": grid.name})
            continue
        one = recognise([grid], standard, wanted or named)
        if one is None and named and not wanted:
            raise _unrecognised(name, grid.name, standard, named)
        found += [one] if one else []
        strangers += [] if one else [grid]
    if not found and shown:
        raise _unrecognised(name, shown[0].name, standard, wanted)
    for grid in strangers:
        near = nearest_table(standard, grid.name)
        hint = _("（最接近的表是“%(label)s”）") % {"label": near.label} if near else ""
        notes.append(_("工作表“%(sheet)s”没有读取：认不出是哪张表%(hint)s。") % {"sheet": grid.name, "hint": hint})
    sheets = [make_sheet(each, standard, place=each.grid.name, file=name) for each in found]
    if sheets:
        sheets[0].notes.extend(notes)
    return sheets


def _unrecognised(name: str, place: str, standard: Standard, table: StandardTable | None) -> Refusal:
    if table is not None:
        columns = "、".join(field.label for field in table.fields[:8])
        return Refusal(
            _("“%(place)s”里没有找到“%(table)s”的表头；应有这些列：%(columns)s等。请使用下载的模板。")
            % {"place": place, "table": table.label, "columns": columns},
            code="wrong_file",
        )
    near = nearest_table(standard, place) or nearest_table(standard, PurePosixPath(name).stem)
    hint = _("最接近的表是“%(label)s”（%(name)s）。") % {"label": near.label, "name": near.name} if near else ""
    return Refusal(
        _("“%(place)s”里没有认出“%(standard)s”的任何一张表。%(hint)s请使用下载的模板，列名用标准的中文名称或字段名。")
        % {"place": place, "standard": standard.short_title, "hint": hint},
        code="unknown_table",
    )


def _refuse_twins(sheets: Sequence[Sheet]) -> None:
    seen: dict[str, str] = {}
    for sheet in sheets:
        if sheet.table.name in seen:
            raise Refusal(
                _("“%(one)s”和“%(other)s”都是“%(table)s”；请合并到一张工作表里再上传。")
                % {"one": seen[sheet.table.name], "other": sheet.place, "table": sheet.table.label},
                code="table_twice",
            )
        seen[sheet.table.name] = sheet.place
