"""Results of a shared course: posted by the school that taught it, into the pupils' accounts by the one way into the ledger.

What is passed becomes an outcome through ``services.posting.post_outcomes`` and nothing else; this file says only whose enrolment it ends.
A result that came by another road (the register of grades, a program) is found in the account and ends the enrolment all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access_of_mutual import SHARED_COURSE_POLICY
from baigong.contexts.credit_bank.models import CourseEnrolment, EnrolmentState, Outcome, OutcomeBatch, OutcomeState, SharedCourse
from baigong.contexts.credit_bank.services.posting import Line, Wrong, check_lines, post_outcomes, refuse_wrong
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.workflow import fire

E = EnrolmentState


@dataclass(frozen=True)
class ResultLine:
    """The result of one pupil. ``name`` guards against a slip of the pen."""

    account: str
    name: str
    is_passed: bool
    grade: str
    attained_on: date


def waiting_for_results(course: SharedCourse) -> list[CourseEnrolment]:
    """Who was admitted and has no result yet."""
    rows = course.enrolments.filter(state=E.ADMITTED).select_related("learner", "home")
    return list(rows.order_by("home__order", "learner__name", "pk"))


def check_results(course: SharedCourse, lines: Sequence[ResultLine], on: date) -> list[Wrong]:
    """Everything that is wrong with results: of the enrolments, and what posting would refuse of those who passed."""
    waiting = {row.learner.number for row in waiting_for_results(course)}
    found, seen = [], dict[str, int]()
    for place, line in enumerate(lines):
        if line.account not in waiting:
            found.append(Wrong(place, "account", _("这个账号不在本课程已录取、待记成绩的名单里。")))
        elif line.account in seen:
            found.append(Wrong(place, "account", _("与第%(n)d条重复。") % {"n": seen[line.account] + 1}))
        if line.attained_on < course.starts_on:
            found.append(Wrong(place, "attained_on", _("结课日期早于开课日期%(day)s。") % {"day": course.starts_on.isoformat()}))
        seen.setdefault(line.account, place)
    passed = [place for place, line in enumerate(lines) if line.is_passed and line.account in waiting]
    wrong = check_lines(course.school, [_posted(course, lines[place]) for place in passed], on)
    columns = {"code": "account", "hours": "account", "number": "account"}
    return found + [Wrong(passed[w.line], columns.get(w.column, w.column), w.message) for w in wrong]


@transaction.atomic
def post_results(
    *, actor: Actor, now: datetime, course: SharedCourse, key: str, decision: str, lines: Sequence[ResultLine]
) -> Mapping[str, int]:
    """Post results, all or nothing: who passed has the outcome in the account, and the enrolment of everybody named ends.

    Returns how many passed and how many did not. The same key again changes nothing (``post_outcomes``). Raises ``Refusal`` with what is
    wrong.
    """
    SHARED_COURSE_POLICY.require(actor, "post", course)
    list(course.enrolments.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk"))
    passed = [_posted(course, line) for line in lines if line.is_passed]
    if passed and OutcomeBatch.objects.filter(body=course.school, key=key).exists():
        post_outcomes(actor=actor, now=now, body=course.school, key=key, decision=decision, lines=passed)
        return {"passed": 0, "failed": 0}
    if not lines:
        raise Refusal(_("没有要存入的成绩。"), code="empty")
    refuse_wrong(check_results(course, lines, now.date()), _("没有存入任何一条"))
    if passed:
        post_outcomes(actor=actor, now=now, body=course.school, key=key, decision=decision, lines=passed)
    grades = {line.account: line for line in lines}
    failed = 0
    for row in waiting_for_results(course):
        line = grades.get(row.learner.number)
        if line is not None and not line.is_passed:
            fire(row, "fail", actor=actor, now=now, grade=line.grade)
            failed += 1
    detail = {"passed": len(passed), "failed": failed, "key": key}
    audit.record(actor, "credit_bank.sharedcourse.results_posted", course, now=now, detail=detail)
    return {"passed": settle(actor=actor, now=now, course=course), "failed": failed}


@transaction.atomic
def settle(*, actor: Actor, now: datetime, course: SharedCourse) -> int:
    """End the enrolments whose outcome stands in the account, however it came there. Returns how many."""
    SHARED_COURSE_POLICY.require(actor, "post", course)
    known = outcomes_at_hand(course)
    done = 0
    for row in waiting_for_results(course):
        outcome = known.get(row.learner_id)
        if outcome is not None:
            fire(row, "pass", actor=actor, now=now, outcome=outcome, grade=outcome.grade)
            done += 1
    return done


def outcomes_at_hand(course: SharedCourse) -> dict[int, Outcome]:
    """Outcomes of the course that stand in the accounts of those who have no result yet, by account; of several the latest."""
    learners = course.enrolments.filter(state=E.ADMITTED).values("learner")
    rows = Outcome.objects.filter(
        type=course.type_id, reviewer=course.school_id, state=OutcomeState.RECOGNISED, attained_on__gte=course.starts_on,
        learner__in=learners,
    )  # fmt: skip
    return {row.learner_id: row for row in rows.order_by("attained_on", "pk")}


def _posted(course: SharedCourse, line: ResultLine) -> Line:
    return Line(line.account, line.name, course.type.code, line.attained_on, hours=course.hours, grade=line.grade)
