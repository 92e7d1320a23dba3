"""Statistics of the bank: counted when they are asked for while it is small, from a dated count of the day once it is large."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from baigong.contexts.credit_bank.models import Outcome
from baigong.contexts.credit_bank.selectors.statistics import Statistics, restored, statistics_of
from baigong.kernel.access import Actor
from baigong.kernel.counts.counting import Asked, Counting

COUNTED_AT_ONCE = 50_000
"""Outcomes up to which nothing is kept: counting them takes a tenth of a second."""


def statistics_for(*, actor: Actor, now: datetime, since: date, until: date, anew: bool = False) -> Statistics:
    """What is asked for: of a large bank as it was counted today, with the time, for all who see the same; counted ``anew`` on demand."""
    latest = Outcome.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if latest <= COUNTED_AT_ONCE:
        return statistics_of(actor, since, until)
    found = STATISTICS.kept(actor=actor, now=now, asked=_asked(since, until), anew=anew)
    return replace(restored(found.content), counted_at=found.at)


def _count(actor: Actor, now: datetime, asked: Asked) -> dict[str, Any]:
    return asdict(statistics_of(actor, date.fromisoformat(asked["since"]), date.fromisoformat(asked["until"])))


def _asked(since: date, until: date) -> Asked:
    return {"since": since.isoformat(), "until": until.isoformat()}


STATISTICS = Counting("credit_bank.statistics", _count, nightly=lambda today: _asked(today.replace(month=1, day=1), today))
"""Each night this year so far."""
