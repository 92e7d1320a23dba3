"""News that organisations publish after commit; the contexts above listen (``delivery/subscriptions.py``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PostChangedHands:
    """From ``on``, ``new_person_id`` holds the post; ``None`` when it falls vacant, or was vacant before."""

    post_id: int
    former_person_id: int | None
    new_person_id: int | None
    on: date


@dataclass(frozen=True)
class OrganisationReorganised:
    """From ``on``, the successors bear the duties of a body that ended the day before (none: its duties lapsed)."""

    organisation_id: int
    successor_ids: tuple[int, ...]
    on: date
