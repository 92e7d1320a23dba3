"""Versions of rules tried on past applications: who would have gained, who lost. Decides on nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from baigong.contexts.credit_bank.conversion.facts import ADOPTED, engine_rule, outcome_fact, rules_of, target_of
from baigong.contexts.credit_bank.models import (
    Conversion,
    ConversionRule,
    ConversionState,
    Outcome,
    ProgrammeCourse,
    SchoolCreditSettings,
    school_year_of,
    shown,
)
from baigong.contexts.organisations.public import Organisation
from baigong.engines.rules.conversion import ConversionRule as EngineRule
from baigong.engines.rules.conversion import RuleBook
from baigong.engines.rules.facts import ApplicantFacts, OutcomeFact
from baigong.engines.rules.what_if import Change, Claim, WhatIf, try_rules

CLAIMED = (ConversionState.APPLIED, ConversionState.APPROVED, ConversionState.REFUSED)
MOST_SHOWN = 200


@dataclass(frozen=True)
class ShownChange:
    """An application that would have come out otherwise."""

    row: Conversion
    before: str
    after: str
    gained: str
    lost: str


@dataclass(frozen=True)
class Trial:
    """What the versions would have changed. ``skipped``: applications of years for which the school fixed nothing."""

    result: WhatIf
    changes: Sequence[ShownChange]
    gained: Sequence[tuple[str, int]]
    lost: Sequence[tuple[str, int]]
    skipped: int

    @property
    def difference(self) -> str:
        """Credits in all as people write them."""
        return shown(self.result.difference)


def try_versions(school: Organisation, versions: Sequence[ConversionRule], since: date, until: date) -> Trial:
    """The school's applications of those days by the rules as they held, and with ``versions`` in place of their rules' other versions.

    Each is decided as its learner's only one: what was used and granted since does not stand in the way. A version is tried as if it had
    held on all the days.
    """
    kept = rules_of([school.pk], ADOPTED)
    tried = {row.key for row in versions}
    old = RuleBook(engine_rule(row) for row in kept)
    new = RuleBook([*(engine_rule(row) for row in kept if row.key not in tried), *(_always(engine_rule(row), since) for row in versions)])
    rows = {
        str(row.pk): row
        for row in Conversion.objects.filter(programme__school=school, applied_on__range=(since, until), state__in=CLAIMED)
        .select_related("programme__school", "learner").prefetch_related("programme__courses").order_by("pk")
    }  # fmt: skip
    settings = {found.year: found.as_facts() for found in SchoolCreditSettings.objects.filter(school=school)}
    outcomes = _outcomes_of(row.learner_id for row in rows.values())
    whole, skipped = WhatIf(), 0
    claims: dict[int, list[Claim]] = {}
    for key, row in rows.items():
        if (year := school_year_of(row.applied_on)) in settings:
            facts = ApplicantFacts(tuple(outcomes.get(row.learner_id, ())), target_of(row.programme, row.wishes))
            claims.setdefault(year, []).append(Claim(key, facts, row.applied_on))
        else:
            skipped += 1
    for year, of_year in claims.items():
        part = try_rules(of_year, old, new, settings[year])
        whole.claims, whole.touched = whole.claims + part.claims, whole.touched + part.touched
        whole.changes += part.changes
    titles = dict(ProgrammeCourse.objects.filter(programme__school=school).values_list("code", "title"))
    return Trial(
        whole, [_shown(rows[change.claim], change, titles) for change in whole.changes[:MOST_SHOWN]],
        _counted((course for change in whole.changes for course in change.gained), titles),
        _counted((course for change in whole.changes for course in change.lost), titles), skipped,
    )  # fmt: skip


def _always(rule: EngineRule, since: date) -> EngineRule:
    return replace(rule, since=min(rule.since, since), until=None)


def _outcomes_of(learners: Iterable[int]) -> dict[int, list[OutcomeFact]]:
    found: dict[int, list[OutcomeFact]] = {}
    for row in Outcome.objects.filter(learner__in=set(learners), credits__isnull=False).select_related("type").order_by("pk"):
        found.setdefault(row.learner_id, []).append(outcome_fact(row))
    return found


def _shown(row: Conversion, change: Change, titles: dict[str, str]) -> ShownChange:
    gained, lost = ("、".join(titles.get(code, code) for code in codes) for codes in (change.gained, change.lost))
    return ShownChange(row, shown(change.before), shown(change.after), gained, lost)


def _counted(courses: Iterable[str], titles: dict[str, str]) -> list[tuple[str, int]]:
    return [(titles.get(code, code), count) for code, count in Counter(courses).most_common()]
