"""Making identity numbers of a roster readable for a purpose of the body whose roster it is; every time is in the log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.access import BATCH_POLICY
from baigong.contexts.registers.lake.columns import unseal
from baigong.contexts.registers.models import Batch
from baigong.kernel import audit
from baigong.kernel.access import Actor

if TYPE_CHECKING:
    import polars as pl

    from baigong.contexts.registers.standard import StandardTable


def unsealed(
    *, actor: Actor, now: datetime, organisation: Organisation, table: StandardTable, frame: pl.DataFrame, fields: Collection[str], why: str
) -> pl.DataFrame:
    """``frame``, rows of ``organisation``'s ``table``, with sensitive ``fields`` readable. ``why`` is what the log says it was for.

    Raises ``NotPermitted`` for whoever does not work for that body.
    """
    BATCH_POLICY.require(actor, "unseal", Batch(organisation=organisation))
    for name in fields:
        frame = unseal(frame, name)
    facts = {"table": table.name, "rows": frame.height, "why": why}
    audit.record(actor, "registers.rows.unsealed", organisation, now=now, detail=facts)
    return frame
