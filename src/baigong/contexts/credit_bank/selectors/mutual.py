"""Questions about mutual recognition: which agreements, courses and enrolments one sees, what a pupil may choose, what is public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Sum

from baigong.contexts.accounts.public import LIAISON, SCHOOL_OFFICER
from baigong.contexts.credit_bank.access_of_mutual import AGREEMENT_POLICY, ENROLMENT_POLICY, SHARED_COURSE_POLICY
from baigong.contexts.credit_bank.models import (
    HOLDING,
    AgreementParty,
    AgreementState,
    CourseEnrolment,
    CreditProgramme,
    EnrolmentState,
    Learner,
    OutcomeState,
    OutcomeType,
    RecognitionAgreement,
    SharedCourse,
    SharedCourseState,
)
from baigong.contexts.credit_bank.mutual.choosing import Chooser
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import ANONYMOUS, Actor

HELD = Count("enrolments", filter=Q(enrolments__state__in=HOLDING), distinct=True)
WAITS = Count("enrolments", filter=Q(enrolments__state__in=[EnrolmentState.APPLIED, EnrolmentState.CONFIRMED]), distinct=True)


def own_bodies(actor: Actor, on: date) -> list[Organisation]:
    """The bodies for which an actor drafts and answers."""
    ids = [holding.organisation_id for role in (SCHOOL_OFFICER, LIAISON) for holding in actor.at(role)]
    return [body for body in Organisation.objects.filter(pk__in=ids).order_by("order", "pk") if body.exists_on(on)]


def partners_for(actor: Actor, on: date) -> list[Organisation]:
    """Who may be a party: schools of every kind, and bodies that issue something the catalogue knows (community colleges, departments)."""
    kinds = ["general_school", "secondary_school", "college"]
    issuing = OutcomeType.objects.exclude(issuer_body=None).values("issuer_body")
    own = [body.pk for body in own_bodies(actor, on)]
    rows = Organisation.objects.filter(Q(kind__in=kinds) | Q(pk__in=issuing) | Q(pk__in=own)).order_by("order", "pk")
    return [body for body in rows if body.exists_on(on)]


# -- agreements ------------------------------------------------------------------------------------------------------


def list_agreements(actor: Actor) -> QuerySet[RecognitionAgreement]:
    """The agreements an actor works with, their parties at hand."""
    rows = AGREEMENT_POLICY.visible(actor, "work").select_related("proposer").prefetch_related("parties__organisation")
    return rows.annotate(course_count=Count("courses", filter=Q(courses__state__in=PUBLIC_COURSES), distinct=True))


def get_agreement(actor: Actor, pk: int) -> RecognitionAgreement:
    """An agreement in sight; 404 otherwise."""
    rows = RecognitionAgreement.objects.select_related("proposer", "created_by").prefetch_related("parties__organisation")
    return AGREEMENT_POLICY.get_or_404(actor, rows, pk=pk)


def agreements_to_open_by(actor: Actor, on: date) -> list[RecognitionAgreement]:
    """Agreements by which an actor's bodies may open courses: signed, or about to be."""
    own = AgreementParty.objects.filter(organisation__in=own_bodies(actor, on), offers=True).values("agreement")
    rows = RecognitionAgreement.objects.filter(pk__in=own, state__in=[AgreementState.AGREED, AgreementState.IN_FORCE], until__gte=on)
    return list(rows.prefetch_related("parties__organisation"))


# -- courses ---------------------------------------------------------------------------------------------------------

PUBLIC_COURSES = (SharedCourseState.PUBLISHED.value, SharedCourseState.FINISHED.value)


def _courses(rows: QuerySet[SharedCourse]) -> QuerySet[SharedCourse]:
    return rows.select_related("type", "school", "agreement").annotate(held=HELD, waits=WAITS, free=F("places") - HELD)


def list_courses(actor: Actor) -> QuerySet[SharedCourse]:
    """The courses an actor works with, with the places that are taken."""
    return _courses(SHARED_COURSE_POLICY.visible(actor, "work"))


def courses_of(actor: Actor, agreement: RecognitionAgreement) -> list[SharedCourse]:
    """The course list of an agreement as an actor sees it."""
    return list(list_courses(actor).filter(agreement=agreement).prefetch_related("takers"))


