"""What delivery may use of publications."""

from __future__ import annotations

from baigong.contexts.publications.access import PUBLICATION_POLICY
from baigong.contexts.publications.models import Publication, PublicationState
from baigong.contexts.publications.selectors import Timeliness, find_published, list_public, timeliness
from baigong.contexts.publications.services.writing import (
    Head,
    attach,
    draft_from,
    draft_publication,
    examine,
    head_of,
    set_validity,
    write_publication,
)

__all__ = [
    "PUBLICATION_POLICY",
    "Head",
    "Publication",
    "PublicationState",
    "Timeliness",
    "attach",
    "draft_from",
    "draft_publication",
    "examine",
    "find_published",
    "head_of",
    "list_public",
    "set_validity",
    "timeliness",
    "write_publication",
]
