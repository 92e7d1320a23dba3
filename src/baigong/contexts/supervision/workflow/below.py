"""Telling the context below what became of a case that came from one of its rows."""

from __future__ import annotations

from datetime import datetime

from baigong.contexts.internships.public import report_case_ended, shortfall_case_moved
from baigong.contexts.supervision.models import ENDED, Case, CaseState, SourceKind

PUT_RIGHT = {CaseState.CLOSED}
DROPPED = {CaseState.DISMISSED, CaseState.CLEARED, CaseState.TOLERATED}


def tell_below(case: Case, words: str, now: datetime, *, interviewed: bool = False) -> None:
    """Say it to the row that the case leads back to, in this transaction; of a case entered by hand there is nobody to tell."""
    key = case.source_ref.rpartition(":")[2]
    if not key.isdigit():
        return
    state = str(case.get_state_display())
    if case.source_kind == SourceKind.HOTLINE:
        if case.state in ENDED:
            report_case_ended(now=now, report_id=int(key), number=case.number, state=state)
    elif case.source_kind == SourceKind.DUTY:
        event = "closed" if case.state in PUT_RIGHT else "dropped" if case.state in DROPPED else ""
        event = "interviewed" if interviewed else event
        shortfall_case_moved(now=now, shortfall_id=int(key), number=case.number, event=event, words=words, state=state)
