"""Reads a whole plan: divides the document, then asks each reader for its part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from baigong.engines.common.spans import Span
from baigong.engines.plan_text.bodies import find_bodies
from baigong.engines.plan_text.flattened import flattened_grids
from baigong.engines.plan_text.grids import Grid, grids_of_hints, typed_tables
from baigong.engines.plan_text.headings import close_blocks
from baigong.engines.plan_text.indicators import targets_of_indicator_tables
from baigong.engines.plan_text.layout import Layout, find_layout, numbered_lines
from baigong.engines.plan_text.lines import Line, lines_within, normalise, split_lines, without_contents
from baigong.engines.plan_text.measures import find_measures
from baigong.engines.plan_text.metadata import read_metadata, year_of_writing
from baigong.engines.plan_text.model import Body, Heading, Measure, PlanReading, Remark, TableHint, Target, Task
from baigong.engines.plan_text.rosters import rosters_of_tables
from baigong.engines.plan_text.targets import find_targets
from baigong.engines.plan_text.tasks import tasks_of_grids, tasks_of_notes
from baigong.engines.plan_text.unit_notes import UnitNote, find_unit_notes
from baigong.engines.plan_text.unwrapping import unwrap

_GOALS = re.compile(r"目标|指标")
_BACKGROUND = re.compile(
    r"现状|发展基础|基础条件|成效|成就|形势|背景|回顾|现实基础|工作基础|主要成绩|基本情况|概况|(?:意义|重要性|必要性|紧迫性)$"
)


def read_plan(text: str, tables: Sequence[TableHint] = ()) -> PlanReading:
    """The plan that `text` holds.

    `tables` are the grids a file format knows (HTML, Word, PDF); without them tables are recognised from the text. Any
    text can be read: what is no plan gives a reading with nothing in it and a remark. Spans are offsets into `text`.
    """
    whole = None if tables else unwrap(text)
    if whole is not None:
        return whole.moved_back(_read(whole.text, ()))
    return _read(text, tables)


def _read(text: str, tables: Sequence[TableHint]) -> PlanReading:
    normal = normalise(text)
    lines = without_contents(split_lines(normal))
    layout = find_layout(lines, text)
    grids = _task_grids(lines, text, normal, tables)
    indicator_targets, indicator_spans = targets_of_indicator_tables(lines, text, normal, tables, layout)
    table_spans = [grid.span for grid in grids] + indicator_spans
    body_lines = [line for line in lines_within(lines, layout.body) if not _is_inside(line, table_spans)]
    headings = close_blocks(numbered_lines(body_lines, text), layout.body.end)
    notes = find_unit_notes(text, normal, body_lines)
    measures = find_measures(headings, notes, text)
    if grids:
        tasks, remarks = tasks_of_grids(grids, text)
    else:
        tasks, remarks = [], []
    if not tasks:
        tasks, remarks = tasks_of_notes(notes, headings, measures, text)
    if not tasks:
        tasks, remarks = _tasks_of_annexes(lines, layout, text, normal)
    bodies = find_bodies(lines, text, normal)
    bodies += [body for body in rosters_of_tables(tables, lines, text, normal) if not any(body.span.meets(known.span) for known in bodies)]
    paragraphs, goal_paragraphs = _paragraphs(body_lines, headings, bodies, grids, layout, text)
    metadata = read_metadata(lines, layout, text, normal)
    written_in = year_of_writing(metadata)
    targets, goals = find_targets(text, normal, paragraphs, _masked(notes, headings), measures, goal_paragraphs, written_in)
    return PlanReading(
        title=metadata.title,
        notice_title=metadata.notice_title,
        doc_number=metadata.doc_number,
        issuer=metadata.issuer,
        date=metadata.date,
        index_number=metadata.index_number,
        body_span=layout.body,
        chapters=tuple(heading for heading in headings if heading.style in ("part", "chapter")),
        sections=tuple(heading for heading in headings if heading.style in ("division", "section")),
        measures=tuple(measures),
        tasks=tuple(tasks),
        targets=tuple(sorted([*targets, *_new(indicator_targets, targets)], key=lambda target: target.span)),
        goals=tuple(goals),
        bodies=tuple(bodies),
        annexes=layout.annexes,
        warnings=(*remarks, *_remarks(layout, measures, tasks, bodies)),
    )


def _task_grids(lines: list[Line], text: str, normal: str, tables: Sequence[TableHint]) -> list[Grid]:
    """Task tables from the best source there is: declared, typed, flattened."""
    grids = grids_of_hints(tables, text, normal)
    if not grids:
        grids = grids_of_hints(typed_tables(lines, normal), text, normal)
    if not grids:
        grids = flattened_grids(lines, text)
    return grids


def _tasks_of_annexes(lines: list[Line], layout: Layout, text: str, normal: str) -> tuple[list[Task], list[Remark]]:
    """Tasks that only an annex divides among the units, written as a numbered list."""
    tasks: list[Task] = []
    remarks: list[Remark] = []
    for annex in layout.annexes:
        if annex.span is None:
            continue
        own = lines_within(lines, annex.span)
        headings = close_blocks(numbered_lines(own, text), annex.span.end)
        found, noted = tasks_of_notes(find_unit_notes(text, normal, own), headings, (), text)
        tasks.extend(found)
        remarks.extend(noted)
    return tasks, remarks


def _is_inside(line: Line, spans: Sequence[Span]) -> bool:
    return any(span.holds(line.start) for span in spans)


def _paragraphs(
    body_lines: list[Line],
    headings: list[Heading],
    bodies: Sequence[Body],
    grids: Sequence[Grid],
    layout: Layout,
    text: str,
) -> tuple[list[Span], set[int]]:
    """The paragraphs in which targets are looked for, and the starts of those that state goals.

    Rows of a task table count when the table is the plan itself, not when an annex repeats what the body says.
    """
    rosters = [body.span for body in bodies]
    background = [heading.block for heading in headings if _BACKGROUND.search(heading.title)]
    goal_blocks = [heading.block for heading in headings if _GOALS.search(heading.title)]
    paragraphs: list[Span] = []
    for line in body_lines:
        if any(span.holds(line.start) for span in rosters) or any(block.holds(line.start) for block in background):
            continue
        paragraphs.append(line.span)
    if not headings or len(headings) < 3:
        for grid in grids:
            if not any(annex.span is not None and annex.span.covers(grid.span) for annex in layout.annexes):
                paragraphs.extend(_cells_with_wording(grid))
    goals = {span.start for span in paragraphs if any(block.holds(span.start) for block in goal_blocks)}
    goals |= {span.start for span in paragraphs if re.match(r"[^。;，,]{0,12}(?:目标|指标)[:：。]", text[span.start : span.end])}
    return sorted(set(paragraphs)), goals


def _cells_with_wording(grid: Grid) -> list[Span]:
    return [cell for row in grid.rows for role, cell in zip(grid.roles, row, strict=False) if role == "content" and cell is not None]


def _masked(notes: Sequence[UnitNote], headings: Sequence[Heading]) -> list[Span]:
    """Unit notes and the numbers of headings: no quantity is read in them."""
    numbers = [Span(heading.span.start, heading.span.end - len(heading.title)) for heading in headings]
    return [note.span for note in notes] + [span for span in numbers if span.end > span.start]


def _new(found: Sequence[Target], known: Sequence[Target]) -> list[Target]:
    return [target for target in found if not any(other.number_span.meets(target.number_span) for other in known)]


def _remarks(layout: Layout, measures: Sequence[Measure], tasks: Sequence[object], bodies: Sequence[Body]) -> list[Remark]:
    remarks = []
    if not measures:
        remarks.append(Remark("no-measures", "没有读到分条的举措，请核对文件是否为实施方案或行动计划"))
    if not tasks:
        remarks.append(Remark("no-tasks", "没有读到任务清单或责任单位"))
    for annex in layout.annexes:
        if annex.span is None:
            remarks.append(Remark("annex-missing", f"附件{annex.number or ''}“{annex.title or ''}”只列出名称，未附内容"))
    for body in bodies:
        for member in body.members:
            if member.is_listed_by_rank:
                remarks.append(
                    Remark(
                        "listed-by-rank",
                        f"{body.name}：{member.name}以职级（{member.post}）列名，无法推定接任者，请向单位核实",
                        member.span,
                    )
                )
    return remarks
