"""The life of a reconciliation: counted by a job, looked through and signed by a person, or dropped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access_of_office import RECONCILIATION_POLICY
from baigong.contexts.credit_bank.models import Reconciliation, ReconciliationState
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.workflow import StateMachine, Transition

step: Any = Transition.of
S = ReconciliationState


def kept(
    row: Reconciliation, *, actor: Actor, now: datetime, reason: str, result: dict[str, Any] | None = None, digest: str = "", **facts: Any
) -> None:
    """What was counted is written once, with its hash."""
    row.result, row.digest, row.counted_at = result or {}, digest, now
    row.differences = row.result.get("count", 0)
    row.save(update_fields=["result", "digest", "counted_at", "differences"])


def signed(row: Reconciliation, *, actor: Actor, now: datetime, reason: str, conclusion: str = "", **facts: Any) -> None:
    """Who signs says what was made of each difference; of one period one report is signed."""
    words = conclusion.strip()[:2000]
    if row.differences and not words:
        raise Refusal(gettext("还有%(n)d处差异，请写明处理意见后再签署。") % {"n": row.differences}, code="conclusion_required")
    _take_turn(row)
    twin = Reconciliation.objects.filter(since=row.since, until=row.until, state=S.SIGNED).first()
    if twin is not None:
        raise Conflict(gettext("这一期间的对账报告已经签署过（第%(n)d号）；请把这一份作废。") % {"n": twin.pk}, code="signed_already")
    row.conclusion, row.signed_by_id, row.signed_at = words, actor.user_id, now
    row.save(update_fields=["conclusion", "signed_by", "signed_at"])


def _take_turn(row: Reconciliation) -> None:
    """Reports of one period are signed one after the other; each who signs holds the own first and then the period's oldest."""
    oldest = Reconciliation.objects.filter(since=row.since, until=row.until).order_by("pk")[:1]
    list(oldest.select_for_update(no_key=True).values_list("pk"))


RECONCILIATION = StateMachine(
    policy=RECONCILIATION_POLICY,
    states=ReconciliationState,
    initial=S.COUNTING,
    transitions=[
        step("counted", S.COUNTING, S.COUNTED, _("核对完成"), "counted", internal=True, prepare=kept),
        step("sign", S.COUNTED, S.SIGNED, _("签署"), "signed", prepare=signed, todo=_("待签署的对账报告"),
             explain=_("签署后存档，不能再改。")),
        step("drop", [S.COUNTING, S.COUNTED], S.DROPPED, _("作废"), "dropped", reason_required=True, danger=True,
             explain=_("这一份不再使用，留存备查；可以重新核对。")),
    ],
)  # fmt: skip
