"""Questions about batches: what they say of their rows, and what a reader may see of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from baigong.contexts.registers.models import Batch
from baigong.contexts.registers.standard import StandardTable, find_standard
from baigong.kernel.files import open_stored

if TYPE_CHECKING:
    import polars as pl


def table_of(batch: Batch) -> StandardTable | None:
    """The declared table of a batch; ``None`` if its edition is no longer carried."""
    standard = find_standard(batch.standard)
    return standard.tables.get(batch.table) if standard else None


def faults_of(batch: Batch) -> pl.DataFrame | None:
    """Every fault of a batch; ``None`` where there is none."""
    import polars as pl

    if not batch.faults:
        return None
    with open_stored(batch.faults, batch) as file:
        return pl.read_parquet(file.read())


def rows_of(batch: Batch) -> pl.DataFrame | None:
    """The rows of a batch as they lie in the lake; ``None`` where none was stored."""
    import polars as pl

    if not batch.rows:
        return None
    with open_stored(batch.rows, batch) as file:
        return pl.read_parquet(file.read())


@dataclass(frozen=True)
class FaultGroup:
    """One kind of fault in one field: how many rows have it, and the first of them (row number from 1)."""

    field: str
    code: str
    count: int
    first_row: int
    found: str


def fault_groups(faults: pl.DataFrame) -> list[FaultGroup]:
    """Faults by kind, the most frequent first."""
    import polars as pl

    groups = (
        faults.group_by("field", "code", maintain_order=True)
        .agg(pl.len().alias("count"), pl.col("row").min().alias("first_row"), pl.col("found").first().alias("found"))
        .sort("count", descending=True, maintain_order=True)
    )
    return [FaultGroup(g["field"], g["code"], g["count"], g["first_row"] + 1, g["found"]) for g in groups.to_dicts()]
