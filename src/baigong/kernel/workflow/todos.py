"""待办: what waits for an actor, over every machine of every context, from the declarations alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet

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
    """What waits for ``actor``, the step with the earliest date first. One query for all steps, at most two for each that has something."""
    asked = [
        (machine, step, machine.policy.visible(actor, step.name).filter(**{f"{machine.field}__in": list(step.sources)}))
        for machine, step in _steps(actor)
    ]
    waits = _which_hold_any([rows for _machine, _step, rows in asked])
    groups = []
    for (machine, step, rows), is_waited_for in zip(asked, waits, strict=True):
        if not is_waited_for:
            continue
        behind = (step.due.rpartition("__")[0],) if "__" in step.due else ()
        order = [F(step.due).asc(nulls_last=True)] if step.due else []
        listed = rows.select_related(*machine.select, *behind).order_by(*order, "pk")[: first + 1]
        items = [Todo(str(row), row.get_absolute_url(), machine.due_of(step, row), row) for row in listed]
        if not items:
            continue
        count = rows.count() if len(items) > first else len(items)
        groups.append(TodoGroup(str(step.todo), machine, step, count, items[:first]))
    return sorted(groups, key=lambda group: group.items[0].due_on or date.max)


def _which_hold_any(asked: Sequence[QuerySet[Any]]) -> list[bool]:
    """Which of these querysets hold a row, in one query. Most steps wait for nobody, and composing fifty wide queries is most of a page."""
    parts: list[str] = []
    values: list[Any] = []
    places: list[int] = []
    for place, rows in enumerate(asked):
        try:
            sql, given = rows.order_by().values("pk")[:1].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"EXISTS({sql})")
        values += given
        places.append(place)
    found = [False] * len(asked)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", values)
            for place, holds in zip(places, cursor.fetchone(), strict=True):
                found[place] = bool(holds)
    return found


def _steps(actor: Actor) -> Iterable[tuple[StateMachine[Any], Transition]]:
    for machine in all_machines().values():
        for step in machine.transitions:
            if step.todo and machine.policy.reachable(actor, step.name) and not actor.is_system:
                yield machine, step
