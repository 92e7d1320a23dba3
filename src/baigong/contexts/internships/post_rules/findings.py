"""What a rule says of a post: both sides' values, the clause, and how the post can be made lawful."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.engines.rules import ParameterVersion
from baigong.kernel.rules import all_parameters, parameter_on

if TYPE_CHECKING:
    from baigong.contexts.internships.models import InternshipPost

EXCEPTED = ("INT-07", "INT-08", "INT-08-REST", "INT-09")
"""Rules from which the programme's need, filed with the superior department beforehand, frees."""


class Force(StrEnum):
    """How a rule binds, by its wording: 不得 forbids, 原则上、一般 ask for a reason, what is told only informs."""

    PROHIBIT = "prohibit"
    WARN = "warn"
    INFORM = "inform"


FORCES = {Force.PROHIBIT: _("不得公布"), Force.WARN: _("须写明理由"), Force.INFORM: _("提示")}


@dataclass(frozen=True)
class Finding:
    """A rule that a post meets. ``since``–``until``: the days of the post on which this edition is in force.

    ``found`` is the post's value, ``limit`` the rule's, ``fix`` what would be lawful. ``excuse``: the filing or reason that lets it pass.
    ``field``: where on the form it is put right.
    """

    rule: str
    force: Force
    since: date
    until: date
    label: str
    clause: str
    edition: str
    found: str
    limit: str
    fix: str
    field: str
    excuse: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the post cannot be published as it is."""
        return self.force is Force.PROHIBIT and not self.excuse

    @property
    def asks_reason(self) -> bool:
        """Whether a reason has to be written down first."""
        return self.force is Force.WARN and not self.excuse

    @property
    def force_label(self) -> str:
        """How it binds, in words."""
        return str(FORCES[self.force])

    @property
    def words(self) -> str:
        """The whole of it in one sentence."""
        return f"{self.label}（{self.clause}）：{self.found}；{self.limit}。{self.fix}"


@dataclass(frozen=True)
class Staff:
    """Head-counts that the caps go by (``None``: not returned). ``others``: posts of the firm at the same site on some of the days."""

    unit: int | None
    kind: int | None
    others: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True)
class Facts:
    """A post on the days from ``since`` to ``until``, throughout which one edition is in force."""

    post: InternshipPost
    staff: Staff
    since: date
    until: date

    def version(self, key: str) -> ParameterVersion | None:
        """The version of a parameter in force on these days."""
        return parameter_on(key, self.since)

    def number(self, key: str) -> Fraction | None:
        """Its number; ``None`` where the edition does not know it."""
        version = self.version(key)
        return version.value if version else None

    def codes(self, key: str) -> tuple[str, ...]:
        """Its codes; none where the edition does not know it."""
        version = self.version(key)
        return version.codes if version else ()

    def say(self, key: str, found: str, limit: str, fix: str, field: str, force: Force = Force.PROHIBIT) -> Finding | None:
        """The finding on the rule ``key``; what is a setting of the bureau, or not checked, never blocks."""
        version = self.version(key)
        if version is None:
            return None
        if version.verification in ("param", "house") and force is Force.PROHIBIT:
            force = Force.INFORM
        label, cited = gettext(all_parameters()[key].label), version.citation
        return Finding(key, force, self.since, self.until, label, str(cited), cited.number, found, limit, fix, field)


Check = Callable[[Facts], "Finding | None"]
