"""The life of a task (regulations reference, section 1: 待分解 → 已下达 → 进行中 → 待验收 → 办结 → 销号)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import TASK_POLICY
from baigong.contexts.plans.events import TaskMoved
from baigong.contexts.plans.models import DateSource, Task, TaskState
from baigong.kernel.access import Actor
from baigong.kernel.events import publish
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of


def task_has_bodies(task: Task) -> str | None:
    """A task nobody is responsible for cannot be handed down."""
    return None if task.responsibilities.exists() else gettext("任务还没有责任单位，不能下达。")


def task_is_ready(task: Task) -> str | None:
    """Milestones must be done and parts completed before a task is accepted."""
    milestones = task.milestones.filter(done_on=None).count()
    parts = task.parts.exclude(state__in=[TaskState.COMPLETED, TaskState.CLOSED, TaskState.SUSPENDED]).count()
    if milestones:
        words = gettext("还有 %(n)d 个节点没有完成：由责任单位在报告中填报完成，采用后计入。")
        return Unmet(words % {"n": milestones}, gettext("看节点"), "#milestones")
    words = gettext("还有 %(n)d 项分解任务没有办结。") % {"n": parts}
    return Unmet(words, gettext("看分解任务"), "#parts") if parts else None


def task_moved(task: Task, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Tell those who keep lights."""
    publish(TaskMoved(task.pk, task.plan_id, now))


def task_assigned(task: Task, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Stamp the hour."""
    task.assigned_at = now
    task.save(update_fields=["assigned_at"])
    task_moved(task, actor=actor, now=now, reason=reason)


def task_completed(task: Task, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Stamp the hour."""
    task.completed_at = now
    task.save(update_fields=["completed_at"])
    task_moved(task, actor=actor, now=now, reason=reason)


def task_adjusted(task: Task, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The leading group decided: a date that the plan had fixed may now be set anew, and bears the group's name."""
    if task.due_source == DateSource.PLAN:
        task.due_source = DateSource.GROUP
        task.save(update_fields=["due_source"])
    task_moved(task, actor=actor, now=now, reason=reason)


TASK = StateMachine(
    policy=TASK_POLICY,
    states=TaskState,
    initial=TaskState.PENDING,
    final=frozenset({TaskState.CLOSED}),
    transitions=[
        step("assign", TaskState.PENDING, TaskState.ASSIGNED, _("下达"), "assigned",
             guard=task_has_bodies, effect=task_assigned, todo=_("待分解的任务")),
        step("start", TaskState.ASSIGNED, TaskState.ACTIVE, _("开始办理"), "started", todo=_("已下达、待开始的任务"), due="due_on",
             effect=task_moved),
        step("request_acceptance", TaskState.ACTIVE, TaskState.AWAITING, _("申请验收"), "acceptance_requested",
             guard=task_is_ready, due="due_on", effect=task_moved),
        step("accept", TaskState.AWAITING, TaskState.COMPLETED, _("验收通过"), "accepted",
             guard=task_is_ready, effect=task_completed, todo=_("待验收的任务"), due="due_on"),
        step("return", TaskState.AWAITING, TaskState.ACTIVE, _("退回"), "returned", reason_required=True, effect=task_moved),
        step("close", TaskState.COMPLETED, TaskState.CLOSED, _("销号"), "closed", todo=_("办结、待销号的任务"),
             explain=_("销号后任务不再报送。"), effect=task_moved),
        step("propose_adjustment", [TaskState.ASSIGNED, TaskState.ACTIVE], TaskState.ADJUSTING, _("提请调整"), "adjustment_proposed",
             reason_required=True, explain=_("调整须经领导小组决定。"), effect=task_moved),
        step("adjust", TaskState.ADJUSTING, TaskState.ACTIVE, _("按决定调整"), "adjusted", reason_required=True,
             reason_label=_("领导小组决定（会议、文号）"), todo=_("等待领导小组决定调整的任务"), effect=task_adjusted),
        step("suspend", [TaskState.ASSIGNED, TaskState.ACTIVE, TaskState.ADJUSTING], TaskState.SUSPENDED, _("中止"), "suspended",
             reason_required=True, danger=True, explain=_("中止期间不要求报送。可以恢复。"), effect=task_moved),
        step("resume", TaskState.SUSPENDED, TaskState.ACTIVE, _("恢复"), "resumed", reason_required=True, effect=task_moved),
    ],
)  # fmt: skip
