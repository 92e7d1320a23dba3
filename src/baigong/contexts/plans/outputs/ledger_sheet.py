"""The ledger as a workbook, and a changed workbook as an import plan: what the pages and the HTTP API both use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from baigong.contexts.plans.access import TASK_POLICY
from baigong.contexts.plans.exchange.ledger import LedgerSheet, LedgerWriter
from baigong.contexts.plans.models import Plan, Task
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import NotPermitted, at_field
from baigong.kernel.exchange import ImportPlan, execute


def ledger_workbook(*, actor: Actor, now: datetime, plan: Plan) -> bytes:
    """The ledger in the actor's sight as .xlsx; every export is audited."""
    sheet = LedgerSheet(actor, plan, now)
    audit.record(actor, "plans.task.exported", plan, now=now, detail={"format": "ledger", "rows": len(sheet.tasks)})
    return sheet.workbook()


def read_ledger(*, actor: Actor, now: datetime, plan: Plan, data: bytes, filename: str) -> ImportPlan:
    """What a changed workbook would do; nothing is written. Raises ``Refusal`` where it cannot be this table."""
    _require(actor, plan)
    return LedgerSheet(actor, plan, now).plan_of(data, filename)


def import_ledger(*, actor: Actor, now: datetime, plan: Plan, stored: str, digest: str, reason: str) -> Mapping[str, int]:
    """Carry out a plan that was shown, all of it or nothing. ``Refusal`` without a reason, ``Conflict`` where somebody was faster."""
    _require(actor, plan)
    if not reason.strip():
        raise at_field("reason", _("请写明调整的依据或理由。"), code="reason_required")
    sheet = LedgerSheet(actor, plan, now)
    made = ImportPlan.from_json(sheet.table, stored)
    counts = execute(made, LedgerWriter(sheet, actor, now, reason.strip()), digest=digest)
    audit.record(actor, "plans.task.imported", plan, now=now, detail={**counts, "reason": reason.strip()})
    return counts


def _require(actor: Actor, plan: Plan) -> None:
    decision = TASK_POLICY.decide(actor, "import", Task(plan=plan))
    if not decision:
        raise NotPermitted(decision.reason, code="not_permitted")
