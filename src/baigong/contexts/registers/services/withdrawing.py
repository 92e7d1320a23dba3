"""Undoing a batch that should not have been sent: its rows count no more, from now on; what it held and that it was there stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.registers.access import BATCH_POLICY
from baigong.contexts.registers.models import Batch
from baigong.contexts.registers.services.receiving import one_at_a_time
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field


@transaction.atomic
def withdraw(*, actor: Actor, now: datetime, batch: Batch, reason: str) -> Batch:
    """Take a batch back. Rows that it had replaced are in force again; earlier days and snapshots stay as they were.

    Raises ``Refusal`` (``no_reason``, ``nothing_stored``), ``Conflict`` (``raced``) when it has been taken back already.
    """
    BATCH_POLICY.require(actor, "withdraw", batch)
    if not reason.strip():
        raise at_field("reason", _("请写明撤回的理由。"), code="no_reason")
    if not batch.rows:
        raise Refusal(_("这一批没有入库的行，不必撤回。"), code="nothing_stored")
    one_at_a_time(batch.organisation)
    facts = {"withdrawn_at": now, "withdrawn_by_id": actor.user_id, "withdrawn_reason": reason.strip()[:500]}
    if Batch.objects.filter(pk=batch.pk, withdrawn_at=None).update(**facts) != 1:
        raise Conflict(_("“%(batch)s”刚由他人撤回。") % {"batch": batch}, code="raced")
    detail = {"table": batch.table, "rows": batch.stored_count, "reason": reason.strip()[:500]}
    audit.record(actor, "registers.batch.withdrawn", batch, now=now, detail=detail)
    batch.refresh_from_db()
    return batch
