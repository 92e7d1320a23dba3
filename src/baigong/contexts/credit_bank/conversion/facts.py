"""From the tables to the engine (``engines.rules``): rules, outcomes, programmes as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.ledger.outcomes import outcome_code
from baigong.contexts.credit_bank.models import (
    ConversionLine,
    ConversionRule,
    ConversionState,
    CreditProgramme,
    Learner,
    Outcome,
    OutcomeState,
    OutcomeType,
    Posting,
    PostingKind,
    ProgrammeCourse,
    RuleState,
    SchoolCreditSettings,
    school_year_of,
)
from baigong.engines.rules.conversion import ConversionRule as EngineRule
from baigong.engines.rules.conversion import Need
from baigong.engines.rules.facts import ApplicantFacts, CourseFact, OutcomeFact, Target
from baigong.engines.rules.replacing import Standing
from baigong.kernel.errors import Refusal

ADOPTED = (RuleState.ADOPTED, RuleState.REPLACED)
"""Versions by which something may be decided, each on its days."""
COUNTED = (OutcomeState.RECOGNISED, OutcomeState.REVOKED)
"""Outcomes a decision speaks of; what was revoked it refuses."""


@dataclass(frozen=True)
class Names:
    """The rows behind the engine's names, so that its findings can be said in words."""

    rules: dict[tuple[str, int], ConversionRule]
    outcomes: dict[str, Outcome]
    courses: dict[str, str]


def type_of(row: OutcomeType) -> str:
    """How the engine names a type: levels of one family are one type."""
    return f"family {row.family}" if row.family else row.code


def engine_rule(row: ConversionRule) -> EngineRule:
    """A version of a rule for the engine. ``row`` with its needs at hand."""
    needs = list(row.needs.all())
    return EngineRule(
        id=row.key, version=row.version, since=row.since, until=row.until, source=needs[0].source if needs else "",
        needs=tuple(
            Need(
                type=type_of(need.outcome_type) if need.outcome_type else "",
                source="" if need.outcome_type else need.kind,
                minimum_level=need.outcome_type.declared.rank(need.outcome_type.level) if need.outcome_type else 0,
                minimum_grade=need.minimum_grade,
                minimum_hours=need.minimum_hours or 0,
            )
            for need in needs
        ),
        courses=tuple(row.courses), most_courses=row.most_courses, credits=row.credits, hours_per_credit=row.hours_per_credit or 0,
        keeps_credits=row.keeps_credits, category=row.category, cap=row.cap, programmes=frozenset(row.programmes),
        valid_years=row.valid_years or 0, grade=row.grade, document=row.document, clause=row.clause,
    )  # fmt: skip


def rules_of(school_ids: Iterable[int], states: Sequence[str] = ADOPTED) -> list[ConversionRule]:
    """The versions of schools' rules in ``states``, needs at hand."""
    rows = ConversionRule.objects.filter(school__in=school_ids, state__in=states)
    return list(rows.select_related("school").prefetch_related("needs__outcome_type").order_by("school__order", "code", "version"))


def settings_for(programme: CreditProgramme, on: date) -> SchoolCreditSettings:
    """What the school fixed for the school year of ``on``. Raises ``Refusal`` where it has not: nothing national stands in its place."""
    year = school_year_of(on)
    found = SchoolCreditSettings.objects.filter(school=programme.school_id, year=year).first()
    if found is None:
        facts = {"school": programme.school, "from": year, "to": year + 1}
        words = _("%(school)s还没有登记%(from)d–%(to)d学年的转换规定（学分上限、成果有效年数、同一成果是否只用一次），暂不能办理转换。")
        raise Refusal(words % facts, code="no_settings", status=409)
    return found


def outcome_fact(row: Outcome) -> OutcomeFact:
    """An outcome for the engine; a grade that is no whole number counts as none."""
    text = row.grade.strip()
    return OutcomeFact(
        id=str(row.pk), type=type_of(row.type), source=row.type.kind, attained_on=row.attained_on, ladder=row.type.family,
        level=row.type.declared.rank(row.type.level), grade=int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None,
        hours=_size(row), credits=row.credits or 0, expires_on=row.expires_on,
        is_revoked=row.state == OutcomeState.REVOKED,
    )  # fmt: skip


