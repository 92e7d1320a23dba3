"""Text of a Word document (ECMA-376 WordprocessingML): paragraphs with the numbers Word prints, tables, text boxes.

Numbers of automatically numbered headings are not in the text of the file; they are counted here from numbering.xml.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from baigong.kernel.documents.docx_numbering import Numbering
from baigong.kernel.documents.extracted import Cell, ExtractedText, ExtractionError, TextBuilder

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MAX_UNPACKED = 400 * 1024 * 1024
_MAX_PART = 120 * 1024 * 1024
_MAX_RATIO = 200


def extract_docx(data: bytes, name: str) -> ExtractedText:
    """Reads a .docx file."""
    parts = _open_parts(data, name)
    try:
        document = _parse(parts["word/document.xml"])
        numbering = Numbering(
            _parse(parts["word/numbering.xml"]) if "word/numbering.xml" in parts else None,
            _parse(parts["word/styles.xml"]) if "word/styles.xml" in parts else None,
        )
    except etree.XMLSyntaxError:
        raise ExtractionError("broken", f"Word 文档“{name}”已损坏，请用 Word 或 WPS 打开并另存后上传。") from None
    body = document.find(f"{W}body")
    builder = TextBuilder()
    if body is not None:
        _write_blocks(body, builder, numbering)
    extracted = builder.done()
    if not extracted.text.strip():
        raise ExtractionError("empty", f"Word 文档“{name}”里没有文字（可能只有图片），请提供带文字的版本。")
    return extracted


def _open_parts(data: bytes, name: str) -> dict[str, bytes]:
    """The XML parts needed, after checking that the archive unpacks to a sane size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = {info.filename: info for info in archive.infolist()}
            total = sum(info.file_size for info in infos.values())
            if total > _MAX_UNPACKED:
                raise ExtractionError("bomb", f"Word 文档“{name}”解压后超过 400 MB，已拒绝；请检查文件来源。")
            if "word/document.xml" not in infos:
                raise ExtractionError("kind", f"文件“{name}”不是 Word 文档，请上传 .docx。")
            parts = {}
            for part in ("word/document.xml", "word/numbering.xml", "word/styles.xml"):
                info = infos.get(part)
                if info is None:
                    continue
                if info.flag_bits & 1:
                    raise ExtractionError("locked", f"Word 文档“{name}”有密码，请取消密码后上传。")
                ratio = info.file_size / max(1, info.compress_size)
                if info.file_size > _MAX_PART or (ratio > _MAX_RATIO and info.file_size > 20 * 1024 * 1024):
                    raise ExtractionError("bomb", f"Word 文档“{name}”的压缩比异常，已拒绝；请检查文件来源。")
                with archive.open(info) as stream:
                    parts[part] = stream.read(_MAX_PART + 1)
                if len(parts[part]) > _MAX_PART:
                    raise ExtractionError("bomb", f"Word 文档“{name}”的实际大小与记载不符，已拒绝。")
            return parts
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, zlib.error):
        raise ExtractionError("broken", f"Word 文档“{name}”已损坏，请用 Word 或 WPS 打开并另存后上传。") from None


