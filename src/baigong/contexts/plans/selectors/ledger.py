"""Questions about the ledger: the current plan, rows with their lights, what a task's and a target's page show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Case, Count, DateField, Field, FloatField, IntegerField, Prefetch, Q, QuerySet, TextField, Value, When
from django.http import Http404
from django.utils.translation import gettext as _

from baigong.contexts.plans.access import PLAN_POLICY, TARGET_POLICY, TASK_POLICY
from baigong.contexts.plans.lights import Colour, Light
from baigong.contexts.plans.lights.light import figure
from baigong.contexts.plans.models import IN_FORCE, Plan, PlanState, Responsibility, Target, TargetReading, Task
from baigong.contexts.plans.selectors.lights import PlanLights, exact
from baigong.engines.rules import progress
from baigong.kernel.access import Actor

RANK = {Colour.RED: 0, Colour.AMBER: 1, Colour.GREY: 2, Colour.GREEN: 3}


class NoPlanYet(Http404):
    """A city at its beginning: the page says who brings the plan in, and how."""

    def __init__(self) -> None:
        super().__init__(_("还没有计划，这一页要等计划确认后才有内容。"))
        self.steps = (
            _("工作专班：从菜单进入“计划文件”，导入计划文件，核对后确认。"),
            _("系统管理员：也可以在服务器上装入城市数据包。"),
        )


def find_current_plan(actor: Actor) -> Plan | None:
    """The plan people mean when they name none: the running one, else the latest prepared."""
    visible = PLAN_POLICY.visible(actor).select_related("owner", "team")
    return visible.filter(state=PlanState.RUNNING).first() or visible.exclude(state=PlanState.CLOSED).first() or visible.first()


def get_plan(actor: Actor, key: str | None) -> Plan:
    """The plan with ``key``, or the current one; 404 when there is none in sight."""
    if key:
        return PLAN_POLICY.get_or_404(actor, Plan.objects.select_related("owner", "team"), key=key)
    plan = find_current_plan(actor)
    if plan is None:
        raise NoPlanYet
    return plan


def list_tasks(actor: Actor, plan: Plan, lights: PlanLights) -> QuerySet[Task]:
    """The tasks of a plan in the actor's sight, each with ``colour``, ``light_rank`` and ``light_why`` as computed."""
    bodies = Prefetch("responsibilities", Responsibility.objects.select_related("organisation").order_by("order", "pk"))
    rows = with_lights(TASK_POLICY.visible(actor).filter(IN_FORCE, plan=plan), lights.tasks)
    return rows.select_related("plan", "parent").prefetch_related(bodies, "measures")


def with_lights(rows: QuerySet[Any], lights: Mapping[int, Light]) -> QuerySet[Any]:
    """``rows`` with ``colour``, ``light_rank`` and, for what is red or amber, ``light_why``: so that lists filter and sort by them."""
    ids: dict[Colour, list[int]] = {colour: [] for colour in Colour}
    for pk, light in lights.items():
        ids[light.colour].append(pk)
    colours = [When(pk__in=found, then=Value(str(colour))) for colour, found in ids.items() if found]
    ranks = [When(pk__in=found, then=Value(RANK[colour])) for colour, found in ids.items() if found]
    whys = [When(pk=pk, then=Value(light.why)) for pk, light in lights.items() if light.colour in {Colour.RED, Colour.AMBER}]
    found: QuerySet[Any] = rows.annotate(
        colour=Case(*colours, default=Value("grey"), output_field=TextField()),
        light_rank=Case(*ranks, default=Value(2), output_field=IntegerField()),
        light_why=Case(*whys, default=Value(""), output_field=TextField()),
    )
    return found


def duty_text(task: Task) -> str:
    """Who is responsible, lead first, collectives by their name: 市教育局（牵头）、各县区."""
    words: list[str] = []
    for item in task.responsibilities.all():
        name = item.collective or str(item.organisation)
        if item.duty == "lead":
            name += _("（牵头）")
        if name not in words:
            words.append(name)
    return "、".join(words)


@dataclass(frozen=True)
class TargetRow:
    """A target as lists and pages show it."""

    target: Target
    light: Light
    value: str
    as_of: date | None
    goal: str
    share: Fraction | None
    source: str


def goal_text(target: Target) -> str:
    """What is asked, in words: ≥ 50%, 20 个左右, 2–3 所."""
    return goal_words(target.comparator, (exact(target.value), exact(target.value_high)), target.unit)


