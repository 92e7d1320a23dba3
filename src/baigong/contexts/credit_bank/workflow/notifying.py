"""The two courses of telling: whoever has to answer is asked, until it is answered; the learner is told what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from baigong.contexts.accounts.public import CREDIT_OFFICER, LIAISON, SCHOOL_OFFICER, people_at_each, people_with
from baigong.kernel.access import Actor, Role
from baigong.kernel.notices import notify, settle
from baigong.kernel.wording import as_recorded


def officers_of(bodies: Iterable[int], now: datetime, roles: Iterable[Role] = (SCHOOL_OFFICER, LIAISON)) -> list[int]:
    """Who acts for bodies."""
    return [user.pk for users in people_at_each(list(bodies), tuple(roles), now.date()).values() for user in users]


def office(now: datetime) -> list[int]:
    """Who works for the city's credit-bank office."""
    return list(people_with([CREDIT_OFFICER], now.date()).values_list("pk", flat=True))


def answered(row: Any, now: datetime, *kinds: str) -> None:
    """What people were asked to decide has been decided, or taken back."""
    for kind in kinds:
        settle(kind=kind, url=row.get_absolute_url(), now=now)


def tell(
    people: Iterable[int], row: Any, kind: str, words: Any, *, actor: Actor, now: datetime, title: object = None, body: str = ""
) -> None:
    """Say something of ``row``: that it waits, what came of it. ``words`` has a place for its ``title``, which may be asked for: both are
    said in the language of records."""
    with as_recorded():
        subject = str(words) % {"title": row if title is None else title() if callable(title) else title}
    notify(people, actor=actor, now=now, kind=kind, url=row.get_absolute_url(), subject=subject, body=body)


def tell_learner_of(
    row: Any, event: str, words: Mapping[str, Any], *, actor: Actor, now: datetime, title: object = None, body: str = ""
) -> None:
    """Say to the learner of ``row``, where there is an account to sign in with, what came of it."""
    if row.learner.user_id is not None:
        kind = f"{row._meta.label_lower}.{event}"
        tell([row.learner.user_id], row, kind, words[event], actor=actor, now=now, title=title, body=body)
