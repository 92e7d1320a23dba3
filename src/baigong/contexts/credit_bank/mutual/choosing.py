"""Whether a pupil may choose a course, and if not why, in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.models import (
    GONE,
    AgreementParty,
    AgreementState,
    CourseEnrolment,
    EnrolmentState,
    Learner,
    LearnerState,
    Outcome,
    OutcomeState,
    OutcomeType,
    OutcomeTypeState,
    ProgrammeCourse,
    SharedCourse,
    SharedCourseState,
    shown,
)

COUNTED = (OutcomeState.CLAIMED, OutcomeState.RECOGNISED)


class Chooser:
    """One pupil on one day: the few questions that all courses need are asked once."""

    def __init__(self, learner: Learner, on: date) -> None:
        self.learner, self.on = learner, on
        person = learner.one_person()
        rows = CourseEnrolment.objects.filter(learner__in=person).exclude(state__in=GONE)
        self.chosen = list(rows.select_related("course__type", "course__agreement", "course__school", "outcome"))
        self.attained = set(Outcome.objects.filter(learner__in=person, state__in=COUNTED).values_list("type", flat=True))
        self.taking = set(AgreementParty.objects.filter(organisation=learner.home_id, takes=True).values_list("agreement", flat=True))
        self.at_home = _titles_at(learner.home_id) if learner.home_id else set()

    def why_not(self, course: SharedCourse) -> list[str]:
        """Every reason against it; none: one may apply. ``course`` with type and agreement at hand and its takers prefetched."""
        return [*self._not_in_use(), *self._not_for(course), *self._not_now(course), *self._clashes(course)]

    def _not_in_use(self) -> Iterable[str]:
        if self.learner.state != LearnerState.ACTIVE:
            yield _("学分账户还没有启用，先到学校核验身份。")

    def _not_for(self, course: SharedCourse) -> Iterable[str]:
        home = self.learner.home
        if home is None:
            yield _("学分账户没有办理学校；跨校选课由学籍学校同意，请先到学校办理。")
            return
        if course.school_id == home.pk:
            yield _("这是本校的课程，在本校选课。")
        elif course.agreement_id not in self.taking:
            yield _("%(school)s没有参加这份协议，或按协议不选对方的课程。") % {"school": home}
        elif (only := [body.pk for body in course.takers.all()]) and home.pk not in only:
            yield _("这门课只招收：%(schools)s。") % {"schools": "、".join(str(body) for body in course.takers.all())}

    def _not_now(self, course: SharedCourse) -> Iterable[str]:
        if course.agreement.state != AgreementState.IN_FORCE or self.on > course.agreement.until:  # one applies before it begins
            yield _("协议“%(title)s”现在没有执行。") % {"title": course.agreement}
        if course.state != SharedCourseState.PUBLISHED:
            yield _("课程现在是“%(state)s”。") % {"state": course.get_state_display()}
        elif self.on < course.opens_on:
            yield _("报名从%(day)s开始。") % {"day": course.opens_on.isoformat()}
        elif self.on > course.closes_on:
            yield _("报名已于%(day)s截止。") % {"day": course.closes_on.isoformat()}

    def _clashes(self, course: SharedCourse) -> Iterable[str]:
        for row in self.chosen:
            if row.course_id == course.pk:
                yield _("已经报过名（%(state)s）。") % {"state": row.get_state_display()}
                return
            if row.course.type_id == course.type_id and row.state != EnrolmentState.FAILED and not row.is_void:
                facts = {"term": row.course.term_text, "state": row.get_state_display()}
                yield _("同一门课已在%(term)s选过（%(state)s），不重复选。") % facts
                return
        if course.type_id in self.attained:
            yield _("这门课的成果已在学分账户里，不重复选。")
        if course.type.title in self.at_home and course.school_id != self.learner.home_id:
            yield _("%(school)s自己开设“%(title)s”，请在本校修读。") % {"school": self.learner.home, "title": course.type.title}
        most = course.agreement.term_ceiling
        if most is not None and (had := self._in_term(course)) + course.credits > most:
            facts = {"most": shown(most), "had": shown(had)}
            yield _("按协议每学期最多选%(most)s学分，本学期已选%(had)s学分。") % facts

    def _in_term(self, course: SharedCourse) -> int:
        same = (course.agreement_id, course.year, course.term)
        return sum(row.course.credits for row in self.chosen if (row.course.agreement_id, row.course.year, row.course.term) == same)


def _titles_at(school: int) -> set[str]:
    """What a school teaches itself: the courses of its programmes and those it has in the catalogue."""
    taught = ProgrammeCourse.objects.filter(programme__school=school).values_list("title", flat=True)
    listed = OutcomeType.objects.filter(issuer_body=school, kind="course", state=OutcomeTypeState.PUBLISHED).values_list("title", flat=True)
    return {*taught, *listed}
