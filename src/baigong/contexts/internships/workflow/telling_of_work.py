"""Whom a placement concerns: the intern, the school, the unit; they are told what waits for them and what happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from baigong.contexts.accounts.public import ENTERPRISE_OFFICER, SCHOOL_OFFICER, people_at_each
from baigong.contexts.internships.models import Placement
from baigong.kernel.access import Actor
from baigong.kernel.notices import tell as tell_people


def people_of(placement: Placement, sides: Iterable[str], now: datetime) -> list[int]:
    """The accounts of ``sides`` (``intern``, ``school``, ``unit``)."""
    found: list[int] = []
    for side in sides:
        if side == "intern":
            learner = placement.intern.learner
            found += [learner.user_id] if learner is not None and learner.user_id is not None else []
        else:
            body, role = (placement.school_id, SCHOOL_OFFICER) if side == "school" else (placement.enterprise_id, ENTERPRISE_OFFICER)
            found += [user.pk for users in people_at_each([body], (role,), now.date()).values() for user in users]
    return found


def tell(
    placement: Placement, sides: Iterable[str], kind: str, words: Any, *, actor: Actor, now: datetime, row: Any = None, body: str = ""
) -> None:
    """Say something of a placement, or of a ``row`` of it, to its sides, but not to who did it. ``words`` has a place for ``title``."""
    about = placement if row is None else row
    people = [pk for pk in people_of(placement, sides, now) if pk != actor.user_id]
    tell_people(people, about, kind, words, actor=actor, now=now, body=body)
