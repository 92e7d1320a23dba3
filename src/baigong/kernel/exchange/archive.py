"""Look into an .xlsx before any parser does: refuse bombs, damage and disguises by what the archive really holds.

A workbook of a few kilobytes can unpack to gigabytes, or name one cell at A1 and one at XFD1048576, for which a reader
would lay out seventeen thousand million cells. So the directory is checked first, then every part is inflated under a
limit and each cell reference looked at; only then is the file given to the reader.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from baigong.kernel.errors import Refusal

from .cells import column_letters


@dataclass(frozen=True)
class Limits:
    """What a workbook may be. The defaults hold 50,000 rows of 60 columns with room to spare."""

    file_bytes: int = 30 * 2**20
    inflated_bytes: int = 300 * 2**20
    ratio: int = 250
    parts: int = 2_000
    columns: int = 1_000
    cells: int = 8_000_000


LIMITS = Limits()

LARGE = 4 * 2**20
"""From here on a sheet's XML is searched by the compiled engine; loading that is not worth a small one."""
_RATIO_MATTERS_FROM = 5 * 2**20
_XML_PART_LIMIT = 2 * 2**20
_REFERENCE = re.compile(rb"""\br\s*=\s*["']\$?([A-Z]{0,4})\$?(\d{1,9})["']""")
_HIDDEN_REFERENCE = re.compile(rb"""<(?:\w+:)?(?:c|row)\s[^>]*\br\s*=\s*["'][^"'>]*&""")
_ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\s([^>]*\bt\s*=\s*["']e["'][^>]*)>""")
_UNANSWERED_CELL = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*)><(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*(?:/>|></(?:\w+:)?v>))?\s*</(?:\w+:)?c>"""
)
_NUMBER_CELL = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*)>(?:<(?:\w+:)?f[^<]*(?:</(?:\w+:)?f>)?)?<(?:\w+:)?v>(-?\d{16,}|[\d.]+[eE]\+?(?:1[5-9]|[2-9]\d))(?=[.<])"""
)
_TYPED_AS_TEXT = re.compile(rb"""\bt\s*=\s*["'](?!n["'])""")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*\bhidden\s*=\s*["'](?:1|true)["']""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*\bref\s*=\s*["']([A-Z]{1,4}\d{1,9}:[A-Z]{1,4}\d{1,9})["']""")
_ROW_NUMBER = re.compile(rb"""<row r="(\d{1,9})\"""")
_TEXT_RESULT = re.compile(rb"""\bt\s*=\s*["']str["']""")
# Patterns of both engines. Whether every cell is written as programs write it; whether a sheet has any of ``_FACTS``.
_EXTRAORDINARY = r"""&#|<!|:c[\s>/]|<c[^ ol]|<c [^r]|<c r[^=]|<c r=[^"]|<c r="[^A-Z]"""
_WORTH_TELLING = r"""<f|:f|t\s*=\s*["']e|hidden|mergeCell|v>-?(?:[0-9]{16}|[0-9.]+[eE])"""
_START = 64 * 2**10
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Contents:
    """What was learnt on the way, by sheet name: cells that hold an Excel error (#N/A …), and formulas that hold no result.

    The reader shows both blank. ``lost_digits`` are numbers too long for a number cell: Excel keeps fifteen digits.
    ``first_columns`` tells (from 0) the column in which a sheet's values begin, where it is not the first.
    """

    error_cells: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unanswered_cells: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lost_digits: Mapping[str, frozenset[str]] = field(default_factory=dict)
    merged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hidden_rows: Mapping[str, int] = field(default_factory=dict)
    first_columns: Mapping[str, int] = field(default_factory=dict)
    hidden_sheets: frozenset[str] = frozenset()
    has_macros: bool = False


