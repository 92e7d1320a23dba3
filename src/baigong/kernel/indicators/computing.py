"""From the answers of the queries to values: rolled up from the finest grain, exactly, and joined into ratios."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from baigong.kernel.indicators.engines import Rows, Run
from baigong.kernel.indicators.plans import Column, Plan, Scan, Wanted
from baigong.kernel.indicators.tables import WHOLE

NO_RECORDS, NOTHING_TO_DIVIDE_BY, NO_RULE = "no_records", "zero_denominator", "no_rule"
JOINS_KEYS = "/"
Number = int | Decimal


@dataclass(frozen=True)
class Computed:
    """A value before it is stored. ``cell`` is the least number of rows that stands behind it and is not nothing."""

    code: str
    version: str
    kind: str
    key: str
    numerator: Decimal | None
    denominator: Decimal | None
    why: str
    cell: int

    @property
    def amount(self) -> Fraction | None:
        """The exact value; None where there is no data."""
        if self.why or self.numerator is None:
            return None
        return Fraction(self.numerator) / Fraction(1 if self.denominator is None else self.denominator)


@dataclass(frozen=True)
class Figures:
    """Everything that was computed, and the finest groups of each table: which slice lies in which is read from them."""

    values: list[Computed]
    grains: dict[str, list[dict[str, str]]]


def compute(plan: Plan, run: Run) -> Figures:
    """Issue one query for each table and make the values of every indicator, slice by slice."""
    answers = {scan.table: _Answer(scan, run(scan.sql)) for scan in plan.scans}
    with localcontext(prec=100):  # sums of 38 digits must not be rounded
        values = [value for wanted in plan.wanted for value in _values(wanted, answers)]
    return Figures(values, {name: answer.keys for name, answer in answers.items()})


class _Answer:
    """The rows of one query; each sum is rolled up once for each way it is cut."""

    def __init__(self, scan: Scan, rows: Rows) -> None:
        self.grain = grain = scan.grain
        self.is_united = grain[:1] == ("city",)
        width = len(grain)
        self.keys = [{name: _key(value) for name, value in zip(grain, row[:width], strict=True)} for row in rows]
        self.counts = [int(row[width]) for row in rows]
        self.sums = list(zip(*(row[width + 1 :] for row in rows), strict=True)) or [()] * scan.width
        self.is_own_register = scan.is_own_register
        self.is_missing = not any(self.counts) and not scan.is_own_register
        self._cuts: dict[tuple[str, ...], tuple[list[str], list[int]]] = {}
        self._rolled: dict[tuple[tuple[str, ...], int], dict[str, Number]] = {}

    def rolled(self, columns: tuple[str, ...], place: int) -> dict[str, Number]:
        """Sum by key; the key of several columns is joined. Counts stay whole numbers, which add up quickest."""
        known = self._rolled.get((columns, place))
        if known is None:
            keys, groups = self._cut(columns)
            totals: list[Number] = [0] * len(keys)
            for group, value in zip(groups, self.sums[place], strict=True):
                if value:
                    totals[group] += value
            known = self._rolled[columns, place] = dict(zip(keys, totals, strict=True))
        return known

    def lacks(self, place: int | None) -> bool:
        """Whether nothing was returned, or nothing of the present period, whose rows are counted at ``place``."""
        return self.is_missing or (place is not None and not self.is_own_register and not self.rolled((), place).get("", 0))

    def _cut(self, columns: tuple[str, ...]) -> tuple[list[str], list[int]]:
        """The keys of a cut, and for each row the place of its key."""
        if columns not in self._cuts:
            joined = [JOINS_KEYS.join(keys[column] for column in columns) for keys in self.keys]
            places = {key: place for place, key in enumerate(dict.fromkeys(joined))}
            self._cuts[columns] = (list(places), [places[key] for key in joined])
        return self._cuts[columns]


def _key(value: Any) -> str:
    return "" if value is None else str(value)


def _values(wanted: Wanted, answers: dict[str, _Answer]) -> Iterable[Computed]:
    above, below = answers[wanted.numerator.table], answers[(wanted.denominator or wanted.numerator).table]
    is_lacking = above.lacks(wanted.present[0]) or below.lacks(wanted.present[1])
    kinds = dict(wanted.slices)
    if above.is_united:  # the whole is the union; each city has its own value beside it
        kinds = {WHOLE: ((), ()), "city*": (("city",), ("city",)), **{k: v for k, v in kinds.items() if k != WHOLE}}
    for kind, (cut_above, cut_below) in kinds.items():
        is_beyond = wanted.over_time is not None and kind in wanted.timed
        upper, lower = wanted.over_time if wanted.over_time and is_beyond else (wanted.numerator, wanted.denominator)
        parts = _parts(above, cut_above, upper)
        wholes = _parts(below, cut_below, lower) if lower is not None else None
        for key in [""] if not cut_above else sorted({*parts[0], *(wholes[0] if wholes else ())}):
            is_unruled = wanted.unruled and (kind == WHOLE or key in wanted.unruled)
            if is_unruled or (is_lacking and not is_beyond):
                yield Computed(wanted.code, wanted.version, kind.rstrip("*"), key, None, None, NO_RULE if is_unruled else NO_RECORDS, 0)
                continue
            numerator, rows = Decimal(parts[0].get(key, 0)), [int(parts[1].get(key, 0))]
            denominator, why = None, ""
            if wholes is not None:
                denominator = Decimal(wholes[0].get(key, 0))
                rows.append(int(wholes[1].get(key, 0)))
                why = "" if denominator else NOTHING_TO_DIVIDE_BY
            if is_beyond and not any(rows):
                continue  # a year of which nothing is told
            cell = min((n for n in rows if n), default=0)
            yield Computed(wanted.code, wanted.version, kind.rstrip("*"), key, numerator, denominator, why, cell)


def _parts(answer: _Answer, columns: tuple[str, ...], column: Column) -> tuple[dict[str, Number], dict[str, Number]]:
    return answer.rolled(columns, column.sum), answer.rolled(columns, column.rows)


def as_text(number: Decimal | None) -> str:
    """A number as it is stored: no exponent, no zeros at its end, so that every engine writes the same."""
    if number is None:
        return ""
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