def _size(row: Outcome) -> int:
    """What a rule counts of an outcome: its hours, or its months where the kind is counted in months (work)."""
    if row.type.declared.unit == "months":
        return row.months or 0
    return row.hours if row.hours is not None else row.type.hours or 0


def standing_lines(learner: Learner, programme: CreditProgramme) -> list[ConversionLine]:
    """What was granted before towards the programme and still stands: not reversed, not replaced, no outcome behind it revoked."""
    rows = ConversionLine.objects.filter(
        conversion__learner__in=learner.one_person(), conversion__programme=programme, conversion__state=ConversionState.APPROVED,
        replaced_by=None,
    )  # fmt: skip
    revoked = Outcome.objects.filter(state=OutcomeState.REVOKED)
    rows = rows.exclude(outcomes__in=revoked).select_related("course", "rule")
    return list(rows.prefetch_related("rule__needs__outcome_type", "outcomes__type").distinct())


def granted_together(lines: Sequence[ConversionLine]) -> dict[str, list[ConversionLine]]:
    """The lines that share outcomes, and so can only be undone together."""
    parts: list[tuple[set[int], list[ConversionLine]]] = []
    for line in lines:
        outcomes, members = {outcome.pk for outcome in line.outcomes.all()}, [line]
        for other in [part for part in parts if part[0] & outcomes]:
            parts.remove(other)
            outcomes, members = outcomes | other[0], other[1] + members
        parts.append((outcomes, members))
    return {str(members[0].pk): members for _outcomes, members in parts}


def standing_for(key: str, lines: Sequence[ConversionLine]) -> Standing:
    """Lines that were granted together, for the engine."""
    by_rule, by_source = _by_rule_and_source(lines)
    return Standing(
        key, frozenset(str(outcome.pk) for line in lines for outcome in line.outcomes.all()),
        frozenset(line.course.code for line in lines if line.course), sum(line.credits for line in lines), by_rule, by_source,
    )  # fmt: skip


def _by_rule_and_source(lines: Sequence[ConversionLine]) -> tuple[dict[str, int], dict[str, int]]:
    by_rule: Counter[str] = Counter()
    by_source: Counter[str] = Counter()
    for line in lines:
        by_rule[line.rule.key] += line.credits
        by_source[engine_rule(line.rule).source] += line.credits
    return dict(by_rule), dict(by_source)


def outcomes_for(learner: Learner) -> list[Outcome]:
    """The outcomes of one person that a decision speaks of."""
    rows = Outcome.objects.filter(learner__in=learner.one_person(), state__in=COUNTED)
    return list(rows.select_related("type").order_by("pk"))


def applicant_facts(
    programme: CreditProgramme, wishes: Sequence[str], outcomes: Sequence[Outcome], lines: Sequence[ConversionLine]
) -> ApplicantFacts:  # fmt: skip
    """All a decision rests on, as it stands now; ``lines``: what was granted before."""
    exempted = {line.course_id for line in lines if line.course_id}
    passed = {row.type_id for row in outcomes if row.state == OutcomeState.RECOGNISED}
    codes = {outcome_code(row): str(row.pk) for row in outcomes}
    uses = Posting.objects.filter(outcome__in=codes, target=programme.target, turn__isnull=False, kind=PostingKind.USE, reversal=None)
    by_rule, by_source = _by_rule_and_source(lines)
    return ApplicantFacts(
        outcomes=tuple(outcome_fact(row) for row in outcomes),
        target=target_of(programme, wishes, lambda course: course.pk in exempted or course.outcome_type_id in passed),
        used=frozenset(codes[code] for code in uses.values_list("outcome", flat=True)),
        converted=uses.aggregate(sum=Sum("amount"))["sum"] or 0,
        converted_by_rule=by_rule, converted_by_source=by_source,
    )  # fmt: skip


def target_of(
    programme: CreditProgramme, wishes: Sequence[str], is_done: Callable[[ProgrammeCourse], bool] = lambda course: False
) -> Target:
    """The programme for the engine: the courses wished for first, then in the school's order."""
    wanted = {code: place for place, code in enumerate(wishes)}
    courses = tuple(
        CourseFact(course.code, course.credits, course.category, wanted.get(course.code, len(wanted) + course.order), is_done(course))
        for course in programme.courses.all()
    )
    return Target(programme.code, programme.credits, courses)
