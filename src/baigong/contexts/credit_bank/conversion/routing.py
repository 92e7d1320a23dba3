"""The shortest way of a learner to a programme's diploma: what to convert, what to attain, what to study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baigong.contexts.credit_bank.conversion.deciding import Decided
from baigong.contexts.credit_bank.conversion.facts import standing_lines, type_of
from baigong.contexts.credit_bank.models import (
    ConversionLine,
    ConversionRule,
    CourseCategory,
    CreditProgramme,
    Learner,
    OutcomeType,
    OutcomeTypeState,
    ProgrammeCourse,
    shown,
)
from baigong.engines.rules.awards import Award, Held, Minimum
from baigong.engines.rules.facts import OutcomeFact
from baigong.engines.rules.planning import STUDY, Attainable, find_route
from baigong.engines.rules.routes import Route, Step

TOTAL, GENERAL, MAJOR = "total", "general", "major"


@dataclass(frozen=True)
class RouteStep:
    """A step as the page shows it: what it gives, by which rule, from what, at how many hours."""

    title: str
    credits: str
    hours: int
    rule: ConversionRule | None
    outcomes: str


@dataclass(frozen=True)
class RoutePage:
    """The route: what to convert now, what to attain, what that is then converted to, what to study; and what the diploma still lacks
    where none leads there. ``saved``: hours less than by study alone, where study alone leads there. ``held``: what counts already.
    """

    route: Route
    held: Sequence[RouteStep]
    held_total: str
    convert: Sequence[RouteStep]
    attain: Sequence[tuple[OutcomeType, int]]
    later: Sequence[RouteStep]
    study: Sequence[RouteStep]
    saved: int
    lacking: Sequence[tuple[str, str]]
    missing: Sequence[str]


def route_to(learner: Learner, programme: CreditProgramme, decided: Decided) -> RoutePage:
    """The shortest route by the rules in force on the day of ``decided``. Only what has hours can be weighed and so proposed."""
    courses = {course.code: course for course in programme.courses.all()}
    done = {course.code for course in decided.facts.target.courses if course.is_done}
    converted = standing_lines(learner, programme)
    held = [Held(courses[code].credits, courses[code].category, STUDY, code) for code in done]
    held += [Held(line.credits, line.category, line.rule.key) for line in converted if line.course is None]
    attainable = _attainable(decided)
    types = {row.outcome.id: kind for row, kind in attainable}
    award, hours = _award(programme), {code: course.hours for code, course in courses.items()}
    settings, on = decided.settings.as_facts(), decided.decision.on
    route = find_route(
        decided.facts, decided.book, settings, on, award=award, held=held, hours=hours, attainable=[row for row, _kind in attainable]
    )
    alone = find_route(decided.facts, [], settings, on, award=award, held=held, hours=hours)
    rules = {key: row for (key, _version), row in decided.names.rules.items() if row.is_in_force(decided.decision.on)}

    def shown_step(step: Step) -> RouteStep:
        behind = [str(types[o] if o in types else decided.names.outcomes[o]) for o in sorted(step.outcomes)]
        title = courses[step.course].title if step.course else str(CourseCategory(step.category or CourseCategory.ELECTIVE).label)
        return RouteStep(title, shown(step.credits), step.cost, rules.get(step.rule), "、".join(behind))

    attained = set(route.attained)
    have = _held(converted, [course for code, course in courses.items() if code in done])
    return RoutePage(
        route,
        have,
        shown(sum(row.credits for row in held)),
        [shown_step(step) for step in route.steps if step.way and not step.outcomes & attained],
        [(types[name], next(row.hours for row, _kind in attainable if row.outcome.id == name)) for name in route.attained],
        [shown_step(step) for step in route.steps if step.way and step.outcomes & attained],
        [shown_step(step) for step in route.steps if not step.way],
        max(alone.cost - route.cost, 0) if alone.is_reachable and route.is_reachable else 0,
        [(line.minimum.label, shown(line.missing)) for line in route.assessment.lines if line.missing],
        [courses[code].title for code in route.assessment.missing_courses],
    )


def _held(converted: Sequence[ConversionLine], done: Sequence[ProgrammeCourse]) -> list[RouteStep]:
    """What was converted, each with its rule and what it came from, then the courses that are done otherwise."""
    steps = [
        RouteStep(str(line), line.credits_text, 0, line.rule, "、".join(str(row.type) for row in line.outcomes.all())) for line in converted
    ]
    exempted = {line.course_id for line in converted}
    return steps + [RouteStep(course.title, course.credits_text, 0, None, "") for course in done if course.pk not in exempted]


def _award(programme: CreditProgramme) -> Award:
    minimums = [Minimum(TOTAL, programme.credits)]
    if programme.general:
        minimums.append(Minimum(GENERAL, programme.general, frozenset({CourseCategory.GENERAL.value})))
    if programme.major:
        minimums.append(Minimum(MAJOR, programme.major, frozenset({CourseCategory.MAJOR.value, CourseCategory.PRACTICE.value})))
    required = programme.courses.filter(is_required=True).values_list("code", flat=True)
    return Award(programme.target, programme.title, tuple(minimums), tuple(required), document=programme.document)


def _attainable(decided: Decided) -> list[tuple[Attainable, OutcomeType]]:
    """Entries of the catalogue that a rule asks for, that say their hours and that the learner does not have."""
    have = {(fact.type, fact.level) for fact in decided.facts.outcomes}
    asked = {need.type for rule in decided.book.rules for need in rule.needs if need.type}
    sources = {need.source for rule in decided.book.rules for need in rule.needs if not need.type}
    found = []
    for kind in OutcomeType.objects.filter(state=OutcomeTypeState.PUBLISHED, hours__isnull=False).order_by("code"):
        level = kind.declared.rank(kind.level)
        if (type_of(kind), level) in have or (type_of(kind) not in asked and kind.kind not in sources):
            continue
        fact = OutcomeFact(
            f"type {kind.pk}", type_of(kind), kind.kind, decided.decision.on, ladder=kind.family, level=level, hours=kind.hours or 0,
            credits=kind.credits or 0,
        )  # fmt: skip
        found.append((Attainable(fact, kind.hours or 0), kind))
    return found
