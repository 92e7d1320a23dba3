"""What is done with tasks apart from their states: dates, breaking down, responsibilities, milestones, links to measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from baigong.contexts.plans.access import TASK_POLICY
from baigong.contexts.plans.models import DateSource, Duty, Measure, Milestone, Responsibility, Task, TaskKind, TaskState
from baigong.contexts.plans.services.lights import record_lights
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal, at_field


@dataclass(frozen=True)
class Part:
    """One piece of a task that is broken down: who does what by when."""

    organisation_id: int
    title: str
    due_on: date | None = None
    statement: str = ""


@transaction.atomic
def set_task_date(*, actor: Actor, now: datetime, task: Task, due_on: date | None, reason: str = "") -> Task:
    """Give a task the date the plan left open, marked as set by the team. A date of the plan itself is moved only after the leading
    group has decided, and bears its name."""
    TASK_POLICY.require(actor, "set_date", task)
    task = Task.objects.select_for_update(no_key=True).get(pk=task.pk)
    if task.due_source == DateSource.PLAN:
        raise Refusal(_("任务%(n)s的期限由文件规定，请走“提请调整”。") % {"n": task.number}, code="date_of_plan")
    before = task.due_on
    source = task.due_source if task.due_source == DateSource.GROUP else DateSource.TEAM
    task.due_on, task.due_source = due_on, source if due_on else ""
    task.save(update_fields=["due_on", "due_source"])
    detail = {"from": str(before or ""), "to": str(due_on or ""), "reason": reason}
    audit.record(actor, "plans.task.date_set", task, now=now, detail=detail)
    record_lights(plan=task.plan, now=now)
    return task


@transaction.atomic
def edit_task(*, actor: Actor, now: datetime, task: Task, title: str, statement: str, deliverable: str, note: str) -> Task:
    """Change the team's own wording of a task; the clause of the document stays as it is."""
    TASK_POLICY.require(actor, "edit", task)
    if not title.strip():
        raise at_field("title", _("请填写任务名称。"), code="title_required")
    before = {"title": task.title, "deliverable": task.deliverable}
    task.title, task.statement, task.deliverable, task.note = title.strip(), statement, deliverable, note
    task.save(update_fields=["title", "statement", "deliverable", "note"])
    audit.record(actor, "plans.task.edited", task, now=now, detail={"from": before})
    return task


@transaction.atomic
def break_down(*, actor: Actor, now: datetime, task: Task, parts: Sequence[Part]) -> list[Task]:
    """Break a task down into one part a body, each a task of its own under it, handed down at once if the task is.

    Raises ``Refusal`` for no part, a title left out, a second level, or a date after the task's own.
    """
    TASK_POLICY.require(actor, "break_down", task)
    task = Task.objects.select_for_update(no_key=True).get(pk=task.pk)
    if task.parent_id:
        raise Refusal(_("分解任务不再往下分解：请在“%(t)s”下增加。") % {"t": task.parent}, code="second_level")
    if task.state in {TaskState.COMPLETED, TaskState.CLOSED, TaskState.SUSPENDED}:
        raise Refusal(_("任务已%(s)s，不能再分解。") % {"s": task.get_state_display()}, code="wrong_state")
    if not parts:
        raise Refusal(_("请至少选择一个单位。"), code="no_parts")
    for part in parts:
        if not part.title.strip():
            raise Refusal(_("请填写每个单位的任务。"), code="title_required")
        if part.due_on and task.due_on and part.due_on > task.due_on:
            raise Refusal(_("分解任务的期限不能晚于任务期限%(d)s。") % {"d": task.due_on}, code="after_due")
    count = task.parts.count()
    handed_down = task.state != TaskState.PENDING
    created = []
    for index, part in enumerate(parts, start=count + 1):
        child = Task.objects.create(
            plan=task.plan,
            number=f"{task.number}-{index}",
            title=part.title.strip(),
            statement=part.statement,
            kind=TaskKind.BREAKDOWN,
            parent=task,
            clause=task.clause,
            state=TaskState.ASSIGNED if handed_down else TaskState.PENDING,
            assigned_at=now if handed_down else None,
            due_on=part.due_on,
            due_source=DateSource.TEAM if part.due_on else "",
            order=task.order * 100 + index,
        )
        Responsibility.objects.create(task=child, organisation_id=part.organisation_id, duty=Duty.RESPONSIBLE)
        created.append(child)
    audit.record(actor, "plans.task.broken_down", task, now=now, detail={"parts": [c.number for c in created]})
    record_lights(plan=task.plan, now=now)
    return created


