"""Who sends, who sees what came, and who keeps the interface."""

from __future__ import annotations

from baigong.contexts.accounts.public import COUNTY_OFFICER, LEADER, LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.registers.models import Batch, Draft, Duty
from baigong.kernel.access import Allow, Policy

SENDERS = {SCHOOL_OFFICER, COUNTY_OFFICER, LIAISON}

BATCH_POLICY = Policy(
    Batch,
    [
        Allow.of("view", {WORKING_TEAM, LEADER}),
        Allow.of("view", SENDERS, via="body"),
        Allow.of("send", SENDERS, via="body"),
        Allow.of("send", {WORKING_TEAM}),
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
    Duty,
    [
        Allow.of("view", {WORKING_TEAM, LEADER}),
        Allow.of("view", SENDERS, via="body"),
        Allow.of("set remind", {WORKING_TEAM}),
    ],
    relations={"body": "organisation"},
)
