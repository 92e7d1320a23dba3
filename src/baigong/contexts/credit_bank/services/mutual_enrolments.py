"""Choosing a course of another school; and the steps that a desk takes for many at once, each of them the machine's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access_of_mutual import ENROLMENT_POLICY, SHARED_COURSE_POLICY
from baigong.contexts.credit_bank.models import CourseEnrolment, EnrolmentState, Learner, SharedCourse
from baigong.contexts.credit_bank.mutual.choosing import Chooser
from baigong.contexts.credit_bank.workflow.mutual_courses import places_held
from baigong.contexts.credit_bank.workflow.mutual_telling import ask_home
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.workflow import fire

E = EnrolmentState


@transaction.atomic
def enrol(*, actor: Actor, now: datetime, learner: Learner, course: SharedCourse, note: str = "") -> CourseEnrolment:
    """Apply for a course. Raises ``Refusal`` with every reason against it; of two at once, from two phones, one is refused.

    The course is held before the pupil, as whoever calls it off holds it before those who are in it: nobody is left in a course that was
    called off at the same moment.
    """
    wanted = (
        SharedCourse.objects.select_for_update(no_key=True, of=("self",)).select_related("type", "agreement", "school").get(pk=course.pk)
    )
    person = Learner.objects.select_for_update(no_key=True, of=("self",)).select_related("home").get(pk=learner.pk)
    if person.home is None:
        words = _("学分账户没有办理学校；跨校选课由学籍学校同意，请先到学校办理。")
        raise Refusal(words, code="not_eligible", status=409)
    row = CourseEnrolment(
        course=course, learner=person, home=person.home, note=" ".join(note.split())[:200], applied_at=now, created_by_id=actor.user_id
    )  # fmt: skip
    ENROLMENT_POLICY.require(actor, "apply", row)
    if reasons := Chooser(person, now.date()).why_not(wanted):
        words = _("没有报上“%(course)s”：%(reasons)s") % {"course": wanted, "reasons": " ".join(reasons)}
        raise Refusal(words, code="not_eligible", status=409)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("“%(course)s”刚报过名，没有重复提交。") % {"course": wanted}, code="enrolled_twice") from None
    audit.record(actor, "credit_bank.courseenrolment.applied", row, now=now, detail={"course": course.pk})
    ask_home(row, actor=actor, now=now)
    return row


@dataclass(frozen=True)
class Done:
    """How many were taken on, how many were put off, and why some could not be."""

    taken: int
    waiting: int = 0
    refused: tuple[str, ...] = ()


@transaction.atomic
def confirm_all(*, actor: Actor, now: datetime, course: SharedCourse, home: Organisation) -> Done:
    """The home school says yes to all of its pupils who applied for a course, in the order in which they did."""
    rows = _locked(course, (E.APPLIED,), home=home)
    for row in sorted(rows, key=lambda row: (row.applied_at, row.pk)):
        fire(row, "confirm", actor=actor, now=now)
    return Done(len(rows))


@transaction.atomic
def admit_in_turn(*, actor: Actor, now: datetime, course: SharedCourse) -> Done:
    """Give the free places in the order in which the home schools said yes; who comes after that waits."""
    SHARED_COURSE_POLICY.require(actor, "admit", course)
    queue = sorted(_locked(course, (E.WAITING, E.CONFIRMED)), key=lambda row: (row.confirmed_at or row.applied_at, row.pk))
    taken = waiting = 0
    for row in queue:
        if places_held(course) < course.places:
            fire(row, "admit", actor=actor, now=now)
            taken += 1
        elif row.state == E.CONFIRMED:
            fire(row, "queue", actor=actor, now=now)
            waiting += 1
    return Done(taken, waiting)


@transaction.atomic
def recognise_all(
    *, actor: Actor, now: datetime, course: SharedCourse, home: Organisation, programme: str = "", decision: str = ""
) -> Done:
    """The home school recognises what its pupils passed, at one programme; whom nothing can be recognised for is named with the reason."""
    taken, refused = 0, []
    for row in sorted(_locked(course, (E.PASSED,), home=home), key=lambda row: (row.learner_id, row.pk)):
        try:
            with transaction.atomic():
                fire(row, "recognise", actor=actor, now=now, programme=programme, decision=decision)
        except (Refusal, Conflict) as why:
            if why.code in ("programme", "no_programme", "no_settings"):
                raise  # the same for all of them
            refused.append(f"{row.learner.name}：{why.message}")
        else:
            taken += 1
    return Done(taken, refused=tuple(refused))


def _locked(course: SharedCourse, states: Iterable[str], *, home: Organisation | None = None) -> list[CourseEnrolment]:
    """Enrolments held before anything else is waited for, so that two desks never wait for each other."""
    rows = CourseEnrolment.objects.select_for_update(no_key=True, of=("self",)).filter(course=course, state__in=states)
    if home is not None:
        rows = rows.filter(home=home)
    return list(rows.select_related("learner", "home", "course__type", "course__agreement").order_by("pk"))
