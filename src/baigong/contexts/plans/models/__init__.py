"""The plan as it stands and as it is run; one file a subject."""

from baigong.contexts.plans.models.circulars import Circular, CircularState
from baigong.contexts.plans.models.documents import Clause, DraftItem, DraftItemState, ItemKind, PlanDocument, PlanDocumentState
from baigong.contexts.plans.models.filings import Filing, FilingCheck, FilingState
from baigong.contexts.plans.models.meetings import AgendaItem, Attendance, AttendanceStatus, Decision, Meeting, MeetingState
from baigong.contexts.plans.models.plan import (
    IN_FORCE,
    Comparator,
    DateSource,
    Duty,
    Measure,
    Milestone,
    Plan,
    PlanState,
    Responsibility,
    Task,
    TaskKind,
    TaskState,
)
from baigong.contexts.plans.models.registers import NumberSeries, next_number
from baigong.contexts.plans.models.reporting import (
    CycleException,
    CycleState,
    Evidence,
    EvidenceKind,
    Report,
    ReportedMilestone,
    ReportedValue,
    ReportingCycle,
    ReportState,
)
from baigong.contexts.plans.models.requests import RequestState, SupportRequest, SupportRequestNote
from baigong.contexts.plans.models.settings import RuleSetting
from baigong.contexts.plans.models.targets import InterimValue, LightRecord, Target, TargetKind, TargetPart, TargetReading, ValueSource

__all__ = [
    "IN_FORCE",
    "AgendaItem",
    "Attendance",
    "AttendanceStatus",
    "Circular",
    "CircularState",
    "Clause",
    "Comparator",
    "CycleException",
    "CycleState",
    "DateSource",
    "Decision",
    "DraftItem",
    "DraftItemState",
    "Duty",
    "Evidence",
    "EvidenceKind",
    "Filing",
    "FilingCheck",
    "FilingState",
    "InterimValue",
    "ItemKind",
    "LightRecord",
    "Measure",
    "Meeting",
    "MeetingState",
    "Milestone",
    "NumberSeries",
    "Plan",
    "PlanDocument",
    "PlanDocumentState",
    "PlanState",
    "Report",
    "ReportState",
    "ReportedMilestone",
    "ReportedValue",
    "ReportingCycle",
    "RequestState",
    "Responsibility",
    "RuleSetting",
    "SupportRequest",
    "SupportRequestNote",
    "Target",
    "TargetKind",
    "TargetPart",
    "TargetReading",
    "Task",
    "TaskKind",
    "TaskState",
    "ValueSource",
    "next_number",
]
