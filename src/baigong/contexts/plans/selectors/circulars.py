"""What a circular is composed of: the figures of a plan and a reporting cycle on a day, as plain data to be kept with it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.plans.lights import Colour
from baigong.contexts.plans.lights.light import COLOUR_LABELS
from baigong.contexts.plans.models import IN_FORCE, Circular, CircularState, Duty, Report, ReportingCycle, ReportState, Responsibility, Task
from baigong.contexts.plans.selectors.ledger import RANK, duty_text, list_target_rows
from baigong.contexts.plans.selectors.lights import PlanLights, plan_lights
from baigong.contexts.plans.selectors.reporting import counts, dues_of


def circular_before(circular: Circular) -> Circular | None:
    """The plan's circular whose head the next one takes over: the last one issued, else the last one that has a head."""
    others = Circular.objects.filter(plan=circular.plan).exclude(pk=circular.pk).exclude(agency="").order_by("-pk")
    return others.filter(state=CircularState.ISSUED).first() or others.first()


def compose(cycle: ReportingCycle, on: date) -> dict[str, Any]:
    """The facts of a circular: JSON, in Chinese, complete in themselves. A fixed number of queries."""
    plan = cycle.plan
    lights = plan_lights(plan, on)
    tasks = list(
        Task.objects.filter(IN_FORCE, plan=plan, parent=None).prefetch_related("responsibilities__organisation").order_by("order", "pk")
    )
    colours = Counter(lights.tasks[t.pk].colour for t in tasks)
    dues = dues_of(cycle, on)
    missing = [d for d in dues if d.is_missing]
    excused = {str(d.organisation): d.leave.until_on for d in missing if d.leave and d.leave.until_on >= on}
    silent = Counter(str(d.organisation) for d in missing if str(d.organisation) not in excused)
    return {
        "as_of": on.isoformat(),
        "plan": plan.title,
        "document": plan.doc_number,
        "tasks": {str(c): colours[c] for c in Colour}
        | {"total": len(tasks), "done": sum(t.state in {"completed", "closed"} for t in tasks)},
        "bodies": _bodies(tasks, lights),
        "bad": _bad(tasks, lights),
        "targets": _targets(plan, lights),
        "reports": counts(dues) | {"cycle": cycle.name},
        "period": [cycle.period_from.isoformat(), cycle.period_until.isoformat()],
        "silent": sorted(silent.items(), key=lambda pair: -pair[1]),
        "excused": [[name, day.isoformat()] for name, day in excused.items()],
    }


def _bodies(tasks: list[Task], lights: PlanLights) -> list[list[str]]:
    """Per responsible body: tasks, and how many of each colour; the worst first."""
    found: dict[str, Counter[Colour]] = {}
    owing = Responsibility.objects.filter(task__in=tasks, duty__in=[Duty.LEAD, Duty.RESPONSIBLE]).select_related("organisation")
    for row in owing.order_by("organisation__order", "organisation_id", "task__order"):
        found.setdefault(str(row.organisation), Counter())[lights.tasks[row.task_id].colour] += 1
    rows = sorted(found.items(), key=lambda pair: (-pair[1][Colour.RED], -pair[1][Colour.AMBER], -sum(pair[1].values())))
    return [[name, str(sum(c.values())), *(str(c[k]) for k in (Colour.GREEN, Colour.AMBER, Colour.RED, Colour.GREY))] for name, c in rows]


def _bad(tasks: list[Task], lights: PlanLights) -> list[list[str]]:
    bad = [(t, lights.tasks[t.pk]) for t in tasks if lights.tasks[t.pk].colour in {Colour.RED, Colour.AMBER}]
    bad.sort(key=lambda pair: (RANK[pair[1].colour], pair[0].order))
    return [[t.number, t.title, duty_text(t), str(COLOUR_LABELS[light.colour]), light.why, light.remedy] for t, light in bad]


def _targets(plan: Any, lights: PlanLights) -> list[list[str]]:
    return [
        [
            row.target.name, row.goal, f"{row.value}{row.target.unit}" if row.value else _("无数据"),
            f"{row.as_of:%Y-%m-%d}" if row.as_of else "", row.source, str(COLOUR_LABELS[row.light.colour]),
        ]
        for row in list_target_rows(plan, lights)
    ]  # fmt: skip


def problems_told(cycle: ReportingCycle) -> str:
    """The problems that accepted reports of the cycle raise, a line each with who raises it, the commonest first."""
    rows = Report.objects.filter(cycle=cycle, state=ReportState.ACCEPTED).exclude(problems="").select_related("organisation", "task")
    told: dict[str, dict[str, list[str]]] = {}
    for row in rows.order_by("organisation__order", "task__order", "pk"):
        what = " ".join(row.problems.split()).rstrip("。；")
        told.setdefault(what, {}).setdefault(str(row.organisation), []).append(row.task.number)
    commonest = sorted(told.items(), key=lambda pair: -len(pair[1]))
    return "\n".join(_("%(what)s（%(who)s）。") % {"what": what, "who": _raised_by(bodies)} for what, bodies in commonest)


def _raised_by(bodies: dict[str, list[str]]) -> str:
    return "；".join(_("%(who)s任务%(numbers)s") % {"who": who, "numbers": "、".join(numbers)} for who, numbers in bodies.items())