@transaction.atomic
def set_responsibilities(
    *, actor: Actor, now: datetime, task: Task, duties: Iterable[tuple[int, str]], reason: str, collectives: Mapping[int, str] | None = None
) -> list[Responsibility]:
    """Replace who is responsible (organisation id, duty). Wording and collective of those who stay are kept; ``collectives`` says
    by which collective name newcomers are meant."""
    TASK_POLICY.require(actor, "edit", task)
    if not reason.strip():
        raise at_field("reason", _("请写明调整责任单位的理由。"), code="reason_required")
    wanted = dict(duties)
    if not wanted:
        raise Refusal(_("至少保留一个责任单位。"), code="no_bodies")
    before = {r.organisation_id: r for r in task.responsibilities.all()}
    task.responsibilities.exclude(organisation_id__in=wanted).delete()
    for order, (organisation_id, duty) in enumerate(wanted.items()):
        if kept := before.get(organisation_id):
            kept.duty, kept.order = duty, order
            kept.save(update_fields=["duty", "order"])
        else:
            collective = (collectives or {}).get(organisation_id, "")
            Responsibility.objects.create(task=task, organisation_id=organisation_id, duty=duty, collective=collective, order=order)
    detail = {"from": sorted(before), "to": sorted(wanted), "reason": reason}
    audit.record(actor, "plans.task.responsibilities_set", task, now=now, detail=detail)
    record_lights(plan=task.plan, now=now)
    return list(task.responsibilities.all())


@transaction.atomic
def add_milestone(*, actor: Actor, now: datetime, task: Task, title: str, due_on: date | None) -> Milestone:
    """Add something to be done on the way."""
    TASK_POLICY.require(actor, "edit", task)
    if not title.strip():
        raise at_field("title", _("请填写节点名称。"), code="title_required")
    order = (task.milestones.aggregate(m=Max("order"))["m"] or 0) + 10
    milestone = Milestone.objects.create(
        task=task, title=title.strip(), due_on=due_on, due_source=DateSource.TEAM if due_on else "", order=order
    )
    audit.record(actor, "plans.milestone.added", milestone, now=now, detail={"task": task.number})
    record_lights(plan=task.plan, now=now)
    return milestone


@transaction.atomic
def remove_milestone(*, actor: Actor, now: datetime, milestone: Milestone) -> None:
    """Remove a milestone nobody reported yet; one that a report speaks of stays."""
    TASK_POLICY.require(actor, "edit", milestone.task)
    if milestone.done_on or milestone.claims.exists():
        raise Refusal(_("节点“%(m)s”已有报告提到，不能删除。") % {"m": milestone.title}, code="in_use")
    audit.record(actor, "plans.milestone.removed", milestone, now=now, detail={"task": milestone.task.number})
    plan = milestone.task.plan
    milestone.delete()
    record_lights(plan=plan, now=now)


@transaction.atomic
def link_measures(*, actor: Actor, now: datetime, task: Task, measures: Iterable[Measure]) -> Task:
    """Say which measures a task serves; measures and tasks are many to many."""
    TASK_POLICY.require(actor, "edit", task)
    chosen = list(measures)
    if any(m.plan_id != task.plan_id for m in chosen):
        raise Refusal(_("请从同一计划的措施中选择。"), code="foreign_measure")
    task.measures.set(chosen)
    audit.record(actor, "plans.task.measures_linked", task, now=now, detail={"measures": [m.number for m in chosen]})
    return task
