"""Who applies for, reviews and reads incentives: an enterprise its own, the reviewing and offering departments what is theirs, the
working team all of it; a county acts for its enterprises; the catalogue is public."""

from __future__ import annotations

from baigong.contexts.accounts.public import COUNTY_OFFICER, ENTERPRISE_OFFICER, LEADER, LIAISON, WORKING_TEAM
from baigong.contexts.incentives.models import (
    PUBLIC,
    Candidacy,
    CandidacyPaper,
    CandidacyState,
    Claim,
    CreditTrial,
    CreditTrialChange,
    Entitlement,
    Incentive,
    IncentiveState,
    LedgerEntry,
    LedgerPaper,
    PaperKind,
    Surcharge,
    Suspension,
    YearlyReport,
    YearlyReportState,
)
from baigong.kernel.access import Allow, Policy

TEAM = {WORKING_TEAM}
OWN = {ENTERPRISE_OFFICER}
COUNTY = {COUNTY_OFFICER}
DEPARTMENTS = {LIAISON}
SENT = {state.value for state in CandidacyState if state != CandidacyState.DRAFT}
"""What others than the enterprise see: a draft is its own."""
CATALOGUE = {str(state.value) for state in PUBLIC}
TOLD = {IncentiveState.OPEN.value, IncentiveState.CLOSED.value}
REPORTED = {state.value for state in YearlyReportState if state != YearlyReportState.DRAFT}

CANDIDACY_POLICY = Policy(
    Candidacy,
    [
        Allow.of("view", anyone=True, when={"state": CATALOGUE}),
        Allow.of("view work", {LEADER, LIAISON}, when={"state": SENT}),
        Allow.of(
            "view work create edit submit withdraw publish_plan return recommend reject list certify begin_recheck pass_recheck exit", TEAM
        ),
        Allow.of("return recommend reject list certify begin_recheck pass_recheck exit", DEPARTMENTS, via="reviewer"),
        Allow.of("view work create edit submit withdraw publish_plan", COUNTY, via="body"),
        Allow.of("view own create edit submit withdraw publish_plan", OWN, via="body"),
    ],
    relations={"reviewer": "reviewer", "body": "enterprise__organisation"},
)

CLAIM_POLICY = Policy(
    Claim,
    [
        Allow.of("view", {LEADER, LIAISON}, when={"candidacy__state": SENT}),
        Allow.of("view edit", TEAM),
        Allow.of("view edit", COUNTY | OWN, via="body"),
    ],
    relations={"body": "candidacy__enterprise__organisation"},
)

CANDIDACY_PAPER_POLICY = Policy(
    CandidacyPaper,
    [
        Allow.of("view", anyone=True, when={"kind": PaperKind.PLAN.value, "candidacy__state": CATALOGUE}),
        Allow.of("view", {LEADER, LIAISON}, when={"candidacy__state": SENT}),
        Allow.of("view attach detach", TEAM),
        Allow.of("attach", DEPARTMENTS, via="reviewer"),
        Allow.of("view attach detach", COUNTY | OWN, via="body"),
    ],
    relations={"reviewer": "candidacy__reviewer", "body": "candidacy__enterprise__organisation"},
)

REPORT_POLICY = Policy(
    YearlyReport,
    [
        Allow.of("view work", {LEADER, LIAISON}, when={"state": REPORTED}),
        Allow.of("view work create edit submit accept return", TEAM),
        Allow.of("view work accept return", DEPARTMENTS, via="reviewer"),
        Allow.of("view work create edit submit", COUNTY, via="body"),
        Allow.of("view own create edit submit", OWN, via="body"),
    ],
    relations={"reviewer": "candidacy__reviewer", "body": "candidacy__enterprise__organisation"},
)

LEDGER_POLICY = Policy(
    LedgerEntry,
    [
        Allow.of("view work", {LEADER, LIAISON}),
        Allow.of("view work enter reverse import", TEAM),
        Allow.of("view work enter reverse import", COUNTY, via="body"),
        Allow.of("view own enter reverse import", OWN, via="body"),
    ],
    relations={"body": "enterprise__organisation"},
)

LEDGER_PAPER_POLICY = Policy(
    LedgerPaper,
    [
        Allow.of("view", {LEADER, LIAISON}),
        Allow.of("view attach detach", TEAM),
        Allow.of("view attach detach", COUNTY | OWN, via="body"),
    ],
    relations={"body": "entry__enterprise__organisation"},
)

SURCHARGE_POLICY = Policy(
    Surcharge,
    [
        Allow.of("view", {LEADER, LIAISON}),
        Allow.of("view enter", TEAM),
        Allow.of("enter", DEPARTMENTS, via="says"),
        Allow.of("view enter", COUNTY | OWN, via="body"),
    ],
    relations={"says": "body", "body": "enterprise__organisation"},
)

INCENTIVE_POLICY = Policy(
    Incentive,
    [
        Allow.of("view", anyone=True, when={"state": TOLD}),
        Allow.of("view work create edit open close", TEAM),
        Allow.of("view work create edit open close", DEPARTMENTS, via="owner"),
        Allow.of("work", {LEADER, COUNTY_OFFICER, ENTERPRISE_OFFICER, LIAISON}, when={"state": TOLD}),
    ],
    relations={"owner": "owner"},
)

ENTITLEMENT_POLICY = Policy(
    Entitlement,
    [
        Allow.of("view work", {LEADER, LIAISON}),
        Allow.of("view work apply grant refuse suspend resume end", TEAM),
        Allow.of("grant refuse end", DEPARTMENTS, via="owner"),
        Allow.of("view work apply", COUNTY, via="body"),
        Allow.of("view own apply", OWN, via="body"),
    ],
    relations={"owner": "incentive__owner", "body": "enterprise__organisation"},
)

SUSPENSION_POLICY = Policy(
    Suspension,
    [
        Allow.of("view", {LEADER, LIAISON}),
        Allow.of("view suspend lift", TEAM),
        Allow.of("view", COUNTY | OWN, via="body"),
    ],
    relations={"body": "enterprise__organisation"},
)

TRIAL_POLICY = Policy(
    CreditTrial,
    [Allow.of("view", {LEADER}), Allow.of("view try drop", TEAM), Allow.of("view try", DEPARTMENTS)],
)

TRIAL_CHANGE_POLICY = Policy(CreditTrialChange, [Allow.of("view", {WORKING_TEAM, LEADER, LIAISON})])