def inspect(data: bytes, limits: Limits = LIMITS) -> Contents:
    """Return what the workbook holds, or raise ``Refusal`` when it is no .xlsx, damaged, or too large to unpack."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            _check_directory(book, limits)
            return _inflate_all(book, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ElementTree.ParseError) as error:
        raise damaged() from error


def damaged() -> Refusal:
    """Return the refusal of a file that cannot be opened."""
    return Refusal(_("文件已损坏，打不开；请用表格软件打开原文件，另存为 .xlsx 后再上传。"), code="file_damaged")


def too_large(reason: str) -> Refusal:
    """Return the refusal of a file that would unpack beyond the limits."""
    return Refusal(
        _("文件展开后过大（%(reason)s），没有读取；请把数据复制到新下载的模板里，删去空白行列和图片后再上传。") % {"reason": reason},
        code="file_too_large",
    )


def _check_directory(book: zipfile.ZipFile, limits: Limits) -> None:
    items = book.infolist()
    names = [item.filename for item in items]
    if "xl/workbook.xml" not in names:
        raise Refusal(_("这不是 .xlsx 工作簿（可能是 Word、压缩包或 .xlsb、.ods）；请另存为 .xlsx 后再上传。"), code="not_a_workbook")
    if len(items) > limits.parts:
        raise too_large(_("内含 %(count)s 个部件") % {"count": len(items)})
    if len(set(names)) != len(names):
        raise damaged()
    if any(item.flag_bits & 1 for item in items):
        raise Refusal(_("文件设有打开密码；请取消密码后再上传。"), code="file_encrypted")
    if any(item.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for item in items):
        raise damaged()
    if sum(item.file_size for item in items) > limits.inflated_bytes:
        raise too_large(_("超过 %(size)s MB") % {"size": limits.inflated_bytes // 2**20})
    for item in items:
        if item.file_size > _RATIO_MATTERS_FROM and item.file_size > limits.ratio * max(item.compress_size, 1):
            raise too_large(_("压缩比异常"))


def _inflate_all(book: zipfile.ZipFile, limits: Limits) -> Contents:
    sheet_names, hidden_sheets = _sheet_names(book)
    facts: dict[str, dict[str, Any]] = {fact: {} for fact in _FACTS}
    left = limits.inflated_bytes
    for item in book.infolist():
        content = _inflate(book, item, left)
        left -= len(content)
        if not item.filename.endswith((".xml", ".rels")):
            continue
        # UTF-16 would hide references from the patterns below.
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise damaged()
        scan = _Scan(content) if item.filename.startswith("xl/worksheets/") else None
        extent = _plain_extent(scan) if scan else None
        # Readers do not expand declared entities, and no spreadsheet program writes them: a trick or another format.
        if extent is None and b"<!" in content and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
            raise damaged()
        if scan and extent:
            _check_extent(*extent, limits)
            if first := _first_column(scan):
                facts["first_columns"][sheet_names.get(item.filename, item.filename)] = first
        elif scan:
            _check_extent(*((scan.is_ordinary and _quick_extent(scan)) or _extent(content)), limits)
            name = sheet_names.get(item.filename, item.filename)
            for fact, find in _FACTS.items():
                if found := find(scan):
                    facts[fact][name] = found
    return Contents(**facts, hidden_sheets=hidden_sheets, has_macros=any(map(_is_macro, book.namelist())))


def _is_macro(part: str) -> bool:
    """Whether a part holds macros, of today or of Excel 4."""
    return part.lower().endswith("vbaproject.bin") or part.lower().startswith("xl/macrosheets/")


def _inflate(book: zipfile.ZipFile, item: zipfile.ZipInfo, left: int) -> bytes:
    """Inflate one part; the directory may lie about sizes, so what comes out is counted and compared."""
    with book.open(item) as stream:
        content = stream.read(min(left, item.file_size) + 1)
        if len(content) > left:
            raise too_large(_("超过解压上限"))
        if len(content) != item.file_size:
            raise damaged()
        if stream.read(1):
            raise damaged()
    return content


class _Scan:
    """One sheet's XML, searched for patterns: a large one by the compiled engine of Polars, ten times as fast as ``re``."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._text: Any = None
        if len(content) >= LARGE:
            import polars as pl

            try:
                self._text = pl.Series([content], dtype=pl.Binary).cast(pl.String)
            except pl.exceptions.PolarsError as error:  # not UTF-8
                raise damaged() from error

    @property
    def is_large(self) -> bool:
        """Whether the quick engine is at work."""
        return self._text is not None

    @property
    def is_ordinary(self) -> bool:
        """Whether every cell begins as the spreadsheet programs write it, so that the quick patterns miss none."""
        return self.is_large and not self.has(_EXTRAORDINARY)

    def has(self, pattern: str) -> bool:
        """Say whether ``pattern`` occurs."""
        if self._text is not None:
            return bool(self._text.str.contains(pattern)[0])
        return re.search(pattern.encode(), self.content) is not None


def _check_extent(rows: int, letters: str, limits: Limits) -> None:
    columns = column_number(letters)
    if columns > limits.columns:
        raise too_large(_("用到第 %(letters)s 列") % {"letters": letters})
    if rows * columns > limits.cells:
        raise too_large(_("用到第 %(row)s 行、第 %(letters)s 列") % {"row": rows, "letters": letters})


def _plain_extent(scan: _Scan) -> tuple[int, str] | None:
    """The extent of a large sheet that has nothing to tell, found in one pass; None where there is anything out of the common."""
    if not scan.is_large:
        return None
    last = _ROW_NUMBER.match(scan.content, max(scan.content.rfind(b'<row r="'), 0))
    rows = int(last[1]) if last else 1
    start = re.findall(rb'<c r="([A-Z]+)', scan.content[:_START])
    letters = max(start, key=lambda each: (len(each), each), default=b"A").decode()
    below = _greater(str(rows), "0", "9")
    beyond = f'<row r="(?:{below})|<c r="(?:(?:{_greater(letters, "A", "Z")})[0-9]|[A-Z]+(?:{below}))'
    return None if scan.has(f"{_EXTRAORDINARY}|{_WORTH_TELLING}|{beyond}") else (rows, letters)


