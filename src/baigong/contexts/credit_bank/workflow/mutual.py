"""The life of an agreement of mutual recognition: drafted by one, agreed to by the others, in force by its document, ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access_of_mutual import AGREEMENT_POLICY, PARTY_POLICY
from baigong.contexts.credit_bank.models import AgreementParty, AgreementState, PartyState, RecognitionAgreement
from baigong.contexts.credit_bank.workflow.mutual_telling import ANSWER, ask_parties, tell_parties
from baigong.contexts.credit_bank.workflow.notifying import answered
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.workflow import StateMachine, Transition, Unmet, fire

step: Any = Transition.of
S = AgreementState
P = PartyState


def has_two_sides(row: RecognitionAgreement) -> str | None:
    """Somebody opens courses, and somebody else's pupils may choose them."""
    parties = list(row.parties.all())
    if any(one.offers and other.takes for one in parties for other in parties if one.pk != other.pk):
        return None
    words = gettext("协议至少要有两方：一方开放课程，另一方的学生可以选。")
    return Unmet(words, gettext("修改"), row.get_absolute_url() + "edit/", needs="edit")


def proposed(row: RecognitionAgreement, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Everybody is asked anew; who proposes has said yes."""
    for party in row.parties.exclude(state=P.PENDING):
        fire(party, "ask", actor=actor, now=now)
    fire(row.parties.get(organisation=row.proposer_id), "agree", actor=actor, now=now)
    ask_parties(row, actor=actor, now=now)


def concluded(row: RecognitionAgreement, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """All have said yes."""
    tell_parties(row, "agreed", actor=actor, now=now)


def recalled(row: RecognitionAgreement, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Its author changes it first: nobody has to answer."""
    answered(row, now, ANSWER)


def returned(row: RecognitionAgreement, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """One party does not agree; all are told why."""
    tell_parties(row, "returned", actor=actor, now=now, body=reason)


def by_document(row: RecognitionAgreement, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """An agreement holds by its document."""
    number = " ".join(document.split())
    if not number or len(number) > 60:
        raise at_field("document", gettext("请填写协议文号，不超过60个字。"), code="document_required")
    row.document, row.signed_on = number, now.date()
    row.save(update_fields=["document", "signed_on"])


def signed(row: RecognitionAgreement, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """All parties are told."""
    tell_parties(row, "signed", actor=actor, now=now)


def is_over(row: RecognitionAgreement, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It ends when its term is over, not before."""
    if now.date() <= row.until:
        words = gettext("协议到%(day)s才期满；提前结束请“解除”，并写明理由。") % {"day": row.until.isoformat()}
        raise Refusal(words, code="not_over", status=409)


def ended(row: RecognitionAgreement, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Its last day stands in it; all parties are told. Who was admitted before finishes, and is recognised."""
    is_early = row.state == S.TERMINATED
    row.ended_on = now.date() if is_early else row.until
    row.save(update_fields=["ended_on"])
    tell_parties(row, "terminated" if is_early else "ended", actor=actor, now=now, body=reason)


AGREEMENT = StateMachine(
    policy=AGREEMENT_POLICY,
    states=AgreementState,
    initial=S.DRAFT,
    select=("proposer",),
    transitions=[
        step("propose", [S.DRAFT, S.RETURNED], S.PROPOSED, _("提交各方"), "proposed", guard=has_two_sides, effect=proposed),
        step("conclude", S.PROPOSED, S.AGREED, _("各方同意"), "concluded", internal=True, effect=concluded),
        step("return", S.PROPOSED, S.RETURNED, _("退回修改"), "returned", internal=True, reason_required=True, effect=returned),
        step("recall", [S.PROPOSED, S.AGREED], S.DRAFT, _("撤回修改"), "recalled", reason_required=True, effect=recalled),
        step("sign", S.AGREED, S.IN_FORCE, _("登记文号并生效"), "signed", prepare=by_document, effect=signed,
             todo=_("待登记文号的互认协议")),
        step("end", S.IN_FORCE, S.ENDED, _("期满"), "ended", internal=True, prepare=is_over, effect=ended),
        step("terminate", S.IN_FORCE, S.TERMINATED, _("解除"), "terminated", reason_required=True, danger=True, effect=ended,
             explain=_("今天起不再受理报名；已录取的照常结课、入账和互认。")),
        step("drop", [S.DRAFT, S.RETURNED], S.DROPPED, _("放弃"), "dropped", danger=True, explain=_("不再提交；留存备查。")),
    ],
)  # fmt: skip


# -- what a party says -----------------------------------------------------------------------------------------------


def is_asked(row: AgreementParty) -> str | None:
    """Only what was proposed is agreed to."""
    if row.agreement.state == S.PROPOSED:
        return None
    return gettext("协议现在是“%(state)s”，没有要答复的。") % {"state": row.agreement.get_state_display()}


def said(row: AgreementParty, actor: Actor, now: datetime) -> RecognitionAgreement:
    """Keep who said it; answers to one agreement wait for each other, so that the last one is seen to be the last."""
    row.decided_by_id, row.decided_at = actor.user_id, now
    row.save(update_fields=["decided_by", "decided_at"])
    return RecognitionAgreement.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.agreement_id)


def agreed(row: AgreementParty, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """With the last yes the agreement is concluded."""
    agreement = said(row, actor, now)
    if agreement.state != S.PROPOSED:
        raise Conflict(gettext("协议刚被收回或退回；请刷新页面查看最新情况。"), code="raced")
    if not agreement.parties.exclude(state=P.AGREED).exists():
        fire(agreement, "conclude", actor=actor, now=now)


def declined(row: AgreementParty, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """One no sends it back to its author."""
    fire(said(row, actor, now), "return", actor=actor, now=now, reason=f"{row.organisation}：{reason}")


PARTY = StateMachine(
    policy=PARTY_POLICY,
    states=PartyState,
    initial=P.PENDING,
    select=("organisation", "agreement"),
    transitions=[
        step("agree", P.PENDING, P.AGREED, _("同意"), "agreed", guard=is_asked, effect=agreed, todo=_("待答复的互认协议")),
        step("decline", P.PENDING, P.DECLINED, _("不同意"), "declined", guard=is_asked, reason_required=True, danger=True,
             effect=declined, explain=_("协议退回起草单位修改，理由会告知各方。")),
        step("ask", [P.AGREED, P.DECLINED], P.PENDING, _("重新征求意见"), "asked", internal=True),
    ],
)  # fmt: skip
