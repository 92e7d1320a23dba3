"""Narrowing the promises to what a reader asks for."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from baigong.contexts.plans.public import Measure, PublicMeasure, PublicPlan, PublicTarget, PublicTask


def bodies(opened: PublicPlan) -> list[str]:
    """The names of responsible bodies, collectives by their own name, in the order of the plan."""
    names: dict[str, None] = {}
    for row in opened.tasks:
        for item in row.task.responsibilities.all():
            names.setdefault(item.collective or str(item.organisation))
    return list(names)


def narrow(opened: PublicPlan, words: str, colour: str, body: str) -> Sequence[PublicMeasure]:
    """The measures that keep at least one task or target; with nothing asked, all of them, and what belongs to no measure last."""
    whole = list(opened.measures)
    if opened.other_tasks or opened.other_targets:
        rest = Measure(plan=opened.plan, number="", title=_("其他任务和目标"), order=0)
        whole.append(PublicMeasure(rest, opened.other_tasks, opened.other_targets))
    if not (words or colour or body):
        return whole
    found = []
    for measure in whole:
        in_title = bool(words) and words in measure.measure.title
        tasks = tuple(t for t in measure.tasks if _keeps_task(t, "" if in_title else words, colour, body))
        targets = tuple(t for t in measure.targets if not body and _keeps_target(t, "" if in_title else words, colour))
        if tasks or targets:
            found.append(PublicMeasure(measure.measure, tasks, targets))
    return found


def _keeps_task(row: PublicTask, words: str, colour: str, body: str) -> bool:
    task = row.task
    if words and not any(words in text for text in (task.title, task.statement, task.number, row.bodies)):
        return False
    if colour and row.light.colour != colour:
        return False
    if not body:
        return True
    return any(body in (item.collective, str(item.organisation), item.organisation.name) for item in task.responsibilities.all())


def _keeps_target(row: PublicTarget, words: str, colour: str) -> bool:
    if words and not any(words in text for text in (row.target.name, row.target.scope)):
        return False
    return not colour or row.light.colour == colour
