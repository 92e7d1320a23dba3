"""Text of a web page: block elements become lines, navigation and scripts are left out, data tables keep their grid."""

from __future__ import annotations

import re

from lxml import etree, html

from baigong.kernel.documents.decoding import decode
from baigong.kernel.documents.extracted import Cell, ExtractedText, ExtractionError, TextBuilder

_DROPPED = {
    "script",
    "style",
    "noscript",
    "nav",
    "footer",
    "iframe",
    "button",
    "select",
    "option",
    "svg",
    "canvas",
    "object",
    "embed",
    "template",
    "head",
    "input",
    "textarea",
    "audio",
    "video",
    "map",
    "aside",
}
_BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "table",
    "tr",
    "td",
    "th",
    "tbody",
    "thead",
    "tfoot",
    "form",
    "fieldset",
    "figure",
    "figcaption",
    "center",
    "hr",
    "address",
    "caption",
    "body",
    "html",
}
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|breadcrumbs?|crumbs?|footer|foot|copyright|share|sharebox|sidebar|toolbar|qrcode|pagination|related|"
    r"recommend|dqwz|weizhi)(?:$|[-_ \d])",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def extract_html(data: bytes, name: str) -> ExtractedText:
    """Reads an HTML page."""
    declared = _CHARSET.search(data[:4096])
    encoding = declared[1].decode("ascii").lower() if declared else None
    if encoding in ("gb2312", "gbk"):
        encoding = "gb18030"
    text, warnings = decode(data, name, encoding)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise ExtractionError("broken", f"文件“{name}”里没有可读的网页内容，请在浏览器中另存后上传。") from None
    writer = _Writer()
    body = root.find("body")
    writer.walk(root if body is None else body, 0)
    writer.flush()
    writer.builder.warnings.extend(warnings)
    extracted = writer.builder.done()
    if not extracted.text.strip():
        raise ExtractionError("empty", f"网页“{name}”里没有文字，正文可能由脚本载入；请复制正文存为 .txt 后上传。")
    return extracted


class _Writer:
    """Collects inline text into lines."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self._inline: list[str] = []

    def flush(self) -> None:
        line = _tidy("".join(self._inline))
        self._inline = []
        if line:
            self.builder.line(line)

    def walk(self, element: html.HtmlElement, depth: int) -> None:
        """Writes an element and what follows it inside its parent."""
        if not isinstance(element.tag, str) or depth > 400:
            return
        tag = element.tag.lower()
        if _is_left_out(element, tag):
            return
        if tag == "br":
            self.flush()
        elif tag == "table" and _is_data_table(element):
            self.flush()
            self.builder.table(_cells(element))
        else:
            self._write_content(element, tag, depth)

    def _write_content(self, element: html.HtmlElement, tag: str, depth: int) -> None:
        is_block = tag in _BLOCKS
        if is_block:
            self.flush()
        if tag == "li":
            self._inline.append(_marker(element))
        if element.text:
            self._inline.append(element.text)
        for child in element:
            self.walk(child, depth + 1)
            if child.tail:
                self._inline.append(child.tail)
        if is_block:
            self.flush()


def _tidy(words: str) -> str:
    return _SPACE.sub(" ", words).strip(" ")


def _is_left_out(element: html.HtmlElement, tag: str) -> bool:
    if tag in _DROPPED:
        return True
    style = (element.get("style") or "").replace(" ", "").lower()
    if "display:none" in style or element.get("hidden") is not None:
        return True
    if tag in ("body", "html", "table", "td", "tr", "p"):
        return False
    marks = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    return bool(marks.strip() and _FURNITURE.search(marks)) and len(element.text_content()) < 1500


def _marker(element: html.HtmlElement) -> str:
    """The number a browser would print before an item of an ordered list."""
    parent = element.getparent()
    if parent is None or parent.tag != "ol" or (parent.get("type") or "1") != "1":
        return ""
    if "none" in (parent.get("style") or ""):
        return ""
    start = parent.get("start") or "1"
    position = [child for child in parent if child.tag == "li"].index(element)
    return f"{(int(start) if start.isdigit() else 1) + position}. "


def _is_data_table(table: html.HtmlElement) -> bool:
    """A table of data has rows of several cells and no table inside; others only lay out the page."""
    if table.find(".//table") is not None:
        return False
    rows = table.findall(".//tr")
    widths = [len(row.findall("td")) + len(row.findall("th")) for row in rows]
    return len(rows) >= 2 and sum(width >= 2 for width in widths) >= max(1, len(rows) // 2)


def _cells(table: html.HtmlElement) -> list[list[Cell]]:
    rows = []
    for row in table.iter("tr"):
        cells = []
        for cell in row:
            if cell.tag in ("td", "th"):
                cells.append(Cell(_cell_text(cell), _count(cell.get("rowspan")), _count(cell.get("colspan"))))
        rows.append(cells)
    return rows


def _cell_text(cell: html.HtmlElement) -> str:
    writer = _Writer()
    writer._write_content(cell, "td", 0)
    return writer.builder.done().text.strip("\n")


def _count(words: str | None) -> int:
    return max(1, min(int(words), 500)) if words and words.strip().isdigit() else 1
