"""The life of an application for the register: examined, sent back, accepted by entering the firm, refused, taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.access import APPLICATION_POLICY
from baigong.contexts.enterprises.models import ApplicationState, EnterpriseApplication
from baigong.kernel.access import Actor
from baigong.kernel.workflow import StateMachine, Transition

step: Any = Transition.of
S = ApplicationState


def answered(row: EnterpriseApplication, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """What the applicant reads by his receipt."""
    row.answer, row.decided_by_id = reason[:500], actor.user_id
    row.decided_at = None if row.state == S.RETURNED else now
    row.save(update_fields=["answer", "decided_by", "decided_at"])


APPLICATION = StateMachine(
    policy=APPLICATION_POLICY,
    states=ApplicationState,
    initial=S.SUBMITTED,
    select=("county",),
    transitions=[
        step("return", S.SUBMITTED, S.RETURNED, _("退回补正"), "returned", reason_required=True, reason_label=_("要补正什么"),
             effect=answered, todo=_("待审核的企业入册申请")),
        step("resubmit", S.RETURNED, S.SUBMITTED, _("补正后重新提交"), "resubmitted", internal=True),
        step("accept", S.SUBMITTED, S.ACCEPTED, _("通过"), "accepted", internal=True, effect=answered),
        step("refuse", [S.SUBMITTED, S.RETURNED], S.REFUSED, _("不予通过"), "refused", reason_required=True, danger=True, effect=answered,
             explain=_("申请人凭回执看到理由；补齐后可以重新申请。")),
        step("withdraw", [S.SUBMITTED, S.RETURNED], S.WITHDRAWN, _("撤回"), "withdrawn", internal=True),
    ],
)  # fmt: skip
