"""The bank's figures that everybody may see, from the latest snapshot; a suppressed one says that it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from baigong.kernel.access import ANONYMOUS
from baigong.kernel.indicators import Indicator, all_indicators, latest_values
from baigong.kernel.indicators.models import IndicatorValue
from baigong.kernel.ui import formats

OURS = "CRB-"


@dataclass(frozen=True)
class PublicFigure:
    """One figure: its indicator, the words of its value (``None``: no data), the day it shows."""

    indicator: Indicator
    value: str | None
    unit: str
    as_of: date
    note: str


def list_public_figures() -> list[PublicFigure]:
    """Those that are computed, by code. Two queries."""
    declared = [one for one in all_indicators().values() if one.code.startswith(OURS) and one.disclosure.is_public and one.is_computed]
    values = latest_values([one.code for one in declared], actor=ANONYMOUS)
    return [_figure(one, values[one.code]) for one in declared if one.code in values]


def _figure(found: Indicator, value: IndicatorValue) -> PublicFigure:
    amount = value.amount
    words = None if amount is None else formats.percent(amount, 2) if found.is_percentage else formats.number(amount)
    note = _("人数过少，不公开") if value.is_suppressed else str(value.get_why_display() or "")
    return PublicFigure(found, words, "" if found.is_percentage else str(found.unit), value.snapshot.as_of, note)
