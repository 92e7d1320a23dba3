"""Who owes which table, what came, what failed, what is late."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Max, Q, Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.models import Batch
from baigong.contexts.registers.selectors.periods import Period, period_for
from baigong.contexts.registers.selectors.senders import duties_of
from baigong.contexts.registers.standard import StandardTable, find_standard


class Standing(StrEnum):
    """How a return stands on a day."""

    CAME = "came"
    FAILED = "failed"
    WAITING = "waiting"
    LATE = "late"
    OPEN = "open"


STANDING_LABELS = {
    Standing.CAME: _("已报"),
    Standing.FAILED: _("有误未入库"),
    Standing.WAITING: _("待报"),
    Standing.LATE: _("逾期未报"),
    Standing.OPEN: _("随时报送"),
}
STANDING_TONES = {"came": "good", "failed": "bad", "waiting": "neutral", "late": "bad", "open": "neutral"}


@dataclass(frozen=True)
class Owed:
    """One table that a body owes: for which period, how that stands, and when something of it came last."""

    organisation: Organisation
    table: StandardTable
    period: Period | None
    standing: Standing
    last_at: datetime | None
    stored_count: int

    @property
    def label(self) -> object:
        """How it stands, in words."""
        return STANDING_LABELS[self.standing]

    @property
    def tone(self) -> str:
        """The colour of that."""
        return STANDING_TONES[self.standing]


@dataclass(frozen=True)
class Account:
    """What a body owes."""

    organisation: Organisation
    owed: tuple[Owed, ...]

    @property
    def counts(self) -> Counter[Standing]:
        """How many tables stand how."""
        return Counter(item.standing for item in self.owed)

    @property
    def dated(self) -> int:
        """How many tables are owed by a date."""
        return sum(item.standing != Standing.OPEN for item in self.owed)

    @property
    def last_at(self) -> datetime | None:
        """When something was stored last: how fresh the body's data are."""
        return max((item.last_at for item in self.owed if item.last_at), default=None)


def accounts(bodies: Iterable[Organisation], day: date) -> list[Account]:
    """What each of ``bodies`` owes on ``day``; those that owe nothing are left out. Two queries, however many they are."""
    by_id = {body.pk: body for body in bodies}
    came = _came(by_id, day)
    owed: dict[int, list[Owed]] = defaultdict(list)
    for duty in duties_of(by_id.keys(), day):
        standard = find_standard(duty.standard)
        for table in standard.tables.values() if standard else ():
            if not duty.tables or table.name in duty.tables:
                owed[duty.organisation_id].append(_owed(by_id[duty.organisation_id], table, duty.from_on, day, came))
    return [Account(body, tuple(owed[pk])) for pk, body in by_id.items() if pk in owed]


Came = dict[tuple[int, str, str], tuple[datetime | None, datetime | None, int]]


def _came(bodies: Iterable[int], day: date) -> Came:
    """For each body and table: when something was stored last, when something failed last, and how many rows were stored in all."""
    rows = (
        Batch.objects.filter(organisation__in=bodies, received_at__date__lte=day, withdrawn_at=None)
        .values_list("organisation", "standard", "table")
        .annotate(
            stored=Max("received_at", filter=Q(stored_count__gt=0)),
            failed=Max("received_at", filter=Q(failed_count__gt=0)),
            total=Sum("stored_count"),
        )
        .order_by()
    )
    return {(body, standard, table): (stored, failed, total) for body, standard, table, stored, failed, total in rows}


def _owed(body: Organisation, table: StandardTable, from_on: date, day: date, came: Came) -> Owed:
    stored, failed, total = came.get((body.pk, table.standard, table.name), (None, None, 0))
    period = period_for(table.frequency, day)
    if period is not None and period.due < from_on:
        period = None  # it was due before anybody owed it: nobody is late on the day a duty is set
    return Owed(body, table, period, _standing(period, day, stored, failed), stored, total)


def _standing(period: Period | None, day: date, stored: datetime | None, failed: datetime | None) -> Standing:
    if period is None:
        return Standing.OPEN
    has_come = stored is not None and localdate(stored) >= period.starts
    if failed is not None and localdate(failed) >= period.starts and (stored is None or failed >= stored):
        return Standing.FAILED  # of a push in which some rows failed the others are stored at the same moment
    if has_come:
        return Standing.CAME
    return Standing.LATE if day > period.due else Standing.WAITING
