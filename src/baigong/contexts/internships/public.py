"""What delivery and the contexts above may use of internships."""

from __future__ import annotations

from baigong.contexts.internships.access import APPEAL_POLICY, ENTRY_POLICY, INTERN_POLICY, POST_POLICY, ROUND_POLICY
from baigong.contexts.internships.events import DutyNotMet, DutySettled, ViolationReported
from baigong.contexts.internships.models import (
    Appraisal,
    Apprentice,
    Cohort,
    DayKind,
    DutyReturn,
    DutyShortfall,
    GuardianLink,
    Intern,
    InternshipAgreement,
    InternshipDay,
    InternshipLeave,
    InternshipLog,
    InternshipPay,
    InternshipPost,
    Placement,
    PlacementAppeal,
    PlacementRound,
    PlacementState,
    PostFiling,
    PostMentor,
    PostState,
    RoundEntry,
    RoundPost,
    RoundState,
    SubsidyClaim,
    ViolationReport,
)
from baigong.contexts.internships.selectors.duty import enterprises_owing, years_of
from baigong.contexts.internships.selectors.work import own_internship
from baigong.contexts.internships.services.agreements import SignedBy, consent_on_paper, draw_up, sign_on_paper
from baigong.contexts.internships.services.agreements import sign as sign_agreement
from baigong.contexts.internships.services.apprenticeship import CohortHead, Joining, add_stage, finish_stage, save_cohort
from baigong.contexts.internships.services.apprenticeship import enrol as enrol_apprentices
from baigong.contexts.internships.services.days import DayEntry, check_in, enter_days
from baigong.contexts.internships.services.duty import draft_return, notice_shortfalls, share_post
from baigong.contexts.internships.services.ending import appraise, change_employer
from baigong.contexts.internships.services.formalities import PolicyHead, TrainingHead, give_teacher, insure, train
from baigong.contexts.internships.services.guardians import make_link as make_guardian_link
from baigong.contexts.internships.services.guardians import sign_by_link as sign_by_guardian_link
from baigong.contexts.internships.services.hearing_of_staff import staff_corrected
from baigong.contexts.internships.services.hearing_of_work import unit_closed
from baigong.contexts.internships.services.interns import Care, InternHead, take_care, take_from_account, take_from_roster
from baigong.contexts.internships.services.own_units import place_in_own_unit
from baigong.contexts.internships.services.pay import PayEntry, enter_pays
from baigong.contexts.internships.services.posts import FilingHead, MentorHead, PostHead, close_over, enter_post, file_need
from baigong.contexts.internships.services.publishing import lodge_appeal, publish_round
from baigong.contexts.internships.services.rounds import (
    RoundHead,
    add_students,
    choose,
    open_round,
    pair_up,
    set_posts,
    withdraw_entry,
)
from baigong.contexts.internships.services.solving import override, start_solving
from baigong.contexts.internships.services.subsidies import approve_claim, draft_claim, enter_payment, settle_claim
from baigong.contexts.internships.services.supervised import report_case_ended, shortfall_case_moved
from baigong.contexts.internships.services.together import formalise_together, start_together
from baigong.contexts.internships.services.violations import ReportHead, name_handler
from baigong.contexts.internships.services.violations import detect as detect_violation
from baigong.contexts.internships.services.violations import lodge as lodge_report
from baigong.contexts.internships.services.work import VisitHead, ask_leave, enter_visit, mark_log, write_log
from baigong.contexts.internships.workflow.duty import news_of

__all__ = [
    "APPEAL_POLICY",
    "ENTRY_POLICY",
    "INTERN_POLICY",
    "POST_POLICY",
    "ROUND_POLICY",
    "Appraisal",
    "Apprentice",
    "Care",
    "Cohort",
    "CohortHead",
    "DayEntry",
    "DayKind",
    "DutyNotMet",
    "DutyReturn",
    "DutySettled",
    "DutyShortfall",
    "FilingHead",
    "GuardianLink",
    "Intern",
    "InternHead",
    "InternshipAgreement",
    "InternshipDay",
    "InternshipLeave",
    "InternshipLog",
    "InternshipPay",
    "InternshipPost",
    "Joining",
    "MentorHead",
    "PayEntry",
    "Placement",
    "PlacementAppeal",
    "PlacementRound",
    "PlacementState",
    "PolicyHead",
    "PostFiling",
    "PostHead",
    "PostMentor",
    "PostState",
    "ReportHead",
    "RoundEntry",
    "RoundHead",
    "RoundPost",
    "RoundState",
    "SignedBy",
    "SubsidyClaim",
    "TrainingHead",
    "ViolationReport",
    "ViolationReported",
    "VisitHead",
    "add_stage",
    "add_students",
    "appraise",
    "approve_claim",
    "ask_leave",
    "change_employer",
    "check_in",
    "choose",
    "close_over",
    "consent_on_paper",
    "detect_violation",
    "draft_claim",
    "draft_return",
    "draw_up",
    "enrol_apprentices",
    "enter_days",
    "enter_payment",
    "enter_pays",
    "enter_post",
    "enter_visit",
    "enterprises_owing",
    "file_need",
    "finish_stage",
    "formalise_together",
    "give_teacher",
    "insure",
    "lodge_appeal",
    "lodge_report",
    "make_guardian_link",
    "mark_log",
    "name_handler",
    "news_of",
    "notice_shortfalls",
    "open_round",
    "override",
    "own_internship",
    "pair_up",
    "place_in_own_unit",
    "publish_round",
    "report_case_ended",
    "save_cohort",
    "set_posts",
    "settle_claim",
    "share_post",
    "shortfall_case_moved",
    "sign_agreement",
    "sign_by_guardian_link",
    "sign_on_paper",
    "staff_corrected",
    "start_solving",
    "start_together",
    "take_care",
    "take_from_account",
    "take_from_roster",
    "train",
    "unit_closed",
    "withdraw_entry",
    "write_log",
    "years_of",
]
