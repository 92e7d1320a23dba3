"""Task tables flattened to one cell per paragraph, as web pages copied as text give them, put back into rows."""

from __future__ import annotations

import re

from baigong.engines.common.spans import Span
from baigong.engines.plan_text.departments import is_void, looks_like_units
from baigong.engines.plan_text.grids import Grid, is_task_header, name_unknown_columns, role_of_header
from baigong.engines.plan_text.headings import read_numbered
from baigong.engines.plan_text.lines import Line

_BARE_NUMBER = re.compile(r"\(?0?(\d{1,3})\)?[.、]?")
_LONGEST_ROW = 60  # lines
_WIDEST_LEAP = 10  # numbers a list may leave out
_MOST_CATEGORIES = 3  # lines of merged cells before the number of a row


def flattened_grids(lines: list[Line], text: str) -> list[Grid]:
    """Task tables that stand one cell per paragraph: a run of header lines, then cells."""
    grids: list[Grid] = []
    index = 0
    while index < len(lines):
        header = _flattened_header(lines, index)
        if header is None:
            index += 1
            continue
        roles, first = header
        rows, after = _flattened_rows(lines, first, roles, text)
        if rows:
            span = Span(lines[index].start, lines[after - 1].end)
            grids.append(Grid(tuple(roles), _filled_down(roles, rows), span, False))
            index = after
        else:
            index = first
    return grids


def _filled_down(roles: list[str], rows: list[tuple[Span | None, ...]]) -> tuple[tuple[Span | None, ...], ...]:
    """Rows in which a merged cell, printed once, stands in every row it covers (all wording columns but the last)."""
    wording = [index for index, role in enumerate(roles) if role in ("content", "category")][:-1]
    filled: list[tuple[Span | None, ...]] = []
    for row in rows:
        cells = list(row)
        for index in wording:
            if cells[index] is None and filled:
                cells[index] = filled[-1][index]
        filled.append(tuple(cells))
    return tuple(filled)


def _flattened_header(lines: list[Line], index: int) -> tuple[list[str], int] | None:
    """(roles, index of the first cell) when a header begins at `index`, on one line or one line per column."""
    words = lines[index].text.split()
    if len(words) >= 2:
        roles = [role_of_header(word) for word in words]
        if all(roles) and is_task_header(roles):
            return [role or "other" for role in roles], index + 1
        return None
    found: list[str | None] = []
    for line in lines[index : index + 9]:
        role = role_of_header(line.text)
        if role is None and not (found and found[0] == "sequence" and _could_be_header(line)):
            break
        found.append(role)
    while found and found[-1] is None:
        found.pop()
    named = name_unknown_columns(found)
    if len(named) >= 2 and is_task_header(named):
        return _divided(named), index + len(named)
    return None


def _divided(roles: list[str]) -> list[str]:
    """The columns where 责任分工 is divided into 牵头 and 配合 in a second row, which the flattening prints last."""
    parts = [role for role in roles if role in ("lead", "support")]
    if "units" not in roles or not parts or roles[-len(parts) :] != parts:
        return roles
    at = roles.index("units")
    return [*roles[:at], *parts, *roles[at + 1 : -len(parts)]] if at < len(roles) - len(parts) - 1 else roles


def _could_be_header(line: Line) -> bool:
    return len(line.text) <= 8 and re.fullmatch(r"[\u4e00-\u9fff ()]+", line.text) is not None


def _flattened_rows(lines: list[Line], first: int, roles: list[str], text: str) -> tuple[list[tuple[Span | None, ...]], int]:
    """Rows of cells from flattened lines, and the index after the last line used.

    With a column of numbers the number begins a row. Without one, a row ends with its last unit cell.
    """
    rows: list[tuple[Span | None, ...]] = []
    index = first
    category: Span | None = None
    starts = _row_starts(lines, first) if "sequence" in roles else None
    while index < len(lines):
        block, following = _next_block(lines, index, roles, starts)
        if block is None:
            break
        cells, category = _assign(block, roles, category, text)
        if cells is None:
            break
        rows.append(cells)
        index = following
        if starts is None and index < len(lines) and _opens_chapter(lines[index], text) and not _opens_chapter(lines[first], text):
            break
    return rows, index


def _opens_chapter(line: Line, text: str) -> bool:
    numbered = read_numbered(line, text)
    return numbered is not None and numbered.style in ("part", "division", "chapter")


def _row_starts(lines: list[Line], first: int) -> list[int]:
    """Where rows begin, by their numbers: mostly one more each time; a number may be left out, and a part may count from 1 again."""
    numbers = [(index, int(mark[1])) for index, line in enumerate(lines[first:], first) if (mark := _BARE_NUMBER.fullmatch(line.text))]
    starts: list[int] = []
    last = None
    while True:
        here = starts[-1] if starts else first - 1
        near = [(index, number) for index, number in numbers if here < index <= here + (_LONGEST_ROW if starts else 4)]
        chosen = near[0] if last is None and near else None
        if last is not None:
            chosen = next((entry for entry in near if entry[1] == last + 1), None)
            chosen = chosen or next((entry for entry in near if last < entry[1] <= last + _WIDEST_LEAP or entry[1] == 1), None)
        if chosen is None:
            return starts
        starts.append(chosen[0])
        last = chosen[1]


