"""State machines of the credit bank."""

from __future__ import annotations

from baigong.contexts.credit_bank.workflow.appeals import APPEAL
from baigong.contexts.credit_bank.workflow.certificate_types import CERTIFICATE_TYPE, TRAINING_BODY
from baigong.contexts.credit_bank.workflow.conversions import CONVERSION
from baigong.contexts.credit_bank.workflow.course_mappings import STANDARD_MAPPING
from baigong.contexts.credit_bank.workflow.credentials import CREDENTIAL
from baigong.contexts.credit_bank.workflow.learners import LEARNER
from baigong.contexts.credit_bank.workflow.local_standards import LOCAL_STANDARD
from baigong.contexts.credit_bank.workflow.mutual import AGREEMENT, PARTY
from baigong.contexts.credit_bank.workflow.mutual_courses import ENROLMENT, SHARED_COURSE
from baigong.contexts.credit_bank.workflow.outcomes import OUTCOME, OUTCOME_TYPE
from baigong.contexts.credit_bank.workflow.pilots import (
    ASSESSMENT_ENTRY,
    ASSESSMENT_SESSION,
    CERTIFICATE_CLASS,
    ISSUED_CERTIFICATE,
    PILOT_QUOTA,
)
from baigong.contexts.credit_bank.workflow.reconciliations import RECONCILIATION
from baigong.contexts.credit_bank.workflow.rules import CONVERSION_RULE

__all__ = [
    "AGREEMENT",
    "APPEAL",
    "ASSESSMENT_ENTRY",
    "ASSESSMENT_SESSION",
    "CERTIFICATE_CLASS",
    "CERTIFICATE_TYPE",
    "CONVERSION",
    "CONVERSION_RULE",
    "CREDENTIAL",
    "ENROLMENT",
    "ISSUED_CERTIFICATE",
    "LEARNER",
    "LOCAL_STANDARD",
    "OUTCOME",
    "OUTCOME_TYPE",
    "PARTY",
    "PILOT_QUOTA",
    "RECONCILIATION",
    "SHARED_COURSE",
    "STANDARD_MAPPING",
    "TRAINING_BODY",
]
