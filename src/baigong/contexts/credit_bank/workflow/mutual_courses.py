"""The lives of a shared course and of an enrolment: asked for, confirmed at home, admitted while there are places, passed, recognised."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access_of_mutual import ENROLMENT_POLICY, SHARED_COURSE_POLICY
from baigong.contexts.credit_bank.ledger.mutual import post_recognition, reverse_recognition
from baigong.contexts.credit_bank.models import (
    HOLDING,
    AgreementParty,
    CourseEnrolment,
    CreditProgramme,
    EnrolmentState,
    Learner,
    Outcome,
    OutcomeTypeState,
    SharedCourse,
    SharedCourseState,
)
from baigong.contexts.credit_bank.mutual.recognising import recognition_of
from baigong.contexts.credit_bank.workflow.mutual_telling import ask_for_place, tell_of_free_place, tell_pupil, waits_no_more
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, NotPermitted, Refusal, at_field
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import StateMachine, Transition, Unmet, fire

step: Any = Transition.of
C = SharedCourseState
E = EnrolmentState
BEFORE = (E.APPLIED, E.CONFIRMED, E.WAITING)
"""No place is held yet."""


# -- courses ---------------------------------------------------------------------------------------------------------


def may_be_offered(row: SharedCourse) -> str | None:
    """The agreement holds through the course, its school opens courses by it, and the catalogue knows what it is worth."""
    agreement = row.agreement
    if agreement.state != "in_force" or not agreement.since <= row.starts_on <= agreement.until:
        words = gettext("开课日期不在执行中的协议期内；协议生效以后才能公布。")
        return Unmet(words, gettext("互认协议"), agreement.get_absolute_url())
    if not agreement.parties.filter(organisation=row.school_id, offers=True).exists():
        return Unmet(gettext("按协议%(school)s不开放课程。") % {"school": row.school}, gettext("互认协议"), agreement.get_absolute_url())
    if row.type.state != OutcomeTypeState.PUBLISHED or not row.credits:
        words = gettext("课程在成果目录里还没有公布，或没有学分；公布以后成绩才能入账。")
        return Unmet(words, gettext("成果目录"), row.type.get_absolute_url())
    return None


def all_have_results(row: SharedCourse) -> str | None:
    """A course is not finished over somebody without a result."""
    waiting = row.enrolments.filter(state=E.ADMITTED).count()
    if not waiting:
        return None
    words = gettext("还有%(n)d名已录取的学生没有成绩；请先存入成绩或办理退选。") % {"n": waiting}
    return Unmet(words, gettext("存入成绩"), row.get_absolute_url() + "results/", needs="post")


def is_done(row: SharedCourse, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """A course is finished on its last day at the earliest."""
    if now.date() < row.ends_on:
        words = gettext("课程到%(day)s才结课；不再开的请“停开”。") % {"day": row.ends_on.isoformat()}
        raise Refusal(words, code="not_done", status=409)


def cancelled(row: SharedCourse, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Whoever is in it or waits for it is told; results that were posted stay."""
    for enrolment in row.enrolments.filter(state__in=[*BEFORE, E.ADMITTED]).order_by("pk"):
        fire(enrolment, "close", actor=actor, now=now, reason=reason)


