"""Who keeps the catalogue of certificates, who proposes a local standard, who reviews it, who decides, who maps courses to it."""

from __future__ import annotations

from baigong.contexts.accounts.public import CITY_STAFF, ENTERPRISE_OFFICER, LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.credit_bank.access import COUNTY, DESKS, OFFICE
from baigong.contexts.credit_bank.models import (
    CertificateState,
    CertificateType,
    LocalStandard,
    LocalStandardState,
    MappingState,
    StandardMapping,
    StandardPaper,
    TrainingBody,
)
from baigong.kernel.access import Allow, Policy

PARTIES = {SCHOOL_OFFICER, LIAISON, ENTERPRISE_OFFICER}
KNOWN = {CertificateState.OPEN.value, CertificateState.CLOSED.value}
TRIED = {
    LocalStandardState.TRIAL.value, LocalStandardState.PROVINCE.value, LocalStandardState.NATION.value, LocalStandardState.PUBLISHED.value,
}  # fmt: skip
HANDED_IN = {state.value for state in LocalStandardState if state not in (LocalStandardState.DRAFT, LocalStandardState.DROPPED)}
"""A draft is its school's, also one that was dropped; those who review it or develop it with the school see it once it was handed in."""

TRAINING_BODY_POLICY = Policy(
    TrainingBody,
    [
        Allow.of("view work", DESKS | COUNTY | set(CITY_STAFF)),
        Allow.of("view work create edit list delist restore", OFFICE),
    ],
)

CERTIFICATE_TYPE_POLICY = Policy(
    CertificateType,
    [
        Allow.of("view", anyone=True, when={"state": KNOWN}),
        Allow.of("view work", DESKS | COUNTY, when={"state": KNOWN}),
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of("view work create edit import link open close reopen", OFFICE),
        # Steps that the machine of a local standard takes along: never offered by themselves.
        Allow.of("begin end abandon", OFFICE | {SCHOOL_OFFICER, WORKING_TEAM}),
    ],
)

LOCAL_STANDARD_POLICY = Policy(
    LocalStandard,
    [
        Allow.of("view", anyone=True, when={"state": TRIED}),
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of("view work create edit attach detach submit drop", {SCHOOL_OFFICER}, via="school"),
        Allow.of("view work", PARTIES, via="party", when={"state": HANDED_IN}),
        Allow.of("opine", PARTIES, via="party", when={"state": LocalStandardState.REVIEW.value}),
        Allow.of("view work attach detach return", OFFICE),
        Allow.of("opine", OFFICE, when={"state": LocalStandardState.REVIEW.value}),
        Allow.of("return try extend recommend forward decline publish stop", {WORKING_TEAM}),
    ],
    relations={"school": "school", "party": "parties__organisation"},
)

STANDARD_PAPER_POLICY = Policy(
    StandardPaper,
    [
        Allow.of("view", set(CITY_STAFF)),
        Allow.of("view detach", {SCHOOL_OFFICER}, via="school"),
        Allow.of("view", PARTIES, via="party", when={"standard__state": HANDED_IN}),
        Allow.of("view detach", OFFICE),
    ],
    relations={"school": "standard__school", "party": "standard__parties__organisation"},
)

STANDARD_MAPPING_POLICY = Policy(
    StandardMapping,
    [
        Allow.of("view", anyone=True, when={"state": MappingState.PUBLISHED.value}),
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of("view work create edit import publish reopen", OFFICE),
        Allow.of("view work create edit import publish reopen", {SCHOOL_OFFICER}, via="school"),
    ],
    relations={"school": "programme__school"},
)
