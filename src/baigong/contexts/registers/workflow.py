"""The life of an account of the push interface, by the standard's steps: applied for, credentials issued, outside address registered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from baigong.contexts.registers.access import RETURN_ACCOUNT_POLICY
from baigong.contexts.registers.models import AccountState, ReturnAccount, ReturnToken
from baigong.kernel.access import Actor
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of
LIVING = (AccountState.ISSUED, AccountState.OPEN, AccountState.SUSPENDED)


def has_address(row: ReturnAccount) -> str | None:
    """Without an outside address nobody could call."""
    if row.networks:
        return None
    at = reverse("registers:interface-settings", args=[row.pk])
    return Unmet(gettext("还没有登记外网地址。学校从哪个地址推送，请向学校的网络管理员问清。"), gettext("登记外网地址"), at, needs="set")


def tokens_end(row: ReturnAccount, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """What was logged in is out at once."""
    ReturnToken.objects.filter(account=row, revoked_at=None).update(revoked_at=now)


RETURN_ACCOUNT: StateMachine[ReturnAccount] = StateMachine(
    policy=RETURN_ACCOUNT_POLICY,
    states=AccountState,
    initial=AccountState.APPLIED,
    final=frozenset({AccountState.CLOSED}),
    select=("organisation",),
    transitions=[
        step("issue", AccountState.APPLIED, AccountState.ISSUED, pgettext_lazy("接口账号", "开通"), "issued",
             todo=_("待开通的接口账号"), explain=_("开通后，学校经办在账号页生成凭据。")),
        step("decline", AccountState.APPLIED, AccountState.CLOSED, _("不予开通"), "declined", reason_required=True, danger=True,
             explain=_("申请到此为止；学校改正后可以重新申请。")),
        step("register", AccountState.ISSUED, AccountState.OPEN, _("确认外网地址"), "registered", guard=has_address,
             todo=_("待确认外网地址的接口账号"), explain=_("确认后，学校可以从登记的地址推送。")),
        step("suspend", AccountState.OPEN, AccountState.SUSPENDED, _("暂停"), "suspended", reason_required=True, danger=True,
             effect=tokens_end, explain=_("暂停后推送马上停止，已入库的数据不变；可以恢复。")),
        step("resume", AccountState.SUSPENDED, AccountState.OPEN, _("恢复"), "resumed", guard=has_address),
        step("close", LIVING, AccountState.CLOSED, pgettext_lazy("接口账号", "注销"), "closed", reason_required=True, danger=True,
             effect=tokens_end, explain=_("注销后不能恢复，需要时重新申请；已入库的数据不变。")),
    ],
)  # fmt: skip
