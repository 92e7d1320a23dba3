"""What the rules say of a learner and a programme on a day; and writing it down, line by line, with its explanation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.conversion.facts import (
    Names,
    applicant_facts,
    engine_rule,
    granted_together,
    outcomes_for,
    rules_of,
    settings_for,
    standing_for,
    standing_lines,
)
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
from baigong.engines.rules.decision import Decision, Grant
from baigong.engines.rules.facts import ApplicantFacts
from baigong.engines.rules.replacing import decide_anew
from baigong.kernel import errors


@dataclass(frozen=True)
class Decided:
    """A decision with the rows behind it. ``replaced``: earlier lines to which higher levels do not add, but in whose place they come."""

    decision: Decision
    facts: ApplicantFacts
    book: RuleBook
    settings: SchoolCreditSettings
    names: Names
    replaced: Sequence[ConversionLine] = ()

    @property
    def freed(self) -> list[Outcome]:
        """The outcomes behind the lines that give way."""
        found = {outcome.pk: outcome for line in self.replaced for outcome in line.outcomes.all()}
        return [self.names.outcomes.get(str(pk), outcome) for pk, outcome in sorted(found.items())]

    @property
    def digest(self) -> str:
        """What is granted and what gives way, as a digest: whoever saw it decides on nothing else."""
        said = [*(key_of(grant) for grant in self.decision.grants), *(f"-{line.pk}" for line in self.replaced)]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


def key_of(grant: Grant) -> str:
    """A grant by what it gives, by which version of which rule, for which outcomes."""
    return ":".join([grant.course, str(grant.credits), grant.rule, str(grant.version), *grant.outcomes])


def name_of(grant: Grant) -> str:
    """A grant in a field of a form."""
    return hashlib.sha256(key_of(grant).encode()).hexdigest()[:16]


def decide_for(learner: Learner, programme: CreditProgramme, on: date, wishes: Sequence[str] = ()) -> Decided:
    """What the rules in force on ``on`` give. Raises ``Refusal`` where the school has not fixed its settings for that year."""
    settings = settings_for(programme, on)
    rules, outcomes = rules_of([programme.school_id]), outcomes_for(learner)
    lines = standing_lines(learner, programme)
    facts = applicant_facts(programme, wishes, outcomes, lines)
    book = RuleBook(engine_rule(row) for row in rules)
    together = granted_together(lines)
    standing = [standing_for(key, members) for key, members in together.items()]
    found = decide_anew(facts, book, settings.as_facts(), on, standing)
    replaced = [line for one in found.replaced for line in together[one.id]]
    return Decided(found.decision, facts, book, settings, names_of(rules, outcomes, programme), replaced)


def names_of(rules: Iterable[ConversionRule], outcomes: Iterable[Outcome], programme: CreditProgramme | None) -> Names:
    """The rows by the names the engine knows them under; a course that the programme has not is called as its rule calls it."""
    by_key = {(row.key, row.version): row for row in rules}
    courses = {code: title for row in by_key.values() for code, title in row.course_titles.items()}
    courses |= {course.code: course.title for course in programme.courses.all()} if programme else {}
    return Names(by_key, {str(row.pk): row for row in outcomes}, courses)


def write_lines(row: Conversion, decided: Decided, refused: Mapping[str, str]) -> list[tuple[ConversionLine, list[Outcome]]]:
    """The lines of the decision but those ``refused`` (by name, with reason), each with the facts it rests on; and why the rest was not
    granted. What a higher level replaces is marked.
    """
    courses = {course.code: course for course in row.programme.courses.all()}
    renewed = {(outcome.pk, outcome.type.family) for outcome in decided.freed}
    lines = []
    row.refused_lines = []
    for grant in decided.decision.grants:
        outcomes = [decided.names.outcomes[pk] for pk in grant.outcomes]
        rule = decided.names.rules[grant.rule, grant.version]
        if (reason := refused.get(name_of(grant))) is not None:
            if any(outcome.pk == pk or (family and outcome.type.family == family) for outcome in outcomes for pk, family in renewed):
                words = _("“%(rule)s”的结果取代原来的转换，不能单独不同意；不同意取代的，请整份不同意。") % {"rule": rule.title}
                raise errors.Refusal(words, code="replacement_refused")
            row.refused_lines.append({
                "course": grant.course, "category": grant.category, "credits": grant.credits, "rule": rule.pk,
                "outcomes": [outcome.pk for outcome in outcomes], "reason": reason,
            })  # fmt: skip
            continue
        line = ConversionLine.objects.create(
            conversion=row, course=courses.get(grant.course), credits=grant.credits, category=grant.category or CourseCategory.ELECTIVE,
            grade=_grade(grant, outcomes), rule=rule, explanation=[as_json(check) for check in grant.checks],
        )  # fmt: skip
        line.outcomes.set(outcomes)
        lines.append((line, outcomes))
    ConversionLine.objects.filter(pk__in=[line.pk for line in decided.replaced]).update(replaced_by=row)
    row.credits = sum(line.credits for line, _outcomes in lines)
    row.explanation = [as_json(refusal) for refusal in decided.decision.refused]
    row.save(update_fields=["credits", "explanation", "refused_lines"])
    return lines


def refused_of(row: Conversion) -> list[tuple[str, str]]:
    """What the school refused of what the rules gave: what it was, and why."""
    titles = {course.code: course.title for course in row.programme.courses.all()}
    return [(refused_title(kept, titles), str(kept["reason"])) for kept in row.refused_lines]


def refused_title(kept: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """A course that was to be exempted, or the category of free credits."""
    code = str(kept["course"])
    return titles.get(code, code) if code else str(CourseCategory(kept["category"] or CourseCategory.ELECTIVE).label)


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
