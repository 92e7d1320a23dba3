"""What delivery and the contexts above may use of credit_bank."""

from __future__ import annotations

from baigong.contexts.credit_bank.models import (
    Conversion,
    ConversionRule,
    Credential,
    CreditProgramme,
    IdentityDocument,
    KeyAlgorithm,
    Learner,
    LearnerState,
    Outcome,
    OutcomeState,
    OutcomeType,
    OutcomeTypeState,
    all_outcome_kinds,
)
from baigong.contexts.credit_bank.services.catalogue import TypeHead, draft_type
from baigong.contexts.credit_bank.services.conversions import apply as apply_for_conversion
from baigong.contexts.credit_bank.services.credentials import issue_credentials
from baigong.contexts.credit_bank.services.issuer_keys import rotate_key
from baigong.contexts.credit_bank.services.outcomes import Claim, attach, draft_outcome
from baigong.contexts.credit_bank.services.people import Opening, check_document, merge, open_account, register_oneself, split
from baigong.contexts.credit_bank.services.programmes import (
    CourseHead,
    ProgrammeHead,
    SettingsHead,
    save_courses,
    save_programme,
    set_settings,
)
from baigong.contexts.credit_bank.services.rules import NeedHead, RuleHead, draft_rule, head_of
from baigong.contexts.credit_bank.services.sharing import end_share, give_share
from baigong.contexts.credit_bank.services.trusted_issuers import end_trust, trust_issuer

__all__ = [
    "Claim",
    "Conversion",
    "ConversionRule",
    "CourseHead",
    "Credential",
    "CreditProgramme",
    "IdentityDocument",
    "KeyAlgorithm",
    "Learner",
    "LearnerState",
    "NeedHead",
    "Opening",
    "Outcome",
    "OutcomeState",
    "OutcomeType",
    "OutcomeTypeState",
    "ProgrammeHead",
    "RuleHead",
    "SettingsHead",
    "TypeHead",
    "all_outcome_kinds",
    "apply_for_conversion",
    "attach",
    "check_document",
    "draft_outcome",
    "draft_rule",
    "draft_type",
    "end_share",
    "end_trust",
    "give_share",
    "head_of",
    "issue_credentials",
    "merge",
    "open_account",
    "register_oneself",
    "rotate_key",
    "save_courses",
    "save_programme",
    "set_settings",
    "split",
    "trust_issuer",
]
