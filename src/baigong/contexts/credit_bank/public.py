"""What delivery and the contexts above may use of credit_bank."""

from __future__ import annotations

from baigong.contexts.credit_bank.models import (
    Conversion,
    ConversionRule,
    CreditProgramme,
    IdentityDocument,
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

__all__ = [
    "Claim",
    "Conversion",
    "ConversionRule",
    "CourseHead",
    "CreditProgramme",
    "IdentityDocument",
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
    "give_share",
    "head_of",
    "merge",
    "open_account",
    "register_oneself",
    "save_courses",
    "save_programme",
    "set_settings",
    "split",
]
