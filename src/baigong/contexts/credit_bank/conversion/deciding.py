"""What the rules say of a learner and a programme on a day; and writing it down, line by line, with its explanation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from baigong.contexts.credit_bank.conversion.facts import Names, applicant_facts, engine_rule, outcomes_for, rules_of, settings_for
from baigong.contexts.credit_bank.models import (
    Conversion,
    ConversionLine,
    ConversionRule,
    CourseCategory,
    CreditProgramme,
    Learner,
    Outcome,
    SchoolCreditSettings,
)
from baigong.engines.rules.conversion import Check, Refusal, RuleBook
from baigong.engines.rules.decision import Decision, Grant, decide
from baigong.engines.rules.facts import ApplicantFacts


@dataclass(frozen=True)
class Decided:
    """A decision with the rows behind it."""

    decision: Decision
    facts: ApplicantFacts
    book: RuleBook
    settings: SchoolCreditSettings
    names: Names


def decide_for(learner: Learner, programme: CreditProgramme, on: date, wishes: Sequence[str] = ()) -> Decided:
    """What the rules in force on ``on`` give. Raises ``Refusal`` where the school has not fixed its settings for that year."""
    settings = settings_for(programme, on)
    rules, outcomes = rules_of([programme.school_id]), outcomes_for(learner)
    facts = applicant_facts(learner, programme, wishes, outcomes)
    book = RuleBook(engine_rule(row) for row in rules)
    return Decided(decide(facts, book, settings.as_facts(), on), facts, book, settings, names_of(rules, outcomes, programme))


def names_of(rules: Iterable[ConversionRule], outcomes: Iterable[Outcome], programme: CreditProgramme | None) -> Names:
    """The rows by the names the engine knows them under."""
    courses = {course.code: course.title for course in programme.courses.all()} if programme else {}
    return Names({(row.key, row.version): row for row in rules}, {str(row.pk): row for row in outcomes}, courses)


def write_lines(row: Conversion, decided: Decided) -> list[tuple[ConversionLine, list[Outcome]]]:
    """The lines of the decision, each with the facts it rests on; and why the rest was not granted."""
    courses = {course.code: course for course in row.programme.courses.all()}
    lines = []
    for grant in decided.decision.grants:
        outcomes = [decided.names.outcomes[pk] for pk in grant.outcomes]
        line = ConversionLine.objects.create(
            conversion=row, course=courses.get(grant.course), credits=grant.credits, category=grant.category or CourseCategory.ELECTIVE,
            grade=_grade(grant, outcomes), rule=decided.names.rules[grant.rule, grant.version],
            explanation=[as_json(check) for check in grant.checks],
        )  # fmt: skip
        line.outcomes.set(outcomes)
        lines.append((line, outcomes))
    row.credits = decided.decision.credits
    row.explanation = [as_json(refusal) for refusal in decided.decision.refused]
    row.save(update_fields=["credits", "explanation"])
    return lines


def _grade(grant: Grant, outcomes: Sequence[Outcome]) -> str:
    return next((o.grade for o in outcomes if o.grade), "") if grant.course and grant.grade == "kept" else ""


def as_json(found: Check | Refusal) -> dict[str, Any]:
    """A finding as it is kept; days as text."""
    return {key: {"day": value.isoformat()} if isinstance(value, date) else value for key, value in asdict(found).items()}


def check_from(kept: Mapping[str, Any]) -> Check:
    """A fact as it was kept."""
    return Check(**_read(kept))


def refusal_from(kept: Mapping[str, Any]) -> Refusal:
    """A reason as it was kept."""
    return Refusal(**_read(kept))


def _read(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {key: date.fromisoformat(value["day"]) if isinstance(value, dict) else value for key, value in kept.items()}
