"""The tasks of a plan: rows of its task table where it has one, else the wording its responsible-unit notes close."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from baigong.engines.common.spans import Span
from baigong.engines.plan_text.deadlines import parse_deadline
from baigong.engines.plan_text.departments import is_void
from baigong.engines.plan_text.duties import Duties, read_duties, read_unit_list
from baigong.engines.plan_text.grids import Grid
from baigong.engines.plan_text.lines import collapsed, despaced, normalise
from baigong.engines.plan_text.measures import owner_of
from baigong.engines.plan_text.model import Department, Heading, Measure, Remark, Task
from baigong.engines.plan_text.unit_notes import UnitNote

_NUMBERED_CELL = re.compile(r"\s*(\d{1,3})\s*[.、](?!\d)")  # where the number of a task has no column of its own


def tasks_of_grids(grids: Sequence[Grid], text: str) -> tuple[list[Task], list[Remark]]:
    """One task per row that names units."""
    tasks: list[Task] = []
    remarks: list[Remark] = []
    for grid in grids:
        merged = _merged_columns(grid, text)
        for row in grid.rows:
            task = _task_of_row(grid, row, merged, text, remarks)
            if task is not None:
                tasks.append(task)
    return tasks, remarks


def _merged_columns(grid: Grid, text: str) -> set[int]:
    """Columns of wording whose cells are merged over rows, or repeated: they hold categories, not the wording of one task.

    The last column of wording never is one: a task merged over several rows is still the task.
    """
    wording = [index for index, role in enumerate(grid.roles) if role in ("content", "category")]
    merged = {index for index in wording if grid.roles[index] == "category"}
    for index in wording[:-1]:
        counts = Counter(cell.of(text) for row in grid.rows if index < len(row) and (cell := row[index]) is not None)
        if any(count > 1 for count in counts.values()):
            merged.add(index)
    return merged if len(merged) < len(wording) else merged - {wording[-1]}


def _task_of_row(grid: Grid, row: tuple[Span | None, ...], merged: set[int], text: str, remarks: list[Remark]) -> Task | None:
    columns = list(zip(grid.roles, row, strict=False))
    present = {cell for _, cell in columns if cell is not None}
    if len(present) == 1:
        return None
    departments: list[Department] = []
    is_open = False
    unit_cells: list[Span] = []
    for role, cell in columns:
        if cell is None or role not in ("units", "lead", "support"):
            continue
        duties = _duties_of_cell(text, cell, role)
        if duties is None:
            continue
        known = {unit.name for unit in departments}
        departments.extend(unit for unit in duties.departments if unit.name not in known)
        is_open = is_open or duties.is_open_list
        unit_cells.append(cell)
        remarks.extend(_repair_remarks(duties.repaired, cell))
    wording = [(index, cell) for index, (role, cell) in enumerate(columns) if role in ("content", "category") and cell is not None]
    own = [cell for index, cell in wording if index not in merged]
    categories = [cell for index, cell in wording if index in merged and cell not in own]
    if not own or not departments:
        return None
    span = Span(min(cell.start for cell in own), max(cell.end for cell in own))
    number = next((cell.of(text) for role, cell in columns if role == "sequence" and cell is not None), None)
    if number is None and (numbered := _NUMBERED_CELL.match(normalise(own[-1].of(text)))) is not None:
        number = numbered[1]
    time = next((cell.of(text) for role, cell in columns if role == "time" and cell is not None), None)
    return Task(
        number=None if number is None else re.sub(r"[^\d\w]", "", despaced(number)) or None,
        text="：".join(collapsed(cell.of(text)).rstrip("：:") for cell in own),
        span=span,
        departments=tuple(departments),
        units_raw=collapsed("；".join(cell.of(text) for cell in unit_cells)),
        units_span=Span(min(cell.start for cell in unit_cells), max(cell.end for cell in unit_cells)),
        is_open_list=is_open,
        deadline=None if time is None else parse_deadline(normalise(time)),
        deadline_raw=None if time is None else collapsed(time),
        measure=None,
        category=collapsed(categories[0].of(text)) if categories else None,
    )


def _duties_of_cell(text: str, cell: Span, role: str) -> Duties | None:
    """The units of a cell; in a column of those who lead or support, each has that duty whatever the cell adds."""
    if is_void(cell.of(text)):
        return None
    duty = None if role == "units" else role
    found = read_duties(text, cell, "plain" if duty is None else duty)
    if found is None or not found.departments:
        return read_unit_list(text, cell, duty)
    return replace(found, departments=tuple(replace(unit, duty=unit.duty or duty) for unit in found.departments))


def _repair_remarks(repaired: tuple[str, ...], span: Span) -> list[Remark]:
    return [Remark("missing-separator", f"“{collapsed(words)}”之间缺少顿号，已拆分为两个单位，请核对", span) for words in repaired]


def tasks_of_notes(
    notes: Sequence[UnitNote], headings: list[Heading], measures: Sequence[Measure], text: str
) -> tuple[list[Task], list[Remark]]:
    """One task per note: its wording runs from the heading, or the note before it, to the note."""
    tasks: list[Task] = []
    remarks: list[Remark] = []
    owners = [_at_measure(owner_of(note, notes, headings), note, notes, headings, measures, text) for note in notes]
    for index, note in enumerate(notes):
        owner = owners[index]
        siblings = [i for i, other in enumerate(owners) if other is owner and owner is not None]
        span = _wording(note, owner, notes, siblings, index, text)
        words = _without(text, span, note.span)
        measure = next((m for m in measures if m.span.holds(note.span.start)), None)
        time = note.duties.time_span
        tasks.append(
            Task(
                number=owner.number if owner is not None else (measure.number if measure else None),
                text=words,
                span=span,
                departments=note.duties.departments,
                units_raw=collapsed(note.inner.of(text)),
                units_span=note.span,
                is_open_list=note.duties.is_open_list,
                deadline=None if time is None else parse_deadline(normalise(time.of(text))),
                deadline_raw=None if time is None else collapsed(time.of(text)),
                measure=measure.number if measure is not None else None,
                category=None,
            )
        )
        remarks.extend(_repair_remarks(note.duties.repaired, note.span))
    return tasks, remarks


def _at_measure(
    owner: Heading | None,
    note: UnitNote,
    notes: Sequence[UnitNote],
    headings: list[Heading],
    measures: Sequence[Measure],
    text: str,
) -> Heading | None:
    """The measure instead of a heading inside it, when the note is its only one and closes it."""
    measure = next((m for m in measures if m.span.holds(note.span.start)), None)
    if owner is None or measure is None or owner.span.start == measure.span.start:
        return owner
    alone = sum(measure.span.holds(other.span.start) for other in notes) == 1
    if not alone or text[note.span.end : measure.span.end].strip(" \n\u3000\u00a0。"):
        return owner
    return next((heading for heading in headings if heading.span.start == measure.span.start), owner)


def _wording(note: UnitNote, owner: Heading | None, notes: Sequence[UnitNote], siblings: list[int], index: int, text: str) -> Span:
    earlier = [notes[i].span.end for i in range(index) if notes[i].span.end <= note.span.start]
    line_start = text.rfind("\n", 0, note.span.start) + 1
    if owner is None:
        start = max([line_start if line_start < note.span.start else 0, *earlier[-1:]])
        if not text[start : note.span.start].strip() and line_start:
            start = text.rfind("\n", 0, line_start - 1) + 1
        return Span(start, note.span.start).trimmed(text, " \n\u00a0\u3000。；;")
    start = owner.span.end - len(owner.title)
    if len(siblings) == 1:
        head = Span(start, note.span.start).trimmed(text)
        if len(head.of(text)) <= len(owner.title) + 2:
            return Span(start, owner.block.end).trimmed(text)
        return head
    before = [notes[i].span.end for i in siblings if i < index]
    start = max([start, *before])
    return Span(start, note.span.start).trimmed(text, " \n\u00a0\u3000。；;，,")


def _without(text: str, span: Span, note: Span) -> str:
    """The wording in `span` on one line, leaving out the note where it stands inside."""
    if span.covers(note):
        return collapsed(text[span.start : note.start] + "\n" + text[note.end : span.end])
    return collapsed(span.of(text))
