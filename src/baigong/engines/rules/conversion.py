"""Conversion rules as declared: what a rule asks of which outcomes and what it gives; and what was found when it was tried.

A rule has one ``id`` through all its dated versions. A decision uses the version in force on the day of the application.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from baigong.engines.rules.facts import UNIT, OutcomeFact

Finding = int | str | date | None


@dataclass(frozen=True, slots=True)
class Need:
    """One outcome that a rule asks for, by ``type`` or by ``source`` (a type wins); the minima hold for that outcome."""

    type: str = ""
    source: str = ""
    minimum_level: int = 0
    minimum_grade: int | None = None
    minimum_hours: int = 0
    minimum_credits: int = 0

    def names(self, outcome: OutcomeFact) -> bool:
        """Whether the need speaks of such an outcome at all, met or not."""
        return outcome.type == self.type if self.type else bool(self.source) and outcome.source == self.source


@dataclass(frozen=True, slots=True)
class ConversionRule:
    """All ``needs`` together give exemption from ``courses`` and/or free credits of a ``category``.

    Free credits are ``credits``, plus one for every ``hours_per_credit`` hours of the outcomes, plus the outcomes' own where
    ``keeps_credits``; without a ``category`` they are of the outcome's. ``most_courses``: at most so many of the courses by one application
    of the rule. ``cap``: credits the rule may give one learner for one target in all. ``programmes``: empty for all. ``source``: under
    which source's cap it counts. ``grade``: how the exempted course is graded ("pass", "kept": the outcome's own, or a number).
    """

    id: str
    version: int
    since: date
    needs: tuple[Need, ...]
    source: str
    until: date | None = None
    courses: tuple[str, ...] = ()
    most_courses: int | None = None
    credits: int = 0
    hours_per_credit: int = 0
    keeps_credits: bool = False
    category: str = ""
    cap: int | None = None
    programmes: frozenset[str] = frozenset()
    valid_years: int = 0
    grade: str = "pass"
    document: str = ""
    clause: str = ""

    def is_in_force(self, day: date) -> bool:
        """Whether this version holds on ``day`` (first and last day included)."""
        return self.since <= day and (self.until is None or day <= self.until)

    def is_for(self, programme: str) -> bool:
        """Whether the rule speaks of the programme."""
        return not self.programmes or programme in self.programmes

    def free_credits(self, outcomes: Sequence[OutcomeFact]) -> int:
        """Credits beside courses that these outcomes give, before any cap; parts of the smallest unit are dropped."""
        amount = self.credits
        if self.hours_per_credit:
            amount += sum(o.hours for o in outcomes) * UNIT // self.hours_per_credit
        if self.keeps_credits:
            amount += sum(o.credits for o in outcomes)
        return amount


Met = Literal[
    "type", "level", "grade", "hours", "credits", "in_force", "valid",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """One fact a credit rests on: what the rule asked of an outcome and what was found."""

    code: Met
    outcome: str
    asked: Finding
    found: Finding


Why = Literal[
    "revoked", "not_yet", "expired", "too_old", "lower_level", "repeated", "already_used", "level_used", "no_rule", "other_programme",
    "not_in_force", "rule_too_old", "level", "grade", "hours", "credits", "also_needs", "no_course", "course_done", "course_taken",
    "outcome_taken", "most_courses", "rule_cap", "source_cap", "total_cap", "gives_nothing", "not_chosen",
]  # fmt: skip
"""Why an outcome, a rule or a course gave nothing. The words for people, with what would change it, are the context's."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something gave nothing: ``asked`` against ``found``; ``by`` names the outcome, rule or course that stood in the way."""

    code: Why
    outcome: str = ""
    rule: str = ""
    version: int = 0
    clause: str = ""
    course: str = ""
    asked: Finding = None
    found: Finding = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """A rule applied to particular outcomes: the courses it may exempt from and the free credits it may give, with the facts behind."""

    rule: ConversionRule
    outcomes: tuple[str, ...]
    courses: tuple[str, ...]
    free: int
    checks: tuple[Check, ...]


class RuleBook:
    """Rules ready to be asked: by the types and sources they speak of; of each rule one version a day (the highest, where two overlap)."""

    def __init__(self, rules: Iterable[ConversionRule]) -> None:
        self.rules = tuple(sorted(rules, key=lambda r: (r.id, -r.version, r.since)))
        self._by_name: dict[tuple[bool, str], set[str]] = {}
        self._versions: dict[str, list[ConversionRule]] = {}
        for rule in self.rules:
            self._versions.setdefault(rule.id, []).append(rule)
            for need in rule.needs:
                self._by_name.setdefault((bool(need.type), need.type or need.source), set()).add(rule.id)

    def touching(self, outcomes: Iterable[OutcomeFact]) -> list[str]:
        """The rules, in order, of which some version speaks of at least one of the outcomes."""
        found: set[str] = set()
        nothing: set[str] = set()
        for outcome in outcomes:
            found |= self._by_name.get((True, outcome.type), nothing)
            found |= self._by_name.get((False, outcome.source), nothing)
        return sorted(found)

    def version_on(self, rule: str, day: date) -> ConversionRule | None:
        """The version in force on ``day``."""
        return next((r for r in self._versions[rule] if r.is_in_force(day)), None)

    def versions(self, rule: str) -> Sequence[ConversionRule]:
        """Every version, the newest first."""
        return self._versions[rule]
