"""Who enters and sees enterprises: the working team everywhere, a county its own, an enterprise itself; departments own flags and insured
numbers; schools look for partners; groups and co-operation in force are public."""

from __future__ import annotations

from baigong.contexts.accounts.public import (
    CITY_STAFF,
    COUNTY_OFFICER,
    ENTERPRISE_OFFICER,
    LEADER,
    LIAISON,
    SCHOOL_OFFICER,
    WORKING_TEAM,
)
from baigong.contexts.enterprises.models import (
    Alliance,
    AllianceState,
    ApplicationPaper,
    Cooperation,
    CooperationState,
    Enterprise,
    EnterpriseApplication,
    Flag,
    InsuredCount,
    PostKind,
    Site,
    StaffBatch,
    StaffReturn,
    StaffReturnState,
)
from baigong.kernel.access import Allow, Policy

TEAM = {WORKING_TEAM}
COUNTY = {COUNTY_OFFICER}
OWN = {ENTERPRISE_OFFICER}
DEPARTMENTS = {LIAISON}
PARTIES = {SCHOOL_OFFICER, ENTERPRISE_OFFICER, LIAISON}
"""Who acts for a body that leads an alliance or belongs to one."""
SENT = {StaffReturnState.SUBMITTED.value, StaffReturnState.SUPERSEDED.value}
PUBLIC_ALLIANCES = {AllianceState.ACTIVE.value, AllianceState.DISSOLVED.value}
TOLD = {state.value for state in CooperationState if state not in (CooperationState.DRAFT, CooperationState.DROPPED)}

ENTERPRISE_POLICY = Policy(
    Enterprise,
    [
        Allow.of("view work", {LEADER, LIAISON, SCHOOL_OFFICER}),
        Allow.of("view work create edit identify import suspend resume close reopen", TEAM),
        Allow.of("view work create edit identify import suspend resume close", COUNTY, via="body"),
        Allow.of("view own edit", OWN, via="body"),
    ],
    relations={"body": "organisation"},
)

APPLICATION_POLICY = Policy(
    EnterpriseApplication,
    [
        Allow.of("lodge", anyone=True),
        Allow.of("view work return accept refuse resubmit withdraw", TEAM),
        Allow.of("view work return accept refuse", COUNTY, via="county"),
    ],
    relations={"county": "county"},
)
"""Who applied asks by the receipt (``selectors.applications.find_by_receipt``), not by a role."""

APPLICATION_PAPER_POLICY = Policy(
    ApplicationPaper,
    [Allow.of("view", TEAM), Allow.of("view", COUNTY, via="county")],
    relations={"county": "application__county"},
)

SITE_POLICY = Policy(
    Site,
    [Allow.of("view", {LEADER, LIAISON, SCHOOL_OFFICER}), Allow.of("view edit", TEAM), Allow.of("view edit", COUNTY | OWN, via="body")],
    relations={"body": "enterprise__organisation"},
)

POST_KIND_POLICY = Policy(
    PostKind,
    [Allow.of("view", {LEADER, LIAISON, SCHOOL_OFFICER}), Allow.of("view edit", TEAM), Allow.of("view edit", COUNTY | OWN, via="body")],
    relations={"body": "enterprise__organisation"},
)

STAFF_RETURN_POLICY = Policy(
    StaffReturn,
    [
        Allow.of("view work", {LEADER, LIAISON}, when={"state": SENT}),
        Allow.of("view work create edit submit drop correct import supersede", TEAM),
        Allow.of("view work create edit submit drop correct import supersede", COUNTY, via="body"),
        Allow.of("view own create edit submit drop correct import supersede", OWN, via="body"),
    ],
    relations={"body": "enterprise__organisation"},
)

STAFF_BATCH_POLICY = Policy(
    StaffBatch,
    [Allow.of("view post", TEAM), Allow.of("view post", COUNTY | OWN, via="body")],
    relations={"body": "body"},
)

INSURED_POLICY = Policy(
    InsuredCount,
    [
        Allow.of("view", {LEADER, LIAISON}),
        Allow.of("view import", TEAM),
        Allow.of("import", DEPARTMENTS, via="owner"),
        Allow.of("view", COUNTY | OWN, via="body"),
    ],
    relations={"owner": "body", "body": "enterprise__organisation"},
)

FLAG_POLICY = Policy(
    Flag,
    [
        Allow.of("view work", {LEADER, LIAISON}),
        Allow.of("view work create lift withdraw", TEAM),
        Allow.of("create lift withdraw", DEPARTMENTS, via="owner"),
        Allow.of("view work", COUNTY, via="body"),
        Allow.of("view", OWN, via="body"),
    ],
    relations={"owner": "body", "body": "enterprise__organisation"},
)

ALLIANCE_POLICY = Policy(
    Alliance,
    [
        Allow.of("view", anyone=True, when={"state": PUBLIC_ALLIANCES}),
        Allow.of("view work", set(CITY_STAFF) | COUNTY | DEPARTMENTS),
        Allow.of("view work create edit record found dissolve drop", TEAM),
        Allow.of("work", {SCHOOL_OFFICER, ENTERPRISE_OFFICER}, when={"state": PUBLIC_ALLIANCES}),
        Allow.of("view work create edit record drop", PARTIES, via="lead"),
        Allow.of("view work", PARTIES, via="member"),
    ],
    relations={"lead": "lead", "member": "members__organisation"},
)

COOPERATION_POLICY = Policy(
    Cooperation,
    [
        Allow.of("view", anyone=True, when={"state": CooperationState.IN_FORCE.value}),
        Allow.of("view work", {LEADER, LIAISON}, when={"state": TOLD}),
        Allow.of("view work create edit propose confirm return recall end terminate drop", TEAM),
        Allow.of("view work", COUNTY, via="school", when={"state": TOLD}),
        Allow.of("view work create edit propose confirm return recall end terminate drop", COUNTY, via="enterprise"),
        Allow.of("view work create edit propose recall drop", {SCHOOL_OFFICER, ENTERPRISE_OFFICER}, via="proposer"),
        Allow.of("view work confirm return", {SCHOOL_OFFICER, ENTERPRISE_OFFICER}, via="asked", when={"state": TOLD}),
        Allow.of("terminate", {SCHOOL_OFFICER}, via="school"),
        Allow.of("terminate", OWN, via="enterprise"),
    ],
    relations={"school": "school", "enterprise": "enterprise__organisation", "proposer": "proposer", "asked": "asked"},
)
