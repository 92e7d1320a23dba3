"""Asking for values that were computed: the latest, all of a snapshot, those over time, and the page of the records behind one."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from baigong.kernel.indicators.models import IndicatorValue, Snapshot
from baigong.kernel.indicators.tables import WHOLE


def latest_snapshot() -> Snapshot | None:
    """The snapshot that figures of today come from: the last one, by the day it shows, that has values and no fault."""
    return Snapshot.objects.filter(fault="", values__isnull=False).distinct().first()


def latest_value(code: str, slice_kind: str = WHOLE, slice_key: str = "") -> IndicatorValue | None:
    """The present value of one slice, with its snapshot; None where nothing was computed yet."""
    of_slice = IndicatorValue.objects.filter(code=code, slice_kind=slice_kind, slice_key=slice_key, snapshot__fault="")
    return of_slice.select_related("snapshot").order_by("-snapshot__as_of", "-snapshot__taken_at", "-snapshot_id").first()


def latest_values(codes: Iterable[str], slice_kind: str = WHOLE, slice_key: str = "") -> dict[str, IndicatorValue]:
    """The values of one slice in the latest snapshot, by code."""
    snapshot = latest_snapshot()
    if snapshot is None:
        return {}
    rows = IndicatorValue.objects.filter(snapshot=snapshot, code__in=list(codes), slice_kind=slice_kind, slice_key=slice_key)
    return {row.code: row for row in rows.select_related("snapshot")}


def values_over_time(code: str, slice_kind: str = WHOLE, slice_key: str = "") -> QuerySet[IndicatorValue]:
    """The values of one slice in every sound snapshot, the earliest day first."""
    of_slice = IndicatorValue.objects.filter(code=code, slice_kind=slice_kind, slice_key=slice_key, snapshot__fault="")
    return of_slice.select_related("snapshot").order_by("snapshot__as_of", "snapshot__taken_at", "snapshot_id")


def records_url(value: IndicatorValue, part: str = "numerator") -> str:
    """The page with the records that a value counts; ``part`` is ``numerator`` or ``denominator``."""
    asked = {"snapshot": value.snapshot_id, "kind": value.slice_kind, "key": value.slice_key, "part": part}
    return reverse("console:records", args=[value.code]) + "?" + urlencode({k: v for k, v in asked.items() if v != ""})
