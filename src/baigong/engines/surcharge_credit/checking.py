"""Recomputing a statement from what stands in its lines and nothing else: what a tax office does with paper and a calculator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from baigong.engines.surcharge_credit.statement import Line, StatementResult, YearResult


@dataclass(frozen=True, slots=True)
class Fault:
    """A line whose amount does not follow from its facts, or a total that is not the sum of its lines."""

    year: int
    what: str
    stated: int
    recomputed: int


def _share(f: Mapping[str, Any], net: int) -> int:
    return int(net) * int(f["numerator"]) // int(f["denominator"])


RECOMPUTED: Mapping[str, Callable[[Mapping[str, Any]], int]] = {
    "counted": lambda f: f["invested"] - f["withdrawn"],
    "not_counted": lambda f: 0,
    "credit": lambda f: _share(f, f["net"]),
    "payable": lambda f: max(0, f["due"] - f["exempt"]),
    "payable_unknown": lambda f: 0,
    "used": lambda f: min(f["available"], f["payable"]),
    "used_of_pool": lambda f: min(f["rest"], f["remains"]),
    "netted": lambda f: 0,
    "withdrawn_uncounted": lambda f: 0,
    "withdrawn": lambda f: _share(f, f["net"]) - _share(f, f["net"] - f["withdrawn"]),
    "cancelled": lambda f: min(f["gone"], f["remains"]),
    "clawback": lambda f: f["gone"] - f["cancelled"] - f["lapsed"],
    "lapsed": lambda f: f["remains"],
    "closing": lambda f: f["opening"] + f["new"] - f["used"] - f["cancelled"] - f["lapsed"],
}
"""How each line but the opening follows from its facts."""


def check_statement(statement: StatementResult) -> list[Fault]:
    """Every fault of a statement; an empty list where each line, each total and each balance carried over come out."""
    faults, carried = [], 0
    for year in statement.years:
        faults += _check_year(year, carried)
        carried = year.closing
    return faults


def _check_year(year: YearResult, carried: int) -> list[Fault]:
    faults = []

    def held(what: str, stated: int, recomputed: int) -> None:
        if stated != recomputed:
            faults.append(Fault(year.year, what, stated, recomputed))

    for line in year.lines:
        held(line.what, line.amount, carried if line.what == "opening" else RECOMPUTED[line.what](line.facts))
    counted: dict[str, int] = {}
    for line in year.lines:
        if line.what == "counted":
            counted[str(line.facts["pool"])] = counted.get(str(line.facts["pool"]), 0) + line.amount
    for line in year.lines:
        if line.what == "credit":
            held("credit_of_counted", int(line.facts["net"] or 0), counted.get(str(line.facts["pool"]), 0))  # type: ignore[arg-type]
    held("opening", year.opening, carried)
    held("new", year.new, _sum(year.lines, "credit"))
    held("used", year.used, _sum(year.lines, "used"))
    held("used_of_pools", year.used, _sum(year.lines, "used_of_pool"))
    held("cancelled", year.cancelled, _sum(year.lines, "cancelled"))
    held("clawback", year.clawback, _sum(year.lines, "clawback"))
    held("lapsed", year.lapsed, _sum(year.lines, "lapsed"))
    held("closing", year.closing, year.opening + year.new - year.used - year.cancelled - year.lapsed)
    return faults


def _sum(lines: tuple[Line, ...], what: str) -> int:
    return sum(line.amount for line in lines if line.what == what)
