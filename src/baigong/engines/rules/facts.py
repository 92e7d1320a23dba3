"""What conversion is told: a learner's outcomes, the programme aimed at, what was converted before, and the school's settings.

Amounts of credits are integers in the smallest unit (``UNIT`` of them are one credit); nothing here is a float.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

UNIT = 100
"""The smallest units in one credit."""


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    """Something the learner attained and the bank recognised.

    ``ladder`` names the scale on which ``level`` stands: of one ladder the highest level replaces the others (CRB-05). Outcomes without a
    ladder (trainings, work) stand beside each other. ``level`` is never compared across ladders: the three levels of X certificates are
    not the state's skill levels (X01).
    """

    id: str
    type: str
    source: str
    attained_on: date
    ladder: str = ""
    level: int = 0
    grade: int | None = None
    hours: int = 0
    credits: int = 0
    category: str = ""
    expires_on: date | None = None
    is_revoked: bool = False


@dataclass(frozen=True, slots=True)
class CourseFact:
    """A course of the programme. ``priority``: the smaller, the more the learner wants it; ``is_done``: passed or exempted."""

    code: str
    credits: int
    category: str = ""
    priority: int = 0
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """The qualification aimed at: a programme with the credits it asks in all, and its courses."""

    programme: str
    credits: int
    courses: tuple[CourseFact, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicantFacts:
    """All that a decision rests on. ``used``: outcomes that already served this target, which they do once (CRB-05); another level of such
    a ladder serves it no more either, unless that use is reversed. The amounts: what was converted to the target before.
    """

    outcomes: tuple[OutcomeFact, ...]
    target: Target
    used: frozenset[str] = frozenset()
    converted: int = 0
    converted_by_rule: Mapping[str, int] = field(default_factory=dict)
    converted_by_source: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SchoolSettings:
    """What a school fixed for a year by a document (CRB-04): no national number stands behind any of these, so none has a default.

    ``valid_years`` 0: outcomes do not grow too old. ``same_outcome_once``: within one decision too. ``source_caps``: credits that all
    outcomes of a source may give together.
    """

    cap_ratio: Fraction
    valid_years: int
    same_outcome_once: bool
    source_caps: Mapping[str, int] = field(default_factory=dict)
    document: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.cap_ratio <= 1:
            raise ValueError(f"a share of the programme's credits lies between 0 and 1, not {self.cap_ratio}")
        if self.valid_years < 0 or any(cap < 0 for cap in self.source_caps.values()):
            raise ValueError("years and caps are not negative")

    def cap_of(self, target: Target) -> int:
        """Credits that may be converted to ``target`` in all, rounded down to the smallest unit."""
        return int(target.credits * self.cap_ratio)


def years_later(day: date, years: int) -> date:
    """The same day ``years`` on; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
