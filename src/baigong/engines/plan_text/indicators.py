"""Tables of indicators: 指标 · 单位 · 2020年 · 2025年目标 · 属性. The column of the latest year holds the targets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from baigong.engines.common.spans import Span
from baigong.engines.plan_text.grids import typed_tables
from baigong.engines.plan_text.layout import Layout
from baigong.engines.plan_text.lines import Line, collapsed, despaced
from baigong.engines.plan_text.model import TableHint, Target

_YEAR_HEADER = re.compile(r"(?P<year>20\d\d)年?(?:目标值?|预期|规划|计划|末|底|\(.{1,6}\))*$|(?P<goal>(?:规划|发展|预期)?目标值?)$")
_BASE_HEADER = re.compile(r"20\d\d年?(?:\(?(?:实际|现状|基期|基数|完成)值?\)?|基础)?$")
_NAME_HEADER = re.compile(r"(?:主要|具体|核心|一级|二级|三级)?指标(?:名称|内容)?$|项目|内容")
_VALUE = re.compile(
    r"[\[(]?\s*(?P<sign>[><≥≤=~约]|>=|<=|不低于|不少于|不超过|达到|超过|大于|小于)?\s*(?P<n>\d[\d,]*(?:\.\d+)?)(?:\s*[-~—至]\s*(?P<n2>\d[\d,]*(?:\.\d+)?))?\s*(?P<unit>[%‰]|[\u4e00-\u9fff/]{1,6}?)?(?P<suffix>以上|以内|以下|左右)?\s*[\])]?$"
)
_SIGNS = {
    ">": ">",
    "<": "<",
    "≥": ">=",
    "≤": "<=",
    ">=": ">=",
    "<=": "<=",
    "不低于": ">=",
    "不少于": ">=",
    "达到": ">=",
    "不超过": "<=",
    "超过": ">",
    "大于": ">",
    "小于": "<",
    "约": "~",
    "~": "~",
    "=": "=",
    None: "=",
}
_SUFFIXES = {"以上": ">=", "以内": "<=", "以下": "<=", "左右": "~"}
_ATTRIBUTE = ("预期性", "约束性", "预期", "约束", "指导性")


@dataclass(frozen=True)
class _Columns:
    name: int
    unit: int | None
    target: int
    year: str | None


def targets_of_indicator_tables(
    lines: list[Line], text: str, normal: str, tables: Sequence[TableHint], layout: Layout
) -> tuple[list[Target], list[Span]]:
    """Targets of all indicator tables, in body or annexes, and the spans of these tables."""
    targets: list[Target] = []
    spans: list[Span] = []
    hints = [*tables, *typed_tables(lines, normal), *_flattened(lines, normal)]
    for hint in hints:
        found = _targets_of_hint(hint, text, normal)
        cells = [cell for row in hint.rows for cell in row if cell is not None]
        if found and cells:
            span = Span(min(cell.start for cell in cells), max(cell.end for cell in cells))
            if not any(span.meets(known) for known in spans):
                targets.extend(found)
                spans.append(span)
    return targets, spans


def _targets_of_hint(hint: TableHint, text: str, normal: str) -> list[Target]:
    for depth, row in enumerate(hint.rows[:3]):
        columns = _columns(row, normal)
        if columns is None:
            continue
        targets = []
        for line in hint.rows[depth + 1 :]:
            target = _target_of_row(line, columns, text, normal)
            if target is not None:
                targets.append(target)
        return targets
    return []


def _columns(row: Sequence[Span | None], normal: str) -> _Columns | None:
    words = [None if cell is None else despaced(cell.of(normal)) for cell in row]
    names = [i for i, word in enumerate(words) if word and _NAME_HEADER.fullmatch(word)]
    years = [(int(mark["year"] or 9999), i) for i, word in enumerate(words) if word and (mark := _YEAR_HEADER.match(word))]
    if not names or not years or not any(word and "指标" in word for word in words):
        return None
    if len(years) == 1 and len(words) < 3:
        return None
    year, target = max(years)
    unit = next((i for i, word in enumerate(words) if word in ("单位", "计量单位", "指标单位")), None)
    name = max(i for i in names if i < target) if any(i < target for i in names) else names[0]
    return _Columns(name, unit, target, None if year == 9999 else str(year))


def _target_of_row(row: Sequence[Span | None], columns: _Columns, text: str, normal: str) -> Target | None:
    if max(columns.target, columns.name) >= len(row):
        return None
    name, cell = row[columns.name], row[columns.target]
    if name is None or cell is None or name == cell:
        return None
    mark = _VALUE.match(cell.of(normal).strip())
    if mark is None:
        return None
    title = collapsed(name.of(text))
    unit_cell = row[columns.unit] if columns.unit is not None and columns.unit < len(row) else None
    unit = mark["unit"] or (collapsed(unit_cell.of(text)) if unit_cell is not None else _unit_in_name(title))

    values = [Decimal(mark["n"].replace(",", ""))] + ([Decimal(mark["n2"].replace(",", ""))] if mark["n2"] else [])
    comparator = "range" if len(values) == 2 else _SUFFIXES.get(mark["suffix"] or "") or _SIGNS[mark["sign"]]
    span = Span(min(name.start, cell.start), max(name.end, cell.end))
    return Target(
        quote=span.of(text),
        span=span,
        value=tuple(values),
        number_span=cell,
        unit=unit.strip("()（）"),
        comparator=comparator,
        deadline=columns.year,
        deadline_raw=columns.year,
        scope=None,
        measure=None,
        baseline=None,
        reason="row of an indicator table",
    )


def _unit_in_name(title: str) -> str:
    """The unit an indicator's own name carries: 研发投入强度（%）."""
    found = re.search(r"[(（]([^()（）]{1,8})[)）]\s*$", title)
    return found[1] if found else ""


