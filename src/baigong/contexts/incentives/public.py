"""What delivery and the contexts above may use of incentives."""

from __future__ import annotations

from baigong.contexts.incentives.conditions import Recorded, read_by
from baigong.contexts.incentives.credit.statements import statement_for
from baigong.contexts.incentives.models import (
    Candidacy,
    CandidacyState,
    Entitlement,
    EntitlementState,
    Incentive,
    LedgerEntry,
    Surcharge,
    Suspension,
    YearlyReport,
)
from baigong.contexts.incentives.rules import months_after
from baigong.contexts.incentives.services.candidacies import ClaimHead, draft_candidacy, open_reports, set_claims, write_report
from baigong.contexts.incentives.services.candidacies import attach as attach_to_candidacy
from baigong.contexts.incentives.services.entitlements import (
    IncentiveHead,
    apply_for,
    draft_incentive,
    follow_flagged,
    follow_flags,
    lift_suspension,
    suspend_entitlements,
)
from baigong.contexts.incentives.services.ledger import SpendingHead, enter_investments, reverse, withdraw
from baigong.contexts.incentives.services.surcharges import SurchargeHead, enter_surcharge
from baigong.contexts.incentives.services.trials import start_trial

__all__ = [
    "Candidacy",
    "CandidacyState",
    "ClaimHead",
    "Entitlement",
    "EntitlementState",
    "Incentive",
    "IncentiveHead",
    "LedgerEntry",
    "Recorded",
    "SpendingHead",
    "Surcharge",
    "SurchargeHead",
    "Suspension",
    "YearlyReport",
    "apply_for",
    "attach_to_candidacy",
    "draft_candidacy",
    "draft_incentive",
    "enter_investments",
    "enter_surcharge",
    "follow_flagged",
    "follow_flags",
    "lift_suspension",
    "months_after",
    "open_reports",
    "read_by",
    "reverse",
    "set_claims",
    "start_trial",
    "statement_for",
    "suspend_entitlements",
    "withdraw",
    "write_report",
]
