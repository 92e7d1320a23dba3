"""What delivery and the contexts above may use of credit_bank."""

from __future__ import annotations

from baigong.contexts.credit_bank.models import (
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
from baigong.contexts.credit_bank.services.outcomes import Claim, attach, draft_outcome
from baigong.contexts.credit_bank.services.people import Opening, check_document, merge, open_account, register_oneself, split
from baigong.contexts.credit_bank.services.sharing import end_share, give_share

__all__ = [
    "Claim",
    "IdentityDocument",
    "Learner",
    "LearnerState",
    "Opening",
    "Outcome",
    "OutcomeState",
    "OutcomeType",
    "OutcomeTypeState",
    "TypeHead",
    "all_outcome_kinds",
    "attach",
    "check_document",
    "draft_outcome",
    "draft_type",
    "end_share",
    "give_share",
    "merge",
    "open_account",
    "register_oneself",
    "split",
]
