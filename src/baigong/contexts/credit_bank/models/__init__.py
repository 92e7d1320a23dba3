"""Models of credit_bank."""

from __future__ import annotations

from baigong.contexts.credit_bank.models.amounts import UNITS_A_CREDIT, shown, units_from, units_of_hours
from baigong.contexts.credit_bank.models.conversions import Conversion, ConversionLine, ConversionState
from baigong.contexts.credit_bank.models.credentials import (
    Credential,
    CredentialState,
    IssuerKey,
    KeyAlgorithm,
    StatusList,
    StatusPurpose,
    StatusVolume,
    TrustedIssuer,
)
from baigong.contexts.credit_bank.models.kinds import (
    OutcomeKind,
    all_outcome_kinds,
    evidence_choices,
    outcome_kind,
    outcome_kind_choices,
)
from baigong.contexts.credit_bank.models.ledger import (
    AccountKind,
    CreditAccount,
    LedgerBlock,
    LedgerEpoch,
    LedgerKey,
    Posting,
    PostingKind,
)
from baigong.contexts.credit_bank.models.outcomes import (
    Outcome,
    OutcomeBatch,
    OutcomeEvidence,
    OutcomeState,
    OutcomeType,
    OutcomeTypeState,
)
from baigong.contexts.credit_bank.models.people import (
    CheckedBy,
    DocumentKind,
    Guardian,
    IdentityDocument,
    Learner,
    LearnerMerger,
    LearnerState,
    Share,
)
from baigong.contexts.credit_bank.models.programmes import (
    CourseCategory,
    CreditProgramme,
    ProgrammeCourse,
    SchoolCreditSettings,
    school_year_of,
)
from baigong.contexts.credit_bank.models.rules import ConversionRule, GradePolicy, RuleNeed, RuleState

__all__ = [
    "UNITS_A_CREDIT",
    "AccountKind",
    "CheckedBy",
    "Conversion",
    "ConversionLine",
    "ConversionRule",
    "ConversionState",
    "CourseCategory",
    "Credential",
    "CredentialState",
    "CreditAccount",
    "CreditProgramme",
    "DocumentKind",
    "GradePolicy",
    "Guardian",
    "IdentityDocument",
    "IssuerKey",
    "KeyAlgorithm",
    "Learner",
    "LearnerMerger",
    "LearnerState",
    "LedgerBlock",
    "LedgerEpoch",
    "LedgerKey",
    "Outcome",
    "OutcomeBatch",
    "OutcomeEvidence",
    "OutcomeKind",
    "OutcomeState",
    "OutcomeType",
    "OutcomeTypeState",
    "Posting",
    "PostingKind",
    "ProgrammeCourse",
    "RuleNeed",
    "RuleState",
    "SchoolCreditSettings",
    "Share",
    "StatusList",
    "StatusPurpose",
    "StatusVolume",
    "TrustedIssuer",
    "all_outcome_kinds",
    "evidence_choices",
    "outcome_kind",
    "outcome_kind_choices",
    "school_year_of",
    "shown",
    "units_from",
    "units_of_hours",
]
