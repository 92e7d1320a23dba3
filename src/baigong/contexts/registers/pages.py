"""What the pages of returns may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from baigong.contexts.registers.models import Batch
from baigong.contexts.registers.selectors.batches import FaultGroup
from baigong.contexts.registers.services.uploading import SheetPlan
from baigong.contexts.registers.standard import Standard, StandardTable
from baigong.contexts.registers.words import explain
from baigong.engines.checking.faults import Fault


@dataclass(frozen=True)
class FaultLine:
    """A kind of fault as the page says it: which field, what is wrong, how to mend it, how often, where first."""

    field: str
    label: str
    what: str
    how: str
    count: int
    first_row: int
    found: str


@dataclass(frozen=True)
class BatchPage:
    """One batch with its verdict."""

    batch: Batch
    table: StandardTable | None
    lines: list[FaultLine]
    names_rows: bool
    same: list[Any]
    may_read: bool = False
    may_withdraw: bool = False


def fault_line(group: FaultGroup, table: StandardTable | None) -> FaultLine:
    """A kind of fault in words; where the edition is no longer carried, by its names alone."""
    what, how, label = group.code, "", group.field
    if table is not None:
        said = explain(Fault(group.first_row - 1, "", group.field, group.code, group.found), table.rules)
        field = next((f for f in table.rules.fields if f.name == group.field), None)
        what, how, label = said.what, said.how, str(field.label) if field else group.field
    return FaultLine(group.field, label, what, how, group.count, group.first_row, group.found)


@dataclass(frozen=True)
class CellLine:
    """A wrong cell as the page says it."""

    cell: str
    label: str
    found: str
    what: str
    how: str


def sheet_lines(plan: SheetPlan, standard: Standard | None) -> list[CellLine]:
    """The first wrong cells of a sheet, in words."""
    table = standard.tables.get(plan.table) if standard else None
    if table is None:
        return []
    labels = {field.name: str(field.label) for field in table.rules.fields}
    lines = []
    for fault in plan.faults:
        said = explain(Fault(fault["row"], fault["key"], fault["field"], fault["code"], fault["found"]), table.rules)
        lines.append(CellLine(fault["cell"], labels.get(fault["field"], fault["field"]), fault["found"], said.what, said.how))
    return lines
