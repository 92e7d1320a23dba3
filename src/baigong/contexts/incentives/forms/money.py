"""Yuan as people write them, fen for the services."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from baigong.contexts.incentives.money import MOST, fen_of


class YuanField(forms.DecimalField):
    """An amount in yuan with at most two places; clean value in fen."""

    def __init__(self, **kwargs: Any) -> None:
        bounds: dict[str, Any] = {"min_value": 0, "max_value": Decimal(MOST) / 100, "decimal_places": 2, "max_digits": 15}
        super().__init__(**(bounds | kwargs))

    def clean(self, value: Any) -> Any:
        """The amount in fen; ``None`` where none is asked for and none was written."""
        found = super().clean(value)
        return None if found is None else fen_of(found)
