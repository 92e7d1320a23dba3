"""A step asked for over HTTP: the same for every row that has a state machine."""

from __future__ import annotations

from django.db.models import Model
from django.http import Http404
from ninja import Field, Schema

from baigong.kernel.access import Request
from baigong.kernel.workflow import fire, machine_of


class StepIn(Schema):
    """The step to take."""

    step: str = Field(max_length=40)
    reason: str = Field("", max_length=2000)


def take(request: Request, row: Model, asked: StepIn) -> None:
    """Fire the step on ``row``, with those facts of ``asked`` that the step takes; a step that nobody may ask for is 404."""
    step = machine_of(row).offered(asked.step)
    if step is None:
        raise Http404
    facts = asked.dict(include=set(step.facts), exclude_none=True)
    fire(row, step.name, actor=request.actor, now=request.now, reason=asked.reason, **facts)
