"""Fill a styled workbook skeleton with rows as a stream.

XlsxWriter makes the look (styles, drop-downs, frozen header, notes) but takes 51 s for 200,000 x 20 cells; writing the
rows ourselves into the finished skeleton takes a tenth of that and keeps one definition of the look.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

from .cells import Plain, column_letters, serial

_CHUNK_ROWS = 2_000
_ROWS_END = b"</sheetData>"
_EMPTY_ROWS = b"<sheetData/>"
_COLUMN_STYLE = re.compile(rb'<col min="(\d+)" max="(\d+)"[^>]*? style="(\d+)"')
_FILTER = re.compile(rb'(<autoFilter ref="A1:[A-Z]+)\d+"')
# A reader must not take the text "_x0041_" for an escaped A.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def fill(skeleton: bytes, sheets: Sequence[Iterable[Sequence[Plain]]]) -> bytes:
    """Return ``skeleton`` with the rows of each sheet appended below what the skeleton already has there.

    ``sheets`` correspond to the workbook's first sheets in order; cells take the style of their column. Rows are
    written as they come and never held together in memory (the finished, compressed file is).
    """
    out = io.BytesIO()
    last_rows: dict[int, int] = {}
    with (
        zipfile.ZipFile(io.BytesIO(skeleton)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        names = [f"xl/worksheets/sheet{number + 1}.xml" for number in range(len(sheets))]
        # The content list stays first: some readers take the kind of file from the first entry.
        target.writestr("[Content_Types].xml", source.read("[Content_Types].xml"))
        for index, (name, rows) in enumerate(zip(names, sheets, strict=True)):
            with target.open(name, "w", force_zip64=True) as stream:
                last_rows[index] = _write_sheet(stream.write, source.read(name), rows)
        for item in source.infolist():
            if item.filename in names or item.filename == "[Content_Types].xml":
                continue
            content = source.read(item)
            if item.filename == "xl/workbook.xml":
                content = _extend_filters(content, last_rows)
            target.writestr(item.filename, content)
    return out.getvalue()


def _write_sheet(write: object, xml: bytes, rows: Iterable[Sequence[Plain]]) -> int:
    assert callable(write)
    # The size noted in the skeleton would be wrong, and is optional.
    xml = re.sub(rb"<dimension [^>]*/>", b"", xml).replace(_EMPTY_ROWS, b"<sheetData></sheetData>")
    head, _found, tail = xml.partition(_ROWS_END)
    existing = re.findall(rb'<row r="(\d+)"', head)
    number = int(existing[-1]) if existing else 0
    styles = {column: int(style) for first, last, style in _COLUMN_STYLE.findall(head) for column in range(int(first) - 1, int(last))}
    write(head)
    letters: list[str] = []
    for chunk in _chunks(rows):
        parts: list[str] = []
        for row in chunk:
            number += 1
            while len(letters) < len(row):
                letters.append(column_letters(len(letters)))
            cells = "".join(_cell(f"{letters[index]}{number}", value, styles.get(index, 0)) for index, value in enumerate(row))
            parts.append(f'<row r="{number}">{cells}</row>')
        write("".join(parts).encode())
    write(_ROWS_END + _FILTER.sub(rb'\g<1>%d"' % max(number, 1), tail))
    return number


def _cell(ref: str, value: Plain, style: int) -> str:
    look = f' s="{style}"' if style else ""
    if value is None or value == "":
        return f'<c r="{ref}"{look}/>' if style else ""
    if isinstance(value, str):
        text = escape(_LOOKS_ESCAPED.sub("_x005F_", value))
        return f'<c r="{ref}"{look} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, bool):
        return f'<c r="{ref}"{look} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, dt.date):
        return f'<c r="{ref}"{look}><v>{serial(value)}</v></c>'
    return f'<c r="{ref}"{look}><v>{value!r}</v></c>'


def _chunks(rows: Iterable[Sequence[Plain]]) -> Iterator[list[Sequence[Plain]]]:
    chunk: list[Sequence[Plain]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK_ROWS:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _extend_filters(workbook: bytes, last_rows: dict[int, int]) -> bytes:
    """Make each filter's range reach its last row (the skeleton knows only the header row)."""
    for index, last in last_rows.items():
        pattern = rb'(_FilterDatabase" localSheetId="%d" hidden="1">[^<]*\$A\$1:\$[A-Z]+\$)\d+' % index
        workbook = re.sub(pattern, rb"\g<1>%d" % max(last, 1), workbook)
    return workbook
