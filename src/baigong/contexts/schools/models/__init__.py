"""Models of schools."""

from __future__ import annotations

from baigong.contexts.schools.models.kinds import ProjectKind, all_kinds, kind_choices, kind_of
from baigong.contexts.schools.models.projects import (
    ENDED,
    OPEN_STATES,
    RANK,
    UNSENT,
    EvidenceKind,
    Project,
    ProjectEvidence,
    ProjectLevel,
    ProjectReport,
    ProjectReview,
    ProjectState,
    Recommendation,
    ReviewRound,
    ReviewState,
)

__all__ = [
    "ENDED",
    "OPEN_STATES",
    "RANK",
    "UNSENT",
    "EvidenceKind",
    "Project",
    "ProjectEvidence",
    "ProjectKind",
    "ProjectLevel",
    "ProjectReport",
    "ProjectReview",
    "ProjectState",
    "Recommendation",
    "ReviewRound",
    "ReviewState",
    "all_kinds",
    "kind_choices",
    "kind_of",
]
