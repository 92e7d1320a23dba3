"""The one place where a state changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.workflow.machines import StateMachine, Transition, Unmet, machine_of

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Available:
    """A step as one actor sees it on one row: for a button, an API listing or a sentence why not."""

    step: Transition
    allowed: bool
    why_not: Unmet


def available(row: M, actor: Actor) -> list[Available]:
    """The steps that leave the row's present state and that the policy allows the actor; guarded ones with the reason."""
    machine = machine_of(row)
    state = machine.state_of(row)
    steps = []
    for step in machine.transitions:
        if step.internal or state not in step.sources or not machine.policy.decide(actor, step.name, row):
            continue
        why_not = _unmet((step.guard(row) if step.guard else None) or "", machine, actor, row)
        steps.append(Available(step, not why_not, why_not))
    return steps


def reason_of(row: Model, events: Iterable[Any]) -> str:
    """The reason given with the step that led ``row`` into its present state, of its ``events``, latest first; empty where none was."""
    state = machine_of(row).state_of(row)
    return next((str(e.detail["reason"]) for e in events if e.detail.get("to") == state and e.detail.get("reason")), "")


def _unmet(why: str, machine: StateMachine[M], actor: Actor, row: M) -> Unmet:
    """The sentence, with its link where the actor may go there."""
    said = why if isinstance(why, Unmet) else Unmet(why)
    return said if not said.needs or machine.policy.decide(actor, said.needs, row) else Unmet(str(said))


def fire(row: M, name: str, *, actor: Actor, now: datetime, reason: str = "", **facts: Any) -> M:
    """Take the step ``name`` on ``row`` and return it as it now stands.

    1. The row is locked. 2. The policy is asked about the row as it is now, then its state is compared. 3. The guard looks at it.
    4. What must stand before is prepared. 5. ``UPDATE … WHERE id AND state`` must change one row, so of two who act at once one is
    refused. 6. The effect writes what belongs to it. 7. The audit row is written in the same transaction.

    Raises ``NotPermitted``, ``Conflict`` (another state than expected, or somebody was faster) or ``Refusal`` (guard, reason,
    preparation).
    """
    machine: StateMachine[M] = machine_of(row)
    step = machine.transition(name)
    reason = reason.strip()
    with transaction.atomic():
        locked = machine.model._default_manager.select_for_update(no_key=True, of=("self",)).filter(pk=row.pk).first()
        if locked is None:
            raise Conflict(_("“%(row)s”已被删除。") % {"row": row}, code="gone")
        machine.policy.require(actor, step.name, locked)
        if step.reason_required and not reason:
            raise at_field("reason", _("请写明理由后再“%(step)s”。") % {"step": step.label}, code="reason_required")
        state = machine.state_of(locked)
        if state not in step.sources:
            raise Conflict(
                _("“%(row)s”现在是“%(state)s”，不能“%(step)s”。请刷新页面查看最新情况。")
                % {"row": locked, "state": machine.label_of(state), "step": step.label},
                code="wrong_state",
            )
        if step.guard and (why_not := step.guard(locked)):
            raise Refusal(why_not, code="not_ready")
        if step.prepare:
            step.prepare(locked, actor=actor, now=now, reason=reason, **facts)
        rows = machine.model._default_manager.filter(pk=locked.pk, **{machine.field: state})
        if rows.update(**{machine.field: step.target}) != 1:
            raise Conflict(_("“%(row)s”刚被他人处理。请刷新页面查看最新情况。") % {"row": locked}, code="raced")
        setattr(locked, machine.field, step.target)
        if step.effect:
            step.effect(locked, actor=actor, now=now, reason=reason, **facts)
        audit.record(
            actor,
            f"{machine.policy.label}.{step.event}",
            locked,
            now=now,
            detail={"from": state, "to": step.target} | ({"reason": reason} if reason else {}),
        )
    setattr(row, machine.field, step.target)
    return locked


@transaction.atomic
def fire_all(rows: QuerySet[M], name: str, *, actor: Actor, now: datetime, reason: str = "") -> list[M]:
    """Take the same step on many rows, all or none, and return them as they now stand: what ``fire`` does of each, with one ``UPDATE`` and
    one insert into the log.

    ``rows`` may bring relations along (``select_related``, ``prefetch_related``) that policy, guard, preparation and effect read.
    Raises what ``fire`` raises, for the first row that is refused.
    """
    machine: StateMachine[M] = machine_of(rows.model)
    step = machine.transition(name)
    reason = reason.strip()
    if step.reason_required and not reason:
        raise at_field("reason", _("请写明理由后再“%(step)s”。") % {"step": step.label}, code="reason_required")
    held = list(rows.select_for_update(no_key=True, of=("self",)))
    for row in held:
        machine.policy.require(actor, step.name, row)
        state = machine.state_of(row)
        if state not in step.sources:
            words = _("“%(row)s”现在是“%(state)s”，不能“%(step)s”；一件也没有办。")
            raise Conflict(words % {"row": row, "state": machine.label_of(state), "step": step.label}, code="wrong_state")
        if step.guard and (why_not := step.guard(row)):
            raise Refusal(_("“%(row)s”：%(why)s一件也没有办。") % {"row": row, "why": why_not}, code="not_ready")
        if step.prepare:
            step.prepare(row, actor=actor, now=now, reason=reason)
    changed = machine.model._default_manager.filter(pk__in=[row.pk for row in held], **{f"{machine.field}__in": list(step.sources)})
    if changed.update(**{machine.field: step.target}) != len(held):
        raise Conflict(_("其中有的刚被他人处理，一件也没有办。请刷新页面查看最新情况。"), code="raced")
    for row in held:
        setattr(row, machine.field, step.target)
        if step.effect:
            step.effect(row, actor=actor, now=now, reason=reason)
    before = {"from": min(step.sources)} if len(step.sources) == 1 else {}
    detail = before | {"to": step.target} | ({"reason": reason} if reason else {})
    audit.record_all(actor, f"{machine.policy.label}.{step.event}", held, now=now, detail=detail)
    return held
