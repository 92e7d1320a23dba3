"""The lives of a cohort, of an apprentice in it, and of the enterprise's subsidy."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.access_of_apprenticeship import APPRENTICE_POLICY, COHORT_POLICY, SUBSIDY_POLICY
from baigong.contexts.internships.models import (
    Apprentice,
    ApprenticeState,
    ClaimState,
    Cohort,
    CohortState,
    SubsidyClaim,
)
from baigong.contexts.internships.workflow.telling_of_duty import tell_body, tell_bureau, told_no_more
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.rules import number_on
from baigong.kernel.workflow import StateMachine, Transition, Unmet, fire_all

step: Any = Transition.of
C, A, M = CohortState, ApprenticeState, ClaimState
MOST_SCORE = 100


def _save(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _number(document: str, words: str) -> str:
    text = " ".join(document.split())[:120]
    if not text:
        raise at_field("document", words, code="document_required")
    return text


# -- a cohort --------------------------------------------------------------------------------------------------------


def is_complete(row: Cohort) -> str | None:
    """It has apprentices and a plan in stages."""
    if not row.apprentices.exists():
        return Unmet(gettext("班里还没有学徒。"), gettext("添加学徒"), "#apprentices", needs="enrol")
    if not row.stages.exists():
        return Unmet(gettext("培养方案还没有分阶段。"), gettext("添加阶段"), "#stages", needs="stage")
    return None


def waits(row: Cohort, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The bureau is asked."""
    tell_bureau(row, "cohort_waits", actor=actor, now=now)


