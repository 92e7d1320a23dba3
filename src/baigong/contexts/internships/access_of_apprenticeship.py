"""Who runs apprenticeship: enterprise and school together, the bureau files and looks on, the labour bureau decides on the subsidy."""

from __future__ import annotations

from baigong.contexts.accounts.public import COUNTY_OFFICER, ENTERPRISE_OFFICER, LEADER, LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.internships.models import Apprentice, Cohort, CohortPaper, CohortState, SubsidyClaim, SubsidyPayment
from baigong.kernel.access import Allow, Policy

BUREAU = {WORKING_TEAM}
COUNTY = {COUNTY_OFFICER}
SCHOOL = {SCHOOL_OFFICER}
FIRM = {ENTERPRISE_OFFICER}
LABOUR = {LIAISON}
"""The department that pays: its liaison decides on the subsidies it is named for."""
SENT = {state.value for state in CohortState if state not in (CohortState.DRAFT, CohortState.CANCELLED)}
RUN = "view work create edit enrol stage submit start assess finish cancel attach"

COHORT_POLICY = Policy(
    Cohort,
    [
        Allow.of("view work file return stop", BUREAU),
        Allow.of("view work", {LEADER}),
        Allow.of("view work", LABOUR, when={"state": SENT}),
        Allow.of("view work", COUNTY, via="enterprise"),
        Allow.of(RUN, FIRM, via="enterprise"),
        Allow.of(RUN, SCHOOL, via="school"),
    ],
    relations={"enterprise": "enterprise__organisation", "school": "school"},
)

SIDES = {"enterprise": "cohort__enterprise__organisation", "school": "cohort__school"}
APPRENTICE_POLICY = Policy(
    Apprentice,
    [
        Allow.of("view", mine="intern__learner__user"),
        Allow.of("view work", BUREAU | {LEADER}),
        Allow.of("view work", COUNTY, via="enterprise"),
        Allow.of("view work certify finish fail leave", FIRM, via="enterprise"),
        Allow.of("view work certify finish fail leave", SCHOOL, via="school"),
    ],
    relations=SIDES,
)

COHORT_PAPER_POLICY = Policy(
    CohortPaper,
    [
        Allow.of("view", BUREAU | {LEADER}),
        Allow.of("view detach", FIRM, via="enterprise"),
        Allow.of("view detach", SCHOOL, via="school"),
    ],
    relations=SIDES,
)

SUBSIDY_POLICY = Policy(
    SubsidyClaim,
    [
        Allow.of("view work", BUREAU | {LEADER}),
        Allow.of("view work approve refuse pay settle recover finish", LABOUR, via="payer"),
        Allow.of("view work claim submit drop", FIRM, via="enterprise"),
        Allow.of("view work", COUNTY, via="enterprise"),
    ],
    relations=SIDES | {"payer": "payer"},
)

PAYMENT_POLICY = Policy(
    SubsidyPayment,
    [Allow.of("view", BUREAU | {LEADER}), Allow.of("view", LABOUR, via="payer"), Allow.of("view", FIRM, via="enterprise")],
    relations={"enterprise": "claim__cohort__enterprise__organisation", "payer": "claim__payer"},
)