def _next_block(lines: list[Line], index: int, roles: list[str], starts: list[int] | None) -> tuple[list[Line] | None, int]:
    """The lines of one row. The row goes on after its units only with its time limit or remark."""
    start, limit = index, len(lines)
    if starts is not None:
        ahead = [place for place in starts if place >= index][:2]
        if (
            not ahead
            or ahead[0] - index > _MOST_CATEGORIES
            or any(role_of_header(line.text) == "sequence" for line in lines[index : ahead[0]])
        ):
            return None, index
        start = ahead[0]
        limit = ahead[1] if len(ahead) > 1 else limit
    units_wanted = sum(role in ("units", "lead", "support") for role in roles)
    last_units = max(i for i, role in enumerate(roles) if role in ("units", "lead", "support"))
    trailing = list(roles[last_units + 1 :])
    first_cell = start if starts is None else start + 1
    cursor = first_cell
    seen_units = 0
    while cursor < limit:
        if cursor - start > _LONGEST_ROW:
            return None, index
        is_unit_cell = cursor > first_cell and _is_unit_cell(lines[cursor])
        if seen_units and not is_unit_cell:
            if seen_units < units_wanted and is_void(lines[cursor].text):
                cursor += 1
            cursor = _after_trailing(lines, cursor, trailing, limit)
            break
        seen_units += is_unit_cell
        cursor += 1
    if not seen_units:
        return None, index
    return lines[index:cursor], cursor


def _is_unit_cell(line: Line) -> bool:
    """Whether a cell holds units. A sentence (有序推进算力布局。) is wording, however like an organ its last word looks."""
    return not line.text.endswith(("。", ";")) and looks_like_units(line.text)


def _after_trailing(lines: list[Line], cursor: int, trailing: list[str], limit: int) -> int:
    """The index after the cells that follow the units of a row: time limits and short remarks."""
    for role in trailing:
        if cursor >= limit:
            break
        words = lines[cursor].text
        if role == "time" and not re.search(r"\d|年|底|持续|长期|全年|立即|推进|完成", words):
            break
        if role != "time" and len(words) > 40:
            break
        cursor += 1
    return cursor


def _assign(block: list[Line], roles: list[str], category: Span | None, text: str) -> tuple[tuple[Span | None, ...] | None, Span | None]:
    """The cells of a block under the columns of `roles`."""
    cells: list[Span | None] = [None] * len(roles)
    rest = list(block)
    if "sequence" in roles:
        position = next((i for i, line in enumerate(rest) if re.fullmatch(r"\(?\d{1,3}\)?[.、]?", line.text)), None)
        if position is None:
            return None, category
        if position:
            category = Span(rest[0].start, rest[position - 1].end)
        cells[roles.index("sequence")] = rest[position].span
        rest = rest[position + 1 :]
    unit_columns = [i for i, role in enumerate(roles) if role in ("units", "lead", "support")]
    unit_lines = [i for i, line in enumerate(rest) if i and _is_unit_cell(line)]
    if not unit_lines:
        return None, category
    run_end = unit_lines[-1]
    run_start = run_end
    while run_start - 1 in unit_lines:
        run_start -= 1
    if len(unit_columns) == 1:
        cells[unit_columns[0]] = Span(rest[run_start].start, rest[run_end].end)
    else:
        run = rest[run_start : run_end + 1]  # the first lines lead; what is over belongs to the last column
        for column, line in zip(unit_columns[:-1], run, strict=False):
            cells[column] = line.span
        if len(run) >= len(unit_columns):
            cells[unit_columns[-1]] = Span(run[len(unit_columns) - 1].start, run[-1].end)
    content_columns = [i for i, role in enumerate(roles[: unit_columns[0]]) if role in ("content", "category")]
    content = rest[:run_start]
    _assign_content(content, content_columns, cells)
    for column, line in zip(range(unit_columns[-1] + 1, len(roles)), rest[run_end + 1 :], strict=False):
        cells[column] = line.span
    if category is not None and "category" in roles and cells[roles.index("category")] is None:
        cells[roles.index("category")] = category
    if not content:
        return None, category
    return tuple(cells), category


def _assign_content(content: list[Line], columns: list[int], cells: list[Span | None]) -> None:
    """Content lines under content columns: one each where they fit, the surplus in the last; scarce cells are merged."""
    if not content or not columns:
        return
    if len(content) >= len(columns):
        for column, line in zip(columns[:-1], content, strict=False):
            cells[column] = line.span
        cells[columns[-1]] = Span(content[len(columns) - 1].start, content[-1].end)
    else:
        for column, line in zip(columns[len(columns) - len(content) :], content, strict=True):
            cells[column] = line.span
