"""Rosters set as tables: a row holds a role, a name and a post, with a header that says so or a role in its first cell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from baigong.engines.common.spans import Span
from baigong.engines.plan_text.bodies import IS_NAME, IS_ROLE, body_around, member_of
from baigong.engines.plan_text.lines import Line, collapsed, despaced
from baigong.engines.plan_text.model import Body, Member, TableHint

_ROLE_HEADER = re.compile(r"(?:组内|领导小组|工作组|小组|本组|会议)?(?:职务|角色|身份)")
_NAME_HEADER = re.compile(r"姓名")
_POST_HEADER = re.compile(r".*(?:单位|现任|行政|工作).*职务|职务|单位职务|所在单位")


def rosters_of_tables(tables: Sequence[TableHint], lines: list[Line], text: str, normal: str) -> list[Body]:
    """The bodies whose rosters stand in tables of the file."""
    bodies = []
    for table in tables:
        members = _members(table, text, normal)
        cells = [cell for row in table.rows for cell in row if cell is not None]
        if len(members) < 2 or not cells:
            continue
        first = next((index for index, line in enumerate(lines) if line.start >= min(cell.start for cell in cells)), None)
        if first is None:
            continue
        end = max(cell.end for cell in cells)
        after = next((index for index, line in enumerate(lines) if line.start >= end), len(lines))
        body = body_around(lines, first, after, members, text, normal)
        if body.name:  # a list of names that no body stands over is no roster
            bodies.append(body)
    return bodies


def _members(table: TableHint, text: str, normal: str) -> list[Member]:
    columns = _columns(table.rows[0], normal) if table.rows else None
    rows = table.rows[1:] if columns is not None else table.rows
    role_at, name_at, post_at = columns or (0, 1, 2)
    members: list[Member] = []
    role = ""
    for row in rows:
        words = ["" if cell is None else despaced(cell.of(normal)).strip(":") for cell in row]
        if max(name_at, post_at) >= len(row):
            continue
        if role_at is not None and IS_ROLE.fullmatch(words[role_at]):
            role = words[role_at]
        name, post = row[name_at], row[post_at]
        if not (role or role_at is None) or name is None or post is None or not IS_NAME.match(words[name_at]):
            continue
        place = Span(name.start, post.end) if name.start < post.start else post
        members.append(member_of(role or "成员", words[name_at], collapsed(post.of(text)), place))
    return members


def _columns(row: Sequence[Span | None], normal: str) -> tuple[int | None, int, int] | None:
    """(role, name, post) by the words of a header; the role may have no column of its own."""
    words = ["" if cell is None else despaced(cell.of(normal)) for cell in row]
    name = next((index for index, word in enumerate(words) if _NAME_HEADER.fullmatch(word)), None)
    if name is None:
        return None
    post = next((index for index, word in reversed(list(enumerate(words))) if index != name and _POST_HEADER.fullmatch(word)), None)
    role = next((index for index, word in enumerate(words) if index not in (name, post) and _ROLE_HEADER.fullmatch(word)), None)
    return None if post is None else (role, name, post)
