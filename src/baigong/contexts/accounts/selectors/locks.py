"""Which names are locked after wrong passwords or codes, and until when.

The library counts failures by the clock on the wall, also in a demonstration that stands still on its own day; so ``now`` is here
that clock's and not ``request.now``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from axes.models import AccessAttempt
from django.conf import settings

from baigong.contexts.accounts.models import User


@dataclass(frozen=True)
class Lock:
    """A name under which nobody may sign in until ``until``; ``user`` where an account of that name exists."""

    username: str
    failures: int
    until: datetime
    last_at: datetime
    addresses: tuple[str, ...]
    user: User | None = None


def find_lock(username: str, *, now: datetime) -> Lock | None:
    """The lock on a name, or ``None``. One query."""
    return _lock(username, AccessAttempt.objects.filter(username=username), now)


def list_locks(*, now: datetime) -> list[Lock]:
    """Every name locked now, the latest failure first. Two queries."""
    since = now - settings.AXES_COOLOFF_TIME
    attempts: dict[str, list[AccessAttempt]] = defaultdict(list)
    for attempt in AccessAttempt.objects.filter(attempt_time__gt=since, username__isnull=False):
        attempts[attempt.username].append(attempt)
    users = {user.username: user for user in User.objects.filter(username__in=list(attempts))}
    found = [_lock(name, rows, now, users.get(name)) for name, rows in attempts.items()]
    return sorted((lock for lock in found if lock), key=lambda lock: lock.last_at, reverse=True)


def _lock(username: str, attempts: Iterable[AccessAttempt], now: datetime, user: User | None = None) -> Lock | None:
    """The lock that the failures of one name amount to: it ends when enough of them have grown old."""
    since = now - settings.AXES_COOLOFF_TIME
    rows = sorted((a for a in attempts if a.attempt_time > since), key=lambda a: a.attempt_time)
    total = sum(a.failures_since_start for a in rows)
    if total < settings.AXES_FAILURE_LIMIT:
        return None
    left, until = total, rows[-1].attempt_time
    for row in rows:
        left -= row.failures_since_start
        if left < settings.AXES_FAILURE_LIMIT:
            until = row.attempt_time
            break
    addresses = tuple(dict.fromkeys(a.ip_address for a in rows if a.ip_address))
    return Lock(username, total, until + settings.AXES_COOLOFF_TIME, rows[-1].attempt_time, addresses, user)
