"""What a school must have, and what it lacks: the conditions of the rulebook, and one school's last return held against them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources
from math import ceil
from typing import Any

import yaml

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import current, find_table
from baigong.engines.rules import ParameterVersion
from baigong.kernel.rules import all_parameters, parameter_on

FIELDS = {
    "land": "ZDMJ", "floor": "JZMJ", "students": "XSS", "teachers": "ZRJSS", "senior": "GJZCS", "specialists": "ZYJSS", "dual": "SSXJS",
    "equipment": "SBZZ", "books": "TSCS", "computers": "JSJTS",
}  # fmt: skip
"""Where the return has what the conditions name."""


@dataclass(frozen=True)
class Condition:
    """A school of ``types`` must have, of ``have``, the parameter's value: for each of ``per``, or one for so many of it (``is_inverse``).

    ``is_costly`` restricts it to schools that teach engineering and medicine above all, or to the others.
    """

    set: str
    code: str
    parameter: str
    have: str
    per: str
    is_inverse: bool
    gap: str
    types: tuple[str, ...]
    is_costly: bool | None

    def factor(self, value: Fraction) -> Fraction:
        """How much of ``have`` one unit of ``per`` asks for."""
        return 1 / value if self.is_inverse else value


@dataclass(frozen=True)
class Gap:
    """A condition held against a school's return: what it has, what it needs, what it lacks (0: met), by which version."""

    condition: Condition
    label: str
    unit: str
    has: Fraction
    needs: Fraction
    lacks: Fraction
    version: ParameterVersion

    @property
    def is_met(self) -> bool:
        """Whether the school has enough."""
        return self.has >= self.needs


@cache
def all_conditions() -> tuple[Condition, ...]:
    """Every condition of both sets, in the rulebook's order."""
    text = (resources.files("baigong.rulebook") / "conditions.yaml").read_text(encoding="utf-8")
    return tuple(
        Condition(
            row["set"], row["code"], row["parameter"], row["have"], row.get("per", ""), row.get("inverse", False), row["gap"],
            tuple(row["types"]), row.get("costly"),
        )
        for row in yaml.safe_load(text)["conditions"]
    )  # fmt: skip


def set_on(day: date) -> str:
    """Which set is in force on a day; before the first there is none."""
    version = parameter_on("CND-SET", day)
    return str(version.value) if version and version.value is not None else ""


def set_since(which: str) -> date:
    """The first day on which a set was in force."""
    return next(version.since for version in all_parameters()["CND-SET"].versions if str(version.value) == which)


def gaps_of(row: Mapping[str, Any], on: date, which: str = "") -> list[Gap]:
    """The conditions that apply to a return (by English names), each with what is lacking. ``which`` is a set; else the one in force."""
    found = []
    wanted = which or set_on(on)
    for condition in all_conditions():
        version = parameter_on(condition.parameter, on)
        applies = condition.set == wanted and row["school_type_code"] in condition.types
        if not applies or condition.is_costly not in (None, bool(row.get("is_costly"))) or version is None or version.value is None:
            continue
        per = Fraction(row[condition.per]) if condition.per else Fraction(1)
        has, needs = Fraction(row[condition.have]), condition.factor(version.value) * per
        parameter = all_parameters()[condition.parameter]
        lacks = Fraction(max(0, ceil(needs - has))) if condition.have != "equipment" else max(Fraction(0), needs - has)
        found.append(Gap(condition, parameter.label, parameter.unit, has, needs, lacks, version))
    return found


def condition_gaps(school: Organisation, on: date) -> list[Gap]:
    """What a school lacks by its last return up to ``on`` and the set in force that day; empty where it returned nothing."""
    table = find_table("WW-ROSTERS-2021", "MCBXTJ")
    if table is None:
        return []
    state = current(table, organisations=[school.pk])
    year = on.year if on.month >= 9 else on.year - 1
    rows = sorted((r for r in state.iter_rows(named=True) if int(r["XN"][:4]) <= year), key=lambda r: r["XN"])
    if not rows:
        return []
    last = rows[-1]
    values: dict[str, Any] = {name: Fraction(last[field] or 0) for name, field in FIELDS.items()}
    return gaps_of(values | {"school_type_code": last["XXLX"], "is_costly": last.get("LBGY") == "1"}, on)
