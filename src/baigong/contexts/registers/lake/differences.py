"""What accepted rows would change in the lake: new, changed, deleted, the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from baigong.contexts.registers.lake.columns import HASH, MASK, ROW
from baigong.contexts.registers.lake.state import BATCH, BODY, current

if TYPE_CHECKING:
    import polars as pl

    from baigong.contexts.registers.standard import StandardTable

MOVING = frozenset({"SJCJSJ"})
"""Fields that differ with every sending (the time at which the row was collected) and are no change of what it says."""


@dataclass(frozen=True)
class Differences:
    """How many rows of each kind; ``absent`` are rows in force that are not among those sent: they stay as they are."""

    new: int
    changed: int
    deleted: int
    same: int
    absent: int


def differences(table: StandardTable, accepted: pl.DataFrame, organisation: int) -> Differences:
    """Compare rows with their hashes (``hash_columns``) of one body with those in force. Within ``accepted`` the last of a key counts."""
    import polars as pl

    rules = table.rules
    rows = accepted.unique(subset=list(rules.key), keep="last", maintain_order=True)
    state = current(table, organisations=[organisation])
    is_deletion = pl.lit(False)
    if rules.delete_field and rules.delete_field in rows.columns:
        is_deletion = pl.col(rules.delete_field).fill_null("") == rules.delete_value
    deletions = rows.filter(is_deletion)
    rest = rows.filter(~is_deletion)
    known = rest.join(state.select(rules.key), on=list(rules.key), how="semi")
    compared = _compared(rest.columns, state.columns, table)
    same = known.join(state.select([*rules.key, *compared]), on=[*rules.key, *compared], how="semi", nulls_equal=True)
    return Differences(
        new=rest.height - known.height,
        changed=known.height - same.height,
        deleted=deletions.join(state.select(rules.key), on=list(rules.key), how="semi").height,
        same=same.height,
        absent=state.join(rows.select(rules.key), on=list(rules.key), how="anti").height,
    )


def _compared(sent: list[str], held: list[str], table: StandardTable) -> list[str]:
    """The columns that tell whether a row changed: of a sensitive field its hash, since its cipher differs each time."""
    sensitive = {field.name for field in table.rules.fields if field.is_sensitive}
    left_out = {ROW, BATCH, BODY, *MOVING, *table.rules.key, *sensitive, *(name + MASK for name in sensitive)}
    hashes = {name + HASH for name in sensitive}
    return [name for name in sent if name in hashes or (name in held and name not in left_out)]
