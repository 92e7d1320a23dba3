"""Who signs, enters and reads what belongs to a placement after it is published; who handles reports of violations."""

from __future__ import annotations

from baigong.contexts.accounts.public import CITY_STAFF, COUNTY_OFFICER, ENTERPRISE_OFFICER, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.internships.models import (
    Appraisal,
    GuardianLink,
    InternshipAgreement,
    InternshipDay,
    InternshipInsurance,
    InternshipLeave,
    InternshipLog,
    InternshipPay,
    InternshipVisit,
    Placement,
    PlacementPaper,
    PlacementSignature,
    PlacementTeacher,
    ReportAssignment,
    ReportHandler,
    SafetyTraining,
    ViolationReport,
)
from baigong.kernel.access import Allow, Policy

BUREAU = {WORKING_TEAM}
COUNTY = {COUNTY_OFFICER}
SCHOOL = {SCHOOL_OFFICER}
FIRM = {ENTERPRISE_OFFICER}
MINE = "intern__learner__user"
SIDES = {"school": "school", "enterprise": "enterprise"}

FORMAL = "consent agree insure train formalise reset"
"""Steps that follow from what is recorded; services alone take them."""
PLACEMENT_POLICY = Policy(
    Placement,
    [
        Allow.of("view own sign ask_guardian check_in write ask", mine=MINE),
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of(
            f"view work prepare sign ask_guardian care {FORMAL} start suspend resume change end_early withdraw appraise archive",
            SCHOOL,
            via="school",
        ),
        Allow.of("view work enter sign mark start", FIRM, via="enterprise"),
        Allow.of(f"view work prepare ask_guardian care {FORMAL} start suspend resume change end_early withdraw appraise archive", BUREAU),
        Allow.of("view work", COUNTY, via="school"),
        Allow.of("view work", COUNTY, via="enterprise"),
    ],
    relations=SIDES,
)

OF_PLACEMENT = {"school": "placement__school", "enterprise": "placement__enterprise"}
OWN = f"placement__{MINE}"


def _readers() -> list[Allow]:
    """The intern, both sides, the bureau and the county."""
    return [
        Allow.of("view", mine=OWN),
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of("view work", SCHOOL, via="school"),
        Allow.of("view work", FIRM, via="enterprise"),
        Allow.of("view work", COUNTY, via="school"),
        Allow.of("view work", COUNTY, via="enterprise"),
    ]


AGREEMENT_POLICY = Policy(
    InternshipAgreement,
    [*_readers(), Allow.of("complete void end", SCHOOL, via="school"), Allow.of("complete void end", BUREAU)],
    relations=OF_PLACEMENT,
)
GUARDIAN_LINK_POLICY = Policy(
    GuardianLink,
    [Allow.of("view withdraw", mine=OWN), Allow.of("view withdraw", SCHOOL, via="school"), Allow.of("view withdraw", BUREAU)],
    relations=OF_PLACEMENT,
)
SIGNATURE_POLICY = Policy(PlacementSignature, _readers(), relations=OF_PLACEMENT)
PLACEMENT_PAPER_POLICY = Policy(
    PlacementPaper,
    [*_readers(), Allow.of("attach detach", SCHOOL, via="school"), Allow.of("attach detach", BUREAU)],
    relations=OF_PLACEMENT,
)
TEACHER_POLICY = Policy(PlacementTeacher, _readers(), relations=OF_PLACEMENT)
INSURANCE_POLICY = Policy(InternshipInsurance, _readers(), relations=OF_PLACEMENT)
TRAINING_POLICY = Policy(SafetyTraining, _readers(), relations=OF_PLACEMENT)
DAY_POLICY = Policy(
    InternshipDay, [*_readers(), Allow.of("enter", FIRM, via="enterprise"), Allow.of("enter", SCHOOL, via="school")], relations=OF_PLACEMENT
)
LEAVE_POLICY = Policy(
    InternshipLeave,
    [
        *_readers(),
        Allow.of("ask take_back", mine=OWN),
        Allow.of("ask take_back grant refuse", SCHOOL, via="school"),
    ],
    relations=OF_PLACEMENT,
)
PAY_POLICY = Policy(
    InternshipPay,
    [
        *_readers(),
        Allow.of("confirm dispute", mine=OWN),
        Allow.of("enter correct", FIRM, via="enterprise"),
        Allow.of("enter correct confirm dispute", SCHOOL, via="school"),
    ],
    relations=OF_PLACEMENT,
)
LOG_POLICY = Policy(
    InternshipLog,
    [
        *_readers(),
        Allow.of("write hand_in", mine=OWN),
        Allow.of("mark", FIRM, via="enterprise"),
        Allow.of("read_through hand_back", SCHOOL, via="school"),
    ],
    relations=OF_PLACEMENT,
)
VISIT_POLICY = Policy(
    InternshipVisit,
    [
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of("view work enter", SCHOOL, via="school"),
        Allow.of("view work", COUNTY, via="school"),
    ],
    relations=SIDES,
)
APPRAISAL_POLICY = Policy(
    Appraisal, [*_readers(), Allow.of("post", SCHOOL, via="school"), Allow.of("post", BUREAU)], relations=OF_PLACEMENT
)

HANDLER = "assignments__user"
VIOLATION_POLICY = Policy(
    ViolationReport,
    [
        Allow.of("lodge", anyone=True),
        Allow.of("view work look identify take raise close dismiss", mine=HANDLER),
        Allow.of("detect", BUREAU),
        Allow.of("detect", SCHOOL, via="school"),
    ],
    relations={"school": "school"},
)
"""Reports are seen by the handlers named for them and by nobody else, whatever their office."""
HANDLER_POLICY = Policy(ReportHandler, [Allow.of("view name end", BUREAU)])
ASSIGNMENT_POLICY = Policy(ReportAssignment, [Allow.of("view", mine="user")])
