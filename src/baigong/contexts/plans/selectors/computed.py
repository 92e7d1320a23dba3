"""Readings that were computed: each opens down to the records it counts."""

from __future__ import annotations

from collections.abc import Iterable

from baigong.contexts.plans.models import Target, TargetReading, ValueSource
from baigong.kernel.indicators import records_url
from baigong.kernel.indicators.models import IndicatorValue


def snapshots_of_figures() -> set[int]:
    """The snapshots that readings name: of a figure that several gave one after the other, the one that gave it first. One query."""
    rows = TargetReading.objects.filter(source=ValueSource.INDICATOR).order_by("target", "organisation", "as_of", "recorded_at", "pk")
    named, before = set(), None
    for place in rows.values_list("target", "organisation", "value", "numerator", "denominator", "why", "snapshot"):
        *figure, snapshot = place
        if figure != before and snapshot.isdecimal():
            named.add(int(snapshot))
        before = figure
    return named


def records_behind(target: Target, readings: Iterable[TargetReading]) -> dict[int, str]:
    """By reading, the page with the records behind it, where it was computed for the whole city. One query."""
    computed = {reading.pk: reading.snapshot for reading in readings if reading.source == ValueSource.INDICATOR}
    snapshots = [int(key) for key in computed.values() if key.isdecimal()]
    found = IndicatorValue.objects.filter(code=target.indicator_code, slice_kind="city", slice_key="", snapshot__in=snapshots)
    urls = {str(value.snapshot_id): records_url(value) for value in found}
    return {pk: urls[snapshot] for pk, snapshot in computed.items() if snapshot in urls}