def _flattened(lines: list[Line], normal: str) -> list[TableHint]:
    """Indicator tables that stand one cell per paragraph, when every row ends in its attribute or fills the columns."""
    hints: list[TableHint] = []
    index = 0
    while index < len(lines):
        header = _header_run(lines, index)
        if header is None:
            index += 1
            continue
        width = header
        columns = [line.span for line in lines[index : index + width]]
        rows: list[tuple[Span | None, ...]] = [tuple(columns)]
        cursor = index + width
        pending: list[Line] = []
        while cursor < len(lines) and len(lines[cursor].text) <= 40:
            pending.append(lines[cursor])
            cursor += 1
            if pending[-1].text in _ATTRIBUTE or (not _has_attribute(lines, index, width) and len(pending) == width):
                filled = [line.span for line in pending[-width:]]
                rows.append((*[None] * (width - len(filled)), *filled))
                pending = []
            if len(pending) > width + 2:
                break
        if len(rows) > 2:
            hints.append(TableHint(tuple(rows)))
        index += width
    return hints


def _header_run(lines: list[Line], index: int) -> int | None:
    """How many lines from `index` are the column headers of an indicator table."""
    words = [despaced(line.text) for line in lines[index : index + 8]]
    if not words or len(words[0]) > 10 or not re.search(r"指标|序号|类别|领域|分类|类型", words[0]):
        return None
    width = 0
    for word in words:
        if (
            re.fullmatch(r".{0,4}指标.{0,4}|序号|类别|领域|分类|类型|单位|属性|指标属性|备注|年均.{0,6}|累计.{0,4}", word)
            or _YEAR_HEADER.match(word)
            or _BASE_HEADER.match(word)
        ):
            width += 1
        else:
            break
    if width < 3 or not any("指标" in word for word in words[:width]) or not any(_YEAR_HEADER.match(word) for word in words[:width]):
        return None
    return width


def _has_attribute(lines: list[Line], index: int, width: int) -> bool:
    return any("属性" in line.text for line in lines[index : index + width])
