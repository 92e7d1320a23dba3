"""Text of a PDF: lines put back into paragraphs, running heads and page numbers removed, ruled tables as grids.

PDFium gives characters with their places. A printed line goes on in the next one when it reaches the right margin and the
next begins at the left margin without indent. Pages with ruling lines are read a second time for the cells of their tables.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from dataclasses import dataclass

import pypdfium2 as pdfium

from baigong.kernel.documents.extracted import Cell, ExtractedText, ExtractionError, TextBuilder

_MAX_PAGES = 2000
_PAGE_NUMBER = re.compile(r"[-—–－\s·•]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/,，共]\s*\d{1,4}\s*页?)?[-—–－\s·•]*$")
_MIN_RULES = 4
_NEW_PARAGRAPH = re.compile(
    r"\s*(?:[一二三四五六七八九十百]{1,4}[、.．]|[（(][一二三四五六七八九十\d]{1,4}[)）]|\d{1,3}\s*[.．、](?!\d)|第[一二三四五六七八九十百\d]+[章节条]|[①-⑳]|附件|——|[\u4e00-\u9fff]{2,6}(?:单位|部门|领导|时限)[:：])"
)


@dataclass(frozen=True)
class _PrintedLine:
    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return max(1.0, self.top - self.bottom)


@dataclass(frozen=True)
class _PageTable:
    top: float
    bottom: float
    rows: list[list[Cell]]


def extract_pdf(data: bytes, name: str) -> ExtractedText:
    """Reads a PDF that carries text."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise ExtractionError("locked", f"PDF“{name}”有密码，请取消密码后上传。") from None
        raise ExtractionError("broken", f"PDF“{name}”已损坏，请重新导出后上传。") from None
    try:
        if len(document) > _MAX_PAGES:
            raise ExtractionError("too-long", f"PDF“{name}”超过 {_MAX_PAGES} 页，请拆分后上传。")
        return _extract(document, data, name)
    finally:
        document.close()


def _extract(document: pdfium.PdfDocument, data: bytes, name: str) -> ExtractedText:
    pages: list[list[_PrintedLine]] = []
    heights: list[float] = []
    ruled: list[int] = []
    for index in range(len(document)):
        page = document[index]
        heights.append(page.get_height())
        pages.append(_printed_lines(page))
        if _has_rules(page):
            ruled.append(index)
        page.close()
    if sum(len(line.text) for page in pages for line in page) < 10 * max(1, len(pages)):
        raise ExtractionError("scanned", f"PDF“{name}”是扫描件，没有可读的文字；请提供 Word 或带文字的 PDF，或先做文字识别。")
    running = _running_lines(pages, heights)
    tables = _ruled_tables(data, document, ruled) if ruled else {}
    builder = TextBuilder()
    _write_pages(builder, pages, heights, running, tables)
    return builder.done()


def _printed_lines(page: pdfium.PdfPage) -> list[_PrintedLine]:
    """The lines PDFium finds on a page, with their boxes, from top to bottom as printed."""
    textpage = page.get_textpage()
    try:
        words = textpage.get_text_range()
        lines = []
        position = 0
        for raw in words.split("\n"):
            text = raw.rstrip("\r")
            stripped = text.strip()
            if stripped:
                first = position + len(text) - len(text.lstrip())
                last = first + len(stripped) - 1
                try:
                    left, bottom, _, top = textpage.get_charbox(first)
                    _, last_bottom, right, last_top = textpage.get_charbox(last)
                except (pdfium.PdfiumError, ValueError):
                    left, bottom, right, top, last_bottom, last_top = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
                clean = stripped.replace("\ufffe", "").replace("\u0002", "")
                lines.append(_PrintedLine(clean, left, right, max(top, last_top), min(bottom, last_bottom)))
            position += len(raw) + 1
        return _join_same_row(lines)
    finally:
        textpage.close()


def _join_same_row(lines: list[_PrintedLine]) -> list[_PrintedLine]:
    """Pieces that stand on one printed row are one line."""
    joined: list[_PrintedLine] = []
    for line in lines:
        if joined:
            last = joined[-1]
            middle = (line.top + line.bottom) / 2
            if last.bottom < middle < last.top and line.left >= last.right - 1:
                gap = " " if line.left - last.right > last.height * 0.6 else ""
                joined[-1] = _PrintedLine(
                    last.text + gap + line.text, last.left, line.right, max(last.top, line.top), min(last.bottom, line.bottom)
                )
                continue
        joined.append(line)
    return joined


def _has_rules(page: pdfium.PdfPage) -> bool:
    """Whether the page draws enough thin or boxed paths to hold a ruled table."""
    count = 0
    for item in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, bottom, right, top = item.get_bounds() if hasattr(item, "get_bounds") else item.get_pos()
        if min(right - left, top - bottom) < 3 or (right - left > 60 and top - bottom > 12):
            count += 1
            if count >= _MIN_RULES:
                return True
    return False


def _running_lines(pages: list[list[_PrintedLine]], heights: list[float]) -> set[str]:
    """Words that stand in the head or foot of at least three pages."""
    counts: Counter[str] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        counts.update({_without_digits(line.text) for line in lines if _in_margin(line, height)})
    return {words for words, count in counts.items() if count >= 3 and words}


def _without_digits(words: str) -> str:
    return re.sub(r"[\d\s]", "", words)


def _in_margin(line: _PrintedLine, height: float) -> bool:
    return line.bottom > height * 0.92 or line.top < height * 0.09


def _is_running(line: _PrintedLine, height: float, running: set[str]) -> bool:
    if not _in_margin(line, height):
        return bool(re.fullmatch(r"[-—–－]\s*\d{1,4}\s*[-—–－]", line.text)) and line.top < height * 0.15
    return bool(_PAGE_NUMBER.match(line.text)) or _without_digits(line.text) in running


