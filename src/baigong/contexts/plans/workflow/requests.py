"""The life of a request for support from above."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import REQUEST_POLICY
from baigong.contexts.plans.models import RequestState, SupportRequest, SupportRequestNote
from baigong.kernel.access import Actor
from baigong.kernel.workflow import StateMachine, Transition

step: Any = Transition.of
REFERENCE = 80
"""The longest document number kept."""


def request_sent(request: SupportRequest, *, actor: Actor, now: datetime, reason: str, reference: str = "", **facts: Any) -> None:
    """Stamp the day and the reference under which it was sent."""
    request.sent_on, request.sent_reference = now.date(), reference.strip()[:REFERENCE]
    request.save(update_fields=["sent_on", "sent_reference"])


def request_answered(request: SupportRequest, *, actor: Actor, now: datetime, reason: str, reference: str = "", **facts: Any) -> None:
    """Keep the answer and the reference under which it came."""
    request.answered_on, request.answer, request.answer_reference = now.date(), reason, reference.strip()[:REFERENCE]
    request.save(update_fields=["answered_on", "answer", "answer_reference"])


def request_noted(request: SupportRequest, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Add a dated note."""
    SupportRequestNote.objects.create(request=request, on=now.date(), text=reason[:500], by_name=actor.name)


REQUEST = StateMachine(
    policy=REQUEST_POLICY,
    states=RequestState,
    initial=RequestState.LISTED,
    transitions=[
        step("send", RequestState.LISTED, RequestState.SENT, _("上报"), "sent", effect=request_sent, todo=_("待上报的争取支持事项")),
        step("grant", [RequestState.SENT, RequestState.PARTLY], RequestState.GRANTED, _("获得支持"), "granted",
             reason_required=True, reason_label=_("答复内容"), effect=request_answered),
        step("grant_partly", RequestState.SENT, RequestState.PARTLY, _("部分支持"), "partly_granted",
             reason_required=True, reason_label=_("答复内容"), effect=request_answered),
        step("decline", RequestState.SENT, RequestState.DECLINED, _("未获支持"), "declined",
             reason_required=True, reason_label=_("答复内容"), effect=request_answered),
        step("withdraw", [RequestState.LISTED, RequestState.SENT], RequestState.WITHDRAWN, _("撤回"), "withdrawn", reason_required=True),
        step("note", RequestState.SENT, RequestState.SENT, _("跟进"), "followed_up", reason_required=True,
             reason_label=_("跟进情况"), effect=request_noted),
    ],
)  # fmt: skip
