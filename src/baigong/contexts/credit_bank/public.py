"""What delivery and the contexts above may use of credit_bank."""

from __future__ import annotations

from baigong.contexts.credit_bank.identity import identity_of
from baigong.contexts.credit_bank.ledger.sealing import seal as seal_ledger
from baigong.contexts.credit_bank.models import (
    AssessmentEntry,
    AssessmentSession,
    AssessmentSite,
    CertificateClass,
    CertificateLevel,
    CertificateType,
    Conversion,
    ConversionRule,
    CourseEnrolment,
    Credential,
    CreditProgramme,
    IdentityDocument,
    IssuedCertificate,
    KeyAlgorithm,
    Learner,
    LearnerState,
    LocalStandard,
    Outcome,
    OutcomeState,
    OutcomeType,
    OutcomeTypeState,
    PilotQuota,
    Posting,
    RecognitionAgreement,
    Reconciliation,
    SharedCourse,
    StandardMapping,
    StandardParty,
    TrainingBody,
    all_outcome_kinds,
    evidence_choices,
)
from baigong.contexts.credit_bank.selectors.known import known_by_hash
from baigong.contexts.credit_bank.selectors.people import own_credits
from baigong.contexts.credit_bank.services.accounts_from_roster import Answers, open_from_roster
from baigong.contexts.credit_bank.services.appeals import Plea, contested
from baigong.contexts.credit_bank.services.appeals import attach as attach_to_appeal
from baigong.contexts.credit_bank.services.appeals import lodge as lodge_appeal
from baigong.contexts.credit_bank.services.assessment_results import ResultLine as AssessmentResultLine
from baigong.contexts.credit_bank.services.assessment_results import post_results as post_assessment_results
from baigong.contexts.credit_bank.services.assessments import Consent, SessionHead, enter_learners, open_session
from baigong.contexts.credit_bank.services.catalogue import TypeHead, draft_type
from baigong.contexts.credit_bank.services.certificate_classes import ClassHead, open_class
from baigong.contexts.credit_bank.services.certificate_classes import enrol as enrol_in_class
from baigong.contexts.credit_bank.services.certificate_types import CertificateHead, draft_certificate, link_outcome_type
from baigong.contexts.credit_bank.services.certificate_types import save_body as save_training_body
from baigong.contexts.credit_bank.services.conversions import apply as apply_for_conversion
from baigong.contexts.credit_bank.services.conversions import grant_in_part, lines_to_decide
from baigong.contexts.credit_bank.services.course_mappings import LineHead as MappingLineHead
from baigong.contexts.credit_bank.services.course_mappings import draft_mapping
from baigong.contexts.credit_bank.services.course_mappings import write_lines as write_mapping
from baigong.contexts.credit_bank.services.credentials import issue_credentials
from baigong.contexts.credit_bank.services.issuer_keys import rotate_key
from baigong.contexts.credit_bank.services.issuing import CertificateLine, register_certificates, rename_holder
from baigong.contexts.credit_bank.services.local_standards import StandardHead, add_party, give_opinion, propose_standard
from baigong.contexts.credit_bank.services.local_standards import attach_paper as attach_to_standard
from baigong.contexts.credit_bank.services.mutual import AgreementHead, PartyHead, draft_agreement, end_agreements
from baigong.contexts.credit_bank.services.mutual_courses import SharedCourseHead
from baigong.contexts.credit_bank.services.mutual_courses import draft_course as draft_shared_course
from baigong.contexts.credit_bank.services.mutual_enrolments import admit_in_turn, confirm_all, enrol, recognise_all
from baigong.contexts.credit_bank.services.mutual_results import ResultLine
from baigong.contexts.credit_bank.services.mutual_results import post_results as post_course_results
from baigong.contexts.credit_bank.services.outcomes import Claim, attach, draft_outcome
from baigong.contexts.credit_bank.services.people import Opening, check_document, merge, open_account, register_oneself, split
from baigong.contexts.credit_bank.services.pilots import (
    QuotaHead,
    SiteHead,
    admit_site,
    apply_for_quota,
    enter_pilot_school,
    enter_site,
)
from baigong.contexts.credit_bank.services.posting import Line as OutcomeLine
from baigong.contexts.credit_bank.services.posting import post_outcomes
from baigong.contexts.credit_bank.services.programmes import (
    CourseHead,
    ProgrammeHead,
    SettingsHead,
    save_courses,
    save_programme,
    set_settings,
)
from baigong.contexts.credit_bank.services.reconciliations import count as count_reconciliation
from baigong.contexts.credit_bank.services.reconciliations import request_reconciliation
from baigong.contexts.credit_bank.services.records import issue_record
from baigong.contexts.credit_bank.services.register_results import post_return, set_courses
from baigong.contexts.credit_bank.services.rules import NeedHead, RuleHead, draft_rule, head_of
from baigong.contexts.credit_bank.services.sharing import end_share, give_share
from baigong.contexts.credit_bank.services.standard_versions import ModuleHead, write_modules
from baigong.contexts.credit_bank.services.standard_versions import save_version as save_standard_version
from baigong.contexts.credit_bank.services.trials import run_trial, start_trial
from baigong.contexts.credit_bank.services.trusted_issuers import end_trust, trust_issuer

