"""Who works on the pilot of 1+X: the school asks, the city's team grants, the site assesses; a learner sees what is the learner's own."""

from __future__ import annotations

from baigong.contexts.accounts.public import CITY_STAFF, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.credit_bank.access import COUNTY, DESKS, OFFICE
from baigong.contexts.credit_bank.models import (
    AssessmentEntry,
    AssessmentSession,
    AssessmentSite,
    CertificateClass,
    IssuedCertificate,
    PilotQuota,
    PilotSchool,
)
from baigong.kernel.access import Allow, Policy

BUREAU = {WORKING_TEAM}
"""Who decides for the city's education bureau."""
SCHOOL = {SCHOOL_OFFICER}

PILOT_SCHOOL_POLICY = Policy(
    PilotSchool,
    [
        Allow.of("view", signed_in=True),
        Allow.of("work", set(CITY_STAFF)),
        Allow.of("work enter end report", OFFICE | BUREAU),
        Allow.of("report", set(CITY_STAFF)),
        Allow.of("report", SCHOOL | COUNTY, via="school"),
    ],
    relations={"school": "school"},
)

QUOTA_POLICY = Policy(
    PilotQuota,
    [
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of("view work apply withdraw close", OFFICE),
        Allow.of("approve refuse close", BUREAU),
        Allow.of("view work apply withdraw close", SCHOOL, via="school"),
        Allow.of("view work", COUNTY, via="school"),
    ],
    relations={"school": "school"},
)

CLASS_POLICY = Policy(
    CertificateClass,
    [
        Allow.of("view work", set(CITY_STAFF)),
        Allow.of("view work open edit enrol start finish cancel", OFFICE),
        Allow.of("view work open edit enrol start finish cancel", SCHOOL, via="school"),
        Allow.of("view work", COUNTY, via="school"),
    ],
    relations={"school": "quota__school"},
)

SITE_POLICY = Policy(
    AssessmentSite,
    [
        Allow.of("view", signed_in=True),
        Allow.of("work", set(CITY_STAFF)),
        Allow.of("work enter edit admit", OFFICE | BUREAU),
        Allow.of("host", OFFICE),
        Allow.of("work host", DESKS, via="organisation"),
        Allow.of("work", COUNTY, via="organisation"),
    ],
    relations={"organisation": "organisation"},
)

SESSION_POLICY = Policy(
    AssessmentSession,
    [
        Allow.of("view", signed_in=True),
        Allow.of("work", set(CITY_STAFF)),
        Allow.of("work open edit cancel finish post", OFFICE),
        Allow.of("work open edit cancel finish post", DESKS, via="site"),
        Allow.of("work", COUNTY, via="site"),
    ],
    relations={"site": "site__organisation"},
)

ENTRY_POLICY = Policy(
    AssessmentEntry,
    [
        Allow.of("view register drop", mine="learner__user"),
        Allow.of("view work register drop", SCHOOL, via="school"),
        Allow.of("view work", COUNTY, via="school"),
        Allow.of("view work drop void pass fail miss reopen", DESKS, via="site"),
        Allow.of("view work register drop void pass fail miss reopen", OFFICE),
    ],
    relations={"school": "quota__school", "site": "session__site__organisation"},
)

ISSUED_POLICY = Policy(
    IssuedCertificate,
    [
        Allow.of("view", mine="learner__user"),
        Allow.of("view work register rename revoke", SCHOOL, via="registrar"),
        Allow.of("view work", COUNTY, via="registrar"),
        Allow.of("view work register rename revoke", OFFICE),
    ],
    relations={"registrar": "registrar"},
)
