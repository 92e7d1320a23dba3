"""Columns of a list: where the value lies, how it is shown on the page, what goes into the export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from django.db.models.enums import Choices
from django.urls import reverse
from django.utils.translation import gettext

from baigong.kernel.ui import formats
from baigong.kernel.ui.listing.pages import Cell

Kind = Literal["text", "number", "percent", "meter", "money", "date", "datetime", "month", "boolean", "badge", "light", "tags", "code"]
Lookup = str | Callable[[Any], Any]

LIGHTS = {"green", "amber", "red", "grey"}
"""The values a column of lights may hold; the words come from ``labels``."""


def resolve(row: Any, lookup: Lookup) -> Any:
    """The value at ``lookup``: a callable of the row, or a path with ``__`` through attributes and mappings.

    ``None`` on the way ends it.
    """
    if callable(lookup):
        return lookup(row)
    if isinstance(row, Mapping) and lookup in row:
        return row[lookup]
    value = row
    for step in lookup.split("__"):
        if value is None:
            return None
        value = value[step] if isinstance(value, Mapping) else getattr(value, step)
        if callable(value) and not hasattr(value, "_meta"):
            value = value()
    return value


@dataclass(frozen=True)
class Column:
    """One column.

    ``value`` is a lookup path or a callable of the row (default: ``key``); ``sort`` the order_by path(s), without which
    the column cannot be sorted. ``labels`` (a mapping or a ``TextChoices``) gives the words of a badge or light and
    ``tones`` their colours: neutral, info, good, warn, bad. ``tone`` computes one from the row (``"bad"`` for overdue).
    ``sub`` is a quieter second line. ``link`` is a callable of the row or a URL name that takes the row's pk.
    ``main`` names the row and bears its link (default: the first column); on a phone it heads the row's slip.
    ``priority`` 1 is always shown, 2 hides on a phone, 3 also on a narrow window. ``width``: "", narrow, wide.
    ``export`` False leaves the column out of the file, or is a callable that gives the exported value.
    """

    key: str
    label: object
    value: Lookup | None = None
    kind: Kind = "text"
    sort: str | tuple[str, ...] | None = None
    sub: Lookup | None = None
    link: str | Callable[[Any], str | None] | None = None
    labels: Mapping[Any, object] | type[Choices] | None = None
    tones: Mapping[Any, str] | None = None
    tone: Callable[[Any], str] | None = None
    places: int | None = None
    priority: int = 1
    width: str = ""
    main: bool = False
    only_export: bool = False
    export: bool | Callable[[Any], Any] = True

    def raw(self, row: Any) -> Any:
        """The value itself."""
        return resolve(row, self.key if self.value is None else self.value)

    def word(self, value: Any) -> str:
        """The word for a coded value."""
        if self.labels is None:
            return str(getattr(value, "label", value))
        labels = dict(self.labels.choices) if isinstance(self.labels, type) else self.labels
        return str(labels.get(value, value))

    def cell(self, row: Any) -> Cell:
        """The cell of ``row``, formatted."""
        value = self.raw(row)
        tone = self.tone(row) if self.tone else (self.tones or {}).get(value, "") if _hashable(value) else ""
        href = address(row, self.link) if self.link else ""
        sub = str(resolve(row, self.sub) or "") if self.sub else ""
        ratio = float(value) if self.kind == "meter" and value is not None else None
        if self.kind == "light" and value in LIGHTS and not tone:
            tone = str(value)
        return Cell(self.text(value), self.kind, href, tone, sub, ratio)

    def text(self, value: Any) -> str:
        """The words of a value."""
        if value is None or value == "":
            return gettext("无数据") if self.kind in ("percent", "meter", "light") else formats.MISSING
        if self.kind == "number":
            return formats.number(value, self.places)
        if self.kind in ("percent", "meter"):
            return formats.percent(value, 1 if self.places is None else self.places)
        if self.kind == "money":
            return formats.money(value, places=self.places)
        if self.kind == "date":
            return formats.date(value, "iso")
        if self.kind == "month":
            return formats.date(value, "month")
        if self.kind == "datetime":
            return formats.datetime(value, "iso")
        if self.kind == "boolean":
            return gettext("是") if value else gettext("否")
        if self.kind == "tags":
            return gettext("、").join(str(item) for item in value)
        return self.word(value)

    def exported(self, row: Any) -> Any:
        """The value in the exported file: numbers and dates as such, everything coded in words, ratios in percent."""
        if callable(self.export):
            return self.export(row)
        value = self.raw(row)
        if value is None or self.kind in ("number", "money") or isinstance(value, bool):
            return value
        if self.kind in ("percent", "meter"):
            return _in_percent(value, 2 if self.places is None else self.places)
        if isinstance(value, dt.date | int | float | Decimal) and self.labels is None:
            return value
        text = self.text(value)
        return "" if text == formats.MISSING else text

    @property
    def export_label(self) -> str:
        """The head of the exported column."""
        return f"{self.label}(%)" if self.kind in ("percent", "meter") else str(self.label)


def _in_percent(value: Any, places: int) -> float:
    exact = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    return round(float(exact * 100), places)


def _hashable(value: Any) -> bool:
    return not isinstance(value, list | dict | set)


def address(row: Any, link: str | Callable[[Any], str | None]) -> str:
    """Where ``link`` leads from ``row``; empty when nowhere."""
    if callable(link):
        return link(row) or ""
    pk = row.get("pk", row.get("id")) if isinstance(row, Mapping) else row.pk
    return reverse(link, args=[pk])
