"""What the pages of an application for conversion show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from baigong.contexts.credit_bank.conversion.deciding import Decided, check_from, decide_for, names_of, refusal_from
from baigong.contexts.credit_bank.conversion.facts import outcomes_for, rules_of
from baigong.contexts.credit_bank.conversion.words import Said, say_check, say_why
from baigong.contexts.credit_bank.models import Conversion, ConversionRule, ConversionState, CourseCategory, OutcomeState, shown
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.workflow import Available, available


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


@dataclass(frozen=True)
class Preview:
    """What the rules say now: what is given, what is not and why, and the caps."""

    given: Sequence[Given]
    refused: Sequence[Said]
    total: str
    cap: str
    room: str
    is_proven: bool


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
            cut=shown(grant.cut) if grant.cut else "",
        )
        for grant in decision.grants
    ]  # fmt: skip
    refused = [say_why(refusal, names) for refusal in decision.refused]
    return Preview(given, refused, shown(decision.credits), shown(decision.cap), shown(decision.room), decision.is_proven)


def kept_preview(row: Conversion) -> Preview:
    """What was decided, from what was written down on the day."""
    rules, outcomes = rules_of([row.programme.school_id]), outcomes_for(row.learner)
    names = names_of(rules, outcomes, row.programme)
    given = []
    for line in row.lines.select_related("course", "rule").prefetch_related("outcomes__type"):
        behind = list(line.outcomes.all())
        is_void = row.state == ConversionState.REVERSED or any(o.state == OutcomeState.REVOKED for o in behind)
        outcomes_text, facts = "、".join(str(o) for o in behind), [say_check(check_from(kept), names) for kept in line.explanation]
        is_exemption = line.course_id is not None
        given.append(Given(str(line), line.credits_text, is_exemption, line.grade, line.rule, outcomes_text, facts, "", is_void))
    refused = [say_why(refusal_from(kept), names) for kept in row.explanation]
    return Preview(given, refused, shown(row.credits), "", "", True)


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
    events = list(audit.events_of(row)[:40])
    titles = {course.code: course.title for course in row.programme.courses.all()}
    reason = next((str(e.detail["reason"]) for e in events if e.detail.get("to") == row.state and e.detail.get("reason")), "")
    return ConversionPage(row, preview, refusal, available(row, actor), events, [titles.get(code, code) for code in row.wishes], reason)
