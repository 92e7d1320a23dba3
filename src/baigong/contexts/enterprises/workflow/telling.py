"""Who is told what: the enterprise's own people, the party that has to confirm, those who watch over it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from baigong.contexts.accounts.public import ENTERPRISE_OFFICER, SCHOOL_OFFICER, WORKING_TEAM, people_at_each, people_with
from baigong.kernel.access import Actor
from baigong.kernel.notices import notify, settle
from baigong.kernel.wording import as_recorded


def officers_of(bodies: Iterable[int], now: datetime) -> list[int]:
    """Who acts for schools and enterprises."""
    roles = (SCHOOL_OFFICER, ENTERPRISE_OFFICER)
    return [user.pk for users in people_at_each(list(bodies), roles, now.date()).values() for user in users]


def team(now: datetime) -> list[int]:
    """Who works in the working team."""
    return list(people_with([WORKING_TEAM], now.date()).values_list("pk", flat=True))


def tell(people: Iterable[int], row: Any, kind: str, words: Any, *, actor: Actor, now: datetime, body: str = "") -> None:
    """Say something of ``row``, in the language of records; ``words`` has a place for its ``title``."""
    with as_recorded():
        subject = str(words) % {"title": row}
    notify(people, actor=actor, now=now, kind=kind, url=row.get_absolute_url(), subject=subject, body=body)


def answered(row: Any, kind: str, now: datetime) -> None:
    """What people were asked has been answered, or taken back."""
    settle(kind=kind, url=row.get_absolute_url(), now=now)