def goal_words(comparator: str, bounds: tuple[Fraction | None, Fraction | None], unit: str) -> str:
    """A comparator, a figure (or the two of a range) and a unit as one reads them."""
    low, high = bounds
    if low is None:
        return _("未给出数值")
    amount = figure(low) if high is None else f"{figure(low)}–{figure(high)}"
    amount += unit if unit == "%" else f" {unit}"
    words = {">=": _("≥ %s"), ">": _("> %s"), "<=": _("≤ %s"), "<": _("< %s"), "~": _("%s左右")}
    return words[comparator] % amount if comparator in words else amount


def target_row(target: Target, lights: PlanLights) -> TargetRow:
    """One target with its light and latest value."""
    reading = lights.readings.get(target.pk)
    value = exact(reading.value) if reading else None
    goal = exact(target.value)
    share = progress(value, target.comparator, goal, exact(target.baseline)) if value is not None and goal is not None else None
    return TargetRow(
        target=target,
        light=lights.targets[target.pk],
        value="" if value is None else figure(value),
        as_of=reading.as_of if reading else None,
        goal=goal_text(target),
        share=share,
        source=reading.get_source_display() if reading else "",
    )


def list_targets(actor: Actor, plan: Plan, lights: PlanLights) -> QuerySet[Target]:
    """The targets of a plan in the actor's sight, each with its light and its latest value as computed: ``now``, ``as_of``,
    ``share`` of the way, ``origin`` of the value."""
    rows = {row.target.pk: row for row in list_target_rows(plan, lights)}
    found: QuerySet[Target] = with_lights(TARGET_POLICY.visible(actor).filter(IN_FORCE, plan=plan), lights.targets).annotate(
        now=_known(
            {pk: f"{row.value}{'' if row.target.unit == '%' else ' '}{row.target.unit}" for pk, row in rows.items() if row.value},
            TextField(),
        ),
        as_of=_known({pk: row.as_of for pk, row in rows.items()}, DateField()),
        share=_known({pk: None if row.share is None else float(row.share) for pk, row in rows.items()}, FloatField()),
        origin=_known({pk: row.source for pk, row in rows.items()}, TextField()),
    )
    return found.select_related("measure", "plan")


def _known(values: Mapping[int, Any], output: Field[Any, Any]) -> Case:
    """A column of what was computed for each row."""
    given = [When(pk=pk, then=Value(value)) for pk, value in values.items() if value not in (None, "")]
    return Case(*given, default=Value(None), output_field=output)


def list_target_rows(plan: Plan, lights: PlanLights) -> list[TargetRow]:
    """Every target of the plan. One query beyond the lights."""
    return [target_row(t, lights) for t in Target.objects.filter(IN_FORCE, plan=plan).select_related("measure", "outcome")]


def list_measures(plan: Plan) -> QuerySet[Any]:
    """The measures of a plan with how many tasks and targets each has."""
    return (
        plan.measures.filter(IN_FORCE)
        .annotate(
            task_count=Count("tasks", distinct=True, filter=Q(tasks__parent=None, tasks__withdrawn_on=None)),
            target_count=Count("targets", distinct=True, filter=Q(targets__withdrawn_on=None)),
        )
        .order_by("order")
    )


def city_readings(target: Target) -> QuerySet[TargetReading]:
    """The city-wide values of a target, latest first."""
    counted = target.readings.filter(organisation=None).exclude(report__state="superseded")
    return counted.select_related("report__organisation", "report__cycle")


def part_rows(target: Target) -> list[tuple[Any, str]]:
    """What each body owes of a target, with its own latest value. Two queries."""
    latest: dict[int, TargetReading] = {}
    for reading in target.readings.exclude(organisation=None).exclude(report__state="superseded").order_by("as_of", "recorded_at"):
        latest[reading.organisation_id or 0] = reading
    rows = []
    for part in target.parts.select_related("organisation"):
        value = exact(latest[part.organisation_id].value) if part.organisation_id in latest else None
        rows.append((part, "" if value is None else figure(value)))
    return rows


def parts_total(target: Target, parts: list[tuple[Any, str]]) -> str:
    """The sum of the slices where the unit is one that adds up; empty for shares."""
    if not parts or target.unit == "%":
        return ""
    return figure(sum((Fraction(part.value) for part, _value in parts), Fraction(0)))


def ledger_search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Title, number, statement, or the name of a responsible body; a sub-query, so that no task appears twice."""
    bodies = Responsibility.objects.filter(Q(organisation__name__icontains=text) | Q(organisation__short_name__icontains=text)).values(
        "task"
    )
    return rows.filter(Q(title__icontains=text) | Q(number=text) | Q(statement__icontains=text) | Q(pk__in=bodies))