def _quick_extent(scan: _Scan) -> tuple[int, str] | None:
    """The last row that a row element names, unless a cell names a later one; the widest column."""
    rows = max(map(int, _ROW_NUMBER.findall(scan.content)), default=1)
    if scan.has(f'<c r="[A-Z]+(?:{_greater(str(rows), "0", "9")})'):
        return None
    letters = {b"Z"} if not scan.has('<c r="[A-Z]{2}') else set(re.findall(rb'<c r="([A-Z]+)', scan.content))
    return rows, max(letters, key=lambda each: (len(each), each)).decode()


def _greater(text: str, first: str, last: str) -> str:
    """A pattern of the numbers (or columns) above ``text``, whose signs run from ``first`` to ``last``."""
    sign = f"[{first}-{last}]"
    above = [f"{text[:i]}[{chr(ord(one) + 1)}-{last}]{sign}{{{len(text) - i - 1}}}" for i, one in enumerate(text) if one < last]
    return "|".join([f"{sign}{{{len(text) + 1}}}", *above])


def _extent(content: bytes) -> tuple[int, str]:
    if _HIDDEN_REFERENCE.search(content):
        raise damaged()
    rows = 1
    widest = b"A"
    letters_seen: set[bytes] = set()
    for letters, digits in _REFERENCE.findall(content):
        letters_seen.add(letters)
        number = int(digits)
        if number > rows:
            rows = number
    for letters in letters_seen:
        if (len(letters), letters) > (len(widest), widest):
            widest = letters
    return rows, widest.decode()


def column_number(letters: str) -> int:
    """Return a column's number counted from 1 (A → 1, AA → 27)."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _error_cells(scan: _Scan) -> frozenset[str]:
    if not scan.has(r"""t\s*=\s*["']e["']"""):
        return frozenset()
    return _named(_ERROR_CELL.findall(scan.content))


def _unanswered_cells(scan: _Scan) -> frozenset[str]:
    """Formulas without a result. One whose result is the empty text says so by its type and is an answer."""
    if not scan.has("<f|:f"):
        return frozenset()
    return _named(attributes for attributes in _UNANSWERED_CELL.findall(scan.content) if not _TEXT_RESULT.search(attributes))


def _lost_digits(scan: _Scan) -> frozenset[str]:
    if not scan.has(r"v>-?(?:[0-9]{16}|[0-9.]+[eE])"):
        return frozenset()
    return _named(attributes for attributes, _number in _NUMBER_CELL.findall(scan.content) if not _TYPED_AS_TEXT.search(attributes))


def _merged_areas(scan: _Scan) -> tuple[str, ...]:
    return tuple(area.decode() for area in _MERGED.findall(scan.content)) if scan.has("mergeCell") else ()


def _hidden_rows(scan: _Scan) -> int:
    return len(_HIDDEN_ROW.findall(scan.content)) if scan.has("hidden") else 0


def _first_column(scan: _Scan) -> int:
    """The first column in which a cell has a value; 0 where none has."""
    with_value = rb"""\br\s*=\s*["']%s\d+["'][^>]*>\s*<(?:\w+:)?(?:v|is|f)\b"""
    for index in range(50):
        if re.search(with_value % column_letters(index).encode(), scan.content):
            return index
    return 0


_FACTS: Mapping[str, Callable[[_Scan], Any]] = {
    "error_cells": _error_cells,
    "unanswered_cells": _unanswered_cells,
    "lost_digits": _lost_digits,
    "merged": _merged_areas,
    "hidden_rows": _hidden_rows,
    "first_columns": _first_column,
}


def _named(cells: Iterable[bytes]) -> frozenset[str]:
    """The coordinates among the attributes of cells."""
    found = (_REFERENCE.search(attributes) for attributes in cells)
    return frozenset((match[1] + match[2]).decode() for match in found if match)


def _sheet_names(book: zipfile.ZipFile) -> tuple[dict[str, str], frozenset[str]]:
    """Return the sheet's name for each part, as the workbook relates them, and the names of those that are hidden."""
    workbook, relations = (_small_xml(book, name) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    targets = {node.get("Id"): node.get("Target", "") for node in relations}
    names, hidden = {}, set()
    for node in workbook.iter():
        if node.tag.endswith("}sheet"):
            target = targets.get(node.get(_RELATION), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            names[part] = node.get("name", "")
            if node.get("state", "visible") != "visible":
                hidden.add(names[part])
    return names, frozenset(hidden)


def _small_xml(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if name not in book.namelist():
        raise damaged()
    item = book.getinfo(name)
    content = _inflate(book, item, _XML_PART_LIMIT)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise damaged()
    return ElementTree.fromstring(content)  # noqa: S314 - no entities can be declared: refused above
