"""What the pages of the office show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access_of_office import APPEAL_PAPER_POLICY, APPEAL_POLICY
from baigong.contexts.credit_bank.models import Appeal, AppealPaper, AppealState
from baigong.contexts.credit_bank.services.appeals import TAKES_PAPERS
from baigong.contexts.credit_bank.workflow.appeals import decided_by_body_of
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.ui.shapes import Step, path_of
from baigong.kernel.workflow import Available, available

EVENTS = 40
PATH = (
    (_("提出"), {AppealState.LODGED, AppealState.WITHDRAWN}),
    (_("受理"), {AppealState.ACCEPTED, AppealState.NOT_ADMITTED}),
    (_("复核"), {AppealState.REVIEWING}),
    (_("答复"), {AppealState.UPHELD, AppealState.CHANGED}),
)


@dataclass(frozen=True)
class AppealPage:
    """One appeal as one reader sees it. ``subject_url``: the page of what is appealed against, where there is one."""

    row: Appeal
    path: Sequence[Step]
    steps: Sequence[Available]
    events: Sequence[Any]
    subject_url: str
    evidence: Sequence[AppealPaper]
    may: frozenset[str]


def appeal_page(actor: Actor, row: Appeal) -> AppealPage:
    """The appeal's content, whatever is the reader's to see."""
    record = row.outcome or row.conversion
    may = {"attach"} if row.state in TAKES_PAPERS and APPEAL_POLICY.decide(actor, "attach", row) else set()
    papers = list(APPEAL_PAPER_POLICY.visible(actor).filter(appeal=row).select_related("appeal"))
    if row.state == AppealState.LODGED and any(APPEAL_PAPER_POLICY.decide(actor, "detach", paper) for paper in papers):
        may.add("detach")
    return AppealPage(
        row=row,
        path=path_of(row, PATH, done={AppealState.UPHELD, AppealState.CHANGED}, returned={AppealState.WITHDRAWN, AppealState.NOT_ADMITTED}),
        steps=[item for item in available(row, actor) if item.step.name != "withdraw_for" or not decided_by_body_of(row, actor)],
        events=[e for e in audit.events_of(row)[:EVENTS] if not e.action.endswith("letter_taken")],
        subject_url=record.get_absolute_url() if record is not None else "",
        evidence=papers,
        may=frozenset(may),
    )
