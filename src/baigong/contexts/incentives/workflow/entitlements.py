"""The life of an incentive, and of what an enterprise has of it: asked for, granted, suspended while flags stand, resumed, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.incentives.access import ENTITLEMENT_POLICY, INCENTIVE_POLICY
from baigong.contexts.incentives.models import (
    ON_LIST,
    Candidacy,
    CandidacyState,
    Entitlement,
    EntitlementState,
    IncentiveState,
    Suspension,
)
from baigong.contexts.incentives.workflow.telling import document_from, officers_of
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.notices import answered, tell
from baigong.kernel.workflow import StateMachine, Transition, fire

step: Any = Transition.of
S = EntitlementState
I = IncentiveState  # noqa: E741  (as the other machines name their states)
WAITS = "incentives.entitlement.waiting"
CERTIFIED = (CandidacyState.CERTIFIED, CandidacyState.RECHECKING)
WORDS = {
    "granted": _("激励已开始享受：%(title)s"),
    "refused": _("激励不予享受：%(title)s"),
    "suspended": _("激励已暂停：%(title)s"),
    "resumed": _("激励已恢复：%(title)s"),
    "ended": _("激励已终止：%(title)s"),
}

INCENTIVE = StateMachine(
    policy=INCENTIVE_POLICY,
    states=IncentiveState,
    initial=I.DRAFT,
    select=("owner",),
    transitions=[
        step("open", [I.DRAFT, I.CLOSED], I.OPEN, _("开放受理"), "opened"),
        step("close", I.OPEN, I.CLOSED, _("停止受理"), "closed", reason_required=True, danger=True,
             explain=_("不再受理新的申请；已经享受的不受影响。")),
    ],
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What decides over every incentive of one enterprise alike: its states on the list, and the suspension that stands."""

    states: frozenset[str]
    suspension: Suspension | None

    @classmethod
    def of(cls, enterprise_id: int) -> Standing:
        """Read once, however many incentives are then asked about."""
        states = Candidacy.objects.filter(enterprise=enterprise_id, state__in=ON_LIST).values_list("state", flat=True)
        return cls(frozenset(states), Suspension.objects.filter(enterprise=enterprise_id, lifted_on=None).first())


def why_not(row: Entitlement, standing: Standing | None = None) -> str | None:
    """Why an enterprise may not have an incentive now; ``None`` where it may."""
    now = standing or Standing.of(row.enterprise_id)
    if not now.states:
        return gettext("“%(firm)s”不在产教融合型企业名单上。") % {"firm": row.enterprise}
    if row.incentive.needs_certificate and not now.states & set(CERTIFIED):
        return gettext("“%(title)s”只给已认证的企业；“%(firm)s”还在建设培育。") % {"title": row.incentive, "firm": row.enterprise}
    if now.suspension is not None:
        return gettext("激励暂停中：%(reason)s（%(basis)s）。") % {"reason": now.suspension.reason, "basis": now.suspension.basis}
    return None


def grant(row: Entitlement, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """By a document, from today."""
    row.document, row.granted_on = document_from(document), now.date()
    row.save(update_fields=["document", "granted_on"])


def told(event: str) -> Any:
    """An effect that tells the enterprise."""

    def effect(row: Entitlement, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
        answered(row, WAITS, now)
        if event == "ended":
            row.ended_on = now.date()
            row.save(update_fields=["ended_on"])
        people = officers_of([row.enterprise.organisation_id], now)
        tell(people, row, f"incentives.entitlement.{event}", WORDS[event], actor=actor, now=now, body=reason)

    return effect


ENTITLEMENT = StateMachine(
    policy=ENTITLEMENT_POLICY,
    states=EntitlementState,
    initial=S.APPLIED,
    select=("incentive__owner", "enterprise__organisation"),
    transitions=[
        step("grant", S.APPLIED, S.GRANTED, _("准予享受"), "granted", guard=why_not, prepare=grant, effect=told("granted"),
             todo=_("待审核的激励申请")),
        step("refuse", S.APPLIED, S.REFUSED, _("不予享受"), "refused", reason_required=True, effect=told("refused")),
        step("suspend", S.GRANTED, S.SUSPENDED, _("暂停"), "suspended", internal=True, reason_required=True, effect=told("suspended")),
        step("resume", S.SUSPENDED, S.GRANTED, _("恢复"), "resumed", internal=True, reason_required=True, effect=told("resumed")),
        step("end", [S.GRANTED, S.SUSPENDED], S.ENDED, _("终止"), "ended", reason_required=True, danger=True, effect=told("ended"),
             explain=_("企业不再享受这项激励。")),
    ],
)  # fmt: skip


def end_all(enterprise_id: int, *, now: datetime, reason: str) -> None:
    """Everything of the package ends with the stay on the list; what was only asked for is refused."""
    rows = Entitlement.objects.filter(enterprise=enterprise_id, state__in=[S.APPLIED, S.GRANTED, S.SUSPENDED])
    for row in rows.select_related("incentive", "enterprise__organisation").order_by("pk"):
        fire(row, "refuse" if row.state == S.APPLIED else "end", actor=SYSTEM, now=now, reason=reason)
