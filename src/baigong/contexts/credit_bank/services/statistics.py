"""Statistics of the bank: counted when they are asked for while it is small, from a dated count of the day once it is large."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.credit_bank.models import CountedStatistics, Outcome
from baigong.contexts.credit_bank.selectors.statistics import Statistics, restored, statistics_of
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import Actor, Holding, all_roles
from baigong.kernel.jobs import Progress, scheduled

COUNTED_AT_ONCE = 50_000
"""Outcomes up to which nothing is kept: counting them takes a tenth of a second."""
KEPT = timedelta(days=30)
"""How long a count stays, and a scope that nobody asks about is counted each night."""


def statistics_for(*, actor: Actor, now: datetime, since: date, until: date, anew: bool = False) -> Statistics:
    """What is asked for: of a large bank as it was counted today, with the time, for all who see the same; counted ``anew`` on demand."""
    latest = Outcome.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if latest <= COUNTED_AT_ONCE:
        return statistics_of(actor, since, until)
    today = now.date()
    known = CountedStatistics.objects.filter(**_which(actor, since, until), counted_at__date=today).first()
    if known is None or anew:
        return _count(actor, now, since, until, asked_on=today)
    if known.asked_on != today:
        CountedStatistics.objects.filter(pk=known.pk).update(asked_on=today)
    return replace(restored(known.content), counted_at=known.counted_at)


def _count(actor: Actor, now: datetime, since: date, until: date, *, asked_on: date) -> Statistics:
    found = statistics_of(actor, since, until)
    content = json.loads(json.dumps(asdict(found), default=str))
    facts = {"asked_as": _asked_as(actor), "asked_on": asked_on, "counted_at": now, "content": content}
    CountedStatistics.objects.update_or_create(**_which(actor, since, until), defaults=facts)
    return replace(found, counted_at=now)


def _which(actor: Actor, since: date, until: date) -> dict[str, Any]:
    scope = hashlib.sha256(json.dumps([actor.is_system, _asked_as(actor)]).encode()).hexdigest()
    return {"scope": scope, "language": translation.get_language() or "", "since": since, "until": until}


def _asked_as(actor: Actor) -> list[list[Any]]:
    return sorted([holding.role.key, holding.organisation_id] for holding in actor.holdings)


@scheduled("credit_bank.statistics", gettext_lazy("统计学分银行"), "40 4 * * *")
def count_this_year(progress: Progress) -> dict[str, str]:
    """This year so far, for everybody who lately asked for a year: whoever comes in the morning need not wait."""
    today = progress.now.date()
    CountedStatistics.objects.filter(asked_on__lt=today - KEPT).delete()
    CountedStatistics.objects.filter(counted_at__lt=progress.now - KEPT).delete()
    years = CountedStatistics.objects.filter(since__month=1, since__day=1).order_by("asked_on")
    lately = {(row.scope, row.language): row for row in years}
    for done, row in enumerate(lately.values(), 1):
        with translation.override(row.language):
            _count(_acting(row.asked_as), progress.now, today.replace(month=1, day=1), today, asked_on=row.asked_on)
        progress.report(done, len(lately))
    return {"message": _("统计%(n)d个范围。") % {"n": len(lately)}}


def _acting(asked_as: list[list[Any]]) -> Actor:
    """Somebody who sees what those see who asked; bodies that are gone see nothing."""
    paths = dict(Organisation.objects.filter(pk__in=[body for _role, body in asked_as]).values_list("pk", "path"))
    roles = all_roles()
    return Actor(holdings=tuple(Holding(roles[key], body, paths[body]) for key, body in asked_as if key in roles and body in paths))
