"""The declared rules of data quality, as they stand in ``rules.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

Where = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Side:
    """One side of a comparison: rows of a table, and what is made of them. ``by`` makes it group by group."""

    standard: str
    table: str
    words: str = ""
    where: Where = field(default_factory=dict)
    latest: str = ""
    distinct: str = ""
    sum: str = ""
    by: str = ""

    @property
    def conditions(self) -> list[str]:
        """The rows as the page of rows is asked for them."""
        return [f"{name}:{value}" for name, values in self.where.items() for value in values]


@dataclass(frozen=True)
class Rule:
    """What every rule says to people."""

    code: str
    title: str
    advice: str


@dataclass(frozen=True)
class Comparison(Rule):
    """Two sides that should agree, up to ``most`` or to ``share`` of the larger one. As a rule of ``missing``: every group of the left one
    should stand on the right."""

    left: Side
    right: Side
    share: float = 0.0
    most: float = 0.0


@dataclass(frozen=True)
class Persons(Rule):
    """A table in which one identity number should stand once, in all bodies together."""

    field: str
    side: Side


@dataclass(frozen=True)
class Outlier(Rule):
    """A figure (or its ratio to ``per``) that is looked at for values far from the others."""

    side: Side
    value: str
    per: str = ""
    among: str = "city"
    factor: float = 0.0
    least: int = 8
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Rules:
    """Everything that is declared. ``bias``: table and what is known of how its figures lean."""

    contradictions: tuple[Comparison, ...]
    missing: tuple[Comparison, ...]
    persons: tuple[Persons, ...]
    outliers: tuple[Outlier, ...]
    bias: tuple[tuple[str, str], ...]

    def find(self, code: str) -> Rule | None:
        """The rule with this code."""
        return next((rule for rule in (*self.contradictions, *self.missing, *self.persons, *self.outliers) if rule.code == code), None)


@cache
def all_rules() -> Rules:
    """The rules of the file."""
    text = (resources.files("baigong.contexts.registers.quality") / "rules.yaml").read_text(encoding="utf-8")
    told = yaml.safe_load(text)
    return Rules(
        tuple(_comparison(entry) for entry in told["contradictions"]),
        tuple(_comparison(entry) for entry in told["missing"]),
        tuple(Persons(side=_side(entry), field=entry["field"], **_words(entry)) for entry in told["persons"]),
        tuple(_outlier(entry) for entry in told["outliers"]),
        tuple((entry["table"], entry["text"]) for entry in told["bias"]),
    )


def _words(entry: Mapping[str, Any]) -> dict[str, str]:
    return {name: entry[name] for name in ("code", "title", "advice")}


def _side(entry: Mapping[str, Any]) -> Side:
    where = {name: tuple(values) for name, values in entry.get("where", {}).items()}
    named = ("standard", "table", "words", "latest", "distinct", "sum", "by")
    return Side(where=where, **{name: entry[name] for name in named if name in entry})


def _comparison(entry: Mapping[str, Any]) -> Comparison:
    facts: dict[str, Any] = {**_words(entry), **{name: float(entry[name]) for name in ("share", "most") if name in entry}}
    return Comparison(left=_side(entry["left"]), right=_side(entry["right"]), **facts)


def _outlier(entry: Mapping[str, Any]) -> Outlier:
    named = ("value", "per", "among", "factor", "least", "low", "high")
    facts: dict[str, Any] = {**_words(entry), **{name: entry[name] for name in named if name in entry}}
    return Outlier(side=_side(entry), **facts)