def _ruled_tables(data: bytes, document: pdfium.PdfDocument, ruled: list[int]) -> dict[int, list[_PageTable]]:
    """Tables of the ruled pages, found by pdfplumber, their words read by PDFium."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it remarks on fonts that are none of the reader's business

    tables: dict[int, list[_PageTable]] = {}
    with pdfplumber.open(io.BytesIO(data), pages=[index + 1 for index in ruled]) as plumber:
        for page in plumber.pages:
            index = page.page_number - 1
            found = [table for table in page.find_tables() if table.rows and len(table.rows[0].cells) >= 2]
            if not found:
                continue
            pdf_page = document[index]
            textpage = pdf_page.get_textpage()
            height = pdf_page.get_height()
            tables[index] = [_read_table(table, textpage, height) for table in found]
            textpage.close()
            pdf_page.close()
    return tables


def _read_table(table, textpage: pdfium.PdfTextPage, height: float) -> _PageTable:  # type: ignore[no-untyped-def]
    """Cells by their boxes: a box covers the grid columns and rows whose middles it spans."""
    boxes = [cell for row in table.rows for cell in row.cells if cell is not None]
    xs = _edges([x for box in boxes for x in (box[0], box[2])])
    ys = _edges([y for box in boxes for y in (box[1], box[3])])
    rows: list[list[Cell]] = [[] for _ in range(len(ys) - 1)]
    for box in sorted(set(boxes), key=lambda box: (box[1], box[0])):
        x0, x1 = _nearest(xs, box[0]), _nearest(xs, box[2])
        y0, y1 = _nearest(ys, box[1]), _nearest(ys, box[3])
        if x1 <= x0 or y1 <= y0:
            continue
        words = textpage.get_text_bounded(box[0], height - box[3], box[2], height - box[1])
        rows[y0].append(Cell(_cell_words(words), y1 - y0, x1 - x0))
    return _PageTable(height - table.bbox[1], height - table.bbox[3], rows)


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > 3:
            edges.append(value)
    return edges


def _nearest(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def _cell_words(words: str) -> str:
    """The words of a cell with its printed lines run together."""
    lines = [line.strip() for line in words.replace("\r", "").split("\n")]
    return re.sub(r"(?<=[\u4e00-\u9fff，、。；：]) (?=[\u4e00-\u9fff])", "", "".join(line for line in lines if line))


def _write_pages(
    builder: TextBuilder,
    pages: list[list[_PrintedLine]],
    heights: list[float],
    running: set[str],
    tables: dict[int, list[_PageTable]],
) -> None:
    pending = ""
    previous: _PrintedLine | None = None
    left, right = _margins([line for page in pages for line in page])
    table_is_open = False
    for index, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        page_tables = tables.get(index, [])
        kept = [line for line in lines if not _is_running(line, height, running) and not any(_within(line, table) for table in page_tables)]
        flow: list[tuple[float, _PrintedLine | _PageTable]] = [(table.top, table) for table in page_tables]
        first_line_of_page = True
        queue = _in_reading_order(kept, flow)
        for item in queue:
            if isinstance(item, _PageTable):
                if pending:
                    builder.line(pending)
                    pending, previous = "", None
                width = max((sum(cell.colspan for cell in row) for row in item.rows), default=0)
                if table_is_open and first_line_of_page and width == builder.last_width:
                    builder.continue_table(item.rows)
                elif len(item.rows) >= 2:
                    builder.table(item.rows)
                else:  # one ruled row by itself is a frame, not a table
                    for cell in item.rows[0]:
                        builder.line(cell.text)
                table_is_open, first_line_of_page = True, False
                continue
            table_is_open = first_line_of_page = False
            if previous is not None and _runs_on(previous, item, left, right):
                pending += item.text
            else:
                if pending:
                    builder.line(pending)
                pending = item.text
            previous = item
    if pending:
        builder.line(pending)


def _in_reading_order(lines: list[_PrintedLine], tables: list[tuple[float, _PrintedLine | _PageTable]]) -> list[_PrintedLine | _PageTable]:
    """Lines in the order of the file, each table before the first line that stands below it."""
    waiting = sorted(tables, key=lambda entry: -entry[0])
    ordered: list[_PrintedLine | _PageTable] = []
    for line in lines:
        while waiting and line.top <= waiting[0][0]:
            ordered.append(waiting.pop(0)[1])
        ordered.append(line)
    ordered.extend(table for _, table in waiting)
    return ordered


def _within(line: _PrintedLine, table: _PageTable) -> bool:
    middle = (line.top + line.bottom) / 2
    return table.bottom <= middle <= table.top


def _margins(lines: list[_PrintedLine]) -> tuple[float, float]:
    """The left and right edge of the type area: the commonest left edge, the outermost common right edge."""
    if not lines:
        return 0.0, 0.0
    long = [line for line in lines if len(line.text) > 15] or lines
    left = Counter(round(line.left / 4) for line in long).most_common(1)[0][0] * 4.0
    rights = sorted(line.right for line in long)
    return left, rights[int(len(rights) * 0.9)] if len(rights) > 1 else rights[0]


def _runs_on(previous: _PrintedLine, line: _PrintedLine, left: float, right: float) -> bool:
    """Whether `line` goes on with the sentence or paragraph that `previous` broke at the margin."""
    em = previous.height
    if previous.right < right - 2.5 * em:
        return False
    if line.left > left + 1.2 * em:
        return False
    if _NEW_PARAGRAPH.match(line.text) and previous.text.endswith(("。", "；", "：", "！", "）", ")")):
        return False
    return abs(previous.height - line.height) < 0.6 * em
