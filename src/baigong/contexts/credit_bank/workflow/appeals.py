"""The life of an appeal: lodged, admitted or not, looked at again by somebody who did not decide, answered with a letter.

What is changed is never edited: a claim is opened for a new decision, a conversion is applied for anew as of its day (and what stood is
reversed), a posting is reversed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.public import CREDIT_OFFICER
from baigong.contexts.credit_bank.access_of_office import APPEAL_POLICY
from baigong.contexts.credit_bank.models import Appeal, AppealState, Conversion, ConversionState, IssuedCertificate, IssuedState, Outcome
from baigong.contexts.credit_bank.workflow.notifying import answered, office, tell, tell_learner_of
from baigong.contexts.credit_bank.workflow.reconsidering import deciders_of
from baigong.contexts.credit_bank.workflow.telling import tell_reviewer, tell_school_of_conversion
from baigong.contexts.credit_bank.workflow.undoing import undo
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, NotPermitted, at_field
from baigong.kernel.rules import number_on
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import StateMachine, Transition, fire

step: Any = Transition.of
S = AppealState
WAITING = "credit_bank.appeal.waiting"
"""An appeal that waits for the office; settled when it is answered or taken back."""


# -- who and by when -------------------------------------------------------------------------------------------------


def did_not_decide(row: Appeal, actor: Actor) -> None:
    """Nobody reviews an own decision, or an appeal of one's own. Raises ``NotPermitted``."""
    if actor.user_id is None:
        return
    if actor.user_id == row.learner.user_id:
        raise NotPermitted(gettext("不能办理自己的申诉，请由其他经办人办理。"), code="own_appeal")
    wrote = row.posting.recorded_by if row.posting is not None else None
    if actor.user_id == wrote or actor.user_id in deciders_of(row.subject):
        raise NotPermitted(gettext("原决定由您作出或经手，复核应当由没有参与的人办理；请转其他经办人。"), code="own_decision")


def _days(parameter: str, on: datetime) -> int:
    return number_on(parameter, on.date()) or 0


# -- telling ---------------------------------------------------------------------------------------------------------


WORDS = {
    "accepted": _("申诉已受理：%(title)s"),
    "declined": _("申诉不予受理：%(title)s"),
    "upheld": _("复核后维持原决定：%(title)s"),
    "changed": _("复核后变更原决定：%(title)s"),
    "withdrawn_for": _("申诉已代您撤回：%(title)s"),
}


def tell_office(row: Appeal, *, actor: Actor, now: datetime) -> None:
    """An appeal waits."""
    tell(office(now), row, WAITING, _("待受理：%(title)s"), actor=actor, now=now)


