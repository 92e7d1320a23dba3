"""What one's own bodies owe, what waits for review, all reports."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.access import CYCLE_POLICY, REPORT_POLICY, RESPONSIBILITY_POLICY, TASK_POLICY
from baigong.contexts.plans.models import ReportState, TaskState
from baigong.contexts.plans.selectors.ledger import get_plan
from baigong.contexts.plans.selectors.reporting import STATE_TONES, counts, current_cycles, my_dues, untimely
from baigong.contexts.plans.selectors.reports import reporting_bodies, review_queue
from baigong.contexts.plans.services import reports as services
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.listing import BooleanFilter, ChoiceFilter, Column, DateFilter, EmptyState, Listing


def _cycles(request: Request) -> list[tuple[Any, Any]]:
    rows = CYCLE_POLICY.visible(request.actor).order_by("-period_until")[:40]
    return [(row.pk, row.name) for row in rows]


def _bodies(request: Request) -> list[tuple[Any, Any]]:
    return [(row.pk, str(row)) for row in reporting_bodies(request.actor)]


def _tasks(request: Request) -> list[tuple[Any, Any]]:
    rows = TASK_POLICY.visible(request.actor).exclude(state=TaskState.PENDING).order_by("plan", "order", "pk")
    return [(row.pk, str(row)[:30]) for row in rows[:200]]


COLUMNS = [
    Column("task", _("任务"), value=lambda r: f"{r.task.number} {r.task.title}", sort=("task__order", "pk"), width="wide"),
    Column("organisation", _("单位"), sort=("organisation__order", "pk")),
    Column("cycle", _("报告期"), sort=("cycle__period_until", "pk"), priority=2),
    Column("state", _("状态"), kind="badge", labels=ReportState, tones=STATE_TONES, sort="state"),
    Column("is_late", _("逾期报送"), kind="boolean", tone=lambda r: "bad" if r.is_late else "", priority=3),
    Column("version", pgettext_lazy("文件", "版本"), kind="number", priority=3),
    Column("submitted_at", _("报送时间"), kind="datetime", sort="submitted_at", priority=2),
    Column("decided_at", _("审核时间"), kind="datetime", sort="decided_at", priority=3),
    Column("narrative", _("进展情况"), only_export=True),
    Column("problems", _("存在问题"), only_export=True),
    Column("next_steps", _("下一步打算"), only_export=True),
]
FILTERS = [
    ChoiceFilter("cycle", _("报告期"), choices=_cycles),
    ChoiceFilter("task", _("任务"), choices=_tasks),
    ChoiceFilter("organisation", _("单位"), choices=_bodies),
    BooleanFilter("is_late", _("逾期"), yes=_("逾期报送"), no=_("按期报送")),
    DateFilter("submitted_at", _("报送时间"), instant=True),
]
SEARCH = ["task__title", "task__number", "organisation__name", "organisation__short_name", "narrative"]

REVIEWS = Listing(
    name="reviews",
    caption=_("待审核的报告"),
    columns=COLUMNS,
    filters=FILTERS,
    search=SEARCH,
    default_sort=("submitted_at", "pk"),
    row_link="plans:report",
    empty=EmptyState(_("没有待审核的报告"), _("单位报送后会出现在这里，同时通知专班。"), "checkbox", _("看谁还没有报"), "plans:cycles"),
)
REPORTS = Listing(
    name="reports",
    caption=_("进展报告"),
    columns=COLUMNS,
    filters=[ChoiceFilter("state", _("状态"), choices=ReportState, many=True), *FILTERS],
    search=SEARCH,
    default_sort=("-cycle__period_until", "task__order", "organisation__order", "-version"),
    row_link="plans:report",
    empty=EmptyState(_("还没有报告"), _("报告期开放后，责任单位在“我的报送”里填报。"), "report"),
)


@requires(RESPONSIBILITY_POLICY, "report")
@require_GET
def dues(request: Request) -> HttpResponse:
    """What my bodies owe in the cycles at hand, what is missing first."""
    today = request.now.date()
    task = request.GET.get("task", "")
    plan = get_plan(request.actor, request.GET.get("plan"))
    groups = []
    for cycle in current_cycles(plan):
        found = [d for d in my_dues(request.actor, cycle, today) if not task or str(d.task.pk) == task]
        groups.append((cycle, [(d, untimely(d, today)) for d in found], counts(found)))
    bodies = {d.organisation.pk for _cycle, found, _n in groups for d, _why in found}
    context = {"plan": plan, "groups": groups, "task": task, "many_bodies": len(bodies) > 1, "today": today}
    return render(request, "plans/due_list.html", context)


@requires(TASK_POLICY, "report")
@require_GET
def task_report(request: Request, pk: int) -> HttpResponse:
    """From a task to what is owed on it."""
    task = TASK_POLICY.get_or_404(request.actor, pk=pk)
    return redirect(f"{reverse('plans:dues')}?task={task.pk}")


@requires(RESPONSIBILITY_POLICY, "report")
@require_POST
def report_start(request: Request, cycle: int) -> HttpResponse:
    """Begin a report, or go on with the one begun."""
    row = get_object_or_404(CYCLE_POLICY.visible(request.actor), pk=cycle)
    task = TASK_POLICY.get_or_404(request.actor, pk=_number(request, "task"))
    body = get_object_or_404(Organisation, pk=_number(request, "organisation"))
    report = services.start_report(actor=request.actor, now=request.now, cycle=row, task=task, organisation=body)
    return redirect("plans:report-write", pk=report.pk)


def _number(request: Request, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 0


@requires(REPORT_POLICY, "accept")
@require_GET
def reviews(request: Request) -> HttpResponse:
    """What waits for a decision, what came first first."""
    rows = review_queue(request.actor).select_related("cycle", "task", "organisation")
    return REVIEWS.respond(request, rows, "plans/report_reviews.html", on_export="plans.report.exported")


@requires(REPORT_POLICY, "view")
@require_GET
def report_list(request: Request) -> HttpResponse:
    """Every report in the reader's sight, all versions."""
    rows = REPORT_POLICY.visible(request.actor).select_related("cycle", "task", "organisation")
    return REPORTS.respond(request, rows, "plans/report_list.html", on_export="plans.report.exported")
