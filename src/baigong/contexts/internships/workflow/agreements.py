"""The life of an agreement: signed by all it stands, until the placement ends it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.access_of_work import AGREEMENT_POLICY
from baigong.contexts.internships.models import AgreementState
from baigong.kernel.workflow import StateMachine, Transition

step: Any = Transition.of
S = AgreementState
AGREEMENT = StateMachine(
    policy=AGREEMENT_POLICY,
    states=AgreementState,
    initial=S.OPEN,
    select=("placement__intern", "placement__post"),
    transitions=[
        step("complete", S.OPEN, S.SIGNED, _("各方签齐"), "completed", internal=True),
        step("end", S.SIGNED, S.ENDED, _("终止协议"), "ended", internal=True),
        step("void", S.OPEN, S.VOID, _("作废重拟"), "voided", reason_required=True, danger=True,
             explain=_("已签的字随之作废，要按最新的安排重新拟订、重新签字。")),
    ],
)  # fmt: skip
