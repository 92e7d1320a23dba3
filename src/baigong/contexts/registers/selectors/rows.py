"""The rows themselves, as people may see them: of a batch, or in force on a day; sensitive values masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from baigong.contexts.registers.lake.columns import MASK, ROW, unseal
from baigong.contexts.registers.lake.state import BATCH
from baigong.contexts.registers.standard import StandardField, StandardTable

if TYPE_CHECKING:
    import polars as pl

PAGE = 50


@dataclass(frozen=True)
class RowsShown:
    """A page of rows. Each line: the batch it came with (``None`` within one batch), its number there from 1, and its values."""

    fields: tuple[StandardField, ...]
    lines: list[tuple[int | None, int, list[str]]]
    total: int
    first: int


def narrowed(table: StandardTable, frame: pl.DataFrame, conditions: Sequence[str]) -> pl.DataFrame:
    """The rows that meet every condition ``FIELD:value``; several of one field are alternatives. Sensitive fields cannot be asked for."""
    import polars as pl

    open_fields = {f.name for f in table.rules.fields if not f.is_sensitive}
    asked: dict[str, list[str]] = {}
    for condition in conditions:
        name, _colon, value = condition.partition(":")
        if name in open_fields:
            asked.setdefault(name, []).append(value)
    for name, values in asked.items():
        held = pl.col(name).fill_null("") if name in frame.columns else pl.lit("")
        frame = frame.filter(held.is_in(values))
    return frame


def shown(table: StandardTable, frame: pl.DataFrame, number: int) -> RowsShown:
    """Page ``number`` (from 1) of the rows, sensitive values masked."""
    first = (number - 1) * PAGE
    lines = []
    for row in frame.slice(first, PAGE).iter_rows(named=True):
        values = [row.get(f.name + MASK if f.field.is_sensitive else f.name) or "" for f in table.fields]
        lines.append((row.get(BATCH), row[ROW] + 1, values))
    return RowsShown(table.fields, lines, frame.height, first)


def exported(table: StandardTable, frame: pl.DataFrame, *, is_unsealed: bool) -> tuple[list[str], list[list[str]]]:
    """Heads and rows in the layout of the template; sensitive values in full only for the body whose own they are."""
    columns = []
    for field in table.fields:
        name = field.name
        if field.field.is_sensitive and name in frame.columns:
            frame = unseal(frame, name) if is_unsealed else frame
            name = name if is_unsealed else name + MASK
        columns.append(frame[name].fill_null("").to_list() if name in frame.columns else [""] * frame.height)
    return [field.label for field in table.fields], [list(row) for row in zip(*columns, strict=True)]
