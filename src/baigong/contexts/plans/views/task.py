"""A task's page and what the team and the lead do on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from baigong.contexts.plans.access import TASK_POLICY
from baigong.contexts.plans.forms.ledger import BreakDownForm, DueDateForm, MeasuresForm, MilestoneForm, TaskForm
from baigong.contexts.plans.models import Task
from baigong.contexts.plans.pages import task_page
from baigong.contexts.plans.services import tasks as services
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import button_page, form_page


def _get(request: Request, pk: int) -> Task:
    return TASK_POLICY.get_or_404(request.actor, Task.objects.select_related("plan", "parent", "clause__document"), pk=pk)


@requires(TASK_POLICY, "view")
def task(request: Request, pk: int) -> HttpResponse:
    """A task from its sentence to its light."""
    return render(request, "plans/task.html", {"page": task_page(request.actor, _get(request, pk), request.now)})


def _form_page(request: Request, row: Task, form: BaseForm, title: str, act: Callable[[dict[str, Any]], Any], done: str) -> HttpResponse:
    context = {"task": row, "title": title}
    return form_page(request, form, "plans/task_form.html", act, done=done, context=context, to=lambda made: row)


@requires(TASK_POLICY, "set_date")
def task_date(request: Request, pk: int) -> HttpResponse:
    """Set the date the plan left open."""
    row = _get(request, pk)
    TASK_POLICY.require(request.actor, "set_date", row)
    form = DueDateForm(request.POST or None, initial={"due_on": row.due_on})
    return _form_page(
        request, row, form, _("确定期限"),
        lambda data: services.set_task_date(actor=request.actor, now=request.now, task=row, **data), _("期限已保存，标明由专班确定。"),
    )  # fmt: skip


@requires(TASK_POLICY, "edit")
def task_edit(request: Request, pk: int) -> HttpResponse:
    """Change the team's wording."""
    row = _get(request, pk)
    TASK_POLICY.require(request.actor, "edit", row)
    form = TaskForm(request.POST or None, initial={f: getattr(row, f) for f in TaskForm.Meta.fields})
    return _form_page(
        request, row, form, _("修改任务"),
        lambda data: services.edit_task(actor=request.actor, now=request.now, task=row, **data), _("已保存。"),
    )  # fmt: skip


@requires(TASK_POLICY, "break_down")
def task_break_down(request: Request, pk: int) -> HttpResponse:
    """Break a task down to counties, schools or departments."""
    row = _get(request, pk)
    TASK_POLICY.require(request.actor, "break_down", row)
    form = BreakDownForm(request.POST or None, task=row)

    def act(data: dict[str, Any]) -> None:
        parts = [services.Part(o.pk, data["title"], data["due_on"], data["statement"]) for o in data["organisations"]]
        services.break_down(actor=request.actor, now=request.now, task=row, parts=parts)

    return _form_page(request, row, form, _("分解任务"), act, _("已分解，各单位在待办中看到。"))


@requires(TASK_POLICY, "edit")
def task_measures(request: Request, pk: int) -> HttpResponse:
    """Which measures a task serves."""
    row = _get(request, pk)
    TASK_POLICY.require(request.actor, "edit", row)
    form = MeasuresForm(request.POST or None, task=row)
    return _form_page(
        request, row, form, _("对应措施"),
        lambda data: services.link_measures(actor=request.actor, now=request.now, task=row, **data), _("已保存。"),
    )  # fmt: skip


@requires(TASK_POLICY, "edit")
def milestone_add(request: Request, pk: int) -> HttpResponse:
    """Add a milestone."""
    row = _get(request, pk)
    TASK_POLICY.require(request.actor, "edit", row)
    form = MilestoneForm(request.POST or None)
    return _form_page(
        request, row, form, _("增加节点"),
        lambda data: services.add_milestone(actor=request.actor, now=request.now, task=row, **data), _("节点已增加。"),
    )  # fmt: skip


@require_POST
@requires(TASK_POLICY, "edit")
def milestone_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a milestone nobody reported yet."""
    row = TASK_POLICY.get_or_404(request.actor, Task.objects.select_related("plan"), milestones=pk)
    milestone = row.milestones.get(pk=pk)
    return button_page(
        request, lambda: services.remove_milestone(actor=request.actor, now=request.now, milestone=milestone),
        done=_("节点已删除。"), to=row,
    )  # fmt: skip
