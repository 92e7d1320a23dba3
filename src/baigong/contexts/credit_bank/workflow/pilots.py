"""The lives on the way to a certificate: a quota, a class, a session, an entry for it, the certificate in the register."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access_of_pilots import CLASS_POLICY, ENTRY_POLICY, ISSUED_POLICY, QUOTA_POLICY, SESSION_POLICY
from baigong.contexts.credit_bank.models import (
    AssessmentEntry,
    AssessmentSession,
    CertificateClass,
    ClassState,
    EntryState,
    IssuedCertificate,
    IssuedState,
    OutcomeState,
    PilotQuota,
    QuotaState,
    SessionState,
)
from baigong.contexts.credit_bank.workflow.telling_of_pilots import (
    quota_waits_no_more,
    tell_candidate,
    tell_holder,
    tell_school_of_quota,
)
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.workflow import StateMachine, Transition, Unmet, fire

step: Any = Transition.of
Q, C, S, E, D = QuotaState, ClassState, SessionState, EntryState, IssuedState


# -- a quota ---------------------------------------------------------------------------------------------------------


def granted(row: PilotQuota, *, actor: Actor, now: datetime, reason: str, approved: str = "", document: str = "", **facts: Any) -> None:
    """The decision says how many, at most what was asked for, by which document; a certificate that is closed gets none."""
    if why := row.level.certificate.why_closed_on(now.date()):
        raise Refusal(why, code="certificate_closed")
    text = approved.strip() or str(row.asked)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    if not 0 < number <= row.asked:
        raise at_field("approved", gettext("核准人数应是1到%(n)d之间的整数（申请%(n)d人）。") % {"n": row.asked})
    if not document.strip():
        words = gettext("请写明核准文号或说明。")
        raise at_field("document", words)
    row.approved, row.document, row.decided_on = number, " ".join(document.split())[:120], now.date()
    row.save(update_fields=["approved", "document", "decided_on"])


def quota_decided(row: PilotQuota, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The school is told."""
    tell_school_of_quota(row, actor=actor, now=now, body=reason)


