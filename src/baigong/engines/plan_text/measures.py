"""Which of the numbered headings are the measures.

A plan numbers at several levels; its measures stand at one of them:
1. the level at which the numbering runs on through the whole plan over the chapters, when there is one (1 to 27);
2. otherwise the level to whose headings the responsible units are attached;
3. otherwise the lowest titled level that most sections use.
A series that runs on is taken whole. In one that restarts, chapters of general demands (总体要求) hold no measures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from baigong.engines.common.spans import Span
from baigong.engines.plan_text.headings import RANK, ordinal_of
from baigong.engines.plan_text.model import Heading, Measure
from baigong.engines.plan_text.unit_notes import UnitNote

_GENERAL_WORD = (
    r"(?:总体|基本|指导|主要|工作|发展|总|任务|行动|建设|实施|规划|重大|战略)*"
    r"(?:(?<!工作)要求|思路|思想|原则|目标|目的|定位|目标任务|任务目标|背景|意义|基础|形势|理念|现状|环境|部署|安排|依据|范围|对象)"
)
_GENERAL = re.compile(rf"{_GENERAL_WORD}(?:(?:和|与|及|、){_GENERAL_WORD})*|总则|附则|名词解释|组织机构|.*(?:意义|重要性|必要性|紧迫性)")
_CANDIDATES = ("item", "section", "article", "label", "chapter", "division", "part", "point")
_CHAPTERS = ("part", "division", "chapter")


def find_measures(headings: list[Heading], notes: list[UnitNote], text: str) -> list[Measure]:
    """The measures among the headings of the plan, in order."""
    chosen = _choose(headings, notes)
    measures = []
    for heading in chosen:
        title = _title_without_note(heading, notes, text)
        measures.append(
            Measure(
                number=heading.number,
                title=title.of(text),
                span=heading.block.trimmed(text),
                title_span=title,
                chapter=_label(_enclosing(headings, heading, ("part", "chapter"))),
                section=_label(_enclosing(headings, heading, ("division", "section"))),
            )
        )
    return measures


def _title_without_note(heading: Heading, notes: list[UnitNote], text: str) -> Span:
    """The title without the units that follow it on its line (（一）加强统筹（市教育局、市财政局）)."""
    title = Span(heading.span.end - len(heading.title), heading.span.end)
    cut = next((note.span.start for note in notes if title.start < note.span.start < title.end), title.end)
    return Span(title.start, cut).trimmed(text, " \u00a0\u3000。:：")


def _choose(headings: list[Heading], notes: list[UnitNote]) -> list[Heading]:
    by_style = {style: [h for h in headings if h.style == style] for style in _CANDIDATES}
    for style in ("item", "section", "label", "article"):
        if _runs_on(by_style[style], headings):
            return by_style[style]
    level = _style_of_notes(headings, notes) or _lowest_regular(by_style, headings)
    if level is None:
        return []
    chosen = [h for h in by_style[level] if not _is_general(h, headings)]
    return _with_leaves_that_bear_notes(chosen, headings, notes)


def _ordinals(headings: list[Heading]) -> list[int]:
    return [ordinal_of(heading.number) for heading in headings]


def _runs_on(series: list[Heading], headings: list[Heading]) -> bool:
    """Whether the numbers of a level count through, across more than one heading above it."""
    if len(series) < 4:
        return False
    numbers = _ordinals(series)
    rises = sum(later > earlier for earlier, later in pairwise(numbers))
    steps = sum(later == earlier + 1 for earlier, later in pairwise(numbers))
    if numbers[0] > 2 or rises < 0.95 * (len(numbers) - 1) or steps < 0.5 * (len(numbers) - 1) or numbers.count(1) > 1:
        return False
    parents = {id(_parent(headings, heading)) for heading in series}
    return len(parents) > 1 or (len(series) >= 8 and not any(h.style == "section" for h in headings))


def _parent(headings: list[Heading], heading: Heading) -> Heading | None:
    inside = [other for other in headings if RANK[other.style] < RANK[heading.style] and other.block.covers(heading.span)]
    return inside[-1] if inside else None


def _enclosing(headings: list[Heading], heading: Heading, styles: tuple[str, ...]) -> Heading | None:
    inside = [other for other in headings if other.style in styles and other.block.covers(heading.span)]
    inside = [other for other in inside if other is not heading]
    return inside[-1] if inside else None


def _label(heading: Heading | None) -> str | None:
    return None if heading is None else heading.number


def innermost(headings: list[Heading], position: int) -> Heading | None:
    """The deepest heading in whose block `position` stands."""
    inside = [heading for heading in headings if heading.block.holds(position)]
    return max(inside, key=lambda heading: (RANK[heading.style], heading.span.start)) if inside else None


def owner_of(note: UnitNote, notes: Sequence[UnitNote], headings: list[Heading]) -> Heading | None:
    """The heading a note belongs to.

    The innermost one, except that a note which closes the last of several points, none of which bears a note of its own,
    speaks for all of them.
    """
    owner = innermost(headings, note.span.start)
    while owner is not None and owner.style in ("point", "circle", "item"):
        above = _parent(headings, owner)
        if above is None or above.style in _CHAPTERS:
            return owner
        siblings = [h for h in headings if h.style == owner.style and above.block.covers(h.span)]
        if len(siblings) < 2 or siblings[-1] is not owner:
            return owner
        if any(h.block.holds(other.span.start) for h in siblings[:-1] for other in notes):
            return owner
        if sum(owner.block.holds(other.span.start) for other in notes) > 1:
            return owner
        owner = above
    return owner


def _style_of_notes(headings: list[Heading], notes: list[UnitNote]) -> str | None:
    """The level that bears most of the notes; points below a titled item count for the item."""
    if len(notes) < 3:
        return None
    styles: Counter[str] = Counter()
    for note in notes:
        heading = owner_of(note, notes, headings)
        while heading is not None and heading.style in ("point", "circle"):
            above = _parent(headings, heading)
            if above is None or above.style in _CHAPTERS:
                break
            heading = above
        if heading is not None and heading.style in _CANDIDATES:
            styles[heading.style] += 1
    if not styles:
        return None
    style, count = styles.most_common(1)[0]
    return style if count >= 0.5 * sum(styles.values()) else None


def _lowest_regular(by_style: dict[str, list[Heading]], headings: list[Heading]) -> str | None:
    """Items where most sections are divided into titled items; else sections; else what there is."""
    items, sections = by_style["item"], by_style["section"]
    sections = [section for section in sections if not _is_general(section, headings)]
    if items and sections:
        divided = sum(any(section.block.covers(item.span) for item in items) for section in sections)
        titled = sum(len(item.title) <= 25 for item in items)
        headed_alike = len(items) - len({re.split("[：:]", item.title)[0] for item in items})  # 基本情况, 主攻方向 in every section
        if divided >= 0.7 * len(sections) and titled >= 0.8 * len(items) and headed_alike < 0.3 * len(items):
            return "item"
        return "section"
    for style in ("section", "item", "article", "label", "chapter", "division", "part", "point"):
        if sum(not _is_general(heading, headings) for heading in by_style[style]) >= 2:
            return style
    return None


def _is_general(heading: Heading, headings: list[Heading]) -> bool:
    """Whether the heading, or one it stands under, holds general demands instead of measures."""
    if heading.style in (*_CHAPTERS, "section") and _GENERAL.fullmatch(heading.title):
        return True
    above = _parent(headings, heading)
    return above is not None and _is_general(above, headings)


def _with_leaves_that_bear_notes(chosen: list[Heading], headings: list[Heading], notes: list[UnitNote]) -> list[Heading]:
    """Adds headings of a higher level that are not divided further and bear units of their own."""
    if not chosen:
        return chosen
    rank = RANK[chosen[0].style]
    extra = []
    for heading in headings:
        if RANK[heading.style] >= rank or heading.style in _CHAPTERS:
            continue
        if any(other is not heading and heading.block.covers(other.span) and RANK[other.style] <= rank for other in headings):
            continue
        if any(heading.block.holds(note.span.start) for note in notes):
            extra.append(heading)
    return sorted([*chosen, *extra], key=lambda heading: heading.span.start)