__all__ = [
    "AgreementHead",
    "Answers",
    "AssessmentEntry",
    "AssessmentResultLine",
    "AssessmentSession",
    "AssessmentSite",
    "CertificateClass",
    "CertificateHead",
    "CertificateLevel",
    "CertificateLine",
    "CertificateType",
    "Claim",
    "ClassHead",
    "Consent",
    "Conversion",
    "ConversionRule",
    "CourseEnrolment",
    "CourseHead",
    "Credential",
    "CreditProgramme",
    "IdentityDocument",
    "IssuedCertificate",
    "KeyAlgorithm",
    "Learner",
    "LearnerState",
    "LocalStandard",
    "MappingLineHead",
    "ModuleHead",
    "NeedHead",
    "Opening",
    "Outcome",
    "OutcomeLine",
    "OutcomeState",
    "OutcomeType",
    "OutcomeTypeState",
    "PartyHead",
    "PilotQuota",
    "Plea",
    "Posting",
    "ProgrammeHead",
    "QuotaHead",
    "RecognitionAgreement",
    "Reconciliation",
    "ResultLine",
    "RuleHead",
    "SessionHead",
    "SettingsHead",
    "SharedCourse",
    "SharedCourseHead",
    "SiteHead",
    "StandardHead",
    "StandardMapping",
    "StandardParty",
    "TrainingBody",
    "TypeHead",
    "add_party",
    "admit_in_turn",
    "admit_site",
    "all_outcome_kinds",
    "apply_for_conversion",
    "apply_for_quota",
    "attach",
    "attach_to_appeal",
    "attach_to_standard",
    "check_document",
    "confirm_all",
    "contested",
    "count_reconciliation",
    "draft_agreement",
    "draft_certificate",
    "draft_mapping",
    "draft_outcome",
    "draft_rule",
    "draft_shared_course",
    "draft_type",
    "end_agreements",
    "end_share",
    "end_trust",
    "enrol",
    "enrol_in_class",
    "enter_learners",
    "enter_pilot_school",
    "enter_site",
    "evidence_choices",
    "give_opinion",
    "give_share",
    "grant_in_part",
    "head_of",
    "identity_of",
    "issue_credentials",
    "issue_record",
    "known_by_hash",
    "lines_to_decide",
    "link_outcome_type",
    "lodge_appeal",
    "merge",
    "open_account",
    "open_class",
    "open_from_roster",
    "open_session",
    "own_credits",
    "post_assessment_results",
    "post_course_results",
    "post_outcomes",
    "post_return",
    "propose_standard",
    "recognise_all",
    "register_certificates",
    "register_oneself",
    "rename_holder",
    "request_reconciliation",
    "rotate_key",
    "run_trial",
    "save_courses",
    "save_programme",
    "save_standard_version",
    "save_training_body",
    "seal_ledger",
    "set_courses",
    "set_settings",
    "split",
    "start_trial",
    "trust_issuer",
    "write_mapping",
    "write_modules",
]
