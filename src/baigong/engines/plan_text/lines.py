"""The text as lines with offsets, and one-to-one normalised so that every pattern is written once.

`normalise` maps full-width marks to half-width ones character by character, so an offset into the normalised text is an
offset into the document. Lines of web furniture (breadcrumbs, page numbers, comment lines) are not lines of the plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from baigong.engines.common.spans import Span

_WIDE = "０１２３４５６７８９（）［］｛｝，：；！？．％＋－／～〜∼﹕﹔﹑﹐﹒﹙﹚–‐‑－−○"
_NARROW = "0123456789()[]{},:;!?.%+-/~~~:;、,.()-----〇"
_BLANKS = "\u00a0\u3000\u2002\u2003\u2009\ufeff\u200b\r"
_ONE_TO_ONE = str.maketrans(_WIDE + _BLANKS, _NARROW + " " * len(_BLANKS))
_BLANK = " \t\n"
_FURNITURE = re.compile(
    r"""\#\ ?source                             # provenance note of a stored copy
    | [^<>]*>[^<>]*>[^<>]*$                     # breadcrumbs: home > open government > ...
    | [-—]\s*\d{1,3}\s*[-—]$                   # page number between dashes
    | 第\s*\d+\s*页(?:[,/ ]*共\s*\d+\s*页)?$    # page number in words
    | (?:首页|打印|关闭|返回顶部|扫一扫.*|[【\[]字体.*)$""",
    re.VERBOSE,
)
_LEADER = re.compile(r"[\s.…·-]+\(?\d{1,3}\)?$")  # dots or a gap, and the page
_MARKUP = re.compile(r"(?:#{1,6}(?= )|>|\*{1,3}|_{2,3})\s*")


@dataclass(frozen=True)
class Line:
    """A line that is not blank. `text` is normalised and trimmed; `start` and `end` point at exactly these characters."""

    text: str
    start: int
    end: int
    indent: int

    @property
    def span(self) -> Span:
        """Where the line stands in the document."""
        return Span(self.start, self.end)


def normalise(text: str) -> str:
    """`text` with full-width digits, brackets and marks made half-width; the length is the same."""
    return text.translate(_ONE_TO_ONE)


def split_lines(normal: str) -> list[Line]:
    """Lines of a normalised text in order, without blank ones, mark-up at their ends, and web furniture."""
    lines: list[Line] = []
    offset = 0
    for raw in normal.split("\n"):
        line = _read_line(raw, offset)
        if line is not None and not _FURNITURE.match(line.text):
            lines.append(line)
        offset += len(raw) + 1
    return lines


def _read_line(raw: str, offset: int) -> Line | None:
    start = len(raw) - len(raw.lstrip(_BLANK))
    indent = start
    end = len(raw.rstrip(_BLANK))
    if not raw.startswith("# source", start):
        while start < end and (mark := _MARKUP.match(raw, start, end)):
            start = mark.end()
        if raw.count("|") == 1 and raw[end - 1] == "|":  # a cell of a table copied one cell per line
            end = len(raw[: end - 1].rstrip(_BLANK))
        while end > start and raw[end - 1] in "*_" and raw[end - 2 : end] in ("**", "__"):
            end -= 2
            while end > start and raw[end - 1] in _BLANK:
                end -= 1
    if start >= end:
        return None
    return Line(raw[start:end], offset + start, offset + end, indent)


def without_contents(lines: list[Line]) -> list[Line]:
    """The lines without a table of contents: from the line 目录 to where its first entry is printed again as a heading."""
    start = next((index for index, line in enumerate(lines) if despaced(line.text) in ("目录", "目次")), None)
    if start is None or start + 1 >= len(lines):
        return lines
    first = _entry(lines[start + 1])
    for index in range(start + 2, len(lines)):
        if _entry(lines[index]) == first:
            return lines[:start] + lines[index:]
    return [line for line in lines if line is not lines[start] and not _LEADER.search(line.text)]


def _entry(line: Line) -> str:
    return despaced(_LEADER.sub("", line.text))


def lines_within(lines: list[Line], span: Span) -> list[Line]:
    """The lines that begin inside `span`."""
    return [line for line in lines if span.holds(line.start)]


def despaced(text: str) -> str:
    """`text` without blanks: headings, labels and names are often spread out (组  长, 周 伟)."""
    return re.sub(r"\s+", "", text)


def collapsed(text: str) -> str:
    """`text` on one line: line breaks and runs of blanks become nothing between Chinese characters, else one blank."""
    joined = re.sub(r"\s*\n\s*", "", text.strip())
    return re.sub(r"[ \u00a0\u3000\t]+", " ", joined)
