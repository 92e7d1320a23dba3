"""Texts whose lines were broken at a fixed width (copied from a page or a PDF): the paragraphs are put together again.

The reading is made of the joined text and its spans are then moved back, so that they are offsets into the document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import pairwise
from typing import Any, TypeVar, cast

from baigong.engines.common.spans import Span

_Value = TypeVar("_Value")

_FEWEST_FULL_LINES = 6
_NARROWEST, _WIDEST = 18, 60
_RAGGED = 2  # a line may end this much short of the margin: no mark may begin the next one
_BLANK = " \t\u3000\u00a0\r"
_OPENS = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]{1,3}[、章节条部]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|[—●■·①-⑳]|附件|专栏)"
)
_CLOSES = ("。", "：", "；", "！", "？", ":", ";", "）", ")")


@dataclass(frozen=True)
class Unwrapped:
    """`text` without the breaks inside paragraphs. `cuts` are the offsets in it where characters were left out."""

    text: str
    cuts: tuple[int, ...]
    left_out: tuple[int, ...]  # characters left out up to and with each cut

    def moved_back(self, value: _Value) -> _Value:
        """`value` with every span in it an offset into the document."""
        moved: Any = value
        if isinstance(value, Span):
            moved = Span(self._offset(value.start, False), self._offset(value.end, True))
        elif isinstance(value, tuple):
            moved = tuple(self.moved_back(part) for part in value)
        elif is_dataclass(value) and not isinstance(value, type):
            moved = replace(value, **{field.name: self.moved_back(getattr(value, field.name)) for field in fields(value)})
        return cast("_Value", moved)

    def _offset(self, position: int, is_end: bool) -> int:
        known = bisect_right(self.cuts, position - 1 if is_end else position)
        return position + (self.left_out[known - 1] if known else 0)


def unwrap(text: str) -> Unwrapped | None:
    """The text with its paragraphs whole, or None when its lines are not broken at a fixed width."""
    lines = text.split("\n")
    width = _width(lines)
    if width is None:
        return None
    are_indented = sum(line[:1] in _BLANK and bool(line.strip()) for line in lines) >= 3
    parts: list[str] = [lines[0]]
    cuts: list[int] = []
    left_out: list[int] = []
    length, total = len(lines[0]), 0
    for before, line in pairwise(lines):
        if _goes_on(before, line, width, are_indented):
            kept = line.lstrip(_BLANK)
            ending = len(parts[-1]) - len(parts[-1].rstrip(_BLANK))
            parts[-1] = parts[-1][: len(parts[-1]) - ending]
            length -= ending
            total += ending + 1 + len(line) - len(kept)
            cuts.append(length)
            left_out.append(total)
        else:
            kept = "\n" + line
        parts.append(kept)
        length += len(kept)
    return Unwrapped("".join(parts), tuple(cuts), tuple(left_out)) if cuts else None


def _width(lines: list[str]) -> int | None:
    """The commonest length of full lines, when many lines stop at it in the middle of a sentence."""
    open_lengths = [len(line.rstrip(_BLANK)) for line in lines if len(line) >= _NARROWEST and not line.rstrip(_BLANK).endswith(_CLOSES)]
    if len(open_lengths) < _FEWEST_FULL_LINES:
        return None
    width, _ = Counter(open_lengths).most_common(1)[0]
    near = sum(width - _RAGGED <= length <= width + _RAGGED for length in open_lengths)
    longer = sum(len(line) > width + 2 * _RAGGED for line in lines)
    written = sum(bool(line.strip()) for line in lines)
    if width > _WIDEST or near < _FEWEST_FULL_LINES or near < 0.6 * len(open_lengths) or longer > 0.05 * written:
        return None
    return width


def _goes_on(before: str, line: str, width: int, are_indented: bool) -> bool:
    """Whether `line` goes on with the paragraph of the line before it."""
    if not line.strip() or len(before.rstrip(_BLANK)) < width - _RAGGED or _OPENS.match(line):
        return False
    if are_indented:
        return line[0] not in _BLANK
    return not before.rstrip(_BLANK).endswith(("。", "：", "！", "？"))
