"""待办: what waits for an actor, over every machine of every context, from the declarations alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from baigong.kernel.access import Actor
from baigong.kernel.workflow.machines import StateMachine, Transition, all_machines


@dataclass(frozen=True)
class Todo:
    """One row that waits for the actor."""

    title: str
    url: str
    due_on: date | None
    row: Any

    def is_overdue(self, today: date) -> bool:
        """Whether its date has passed."""
        return self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class TodoGroup:
    """The rows that wait for the same step. ``count`` is exact; ``items`` holds the first of them, earliest date first."""

    label: str
    machine: StateMachine[Any]
    step: Transition
    count: int
    items: list[Todo]


def todos(actor: Actor, *, first: int = 20) -> list[TodoGroup]:
    """What waits for ``actor``, the step with the earliest date first. At most two queries a step one may take, whatever the rows."""
    groups = []
    for machine, step in _steps(actor):
        rows = machine.policy.visible(actor, step.name).filter(**{f"{machine.field}__in": list(step.sources)})
        behind = (step.due.rpartition("__")[0],) if "__" in step.due else ()
        order = [F(step.due).asc(nulls_last=True)] if step.due else []
        listed = rows.select_related(*machine.select, *behind).order_by(*order, "pk")[: first + 1]
        items = [Todo(str(row), row.get_absolute_url(), machine.due_of(step, row), row) for row in listed]
        if not items:
            continue
        count = rows.count() if len(items) > first else len(items)
        groups.append(TodoGroup(str(step.todo), machine, step, count, items[:first]))
    return sorted(groups, key=lambda group: group.items[0].due_on or date.max)


def _steps(actor: Actor) -> Iterable[tuple[StateMachine[Any], Transition]]:
    for machine in all_machines().values():
        for step in machine.transitions:
            if step.todo and machine.policy.reachable(actor, step.name) and not actor.is_system:
                yield machine, step
