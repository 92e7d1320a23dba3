"""What a light is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext_lazy as _


class Colour(StrEnum):
    """From good to bad; grey says that nothing can be said yet."""

    GREEN = "green"
    GREY = "grey"
    AMBER = "amber"
    RED = "red"


COLOUR_LABELS = {Colour.GREEN: _("正常"), Colour.GREY: _("待定"), Colour.AMBER: _("预警"), Colour.RED: _("滞后")}


@dataclass(frozen=True)
class Light:
    """A colour with its reason: which rule, which number (``why``), and what would turn it green (``remedy``)."""

    colour: Colour
    rule: str
    why: str
    remedy: str = ""

    @property
    def label(self) -> str:
        """The word beside the colour."""
        return str(COLOUR_LABELS[self.colour])


_ORDER = list(Colour)


def worst(lights: Iterable[Light]) -> Light | None:
    """The light that matters most; ``None`` of none."""
    return max(lights, key=lambda light: _ORDER.index(light.colour), default=None)


def figure(value: Fraction) -> str:
    """A value for a sentence: at most two decimals, half up, without trailing zeros."""
    cents = (value * 100 + Fraction(1, 2)).__floor__()
    whole, rest = divmod(abs(cents), 100)
    text = f"{whole:,}" + (f".{rest:02d}".rstrip("0") if rest else "")
    return f"-{text}" if cents < 0 else text
