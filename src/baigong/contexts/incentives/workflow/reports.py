"""The life of a yearly report: written, submitted, accepted or returned."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.incentives.access import REPORT_POLICY
from baigong.contexts.incentives.credit.sums import counted_in
from baigong.contexts.incentives.models import YearlyReport, YearlyReportState
from baigong.contexts.incentives.workflow.telling import officers_of, team
from baigong.kernel.access import Actor
from baigong.kernel.notices import answered, tell
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of
S = YearlyReportState
WAITS = "incentives.report.waiting"


def is_written(row: YearlyReport) -> str | None:
    """It says what was done, and how many were received."""
    if row.done.strip() and row.interns is not None:
        return None
    words = gettext("请先填写年度工作和接收实习生、学徒的人数（没有的填0）。")
    return Unmet(words, gettext("填写"), row.get_absolute_url() + "edit/", needs="edit")


def submitted(row: YearlyReport, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """What the ledger holds for the year is kept with it."""
    row.invested, row.submitted_at = counted_in(row.candidacy.enterprise_id, row.year, now.date()), now
    row.save(update_fields=["invested", "submitted_at"])
    people = officers_of([row.candidacy.reviewer_id], now) or team(now)
    tell(people, row, WAITS, _("产教融合型企业年度报告待审核：%(title)s"), actor=actor, now=now)


def decided(event: str, words: Any) -> Any:
    """An effect that tells the enterprise."""

    def effect(row: YearlyReport, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
        answered(row, WAITS, now)
        people = officers_of([row.candidacy.enterprise.organisation_id], now)
        tell(people, row, f"incentives.yearlyreport.{event}", words, actor=actor, now=now, body=reason)

    return effect


REPORT = StateMachine(
    policy=REPORT_POLICY,
    states=YearlyReportState,
    initial=S.DRAFT,
    select=("candidacy__enterprise__organisation",),
    transitions=[
        step("submit", [S.DRAFT, S.RETURNED], S.SUBMITTED, _("报送"), "submitted", guard=is_written, effect=submitted,
             todo=_("待报送的产教融合年度报告"), due="due_on"),
        step("accept", S.SUBMITTED, S.ACCEPTED, _("接收"), "accepted", effect=decided("accepted", _("年度报告已接收：%(title)s")),
             todo=_("待审核的产教融合年度报告")),
        step("return", S.SUBMITTED, S.RETURNED, _("退回"), "returned", reason_required=True,
             effect=decided("returned", _("年度报告被退回：%(title)s"))),
    ],
)  # fmt: skip
