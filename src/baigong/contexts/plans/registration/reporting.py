"""Navigation, search, jobs and the audit log's words of reporting."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import CYCLE_POLICY, REPORT_POLICY, RESPONSIBILITY_POLICY
from baigong.contexts.plans.models import CycleState, ReportingCycle
from baigong.contexts.plans.selectors.ledger import find_current_plan
from baigong.contexts.plans.selectors.reporting import current_cycles, my_dues
from baigong.contexts.plans.selectors.reports import review_queue
from baigong.contexts.plans.services.cycles import turn_cycles
from baigong.contexts.plans.services.reminders import remind_by_date, tell_opened
from baigong.kernel.audit.words import register_words
from baigong.kernel.jobs import job, scheduled
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_counter, register_nav


def owed(request: HttpRequest) -> int:
    """How many reports the reader's bodies still owe in the cycles at hand."""
    actor, today = request.actor, request.now.date()  # type: ignore[attr-defined]
    plan = find_current_plan(actor)
    cycles = [c for c in current_cycles(plan) if c.state == "open"] if plan else []
    return sum(due.is_missing for cycle in cycles for due in my_dues(actor, cycle, today))


def to_review(request: HttpRequest) -> int:
    """How many reports wait for the reader's decision."""
    return review_queue(request.actor).count()  # type: ignore[attr-defined]


register_counter("dues", owed)
register_counter("reviews", to_review)
READ, WRITTEN = "plans:report", "plans:report-write"
MENU: list[tuple[Any, str, str, Any, str, str, set[str]]] = [
    (_("我的报送"), "dues", "writing-sign", RESPONSIBILITY_POLICY, "report", "dues", {READ, WRITTEN}),
    (_("报告审核"), "reviews", "checkbox", REPORT_POLICY, "accept", "reviews", {READ}),
    (_("报告期与催报"), "cycles", "calendar-due", CYCLE_POLICY, "view", "", set()),
    (_("全部报告"), "reports", "report", REPORT_POLICY, "view", "", set()),
]
register_nav(
    NavItem("reporting", label, f"plans:{name}", icon, policy, action, order=order, counter=counter, leads_to=frozenset(routes))
    for order, (label, name, icon, policy, action, counter, routes) in enumerate(MENU, start=10)
)


searchable(
    Searchable(
        REPORT_POLICY, _("进展报告"), ("narrative", "problems", "next_steps", "task__title"),
        title=lambda r: f"{r.task.number} {r.task.title}", detail=lambda r: f"{r.organisation} · {r.cycle} · {r.get_state_display()}",
        select=("cycle", "task", "organisation"), icon="report",
    ),
)  # fmt: skip


@scheduled("plans.cycles", _("按日期开放和锁定报告期"), cron="5 0,6,12 * * *")
def turn_cycles_daily(progress: Any) -> dict[str, Any]:
    """Open and lock by date; three times a day, so that a worker that was down at midnight catches up."""
    return dict(turn_cycles(progress.now))


@scheduled("plans.reminders", _("催报"), cron="30 8,14 * * *")
def remind_daily(progress: Any) -> dict[str, int]:
    """Remind in office hours; the second run only catches up."""
    return remind_by_date(progress.now)


@job("plans.cycle.opened", _("通知报告期开放"))
def tell_cycle_opened(progress: Any, cycle: int) -> dict[str, int]:
    """Tell those who owe; nobody where the cycle was locked before a worker came to it."""
    row = ReportingCycle.objects.filter(pk=cycle, state=CycleState.OPEN).first()
    return {"told": tell_opened(row, progress.now) if row else 0}


register_words(
    {
        "plans.reportingcycle.created": _("建立报告期"),
        "plans.reportingcycle.generated": _("按年生成报告期"),
        "plans.reportingcycle.edited": _("修改报告期"),
        "plans.reportingcycle.reminded": _("催报"),
        "plans.reportingcycle.extension_asked": _("申请延期"),
        "plans.reportingcycle.extension_granted": _("批准延期"),
        "plans.reportingcycle.exported": _("导出报送情况"),
        "plans.reportingcycle.list_exported": _("导出报告期"),
        "plans.report.started": _("开始填报"),
        "plans.report.written": _("保存"),
        "plans.report.discarded": _("删除草稿"),
        "plans.report.correction_started": _("提出更正"),
        "plans.report.exported": _("导出报告"),
        "plans.report.imported": _("由表格导入"),
        "plans.evidence.added": _("添加佐证"),
        "plans.evidence.removed": _("移除佐证"),
        "plans.evidence.read": _("查阅佐证"),
    }
)
