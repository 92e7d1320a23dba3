"""What delivery and the contexts above may use of supervision."""

from __future__ import annotations

from baigong.contexts.supervision.access import CASE_POLICY
from baigong.contexts.supervision.hearing import open_for_shortfall, open_for_violation, settle_for_shortfall
from baigong.contexts.supervision.models import Case, CasePaper, CaseRecord, CaseState, PaperKind, RecordKind, SourceKind
from baigong.contexts.supervision.selectors.cases import list_cases
from baigong.contexts.supervision.services.opening import Matter, Source, attach, open_case

__all__ = [
    "CASE_POLICY",
    "Case",
    "CasePaper",
    "CaseRecord",
    "CaseState",
    "Matter",
    "PaperKind",
    "RecordKind",
    "Source",
    "SourceKind",
    "attach",
    "list_cases",
    "open_case",
    "open_for_shortfall",
    "open_for_violation",
    "settle_for_shortfall",
]
