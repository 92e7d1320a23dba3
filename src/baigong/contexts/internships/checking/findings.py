"""What a check finds: the rule, both values that do not go together, and what would be lawful."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

import yaml
from django.utils.translation import gettext as _

from baigong.engines.rules import ParameterVersion
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.rules import number_on, parameter_on

SETTINGS = {"param", "house"}
"""How sure a version is whose number nobody fixed: it informs and never blocks."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the rule has it. ``here`` is what is being entered, ``there`` what it does not go with.

    ``blocks``: it may not stand; otherwise it may, with a reason. ``field`` is the one to mend. ``rule`` is the number of the rulebook.
    """

    rule: str
    clause: str
    blocks: bool
    here: str
    there: str
    fix: str
    field: str = ""

    def __str__(self) -> str:
        basis = _("（依据%(clause)s）") % {"clause": self.clause} if self.clause else ""
        return _("%(here)s；%(there)s。%(fix)s%(basis)s") % {"here": self.here, "there": self.there, "fix": self.fix, "basis": basis}


def blocks(version: ParameterVersion) -> bool:
    """Whether a text stands behind a version; a setting never blocks."""
    return version.verification not in SETTINGS


def clause(version: ParameterVersion) -> str:
    """Where it stands, for people."""
    return str(version.citation)


def codes_on(key: str, day: date) -> tuple[ParameterVersion | None, tuple[str, ...]]:
    """The version of a choice of codes on ``day`` and its codes; nothing where none is in force."""
    version = parameter_on(key, day)
    return version, version.codes if version is not None else ()


def adult_age_on(day: date) -> int:
    """The age from which one signs alone."""
    return number_on("WRK-ADULT-AGE", day) or 0


def is_minor(birth_on: date | None, day: date) -> bool:
    """Whether somebody is under age on ``day``. Full years count from the day after the birthday; unknown counts as under age."""
    if birth_on is None:
        return True
    years = day.year - birth_on.year - ((day.month, day.day) <= (birth_on.month, birth_on.day))
    return years < adult_age_on(day)


@cache
def statutory_holidays() -> frozenset[date]:
    """The statutory holidays of the rulebook."""
    file = resources.files("baigong.rulebook") / "work.yaml"
    found: set[date] = set()
    for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["statutory_holidays"]:
        first, _slash, last = str(entry).partition("/")
        begin = date.fromisoformat(first)
        end = date.fromisoformat(last) if last else begin
        found.update(begin + timedelta(days=n) for n in range((end - begin).days + 1))
    return frozenset(found)


def refuse(found: Iterable[Finding], *, code: str, reason: str = "", reason_field: str = "reason") -> Sequence[Finding]:
    """Raise ``Refusal`` for what blocks, and for what needs a reason and has none; what stands with its reason is returned."""
    found = list(found)
    hard = [one for one in found if one.blocks]
    if hard:
        fields: dict[str, str] = {}
        for one in hard:
            fields.setdefault(one.field or reason_field, str(one))
        raise Refusal("\n".join(str(one) for one in hard), code=code, fields=fields)
    if found and not reason.strip():
        words = _("%(found)s 确属如此的，请写明原因再保存。") % {"found": "".join(str(one) for one in found)}
        raise at_field(reason_field, words, code="reason_required")
    return found
