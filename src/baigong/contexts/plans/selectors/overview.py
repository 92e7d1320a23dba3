"""The one page leaders read: how many lights of each colour, three matters to settle, the targets, who is behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import TASK_POLICY
from baigong.contexts.plans.lights import Colour, Light
from baigong.contexts.plans.lights.light import COLOUR_LABELS
from baigong.contexts.plans.models import IN_FORCE, Duty, Plan, Responsibility, Task, TaskState
from baigong.contexts.plans.selectors.ledger import RANK, TargetRow, duty_text, list_target_rows
from baigong.contexts.plans.selectors.lights import PlanLights
from baigong.kernel.access import Actor

MATTERS = 3
"""What a leader settles in one sitting."""

ASKS = {
    "TASK-ADJUSTING": _("同意调整，还是按原要求办？"),
    "TASK-OVERDUE": _("限期办结，还是调整期限？"),
    "TASK-MILESTONE": _("限期补上这个节点，还是改期？"),
    "TASK-NO-REPORT": _("由谁督促补报，何时报齐？"),
    "TASK-TARGET": _("加大力度，还是调整目标？"),
    "TASK-PART": _("由谁督促这个单位？"),
    "TASK-NEAR": _("能否按期办结，缺什么？"),
}
"""The question that a rule puts to whoever decides."""

URGENCY = list(ASKS)


@dataclass(frozen=True)
class Count:
    """How many of one kind have a colour."""

    colour: str
    label: str
    number: int


@dataclass(frozen=True)
class Matter:
    """A task that waits for a word from above: why, who owes it, and what is asked."""

    task: Task
    light: Light
    bodies: str
    ask: str


@dataclass(frozen=True)
class BodyRow:
    """How the tasks of a body stand."""

    name: str
    red: int
    amber: int
    tasks: int


@dataclass(frozen=True)
class Overview:
    """What the page shows. ``matters`` are the most pressing, ``later`` the other red and amber tasks."""

    tasks: list[Count]
    targets: list[Count]
    matters: list[Matter]
    later: list[tuple[Task, Light]]
    target_rows: list[TargetRow]
    bodies: list[BodyRow]
    task_count: int
    done_count: int


def counted(lights: Iterable[Light]) -> list[Count]:
    """The lights by colour, the worst first; colours that nothing has included."""
    found = Counter(light.colour for light in lights)
    return [Count(str(c), str(COLOUR_LABELS[c]), found[c]) for c in sorted(Colour, key=RANK.__getitem__)]


def overview(actor: Actor, plan: Plan, lights: PlanLights) -> Overview:
    """The figures of the overview, from the lights of the plan's own tasks (broken-down parts show through their parent). Four queries."""
    tasks = list(
        TASK_POLICY.visible(actor)
        .filter(IN_FORCE, plan=plan, parent=None)
        .prefetch_related("responsibilities__organisation")
        .order_by("order")
    )
    pressing = sorted(
        (t for t in tasks if lights.tasks[t.pk].colour in {Colour.RED, Colour.AMBER}), key=lambda t: _press(lights.tasks[t.pk])
    )
    rows = [row for row in list_target_rows(plan, lights) if row.target.value is not None]
    return Overview(
        tasks=counted(lights.tasks[t.pk] for t in tasks),
        targets=counted(row.light for row in rows),
        matters=[_matter(t, lights.tasks[t.pk]) for t in pressing[:MATTERS]],
        later=[(t, lights.tasks[t.pk]) for t in pressing[MATTERS:]],
        target_rows=sorted(rows, key=lambda row: RANK[row.light.colour]),
        bodies=_bodies(tasks, lights),
        task_count=len(tasks),
        done_count=sum(t.state in {TaskState.COMPLETED, TaskState.CLOSED} for t in tasks),
    )


def _press(light: Light) -> tuple[bool, int, int]:
    """What is asked from above comes first, then the worse colour, then the order of the rules."""
    return light.rule != "TASK-ADJUSTING", RANK[light.colour], URGENCY.index(light.rule)


def _matter(task: Task, light: Light) -> Matter:
    return Matter(task, light, duty_text(task), str(ASKS[light.rule]))


def _bodies(tasks: list[Task], lights: PlanLights) -> list[BodyRow]:
    """The bodies that answer for red or amber tasks, the most behind first."""
    found: dict[str, Counter[Colour]] = {}
    owing: Iterable[Responsibility] = (r for t in tasks for r in t.responsibilities.all() if r.duty != Duty.SUPPORT)
    for row in sorted(owing, key=lambda r: (r.organisation.order, r.organisation_id)):
        found.setdefault(str(row.organisation), Counter())[lights.tasks[row.task_id].colour] += 1
    rows = [BodyRow(name, c[Colour.RED], c[Colour.AMBER], sum(c.values())) for name, c in found.items()]
    return sorted((row for row in rows if row.red or row.amber), key=lambda row: (-row.red, -row.amber, -row.tasks))
