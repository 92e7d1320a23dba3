"""The kinds of outcomes and of evidence as the rulebook lists them (``rulebook/credits/outcomes.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml
from django.utils.translation import get_language

UNITS = ("hours", "months", "level")
"""What the size of an outcome is counted in."""


@dataclass(frozen=True)
class OutcomeKind:
    """One kind. ``levels`` rise: of one type a higher one replaces a lower. ``ceiling``: most units one outcome may bring, or none said."""

    code: str
    name: str
    name_en: str
    unit: str
    levels: tuple[str, ...]
    evidence: tuple[str, ...]
    needs_number: bool
    ceiling: int | None

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name

    def rank(self, level: str) -> int:
        """The place of a level, from 1; 0 for none. Raises ``ValueError`` for one the kind does not know."""
        return self.levels.index(level) + 1 if level else 0


@cache
def _file() -> Mapping[str, Any]:
    file = resources.files("baigong.rulebook") / "credits" / "outcomes.yaml"
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")))


@cache
def all_outcome_kinds() -> Mapping[str, OutcomeKind]:
    """Every kind by code, in the rulebook's order. Raises ``ValueError`` where the rulebook contradicts itself."""
    kinds: dict[str, OutcomeKind] = {}
    for row in _file()["kinds"]:
        unknown = set(row["evidence"]) - set(_file()["evidence"])
        if unknown or row["unit"] not in UNITS or row["code"] in kinds or (row["unit"] == "level" and not row["levels"]):
            raise ValueError(f"outcomes.yaml: {row['code']} stands twice, or names an unknown unit or evidence {sorted(unknown)}")
        kinds[row["code"]] = OutcomeKind(
            row["code"], row["name"], row["name_en"], row["unit"], tuple(row["levels"]), tuple(row["evidence"]), row["needs_number"],
            row["ceiling"],
        )  # fmt: skip
    return kinds


def outcome_kind(code: str) -> OutcomeKind:
    """The kind of this code. Raises ``LookupError``."""
    try:
        return all_outcome_kinds()[code]
    except KeyError:
        raise LookupError(f"the rulebook knows no kind of outcome {code!r}") from None


def outcome_kind_choices() -> list[tuple[str, str]]:
    """Codes with names, for filters and forms."""
    return [(kind.code, str(kind)) for kind in all_outcome_kinds().values()]


def evidence_choices() -> list[tuple[str, str]]:
    """Codes of evidence with names."""
    english = (get_language() or "").startswith("en")
    return [(code, row["name_en"] if english else row["name"]) for code, row in _file()["evidence"].items()]
