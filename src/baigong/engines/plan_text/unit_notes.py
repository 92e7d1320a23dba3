"""Where a plan attaches units to its wording: brackets at the end of a sentence, and labelled lines of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from baigong.engines.common.spans import Span
from baigong.engines.plan_text.duties import LABEL, Duties, read_duties
from baigong.engines.plan_text.lines import Line

_OPEN = {"(": ")", "【": "】", "[": "]", "〔": "〕"}
_LONGEST = 700
_ENDS_SENTENCE = re.compile(r"[。;!?:”\"]\s*$")


@dataclass(frozen=True)
class UnitNote:
    """A bracket or line that names units. `span` includes the brackets, `inner` does not."""

    span: Span
    inner: Span
    duties: Duties


def find_unit_notes(text: str, normal: str, lines: list[Line]) -> list[UnitNote]:
    """All notes on the given lines, in order; notes that stand side by side are joined into one."""
    notes: list[UnitNote] = []
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        found = _brackets(text, normal, line, following)
        label_span = _labelled_tail(normal, line, [note.span for note in found if LABEL.match(normal, note.inner.start)])
        if label_span is not None:
            found = [note for note in found if note.span.start < label_span.start]
            duties = read_duties(text, label_span)
            if duties is not None and (duties.departments or duties.time_span):
                found.append(UnitNote(label_span, label_span, duties))
        notes.extend(found)
    return [note for note in _join_neighbours(notes, normal) if note.duties.departments]


def _brackets(text: str, normal: str, line: Line, following: Line | None) -> list[UnitNote]:
    found: list[UnitNote] = []
    position = line.start
    while position < line.end:
        close = _OPEN.get(normal[position])
        if close is None:
            position += 1
            continue
        limit = following.end if following is not None and following.start - line.end < 3 else line.end
        end = _matching(normal, position, min(limit, position + _LONGEST))
        if end is None:
            position += 1
            continue
        span = Span(position, end + 1)
        inner = _without_explanation(normal, Span(position + 1, end)).trimmed(text)
        note = _note_of_bracket(text, normal, line, span, inner)
        if note is not None:
            found.append(note)
            position = end + 1
        else:
            position += 1
    return found


def _note_of_bracket(text: str, normal: str, line: Line, span: Span, inner: Span) -> UnitNote | None:
    before = normal[line.start : span.start]
    after = normal[span.end : span.end + 60].split("\n", 1)[0].strip()
    is_labelled = bool(LABEL.match(normal[inner.start : inner.end]))
    at_end = not after or after[0] in "。;.([【" or bool(_ENDS_SENTENCE.search(before))
    if not is_labelled and not at_end:
        return None
    closes_sentence = bool(_ENDS_SENTENCE.search(before)) or not before.strip()
    default = "plain" if closes_sentence or not after or after in "。;." else None
    duties = read_duties(text, inner, default)
    if duties is None:
        return None
    if not is_labelled and not closes_sentence and any(len(unit.name) < 3 for unit in duties.departments):
        return None  # 各镇（街道）: part of a name
    return UnitNote(span, inner, duties)


def _without_explanation(normal: str, inner: Span) -> Span:
    """The units without a sentence on how the notes are to be read (…。以下各项均需各县区落实，不再列出)."""
    explained = re.search(r"[。;](?=\s*(?:以下|下同|其他|其余|未列|不再|排)[^。]*)", inner.of(normal))
    return inner if explained is None else Span(inner.start, inner.start + explained.start())


def _matching(normal: str, start: int, limit: int) -> int | None:
    """Position of the bracket that closes the one at `start`; a mismatched pair 【…] closes too."""
    closers = ")】]〕"
    depth = 0
    for position in range(start, limit):
        char = normal[position]
        if char in _OPEN:
            depth += 1
        elif char in closers:
            depth -= 1
            if depth == 0:
                return position
    return None


def _labelled_tail(normal: str, line: Line, taken: list[Span]) -> Span | None:
    """The part of a line from a label (责任单位：) to its end, where the label begins the line or a sentence."""
    for label in LABEL.finditer(normal, line.start, line.end):
        if any(span.holds(label.start()) for span in taken):
            continue
        before = normal[line.start : label.start()]
        if not before.strip(" *([【·●-"):
            return Span(label.start(), line.end)
        if _ENDS_SENTENCE.search(before.rstrip(" *_")) and re.search("单位|部门|分工", label[0]):
            return Span(label.start(), line.end)
    return None


def _join_neighbours(notes: list[UnitNote], normal: str) -> list[UnitNote]:
    joined: list[UnitNote] = []
    for note in notes:
        if joined and not normal[joined[-1].span.end : note.span.start].strip(" \n。;,、."):
            last = joined[-1]
            known = {unit.name for unit in last.duties.departments}
            joined[-1] = UnitNote(
                Span(last.span.start, note.span.end),
                Span(last.inner.start, note.inner.end),
                Duties(
                    last.duties.departments + tuple(unit for unit in note.duties.departments if unit.name not in known),
                    last.duties.is_open_list or note.duties.is_open_list,
                    last.duties.time_span or note.duties.time_span,
                    last.duties.repaired + note.duties.repaired,
                ),
            )
        else:
            joined.append(note)
    return joined
