"""From the rules to a route: every step that is open to a learner towards a diploma, and the shortest way through them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from baigong.engines.rules.awards import Award, Held
from baigong.engines.rules.conversion import Application, ConversionRule, RuleBook
from baigong.engines.rules.decision import caps_left, countable
from baigong.engines.rules.facts import ApplicantFacts, OutcomeFact, SchoolSettings
from baigong.engines.rules.matching import match_rules
from baigong.engines.rules.routes import MOST_STEPS, Route, Step, plan_route
from baigong.engines.rules.ways import Caps

STUDY = "study"
"""The source of credits of a course that is taken."""


@dataclass(frozen=True, slots=True)
class Attainable:
    """An outcome that the learner could attain, and the hours of study it costs."""

    outcome: OutcomeFact
    hours: int


def find_route(
    facts: ApplicantFacts,
    rules: Iterable[ConversionRule] | RuleBook,
    settings: SchoolSettings,
    on: date,
    *,
    award: Award,
    held: Sequence[Held] = (),
    hours: Mapping[str, int] | None = None,
    attainable: Sequence[Attainable] = (),
    most_steps: int = MOST_STEPS,
) -> Route:
    """The shortest way to ``award`` from what is ``held``, by the rules in force on the day.

    ``hours``: what each course costs that can be taken. Of one ladder one outcome is spent at most, the one at hand or one to attain.
    """
    book = rules if isinstance(rules, RuleBook) else RuleBook(rules)
    at_hand, _ = countable(facts, settings, on)
    tops = {o.ladder: o.level for o in at_hand if o.ladder}
    new = [a for a in attainable if not a.outcome.ladder or a.outcome.level > tops.get(a.outcome.ladder, -1)]
    outcomes = {o.id: o for o in [*at_hand, *(a.outcome for a in new)]}
    applications, _, is_complete = match_rules(list(outcomes.values()), facts, book, on)
    caps = caps_left(facts, applications, settings)
    steps = _courses(facts, hours or {}) + _conversions(applications, facts, outcomes, settings)
    route = plan_route(
        award, held, steps, Caps(caps.total, caps.by_rule, caps.by_source), {a.outcome.id: a.hours for a in new}, most_steps=most_steps
    )
    # Where an outcome may serve often, a ladder still serves one way only here: safe, and perhaps not the shortest.
    is_loose = not is_complete or (not settings.same_outcome_once and any(o.ladder for o in outcomes.values()))
    if not is_loose:
        return route
    return Route(route.steps, route.attained, route.cost, min(route.lower, route.cost), False, route.is_reachable, route.assessment)


def _courses(facts: ApplicantFacts, hours: Mapping[str, int]) -> list[Step]:
    return [
        Step(f"{STUDY} {c.code}", c.credits, hours[c.code], c.category, STUDY, c.code)
        for c in facts.target.courses
        if not c.is_done and c.code in hours
    ]


def _conversions(
    applications: Iterable[Application], facts: ApplicantFacts, outcomes: Mapping[str, OutcomeFact], settings: SchoolSettings
) -> list[Step]:
    courses = {c.code: c for c in facts.target.courses}
    steps = []
    for number, found in enumerate(applications):
        ladders = {f"ladder {outcomes[o].ladder}" for o in found.outcomes if outcomes[o].ladder}
        spends = frozenset(ladders | (set(found.outcomes) if settings.same_outcome_once else set()))
        way, rule, spent = str(number), found.rule, frozenset(found.outcomes)
        for code in found.courses:
            course = courses[code]
            name = f"{way} {rule.id} {code}"
            most = rule.most_courses
            steps.append(Step(name, course.credits, 0, course.category, rule.source, code, way, rule.id, spent, spends, most))
        if found.free > 0:
            category = rule.category or outcomes[found.outcomes[0]].category
            steps.append(Step(f"{way} {rule.id}", found.free, 0, category, rule.source, "", way, rule.id, spent, spends))
    return steps
