"""The indicators that the public sees, and of their values what it sees: small cells, and what would give one away, are empty and marked.

Pages, files and catalogue read values here and nowhere else. Rows behind a value never come this way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Max, Min, QuerySet

from baigong.delivery.console import figures
from baigong.kernel.access import ANONYMOUS
from baigong.kernel.indicators import Indicator, all_indicators, as_shown, find_indicator
from baigong.kernel.indicators.models import IndicatorValue
from baigong.kernel.indicators.tables import WHOLE

PLACES = Decimal("0.000001")


def list_public_indicators() -> list[Indicator]:
    """The indicators whose values are public and come from records, by code."""
    return [each for each in all_indicators().values() if each.disclosure.is_public and each.is_computed]


def find_public_indicator(code: str) -> Indicator | None:
    """The public indicator of this code; None also for one that is not public: the two are not told apart."""
    found = find_indicator(code)
    return found if found is not None and found.disclosure.is_public and found.is_computed else None


def published_values(found: Indicator) -> QuerySet[IndicatorValue]:
    """Its values in every sound snapshot, the latest day first, cut in the ways that are declared today."""
    rows = IndicatorValue.objects.filter(code=found.code, slice_kind__in=[WHOLE, *found.slices], snapshot__fault="")
    return rows.select_related("snapshot").order_by("-snapshot__as_of", "-snapshot__taken_at", "-snapshot_id", "slice_kind", "slice_key")


@dataclass(frozen=True)
class Published:
    """A value as the public sees it. Of a suppressed one nothing is left but where it stands."""

    as_of: date
    taken_at: datetime
    snapshot: int
    version: str
    kind: str
    key: str
    name: str
    numerator: str
    denominator: str
    amount: Fraction | None
    why: str
    why_words: str
    is_suppressed: bool


def as_published(rows: Iterable[IndicatorValue]) -> list[Published]:
    """The values with the names of their slices; names are asked for once a kind."""
    values = list(rows)
    keys: dict[str, set[str]] = {}
    for value in values:
        keys.setdefault(value.slice_kind, set()).add(value.slice_key)
    names = {kind: figures.slice_names(kind, of_kind) for kind, of_kind in keys.items()}
    return [_published(value, names[value.slice_kind][value.slice_key]) for value in values]


def _published(value: IndicatorValue, name: str) -> Published:
    place = (value.snapshot.as_of, value.snapshot.taken_at, value.snapshot_id, value.version, value.slice_kind, value.slice_key, name)
    seen = as_shown(ANONYMOUS, value)
    return Published(*place, seen.numerator, seen.denominator, seen.amount, seen.why, seen.get_why_display(), seen.is_suppressed)


def in_unit(found: Indicator, amount: Fraction | None) -> str:
    """An amount in the indicator's unit (per cent as 0–100) as a plain decimal with at most six places; "" for none."""
    if amount is None:
        return ""
    scaled = found.in_unit(amount)
    text = format((Decimal(scaled.numerator) / Decimal(scaled.denominator)).quantize(PLACES, ROUND_HALF_EVEN), "f")
    return text.rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Span:
    """From when to when there are values: days that they show, and when they came to be."""

    first: date
    last: date
    issued: datetime
    modified: datetime


def spans(codes: Sequence[str]) -> dict[str, Span]:
    """By code the time its values cover; codes without values are left out. One query."""
    rows: QuerySet[Any] = IndicatorValue.objects.filter(code__in=codes, slice_kind=WHOLE, snapshot__fault="").order_by()
    found = rows.values("code").annotate(
        first=Min("snapshot__as_of"), last=Max("snapshot__as_of"), issued=Min("snapshot__taken_at"), modified=Max("snapshot__taken_at")
    )
    return {row["code"]: Span(row["first"], row["last"], row["issued"], row["modified"]) for row in found}
