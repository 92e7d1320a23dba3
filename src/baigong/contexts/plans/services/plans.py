"""What the working team decides about the plan as a whole: how often is reported, by when plans are filed, whether it is public."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.plans.access import PLAN_POLICY
from baigong.contexts.plans.models import IN_FORCE, Plan, Task, TaskState
from baigong.contexts.plans.selectors.filings import bodies_called, filers_named
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.workflow import fire

INTERVALS = (1, 2, 3, 6, 12)


@transaction.atomic
def set_reporting_interval(*, actor: Actor, now: datetime, plan: Plan, months: int | None) -> Plan:
    """Set how often bodies report, in months; the plan itself fixes none (EXE-09), so it is empty until the team does."""
    PLAN_POLICY.require(actor, "edit", plan)
    if months is not None and months not in INTERVALS:
        raise at_field("months", _("报送间隔可为1、2、3、6或12个月。"), code="interval")
    plan.reporting_months = months
    plan.save(update_fields=["reporting_months"])
    audit.record(actor, "plans.plan.interval_set", plan, now=now, detail={"months": months})
    return plan


@transaction.atomic
def set_filing_date(*, actor: Actor, now: datetime, plan: Plan, due_on: date | None) -> Plan:
    """Set by when counties and schools file their plans; until then nobody is overdue."""
    PLAN_POLICY.require(actor, "edit", plan)
    plan.filing_due_on = due_on
    plan.save(update_fields=["filing_due_on"])
    audit.record(actor, "plans.plan.filing_date_set", plan, now=now, detail={"due_on": str(due_on or "")})
    return plan


@transaction.atomic
def set_filers(*, actor: Actor, now: datetime, plan: Plan, filers: str) -> Plan:
    """Say who must file a work plan, by names of collectives and bodies (各县区、各职业院校). ``Refusal`` names whom nobody knows."""
    PLAN_POLICY.require(actor, "edit", plan)
    names = filers_named(filers)
    if unknown := [name for name in names if not bodies_called(name, now.date())]:
        message = _("机构名录里没有：%(names)s。请写统称（如各县区）或单位名称，用顿号隔开。") % {"names": "、".join(unknown)}
        raise Refusal(message, code="unknown_filers", fields={"filers": message})
    before, plan.filers = plan.filers, "、".join(names)
    if plan.filers != before:
        plan.save(update_fields=["filers"])
        audit.record(actor, "plans.plan.filers_set", plan, now=now, detail={"from": before, "to": plan.filers})
    return plan


@transaction.atomic
def set_public(*, actor: Actor, now: datetime, plan: Plan, is_public: bool) -> Plan:
    """Show the plan on the portal, or take it off again."""
    PLAN_POLICY.require(actor, "publish", plan)
    plan.is_public = is_public
    plan.save(update_fields=["is_public"])
    audit.record(actor, "plans.plan.published" if is_public else "plans.plan.withdrawn_from_public", plan, now=now)
    return plan


@transaction.atomic
def assign_all(*, actor: Actor, now: datetime, plan: Plan) -> int:
    """Hand down every task that waits for it and has a responsible body; returns how many."""
    waiting = Task.objects.filter(IN_FORCE, plan=plan, state=TaskState.PENDING, responsibilities__isnull=False).distinct()
    rows = list(waiting)
    for task in rows:
        fire(task, "assign", actor=actor, now=now)
    return len(rows)
