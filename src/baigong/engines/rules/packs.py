"""A rule pack: another bank's rules as data, so that the same engine runs them; with worked cases that hold it to its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from baigong.engines.rules.awards import Award, Minimum
from baigong.engines.rules.conversion import ConversionRule, Need
from baigong.engines.rules.facts import UNIT, OutcomeFact, SchoolSettings
from baigong.engines.rules.parameters import Citation, RulebookError


@dataclass(frozen=True, slots=True)
class Case:
    """A worked case: outcomes, the award aimed at, and what must come out."""

    name: str
    award: str
    outcomes: tuple[OutcomeFact, ...]
    credits: int
    is_met: bool
    missing: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RulePack:
    """Rules, awards and settings of one bank, with where they stand."""

    id: str
    label: str
    citations: tuple[Citation, ...]
    on: date
    settings: SchoolSettings
    rules: tuple[ConversionRule, ...]
    awards: Mapping[str, Award]
    cases: tuple[Case, ...]


def amount(value: object) -> int:
    """Credits written in a file, in the smallest unit. Raises ``RulebookError`` for what is no such number."""
    try:
        exact = Fraction(str(value)) * UNIT
    except ValueError as error:
        raise RulebookError(f"{value!r} is no number of credits") from error
    if isinstance(value, float) or exact.denominator != 1:
        raise RulebookError(f"{value!r}: write credits as a quoted number with at most two decimals")
    return int(exact)


def load_pack(data: Mapping[str, Any]) -> RulePack:
    """A pack from the plain data of its file. Raises ``RulebookError`` where it cites nothing or names what it does not have."""
    citations = tuple(
        Citation(c["title"], c.get("number", ""), c.get("issuer", ""), c.get("issued_on"), c.get("article", "")) for c in data["citations"]
    )
    if not citations:
        raise RulebookError(f"{data['pack']} cites nothing")
    sources = frozenset(data["sources"])
    awards = {row["id"]: _award(row, sources) for row in data["awards"]}
    rules = tuple(_rule(row) for row in data["rules"])
    for rule in rules:
        if rule.source not in sources:
            raise RulebookError(f"{rule.id}: source {rule.source!r} is none of the pack's")
    cases = tuple(_case(row, data["from"]) for row in data["cases"])
    for case in cases:
        if case.award not in awards:
            raise RulebookError(f"{case.name}: the pack has no award {case.award!r}")
    settings = SchoolSettings(Fraction(1), valid_years=0, same_outcome_once=True, document=str(citations[0]))
    return RulePack(data["pack"], data["label"], citations, data["from"], settings, rules, awards, cases)


def _award(row: Mapping[str, Any], sources: frozenset[str]) -> Award:
    minimums = tuple(
        Minimum(m["label"], amount(m["credits"]), frozenset(m.get("categories", ())), frozenset(m.get("sources", ())), m.get("clause", ""))
        for m in row["minimums"]
    )
    for minimum in minimums:
        if unknown := minimum.sources - sources:
            raise RulebookError(f"{row['id']}: {minimum.label} counts sources {sorted(unknown)} that the pack does not have")
    return Award(row["id"], row["label"], minimums, tuple(row.get("courses", ())), sources, row.get("document", ""))


def _rule(row: Mapping[str, Any]) -> ConversionRule:
    needs: Sequence[Mapping[str, Any]] = row["needs"]
    return ConversionRule(
        id=row["id"], version=row.get("version", 1), since=row["since"], until=row.get("until"), source=row["source"],
        needs=tuple(Need(n.get("type", ""), n.get("source", ""), n.get("level", 0), n.get("grade"), n.get("hours", 0)) for n in needs),
        credits=amount(row.get("credits", 0)), keeps_credits=row.get("keeps_credits", False), category=row.get("category", ""),
        cap=None if row.get("cap") is None else amount(row["cap"]), clause=row["clause"], document=row.get("document", ""),
    )  # fmt: skip


def _case(row: Mapping[str, Any], day: date) -> Case:
    outcomes = tuple(
        OutcomeFact(
            id=str(number), type=o.get("type", o["source"]), source=o["source"], attained_on=o.get("attained_on", day),
            level=o.get("level", 0), ladder=o.get("ladder", ""), credits=amount(o.get("credits", 0)), category=o.get("category", ""),
        )
        for number, o in enumerate(row["outcomes"], start=1)
    )  # fmt: skip
    wanted = row["expect"]
    missing = {label: amount(value) for label, value in wanted.get("missing", {}).items()}
    return Case(row["name"], row["award"], outcomes, amount(wanted["credits"]), wanted["is_met"], missing)
