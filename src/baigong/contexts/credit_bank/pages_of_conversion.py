"""What the pages of an application for conversion show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from baigong.contexts.credit_bank.conversion.deciding import (
    Decided,
    check_from,
    decide_for,
    name_of,
    names_of,
    refusal_from,
    refused_title,
)
from baigong.contexts.credit_bank.conversion.facts import Names, outcomes_for, rules_of
from baigong.contexts.credit_bank.conversion.words import Said, say_check, say_why
from baigong.contexts.credit_bank.models import (
    Conversion,
    ConversionLine,
    ConversionRule,
    ConversionState,
    CourseCategory,
    Outcome,
    OutcomeState,
    shown,
)
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.workflow import Available, available, reason_of

EVENTS = 40


@dataclass(frozen=True)
class Given:
    """A credit with its explanation: course or category, by which rule and clause, for which outcomes, on which facts."""

    title: str
    credits: str
    is_exemption: bool
    grade: str
    rule: ConversionRule
    outcomes: str
    facts: Sequence[str]
    cut: str
    is_void: bool = False
    replaced_by: Conversion | None = None
    name: str = ""


@dataclass(frozen=True)
class RefusedLine:
    """What the rules would have given and the school refused, with its reason."""

    title: str
    credits: str
    is_exemption: bool
    rule: ConversionRule | None
    outcomes: str
    reason: str


@dataclass(frozen=True)
class Preview:
    """What the rules say: what is given, what is not and why, and the caps; what the school refused of it; what gives way to it.

    ``digest``: what a desk that decides has seen.
    """

    given: Sequence[Given]
    refused: Sequence[Said]
    total: str
    cap: str
    room: str
    is_proven: bool
    by_school: Sequence[RefusedLine] = ()
    replaced: Sequence[Given] = ()
    digest: str = ""


@dataclass(frozen=True)
class ConversionPage:
    """One application as one reader sees it. ``preview``: before the decision; ``refusal``: why the rules cannot say anything yet."""

    row: Conversion
    preview: Preview | None
    refusal: str
    steps: Sequence[Available]
    events: Sequence[Any]
    wishes: Sequence[str]
    reason: str


def preview_of(decided: Decided) -> Preview:
    """A decision in words."""
    names, decision = decided.names, decided.decision
    given = [
        Given(
            title=names.courses[grant.course] if grant.course else str(CourseCategory(grant.category or CourseCategory.ELECTIVE).label),
            credits=shown(grant.credits), is_exemption=bool(grant.course), grade="", rule=names.rules[grant.rule, grant.version],
            outcomes="、".join(str(names.outcomes[o]) for o in grant.outcomes), facts=[say_check(check, names) for check in grant.checks],
            cut=shown(grant.cut) if grant.cut else "", name=name_of(grant),
        )
        for grant in decision.grants
    ]  # fmt: skip
    refused = list(dict.fromkeys(say_why(refusal, names) for refusal in decision.refused))
    replaced = [_kept(line, names) for line in decided.replaced]
    return Preview(
        given, refused, shown(decision.credits), shown(decision.cap), shown(decision.room), decision.is_proven, replaced=replaced,
        digest=decided.digest,
    )  # fmt: skip


def kept_preview(row: Conversion) -> Preview:
    """What was decided, from what was written down on the day."""
    rules, outcomes = rules_of([row.programme.school_id]), outcomes_for(row.learner)
    names = names_of(rules, outcomes, row.programme)
    rows = ("course", "rule", "replaced_by__programme", "conversion")
    given = [_kept(line, names) for line in row.lines.select_related(*rows).prefetch_related("outcomes__type")]
    refused = list(dict.fromkeys(say_why(refusal_from(kept), names) for kept in row.explanation))
    replaced = [_kept(line, names) for line in row.replaced_lines.select_related(*rows).prefetch_related("outcomes__type")]
    return Preview(given, refused, shown(row.credits), "", "", True, _refused_by_school(row, rules, outcomes, names), replaced)


def _kept(line: ConversionLine, names: Names) -> Given:
    behind = list(line.outcomes.all())
    is_void = line.conversion.state == ConversionState.REVERSED or any(o.state == OutcomeState.REVOKED for o in behind)
    facts = [say_check(check_from(kept), names) for kept in line.explanation]
    return Given(
        str(line), line.credits_text, line.course_id is not None, line.grade, line.rule, "、".join(str(o) for o in behind), facts, "",
        is_void, line.replaced_by,
    )  # fmt: skip


def _refused_by_school(row: Conversion, rules: Sequence[ConversionRule], outcomes: Sequence[Outcome], names: Names) -> list[RefusedLine]:
    by_pk, known = {rule.pk: rule for rule in rules}, {outcome.pk: str(outcome) for outcome in outcomes}
    return [
        RefusedLine(
            refused_title(kept, names.courses), shown(kept["credits"]), bool(kept["course"]), by_pk.get(kept["rule"]),
            "、".join(known.get(pk, "") for pk in kept["outcomes"]), str(kept["reason"]),
        )
        for kept in row.refused_lines
    ]  # fmt: skip


def conversion_page(actor: Actor, row: Conversion) -> ConversionPage:
    """The application's content, whatever is the reader's to see."""
    preview, refusal = None, ""
    if row.state == ConversionState.APPLIED:
        try:
            preview = preview_of(decide_for(row.learner, row.programme, row.applied_on, row.wishes))
        except Refusal as caught:
            refusal = caught.message
    elif row.decided_on is not None:
        preview = kept_preview(row)
    events = [event for event in audit.events_of(row)[:EVENTS] if event.action != "credit_bank.conversion.read"]
    titles = {course.code: course.title for course in row.programme.courses.all()}
    reason = reason_of(row, events)
    return ConversionPage(row, preview, refusal, available(row, actor), events, [titles.get(code, code) for code in row.wishes], reason)
