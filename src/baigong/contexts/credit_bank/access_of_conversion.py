"""Who tries rules: the office and the school whose rules they are."""

from __future__ import annotations

from baigong.contexts.credit_bank.access import DESKS, OFFICE
from baigong.contexts.credit_bank.models import RuleTrial
from baigong.kernel.access import Allow, Policy

RULE_TRIAL_POLICY = Policy(
    RuleTrial,
    [Allow.of("view try drop", OFFICE), Allow.of("view try drop", DESKS, via="school")],
    relations={"school": "school"},
)
