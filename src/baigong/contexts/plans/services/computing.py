"""Targets told by records: when a snapshot's indicators were computed, each target that names one gets its reading."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation, OrganisationKind
from baigong.contexts.plans.models import PlanState, Target, TargetReading, ValueSource
from baigong.kernel import audit
from baigong.kernel.access import ANONYMOUS, SYSTEM
from baigong.kernel.indicators import as_shown, find_indicator
from baigong.kernel.indicators.events import SnapshotTaken
from baigong.kernel.indicators.models import IndicatorValue, Snapshot
from baigong.kernel.wording import as_recorded

PLACES = Decimal("0.0001")
COUNTIES = frozenset({OrganisationKind.COUNTY, OrganisationKind.COUNTY_BUREAU})


def read_taken(news: SnapshotTaken) -> None:
    """Listener: read the snapshot that was just taken."""
    snapshot = Snapshot.objects.filter(pk=news.snapshot_id, fault="").first()
    if snapshot is not None:
        read_snapshot(snapshot, news.at)


@transaction.atomic
def read_snapshot(snapshot: Snapshot, now: datetime) -> int:
    """Write the readings of a snapshot: of the whole city, and of every body that has a part of the target. Returns how many.

    A snapshot is read once a target and body; where there is no data the reading says why, and no earlier value stands in for it.
    Readings are shown to everybody who sees the target, the public among them, so a small cell gives none.
    """
    targets = list(Target.objects.filter(plan__state=PlanState.RUNNING).exclude(indicator_code="").prefetch_related("parts__organisation"))
    values = _values(snapshot, {target.indicator_code for target in targets})
    known = set(TargetReading.objects.filter(snapshot=str(snapshot.pk), target__in=targets).values_list("target_id", "organisation_id"))
    readings = []
    with as_recorded():
        for target in targets:
            slices: list[tuple[int | None, str, str]] = [(None, "city", "")]
            slices += [(part.organisation_id, *slice_of(part.organisation)) for part in target.parts.all()]
            for body, kind, key in slices:
                value = values.get((target.indicator_code, kind, key))
                if value is not None and (target.pk, body) not in known:
                    readings.append(_reading(target, body, value, snapshot, now))
    TargetReading.objects.bulk_create(readings)
    if readings:
        audit.record(SYSTEM, "plans.target.computed", None, now=now, detail={"snapshot": snapshot.pk, "readings": len(readings)})
    return len(readings)


def slice_of(body: Organisation) -> tuple[str, str]:
    """The slice of an indicator that is a body's own: a county's by its division code, a school's or another's by its number."""
    return ("county", body.division_code) if body.kind in COUNTIES else ("school", str(body.pk))


def _values(snapshot: Snapshot, codes: Iterable[str]) -> dict[tuple[str, str, str], IndicatorValue]:
    found = IndicatorValue.objects.filter(snapshot=snapshot, code__in=codes, slice_kind__in=["city", "county", "school"])
    return {(value.code, value.slice_kind, value.slice_key): value for value in found}


def _reading(target: Target, body: int | None, value: IndicatorValue, snapshot: Snapshot, now: datetime) -> TargetReading:
    told = as_shown(ANONYMOUS, value)
    return TargetReading(
        target=target,
        organisation_id=body,
        as_of=snapshot.as_of,
        value=_in_unit(told),
        numerator=_whole(told.numerator),
        denominator=_whole(told.denominator),
        why=told.get_why_display()[:200] or (_("人数过少，不公开") if told.is_suppressed else ""),
        source=ValueSource.INDICATOR,
        definition_version=value.version,
        snapshot=str(snapshot.pk),
        recorded_at=now,
    )


def _in_unit(value: IndicatorValue) -> Decimal | None:
    """The amount in the indicator's unit (a share as a percentage where it is one), to four decimals, half up."""
    amount = value.amount
    if amount is None:
        return None
    declared = find_indicator(value.code)
    amount = declared.in_unit(amount) if declared is not None else amount
    return (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(PLACES, ROUND_HALF_UP)


def _whole(text: str) -> int | None:
    amount = Fraction(text) if text else None
    return amount.numerator if amount is not None and amount.denominator == 1 else None