def _parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def _blocks(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, also inside content controls and tracked insertions."""
    for child in container:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}smartTag", f"{W}customXml", f"{W}moveTo"):
            yield from _blocks(child)
        elif child.tag == f"{_MC}AlternateContent":
            choice = child.find(f"{_MC}Choice")
            if choice is not None:
                yield from _blocks(choice)


def _write_blocks(container: etree._Element, builder: TextBuilder, numbering: Numbering) -> None:
    for block in _blocks(container):
        if block.tag == f"{W}tbl":
            rows = _table_rows(block, numbering)
            if max((len(row) for row in rows), default=0) < 2:
                for row in rows:
                    for cell in row:
                        if cell.text:
                            builder.line(cell.text)
            else:
                builder.table(rows)
            continue
        for line in _paragraph_lines(block, numbering):
            builder.line(line)


def _paragraph_lines(paragraph: etree._Element, numbering: Numbering) -> list[str]:
    """The lines of a paragraph: its own text with its number, then what its text boxes hold."""
    boxes: list[str] = []
    words = "".join(_run_text(paragraph, boxes, numbering))
    label = numbering.label(paragraph) if words.strip() else ""
    return [*(label + words).split("\n"), *boxes]


def _run_text(element: etree._Element, boxes: list[str], numbering: Numbering) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            yield child.text or ""
        elif tag == f"{W}tab":
            yield "\t" if element.tag == f"{W}r" else ""
        elif tag in (f"{W}br", f"{W}cr"):
            yield "\n"
        elif tag == f"{W}noBreakHyphen":
            yield "-"
        elif tag == f"{W}txbxContent":
            boxes.extend(line for block in _blocks(child) for line in _paragraph_lines(block, numbering) if line.strip())
        elif tag == f"{_MC}AlternateContent":
            choice = child.find(f"{_MC}Choice")
            yield from _run_text(child if choice is None else choice, boxes, numbering)
        elif tag in (f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{_MC}Fallback", f"{W}instrText"):
            continue
        elif isinstance(tag, str):
            yield from _run_text(child, boxes, numbering)


def _table_rows(table: etree._Element, numbering: Numbering) -> list[list[Cell]]:
    """Rows of cells; a vertical merge becomes the rowspan of the cell that begins it."""
    grid: list[list[tuple[str, int, str | None]]] = []
    for row in _children(table, "tr"):
        cells: list[tuple[str, int, str | None]] = []
        before = row.find(f"{W}trPr/{W}gridBefore")
        if before is not None:
            cells.append(("", _number(before), None))
        for cell in _children(row, "tc"):
            properties = cell.find(f"{W}tcPr")
            span, merge = 1, None
            if properties is not None:
                grid_span = properties.find(f"{W}gridSpan")
                if grid_span is not None:
                    span = _number(grid_span)
                vertical = properties.find(f"{W}vMerge")
                if vertical is not None:
                    merge = vertical.get(f"{W}val") or "continue"
            cells.append((_cell_text(cell, numbering), span, merge))
        grid.append(cells)
    return _resolve_merges(grid)


def _number(element: etree._Element) -> int:
    """A count of grid columns, kept within reason whatever the file says."""
    words = element.get(f"{W}val") or ""
    return max(1, min(int(words), 200)) if words.isdigit() else 1


def _children(element: etree._Element, kind: str) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == f"{W}{kind}":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _children(child, kind)


def _cell_text(cell: etree._Element, numbering: Numbering) -> str:
    lines: list[str] = []
    for block in _blocks(cell):
        if block.tag == f"{W}tbl":
            lines.extend(inner.text for row in _table_rows(block, numbering) for inner in row if inner.text)
        else:
            lines.extend(_paragraph_lines(block, numbering))
    return "\n".join(line.strip() for line in lines if line.strip())


def _resolve_merges(grid: list[list[tuple[str, int, str | None]]]) -> list[list[Cell]]:
    """Turns Word's continue marks into row spans: a continued cell is left out of its row."""
    columns = [_columns(row) for row in grid]
    rows: list[list[Cell]] = []
    for y, row in enumerate(grid):
        cells = []
        for index, (text, span, merge) in enumerate(row):
            column = columns[y][index]
            if merge == "continue" and _starts_above(grid, columns, y, column):
                continue
            height = 1
            if merge is not None:
                while y + height < len(grid) and _continues(grid[y + height], columns[y + height], column):
                    height += 1
            cells.append(Cell(text, height, span))
        rows.append(cells)
    return rows


def _columns(row: list[tuple[str, int, str | None]]) -> list[int]:
    starts, column = [], 0
    for _, span, _ in row:
        starts.append(column)
        column += span
    return starts


def _continues(row: list[tuple[str, int, str | None]], starts: list[int], column: int) -> bool:
    return any(start == column and merge == "continue" for start, (_, _, merge) in zip(starts, row, strict=True))


def _starts_above(grid: list[list[tuple[str, int, str | None]]], columns: list[list[int]], y: int, column: int) -> bool:
    """Whether a merge that continues here was begun in a row above."""
    return y > 0 and any(start == column and merge is not None for start, (_, _, merge) in zip(columns[y - 1], grid[y - 1], strict=True))
