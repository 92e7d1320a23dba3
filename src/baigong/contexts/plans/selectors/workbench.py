"""What the workbench shows of the plan: lights of the reader's own tasks, and what changed lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from baigong.contexts.accounts.public import CITY_STAFF, LEADER
from baigong.contexts.plans.access import PLAN_POLICY, RESPONSIBILITY_POLICY, TASK_POLICY
from baigong.contexts.plans.models import IN_FORCE, CycleState, LightRecord, Plan
from baigong.contexts.plans.selectors.ledger import find_current_plan
from baigong.contexts.plans.selectors.lights import plan_lights
from baigong.contexts.plans.selectors.overview import Count, Matter, counted, overview
from baigong.contexts.plans.selectors.reporting import Due, current_cycles, my_dues
from baigong.kernel.access import Actor


@dataclass(frozen=True)
class WorkbenchPlan:
    """The current plan as its lights stand for one reader. ``matters`` are for a leader to settle; ``unbegun`` are the reports that the
    reader's bodies owe and have not begun (what was begun is a to-do of its own); ``mine`` where only the reader's own tasks count;
    ``opens`` where the reader may open the overview."""

    plan: Plan
    colours: list[Count]
    changes: list[LightRecord]
    matters: list[Matter]
    unbegun: list[Due]
    mine: bool
    opens: bool


def workbench_plan(actor: Actor, on: date) -> WorkbenchPlan | None:
    """City staff see every task of the plan itself, as the overview counts them; a body those it is responsible for. ``None`` before
    there is a plan, and for those who have no task of it: four zeroes would read as the state of the plan."""
    plan = find_current_plan(actor)
    if plan is None:
        return None
    lights = plan_lights(plan, on)
    tasks = TASK_POLICY.visible(actor).filter(IN_FORCE, plan=plan)
    if actor.has(*CITY_STAFF):
        tasks = tasks.filter(parent=None)
    else:
        tasks = tasks.filter(responsibilities__organisation__in=actor.organisation_ids).distinct()
    ids = list(tasks.values_list("pk", flat=True))
    if not ids and not actor.has(*CITY_STAFF):
        return None
    changes = LightRecord.objects.filter(task__in=ids).select_related("task").order_by("-on", "-pk")[:6]
    return WorkbenchPlan(
        plan,
        counted(lights.tasks[pk] for pk in ids),
        list(changes),
        matters=overview(actor, plan, lights).matters if actor.has(LEADER) else [],
        unbegun=_unbegun(actor, plan, on) if RESPONSIBILITY_POLICY.reachable(actor, "report") else [],
        mine=not actor.has(*CITY_STAFF),
        opens=PLAN_POLICY.reachable(actor, "overview"),
    )


def _unbegun(actor: Actor, plan: Plan, on: date) -> list[Due]:
    open_cycles = [cycle for cycle in current_cycles(plan) if cycle.state == CycleState.OPEN]
    return [due for cycle in open_cycles for due in my_dues(actor, cycle, on) if due.owes and due.report is None]
