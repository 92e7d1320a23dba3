"""Keeping the history of lights: a row when a light changes, never an edit."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baigong.contexts.plans.events import ReportAccepted, TaskMoved
from baigong.contexts.plans.lights import Light
from baigong.contexts.plans.models import LightRecord, Plan, PlanState
from baigong.contexts.plans.selectors.lights import plan_lights
from baigong.kernel.wording import as_recorded


@transaction.atomic
def record_lights(*, plan: Plan, now: datetime) -> int:
    """Write a record for every light of ``plan`` that differs from its last record; returns how many were written."""
    with as_recorded():
        lights = plan_lights(plan, now.date())
    last: dict[tuple[str, int | None], LightRecord] = {}
    records = LightRecord.objects.filter(task__plan=plan) | LightRecord.objects.filter(target__plan=plan)
    for record in records.order_by("on", "pk"):
        last[("task", record.task_id) if record.task_id else ("target", record.target_id)] = record
    written = []
    for kind, found in (("task", lights.tasks), ("target", lights.targets)):
        for pk, light in found.items():
            before = last.get((kind, pk))
            if before is None or (before.colour, before.rule) != (light.colour, light.rule):
                written.append(_record(kind, pk, light, now))
    LightRecord.objects.bulk_create(written)
    return len(written)


def _record(kind: str, pk: int, light: Light, now: datetime) -> LightRecord:
    return LightRecord(**{f"{kind}_id": pk}, on=now.date(), colour=light.colour, rule=light.rule, why=light.why[:300])


def record_all_lights(*, now: datetime) -> int:
    """``record_lights`` for every running plan."""
    return sum(record_lights(plan=plan, now=now) for plan in Plan.objects.filter(state=PlanState.RUNNING))


def keep_lights(news: TaskMoved | ReportAccepted) -> None:
    """Listener: write down the lights that changed with this news."""
    record_lights(plan=Plan.objects.get(pk=news.plan_id), now=news.at)
