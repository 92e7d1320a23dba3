"""Amounts of credit: whole units, a hundred to the credit, so that nothing is ever rounded on the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.rules import parameter_on

UNITS_A_CREDIT = 100
MOST = 100_000
"""The most units that one amount may have: a thousand credits; more is a slip of the pen."""


def units_from(text: str, *, field: str = "credits") -> int:
    """Units of an amount as people write it (``"2.5"``).

    Raises ``Refusal`` for no number, for parts of a unit, for nothing and for too much.

    >>> units_from("2.5")
    250
    """
    try:
        units = Decimal(text.strip()) * UNITS_A_CREDIT
    except InvalidOperation:
        units = Decimal("NaN")
    if not units.is_finite():
        raise _refused(_("“%(text)s”不是学分数；请写成 2 或 2.5 的样子。") % {"text": text.strip()[:20]}, field)
    if units != units.to_integral_value():
        raise _refused(_("学分最多写两位小数，“%(text)s”多了。") % {"text": text.strip()[:20]}, field)
    if not 0 < units <= MOST:
        raise _refused(_("学分应大于0、不超过%(most)s。") % {"most": shown(MOST)}, field)
    return int(units)


def shown(units: int) -> str:
    """Units as people write credits.

    >>> shown(250), shown(300), shown(5), shown(-1050)
    ('2.5', '3', '0.05', '-10.5')
    """
    return f"{Decimal(units) / UNITS_A_CREDIT:f}".rstrip("0").rstrip(".") if units % UNITS_A_CREDIT else str(units // UNITS_A_CREDIT)


def number_of(text: str) -> Decimal | None:
    """Credits as people write them, as a number for a spreadsheet; ``None`` where there is none.

    >>> number_of("2.5"), number_of("")
    (Decimal('2.5'), None)
    """
    return Decimal(text) if text else None


def units_of_hours(hours: int, on: date) -> int | None:
    """Whole units for hours by the rate in force on ``on`` (CRB-02), the rest dropped; ``None`` where no rate is in force.

    >>> units_of_hours(40, date(2022, 6, 27))
    250
    """
    version = parameter_on("CRB-HOURS", on)
    if version is None or not version.value:
        return None
    return int(hours * UNITS_A_CREDIT // version.value)


def _refused(words: str, field: str) -> Refusal:
    return at_field(field, words, code="credits")
