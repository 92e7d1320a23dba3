"""Who drafts, agrees to and sees agreements of mutual recognition, opens courses under them, enrols, and answers for a pupil."""

from __future__ import annotations

from baigong.contexts.accounts.public import CITY_STAFF
from baigong.contexts.credit_bank.access import COUNTY, DESKS, OFFICE
from baigong.contexts.credit_bank.models import (
    AgreementParty,
    AgreementState,
    CourseEnrolment,
    RecognitionAgreement,
    SharedCourse,
    SharedCourseState,
)
from baigong.kernel.access import Allow, Policy

SENT = {state.value for state in AgreementState if state not in (AgreementState.DRAFT, AgreementState.DROPPED)}
"""What the other parties see: a draft is its author's."""
SIGNED = {AgreementState.IN_FORCE.value, AgreementState.ENDED.value, AgreementState.TERMINATED.value}
TOLD = {SharedCourseState.PUBLISHED.value, SharedCourseState.FINISHED.value, SharedCourseState.CANCELLED.value}

AGREEMENT_POLICY = Policy(
    RecognitionAgreement,
    [
        Allow.of("view", anyone=True, when={"state": AgreementState.IN_FORCE.value}),
        Allow.of("view work", set(CITY_STAFF), when={"state": SENT}),
        Allow.of("view work end terminate", OFFICE),
        Allow.of("view work create edit propose recall drop", DESKS, via="proposer"),
        Allow.of("view work", DESKS | COUNTY, via="party", when={"state": SENT}),
        Allow.of("conclude return sign end terminate", DESKS, via="party"),
    ],
    relations={"proposer": "proposer", "party": "parties__organisation"},
)

PARTY_POLICY = Policy(
    AgreementParty,
    [
        Allow.of("view", OFFICE),
        Allow.of("view", DESKS, via="body"),
        Allow.of("agree decline", DESKS, via="body", when={"agreement__state": AgreementState.PROPOSED.value}),
        Allow.of("view ask", DESKS, via="proposer"),
    ],
    relations={"body": "organisation", "proposer": "agreement__proposer"},
)

SHARED_COURSE_POLICY = Policy(
    SharedCourse,
    [
        Allow.of("view", anyone=True, when={"state": SharedCourseState.PUBLISHED.value, "agreement__state": AgreementState.IN_FORCE.value}),
        Allow.of("view work", OFFICE),
        Allow.of("view work create edit import publish cancel finish admit post", DESKS, via="school"),
        Allow.of("view work", DESKS | COUNTY, via="party", when={"state": TOLD}),
        Allow.of("view work", set(CITY_STAFF), when={"state": TOLD}),
    ],
    relations={"school": "school", "party": "agreement__parties__organisation"},
)

ENROLMENT_POLICY = Policy(
    CourseEnrolment,
    [
        Allow.of("view apply withdraw", mine="learner__user"),
        Allow.of("view work reverse", OFFICE),
        Allow.of("view work apply confirm refuse withdraw recognise reverse", DESKS, via="home"),
        Allow.of("view work admit queue decline close pass fail", DESKS, via="school"),
        Allow.of("view work", COUNTY, via="home"),
    ],
    relations={"home": "home", "school": "course__school"},
)
