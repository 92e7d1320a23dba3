"""A higher level in the place of a lower one that was used already (CRB-05): whether the learner gains by it, and the decision then.

What was granted for the lower level is undone with it. So a replacement is made where the credits that come of it, less those that are
undone, are more than without it; each set of what could give way is tried, and of equal ones the fewest give way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations

from baigong.engines.rules.choosing import MOST_STEPS
from baigong.engines.rules.conversion import ConversionRule, RuleBook
from baigong.engines.rules.decision import Decision, decide
from baigong.engines.rules.facts import ApplicantFacts, OutcomeFact, SchoolSettings
from baigong.engines.rules.matching import valid_outcomes

MOST_TRIED = 4
"""Grants that could give way, of which every set is tried; of more the decision says that it is not proven best."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What was granted together and would be undone together: the outcomes used for it, the courses exempted, the credits."""

    id: str
    outcomes: frozenset[str]
    courses: frozenset[str]
    credits: int
    by_rule: Mapping[str, int] = field(default_factory=dict)
    by_source: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Renewed:
    """A decision with what gives way to it, and the facts it was made on."""

    decision: Decision
    replaced: tuple[Standing, ...]
    facts: ApplicantFacts

    @property
    def gain(self) -> int:
        """Credits more than before."""
        return self.decision.credits - sum(one.credits for one in self.replaced)


def decide_anew(
    facts: ApplicantFacts,
    rules: Iterable[ConversionRule] | RuleBook,
    settings: SchoolSettings,
    on: date,
    standing: Sequence[Standing],
    *,
    most_steps: int = MOST_STEPS,
) -> Renewed:
    """The decision of the day ``on`` in which higher levels may take the place of what is ``standing``."""
    book = rules if isinstance(rules, RuleBook) else RuleBook(rules)
    best = Renewed(decide(facts, book, settings, on, most_steps=most_steps), (), facts)
    candidates = [one for one in standing if higher_levels(facts, one, settings, on)]
    for size in range(1, min(len(candidates), MOST_TRIED) + 1):
        for given_up in combinations(candidates[:MOST_TRIED], size):
            without = undone(facts, given_up)
            tried = Renewed(decide(without, book, settings, on, most_steps=most_steps), given_up, without)
            is_used = all(higher_levels(facts, one, settings, on) & tried.decision.used for one in given_up)
            if is_used and tried.gain > best.gain:
                best = tried
    if len(candidates) > MOST_TRIED:
        return replace(best, decision=replace(best.decision, is_proven=False))
    return best


def higher_levels(facts: ApplicantFacts, standing: Standing, settings: SchoolSettings, on: date) -> frozenset[str]:
    """Outcomes that could take the place of one behind ``standing``: of its ladder, of a higher level, not used, and valid on the day."""
    lower: dict[str, int] = {}
    for outcome in facts.outcomes:
        if outcome.id in standing.outcomes and outcome.ladder:
            lower[outcome.ladder] = max(lower.get(outcome.ladder, outcome.level), outcome.level)
    if not lower:
        return frozenset()
    valid, _refused = valid_outcomes(undone(facts, [standing]), settings, on)
    return frozenset(o.id for o in valid if _is_above(o, lower) and o.id not in facts.used)


def _is_above(outcome: OutcomeFact, lower: Mapping[str, int]) -> bool:
    return outcome.ladder in lower and outcome.level > lower[outcome.ladder]


def undone(facts: ApplicantFacts, given_up: Iterable[Standing]) -> ApplicantFacts:
    """The facts as if that had never been granted."""
    used, converted = set(facts.used), facts.converted
    by_rule, by_source = dict(facts.converted_by_rule), dict(facts.converted_by_source)
    courses: set[str] = set()
    for one in given_up:
        used -= one.outcomes
        converted -= one.credits
        courses |= one.courses
        for sums, parts in ((by_rule, one.by_rule), (by_source, one.by_source)):
            for name, amount in parts.items():
                sums[name] = sums.get(name, 0) - amount
    open_again = tuple(replace(c, is_done=False) if c.code in courses else c for c in facts.target.courses)
    target = replace(facts.target, courses=open_again)
    return replace(
        facts, target=target, used=frozenset(used), converted=converted, converted_by_rule=by_rule, converted_by_source=by_source
    )
