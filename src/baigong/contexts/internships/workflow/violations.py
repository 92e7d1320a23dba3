"""The life of a report: lodged, taken up by a named handler, handed to supervision as a case, closed or dismissed with an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.access_of_work import VIOLATION_POLICY
from baigong.contexts.internships.events import ViolationReported
from baigong.contexts.internships.models import ReportState, ViolationReport
from baigong.kernel.access import Actor
from baigong.kernel.events import publish
from baigong.kernel.notices import settle
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import StateMachine, Transition

step: Any = Transition.of
S = ReportState
WAITING = "internships.violationreport.waiting"


def _raised(row: ViolationReport, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Supervision opens a case: what happened, at whom, by which rule; never who reported."""
    settle(kind=WAITING, url=row.get_absolute_url(), now=now)
    with as_recorded():
        called = str(row.get_kind_display())
    publish(
        ViolationReported(
            report_id=row.pk, kind=row.kind, enterprise_id=row.enterprise_id, school_id=row.school_id, clause=row.clause,
            words=called + (f"：{reason}" if reason else ""), occurred_on=row.occurred_on, at=now,
            called=called,
        )
    )  # fmt: skip


def _answered(row: ViolationReport, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    row.answer = reason[:500]
    row.save(update_fields=["answer"])
    settle(kind=WAITING, url=row.get_absolute_url(), now=now)


def _knows_whom(row: ViolationReport) -> str | None:
    """A case is against somebody."""
    if row.enterprise_id is None and row.school_id is None:
        return gettext("还没有认定是哪家单位：先在“认定单位”里填它在名录里的全称，再移交督查。")
    return None


_ANSWER = _("答复（举报人凭回执可以看到，不要写出举报人）")
REPORT = StateMachine(
    policy=VIOLATION_POLICY,
    states=ReportState,
    initial=S.LODGED,
    transitions=[
        step("take", S.LODGED, S.TAKEN, _("受理"), "taken", todo=_("待受理的违规举报"), due="take_by"),
        step("raise", S.TAKEN, S.RAISED, _("移交督查"), "raised", guard=_knows_whom, effect=_raised, reason_required=True,
             reason_label=_("查到的情况（会写入督查案件，不要写出举报人）"), todo=_("核查中的违规举报")),
        step("close", [S.TAKEN, S.RAISED], S.CLOSED, _("办结"), "closed", reason_required=True, reason_label=_ANSWER, effect=_answered),
        step("dismiss", [S.LODGED, S.TAKEN], S.DISMISSED, _("不予受理"), "dismissed", reason_required=True, reason_label=_ANSWER,
             danger=True, effect=_answered, explain=_("不再核查；举报人会看到这里写的答复。")),
    ],
)  # fmt: skip
