"""Tables of internships."""

from baigong.contexts.internships.models.interns import Intern
from baigong.contexts.internships.models.placement_states import AT_WORK, BEFORE_START, OVER, STANDING, PlacementState
from baigong.contexts.internships.models.placements import Placement
from baigong.contexts.internships.models.posts import (
    Hazard,
    Housing,
    InternshipPost,
    Organiser,
    PayForm,
    PostFiling,
    PostMentor,
    PostState,
    Venue,
)
from baigong.contexts.internships.models.rounds import (
    AppealState,
    EntryState,
    PlacementAppeal,
    PlacementRound,
    RoundEntry,
    RoundPost,
    RoundState,
)

__all__ = [
    "AT_WORK",
    "BEFORE_START",
    "OVER",
    "STANDING",
    "AppealState",
    "EntryState",
    "Hazard",
    "Housing",
    "Intern",
    "InternshipPost",
    "Organiser",
    "PayForm",
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
    "Venue",
]
