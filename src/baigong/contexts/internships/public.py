"""What delivery and the contexts above may use of internships."""

from __future__ import annotations

from baigong.contexts.internships.access import APPEAL_POLICY, ENTRY_POLICY, INTERN_POLICY, POST_POLICY, ROUND_POLICY
from baigong.contexts.internships.events import DutyNotMet, ViolationReported
from baigong.contexts.internships.models import (
    Intern,
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
)

__all__ = [
    "APPEAL_POLICY",
    "ENTRY_POLICY",
    "INTERN_POLICY",
    "POST_POLICY",
    "ROUND_POLICY",
    "DutyNotMet",
    "Intern",
    "InternshipPost",
    "Placement",
    "PlacementAppeal",
    "PlacementRound",
    "PlacementState",
    "PostFiling",
    "PostMentor",
    "PostState",
    "RoundEntry",
    "RoundPost",
    "RoundState",
    "ViolationReported",
]
