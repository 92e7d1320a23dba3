"""The life of a co-operation: entered by one side, confirmed by the other with the agreement's number, over by its term or before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.access import COOPERATION_POLICY
from baigong.contexts.enterprises.models import Cooperation, CooperationState
from baigong.contexts.enterprises.workflow.facts import document_from
from baigong.contexts.enterprises.workflow.telling import officers_of
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.notices import answered, tell
from baigong.kernel.workflow import StateMachine, Transition

step: Any = Transition.of
S = CooperationState
CONFIRM = "enterprises.cooperation.waiting"
"""A co-operation that waits for the other side."""
WORDS = {
    S.IN_FORCE: _("校企合作已确认：%(title)s"), S.RETURNED: _("校企合作被退回：%(title)s"), S.ENDED: _("校企合作已期满：%(title)s"),
    S.TERMINATED: _("校企合作已终止：%(title)s"),
}  # fmt: skip


def proposed(row: Cooperation, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The other side is asked."""
    tell(officers_of([row.asked_id], now), row, CONFIRM, _("校企合作待确认：%(title)s"), actor=actor, now=now)


def recalled(row: Cooperation, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Nobody need answer it."""
    answered(row, CONFIRM, now)


def by_document(row: Cooperation, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """It holds by the agreement both signed; its number may have been written when it was entered."""
    row.document, row.confirmed_on = document_from(document or row.document), now.date()
    row.save(update_fields=["document", "confirmed_on"])


def answered_so(row: Cooperation, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Both sides are told what became of it."""
    answered(row, CONFIRM, now)
    people = officers_of([row.proposer_id, row.asked_id], now)
    tell(people, row, f"enterprises.cooperation.{row.state}", WORDS[S(row.state)], actor=actor, now=now, body=reason)


def is_over(row: Cooperation, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It ends when its term is over, not before."""
    if row.until is None or now.date() <= row.until:
        words = gettext("合作期还没有满；提前结束请“终止”，并写明理由。")
        raise Refusal(words, code="not_over", status=409)


def ended(row: Cooperation, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Its last day stands in it."""
    row.ended_on = now.date() if row.state == S.TERMINATED else row.until
    row.save(update_fields=["ended_on"])
    answered_so(row, actor=actor, now=now, reason=reason)


COOPERATION = StateMachine(
    policy=COOPERATION_POLICY,
    states=CooperationState,
    initial=S.DRAFT,
    select=("enterprise__organisation", "school"),
    transitions=[
        step("propose", [S.DRAFT, S.RETURNED], S.PROPOSED, _("提交对方确认"), "proposed", effect=proposed),
        step("confirm", S.PROPOSED, S.IN_FORCE, _("确认"), "confirmed", prepare=by_document, effect=answered_so,
             todo=_("待确认的校企合作")),
        step("return", S.PROPOSED, S.RETURNED, _("退回修改"), "returned", reason_required=True, effect=answered_so),
        step("recall", S.PROPOSED, S.DRAFT, _("撤回修改"), "recalled", effect=recalled),
        step("end", S.IN_FORCE, S.ENDED, _("期满"), "ended", internal=True, prepare=is_over, effect=ended),
        step("terminate", S.IN_FORCE, S.TERMINATED, _("提前终止"), "terminated", reason_required=True, danger=True, effect=ended,
             explain=_("今天起不再计入合作；已经做过的留在台账里。")),
        step("drop", [S.DRAFT, S.RETURNED], S.DROPPED, _("放弃"), "dropped", danger=True, explain=_("不再提交；留存备查。")),
    ],
)  # fmt: skip