def _tell_learner(row: Appeal, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    answered(row, now, WAITING)
    tell_learner_of(row, event, WORDS, actor=actor, now=now, title=row.get_kind_display, body=body)


# -- preparations and effects ----------------------------------------------------------------------------------------


def admitted(row: Appeal, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The term within which it is answered begins."""
    row.accepted_on = now.date()
    row.answer_by = now.date() + timedelta(days=_days("CRB-APPEAL-ANSWER", now))
    row.save(update_fields=["accepted_on", "answer_by"])
    _tell_learner(row, "accepted", actor=actor, now=now)


def not_admitted(row: Appeal, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """The letter says why; who decided does not shut the door on the appeal against it."""
    did_not_decide(row, actor)
    _write_answer(row, reason, document, now)


def declined(row: Appeal, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The learner is told why."""
    _tell_learner(row, "declined", actor=actor, now=now, body=reason)


def taken(row: Appeal, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Who takes it did not decide before, and answers for the review."""
    did_not_decide(row, actor)
    row.reviewer_id = actor.user_id
    row.save(update_fields=["reviewer"])


def decided(row: Appeal, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """The reviewer decides, by a numbered document, with the facts and reasons."""
    did_not_decide(row, actor)
    if row.reviewer_id is not None and row.reviewer_id != actor.user_id:
        raise NotPermitted(gettext("由复核人作出决定；要换人请先“接手复核”。"), code="not_the_reviewer")
    if not document.strip():
        raise at_field("document", gettext("请填写复核决定的文号。"), code="document_required")
    _write_answer(row, reason, document, now)


def _write_answer(row: Appeal, reason: str, document: str, now: datetime) -> None:
    row.answer, row.document, row.answered_on = reason.strip(), " ".join(document.split())[:120], now.date()
    row.save(update_fields=["answer", "document", "answered_on"])


def upheld(row: Appeal, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The learner is told why."""
    _tell_learner(row, "upheld", actor=actor, now=now, body=reason)


def changed(row: Appeal, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """What was decided is opened anew, or reversed, in this transaction; the learner is told."""
    with as_recorded():
        why = gettext("复核决定%(document)s") % {"document": row.document}
    if row.outcome is not None and stands_again(row.outcome):
        pass  # the certificate was entered anew: its outcome is recognised, the revoked one stays as it is
    elif row.outcome is not None:
        tell_reviewer(fire(row.outcome, "reopen", actor=actor, now=now, reason=why), actor=actor, now=now)
    elif row.conversion is not None:
        row.renewed = _applied_anew(row, row.conversion, why, actor=actor, now=now)
        row.save(update_fields=["renewed"])
    elif row.posting is not None:
        undo(row.posting, actor=actor, now=now, reason=why, document=row.document)
    _tell_learner(row, "changed", actor=actor, now=now, body=reason)


def stands_again(outcome: Outcome) -> bool:
    """Whether the certificate that an outcome came from was revoked, and the same level was registered for its holder since."""
    revoked = IssuedCertificate.objects.filter(outcome=outcome, state=IssuedState.REVOKED).values_list("level", flat=True)
    return IssuedCertificate.objects.filter(learner=outcome.learner_id, level__in=revoked, state=IssuedState.ISSUED).exists()


def _applied_anew(row: Appeal, old: Conversion, why: str, *, actor: Actor, now: datetime) -> Conversion:
    """A further application as of the day of the old one, for the school to decide; what stood of the old one is reversed first."""
    if old.state == ConversionState.APPROVED:
        fire(old, "reverse", actor=actor, now=now, reason=why, document=row.document)
    if Conversion.objects.filter(learner=old.learner_id, programme=old.programme_id, state=ConversionState.APPLIED).exists():
        words = gettext("本人已另行申请转换到“%(title)s”，正等待审批；请先办结那一件，再变更原决定。") % {"title": old.programme}
        raise Conflict(words, code="application_waits")
    made = Conversion.objects.create(
        learner=old.learner, programme=old.programme, applied_on=old.applied_on, wishes=old.wishes, note=why[:300],
        created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    audit.record(actor, "credit_bank.conversion.applied", made, now=now, detail={"programme": made.programme_id, "appeal": row.pk})
    tell_school_of_conversion(made, actor=actor, now=now)
    return made


def withdrawn(row: Appeal, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It waits for nobody."""
    answered(row, now, WAITING)


def not_by_who_decided(row: Appeal, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The body whose decision is appealed against does not take the appeal back, for whomever; the office does."""
    if decided_by_body_of(row, actor):
        words = gettext("“%(body)s”是作出原决定的单位，不能代本人撤回申诉；请本人撤回，或由学分银行办理。") % {"body": row.body}
        raise NotPermitted(words, code="decided_by_you")


def decided_by_body_of(row: Appeal, actor: Actor) -> bool:
    """Whether somebody works for the body that decided, and not for the office."""
    return not actor.has(CREDIT_OFFICER) and row.body_id in actor.organisation_ids


def withdrawn_for(row: Appeal, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Somebody acted for the learner, who is told so with what was given as the reason."""
    _tell_learner(row, "withdrawn_for", actor=actor, now=now, body=reason)


_WHY = _("认定的事实和理由（写入答复函）")
APPEAL = StateMachine(
    policy=APPEAL_POLICY,
    states=AppealState,
    initial=S.LODGED,
    select=("learner",),
    transitions=[
        step("accept", S.LODGED, S.ACCEPTED, _("受理"), "accepted", effect=admitted, todo=_("待受理的申诉"), due="admit_by"),
        step("decline", S.LODGED, S.NOT_ADMITTED, _("不予受理"), "declined", reason_required=True, reason_label=_WHY, danger=True,
             prepare=not_admitted, effect=declined, explain=_("理由写入告知书；本人补正后可以重新提出。")),
        step("take", S.ACCEPTED, S.REVIEWING, _("开始复核"), "taken", prepare=taken, todo=_("待复核的申诉"), due="answer_by"),
        step("take_over", S.REVIEWING, S.REVIEWING, _("接手复核"), "taken_over", prepare=taken),
        step("uphold", S.REVIEWING, S.UPHELD, _("维持原决定"), "upheld", reason_required=True, reason_label=_WHY, prepare=decided,
             effect=upheld, todo=_("待作出复核决定的申诉"), due="answer_by"),
        step("change", S.REVIEWING, S.CHANGED, _("变更原决定"), "changed", reason_required=True, reason_label=_WHY, prepare=decided,
             effect=changed),
        step("withdraw", [S.LODGED, S.ACCEPTED, S.REVIEWING], S.WITHDRAWN, _("撤回申诉"), "withdrawn", danger=True, effect=withdrawn,
             explain=_("撤回后原决定不变；期限内可以重新提出。")),
        step("withdraw_for", [S.LODGED, S.ACCEPTED, S.REVIEWING], S.WITHDRAWN, _("代本人撤回申诉"), "withdrawn_for", danger=True,
             prepare=not_by_who_decided, effect=withdrawn_for, reason_required=True, reason_label=_("本人怎样要求撤回的"),
             explain=_("只在本人要求撤回时代办；写明的内容记入日志并告知本人。")),
    ],
)  # fmt: skip
