"""Asking for values that were computed: the latest, all of a snapshot, those over time, and the page of the records behind one.

Whoever asks is named, and gets values as they may be shown: the number of a small cell never reaches a page that is not to show it.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from urllib.parse import urlencode

from django.urls import reverse

from baigong.kernel.access import Actor, Reach
from baigong.kernel.indicators.declaration import find_indicator
from baigong.kernel.indicators.models import IndicatorValue, Snapshot
from baigong.kernel.indicators.tables import WHOLE, is_timed


def latest_snapshot() -> Snapshot | None:
    """The snapshot that figures of today come from: the last one, by the day it shows, that has values and no fault."""
    return Snapshot.objects.filter(fault="", values__isnull=False).distinct().first()


def sees_small_cells(actor: Actor) -> bool:
    """Whether somebody answers for the whole city; others are shown what the public is shown."""
    return actor.is_system or any(holding.role.reach is Reach.EVERYWHERE for holding in actor.holdings)


def may_see(actor: Actor, value: IndicatorValue) -> bool:
    """Whether a value is shown to somebody."""
    return not value.is_suppressed or sees_small_cells(actor)


def as_shown(actor: Actor, value: IndicatorValue) -> IndicatorValue:
    """The value as it is shown to somebody: of a suppressed one nothing is left but where it stands."""
    if may_see(actor, value):
        return value
    blank = copy(value)
    blank.numerator = blank.denominator = blank.why = ""
    return blank


def latest_value(code: str, slice_kind: str = WHOLE, slice_key: str = "", *, actor: Actor) -> IndicatorValue | None:
    """The present value of one slice, with its snapshot; None where nothing was computed yet."""
    of_slice = IndicatorValue.objects.filter(code=code, slice_kind=slice_kind, slice_key=slice_key, snapshot__fault="")
    found = of_slice.select_related("snapshot").order_by("-snapshot__as_of", "-snapshot__taken_at", "-snapshot_id").first()
    return as_shown(actor, found) if found is not None else None


def latest_values(codes: Iterable[str], slice_kind: str = WHOLE, slice_key: str = "", *, actor: Actor) -> dict[str, IndicatorValue]:
    """The values of one slice in the latest snapshot, by code."""
    snapshot = latest_snapshot()
    if snapshot is None:
        return {}
    rows = IndicatorValue.objects.filter(snapshot=snapshot, code__in=list(codes), slice_kind=slice_kind, slice_key=slice_key)
    return {row.code: as_shown(actor, row) for row in rows.select_related("snapshot")}


def values_over_time(code: str, slice_kind: str = WHOLE, slice_key: str = "", *, actor: Actor) -> list[IndicatorValue]:
    """The values of one slice in every sound snapshot, the earliest day first."""
    of_slice = IndicatorValue.objects.filter(code=code, slice_kind=slice_kind, slice_key=slice_key, snapshot__fault="")
    ordered = of_slice.select_related("snapshot").order_by("snapshot__as_of", "snapshot__taken_at", "snapshot_id")
    return [as_shown(actor, value) for value in ordered]


def values_by_year(code: str, *, actor: Actor) -> list[IndicatorValue]:
    """The values of each year in the latest snapshot, the earliest first; none where the indicator is not cut by time. Two queries."""
    found = find_indicator(code)
    kind = next((kind for kind in found.slices if is_timed(kind) and "+" not in kind), "") if found is not None else ""
    snapshot = latest_snapshot() if kind else None
    if snapshot is None:
        return []
    rows = IndicatorValue.objects.filter(snapshot=snapshot, code=code, slice_kind=kind).exclude(slice_key="")
    return [as_shown(actor, row) for row in rows.select_related("snapshot").order_by("slice_key")]


def records_url(value: IndicatorValue, part: str = "numerator") -> str:
    """The page with the records that a value counts; ``part`` is ``numerator`` or ``denominator``."""
    asked = {"snapshot": value.snapshot_id, "kind": value.slice_kind, "key": value.slice_key, "part": part}
    return reverse("console:records", args=[value.code]) + "?" + urlencode({k: v for k, v in asked.items() if v != ""})
