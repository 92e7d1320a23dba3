"""The rows themselves, as people may see them: of a batch, or in force on a day; sensitive values masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from baigong.contexts.registers.lake.columns import LINE, MASK, PLACE, ROW, unseal
from baigong.contexts.registers.lake.state import BATCH, current
from baigong.contexts.registers.models import Batch
from baigong.contexts.registers.standard import StandardField, StandardTable, find_standard

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


@dataclass(frozen=True)
class RowShown:
    """One row as it came: each field with its value (a sensitive one masked) and the words for a code; where it stood in the file.

    ``before`` and ``after`` are the numbers (from 1) of its neighbours among the stored rows. ``in_force`` is the batch and number under
    which the row's key stands now: the row itself, a later one, or ``None`` where it was deleted since.
    """

    number: int
    line: int | None
    place: str
    values: list[tuple[StandardField, str, str]]
    before: int | None
    after: int | None
    in_force: tuple[int, int] | None


def one_row(batch: Batch, table: StandardTable, frame: pl.DataFrame, number: int) -> RowShown | None:
    """Row ``number`` (from 1, in what was sent) of a batch; ``None`` where no such row was stored."""
    import polars as pl

    found = frame.filter(pl.col(ROW) == number - 1)
    if found.is_empty():
        return None
    row = found.row(0, named=True)
    numbers = frame[ROW]
    before, after = numbers.filter(numbers < number - 1).max(), numbers.filter(numbers > number - 1).min()
    return RowShown(
        number,
        row.get(LINE),
        row.get(PLACE) or "",
        [(f, row.get(f.name + MASK if f.field.is_sensitive else f.name) or "", _words(table, f, row.get(f.name))) for f in table.fields],
        None if before is None else int(str(before)) + 1,
        None if after is None else int(str(after)) + 1,
        _in_force(batch, table, row),
    )


def _words(table: StandardTable, field: StandardField, value: str | None) -> str:
    standard = find_standard(table.standard)
    known = standard.code_sets.get(field.field.code_set) if standard and value else None
    return known.codes.get(value or "", "") if known else ""


def _in_force(batch: Batch, table: StandardTable, row: dict[str, object]) -> tuple[int, int] | None:
    import polars as pl

    state = current(table, organisations=[batch.organisation_id], fields=())
    same = state.filter(pl.all_horizontal(pl.col(name) == pl.lit(row[name]) for name in table.rules.key))
    return (int(same[BATCH][0]), int(same[ROW][0]) + 1) if same.height else None
