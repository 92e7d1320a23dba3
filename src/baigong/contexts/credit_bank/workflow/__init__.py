"""State machines of the credit bank."""

from __future__ import annotations

from baigong.contexts.credit_bank.workflow.credentials import CREDENTIAL
from baigong.contexts.credit_bank.workflow.learners import LEARNER
from baigong.contexts.credit_bank.workflow.outcomes import OUTCOME, OUTCOME_TYPE

__all__ = ["CREDENTIAL", "LEARNER", "OUTCOME", "OUTCOME_TYPE"]
