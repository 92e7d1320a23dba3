"""Telling the context below what became of a case that came from one of its rows."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.public import report_case_ended, shortfall_case_moved
from baigong.contexts.supervision.models import ENDED, Case, CaseState, SourceKind
from baigong.kernel.wording import as_recorded

PUT_RIGHT = {CaseState.CLOSED}
DROPPED = {CaseState.DISMISSED, CaseState.CLEARED, CaseState.TOLERATED}

OUTCOMES = {
    CaseState.DISMISSED: _("不予立案"), CaseState.CLEARED: _("经核查没有发现所反映的问题"),
    CaseState.TOLERATED: _("问题属实，按容错规定不予追究"), CaseState.CLOSED: _("问题已经整改，复查通过"),
    CaseState.REFERRED: _("问题属实，已移送问责"),
}  # fmt: skip
"""What somebody who reported is told of the end: the outcome, and nothing of what was found."""


def tell_below(case: Case, words: str, now: datetime, *, interviewed: bool = False) -> None:
    """Say it to the row that the case leads back to, in this transaction; of a case entered by hand there is nobody to tell."""
    key = case.source_ref.rpartition(":")[2]
    if not key.isdigit():
        return
    state = str(case.get_state_display())
    if case.source_kind == SourceKind.HOTLINE:
        if case.state in ENDED:
            with as_recorded():
                outcome = str(OUTCOMES[CaseState(case.state)])
            report_case_ended(now=now, report_id=int(key), number=case.number, outcome=outcome)
    elif case.source_kind == SourceKind.DUTY:
        event = "closed" if case.state in PUT_RIGHT else "dropped" if case.state in DROPPED else ""
        event = "interviewed" if interviewed else event
        shortfall_case_moved(now=now, shortfall_id=int(key), number=case.number, event=event, words=words, state=state)
