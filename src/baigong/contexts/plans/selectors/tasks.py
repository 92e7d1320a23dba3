"""What a task's page shows."""

from __future__ import annotations

from datetime import datetime

from baigong.contexts.plans.access import REPORT_POLICY, TASK_POLICY
from baigong.contexts.plans.models import LightRecord, Task
from baigong.contexts.plans.pages import TaskPage
from baigong.contexts.plans.selectors import ledger
from baigong.contexts.plans.selectors.lights import plan_lights
from baigong.kernel.access import Actor
from baigong.kernel.audit import events_of
from baigong.kernel.workflow import available

ACTIONS = ("edit", "set_date", "break_down", "report")


def task_page(actor: Actor, task: Task, now: datetime) -> TaskPage:
    """Everything on the page of ``task`` as ``actor`` may see it. A fixed number of queries."""
    lights = plan_lights(task.plan, now.date())
    reports = REPORT_POLICY.visible(actor).filter(task=task).select_related("cycle", "organisation", "task")
    parts = TASK_POLICY.visible(actor).filter(parent=task).prefetch_related("responsibilities__organisation").order_by("order")
    return TaskPage(
        task=task,
        light=lights.tasks[task.pk],
        history=list(LightRecord.objects.filter(task=task)[:12]),
        responsibilities=list(task.responsibilities.select_related("organisation")),
        measures=list(task.measures.all()),
        milestones=list(task.milestones.select_related("done_by_report__cycle")),
        targets=[ledger.target_row(t, lights) for t in task.targets.select_related("measure")],
        parts=[(part, lights.tasks[part.pk]) for part in parts],
        reports=list(reports.order_by("-cycle__period_until", "organisation__order", "-version")[:30]),
        steps=available(task, actor),
        events=events_of(task)[:30] if actor.is_authenticated else [],
        may=frozenset(a for a in ACTIONS if TASK_POLICY.decide(actor, a, task)),
    )
