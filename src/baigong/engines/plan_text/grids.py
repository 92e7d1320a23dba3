"""Tables as grids of cells: what the columns of a task table hold, and grids from a hint of the file format or from rows
typed with tabs or pipes. Tables flattened to one cell per paragraph are put back by `flattened`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from baigong.engines.common.spans import Span
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


def name_unknown_columns(roles: Sequence[str | None]) -> list[str]:
    """Between the numbers and the units a column of an unknown name holds the wording; elsewhere it is passed over."""
    units = [index for index, role in enumerate(roles) if role in ("units", "lead", "support")]
    named = []
    for index, role in enumerate(roles):
        is_wording = role is None and bool(units) and index < units[0] and "content" not in roles
        named.append("content" if is_wording else role or "other")
    return named
