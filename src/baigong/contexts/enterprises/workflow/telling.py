"""Who is told: the people of enterprises and schools, those who watch over them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from baigong.contexts.accounts.public import ENTERPRISE_OFFICER, SCHOOL_OFFICER, WORKING_TEAM, people_at_each, people_with


def officers_of(bodies: Iterable[int], now: datetime) -> list[int]:
    """Who acts for schools and enterprises."""
    roles = (SCHOOL_OFFICER, ENTERPRISE_OFFICER)
    return [user.pk for users in people_at_each(list(bodies), roles, now.date()).values() for user in users]


def team(now: datetime) -> list[int]:
    """Who works in the working team."""
    return list(people_with([WORKING_TEAM], now.date()).values_list("pk", flat=True))