def quota_taken_back(row: PilotQuota, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It waits for nobody."""
    quota_waits_no_more(row, now)


PILOT_QUOTA = StateMachine(
    policy=QUOTA_POLICY,
    states=QuotaState,
    initial=Q.APPLIED,
    select=("level__certificate", "school"),
    transitions=[
        step("approve", Q.APPLIED, Q.APPROVED, _("核准"), "approved", prepare=granted, effect=quota_decided,
             todo=_("待核准的试点配额")),
        step("refuse", Q.APPLIED, Q.REFUSED, _("不予核准"), "refused", reason_required=True, danger=True, effect=quota_decided,
             explain=_("理由会告知学校；学校可以另行申请。")),
        step("withdraw", Q.APPLIED, Q.WITHDRAWN, _("撤回申请"), "withdrawn", effect=quota_taken_back),
        step("close", Q.APPROVED, Q.CLOSED, _("关闭"), "closed", danger=True,
             explain=_("关闭后不再开班、报名；已报名和已考核的不受影响。")),
    ],
)  # fmt: skip


# -- a class ---------------------------------------------------------------------------------------------------------


def may_begin(row: CertificateClass) -> str | None:
    """There is somebody in it, its quota stands, the certificate is open on the first day."""
    if row.quota.state != QuotaState.APPROVED:
        return Unmet(gettext("试点配额现在是“%(state)s”。") % {"state": row.quota.get_state_display()}, gettext("试点配额"),
                     row.quota.get_absolute_url())  # fmt: skip
    if why := row.quota.level.certificate.why_closed_on(row.starts_on):
        return why
    if not row.trainees.exists():
        return Unmet(gettext("班里还没有学员。"), gettext("添加学员"), "#trainees", needs="enrol")
    return None


CERTIFICATE_CLASS = StateMachine(
    policy=CLASS_POLICY,
    states=ClassState,
    initial=C.PLANNED,
    select=("quota__level__certificate",),
    transitions=[
        step("start", C.PLANNED, C.RUNNING, _("开班"), "started", guard=may_begin, todo=_("待开班的证书培训班"), due="starts_on"),
        step("finish", C.RUNNING, C.FINISHED, _("结业"), "finished"),
        step("cancel", C.PLANNED, C.CANCELLED, _("取消"), "cancelled", reason_required=True, danger=True,
             explain=_("这个班不再开；名单留存备查。")),
    ],
)  # fmt: skip


# -- a session -------------------------------------------------------------------------------------------------------


def called_off(row: AssessmentSession, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Whoever was entered is free for another session, and told why."""
    for entry in row.entries.filter(state=EntryState.REGISTERED).order_by("pk"):
        fire(entry, "void", actor=actor, now=now, reason=reason)


ASSESSMENT_SESSION = StateMachine(
    policy=SESSION_POLICY,
    states=SessionState,
    initial=S.OPEN,
    select=("level__certificate", "site"),
    transitions=[
        step("finish", S.OPEN, S.HELD, _("成绩登记完毕"), "held", internal=True, todo=_("待登记成绩的考核场次"), due="held_on"),
        step("cancel", S.OPEN, S.CANCELLED, _("取消场次"), "cancelled", reason_required=True, danger=True, effect=called_off,
             explain=_("已报名的一并取消，可以另报其他场次；理由会告知本人。")),
    ],
)  # fmt: skip


# -- an entry --------------------------------------------------------------------------------------------------------


def before_the_day(row: AssessmentEntry, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """One withdraws until the day of the assessment; whoever does not come then is absent."""
    if now.date() > row.session.held_on:
        words = gettext("考核日期%(day)s已过，不能再取消报名；没有参加的登记为缺考。") % {"day": row.session.held_on.isoformat()}
        raise Refusal(words, code="too_late")


def scored(
    row: AssessmentEntry,
    *,
    actor: Actor,
    now: datetime,
    reason: str,
    batch: Any = None,
    theory: Any = None,
    practice: Any = None,
    **facts: Any,
) -> None:
    """The scores stand with the result; the learner is told that it is there, the page says what it is."""
    row.batch, row.theory, row.practice = batch, theory, practice
    row.save(update_fields=["batch", "theory", "practice"])
    tell_candidate(row, "assessed", actor=actor, now=now)


def dropped(row: AssessmentEntry, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The learner is told, and why, who did not do it himself."""
    if actor.user_id != row.learner.user_id:
        tell_candidate(row, "cancelled", actor=actor, now=now, body=reason)


def bears_no_certificate(row: AssessmentEntry) -> str | None:
    """A result that a certificate was issued on is not taken back before the certificate is."""
    if IssuedCertificate.objects.filter(entry=row, state=IssuedState.ISSUED).exists():
        return gettext("已按这个成绩登记证书，成绩不能再改；证书有误的，请撤销证书。")
    return None


def result_taken_back(row: AssessmentEntry, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It stands as before the assessment; the log keeps what was."""
    AssessmentEntry.objects.filter(pk=row.pk).update(theory=None, practice=None, batch=None)


ASSESSMENT_ENTRY = StateMachine(
    policy=ENTRY_POLICY,
    states=EntryState,
    initial=E.REGISTERED,
    select=("learner", "level__certificate", "session"),
    transitions=[
        step("pass", E.REGISTERED, E.PASSED, _("登记为通过"), "passed", internal=True, effect=scored, basis="X03"),
        step("fail", E.REGISTERED, E.FAILED, _("登记为未通过"), "failed", internal=True, effect=scored, basis="X03"),
        step("miss", E.REGISTERED, E.ABSENT, _("登记为缺考"), "missed", internal=True, effect=scored, basis="X03"),
        step("drop", E.REGISTERED, E.CANCELLED, _("取消报名"), "dropped", danger=True, prepare=before_the_day, effect=dropped,
             explain=_("让出考位和配额；截止报名以前可以重新报名。")),
        step("void", E.REGISTERED, E.CANCELLED, _("因场次取消而取消"), "voided", internal=True, effect=dropped),
        step("reopen", [E.PASSED, E.FAILED, E.ABSENT], E.REGISTERED, _("更正成绩"), "reopened", reason_required=True, danger=True,
             guard=bears_no_certificate, prepare=result_taken_back, explain=_("收回已登记的成绩，须重新登记；原成绩留在记录里。")),
    ],
)  # fmt: skip


# -- a certificate ---------------------------------------------------------------------------------------------------


def taken_back(row: IssuedCertificate, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The outcome goes with it, and by that whatever it was used for and the credential that says it."""
    if row.outcome.state == OutcomeState.RECOGNISED:
        fire(row.outcome, "revoke", actor=actor, now=now, reason=reason)
    tell_holder(row, actor=actor, now=now, body=reason)


ISSUED_CERTIFICATE = StateMachine(
    policy=ISSUED_POLICY,
    states=IssuedState,
    initial=D.ISSUED,
    transitions=[
        step("revoke", D.ISSUED, D.REVOKED, _("撤销证书"), "revoked", reason_required=True, danger=True, effect=taken_back,
             explain=_("账户里的学习成果、学分、免修和电子凭证随之撤销；登记保留。")),
    ],
)  # fmt: skip
