"""Steps one to three of a conversion (CRB-06): outcomes valid on the day, the highest of each ladder, the rules that they meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product

from baigong.engines.rules.conversion import Application, Check, ConversionRule, Finding, Need, Refusal, RuleBook, Why
from baigong.engines.rules.facts import ApplicantFacts, OutcomeFact, SchoolSettings, years_later

MOST_COMBINATIONS = 256
"""Ways in which one rule of several needs is tried for one learner; beyond them a decision says that it is not proven best."""


def valid_outcomes(facts: ApplicantFacts, settings: SchoolSettings, on: date) -> tuple[list[OutcomeFact], list[Refusal]]:
    """Outcomes that may count on the day, in the order of their id, and why the others do not."""
    kept: list[OutcomeFact] = []
    refused: list[Refusal] = []
    for outcome in sorted(facts.outcomes, key=lambda o: o.id):
        fault = _fault(outcome, facts, settings, on)
        if fault is None:
            kept.append(outcome)
        else:
            refused.append(fault)
    return kept, refused


def _fault(outcome: OutcomeFact, facts: ApplicantFacts, settings: SchoolSettings, on: date) -> Refusal | None:
    if outcome.is_revoked:
        return Refusal("revoked", outcome.id)
    if outcome.attained_on > on:
        return Refusal("not_yet", outcome.id, asked=on, found=outcome.attained_on)
    if outcome.expires_on is not None and outcome.expires_on < on:
        return Refusal("expired", outcome.id, asked=on, found=outcome.expires_on)
    if settings.valid_years and years_later(outcome.attained_on, settings.valid_years) < on:
        return Refusal("too_old", outcome.id, asked=settings.valid_years, found=outcome.attained_on)
    if outcome.id in facts.used:
        return Refusal("already_used", outcome.id)
    used = next((o.id for o in facts.outcomes if o.id in facts.used and o.ladder and o.ladder == outcome.ladder), None)
    return Refusal("level_used", outcome.id, by=used) if used is not None else None


def tops_of_ladders(outcomes: Sequence[OutcomeFact]) -> tuple[list[OutcomeFact], list[Refusal]]:
    """Of each ladder the highest level only (CRB-05: it replaces the lower), of one level the best graded, then the latest."""
    best: dict[str, OutcomeFact] = {}
    for outcome in outcomes:
        if outcome.ladder and (outcome.ladder not in best or _rank(outcome) > _rank(best[outcome.ladder])):
            best[outcome.ladder] = outcome
    kept: list[OutcomeFact] = []
    refused: list[Refusal] = []
    for outcome in outcomes:
        top = best.get(outcome.ladder, outcome) if outcome.ladder else outcome
        if top is outcome:
            kept.append(outcome)
        else:
            code: Why = "lower_level" if top.level > outcome.level else "repeated"
            refused.append(Refusal(code, outcome.id, asked=top.level, found=outcome.level, by=top.id))
    return kept, refused


def _rank(outcome: OutcomeFact) -> tuple[int, int, date, str]:
    return (outcome.level, -1 if outcome.grade is None else outcome.grade, outcome.attained_on, outcome.id)


def match_rules(
    outcomes: Sequence[OutcomeFact], facts: ApplicantFacts, book: RuleBook, on: date
) -> tuple[list[Application], list[Refusal], bool]:
    """Every way in which a rule is met, why the other rules that speak of the outcomes are not, and whether all ways were tried."""
    found: list[Application] = []
    refused: list[Refusal] = []
    is_complete = True
    courses = {c.code: c for c in facts.target.courses}
    for identity in book.touching(outcomes):
        rule = book.version_on(identity, on)
        if rule is None or not rule.is_for(facts.target.programme):
            refused += _out_of_reach(rule, book.versions(identity), outcomes, facts.target.programme, on)
            continue
        candidates, missing = _candidates(rule, outcomes, on)
        if missing:
            refused += missing
            continue
        open_courses = []
        for code in rule.courses:
            course = courses.get(code)
            if course is not None and not course.is_done:
                open_courses.append(code)
            else:
                refused.append(_refusal(rule, "no_course" if course is None else "course_done", course=code))
        for number, chosen in enumerate(_combinations(candidates)):
            if number >= MOST_COMBINATIONS:
                is_complete = False
                break
            free = rule.free_credits(chosen)
            ids = tuple(o.id for o in chosen)
            if not open_courses and free <= 0:
                refused.append(_refusal(rule, "gives_nothing", outcome=ids[0]))
                continue
            found.append(Application(rule, ids, tuple(open_courses), free, tuple(_checks(rule, chosen, on))))
    return found, refused, is_complete


def _combinations(candidates: Sequence[Sequence[OutcomeFact]]) -> Iterator[tuple[OutcomeFact, ...]]:
    """One outcome for each need, no outcome twice, no set of outcomes twice."""
    seen: set[frozenset[str]] = set()
    for chosen in product(*candidates):
        ids = frozenset(o.id for o in chosen)
        if len(ids) == len(chosen) and ids not in seen:
            seen.add(ids)
            yield chosen


def _candidates(rule: ConversionRule, outcomes: Sequence[OutcomeFact], on: date) -> tuple[list[list[OutcomeFact]], list[Refusal]]:
    """For each need the outcomes that meet it; where one need has none, why."""
    candidates: list[list[OutcomeFact]] = []
    refused: list[Refusal] = []
    absent: list[str] = []
    for need in rule.needs:
        named = [o for o in outcomes if need.names(o)]
        short = {o.id: _short(rule, need, o, on) for o in named}
        met = [o for o in named if not short[o.id]]
        candidates.append(met)
        if not named:
            absent.append(need.type or need.source)
        elif not met:
            refused += [fault for o in named for fault in short[o.id]]
    if not refused and not absent and next(_combinations(candidates), None) is None:
        # Two needs that only one and the same outcome meets.
        absent.append(rule.needs[-1].type or rule.needs[-1].source)
    present = sorted({o.id for met in candidates for o in met})
    return candidates, refused + [_refusal(rule, "also_needs", outcome=o, asked=what) for what in absent for o in present]


def _short(rule: ConversionRule, need: Need, outcome: OutcomeFact, on: date) -> list[Refusal]:
    """What the outcome lacks for the need."""
    refused = []
    if outcome.level < need.minimum_level:
        refused.append(_refusal(rule, "level", outcome=outcome.id, asked=need.minimum_level, found=outcome.level))
    if need.minimum_grade is not None and (outcome.grade is None or outcome.grade < need.minimum_grade):
        refused.append(_refusal(rule, "grade", outcome=outcome.id, asked=need.minimum_grade, found=outcome.grade))
    if outcome.hours < need.minimum_hours:
        refused.append(_refusal(rule, "hours", outcome=outcome.id, asked=need.minimum_hours, found=outcome.hours))
    if outcome.credits < need.minimum_credits:
        refused.append(_refusal(rule, "credits", outcome=outcome.id, asked=need.minimum_credits, found=outcome.credits))
    if rule.valid_years and years_later(outcome.attained_on, rule.valid_years) < on:
        refused.append(_refusal(rule, "rule_too_old", outcome=outcome.id, asked=rule.valid_years, found=outcome.attained_on))
    return refused


def _checks(rule: ConversionRule, chosen: Sequence[OutcomeFact], on: date) -> Iterator[Check]:
    """The facts a credit of this rule rests on."""
    yield Check("in_force", "", rule.since, on)
    for need, outcome in zip(rule.needs, chosen, strict=True):
        yield Check("type", outcome.id, need.type or need.source, outcome.type)
        yield Check("valid", outcome.id, outcome.expires_on, outcome.attained_on)
        if need.minimum_level:
            yield Check("level", outcome.id, need.minimum_level, outcome.level)
        if need.minimum_grade is not None:
            yield Check("grade", outcome.id, need.minimum_grade, outcome.grade)
        if need.minimum_hours or rule.hours_per_credit:
            yield Check("hours", outcome.id, need.minimum_hours, outcome.hours)
        if need.minimum_credits or rule.keeps_credits:
            yield Check("credits", outcome.id, need.minimum_credits, outcome.credits)


def _out_of_reach(
    rule: ConversionRule | None, versions: Sequence[ConversionRule], outcomes: Sequence[OutcomeFact], programme: str, on: date
) -> list[Refusal]:
    """A rule that speaks of the outcomes, but not on this day or not of this programme."""
    newest = rule or versions[0]
    named = [o.id for o in outcomes if any(need.names(o) for need in newest.needs)]
    if rule is not None:
        return [_refusal(rule, "other_programme", outcome=o, asked=", ".join(sorted(rule.programmes)), found=programme) for o in named]
    # The nearest day on which it holds: the next that begins, else the last that ended.
    later = sorted(v.since for v in versions if v.since > on)
    asked = later[0] if later else max((v.until for v in versions if v.until is not None), default=newest.since)
    return [_refusal(newest, "not_in_force", outcome=o, asked=asked, found=on) for o in named]


def _refusal(rule: ConversionRule, code: Why, outcome: str = "", course: str = "", asked: Finding = None, found: Finding = None) -> Refusal:
    return Refusal(code, outcome, rule.id, rule.version, rule.clause, course, asked, found)
