"""Steps over HTTP: which may be taken, and one taken; the same for every row that has a state machine. For operations alone."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import Http404
from ninja import Field, Schema

from baigong.kernel.access import Actor, Request
from baigong.kernel.workflow import available, fire, machine_of


class StepIn(Schema):
    """The step to take."""

    step: str = Field(max_length=40)
    reason: str = Field("", max_length=2000)


class StepOut(Schema):
    """A step that may be taken."""

    name: str
    label: str
    target: str
    reason_required: bool
    allowed: bool
    why_not: str


def take(request: Request, row: Model, asked: StepIn) -> None:
    """Fire the step on ``row``, with those facts of ``asked`` that the step takes; a step that nobody may ask for is 404."""
    step = machine_of(row).offered(asked.step)
    if step is None:
        raise Http404
    facts = asked.dict(include=set(step.facts), exclude_none=True)
    fire(row, step.name, actor=request.actor, now=request.now, reason=asked.reason, **facts)


def steps_of(row: Model, actor: Actor) -> list[dict[str, Any]]:
    """What ``actor`` may do with ``row`` now, and why it cannot be done yet."""
    return [
        {
            "name": found.step.name, "label": str(found.step.label), "target": found.step.target,
            "reason_required": found.step.reason_required, "allowed": found.allowed, "why_not": found.why_not,
        }
        for found in available(row, actor)
    ]  # fmt: skip
