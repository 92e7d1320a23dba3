"""The lives of reporting cycles and reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import CYCLE_POLICY, REPORT_POLICY
from baigong.contexts.plans.models import CycleState, Report, ReportingCycle, ReportState
from baigong.kernel.access import Actor
from baigong.kernel.workflow import StateMachine, Transition

step: Any = Transition.of


def report_is_complete(report: Report) -> str | None:
    """A report says something, and every figure in it has evidence."""
    if not report.narrative.strip():
        return gettext("请填写进展情况。")
    if report.values.exists() and not report.evidence.exists():
        return gettext("报告里有数值而没有佐证材料: 请附上名单、数据表或文件。")
    return None


def cycle_opened(cycle: ReportingCycle, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Nothing is written: what is owed follows from responsibilities."""


def report_submitted(report: Report, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Stamp the hour and whether it was late."""
    report.submitted_at = now
    report.is_late = now.date() > report.cycle.closes_on
    report.save(update_fields=["submitted_at", "is_late"])


def report_decided(report: Report, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Keep who decided, when, and what was said."""
    report.decided_at, report.decided_by_id, report.decision_note = now, actor.user_id, reason
    report.save(update_fields=["decided_at", "decided_by", "decision_note"])


def report_accepted(report: Report, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """From now on the report's values and milestones count."""
    report_decided(report, actor=actor, now=now, reason=reason)


CYCLE = StateMachine(
    policy=CYCLE_POLICY,
    states=CycleState,
    initial=CycleState.PLANNED,
    transitions=[
        step("open", CycleState.PLANNED, CycleState.OPEN, _("开放报送"), "opened", effect=cycle_opened,
             todo=_("待开放的报告期"), due="opens_on"),
        step("lock", CycleState.OPEN, CycleState.LOCKED, _("锁定"), "locked", todo=_("待锁定的报告期"), due="closes_on",
             explain=_("锁定后不再接受报告, 可另批延期。")),
        step("reopen", CycleState.LOCKED, CycleState.OPEN, _("重新开放"), "reopened", reason_required=True),
    ],
)  # fmt: skip


REPORT = StateMachine(
    policy=REPORT_POLICY,
    states=ReportState,
    initial=ReportState.DRAFT,
    final=frozenset({ReportState.SUPERSEDED}),
    transitions=[
        step("submit", [ReportState.DRAFT, ReportState.RETURNED], ReportState.SUBMITTED, _("报送"), "submitted",
             guard=report_is_complete, effect=report_submitted, todo=_("未报送的报告"), due="cycle__closes_on"),
        step("withdraw", ReportState.SUBMITTED, ReportState.DRAFT, _("撤回"), "withdrawn",
             explain=_("审核之前可以撤回修改。")),
        step("return", ReportState.SUBMITTED, ReportState.RETURNED, _("退回"), "returned", reason_required=True,
             reason_label=_("退回意见"), effect=report_decided),
        step("accept", ReportState.SUBMITTED, ReportState.ACCEPTED, _("采用"), "accepted",
             effect=report_accepted, todo=_("待审核的报告"), due="cycle__closes_on"),
        step("correct", ReportState.ACCEPTED, ReportState.SUPERSEDED, _("更正"), "superseded", reason_required=True,
             explain=_("已采用的报告不改动; 更正另立新版本, 原报告保留。")),
    ],
)  # fmt: skip
