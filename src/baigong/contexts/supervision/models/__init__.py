"""Tables of supervision."""

from __future__ import annotations

from baigong.contexts.supervision.models.cases import (
    ENDED,
    OPEN,
    Case,
    CasePaper,
    CaseRecord,
    CaseState,
    Measure,
    PaperKind,
    RecordKind,
    SourceKind,
)

__all__ = ["ENDED", "OPEN", "Case", "CasePaper", "CaseRecord", "CaseState", "Measure", "PaperKind", "RecordKind", "SourceKind"]
