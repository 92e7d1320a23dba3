"""Receiving rows of a table: checked, the sound ones laid into the lake, the verdict kept. Nothing is acknowledged before it lies on disk.

1. Rows are checked by the table's rules, and that they speak of the body that sends them. 2. Accepted rows and faults are written
as Parquet and forced to disk. 3. The batch is written with its audit entry in one transaction. Killed between 2 and 3, files without
a row remain and are swept; nothing of them counts, and the sender, unanswered, sends again.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.access import BATCH_POLICY
from baigong.contexts.registers.lake.columns import LINE, PLACE, ROW, mask_column, seal_columns
from baigong.contexts.registers.models import Batch, BatchState, Channel
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.files import keep

if TYPE_CHECKING:
    import polars as pl

    from baigong.contexts.registers.standard import StandardTable

SCHOOL_CODE = "XXDM"


@dataclass(frozen=True)
class Source:
    """How rows came: the channel, the digest of the original, the file's name or the pushing account's.

    Of a file also the sheet (``place``) and the numbers that its rows bear there.
    """

    channel: Channel
    sha256: str
    file_name: str = ""
    sender: str = ""
    place: str = ""
    numbers: pl.Series | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Receipt:
    """The batch, and every fault (``row``, ``key``, ``field``, ``code``, ``found``)."""

    batch: Batch
    faults: pl.DataFrame


@dataclass(frozen=True)
class Examined:
    """Rows as they would be stored: all of them normalised with their number (``_row``), the accepted ones, and what is wrong."""

    accepted: pl.DataFrame
    faults: pl.DataFrame
    count: int


def examine(table: StandardTable, frame: pl.DataFrame, organisation: Organisation, *, whole: bool) -> Examined:
    """Check rows without storing anything. ``whole``: one wrong row refuses all of them."""
    import polars as pl

    from baigong.engines.checking.frame import check_frame

    checked = check_frame(table.rules, frame)
    rows = checked.frame.with_row_index(ROW)
    faults = _with_foreign_rows(rows, checked.faults, table, organisation)
    wrong = faults["row"].unique().to_list()
    accepted = rows.clear() if whole and wrong else rows.filter(~pl.col(ROW).is_in(wrong))
    return Examined(accepted, faults, frame.height)


def _with_foreign_rows(rows: pl.DataFrame, faults: pl.DataFrame, table: StandardTable, organisation: Organisation) -> pl.DataFrame:
    """Add a fault for every row that names another school than the one that sends it."""
    import polars as pl

    if SCHOOL_CODE not in rows.columns or not organisation.moe_code:
        return faults
    foreign = rows.filter((pl.col(SCHOOL_CODE) != "") & (pl.col(SCHOOL_CODE) != organisation.moe_code))
    found = foreign.select(
        pl.col(ROW).cast(faults.schema["row"]).alias("row"),
        pl.concat_str([pl.col(name).fill_null("") for name in table.rules.key], separator="|").alias("key"),
        pl.lit(SCHOOL_CODE).alias("field"),
        pl.lit("not_own_code").alias("code"),
        pl.col(SCHOOL_CODE).alias("found"),
    )
    return pl.concat([faults, found.select(faults.columns)]).sort("row", maintain_order=True)


def receive(
    *,
    actor: Actor,
    now: datetime,
    organisation: Organisation,
    table: StandardTable,
    frame: pl.DataFrame,
    source: Source,
    whole: bool = False,
) -> Receipt:
    """Check rows and store the sound ones (``whole``: all or none); the verdict is kept either way.

    Raises ``NotPermitted`` when the actor does not send for the body, ``Refusal`` (``no_rows``) for an empty frame.
    """
    BATCH_POLICY.require(actor, "send", Batch(organisation=organisation))
    if frame.is_empty():
        raise Refusal(_("“%(table)s”里没有数据行。") % {"table": table.label}, code="no_rows")
    seen = examine(table, frame, organisation, whole=whole)
    batch = Batch(
        organisation=organisation,
        standard=table.standard,
        table=table.name,
        channel=source.channel,
        received_at=now,
        received_by_id=actor.user_id,
        sender=source.sender,
        file_name=source.file_name[:200],
        sha256=source.sha256,
        row_count=seen.count,
        stored_count=seen.accepted.height,
        deleted_count=_deleted(table, seen.accepted),
        failed_count=seen.count - seen.accepted.height,
        fault_count=seen.faults.height,
        state=_state(seen),
    )
    name = uuid4().hex
    if seen.accepted.height:
        batch.rows_sha256 = keep(batch.rows, f"{name}.parquet", _parquet(_placed(seal_columns(table.rules, seen.accepted), source)))
    if seen.faults.height:
        keep(batch.faults, f"{name}.parquet", _parquet(masked(table, seen.faults)))
    with transaction.atomic():
        one_at_a_time(organisation)
        batch.save()
        counts = {"rows": batch.row_count, "stored": batch.stored_count, "failed": batch.failed_count}
        audit.record(actor, "registers.batch.received", batch, now=now, detail={"table": table.name, **counts})
    return Receipt(batch, seen.faults)


def _placed(rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    """The rows with where they stand in the file."""
    import polars as pl

    if source.numbers is None:
        return rows
    numbers = source.numbers.cast(pl.UInt32).gather(rows[ROW]).alias(LINE)
    return rows.with_columns(numbers, pl.lit(source.place).alias(PLACE))


def one_at_a_time(organisation: Organisation) -> None:
    """Within a transaction: nobody else stores rows of this body, or says what it owes, until it ends."""
    Organisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=organisation.pk)


def _state(seen: Examined) -> BatchState:
    if not seen.accepted.height:
        return BatchState.FAILED
    return BatchState.STORED if seen.accepted.height == seen.count else BatchState.PARTLY


def _deleted(table: StandardTable, accepted: pl.DataFrame) -> int:
    field = table.rules.delete_field
    return int((accepted[field] == table.rules.delete_value).sum()) if field and field in accepted.columns else 0


def masked(table: StandardTable, faults: pl.DataFrame) -> pl.DataFrame:
    """Faults as they are kept: what was found in a sensitive field is masked there too."""
    import polars as pl

    sensitive = [field.name for field in table.rules.fields if field.is_sensitive]
    if not sensitive:
        return faults
    hidden = pl.when(pl.col("field").is_in(sensitive)).then(mask_column(pl.col("found")))
    return faults.with_columns(hidden.otherwise(pl.col("found")).alias("found"))


def _parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    # Level 1: tokens and digests are as small as at level 3, in half the time.
    frame.write_parquet(buffer, compression="zstd", compression_level=1, statistics=True)
    return buffer.getvalue()
