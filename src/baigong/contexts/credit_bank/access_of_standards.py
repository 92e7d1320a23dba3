"""Who keeps the catalogue of certificates, who proposes a local standard, who reviews it, who decides, who maps courses to it."""

from __future__ import annotations

from baigong.contexts.accounts.public import CITY_STAFF, COUNTY_OFFICER, CREDIT_OFFICER, LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.credit_bank.models import CertificateState, CertificateType, TrainingBody
from baigong.kernel.access import Allow, Policy

OFFICE = {CREDIT_OFFICER}
DESKS = {SCHOOL_OFFICER, LIAISON, COUNTY_OFFICER}
KNOWN = {CertificateState.OPEN.value, CertificateState.CLOSED.value}

TRAINING_BODY_POLICY = Policy(
    TrainingBody,
    [
        Allow.of("view", anyone=True),
        Allow.of("view work", DESKS | set(CITY_STAFF)),
        Allow.of("view work create edit list delist restore", OFFICE),
    ],
)

CERTIFICATE_TYPE_POLICY = Policy(
    CertificateType,
    [
        Allow.of("view", anyone=True, when={"state": KNOWN}),
        Allow.of("view work", DESKS, when={"state": KNOWN}),
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of("view work create edit import link open close reopen", OFFICE),
        # Steps that the machine of a local standard takes along: never offered by themselves.
        Allow.of("begin end abandon", OFFICE | {SCHOOL_OFFICER, WORKING_TEAM}),
    ],
)
