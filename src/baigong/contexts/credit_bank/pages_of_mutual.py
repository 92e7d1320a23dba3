"""What the pages of agreements, shared courses and enrolments show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access_of_mutual import AGREEMENT_POLICY, ENROLMENT_POLICY, SHARED_COURSE_POLICY
from baigong.contexts.credit_bank.models import (
    AgreementParty,
    AgreementState,
    CourseEnrolment,
    CreditProgramme,
    EnrolmentState,
    Learner,
    RecognitionAgreement,
    SharedCourse,
    SharedCourseState,
    shown,
)
from baigong.contexts.credit_bank.mutual.choosing import Chooser
from baigong.contexts.credit_bank.mutual.recognising import recognition_of
from baigong.contexts.credit_bank.selectors.mutual import agreements_to_open_by, courses_of, enrolments_in, own_bodies, programmes_at
from baigong.contexts.credit_bank.services.mutual import WRITABLE
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.shapes import Step, path_of
from baigong.kernel.workflow import Available, available, reason_of

EVENTS = 40


@dataclass(frozen=True)
class PartyPart:
    """A party, and what this reader may say for it."""

    party: AgreementParty
    steps: Sequence[Available]


@dataclass(frozen=True)
class AgreementPage:
    """One agreement as one reader sees it."""

    row: RecognitionAgreement
    parties: Sequence[PartyPart]
    courses: Sequence[SharedCourse]
    steps: Sequence[Available]
    events: Sequence[Any]
    reason: str
    may_edit: bool
    may_open: bool


def agreement_page(actor: Actor, row: RecognitionAgreement, on: date) -> AgreementPage:
    """The agreement's content, whatever is the reader's to do."""
    asked = row.state == AgreementState.PROPOSED
    parties = [PartyPart(party, available(party, actor) if asked else []) for party in row.parties.all()]
    events = list(audit.events_of(row)[:EVENTS])
    reason = reason_of(row, events)
    may_edit = row.state in WRITABLE and bool(AGREEMENT_POLICY.decide(actor, "edit", row))
    may_open = any(one.pk == row.pk for one in agreements_to_open_by(actor, on))
    return AgreementPage(row, parties, courses_of(actor, row), available(row, actor), events, reason, may_edit, may_open)


@dataclass(frozen=True)
class CoursePage:
    """One course as one desk sees it: who enrolled, and what waits for this desk. ``programmes``: where the home school may recognise."""

    row: SharedCourse
    enrolments: Sequence[CourseEnrolment]
    steps: Sequence[Available]
    events: Sequence[Any]
    may_edit: bool
    may_post: bool
    to_admit: int
    to_confirm: int
    to_recognise: int
    programmes: Sequence[CreditProgramme]


def course_page(actor: Actor, row: SharedCourse, on: date) -> CoursePage:
    """The course's content, and how much waits for the reader's desk."""
    enrolments = enrolments_in(actor, row)
    own = {body.pk: body for body in own_bodies(actor, on)}
    teaches = bool(SHARED_COURSE_POLICY.decide(actor, "post", row))
    at_home = [one for one in enrolments if one.home_id in own]
    states = [one.state for one in enrolments]
    to_recognise = sum(one.state == EnrolmentState.PASSED for one in at_home)
    is_public = row.state == SharedCourseState.PUBLISHED
    steps = [item for item in available(row, actor) if item.step.name != "finish" or on >= row.ends_on]
    waiting = states.count(EnrolmentState.CONFIRMED) + states.count(EnrolmentState.WAITING) * (row.free > 0)  # type: ignore[attr-defined]
    return CoursePage(
        row=row, enrolments=enrolments, steps=steps, events=list(audit.events_of(row)[:EVENTS]),
        may_edit=row.state in (SharedCourseState.DRAFT, SharedCourseState.PUBLISHED)
        and bool(SHARED_COURSE_POLICY.decide(actor, "edit", row)),
        may_post=teaches and EnrolmentState.ADMITTED in states and on >= row.starts_on, to_admit=waiting if teaches and is_public else 0,
        to_confirm=sum(one.state == EnrolmentState.APPLIED for one in at_home), to_recognise=to_recognise,
        programmes=programmes_at(at_home[0].home) if to_recognise else [],
    )  # fmt: skip


@dataclass(frozen=True)
class Prospect:
    """What would be recognised at one programme, and how it comes about; or why nothing is."""

    programme: CreditProgramme
    credits: str
    said: Sequence[str]
    refusal: str


@dataclass(frozen=True)
class EnrolmentPage:
    """One enrolment as one reader sees it. ``path``: how far it has come."""

    row: CourseEnrolment
    path: Sequence[Step]
    steps: Sequence[Available]
    prospects: Sequence[Prospect]
    events: Sequence[Any]
    reason: str
    place: int | None


E = EnrolmentState
PATH: tuple[tuple[Any, set[EnrolmentState]], ...] = (
    (_("报名"), set()), (_("学籍学校同意"), {E.APPLIED, E.REFUSED}), (_("录取"), {E.CONFIRMED, E.WAITING, E.DECLINED}),
    (_("成绩入账"), {E.ADMITTED, E.FAILED}), (_("学分互认"), {E.PASSED, E.RECOGNISED}),
)  # fmt: skip
"""Steps with the states in which they are the next one, or ended it."""


def enrolment_page(actor: Actor, row: CourseEnrolment, on: date) -> EnrolmentPage:
    """The enrolment's content; before it is recognised, what would be at each programme of the home school."""
    prospects = []
    if row.state == EnrolmentState.PASSED and not row.is_void and ENROLMENT_POLICY.decide(actor, "view", row):
        prospects = [_prospect(row, programme, on) for programme in programmes_at(row.home)]
    events = list(audit.events_of(row)[:EVENTS])
    reason = reason_of(row, events)
    path = [] if row.state == E.WITHDRAWN else path_of(row, PATH, done={E.RECOGNISED}, returned={E.REFUSED, E.DECLINED, E.FAILED})
    return EnrolmentPage(row, path, available(row, actor), prospects, events, reason, _place_in_queue(row))


def _prospect(row: CourseEnrolment, programme: CreditProgramme, on: date) -> Prospect:
    try:
        found = recognition_of(row, programme, on)
    except Refusal as why:
        return Prospect(programme, "", [], why.message)
    return Prospect(programme, found.text, list(found.said()), "")


def _place_in_queue(row: CourseEnrolment) -> int | None:
    """Which place somebody who waits has in the queue, from 1."""
    if row.state != EnrolmentState.WAITING or row.confirmed_at is None:
        return None
    before = CourseEnrolment.objects.filter(course=row.course_id, state=EnrolmentState.WAITING, confirmed_at__lt=row.confirmed_at)
    return before.count() + 1


@dataclass(frozen=True)
class ChoicePage:
    """One course as one pupil sees it: why not, or what one would get for it."""

    row: SharedCourse
    reasons: Sequence[str]
    enrolment: CourseEnrolment | None
    recognised: str


def choice_page(learner: Learner, row: SharedCourse, on: date) -> ChoicePage:
    """The course's content for a pupil."""
    chooser = Chooser(learner, on)
    mine = next((one for one in chooser.chosen if one.course_id == row.pk), None)
    return ChoicePage(row, chooser.why_not(row), mine, shown(row.agreement.recognised(row.credits)))
