"""The parts of a document: header, notice that wraps the plan, the plan itself, its annexes.

A notice (印发…的通知) greets its addressees and is signed and dated; the plan follows under a title of its own. Annexes
begin with a line 附件1. Where the notice alone stands before the first annex, that annex is the plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from baigong.engines.common.numerals import parse_chinese_integer
from baigong.engines.common.spans import Span
from baigong.engines.plan_text.headings import RANK, Numbered, read_numbered
from baigong.engines.plan_text.lines import Line, despaced, lines_within
from baigong.engines.plan_text.model import Annex

_ANNEX = re.compile(r"附\s*(?:件|表|录)\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})?\s*(?:-\d)?\s*(?P<colon>:)?\s*(?P<rest>.*)$")
_SALUTATION = re.compile(r".{2,120}:$")
_IS_PROSE = re.compile(r"。|如下|以下|现就|现将|^为|^附件")
_ADDRESSEE = re.compile(r"各|有关|直属|单位|部门|政府|委员会")
_DATE_LINE = re.compile(
    r"(?:19|20)\d\d年\s*\d{1,2}\s*月\s*\d{1,2}\s*日$|[二〇○零一三四五六七八九十]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日$"
)
_CLOSING = re.compile(r"\(?此件(?:公开|主动|依申请|删减|不予).*\)?$")
_BOX = re.compile(r"专\s*栏\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?(?:[\s:]|$)")
_LONGEST_TITLE = 45
_LIST_ITEM = re.compile(r"(\d{1,2})\s*[.、]\s*(.+)$")
_CHAPTER_STYLES = ("part", "division", "chapter", "section", "item", "article")


class _AnnexStart(NamedTuple):
    """The line that opens an annex, with its number and the title it may carry."""

    offset: int
    line: Line
    number: str | None
    title: str | None
    below: str | None  # the line below, where it reads like a title


@dataclass(frozen=True)
class Layout:
    """Spans of the parts; `notice` is empty where the plan stands without one."""

    header: Span
    notice: Span
    body: Span
    annexes: tuple[Annex, ...]
    signature_date: Line | None
    closing_date: Line | None


def find_layout(lines: list[Line], text: str) -> Layout:
    """Divides the document. Every character belongs to at most one of header, notice, body and annex."""
    length = len(text)
    listed, list_lines = _annex_list(lines, text)
    starts = _annex_starts(lines, list_lines, text)
    first_annex = starts[0].offset if starts else length
    opening = [line for line in lines if line.start < first_annex]
    salutation = _salutation(opening, text)
    date_line = _signature_date([line for line in opening if line not in list_lines], salutation, text)
    if starts and _is_only_a_notice(opening, text):
        return _with_plan_as_annex(text, starts, listed, salutation, date_line)
    if date_line is not None and salutation is not None:
        body_start = date_line.end
        for line in lines_within(lines, Span(date_line.end, length)):
            if not _CLOSING.match(line.text):
                break
            body_start = line.end
    else:
        body_start = _end_of_header(opening, salutation, text)
    body_end = min([line.start for line in list_lines if line.start > body_start], default=first_annex)
    body = Span(body_start, max(body_start, min(body_end, first_annex)))
    closing = [line for line in lines if line.start >= body.start and _DATE_LINE.match(despaced(line.text))]
    return Layout(
        header=Span(0, salutation.start if salutation else body_start),
        notice=Span(salutation.start, body_start) if salutation and date_line else Span(body_start, body_start),
        body=body,
        annexes=_annexes(starts, listed, length),
        signature_date=date_line,
        closing_date=closing[-1] if closing else None,
    )


def _with_plan_as_annex(
    text: str,
    starts: list[_AnnexStart],
    listed: list[tuple[str | None, str]],
    salutation: Line | None,
    date_line: Line | None,
) -> Layout:
    length = len(text)
    first = starts[0]
    body_end = starts[1].offset if len(starts) > 1 else length
    notice_start = salutation.start if salutation else first.offset
    return Layout(
        header=Span(0, notice_start),
        notice=Span(notice_start, first.offset),
        body=Span(first.line.end if first.title is None else first.line.start, body_end),
        annexes=_annexes(starts[1:], [entry for entry in listed if _arabic(entry[0]) != _arabic(first.number)], length),
        signature_date=date_line,
        closing_date=None,
    )


def _salutation(opening: list[Line], text: str) -> Line | None:
    for line in opening:
        if read_numbered(line, text) is not None:
            return None
        if _SALUTATION.match(line.text) and _ADDRESSEE.search(line.text) and not _IS_PROSE.search(line.text):
            return line
    return None


def _signature_date(opening: list[Line], salutation: Line | None, text: str) -> Line | None:
    """The date below the signature of the notice: after the greeting, before the first chapter."""
    if salutation is None:
        return None
    for line in opening:
        if line.start <= salutation.start:
            continue
        if read_numbered(line, text) is not None:
            return None
        if _DATE_LINE.match(despaced(line.text)):
            return line
    return None


def _end_of_header(opening: list[Line], salutation: Line | None, text: str) -> int:
    """Where the plan begins when no notice wraps it: after the greeting, else at the first sentence or heading."""
    if salutation is not None:
        return salutation.end
    for line in opening:
        if read_numbered(line, text) is not None or (line.text.endswith(("。", ":")) and len(line.text) > 25):
            return line.start
    return opening[0].start if opening else 0


def _is_only_a_notice(opening: list[Line], text: str) -> bool:
    """Whether nothing before the first annex looks like a plan: fewer than two numbered headings."""
    numbered = [entry for line in opening if (entry := read_numbered(line, text)) is not None]
    return sum(entry.style in _CHAPTER_STYLES for entry in numbered) < 2


def _annex_list(lines: list[Line], text: str) -> tuple[list[tuple[str | None, str]], list[Line]]:
    """The list 附件：1.… 2.… as (number, title) pairs, and the lines it stands on."""
    listed: list[tuple[str | None, str]] = []
    held: list[Line] = []
    for index, line in enumerate(lines):
        mark = _ANNEX.match(line.text)
        if mark is None or not mark["colon"] or not mark["rest"]:
            continue
        first = _LIST_ITEM.match(mark["rest"])
        if first is None:
            following = lines[index + 1] if index + 1 < len(lines) else None
            is_list = following is not None and (_ANNEX.match(following.text) or index + 1 < len(lines) * 0.5)
            if mark["n"] is not None and not is_list:
                continue
            listed.append((mark["n"], _tail(line, mark["rest"], text)))
            held.append(line)
            continue
        listed.append((first[1], _tail(line, first[2], text)))
        held.append(line)
        for later in lines[index + 1 :]:
            item = _LIST_ITEM.match(later.text)
            if item is None or int(item[1]) != len(listed) + 1:
                break
            listed.append((item[1], _tail(later, item[2], text)))
            held.append(later)
        break
    return listed, held


def _title_below(line: Line, text: str) -> str | None:
    words = text[line.start : line.end].strip()
    is_title = len(words) <= _LONGEST_TITLE and read_numbered(line, text) is None and not re.search(r"[。；;，,：:|]", words)
    return words if is_title else None


def _tail(line: Line, words: str, text: str) -> str:
    """The words at the end of a line as the document writes them, with its own brackets and marks."""
    return text[line.end - len(words.lstrip()) : line.end].strip()


def _annex_starts(lines: list[Line], list_lines: list[Line], text: str) -> list[_AnnexStart]:
    """Where annexes begin: (offset, line, number, title on the same line)."""
    starts = []
    for index, line in enumerate(lines):
        if line in list_lines or index + 1 == len(lines):
            continue
        mark = _ANNEX.match(line.text)
        if mark is None or len(line.text) > 60 or line.text.endswith(("。", ";", "、")):
            continue
        rest = mark["rest"].strip()
        if rest and not (mark["n"] or mark["colon"]):
            continue
        if rest and re.match(r"[、,)》”]|\d", rest) and not re.match(r"\d{4}年|\d+\s*[.、]", rest):
            continue
        starts.append(
            _AnnexStart(line.start, line, mark["n"], _tail(line, rest, text) if rest else None, _title_below(lines[index + 1], text))
        )
    return starts


def _annexes(starts: list[_AnnexStart], listed: list[tuple[str | None, str]], length: int) -> tuple[Annex, ...]:
    titles = {_arabic(number): title for number, title in listed}
    found: list[Annex] = []
    for index, (_, line, number, title, below) in enumerate(starts):
        end = starts[index + 1].offset if index + 1 < len(starts) else length
        key = _arabic(number)
        found.append(Annex(key, title or titles.get(key) or below, Span(line.end, end)))
    held = {annex.number for annex in found}
    found.extend(Annex(key, title, None) for key, title in titles.items() if key not in held)
    return tuple(found)


def _arabic(number: str | None) -> str | None:
    if number is None or number.isdigit():
        return number
    value = parse_chinese_integer(number)
    return None if value is None else str(value)


def numbered_lines(lines: list[Line], text: str) -> list[Numbered]:
    """The lines that begin with a heading number, in order, without those that count inside a box (专栏2)."""
    entries: list[Numbered] = []
    boxed: Numbered | None = None
    is_open = False
    for line in lines:
        if _BOX.match(line.text):
            boxed, is_open = None, True
            continue
        last_item = next((known.ordinal for known in reversed(entries) if known.style == "item"), None)
        entry = read_numbered(line, text, None if last_item is None else last_item + 1)
        if entry is None:
            continue
        if is_open:
            begins = boxed is None and entry.ordinal == 1 and entry.style in ("section", "item", "point")
            goes_on = boxed is not None and RANK[entry.style] >= RANK[boxed.style] and (entry.style, entry.ordinal) != (boxed.style, 1)
            if (begins and not _opens_plan(entries, entry)) or goes_on:
                boxed = boxed or entry
                continue
            is_open = False
        entries.append(entry)
    return entries


def _opens_plan(entries: list[Numbered], entry: Numbered) -> bool:
    """Whether a first number below a heading begins its series there, the box above it having held none."""
    return not any(known.style == entry.style for known in entries[-12:]) and bool(entries) and RANK[entries[-1].style] < RANK[entry.style]
