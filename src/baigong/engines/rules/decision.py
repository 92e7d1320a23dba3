"""A decision on conversion, whole: filter → ladders → rules → best set → one explanation for every credit, one reason for every refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from baigong.engines.rules.choosing import MOST_STEPS, choose
from baigong.engines.rules.conversion import Application, Check, ConversionRule, Refusal, RuleBook
from baigong.engines.rules.facts import ApplicantFacts, OutcomeFact, SchoolSettings
from baigong.engines.rules.matching import match_rules, tops_of_ladders, valid_outcomes
from baigong.engines.rules.refusing import not_given
from baigong.engines.rules.ways import Caps, Choice, Way


@dataclass(frozen=True, slots=True)
class Grant:
    """Credits given, explained: by which rule and clause, for which outcomes, on which facts. ``course`` is empty for free credits.

    ``cut``: free credits of the rule that a cap left out.
    """

    course: str
    credits: int
    category: str
    grade: str
    rule: str
    version: int
    document: str
    clause: str
    source: str
    outcomes: tuple[str, ...]
    checks: tuple[Check, ...]
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say. ``room``: what the cap of the programme still leaves.

    ``is_proven``: nothing better exists; where false, the search was cut short and the set is only good.
    """

    on: date
    exemptions: tuple[Grant, ...]
    free: tuple[Grant, ...]
    refused: tuple[Refusal, ...]
    credits: int
    cap: int
    room: int
    is_proven: bool

    @property
    def grants(self) -> tuple[Grant, ...]:
        """Exempted courses and free credits together."""
        return self.exemptions + self.free

    @property
    def used(self) -> frozenset[str]:
        """Outcomes that the decision spends for this target."""
        return frozenset(o for grant in self.grants for o in grant.outcomes)


@dataclass(frozen=True, slots=True)
class Settled:
    """The best set with what it was chosen from."""

    applications: tuple[Application, ...]
    ways: tuple[Way, ...]
    worth: Mapping[str, int]
    caps: Caps
    choice: Choice
    unmet: tuple[Refusal, ...]
    is_proven: bool


def decide(
    facts: ApplicantFacts,
    rules: Iterable[ConversionRule] | RuleBook,
    settings: SchoolSettings,
    on: date,
    *,
    most_steps: int = MOST_STEPS,
) -> Decision:
    """The decision on an application of the day ``on``."""
    book = rules if isinstance(rules, RuleBook) else RuleBook(rules)
    outcomes, refused = countable(facts, settings, on)
    settled = settle(facts, outcomes, book, settings, on, most_steps=most_steps)
    exemptions, free = _grants(settled, facts)
    refused += settled.unmet
    refused += not_given(settled.applications, settled.ways, settled.choice, settled.worth, settled.caps)
    refused += _unspoken(outcomes, settled, {r.outcome for r in refused} | {o for g in exemptions + free for o in g.outcomes})
    credits = settled.choice.credits
    return Decision(
        on, exemptions, free, tuple(refused), credits, settings.cap_of(facts.target), settled.caps.total - credits, settled.is_proven
    )


def countable(facts: ApplicantFacts, settings: SchoolSettings, on: date) -> tuple[list[OutcomeFact], list[Refusal]]:
    """The outcomes that may count on the day, of each ladder the highest; and why the others do not."""
    valid, refused = valid_outcomes(facts, settings, on)
    outcomes, lower = tops_of_ladders(valid)
    return outcomes, refused + lower


def settle(
    facts: ApplicantFacts,
    outcomes: Sequence[OutcomeFact],
    book: RuleBook,
    settings: SchoolSettings,
    on: date,
    *,
    most_steps: int = MOST_STEPS,
) -> Settled:
    """The rules that these outcomes meet, and the best set of what they give."""
    found, unmet, is_complete = match_rules(outcomes, facts, book, on)
    applications = tuple(sorted(found, key=lambda a: (len(a.outcomes), a.rule.id, a.outcomes)))
    ways = tuple(Way(a.rule.id, a.rule.source, frozenset(a.outcomes), a.courses, a.rule.most_courses, a.free) for a in applications)
    wanted = sorted(facts.target.courses, key=lambda c: (c.priority, c.code))
    worth = {c.code: c.credits for c in wanted if not c.is_done}
    caps = caps_left(facts, applications, settings)
    choice = choose(ways, worth, caps, most_steps=most_steps)
    return Settled(applications, ways, worth, caps, choice, tuple(unmet), choice.is_proven and is_complete)


def caps_left(facts: ApplicantFacts, applications: Iterable[Application], settings: SchoolSettings) -> Caps:
    """What may still be given, after what was converted before."""
    return Caps(
        max(settings.cap_of(facts.target) - facts.converted, 0),
        {a.rule.id: max(a.rule.cap - facts.converted_by_rule.get(a.rule.id, 0), 0) for a in applications if a.rule.cap is not None},
        {s: max(cap - facts.converted_by_source.get(s, 0), 0) for s, cap in settings.source_caps.items()},
        settings.same_outcome_once,
    )


def _unspoken(outcomes: Iterable[OutcomeFact], settled: Settled, spoken: set[str]) -> list[Refusal]:
    """A reason for outcomes that nothing speaks of yet: no rule does, or the second outcome of a rule that was met and not chosen."""
    second = {o: a.rule for a in settled.applications for o in a.outcomes}
    return [
        Refusal("not_chosen", o.id, second[o.id].id, second[o.id].version, second[o.id].clause)
        if o.id in second
        else Refusal("no_rule", o.id, found=o.type)
        for o in outcomes
        if o.id not in spoken
    ]


def _grants(settled: Settled, facts: ApplicantFacts) -> tuple[tuple[Grant, ...], tuple[Grant, ...]]:
    courses = {c.code: c for c in facts.target.courses}
    outcomes = {o.id: o for o in facts.outcomes}

    def grant(course: str, amount: int, way: int, cut: int = 0) -> Grant:
        found, rule = settled.applications[way], settled.applications[way].rule
        category = courses[course].category if course else rule.category or outcomes[found.outcomes[0]].category
        return Grant(
            course, amount, category, rule.grade if course else "", rule.id, rule.version, rule.document, rule.clause, rule.source,
            found.outcomes, found.checks, cut,
        )  # fmt: skip

    return (
        tuple(grant(course, settled.worth[course], way) for course, way in settled.choice.courses),
        tuple(grant("", amount, way, settled.applications[way].free - amount) for way, amount in settled.choice.free),
    )
