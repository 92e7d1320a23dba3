"""Numbered headings in the styles of official documents (GB/T 9704-2012, 7.3.3, and common departures from it).

A heading is the beginning of a line: 一、 chapter, （一） section, 1. item, （1） point, ① circle, 第一章 part, 第一节
division, 第一条 article, 任务一： label. The title is the rest of the line, or its first sentence where the wording runs on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from baigong.engines.common.numerals import parse_chinese_integer
from baigong.engines.common.spans import Span
from baigong.engines.plan_text.lines import Line
from baigong.engines.plan_text.model import Heading

_CN = "[一二三四五六七八九十百零〇]{1,5}"
_PATTERNS = (
    ("part", re.compile(rf"第\s*(?P<n>{_CN}|\d{{1,3}})\s*(?P<kind>[章编篇]|部分)[\s、:.]*")),
    ("division", re.compile(rf"第\s*(?P<n>{_CN}|\d{{1,3}})\s*(?P<kind>节)[\s、:.]*")),
    ("article", re.compile(rf"第\s*(?P<n>{_CN}|\d{{1,3}})\s*条[\s、:]*")),
    ("label", re.compile(rf"(?:任务|行动|工程|举措|措施|专项行动)(?P<n>{_CN}|\d{{1,3}})[、.:\s]\s*")),
    ("chapter", re.compile(rf"(?P<n>{_CN})\s*[、.]\s*")),
    ("section", re.compile(rf"\(\s*(?P<n>{_CN})\s*\)\s*[、.]?\s*")),
    ("item", re.compile(r"(?P<n>\d{1,3})\s*(?:[、]|\.(?!\d(?!\d{3}年)))\s*")),
    ("point", re.compile(r"(?:\((?P<n>\d{1,3})\)|(?P<m>\d{1,3})\))\s*[、.]?\s*")),
    ("circle", re.compile(r"(?P<n>[①-⑳])\s*[、.]?\s*")),
)
_ITEM_BEFORE_FIGURE = re.compile(r"(?P<n>\d{1,3})\.")
RANK = {"part": 0, "division": 1, "chapter": 2, "article": 3, "label": 3, "section": 4, "item": 5, "point": 6, "circle": 7}
_LONGEST_TITLE = 50
_LONGEST_WITH_COMMA = 30  # a longer sentence with commas is wording, and its first part the title
_TRAILING_MARKS = "。.;；:：,，、 　\u00a0*"
_BRACKET_TAIL = re.compile(r"[(\[【][^()\[\]【】]*(?:单位|部门|牵头|负责|时限|配合)[^\[\]【】]*$")


@dataclass(frozen=True)
class Numbered:
    """A line that begins with a heading number, before it is known where its block ends."""

    style: str
    ordinal: int
    number: str
    title: str
    title_span: Span
    line: Line
    runs_on: bool  # wording follows the title on the same line


def read_numbered(line: Line, text: str, expected_item: int | None = None) -> Numbered | None:
    """The heading that `line` begins with, or None. `text` is the document as it stands.

    A title may begin with a figure (11.365人才项目): that the point is no decimal is known when the item is the one expected.
    """
    patterns: tuple[tuple[str, re.Pattern[str]], ...] = _PATTERNS
    if expected_item is not None and re.match(
        rf"{expected_item}\.(?:\d+[A-Za-z]+|\d+(?!\d|[万亿千百个所家名项元年月倍]|人[次,。、以]))[\u4e00-\u9fff]", line.text
    ):
        patterns = (("item", _ITEM_BEFORE_FIGURE),)
    for style, pattern in patterns:
        mark = pattern.match(line.text)
        if mark is None:
            continue
        rest = line.text[mark.end() :]
        if not rest and style not in ("part", "division", "article"):
            return None
        groups = mark.groupdict()
        figure = groups["n"] or groups.get("m") or ""
        ordinal = _ordinal(figure)
        if ordinal is None:
            return None
        length, runs_on = _title_length(rest)
        start = line.start + mark.end()
        title_span = Span(start, start + length).trimmed(text, _TRAILING_MARKS)
        return Numbered(
            style=style,
            ordinal=ordinal,
            number=_written_number(style, figure, groups.get("kind")),
            title=title_span.of(text),
            title_span=title_span,
            line=line,
            runs_on=runs_on,
        )
    return None


def _ordinal(figure: str) -> int | None:
    if figure.isascii() and figure.isdigit():
        return int(figure)
    if "①" <= figure <= "⑳":
        return ord(figure) - ord("①") + 1
    return parse_chinese_integer(figure)


def ordinal_of(number: str) -> int:
    """The place in its series of a written heading number: （十二） is 12. Zero for what is no number."""
    figure = re.sub(r"[（）()第条章节编篇部分]", "", number)
    return _ordinal(figure) or 0


def _written_number(style: str, figure: str, kind: str | None) -> str:
    """The number as the plan is quoted: brackets full-width, the mark after a bare numeral left out."""
    if style in ("section", "point"):
        return f"（{figure}）"
    if style in ("part", "division"):
        return f"第{figure}{kind}"
    if style == "article":
        return f"第{figure}条"
    return figure


def _title_length(rest: str) -> tuple[int, bool]:
    """How many characters of `rest` are the title, and whether wording runs on after it."""
    tail = _BRACKET_TAIL.search(rest)
    head = rest[: tail.start()] if tail and tail.start() > 0 else rest
    stop = _sentence_end(head)
    colon = re.match(r"[^:。;,]{2,25}:(?=.{12})", head)
    if colon is not None:
        return colon.end() - 1, True
    if stop is None:
        if len(head) <= _LONGEST_TITLE:
            return len(head), False
        stop = len(head)
    clause = re.search(r"[,;:]", head)
    if stop <= _LONGEST_TITLE and (clause is None or clause.start() > stop or stop <= _LONGEST_WITH_COMMA):
        return stop, bool(head[stop + 1 :].strip())
    return (clause.start() if clause and clause.start() >= 4 else min(stop, _LONGEST_TITLE)), True


def _sentence_end(text: str) -> int | None:
    """Position of the first full stop outside brackets, or of a blank gap that sets a title off from its wording."""
    depth = 0
    for position, char in enumerate(text):
        if char in "(《“【":
            depth += 1
        elif char in ")》”】":
            depth = max(0, depth - 1)
        elif (char in "。!?" and depth == 0) or (
            char == "." and depth == 0 and position + 1 < len(text) and "\u4e00" <= text[position + 1] <= "\u9fff"
        ):
            return position
    gap = re.match(r"[^,;:]{4,30}?(?= {1,}[^ ]{20})", text)
    return gap.end() if gap else None


def close_blocks(numbered: list[Numbered], end: int) -> list[Heading]:
    """Headings with their blocks: a block ends at the next heading of the same or a higher rank, or at `end`."""
    headings: list[Heading] = []
    for index, entry in enumerate(numbered):
        block_end = end
        for later in numbered[index + 1 :]:
            if RANK[later.style] <= RANK[entry.style]:
                block_end = later.line.start
                break
        headings.append(
            Heading(
                style=entry.style,
                number=entry.number,
                title=entry.title,
                span=Span(entry.line.start, entry.title_span.end),
                block=Span(entry.line.start, block_end),
            )
        )
    return headings
