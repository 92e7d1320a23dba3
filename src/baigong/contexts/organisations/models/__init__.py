"""Who exists: bodies in a tree with their names over time, their posts and holders, and the leading bodies made of posts."""

from baigong.contexts.organisations.models.bodies import (
    SCHOOL_KINDS,
    Collective,
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    OrganisationName,
    Succession,
    SuccessionKind,
)
from baigong.contexts.organisations.models.drafts import ImportDraft
from baigong.contexts.organisations.models.leading import LeadingBody, LeadingBodyKind, Seat, SeatRole
from baigong.contexts.organisations.models.posts import Person, Post, PostHolding
from baigong.contexts.organisations.models.spans import Range, contains, overlaps

__all__ = [
    "SCHOOL_KINDS",
    "Collective",
    "ImportDraft",
    "LeadingBody",
    "LeadingBodyKind",
    "Organisation",
    "OrganisationAlias",
    "OrganisationKind",
    "OrganisationName",
    "Person",
    "Post",
    "PostHolding",
    "Range",
    "Seat",
    "SeatRole",
    "Succession",
    "SuccessionKind",
    "contains",
    "overlaps",
]
