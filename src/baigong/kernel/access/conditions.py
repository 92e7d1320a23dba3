"""Conditions over paths, asked of a row at hand as SQL would ask them of the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

Condition = tuple[str, Callable[[Any], bool]]
"""A path from the row (``"task__responsibilities__duty"``) and what the value at its end must satisfy."""


def fits(row: Model, conditions: Iterable[Condition]) -> bool:
    """Whether ``row`` satisfies all ``conditions``, as one ``filter()`` would select it.

    As in SQL, conditions that pass through the same to-many step speak of *one* related row: "leads the task" and "is of my
    body" must hold of the same responsibility. No related row at all reads as nothing (``None``), as an outer join does.
    """
    return _fits(row, [(path.split("__"), test) for path, test in conditions])


def _fits(item: Any, conditions: list[tuple[list[str], Callable[[Any], bool]]]) -> bool:
    steps: dict[str, list[tuple[list[str], Callable[[Any], bool]]]] = defaultdict(list)
    for (head, *tail), test in conditions:
        steps[head].append((tail, test))
    return all(_step_fits(item, head, onward) for head, onward in steps.items())


def _step_fits(item: Any, head: str, onward: list[tuple[list[str], Callable[[Any], bool]]]) -> bool:
    for related in _related(item, head):
        ends = [test for tail, test in onward if not tail]
        further = [(tail, test) for tail, test in onward if tail]
        value = related.pk if isinstance(related, Model) else related
        if all(test(value) for test in ends) and (not further or _fits(related, further)):
            return True
    return False


def _related(item: Any, name: str) -> list[Any]:
    """What the step ``name`` leads to: the related rows of a to-many relation, otherwise the one value."""
    if item is None:
        return [None]
    value: Any = getattr(item, _accessor(type(item), name), None)
    return (list(value.all()) or [None]) if hasattr(value, "all") else [value]


def _accessor(model: type[Model], name: str) -> str:
    """The attribute behind a lookup name; they differ for a reverse relation that was given no name."""
    try:
        step = model._meta.get_field(name)
    except FieldDoesNotExist:  # pk, requested_by_id
        return name
    return str(step.get_accessor_name()) if step.auto_created and not step.concrete else name  # type: ignore[union-attr]


def is_to_many(model: type[Model], path: str) -> bool:
    """Whether following ``path`` from ``model`` can lead to several rows."""
    for part in path.split("__"):
        try:
            step = model._meta.get_field(part)
        except FieldDoesNotExist:  # pk, an id, or a lookup at the end of the path
            return False
        if step.one_to_many or step.many_to_many:
            return True
        if step.is_relation and isinstance(step.related_model, type):
            model = step.related_model
    return False
