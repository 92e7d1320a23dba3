"""Declaring a counting, and asking for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.utils import translation

from baigong.kernel.access import Actor, Holding, all_roles
from baigong.kernel.counts.models import KeptCount

Asked = Mapping[str, str]
"""What is counted: a period, a year."""


class Counted(NamedTuple):
    """The content, as JSON has it, and when it was counted."""

    content: Any
    at: datetime


@dataclass(frozen=True)
class Counting:
    """Something that takes long to count. ``key`` names it.

    ``count`` gets the actor, the moment and what is asked, and gives what JSON can hold; it may depend on the actor's roles and bodies
    and on nothing else of the person. ``nightly``: on a day, what is counted in the night for whoever asked lately. ``shape`` is raised
    with what ``count`` gives: what was kept in another shape is not read.
    """

    key: str
    count: Callable[[Actor, datetime, Asked], Any]
    nightly: Callable[[date], Asked]
    shape: int = 1

    def __post_init__(self) -> None:
        if any(known.key == self.key for known in _countings.values()):
            raise ValueError(f"{self.key} is declared twice")
        _countings[self.what] = self

    @property
    def what(self) -> str:
        """What a kept count is found by."""
        return f"{self.key}.{self.shape}"

    def kept(self, *, actor: Actor, now: datetime, asked: Asked, anew: bool = False) -> Counted:
        """As it was counted today for all who see the same; counted now where nobody asked yet, or ``anew`` on demand."""
        today = now.date()
        known = KeptCount.objects.filter(**self._which(actor, asked), counted_at__date=today).first()
        if known is None or anew:
            return self.recount(actor=actor, now=now, asked=asked, asked_on=today)
        if known.asked_on != today:
            KeptCount.objects.filter(pk=known.pk).update(asked_on=today)
        return Counted(known.content, known.counted_at)

    def recount(self, *, actor: Actor, now: datetime, asked: Asked, asked_on: date) -> Counted:
        """Count and keep; ``asked_on``: when somebody last wanted it."""
        content = json.loads(json.dumps(self.count(actor, now, asked), default=str))
        facts = {"asked_as": _asked_as(actor), "asked_on": asked_on, "counted_at": now, "content": content}
        KeptCount.objects.update_or_create(**self._which(actor, asked), defaults=facts)
        return Counted(content, now)

    def _which(self, actor: Actor, asked: Asked) -> dict[str, Any]:
        scope = hashlib.sha256(json.dumps([actor.is_system, _asked_as(actor)]).encode()).hexdigest()
        return {"what": self.what, "of": urlencode(sorted(asked.items())), "scope": scope, "language": translation.get_language() or ""}


_countings: dict[str, Counting] = {}


def all_countings() -> dict[str, Counting]:
    """Every counting by what its kept counts are found by."""
    return dict(_countings)


def asked_of(row: KeptCount) -> Asked:
    """What a kept count was asked of."""
    return dict(parse_qsl(row.of))


def acting(row: KeptCount) -> Actor:
    """Somebody who sees what those see who asked. Whose body has moved meanwhile asks as another."""
    roles = all_roles()
    return Actor(holdings=tuple(Holding(roles[key], body, path) for key, body, path in row.asked_as if key in roles))


def _asked_as(actor: Actor) -> list[list[Any]]:
    return sorted([holding.role.key, holding.organisation_id, holding.path] for holding in actor.holdings)
