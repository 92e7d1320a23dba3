"""What the workbench shows of the plan: lights of the reader's own tasks, and what changed lately."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from baigong.contexts.accounts.public import CITY_STAFF
from baigong.contexts.plans.access import TASK_POLICY
from baigong.contexts.plans.lights import Colour
from baigong.contexts.plans.lights.light import COLOUR_LABELS
from baigong.contexts.plans.models import IN_FORCE, LightRecord, Plan
from baigong.contexts.plans.selectors.ledger import find_current_plan
from baigong.contexts.plans.selectors.lights import plan_lights
from baigong.kernel.access import Actor


@dataclass(frozen=True)
class WorkbenchPlan:
    """The current plan as its lights stand for one reader."""

    plan: Plan
    colours: list[tuple[str, str, int]]
    changes: list[LightRecord]


def workbench_plan(actor: Actor, on: date) -> WorkbenchPlan | None:
    """City staff see every task of the plan itself, as the overview counts them; a body those it is responsible for. ``None`` before
    there is a plan."""
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
    counted = Counter(lights.tasks[pk].colour for pk in ids)
    colours = [(str(c), str(COLOUR_LABELS[c]), counted[c]) for c in (Colour.RED, Colour.AMBER, Colour.GREY, Colour.GREEN)]
    changes = LightRecord.objects.filter(task__in=ids).select_related("task").order_by("-on", "-pk")[:6]
    return WorkbenchPlan(plan, colours, list(changes))
