"""Figures as people read them: a value in its unit, a slice by its name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from baigong.kernel.indicators import Indicator, find_slice_kind
from baigong.kernel.indicators.computing import JOINS_KEYS
from baigong.kernel.indicators.models import IndicatorValue
from baigong.kernel.indicators.tables import WHOLE
from baigong.kernel.ui import formats
from baigong.kernel.ui.charts import Chart, Kind, Series


def words(indicator: Indicator, amount: Fraction | None) -> str | None:
    """An amount as it is shown, without its unit unless that is per cent; None where there is none."""
    if amount is None:
        return None
    return formats.percent(amount, 2) if indicator.is_percentage else formats.number(amount)


def unit(indicator: Indicator) -> str:
    """The unit beside the amount."""
    return "" if indicator.is_percentage else str(indicator.unit)


def with_unit(indicator: Indicator, amount: Fraction | None) -> str | None:
    """An amount with its unit; None where there is none."""
    shown = words(indicator, amount)
    return shown if shown is None else f"{shown} {unit(indicator)}".strip()


def part(text: str) -> str:
    """A numerator or denominator, or a dash."""
    return formats.number(Decimal(text) if text else None)


def remark(value: IndicatorValue) -> str:
    """What is to be said beside a value as it is shown, or in its place: why there is none, that it is small."""
    return value.get_why_display() or (_("小数目，不对外显示") if value.is_suppressed else "")


def course(indicator: Indicator, values: Iterable[tuple[date, Fraction | None]], kind: Kind) -> Chart | None:
    """The amounts of days that follow each other as a chart, of several on a day the last; None where there are not two."""
    by_day = dict(values)
    if sum(amount is not None for amount in by_day.values()) < 2:
        return None
    amounts = [None if amount is None else round(float(indicator.in_unit(amount)), 2) for amount in by_day.values()]
    days = [day.isoformat() for day in by_day]
    return Chart("course", indicator.name, days, [Series(indicator.name, amounts)], kind, indicator.unit)


def kind_label(kind: str) -> str:
    """A kind of slice in words, also where two are crossed."""
    return _("全市") if kind == WHOLE else " × ".join(str(found.label) if (found := find_slice_kind(k)) else k for k in kind.split("+"))


def slice_names(kind: str, keys: Iterable[str]) -> dict[str, str]:
    """The words for the keys of a kind: asked for once, whatever their number."""
    whole = list(keys)
    if kind == WHOLE:
        return {key: key or _("全市") for key in whole}
    kinds = kind.split("+")
    split = {key: key.split(JOINS_KEYS, len(kinds) - 1) for key in whole}
    names = [_names(each, {parts[place] for parts in split.values()}) for place, each in enumerate(kinds)]
    return {key: " · ".join(names[place][own] for place, own in enumerate(parts)) for key, parts in split.items()}


def _names(kind: str, keys: set[str]) -> dict[str, str]:
    found = find_slice_kind(kind)
    given = found.names(keys - {""}) if found is not None and found.names is not None else {}
    return {key: str(given.get(key) or key or _("未注明")) for key in keys}
