"""Asking for a reconciliation, and the job that counts it."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.credit_bank.access_of_office import RECONCILIATION_POLICY
from baigong.contexts.credit_bank.models import Reconciliation, ReconciliationState
from baigong.contexts.credit_bank.selectors.reconciling import reconcile
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import at_field
from baigong.kernel.jobs import Progress, enqueue, job, scheduled
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import fire

JOB = "credit_bank.reconcile"


@transaction.atomic
def request_reconciliation(*, actor: Actor, now: datetime, since: date, until: date) -> Reconciliation:
    """Ask for the report of a period; a job counts it. Raises ``Refusal`` for days that cannot be."""
    row = Reconciliation(since=since, until=until, created_by_id=actor.user_id, created_at=now)
    RECONCILIATION_POLICY.require(actor, "request", row)
    if until < since:
        raise at_field("until", _("截止日期不能早于开始日期。"), code="days")
    if until > now.date():
        raise at_field("until", _("截止日期还没有到，只能核对到今天。"), code="future")
    row.save(force_insert=True)
    with as_recorded():
        label = _("对账：%(since)s至%(until)s") % {"since": since.isoformat(), "until": until.isoformat()}
    row.job = enqueue(JOB, actor=actor, now=now, label=label, reconciliation=row.pk)
    row.save(update_fields=["job"])
    audit.record(
        actor, "credit_bank.reconciliation.requested", row, now=now, detail={"since": since.isoformat(), "until": until.isoformat()}
    )
    return row


def count(row: Reconciliation, *, now: datetime) -> Reconciliation:
    """Count it and keep what was found; a report that was counted or dropped meanwhile stays as it is."""
    row.refresh_from_db()
    if row.state != ReconciliationState.COUNTING:
        return row
    result = reconcile(row.since, row.until, now).as_json()
    return fire(row, "counted", actor=SYSTEM, now=now, result=result, digest=digest_of(result))


def digest_of(result: dict[str, Any]) -> str:
    """The hash of what was counted; the same for the same values however they were read."""
    return hashlib.sha256(json.dumps(result, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@job(JOB, gettext_lazy("学分银行对账"))
def count_asked(progress: Progress, reconciliation: int) -> dict[str, str]:
    """Count a report that was asked for."""
    row = count(Reconciliation.objects.get(pk=reconciliation), now=progress.now)
    return {"message": _("差异%(n)d处。") % {"n": row.differences}, "url": row.get_absolute_url(), "label": str(_("查看对账报告"))}


@scheduled("credit_bank.reconcile_month", gettext_lazy("学分银行月度对账"), "30 2 1 * *")
def count_last_month(progress: Progress) -> dict[str, str]:
    """On the first of each month, the month before; once."""
    until = progress.now.date().replace(day=1) - timedelta(days=1)
    since = until.replace(day=1)
    known = Reconciliation.objects.filter(since=since, until=until).exclude(state=ReconciliationState.DROPPED).first()
    row = known or request_reconciliation(actor=SYSTEM, now=progress.now, since=since, until=until)
    return {"message": str(row), "url": row.get_absolute_url(), "label": str(_("查看对账报告"))}
