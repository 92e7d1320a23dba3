"""Declaring an indicator, the registry, and what a value of one carries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any


class Kind(StrEnum):
    """What a value is made of; decides how slices add up."""

    COUNT = "count"
    RATIO = "ratio"
    SUM = "sum"


@dataclass(frozen=True)
class Disclosure:
    """Who may see a value, and below which cell size it is suppressed in public."""

    is_public: bool = False
    minimum_cell: int = 10


@dataclass(frozen=True)
class Value:
    """One value. ``amount`` is exact; ``None`` means no data, with ``why`` in words (a zero denominator is never 0 %).

    ``numerator`` and ``denominator`` are given for ratios; ``records`` is the link that lists the records behind it.
    """

    amount: Fraction | None
    as_of: date
    definition_version: str
    numerator: int | None = None
    denominator: int | None = None
    why: str = ""
    records: str = ""


Source = Callable[..., Value]
"""``source(on: date, slice_path: str | None) -> Value``: computes the indicator from records as they stand."""


@dataclass(frozen=True)
class Indicator:
    """One declared indicator. Every field but ``source`` is shown in the data dictionary.

    ``code`` never changes meaning: a changed definition raises ``version``. ``basis`` cites the clause. ``source`` is absent
    until the records behind the indicator exist; the page then says that values come from reports.
    """

    code: str
    name: Any
    definition: Any
    unit: Any
    kind: Kind
    basis: Any
    version: str = "1"
    records_from: Any = ""
    slices: tuple[str, ...] = ()
    disclosure: Disclosure = field(default_factory=Disclosure)
    source: Source | None = None
    cases: tuple[tuple[Any, Any], ...] = ()


_indicators: dict[str, Indicator] = {}


def indicator(declared: Indicator) -> Indicator:
    """Register an indicator. Raises ``ValueError`` for a code declared twice, or without definition or citation."""
    if declared.code in _indicators and _indicators[declared.code] != declared:
        raise ValueError(f"indicator {declared.code} is declared twice")
    if not declared.basis or not str(declared.definition):
        raise ValueError(f"indicator {declared.code} needs a definition and a citation")
    _indicators[declared.code] = declared
    return declared


def all_indicators() -> dict[str, Indicator]:
    """Every declared indicator by code."""
    return dict(sorted(_indicators.items()))


def find_indicator(code: str) -> Indicator | None:
    """The indicator with this code, if declared."""
    return _indicators.get(code)
