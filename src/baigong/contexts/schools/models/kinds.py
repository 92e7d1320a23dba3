"""The kinds of projects as the rulebook lists them (``rulebook/projects/kinds.yaml``): who may apply, with what, counted how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml
from django.utils.translation import get_language

from baigong.contexts.organisations.public import OrganisationKind

Need = Literal["", "optional", "required"]
ASKED = ("partner", "programme", "course")
"""What a kind may ask an application for, beside what every one says."""
SUBJECTS = ("host", "programme", "title")


@dataclass(frozen=True)
class Citation:
    """Where a kind stands. ``is_certain`` is false for what was written down from memory."""

    title: str
    number: str = ""
    article: str = ""
    is_certain: bool = True

    def __str__(self) -> str:
        return "".join((f"《{self.title}》", f"（{self.number}）" if self.number else "", self.article))


@dataclass(frozen=True)
class ProjectKind:
    """One kind. ``subject`` says what is counted once: the host, a programme of the host, or the thing by its title."""

    code: str
    name: str
    name_en: str
    unit: str
    indicator: str
    indicator_listed: str
    measure: str
    applicants: frozenset[str]
    levels: tuple[str, ...]
    subject: str
    needs: Mapping[str, Need]
    evidence: tuple[str, ...]
    cycle_years: int | None
    valid_years: int | None
    citations: tuple[Citation, ...]

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name

    def asks(self, what: str) -> Need:
        """Whether an application is asked for a ``partner``, a ``programme`` or a ``course``."""
        return self.needs.get(what, "")


@cache
def all_kinds() -> Mapping[str, ProjectKind]:
    """Every kind by code, in the rulebook's order. Raises ``ValueError`` where the rulebook contradicts itself."""
    file = resources.files("baigong.rulebook") / "projects" / "kinds.yaml"
    kinds = [_kind(row) for row in yaml.safe_load(file.read_text(encoding="utf-8"))["kinds"]]
    for values in ([k.code for k in kinds], [code for k in kinds for code in (k.indicator, k.indicator_listed)], [k.name for k in kinds]):
        if len(set(values)) != len(values):
            raise ValueError("kinds.yaml: two kinds share a code, a name or an indicator")
    return {kind.code: kind for kind in kinds}


def kind_of(code: str) -> ProjectKind:
    """The kind of this code. Raises ``LookupError``."""
    try:
        return all_kinds()[code]
    except KeyError:
        raise LookupError(f"the rulebook knows no kind of project {code!r}") from None


def kind_choices() -> list[tuple[str, str]]:
    """Codes with names, for filters and forms."""
    return [(kind.code, str(kind)) for kind in all_kinds().values()]


def _kind(row: Mapping[str, Any]) -> ProjectKind:
    unknown = set(row["applicants"]) - set(OrganisationKind.values)
    if unknown or row["subject"] not in SUBJECTS or set(row.get("needs", {})) - set(ASKED) or not row["citations"]:
        raise ValueError(f"kinds.yaml: {row['code']}: unknown applicants {sorted(unknown)}, subject, need, or no citation")
    cited = tuple(
        Citation(c["title"], c.get("number", ""), c.get("article", ""), c.get("verification") != "memory") for c in row["citations"]
    )
    return ProjectKind(
        code=row["code"], name=row["name"], name_en=row["name_en"], unit=row["unit"], indicator=row["indicator"],
        indicator_listed=row["indicator_listed"], measure=row["measure"],
        applicants=frozenset(row["applicants"]), levels=tuple(row["levels"]), subject=row["subject"], needs=dict(row.get("needs", {})),
        evidence=tuple(row["evidence"]), cycle_years=row["cycle_years"], valid_years=row["valid_years"], citations=cited,
    )  # fmt: skip
