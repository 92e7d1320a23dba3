"""Parameters set by policy: dated, cited, and evaluated with the version in force on the event's date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

VERIFICATIONS = ("verified", "memory", "seed", "param", "house")
"""How sure we are: checked against a text; from memory; in the plan itself; a setting nobody has fixed; a convention of ours."""


class RulebookError(ValueError):
    """A rulebook file that contradicts itself; the message names the parameter and what is wrong."""


@dataclass(frozen=True)
class Citation:
    """Where a value stands."""

    title: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    article: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (f"《{self.title}》" if self.number else self.title, self.number, self.article) if part)


@dataclass(frozen=True)
class ParameterVersion:
    """A value and the days on which it is in force (``until`` is the last day; ``None`` = still).

    What is no number but a choice of codes (which destinations are employment) stands in ``codes``.
    """

    value: Fraction | None
    since: date
    until: date | None
    citation: Citation
    verification: str
    codes: tuple[str, ...] = ()

    @property
    def is_official(self) -> bool:
        """Whether an authority fixed the value; otherwise it may inform and never block."""
        return self.verification in {"verified", "seed"}


@dataclass(frozen=True)
class Parameter:
    """A number the rules use. ``versions`` are in order and do not overlap."""

    id: str
    label: str
    unit: str
    versions: tuple[ParameterVersion, ...]

    def on(self, day: date) -> ParameterVersion | None:
        """The version in force on ``day``; ``None`` before the first and after an ended last."""
        for version in reversed(self.versions):
            if version.since <= day:
                return version if version.until is None or day <= version.until else None
        return None


def load_parameters(entries: Sequence[Mapping[str, Any]]) -> dict[str, Parameter]:
    """Parameters from the plain data of a rulebook file. Raises ``RulebookError`` for overlaps, gaps in citation, unknown marks."""
    parameters: dict[str, Parameter] = {}
    for entry in entries:
        key = str(entry["id"])
        if key in parameters:
            raise RulebookError(f"{key} stands twice")
        versions = tuple(_version(key, v) for v in entry["versions"])
        for earlier, later in pairwise(versions):
            if earlier.until is None or earlier.until >= later.since:
                raise RulebookError(f"{key}: the version of {earlier.since} runs into that of {later.since}")
        parameters[key] = Parameter(key, str(entry["label"]), str(entry.get("unit", "")), versions)
    return parameters


def _version(key: str, data: Mapping[str, Any]) -> ParameterVersion:
    citation = data.get("citation")
    if not citation or not citation.get("title"):
        raise RulebookError(f"{key}: the version of {data.get('since')} cites nothing")
    verification = str(data.get("verification", ""))
    if verification not in VERIFICATIONS:
        raise RulebookError(f"{key}: verification {verification!r} is none of {', '.join(VERIFICATIONS)}")
    value = data.get("value")
    if isinstance(value, float):
        raise RulebookError(f"{key}: write {value} as a quoted number, so that it stays exact")
    codes = data.get("codes", [])
    if not all(isinstance(code, str) for code in codes) or (codes and value is not None):
        raise RulebookError(f"{key}: codes are quoted texts, and a version has either codes or a value")
    return ParameterVersion(
        None if value is None else Fraction(str(value)),
        data["since"],
        data.get("until"),
        Citation(
            citation["title"],
            citation.get("number", ""),
            citation.get("issuer", ""),
            citation.get("issued_on"),
            citation.get("article", ""),
        ),
        verification,
        tuple(codes),
    )
