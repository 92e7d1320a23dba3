"""How long snapshots are kept: of the last days every one, the last of a month for ever, and for ever whatever a published figure names.

Of one that is thinned out the row stays, with the hash of its manifest: what it was can be said, its figures cannot be computed any more.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.indicators.models import Snapshot

_namers: list[Callable[[], Iterable[int]]] = []


class Keeping(models.TextChoices):
    """Why a snapshot is kept, or that it is not."""

    RECENT = "recent", _("近期，逐日保留")
    MONTH_END = "month_end", _("当月最后一份，长期保留")
    NAMED = "named", _("有公布的数值据此得出，长期保留")
    FAULTY = "faulty", _("校验有问题，待查明")
    DUE = "due", _("可清理")
    THINNED = "thinned", _("已按保留期清理")


@dataclass(frozen=True)
class Kept:
    """A snapshot and what becomes of it."""

    snapshot: Snapshot
    keeping: Keeping


def names_snapshots(namer: Callable[[], Iterable[int]]) -> Callable[[], Iterable[int]]:
    """Register who can tell which snapshots figures of theirs name; those are kept for ever."""
    _namers.append(namer)
    return namer


def list_kept(now: datetime) -> list[Kept]:
    """Every snapshot, the latest first, with why it is kept. One query, and those of the namers."""
    rows = list(Snapshot.objects.all())
    since = now.date() - timedelta(days=settings.SNAPSHOT_DAYS)
    named = {pk for namer in _namers for pk in namer()}
    ends: dict[tuple[int, int], int] = {}
    for row in rows:  # the latest first
        if not row.thinned_at and not row.fault:
            ends.setdefault((row.as_of.year, row.as_of.month), row.pk)
    return [Kept(row, _keeping(row, since, named, set(ends.values()))) for row in rows]


def _keeping(row: Snapshot, since: date, named: set[int], ends: set[int]) -> Keeping:
    if row.thinned_at:
        return Keeping.THINNED
    if row.fault:
        return Keeping.FAULTY
    if row.pk in named:
        return Keeping.NAMED
    if row.pk in ends:
        return Keeping.MONTH_END
    return Keeping.RECENT if row.as_of >= since else Keeping.DUE


def thin(*, actor: Actor, now: datetime) -> list[Snapshot]:
    """Thin out what is due, and return it.

    First the row says so and its figures go, together with the entry in the log; then the folder. A process that dies between leaves a
    folder that no row names any more, which ``snapshots.tidy`` takes away.
    """
    thinned = []
    for kept in list_kept(now):
        if kept.keeping is not Keeping.DUE:
            continue
        row = kept.snapshot
        with transaction.atomic():
            if not Snapshot.objects.filter(pk=row.pk, thinned_at=None).update(thinned_at=now):
                continue  # somebody else was quicker
            row.values.all().delete()
            facts = {"as_of": row.as_of.isoformat(), "manifest": row.manifest_sha256, "bytes": row.byte_count}
            audit.record(actor, "indicators.snapshot.thinned", row, now=now, detail=facts)
        shutil.rmtree(row.path, ignore_errors=True)
        row.thinned_at = now
        thinned.append(row)
    return thinned