def finished(row: SharedCourse, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Nobody waits any more."""
    with as_recorded():
        why = gettext("课程已结课。")
    for enrolment in row.enrolments.filter(state__in=BEFORE).order_by("pk"):
        fire(enrolment, "close", actor=actor, now=now, reason=why)


SHARED_COURSE = StateMachine(
    policy=SHARED_COURSE_POLICY,
    states=SharedCourseState,
    initial=C.DRAFT,
    select=("type", "school", "agreement"),
    transitions=[
        step("publish", C.DRAFT, C.PUBLISHED, _("公布"), "published", guard=may_be_offered, todo=_("待公布的互选课程")),
        step("finish", C.PUBLISHED, C.FINISHED, _("结课"), "finished", guard=all_have_results, prepare=is_done, effect=finished),
        step("cancel", [C.DRAFT, C.PUBLISHED], C.CANCELLED, _("停开"), "cancelled", reason_required=True, danger=True, effect=cancelled,
             explain=_("已报名和已录取的都会得到通知；已入账的成绩不受影响。")),
    ],
)  # fmt: skip


# -- enrolments ------------------------------------------------------------------------------------------------------


def not_ones_own(row: CourseEnrolment, actor: Actor) -> None:
    """Nobody decides on an enrolment of one's own."""
    if actor.user_id is not None and row.learner.user_id == actor.user_id:
        raise NotPermitted(gettext("不能办理自己的选课，请由其他经办人办理。"), code="own_enrolment")


def confirming(row: CourseEnrolment, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The hour of the home school's yes is the place in the queue."""
    not_ones_own(row, actor)
    row.confirmed_at = now
    row.save(update_fields=["confirmed_at"])


def confirmed(row: CourseEnrolment, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The school that teaches is told."""
    ask_for_place(row, actor=actor, now=now)


def take_turn(course: SharedCourse) -> None:
    """Places of a school under an agreement are given and cut one after the other; this lock comes last, so that no two wait for each
    other."""
    parties = AgreementParty.objects.filter(agreement=course.agreement_id, organisation=course.school_id)
    list(parties.select_for_update(no_key=True, of=("self",)).values_list("pk"))


def place_taken(row: CourseEnrolment, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Admission takes a place while there is one."""
    not_ones_own(row, actor)
    take_turn(row.course)
    course = SharedCourse.objects.select_related("type").get(pk=row.course_id)
    if course.state != C.PUBLISHED:
        raise Conflict(gettext("课程现在是“%(state)s”，不再录取。") % {"state": course.get_state_display()}, code="course_closed")
    if places_held(course) >= course.places:
        words = gettext("“%(course)s”的%(n)d个名额已满，没有录取；可以列入候补。") % {"course": course, "n": course.places}
        raise Conflict(words, code="full")


def places_held(course: SharedCourse) -> int:
    """How many places are taken now."""
    return CourseEnrolment.objects.filter(course=course, state__in=HOLDING).count()


def withdrawing(row: CourseEnrolment, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The pupil may until the course begins; the home school as long as there is no result."""
    is_own = actor.user_id is not None and row.learner.user_id == actor.user_id
    if is_own and row.state == E.ADMITTED and now.date() >= row.course.starts_on:
        raise Refusal(gettext("课程已经开始，退选请找学籍学校办理。"), code="begun", status=409)


def withdrawn(row: CourseEnrolment, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It waits for nobody; where others wait for the place that came free, the school that teaches is told."""
    waits_no_more(row, now)
    course = row.course
    if CourseEnrolment.objects.filter(course=course, state=E.WAITING).exists() and places_held(course) < course.places:
        tell_of_free_place(row, actor=actor, now=now)


def deciding(row: CourseEnrolment, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """By somebody else than the pupil."""
    not_ones_own(row, actor)


def result_kept(
    row: CourseEnrolment, *, actor: Actor, now: datetime, reason: str, outcome: Outcome | None = None, grade: str = "", **facts: Any
) -> None:
    """The grade, and for who passed the outcome that the result became."""
    row.outcome, row.grade = outcome, grade[:20]
    row.save(update_fields=["outcome", "grade"])


def recognising(
    row: CourseEnrolment, *, actor: Actor, now: datetime, reason: str, programme: str = "", decision: str = "", **facts: Any
) -> None:
    """The outcome is used at a programme of the home school, for what the agreement and the school's cap give, in this transaction.

    Recognitions of one person wait for each other, so that two at once do not both take what the agreement leaves.
    """
    not_ones_own(row, actor)
    Learner.objects.select_for_update(no_key=True).get(pk=row.learner_id)
    chosen = programme_for(row, programme)
    found = recognition_of(row, chosen, now.date())
    row.programme, row.credits, row.decided_on, row.decision = chosen, found.units, now.date(), " ".join(decision.split())[:160]
    row.save(update_fields=["programme", "credits", "decided_on", "decision"])
    post_recognition(row, cap=found.cap, actor=actor, now=now)


def programme_for(row: CourseEnrolment, named: str) -> CreditProgramme:
    """The programme that was named, or the only one that the home school has. Raises ``Refusal`` where it has to be named."""
    open_ones = list(CreditProgramme.objects.filter(school=row.home_id, is_open=True).select_related("school"))
    if not open_ones:
        raise Refusal(gettext("%(school)s还没有登记受理学分转换的专业，不能互认。") % {"school": row.home}, code="no_programme", status=409)
    found = [one for one in open_ones if str(one.pk) == named] if named else open_ones
    if len(found) != 1:
        raise at_field("programme", gettext("请选择互认到哪个专业。"))
    return found[0]


def unrecognised(row: CourseEnrolment, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The ledger sets the outcome free; the pupil is told why."""
    reverse_recognition(row, actor=actor, now=now, reason=reason)
    row.programme, row.credits, row.decided_on, row.decision = None, None, None, ""
    row.save(update_fields=["programme", "credits", "decided_on", "decision"])
    tell_pupil(row, "reversed", actor=actor, now=now, body=reason)


def telling(event: str) -> Any:
    """An effect that tells the pupil what became of it."""

    def told(row: CourseEnrolment, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
        tell_pupil(row, event, actor=actor, now=now, body=reason)

    return told


ENROLMENT = StateMachine(
    policy=ENROLMENT_POLICY,
    states=EnrolmentState,
    initial=E.APPLIED,
    select=("learner", "course__type"),
    transitions=[
        step("confirm", E.APPLIED, E.CONFIRMED, _("同意选课"), "confirmed", prepare=confirming, effect=confirmed,
             todo=_("待同意的跨校选课"), due="course__closes_on"),
        step("refuse", E.APPLIED, E.REFUSED, _("不同意"), "refused", reason_required=True, danger=True, prepare=deciding,
             effect=telling("refused"), explain=_("理由会告知学生；可以改选别的课程。")),
        step("admit", [E.CONFIRMED, E.WAITING], E.ADMITTED, _("录取"), "admitted", prepare=place_taken, effect=telling("admitted")),
        step("queue", E.CONFIRMED, E.WAITING, _("列入候补"), "queued", prepare=deciding, effect=telling("queued"),
             todo=_("待录取的跨校选课")),
        step("decline", [E.CONFIRMED, E.WAITING], E.DECLINED, _("不录取"), "declined", reason_required=True, danger=True,
             prepare=deciding, effect=telling("declined"), explain=_("理由会告知学生。")),
        step("withdraw", [E.APPLIED, E.CONFIRMED, E.WAITING, E.ADMITTED], E.WITHDRAWN, _("退选"), "withdrawn", danger=True,
             prepare=withdrawing, effect=withdrawn, explain=_("名额让给候补的同学；报名截止前可以重新报名。")),
        step("close", [E.APPLIED, E.CONFIRMED, E.WAITING, E.ADMITTED], E.DECLINED, _("课程停开或结束"), "closed", internal=True,
             effect=telling("closed")),
        step("pass", E.ADMITTED, E.PASSED, _("成绩入账"), "passed", internal=True, prepare=result_kept, effect=telling("passed")),
        step("fail", E.ADMITTED, E.FAILED, _("未通过"), "failed", internal=True, prepare=result_kept, effect=telling("failed")),
        step("recognise", E.PASSED, E.RECOGNISED, _("互认学分"), "recognised", prepare=recognising, effect=telling("recognised"),
             todo=_("待互认学分的跨校选课"), basis="CRB-05"),
        step("reverse", E.RECOGNISED, E.PASSED, _("撤销互认"), "reversed", reason_required=True, danger=True, prepare=deciding,
             effect=unrecognised, explain=_("学分账作冲正，原来的记录都保留；可以重新办理。")),
    ],
)  # fmt: skip
