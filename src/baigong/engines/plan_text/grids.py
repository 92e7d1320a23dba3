"""Tables as grids of cells, from whatever the document gives: a hint of the file format, rows typed with tabs or pipes,
or a table flattened to one cell per paragraph (as web pages do when they are copied as text).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from baigong.engines.common.spans import Span
from baigong.engines.plan_text.departments import looks_like_units
from baigong.engines.plan_text.headings import read_numbered
from baigong.engines.plan_text.lines import Line, despaced
from baigong.engines.plan_text.model import TableHint

_ROLES = (
    ("sequence", r"序号?|编号|项次"),
    ("lead", r"(?:总)?牵头(?:责任|负责|落实)?(?:单位|部门|处室)?|主责(?:单位|部门)|主办(?:单位|部门)?|主要责任单位|牵头领导单位"),
    ("support", r"(?:配合|协办|协同|参与|参加|协助|辅助)(?:责任|落实)?(?:单位|部门|处室)?"),
    (
        "units",
        r"(?:任务)?(?:责任|落实|实施|承办|负责|承担|建设|推进|完成)(?:单位|部门|主体|处室|科室)(?:\(.*\))?|责任分工|任务分工|分工|部门|单位及部门|责任单位及配合单位",
    ),
    ("time", r"(?:计划)?(?:完成|办结|实施|推进|落实)?(?:时限|时间节点|时间|期限|进度)(?:要求|安排)?|.{0,4}时限.{0,4}|时间进度"),
    ("person", r"(?:责任|牵头|分管|包抓|联系)(?:人|领导|市领导|县领导|区领导).{0,4}"),
    ("category", r"类别|分类|领域|方面|板块|类型|一级.{0,4}|任务类别|项目类别|工程|行动"),
    ("content", r".{0,8}(?:任务|内容|措施|举措|事项|要点|政策|项目|目标|工作|要求|名称|做法|条款|指标)(?:\(.*\))?"),
    ("other", r"备注|说明|进展(?:情况)?|完成情况|形式|文件依据|依据|成果形式|资金来源|投资.{0,8}|建设地点|联系人.{0,6}|电话|属性"),
)
_LONGEST_HEADER = 14
_SEPARATORS = (re.compile(r"\|"), re.compile(r"\t"), re.compile(r" {2,}"))
_TYPED_RULE = re.compile(r"[|\s:\-—+]+")


@dataclass(frozen=True)
class Grid:
    """A table of tasks: the role of each column, the rows below the header, and where the whole stands."""

    roles: tuple[str, ...]
    rows: tuple[tuple[Span | None, ...], ...]
    span: Span
    is_exact: bool  # the columns are known, not inferred from flattened cells


def role_of_header(words: str) -> str | None:
    """What a column of this header holds, or None when the words are no header of a task table."""
    plain = despaced(words).strip(":：")
    if not plain or len(plain) > _LONGEST_HEADER:
        return None
    for role, pattern in _ROLES:
        if re.fullmatch(pattern, plain):
            return role
    return None


def is_task_header(roles: Sequence[str | None]) -> bool:
    """Whether columns of these roles make a task table: who, and what."""
    return any(role in ("units", "lead", "support") for role in roles) and "content" in roles


def grids_of_hints(hints: Sequence[TableHint], text: str, normal: str) -> list[Grid]:
    """The task tables among the tables a file format declares."""
    grids = []
    for hint in hints:
        for depth, row in enumerate(hint.rows[:4]):
            roles = [None if cell is None else role_of_header(cell.of(normal)) for cell in row]
            if sum(role is not None for role in roles) < 2 or not is_task_header(name_unknown_columns(roles)):
                continue
            roles = _sub_headers(hint, depth, roles, normal)
            cells = [cell for line in hint.rows for cell in line if cell is not None]
            span = Span(min(cell.start for cell in cells), max(cell.end for cell in cells))
            rows = tuple(line for line in hint.rows[depth + 1 :] if not _is_header_row(line, normal))
            grids.append(Grid(tuple(name_unknown_columns(roles)), rows, span, True))
            break
    return grids


def _is_header_row(row: tuple[Span | None, ...], normal: str) -> bool:
    roles = [None if cell is None else role_of_header(cell.of(normal)) for cell in row]
    return sum(role is not None for role in roles) >= max(2, len(row) - 1) and is_task_header(roles)


def _sub_headers(hint: TableHint, depth: int, roles: list[str | None], normal: str) -> list[str | None]:
    """Under a header 责任单位 that is divided again (牵头 · 配合), the lower row tells the role."""
    if depth + 1 >= len(hint.rows):
        return roles
    below = [None if cell is None else role_of_header(cell.of(normal)) for cell in hint.rows[depth + 1]]
    if len(below) != len(roles) or not any(role in ("lead", "support") for role in below):
        return roles
    return [lower or upper for upper, lower in zip(roles, below, strict=True)]


def typed_tables(lines: list[Line], normal: str) -> list[TableHint]:
    """Tables typed as rows of cells between pipes, tabs or wide gaps, two rows or more of about the same width."""
    hints: list[TableHint] = []
    rows: list[tuple[Span | None, ...]] = []
    for line in [*lines, None]:
        if line is not None and rows and _TYPED_RULE.fullmatch(line.text):
            continue
        cells = () if line is None else _typed_cells(line, normal)
        if len(cells) >= 2 and (not rows or abs(len(cells) - len(rows[0])) <= 1):
            rows.append(tuple(cells))
            continue
        if len(rows) >= 2:
            hints.append(TableHint(tuple(rows)))
        rows = [tuple(cells)] if len(cells) >= 2 else []
    return hints


def _typed_cells(line: Line, normal: str) -> tuple[Span | None, ...]:
    """The cells of a typed row: between pipes, tabs, or gaps of two blanks where there are three cells or more."""
    words = normal[line.start : line.end]
    if _TYPED_RULE.fullmatch(words):
        return ()
    separator = next((mark for mark in _SEPARATORS if mark.search(words)), None)
    if separator is None:
        return ()
    start, end = line.start, line.end
    if words.startswith("|"):
        start += 1
    if words.endswith("|"):
        end -= 1
    cells: list[Span | None] = []
    position = start
    for mark in [*separator.finditer(normal, start, end), None]:
        stop = end if mark is None else mark.start()
        cell = Span(position, stop).trimmed(normal)
        cells.append(cell if cell.end > cell.start else None)
        position = stop if mark is None else mark.end()
    return tuple(cells) if separator is not _SEPARATORS[2] or len(cells) >= 3 else ()


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
        return named, index + len(named)
    return None


def _could_be_header(line: Line) -> bool:
    return len(line.text) <= 8 and re.fullmatch(r"[\u4e00-\u9fff ()]+", line.text) is not None


def name_unknown_columns(roles: Sequence[str | None]) -> list[str]:
    """Between the numbers and the units a column of an unknown name holds the wording; elsewhere it is passed over."""
    units = [index for index, role in enumerate(roles) if role in ("units", "lead", "support")]
    named = []
    for index, role in enumerate(roles):
        is_wording = role is None and bool(units) and index < units[0] and "content" not in roles
        named.append("content" if is_wording else role or "other")
    return named


def _flattened_rows(lines: list[Line], first: int, roles: list[str], text: str) -> tuple[list[tuple[Span | None, ...]], int]:
    """Rows of cells from flattened lines, and the index after the last line used.

    With a column of numbers the next expected number begins a row. Without one, a row ends with its last unit cell.
    """
    rows: list[tuple[Span | None, ...]] = []
    after = first
    index = first
    expected = _first_number(lines[first : first + 4])
    category: Span | None = None
    has_numbers = "sequence" in roles
    while index < len(lines):
        block, following = _next_block(lines, index, roles, expected, text)
        if block is None:
            break
        cells, category = _assign(block, roles, category, text)
        if cells is None:
            break
        rows.append(cells)
        index = after = following
        expected += 1
        if not has_numbers and index < len(lines) and read_numbered(lines[index], text) is not None:
            numbered = read_numbered(lines[index], text)
            if numbered is not None and numbered.style in ("part", "division", "chapter"):
                break
    return rows, after


def _first_number(lines: list[Line]) -> int:
    """Where the numbering of a table begins: an excerpt of a longer list need not begin at 1."""
    for line in lines:
        mark = re.fullmatch(r"\(?(\d{1,3})\)?[.、]?", line.text)
        if mark is not None:
            return int(mark[1])
    return 1


def _next_block(lines: list[Line], index: int, roles: list[str], expected: int, text: str) -> tuple[list[Line] | None, int]:
    """The lines of one row. The row goes on after its units only with its time limit or remark."""
    has_numbers = "sequence" in roles
    start = index
    if has_numbers:
        while start < len(lines) and not _is_number(lines[start], expected) and start - index < 3:
            start += 1
        if start >= len(lines) or not _is_number(lines[start], expected):
            return None, index
    units_wanted = sum(role in ("units", "lead", "support") for role in roles)
    last_units = max(i for i, role in enumerate(roles) if role in ("units", "lead", "support"))
    trailing = list(roles[last_units + 1 :])
    cursor = start + 1 if has_numbers else start
    seen_units = 0
    while cursor < len(lines):
        line = lines[cursor]
        if has_numbers and _is_number(line, expected + 1):
            break
        if cursor - start > 60:
            return None, index
        is_unit_cell = cursor > start + has_numbers and looks_like_units(line.text)
        if seen_units and not is_unit_cell:
            rest = trailing[: max(0, len(trailing))]
            taken = 0
            while cursor < len(lines) and taken < len(rest) and not (has_numbers and _is_number(lines[cursor], expected + 1)):
                if rest[taken] == "time" and not re.search(r"\d|年|底|持续|长期|全年|立即|推进|完成", lines[cursor].text):
                    break
                if rest[taken] != "time" and len(lines[cursor].text) > 40:
                    break
                taken += 1
                cursor += 1
            break
        seen_units += is_unit_cell
        cursor += 1
    if not seen_units or (units_wanted and cursor == start):
        return None, index
    return lines[index:cursor], cursor


def _is_number(line: Line, expected: int) -> bool:
    return bool(re.fullmatch(rf"\(?0?{expected}\)?[.、]?", line.text))


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
    unit_lines = [i for i, line in enumerate(rest) if i and looks_like_units(line.text)]
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
