"""What the working team does with targets: dates, interim values, slices, links, settings of the lights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.plans.access import PLAN_POLICY, TARGET_POLICY
from baigong.contexts.plans.lights.thresholds import PARAMETERS
from baigong.contexts.plans.models import DateSource, InterimValue, Plan, RuleSetting, Target, TargetPart, Task
from baigong.contexts.plans.services.lights import record_lights
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal, at_field


@transaction.atomic
def set_target_date(*, actor: Actor, now: datetime, target: Target, due_on: date | None, reason: str) -> Target:
    """Give a target the date the plan left open (or take it back). A date set by the plan is refused: it is not ours to move."""
    TARGET_POLICY.require(actor, "set_date", target)
    target = Target.objects.select_for_update(no_key=True).get(pk=target.pk)
    if target.due_source == DateSource.PLAN:
        raise Refusal(_("“%(t)s”的期限由文件规定，调整须经领导小组决定。") % {"t": target.name}, code="date_of_plan")
    before = target.due_on
    target.due_on, target.due_source = due_on, DateSource.TEAM if due_on else ""
    target.save(update_fields=["due_on", "due_source"])
    detail = {"from": str(before or ""), "to": str(due_on or ""), "reason": reason}
    audit.record(actor, "plans.target.date_set", target, now=now, detail=detail)
    record_lights(plan=target.plan, now=now)
    return target


@transaction.atomic
def set_interim_values(*, actor: Actor, now: datetime, target: Target, values: Mapping[date, Decimal]) -> Target:
    """Replace the interim values of a target by ``values`` (date → value)."""
    TARGET_POLICY.require(actor, "edit", target)
    if target.due_on and any(day > target.due_on for day in values):
        raise Refusal(_("阶段值的日期不能晚于期限%(day)s。") % {"day": target.due_on}, code="after_due")
    target.interim_values.all().delete()
    InterimValue.objects.bulk_create(InterimValue(target=target, due_on=day, value=value) for day, value in sorted(values.items()))
    audit.record(actor, "plans.target.interim_set", target, now=now, detail={str(d): str(v) for d, v in values.items()})
    record_lights(plan=target.plan, now=now)
    return target


@transaction.atomic
def slice_target(*, actor: Actor, now: datetime, target: Target, parts: Mapping[int, Decimal]) -> Target:
    """Divide a target among bodies (organisation id → value); replaces what was there. The sum need not equal the whole:
    a city often asks for more than it owes; the page shows the difference."""
    TARGET_POLICY.require(actor, "edit", target)
    if any(value < 0 for value in parts.values()):
        raise Refusal(_("分解值不能为负。"), code="negative")
    target.parts.all().delete()
    TargetPart.objects.bulk_create(TargetPart(target=target, organisation_id=pk, value=value) for pk, value in parts.items())
    audit.record(actor, "plans.target.sliced", target, now=now, detail={str(k): str(v) for k, v in parts.items()})
    return target


@transaction.atomic
def name_outcome(*, actor: Actor, now: datetime, target: Target, outcome: Target | None) -> Target:
    """Say which outcome an output target should move."""
    TARGET_POLICY.require(actor, "edit", target)
    if outcome is not None and (outcome.plan_id != target.plan_id or outcome.kind != "outcome"):
        raise Refusal(_("请从同一计划的成效指标中选择。"), code="not_an_outcome")
    target.outcome = outcome
    target.save(update_fields=["outcome"])
    audit.record(actor, "plans.target.outcome_named", target, now=now, detail={"outcome": outcome.pk if outcome else None})
    return target


@transaction.atomic
def name_tasks(*, actor: Actor, now: datetime, target: Target, tasks: Iterable[Task]) -> Target:
    """Say which tasks a target is reached by: their reports give its value, their lights follow its light."""
    TARGET_POLICY.require(actor, "edit", target)
    chosen = list(tasks)
    if any(task.plan_id != target.plan_id for task in chosen):
        raise Refusal(_("请从同一计划的任务中选择。"), code="foreign_task")
    target.tasks.set(chosen)
    audit.record(actor, "plans.target.tasks_named", target, now=now, detail={"tasks": [task.number for task in chosen]})
    record_lights(plan=target.plan, now=now)
    return target


@transaction.atomic
def set_rule(*, actor: Actor, now: datetime, plan: Plan, parameter: str, value: Decimal | None, since: date, reason: str) -> RuleSetting:
    """Replace a parameter of the lights for ``plan`` from a day on. The reason is part of the record."""
    PLAN_POLICY.require(actor, "edit", plan)
    if parameter not in PARAMETERS.values():
        raise Refusal(_("没有参数“%(p)s”。") % {"p": parameter}, code="unknown_parameter")
    if not reason.strip():
        raise at_field("reason", _("请写明设定理由。"), code="reason_required")
    if value is None and parameter != "TARGET-ABOUT-TOLERANCE":
        raise at_field("value", _("请填写数值。"), code="value_required")
    if value is not None and value < 0:
        raise Refusal(_("数值不能为负。"), code="negative", fields={"value": _("不能为负")})
    setting = RuleSetting.objects.create(
        plan=plan, parameter=parameter, value=value, since=since, reason=reason.strip(), set_by_id=actor.user_id, set_at=now
    )
    audit.record(actor, "plans.plan.rule_set", plan, now=now, detail={"parameter": parameter, "value": str(value), "since": str(since)})
    record_lights(plan=plan, now=now)
    return setting
