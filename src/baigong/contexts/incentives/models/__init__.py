"""Tables of incentives."""

from baigong.contexts.incentives.models.candidacies import (
    HELD,
    ON_LIST,
    OPEN_REPORTS,
    PUBLIC,
    Candidacy,
    CandidacyPaper,
    CandidacyState,
    Claim,
    PaperKind,
    YearlyReport,
    YearlyReportState,
)
from baigong.contexts.incentives.models.entitlements import (
    Entitlement,
    EntitlementState,
    Incentive,
    IncentiveState,
    Pillar,
    Suspension,
)
from baigong.contexts.incentives.models.ledger import EntryKind, LedgerEntry, LedgerPaper, Voucher, VoucherKind
from baigong.contexts.incentives.models.surcharges import Surcharge, SurchargeSource
from baigong.contexts.incentives.models.trials import CreditTrial, CreditTrialChange

__all__ = [
    "HELD",
    "ON_LIST",
    "OPEN_REPORTS",
    "PUBLIC",
    "Candidacy",
    "CandidacyPaper",
    "CandidacyState",
    "Claim",
    "CreditTrial",
    "CreditTrialChange",
    "Entitlement",
    "EntitlementState",
    "EntryKind",
    "Incentive",
    "IncentiveState",
    "LedgerEntry",
    "LedgerPaper",
    "PaperKind",
    "Pillar",
    "Surcharge",
    "SurchargeSource",
    "Suspension",
    "Voucher",
    "VoucherKind",
    "YearlyReport",
    "YearlyReportState",
]