def get_course(actor: Actor, pk: int) -> SharedCourse:
    """A course in sight; 404 otherwise."""
    return SHARED_COURSE_POLICY.get_or_404(actor, _courses(SharedCourse.objects.prefetch_related("takers")), pk=pk)


def list_public_courses() -> QuerySet[SharedCourse]:
    """The table of mutual recognition as everybody may read it: courses open under agreements in force."""
    rows = SHARED_COURSE_POLICY.visible(ANONYMOUS).prefetch_related("takers", "agreement__parties__organisation")
    return _courses(rows)


# -- enrolments ------------------------------------------------------------------------------------------------------


def list_enrolments(actor: Actor) -> QuerySet[CourseEnrolment]:
    """The enrolments an actor works with."""
    rows = ENROLMENT_POLICY.visible(actor, "work")
    return rows.select_related("learner", "home", "course__type", "course__school", "course__agreement", "outcome")


def get_enrolment(actor: Actor, pk: int) -> CourseEnrolment:
    """An enrolment in sight; 404 otherwise."""
    rows = CourseEnrolment.objects.select_related(
        "learner__home", "home", "course__type", "course__school", "course__agreement", "outcome__type", "programme"
    )
    return ENROLMENT_POLICY.get_or_404(actor, rows, pk=pk)


def enrolments_in(actor: Actor, course: SharedCourse) -> list[CourseEnrolment]:
    """Who enrolled in a course, in an actor's sight: the queue first by when the home school said yes."""
    rows = list_enrolments(actor).filter(course=course)
    return list(rows.order_by("home__order", F("confirmed_at").asc(nulls_last=True), "applied_at", "pk"))


def enrolments_of(learner: Learner) -> list[CourseEnrolment]:
    """The enrolments of one person, latest first."""
    rows = CourseEnrolment.objects.filter(learner__in=learner.one_person())
    return list(rows.select_related("learner", "course__type", "course__school", "course__agreement", "outcome"))


def programmes_at(home: Organisation) -> list[CreditProgramme]:
    """Where the home school may recognise."""
    return list(CreditProgramme.objects.filter(school=home, is_open=True))


@dataclass(frozen=True)
class Choice:
    """A course as one pupil sees it: free places, and why it cannot be chosen."""

    course: SharedCourse
    reasons: Sequence[str]


def choices_for(learner: Learner, on: date) -> list[Choice]:
    """What a pupil finds to choose: public courses of agreements in force, one's own apart; those one may choose come first."""
    rows = list_public_courses().filter(state=SharedCourseState.PUBLISHED, closes_on__gte=on).exclude(school=learner.home_id)
    chooser = Chooser(learner, on)
    mine = {row.course_id for row in chooser.chosen}
    found = [Choice(course, chooser.why_not(course)) for course in rows if course.pk not in mine]
    return sorted(found, key=lambda choice: (bool(choice.reasons), choice.course.closes_on, choice.course.pk))


# -- figures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MutualFigures:
    """What one sees at a glance. ``units``: recognised and standing."""

    agreements: int
    courses: int
    places: int
    held: int
    units: int


def figures_for(actor: Actor, on: date) -> MutualFigures:
    """What came of the agreements an actor works with, as of a day: sums, and nobody's name."""
    agreements = AGREEMENT_POLICY.visible(actor, "work").filter(state=AgreementState.IN_FORCE, since__lte=on, until__gte=on)
    courses = SHARED_COURSE_POLICY.visible(actor, "work").filter(state__in=PUBLIC_COURSES)
    sums = courses.aggregate(count=Count("pk"), places=Sum("places"))
    enrolments = CourseEnrolment.objects.filter(course__in=courses.values("pk"), state__in=HOLDING)
    stands = Q(state=EnrolmentState.RECOGNISED) & ~Q(outcome__state=OutcomeState.REVOKED)
    held = enrolments.aggregate(count=Count("pk"), units=Sum("credits", filter=stands))
    return MutualFigures(agreements.count(), sums["count"], sums["places"] or 0, held["count"], held["units"] or 0)
