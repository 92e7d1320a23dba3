"""What the page of a case shows, to each reader what is theirs to see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.supervision.access import CASE_PAPER_POLICY, CASE_POLICY
from baigong.contexts.supervision.models import ENDED, Case, CasePaper, CaseRecord, CaseState, Measure, PaperKind
from baigong.contexts.supervision.outputs.letters import Letter, letters_of
from baigong.contexts.supervision.selectors.cases import papers_of, records_of
from baigong.contexts.supervision.services.opening import SUBJECTS_OWN
from baigong.contexts.supervision.workflow.cases import TESTS
from baigong.contexts.supervision.workflow.terms import measures_on
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.ui.shapes import Step, path_of
from baigong.kernel.workflow import Available, available

EVENTS = 40
S = CaseState
PATH: tuple[tuple[Any, set[CaseState]], ...] = (
    (_("立案"), {S.OPENED, S.DISMISSED}),
    (_("核查"), {S.INVESTIGATING}),
    (_("反馈和陈述"), {S.STATING, S.STATED}),
    (_("督导意见和整改"), {S.ORDERED, S.UNDER_REVIEW}),
    (_("复查"), {S.REPORTED}),
    (_("结案"), {S.CLOSED, S.CLEARED, S.TOLERATED, S.REFERRED}),
)
NEXT = {
    S.OPENED: (_("承办单位"), _("受理或者不予立案")), S.INVESTIGATING: (_("承办单位"), _("核查并反馈初步意见")),
    S.STATING: (_("被督查单位"), _("陈述意见")), S.STATED: (_("承办单位"), _("作出督导意见")),
    S.ORDERED: (_("被督查单位"), _("整改并报告")),
    S.REPORTED: (_("承办单位"), _("复查")), S.UNDER_REVIEW: (_("市级督查（原承办人以外）"), _("作出复核决定")),
}  # fmt: skip
"""Who acts next, and what they do."""


@dataclass(frozen=True)
class CasePage:
    """One case as one reader sees it. ``sees_source``: whether where it came from is shown; ``is_handling``: whether the inside is."""

    row: Case
    path: Sequence[Step]
    next: tuple[str, str] | None
    is_overdue: bool
    steps: Sequence[Available]
    records: Sequence[CaseRecord]
    evidence: Sequence[CasePaper]
    paper_kinds: Sequence[PaperKind]
    letters: Sequence[Letter]
    events: Sequence[Any]
    sees_source: bool
    is_handling: bool
    may: frozenset[str]
    measures: Sequence[tuple[str, str]]
    tests: Sequence[tuple[str, str]]
    today: date


def case_page(actor: Actor, row: Case, today: date) -> CasePage:
    """The case's content, whatever is the reader's to see."""
    is_handling = bool(CASE_POLICY.decide(actor, "work", row))
    is_open = row.state not in ENDED
    may = {name for name in ("see_informant",) if row.informant_sealed and CASE_POLICY.decide(actor, name, row)}
    kinds: list[PaperKind] = []
    if is_open and CASE_POLICY.decide(actor, "attach", row):
        kinds = list(PaperKind)
    elif is_open and row.state in (S.STATING, S.STATED, S.ORDERED, S.REPORTED) and CASE_POLICY.decide(actor, "submit", row):
        kinds = [kind for kind in PaperKind if kind in SUBJECTS_OWN]
    papers = papers_of(actor, row)
    if is_open and any(CASE_PAPER_POLICY.decide(actor, "detach", paper) for paper in papers):
        may.add("detach")
    who = NEXT.get(S(row.state))
    return CasePage(
        row=row,
        path=path_of(row, PATH, done=ENDED, returned={S.DISMISSED, S.REFERRED}),
        next=(str(who[0]), str(who[1])) if who else None,
        is_overdue=row.due_on is not None and row.due_on < today,
        steps=available(row, actor),
        records=records_of(actor, row),
        evidence=papers,
        paper_kinds=kinds,
        letters=letters_of(row) if is_handling or row.is_shown else [],
        events=list(audit.events_of(row)[:EVENTS]) if is_handling else [],
        sees_source=bool(CASE_POLICY.decide(actor, "see_source", row)),
        is_handling=is_handling,
        may=frozenset(may),
        measures=[(code, str(Measure(code).label)) for code in measures_on(today)],
        tests=[(name, str(words)) for name, words in TESTS.items()],
        today=today,
    )


def source_words(row: Case, *, sees: bool) -> str:
    """Where it came from, or that this is protected."""
    return f"{row.get_source_kind_display()}：{row.source_title}" if sees else gettext("来源保密")
