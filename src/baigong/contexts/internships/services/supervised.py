"""What supervision says of its cases, to the rows that they came from. Steps that follow are the system's."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.internships.models import DutyShortfall, ReportState, ShortfallState, ViolationReport
from baigong.kernel.access import SYSTEM
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import fire

S = ShortfallState


@transaction.atomic
def shortfall_case_moved(*, now: datetime, shortfall_id: int, number: str, event: str, words: str, state: str) -> None:
    """Supervision says what became of its case: ``interviewed``, ``closed`` (put right), ``dropped`` (nothing found, tolerated, not taken
    up), anything else is noted only. What no longer fits the rung one stands on is noted and changes nothing.
    """
    row = DutyShortfall.objects.select_for_update(no_key=True, of=("self",)).filter(pk=shortfall_id).first()
    if row is None:
        return
    row.case_number, row.case_state = number[:12], state[:40]
    row.save(update_fields=["case_number", "case_state"])
    steps: dict[str, dict[str, str]] = {
        "interviewed": {S.SUMMONED: "hold"},
        "closed": {S.SUMMONED: "make_up", S.MET: "make_up", S.PUBLISHED: "lift", S.SUSPENDED: "lift"},
        "dropped": {S.SUMMONED: "explain", S.MET: "explain", S.PUBLISHED: "lift", S.SUSPENDED: "lift"},
    }
    name = steps.get(event, {}).get(row.state)
    if name is not None:
        fire(row, name, actor=SYSTEM, now=now, reason=words)


@transaction.atomic
def report_case_ended(*, now: datetime, report_id: int, number: str, outcome: str) -> None:
    """The case of a report has ended: the report is closed, and whoever reported finds that answer by the receipt. Of what was found
    only the outcome is told.
    """
    row = ViolationReport.objects.select_for_update(no_key=True, of=("self",)).filter(pk=report_id, state=ReportState.RAISED).first()
    if row is None:
        return
    with as_recorded():
        words = _("督查案件%(number)s已经办结：%(outcome)s。") % {"number": number, "outcome": outcome}
    fire(row, "close", actor=SYSTEM, now=now, reason=words)
