"""Figures as people read them: a value in its unit, a slice by its name, and who is shown a small cell."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from baigong.kernel.access import Actor, Reach
from baigong.kernel.indicators import Indicator, Kind, find_slice_kind
from baigong.kernel.indicators.computing import JOINS_KEYS
from baigong.kernel.indicators.models import IndicatorValue
from baigong.kernel.indicators.tables import WHOLE
from baigong.kernel.ui import formats


def is_percentage(indicator: Indicator) -> bool:
    """Whether values are shares, shown in per cent."""
    return indicator.kind is Kind.RATIO and str(indicator.unit) == "%"


def words(indicator: Indicator, amount: Fraction | None) -> str | None:
    """An amount as it is shown, without its unit unless that is per cent; None where there is none."""
    if amount is None:
        return None
    return formats.percent(amount, 2) if is_percentage(indicator) else formats.number(amount)


def unit(indicator: Indicator) -> str:
    """The unit beside the amount."""
    return "" if is_percentage(indicator) else str(indicator.unit)


def with_unit(indicator: Indicator, amount: Fraction | None) -> str | None:
    """An amount with its unit; None where there is none."""
    shown = words(indicator, amount)
    return shown if shown is None else f"{shown} {unit(indicator)}".strip()


def part(text: str) -> str:
    """A numerator or denominator, or a dash."""
    return formats.number(Decimal(text) if text else None)


def sees_small_cells(actor: Actor) -> bool:
    """Whether somebody answers for the whole city; others are shown what the public is shown."""
    return actor.is_system or any(holding.role.reach is Reach.EVERYWHERE for holding in actor.holdings)


def may_see(actor: Actor, value: IndicatorValue) -> bool:
    """Whether a value is shown to somebody."""
    return not value.is_suppressed or sees_small_cells(actor)


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
