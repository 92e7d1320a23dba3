"""State machines of the credit bank."""

from __future__ import annotations

from baigong.contexts.credit_bank.workflow.certificate_types import CERTIFICATE_TYPE, TRAINING_BODY
from baigong.contexts.credit_bank.workflow.conversions import CONVERSION
from baigong.contexts.credit_bank.workflow.credentials import CREDENTIAL
from baigong.contexts.credit_bank.workflow.learners import LEARNER
from baigong.contexts.credit_bank.workflow.outcomes import OUTCOME, OUTCOME_TYPE
from baigong.contexts.credit_bank.workflow.rules import CONVERSION_RULE

__all__ = ["CERTIFICATE_TYPE", "CONVERSION", "CONVERSION_RULE", "CREDENTIAL", "LEARNER", "OUTCOME", "OUTCOME_TYPE", "TRAINING_BODY"]