def filed(row: Cohort, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """Filing is a receipt: a number and a day, no decision on merits."""
    _save(row, document=_number(document, gettext("请填写备案号。")), filed_on=now.date())
    told_no_more(row, now)
    tell_body(row, row.enterprise.organisation_id, "cohort_filed", actor=actor, now=now)


def sent_back(row: Cohort, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """What is missing."""
    told_no_more(row, now)
    tell_body(row, row.enterprise.organisation_id, "cohort_returned", actor=actor, now=now, body=reason)


def has_begun(row: Cohort, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Not before its first day."""
    if now.date() < row.starts_on:
        words = gettext("开始日期是%(day)s，还没有到。") % {"day": row.starts_on.isoformat()}
        raise Refusal(words, code="too_early")


def stages_done(row: Cohort) -> str | None:
    """Every stage was gone through."""
    left = row.stages.filter(done_on=None).first()
    return Unmet(gettext("阶段“%(title)s”还没有登记完成。") % {"title": left.title}, gettext("登记阶段"), "#stages") if left else None


def all_assessed(row: Cohort) -> str | None:
    """Of everybody it is said what became of them."""
    left = row.apprentices.filter(state=A.ENROLLED).count()
    return Unmet(gettext("还有%(n)d名学徒没有登记考核结果。") % {"n": left}, gettext("登记结果"), "#apprentices") if left else None


def given_up(row: Cohort, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Nobody is trained in it any more: whoever was may be taken into another class."""
    told_no_more(row, now)
    fire_all(row.apprentices.filter(state=A.ENROLLED), "leave", actor=SYSTEM, now=now, reason=reason)


COHORT = StateMachine(
    policy=COHORT_POLICY,
    states=CohortState,
    initial=C.DRAFT,
    transitions=[
        step("submit", C.DRAFT, C.SUBMITTED, _("报备案"), "submitted", guard=is_complete, effect=waits, todo=_("待报备案的学徒班")),
        step("file", C.SUBMITTED, C.FILED, _("备案"), "filed", prepare=filed, todo=_("待备案的学徒班"), due="starts_on"),
        step("return", C.SUBMITTED, C.DRAFT, _("退回补正"), "returned", reason_required=True, effect=sent_back),
        step("start", C.FILED, C.RUNNING, _("开班"), "started", prepare=has_begun, todo=_("待开班的学徒班"), due="starts_on"),
        step("assess", C.RUNNING, C.ASSESSING, _("进入结业考核"), "assessing", guard=stages_done, todo=_("培养中的学徒班"), due="ends_on"),
        step("finish", C.ASSESSING, C.FINISHED, _("结业"), "finished", guard=all_assessed, todo=_("待结业的学徒班"), due="ends_on"),
        step("cancel", [C.DRAFT, C.SUBMITTED, C.FILED], C.CANCELLED, _("取消"), "cancelled", reason_required=True, danger=True,
             effect=given_up, explain=_("这个班不再开；名单留存备查。")),
        step("stop", C.RUNNING, C.STOPPED, _("中止培养"), "stopped", reason_required=True, danger=True, effect=given_up,
             explain=_("学徒另行安排；已预付的补贴按规定退回。")),
    ],
)  # fmt: skip


# -- an apprentice ---------------------------------------------------------------------------------------------------


def _scored(row: Apprentice, score: str) -> Decimal | None:
    text = score.strip()
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not 0 <= value <= MOST_SCORE:
        raise at_field("score", gettext("成绩“%(text)s”应是0到100之间的数。") % {"text": text[:20]})
    return value.quantize(Decimal("0.1"))


def is_assessed(row: Apprentice) -> str | None:
    """While the class is assessed."""
    if row.cohort.state != C.ASSESSING:
        return gettext("学徒班现在是“%(state)s”，进入结业考核后才登记结果。") % {"state": row.cohort.get_state_display()}
    return None


def certified(row: Apprentice, *, actor: Actor, now: datetime, reason: str, score: str = "", certificate: str = "", **facts: Any) -> None:
    """Passed, with a certificate that has a number."""
    number = " ".join(certificate.split())[:60]
    if not number:
        raise at_field("certificate", gettext("请填写证书编号；没有证书的登记为“结业未取证”。"))
    _save(row, score=_scored(row, score), certificate=number, ended_on=now.date())


def ended(row: Apprentice, *, actor: Actor, now: datetime, reason: str, score: str = "", **facts: Any) -> None:
    """The result stands with its day."""
    _save(row, score=_scored(row, score), ended_on=now.date())


def left(row: Apprentice, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """From that day on not trained any more."""
    _save(row, ended_on=now.date())


APPRENTICE = StateMachine(
    policy=APPRENTICE_POLICY,
    states=ApprenticeState,
    initial=A.ENROLLED,
    select=("cohort",),
    transitions=[
        step("certify", A.ENROLLED, A.CERTIFIED, _("结业并取证"), "certified", guard=is_assessed, prepare=certified),
        step("finish", A.ENROLLED, A.FINISHED, _("结业未取证"), "finished", guard=is_assessed, prepare=ended),
        step("fail", A.ENROLLED, A.FAILED, _("考核未通过"), "failed", guard=is_assessed, prepare=ended),
        step("leave", A.ENROLLED, A.LEFT, _("退出"), "left", reason_required=True, danger=True, prepare=left,
             explain=_("退出后不再计入在培和补贴。")),
    ],
)  # fmt: skip


# -- a subsidy -------------------------------------------------------------------------------------------------------


def claim_waits(row: SubsidyClaim, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It waits for the labour bureau, whose liaisons see it in their to-do list; the bureau is told."""
    tell_bureau(row, "claim_waits", actor=actor, now=now)


def approved(row: SubsidyClaim, *, actor: Actor, now: datetime, reason: str, document: str = "", advance: Any = 0, **facts: Any) -> None:
    """How much in advance, by which document. The service has checked the amount."""
    _save(row, document=_number(document, gettext("请填写核准文号。")), advance=int(advance))


def decided(row: SubsidyClaim, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The enterprise is told."""
    tell_body(row, row.cohort.enterprise.organisation_id, "claim_decided", actor=actor, now=now, body=reason)


def to_recover(row: SubsidyClaim, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """More was paid than is due: by when it comes back."""
    days = number_on("APP-RECOVER-DAYS", now.date())
    until: date | None = None if days is None else now.date() + timedelta(days=days)
    _save(row, recover_by=until)
    tell_body(row, row.cohort.enterprise.organisation_id, "claim_recovering", actor=actor, now=now)


CLAIM = StateMachine(
    policy=SUBSIDY_POLICY,
    states=ClaimState,
    initial=M.DRAFT,
    select=("cohort",),
    transitions=[
        step("submit", M.DRAFT, M.SUBMITTED, _("提交申请"), "submitted", effect=claim_waits, todo=_("待提交的学徒培训补贴")),
        step("drop", M.DRAFT, M.DROPPED, _("放弃"), "dropped", danger=True, explain=_("不再申请；需要时另行申请。")),
        step("approve", M.SUBMITTED, M.APPROVED, _("核准"), "approved", internal=True, prepare=approved, effect=decided,
             todo=_("待审核的学徒培训补贴")),
        step("refuse", M.SUBMITTED, M.REFUSED, _("不予补贴"), "refused", reason_required=True, danger=True, effect=decided,
             explain=_("理由会告知企业。")),
        step("settle", M.APPROVED, M.SETTLING, _("结算"), "settled_up", internal=True, todo=_("待结算的学徒培训补贴"),
             due="cohort__ends_on"),
        step("recover", M.APPROVED, M.RECOVERING, _("追回"), "recovering", internal=True, effect=to_recover),
        step("finish", [M.SETTLING, M.RECOVERING], M.SETTLED, _("结清"), "finished", internal=True, todo=_("待收支的学徒培训补贴"),
             due="recover_by"),
    ],
)  # fmt: skip
