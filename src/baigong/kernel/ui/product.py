"""What every shell says of the product: its name, the city it serves, its version, whether its records are samples."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext

import baigong


@dataclass(frozen=True)
class Product:
    """The words of the top bar and the footer."""

    city: str
    is_demonstration: bool
    version: str

    @property
    def name(self) -> str:
        """百工，in the reader's language."""
        return gettext("百工")

    @property
    def subtitle(self) -> str:
        """What it is for."""
        return gettext("职业教育改革推进系统")


def product() -> Product:
    """The product as set up here."""
    return Product(
        city=getattr(settings, "CITY_NAME", ""),
        is_demonstration=getattr(settings, "DEMONSTRATION", False),
        version=baigong.__version__,
    )
