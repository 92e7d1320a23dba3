"""Whose account it is, who works for it, who decides on outcomes; what is catalogued everybody may know."""

from __future__ import annotations

from baigong.contexts.accounts.public import CITY_STAFF, COUNTY_OFFICER, CREDIT_OFFICER, LIAISON, SCHOOL_OFFICER
from baigong.contexts.credit_bank.models import (
    Conversion,
    ConversionRule,
    Credential,
    CreditProgramme,
    Guardian,
    IdentityDocument,
    IssuerKey,
    Learner,
    LearnerMerger,
    Outcome,
    OutcomeBatch,
    OutcomeEvidence,
    OutcomeState,
    OutcomeType,
    OutcomeTypeState,
    RuleState,
    SchoolCreditSettings,
    Share,
    SignInLink,
    TrustedIssuer,
)
from baigong.kernel.access import Allow, Policy

OFFICE = {CREDIT_OFFICER}
"""The city's credit-bank office."""
DESKS = {SCHOOL_OFFICER, LIAISON}
"""Who works for a body that opens accounts and decides on outcomes: a school, a department that trains."""
COUNTY = {COUNTY_OFFICER}
KNOWN = {OutcomeTypeState.PUBLISHED.value, OutcomeTypeState.RETIRED.value}
SENT = {state.value for state in OutcomeState if state not in (OutcomeState.DRAFT, OutcomeState.DROPPED)}

LEARNER_POLICY = Policy(
    Learner,
    [
        Allow.of("view own share", mine="user"),
        Allow.of("register", signed_in=True),
        Allow.of("view work open verify edit activate invite", OFFICE),
        Allow.of("view work open verify edit activate invite", DESKS | COUNTY, via="home"),
        Allow.of("enrol", {SCHOOL_OFFICER}, via="home"),
        Allow.of("merge split close reopen absorb restore", OFFICE),
    ],
    relations={"home": "home"},
)

IDENTITY_DOCUMENT_POLICY = Policy(
    IdentityDocument,
    [
        Allow.of("view", mine="learner__user"),
        Allow.of("view verify", OFFICE),
        Allow.of("view verify", DESKS | COUNTY, via="home"),
    ],
    relations={"home": "learner__home"},
)

SIGN_IN_LINK_POLICY = Policy(
    SignInLink,
    [Allow.of("view withdraw", OFFICE), Allow.of("view withdraw", DESKS | COUNTY, via="home")],
    relations={"home": "learner__home"},
)

GUARDIAN_POLICY = Policy(
    Guardian,
    [Allow.of("view", mine="learner__user"), Allow.of("view", OFFICE), Allow.of("view", DESKS | COUNTY, via="home")],
    relations={"home": "learner__home"},
)

MERGER_POLICY = Policy(LearnerMerger, [Allow.of("view split", OFFICE)])

OUTCOME_TYPE_POLICY = Policy(
    OutcomeType,
    [
        Allow.of("view", anyone=True, when={"state": KNOWN}),
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of("view work create edit publish retire republish import", OFFICE),
        Allow.of("view work create edit", DESKS | COUNTY, via="issuer"),
    ],
    relations={"issuer": "issuer_body"},
)

OUTCOME_POLICY = Policy(
    Outcome,
    [
        Allow.of("view claim", mine="learner__user"),
        Allow.of("edit attach detach submit recall drop", mine="learner__user"),
        Allow.of("view work recognise return reject revoke post reopen", OFFICE, when={"state": SENT}),
        Allow.of("view work recognise return reject revoke post", DESKS | COUNTY, via="reviewer", when={"state": SENT}),
        Allow.of("claim edit attach detach submit recall drop", DESKS | COUNTY, via="home"),
        Allow.of("view work", DESKS | COUNTY, via="home"),
        Allow.of("view work claim edit attach detach submit recall drop", OFFICE),
    ],
    relations={"reviewer": "reviewer", "home": "learner__home"},
)

OUTCOME_BATCH_POLICY = Policy(
    OutcomeBatch,
    [Allow.of("view post", OFFICE), Allow.of("view post", DESKS | COUNTY, via="body")],
    relations={"body": "body"},
)

OUTCOME_EVIDENCE_POLICY = Policy(
    OutcomeEvidence,
    [
        Allow.of("view detach", mine="outcome__learner__user"),
        Allow.of("view", OFFICE, when={"outcome__state": SENT}),
        Allow.of("view", DESKS | COUNTY, via="reviewer", when={"outcome__state": SENT}),
        Allow.of("view detach", DESKS | COUNTY, via="home"),
        Allow.of("view detach", OFFICE),
    ],
    relations={"reviewer": "outcome__reviewer", "home": "outcome__learner__home"},
)

SHARE_POLICY = Policy(Share, [Allow.of("view end", mine="learner__user")])

CREDENTIAL_POLICY = Policy(
    Credential,
    [
        Allow.of("view issue download", mine="learner__user"),
        Allow.of("view work issue download suspend resume revoke withdraw", OFFICE),
        Allow.of("view work issue download suspend resume revoke withdraw", DESKS | COUNTY, via="reviewer"),
    ],
    relations={"reviewer": "outcome__reviewer"},
)

ISSUER_KEY_POLICY = Policy(IssuerKey, [Allow.of("view rotate revoke", OFFICE)])
TRUSTED_ISSUER_POLICY = Policy(TrustedIssuer, [Allow.of("view create end", OFFICE)])

PROGRAMME_POLICY = Policy(
    CreditProgramme,
    [
        Allow.of("view", anyone=True, when={"is_open": True}),
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of("view work create edit import", OFFICE),
        Allow.of("view work create edit import", DESKS, via="school"),
    ],
    relations={"school": "school"},
)

CREDIT_SETTINGS_POLICY = Policy(
    SchoolCreditSettings,
    [
        Allow.of("view", anyone=True),
        Allow.of("view work set", OFFICE),
        Allow.of("view work set", DESKS, via="school"),
    ],
    relations={"school": "school"},
)

RULE_POLICY = Policy(
    ConversionRule,
    [
        Allow.of("view", anyone=True, when={"state": {RuleState.ADOPTED.value, RuleState.REPLACED.value}}),
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of("view work examine create edit check return adopt retire call_off drop import replace", OFFICE),
        Allow.of("view work create edit check return adopt retire call_off drop import replace", DESKS, via="school"),
    ],
    relations={"school": "school"},
)

CONVERSION_POLICY = Policy(
    Conversion,
    [
        Allow.of("view apply withdraw", mine="learner__user"),
        Allow.of("view work approve refuse reverse export", DESKS, via="school"),
        Allow.of("view apply withdraw_for", DESKS | COUNTY, via="home"),
        Allow.of("view work apply withdraw_for approve refuse reverse export", OFFICE),
    ],
    relations={"school": "programme__school", "home": "learner__home"},
)
