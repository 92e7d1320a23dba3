"""Versions of rules tried on past applications: who would have gained, who lost. Decides on nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from baigong.contexts.credit_bank.conversion.facts import ADOPTED, engine_rule, outcome_fact, rules_of, target_of
from baigong.contexts.credit_bank.models import (
    Conversion,
    ConversionRule,
    ConversionState,
    CreditProgramme,
    Outcome,
    SchoolCreditSettings,
    school_year_of,
)
from baigong.contexts.organisations.public import Organisation
from baigong.engines.rules.conversion import ConversionRule as EngineRule
from baigong.engines.rules.conversion import RuleBook
from baigong.engines.rules.facts import ApplicantFacts, OutcomeFact, Target
from baigong.engines.rules.what_if import Claim, WhatIf, try_rules

CLAIMED = (ConversionState.APPLIED, ConversionState.APPROVED, ConversionState.REFUSED, ConversionState.REVERSED)
AT_ONCE = 1_000
"""Applications that are read and decided together."""


class Trying:
    """The school's applications of some days by the rules as they held, and with ``versions`` in place of their rules' other versions.

    Each is decided as its learner's only one: what was used and granted since does not stand in the way. A version is tried as if it had
    held on all the days.
    """

    def __init__(self, school: Organisation, versions: Sequence[ConversionRule], since: date, until: date) -> None:
        kept = rules_of([school.pk], ADOPTED)
        tried = {row.key for row in versions}
        self.old = RuleBook(engine_rule(row) for row in kept)
        untouched = [engine_rule(row) for row in kept if row.key not in tried]
        self.new = RuleBook([*untouched, *(_always(engine_rule(row), since) for row in versions)])
        self.settings = {found.year: found.as_facts() for found in SchoolCreditSettings.objects.filter(school=school)}
        self.programmes = {row.pk: row for row in CreditProgramme.objects.filter(school=school).prefetch_related("courses")}
        self._rows = Conversion.objects.filter(programme__school=school, applied_on__range=(since, until), state__in=CLAIMED)
        self._targets: dict[tuple[int, tuple[str, ...]], Target] = {}

    @property
    def total(self) -> int:
        """How many applications are looked at."""
        return self._rows.count()

    def parts(self) -> Iterator[tuple[WhatIf, int]]:
        """What comes of each thousand of the applications; and how many of them are of years for which the school fixed nothing."""
        last = 0
        while rows := list(_after(self._rows, last)):
            last = rows[-1].pk
            yield self._part(rows)

    def _part(self, rows: Sequence[Conversion]) -> tuple[WhatIf, int]:
        outcomes = _outcomes_of(row.learner_id for row in rows)
        claims: dict[int, list[Claim]] = {}
        for row in rows:
            facts = ApplicantFacts(tuple(outcomes.get(row.learner_id, ())), self._target(row))
            claims.setdefault(school_year_of(row.applied_on), []).append(Claim(str(row.pk), facts, row.applied_on))
        whole = WhatIf()
        for year in claims.keys() & self.settings.keys():
            part = try_rules(claims[year], self.old, self.new, self.settings[year])
            whole.claims, whole.touched = whole.claims + part.claims, whole.touched + part.touched
            whole.changes += part.changes
        return whole, len(rows) - whole.claims

    def _target(self, row: Conversion) -> Target:
        key = (row.programme_id, tuple(row.wishes))
        if key not in self._targets:
            self._targets[key] = target_of(self.programmes[row.programme_id], row.wishes)
        return self._targets[key]


def _after(rows: QuerySet[Conversion], last: int) -> QuerySet[Conversion]:
    return rows.filter(pk__gt=last).only("pk", "programme_id", "learner_id", "wishes", "applied_on").order_by("pk")[:AT_ONCE]


def _always(rule: EngineRule, since: date) -> EngineRule:
    return replace(rule, since=min(rule.since, since), until=None)


def _outcomes_of(learners: Iterable[int]) -> dict[int, list[OutcomeFact]]:
    found: dict[int, list[OutcomeFact]] = {}
    for row in Outcome.objects.filter(learner__in=set(learners), credits__isnull=False).select_related("type").order_by("pk"):
        found.setdefault(row.learner_id, []).append(outcome_fact(row))
    return found
