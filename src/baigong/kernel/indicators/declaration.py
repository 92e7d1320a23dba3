"""Declaring an indicator, and the registry."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from baigong.engines.rules import ParameterVersion
from baigong.kernel.rules import number_on, parameter_on

if TYPE_CHECKING:
    import ibis.expr.types as ir


SMALL_CELL = "DSC-SMALL-CELL"
"""The parameter below which a number of persons is not shown."""


class Kind(StrEnum):
    """What a value is made of; decides how slices add up."""

    COUNT = "count"
    RATIO = "ratio"
    SUM = "sum"


@dataclass(frozen=True)
class Disclosure:
    """Whether the public sees values, and below which number of rows a cell is suppressed.

    ``minimum_cell`` is left to the rulebook (``SMALL_CELL``) where rows are persons; 0: they are not, nothing is suppressed. A suppressed
    value is shown to nobody but those whose role reaches everywhere.
    """

    is_public: bool = False
    minimum_cell: int | None = None

    def floor(self, day: date) -> int:
        """Below how many rows a cell is small on a day. Where the rulebook has no floor for it, every cell is."""
        if self.minimum_cell is not None:
            return self.minimum_cell
        floor = number_on(SMALL_CELL, day)
        return sys.maxsize if floor is None else floor


@dataclass(frozen=True)
class Measure:
    """Something that adds up over the rows of one table: ``amount`` summed, or rows counted, where ``where`` holds.

    Both take the table and give an Ibis expression: ``Measure("teachers", where=lambda t: t.is_dual_qualified)``. ``t.as_of`` is the day of
    the snapshot. ``amount`` is an integer or a decimal; a floating-point one is refused. A row where ``where`` is null does not count.

    ``current`` names a yes or no of the table: whether a row is of the period that is told now (the last cohort, the last whole year).
    Slices by time look beyond it, and give each period its own value.
    """

    table: str
    where: Callable[[ir.Table], Any] | None = None
    amount: Callable[[ir.Table], Any] | None = None
    current: str = ""

    def at_present(self) -> Measure:
        """The measure of the present period alone."""
        where, current = self.where, self.current
        if not current:
            return self
        return Measure(self.table, (lambda t: t[current]) if where is None else (lambda t: where(t) & t[current]), self.amount)


def _same_day(day: date) -> date:
    return day


@dataclass(frozen=True)
class Rule:
    """A parameter of the rulebook that an indicator hangs on; ``on`` gives for the day of a snapshot the day whose version counts."""

    parameter: str
    on: Callable[[date], date] = _same_day

    def version(self, as_of: date) -> ParameterVersion | None:
        """The version that counts in a snapshot of ``as_of``."""
        return parameter_on(self.parameter, self.on(as_of))

    def is_in_force(self, as_of: date) -> bool:
        """Whether there is a rule to count by in a snapshot of ``as_of``."""
        version = self.version(as_of)
        return version is not None and (version.value is not None or bool(version.codes))


@dataclass(frozen=True)
class Case:
    """A worked case: a few rows by table, and the exact value expected (``"2/3"``, ``"0.75"``; ``None`` is no data). A test computes it.

    Columns that a row leaves out are null. ``slice`` names kind and key of the slice that is meant (``("county", "620602")``).
    """

    words: Any
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    expected: str | None
    as_of: date = date(2022, 6, 27)
    slice: tuple[str, str] = ("city", "")


@dataclass(frozen=True)
class Indicator:
    """One declared indicator, shown in the data dictionary.

    ``code`` never changes meaning: a changed definition raises ``version``. ``basis`` cites the clause. Without ``numerator`` no records
    stand behind the indicator yet, and the page says that values come from reports; ``denominator`` goes with ratios. ``slices`` are kinds
    of slice besides the whole city; ``"school+year"`` cuts by both at once. ``rules`` are the parameters it hangs on: on a day without
    one there is no value. ``cases`` are worked cases in words, ``worked`` those that a test computes.
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
    numerator: Measure | None = None
    denominator: Measure | None = None
    rules: tuple[Rule, ...] = ()
    cases: tuple[tuple[Any, Any], ...] = ()
    worked: tuple[Case, ...] = ()

    @property
    def is_percentage(self) -> bool:
        """Whether values are shares, told in per cent."""
        return self.kind is Kind.RATIO and str(self.unit) == "%"

    def in_unit(self, amount: Fraction) -> Fraction:
        """An amount (a share is one of 0 to 1) in the indicator's unit."""
        return amount * 100 if self.is_percentage else amount

    @property
    def is_computed(self) -> bool:
        """Whether records give its value."""
        return self.numerator is not None

    @property
    def is_of_ended_period(self) -> bool:
        """Whether its value tells of the last period that has ended, not of how far the running one has come."""
        return self.numerator is not None and bool(self.numerator.current)

    def is_ruled(self, as_of: date) -> bool:
        """Whether every rule it hangs on is in force in a snapshot of ``as_of``."""
        return all(rule.is_in_force(as_of) for rule in self.rules)


_indicators: dict[str, Indicator] = {}


def indicator(declared: Indicator) -> Indicator:
    """Register an indicator. Raises ``ValueError`` for a code declared twice, without definition, citation, or what its kind needs."""
    if declared.code in _indicators and _indicators[declared.code] != declared:
        raise ValueError(f"indicator {declared.code} is declared twice")
    if not declared.basis or not str(declared.definition):
        raise ValueError(f"indicator {declared.code} needs a definition and a citation")
    if declared.numerator is not None:
        if (declared.kind is Kind.RATIO) != (declared.denominator is not None):
            raise ValueError(f"indicator {declared.code}: a ratio has a denominator, and nothing else has")
        if not declared.worked:
            raise ValueError(f"indicator {declared.code} needs a worked case that can be computed")
    _indicators[declared.code] = declared
    return declared


def all_indicators() -> dict[str, Indicator]:
    """Every declared indicator by code."""
    return dict(sorted(_indicators.items()))


def find_indicator(code: str) -> Indicator | None:
    """The indicator with this code, if declared."""
    return _indicators.get(code)
