"""HTTP operations of indicators and snapshots, which belong to no context: definitions, values by slice and day. Read-only.

Whoever is signed in reads every indicator, as on the pages; others the public ones. A small cell is told to those alone who answer for the
whole. Records behind a value are opened on its page, where personal fields are masked and reading is logged.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from baigong.delivery.console import figures
from baigong.delivery.portal.published import in_unit
from baigong.kernel.access import Request, public, signed_in
from baigong.kernel.indicators import Indicator, all_indicators, as_shown, find_indicator
from baigong.kernel.indicators.models import IndicatorValue, Snapshot
from baigong.kernel.indicators.tables import WHOLE

router = Router(tags=["indicators"])
snapshots_router = Router(tags=["indicators"])
MOST = 1000
Limit = Annotated[int, Query(ge=1, le=MOST)]
Before = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Only those with a smaller id, for the next page")]


class IndicatorOut(Schema):
    """A declared indicator."""

    code: str
    name: str
    definition: str
    unit: str
    kind: str = Field(description="count, ratio or sum")
    basis: str
    version: str
    slices: list[str] = Field(description="Ways in which it is cut besides the whole city")
    is_public: bool
    is_computed: bool = Field(description="False: no records stand behind it yet, values come from reports")
    minimum_cell: int = Field(description="Cells of fewer rows are suppressed; 0: none is")


class ValueOut(Schema):
    """A value of one slice in one snapshot."""

    id: int
    code: str
    version: str
    snapshot_id: int
    as_of: date
    slice_kind: str
    slice_key: str
    slice_name: str
    value: str | None = Field(description="In the indicator's unit, at most six places; exactly it is numerator over denominator")
    numerator: str | None
    denominator: str | None
    no_data_reason: str = Field(description="no_records, zero_denominator, no_rule, or empty")
    suppressed: bool = Field(description="True: too few rows, or one could tell such a cell from it; figures are null")


class SnapshotOut(Schema):
    """A dated state that values are computed from."""

    id: int
    as_of: date
    taken_at: datetime
    rows: int
    bytes: int
    manifest_sha256: str
    verified_at: datetime | None
    is_sound: bool = Field(description="False: the last verification found it altered; it gives no more figures")


def _in_sight(request: Request, found: Indicator) -> bool:
    return request.actor.is_authenticated or (found.disclosure.is_public and found.is_computed)


def _get(request: Request, code: str) -> Indicator:
    found = find_indicator(code)
    if found is None or not _in_sight(request, found):
        raise Http404(_("没有代码为%(code)s的指标。") % {"code": code})
    return found


def _indicator(found: Indicator, day: date) -> dict[str, Any]:
    words = {name: str(getattr(found, name)) for name in ("code", "name", "definition", "unit", "kind", "basis", "version")}
    return words | {
        "slices": list(found.slices), "is_public": found.disclosure.is_public, "is_computed": found.is_computed,
        "minimum_cell": found.disclosure.floor(day),
    }  # fmt: skip


def _snapshot(row: Snapshot) -> dict[str, Any]:
    return {
        "id": row.pk, "as_of": row.as_of, "taken_at": row.taken_at, "rows": row.row_count, "bytes": row.byte_count,
        "manifest_sha256": row.manifest_sha256, "verified_at": row.verified_at, "is_sound": not row.fault,
    }  # fmt: skip


@router.get("/", response=list[IndicatorOut], summary="Indicators")
@public
def indicators(request: Request) -> Any:
    """Every declared indicator in sight."""
    return [_indicator(each, request.now.date()) for each in all_indicators().values() if _in_sight(request, each)]


@router.get("/{slug:code}", response=IndicatorOut, summary="An indicator")
@public
def indicator(request: Request, code: str) -> Any:
    """Definition, unit, citation and slices of one."""
    return _indicator(_get(request, code), request.now.date())


@router.get("/{slug:code}/values", response=list[ValueOut], summary="Values of an indicator")
@public
def values(
    request: Request,
    code: str,
    kind: Annotated[str, Query(max_length=60, description="Way to cut: city (the whole), or one of the indicator's slices")] = WHOLE,
    key: Annotated[str | None, Query(max_length=120, description="Only this slice")] = None,
    snapshot: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Only this snapshot")] = None,
    before: Before = None,
    limit: Limit = 200,
) -> Any:
    """The values in sound snapshots, the last computed first, a page at a time."""
    found = _get(request, code)
    if kind != WHOLE and kind not in found.slices:
        raise Http404(_("指标%(code)s不按%(kind)s分组。") % {"code": code, "kind": kind})
    rows = IndicatorValue.objects.filter(code=code, slice_kind=kind, snapshot__fault="").select_related("snapshot").order_by("-pk")
    for name, asked in (("slice_key", key), ("snapshot_id", snapshot)):
        rows = rows.filter(**{name: asked}) if asked is not None else rows
    page = list((rows.filter(pk__lt=before) if before else rows)[:limit])
    names = figures.slice_names(kind, {row.slice_key for row in page})
    return [_value(request, found, row, names[row.slice_key]) for row in page]


def _value(request: Request, found: Indicator, row: IndicatorValue, name: str) -> dict[str, Any]:
    shown = as_shown(request.actor, row)
    return {
        "id": row.pk, "code": row.code, "version": row.version, "snapshot_id": row.snapshot_id, "as_of": row.snapshot.as_of,
        "slice_kind": row.slice_kind, "slice_key": row.slice_key, "slice_name": name,
        "value": in_unit(found, shown.amount) or None, "numerator": shown.numerator or None, "denominator": shown.denominator or None,
        "no_data_reason": shown.why,
        "suppressed": row.is_suppressed,
    }  # fmt: skip


@snapshots_router.get("/", response=list[SnapshotOut], summary="Snapshots")
@signed_in
def snapshots(request: Request, before: Before = None, limit: Limit = 50) -> Any:
    """Snapshots, the last taken first, a page at a time."""
    rows = Snapshot.objects.order_by("-pk")
    return [_snapshot(row) for row in (rows.filter(pk__lt=before) if before else rows)[:limit]]


@snapshots_router.get("/{int:pk}", response=SnapshotOut, summary="A snapshot")
@signed_in
def snapshot(request: Request, pk: int) -> Any:
    """One snapshot: its day, its size, the hash of its manifest, whether it is sound."""
    row = Snapshot.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    return _snapshot(row)
