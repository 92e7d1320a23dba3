"""Who sends, who sees what came, and who keeps the interface."""

from __future__ import annotations

from baigong.contexts.accounts.public import COUNTY_OFFICER, LEADER, LIAISON, SCHOOL_OFFICER, SYSTEM_ADMIN, WORKING_TEAM
from baigong.contexts.registers.models import AccountState, Batch, Draft, QualityFinding, ReturnAccount, ReturnDuty, TableCoverage
from baigong.kernel.access import Allow, Policy

SENDERS = {SCHOOL_OFFICER, COUNTY_OFFICER, LIAISON}

BATCH_POLICY = Policy(
    Batch,
    [
        Allow.of("view", {WORKING_TEAM, LEADER}),
        Allow.of("view", SENDERS, via="body"),
        Allow.of("send", SENDERS, via="body"),
        Allow.of("send", {WORKING_TEAM}),
        # The very rows: they bear names, which a leader has no need of. The full numbers are for the body that sent them.
        Allow.of("read withdraw", {WORKING_TEAM}),
        Allow.of("read unseal withdraw", SENDERS, via="body"),
    ],
    relations={"body": "organisation"},
)

# What somebody uploaded and has not confirmed is seen by the body that would send it.
DRAFT_POLICY = Policy(
    Draft,
    [
        Allow.of("view confirm discard", SENDERS, via="body"),
        Allow.of("view confirm discard", {WORKING_TEAM}),
    ],
    relations={"body": "organisation"},
)

DUTY_POLICY = Policy(
    ReturnDuty,
    [
        Allow.of("view", {WORKING_TEAM, LEADER}),
        Allow.of("view", SENDERS, via="body"),
        Allow.of("set remind", {WORKING_TEAM}),
    ],
    relations={"body": "organisation"},
)

COVERAGE_POLICY = Policy(
    TableCoverage,
    [Allow.of("view", {WORKING_TEAM, LEADER}), Allow.of("view", SENDERS, via="body")],
    relations={"body": "organisation"},
)

FINDING_POLICY = Policy(
    QualityFinding,
    [Allow.of("view assess", {WORKING_TEAM}), Allow.of("view", SENDERS, via="body")],
    relations={"body": "organisation"},
)

# The body itself applies, makes its credentials and reads how to push; whether and from where it may push is the bureau's to say.
WITH_CREDENTIALS = {"state": {AccountState.ISSUED, AccountState.OPEN}}
RETURN_ACCOUNT_POLICY = Policy(
    ReturnAccount,
    [
        Allow.of("view apply", SENDERS, via="body"),
        Allow.of("view apply", {WORKING_TEAM}),
        Allow.of("view", {SYSTEM_ADMIN}),
        Allow.of("renew", SENDERS, via="body", when=WITH_CREDENTIALS),
        Allow.of("renew", {WORKING_TEAM, SYSTEM_ADMIN}, when=WITH_CREDENTIALS),
        Allow.of("set", {WORKING_TEAM, SYSTEM_ADMIN}, when={"state": set(AccountState) - {AccountState.CLOSED}}),
        Allow.of("issue decline register suspend resume close", {WORKING_TEAM, SYSTEM_ADMIN}),
    ],
    relations={"body": "organisation"},
)
