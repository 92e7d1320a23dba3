"""Overview, ledger, measures, targets: the pages on which a plan is read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from baigong.contexts.plans.access import (
    FILING_POLICY,
    MEASURE_POLICY,
    PLAN_POLICY,
    REPORT_POLICY,
    REQUEST_POLICY,
    TARGET_POLICY,
    TASK_POLICY,
)
from baigong.contexts.plans.models import IN_FORCE, Target
from baigong.contexts.plans.pages import MeasurePage, OverviewPage, TargetPage
from baigong.contexts.plans.selectors import ledger
from baigong.contexts.plans.selectors.charts import target_chart, years_chart
from baigong.contexts.plans.selectors.computed import records_behind
from baigong.contexts.plans.selectors.forecast import target_forecast
from baigong.contexts.plans.selectors.lights import plan_lights
from baigong.contexts.plans.selectors.overview import overview as overview_of
from baigong.contexts.plans.services.plans import assign_all
from baigong.contexts.plans.views.lists import LEDGER, TARGETS
from baigong.kernel.access import Request, requires
from baigong.kernel.indicators import find_indicator
from baigong.kernel.ui.keeping import kept_for_each
from baigong.kernel.workflow import available


@requires(PLAN_POLICY, "overview")
@kept_for_each
def overview(request: Request, key: str | None = None) -> HttpResponse:
    """The truth in a minute: lights, targets, what needs a decision."""
    plan = ledger.get_plan(request.actor, key)
    page = OverviewPage(
        plan,
        overview_of(request.actor, plan, plan_lights(plan, request.now.date())),
        request.now.date(),
        steps=[item for item in available(plan, request.actor) if not item.step.danger],
        may_set=bool(PLAN_POLICY.decide(request.actor, "edit", plan)),
    )
    return render(request, "plans/overview.html", {"page": page})


@requires(PLAN_POLICY, "overview")
def overview_print(request: Request, key: str) -> HttpResponse:
    """The overview as one sheet of paper."""
    plan = ledger.get_plan(request.actor, key)
    on = request.now.date()
    page = OverviewPage(plan, overview_of(request.actor, plan, plan_lights(plan, on)), on)
    return render(request, "plans/overview_print.html", {"page": page})


@requires(TASK_POLICY, "view")
@kept_for_each
def task_list(request: Request, key: str | None = None) -> HttpResponse:
    """The ledger: dense, filterable, exportable."""
    plan = ledger.get_plan(request.actor, key)
    rows = ledger.list_tasks(request.actor, plan, plan_lights(plan, request.now.date()))

    waiting = plan.tasks.filter(IN_FORCE, state="pending").count() if TASK_POLICY.reachable(request.actor, "assign") else 0
    context = {"plan": plan, "waiting": waiting, "may_import": TASK_POLICY.reachable(request.actor, "import")}
    return LEDGER.respond(request, rows, "plans/task_list.html", context, on_export="plans.task.exported", about=plan)


@require_POST
@requires(TASK_POLICY, "assign")
def tasks_assign(request: Request, key: str) -> HttpResponse:
    """Hand down every waiting task at once."""
    plan = ledger.get_plan(request.actor, key)
    count = assign_all(actor=request.actor, now=request.now, plan=plan)
    messages.success(request, _("已下达%(n)d项任务。") % {"n": count})
    return redirect("plans:ledger", plan.key)


@requires(MEASURE_POLICY, "view")
def measure_list(request: Request, key: str | None = None) -> HttpResponse:
    """The measures chapter by chapter."""
    plan = ledger.get_plan(request.actor, key)
    return render(request, "plans/measure_list.html", {"plan": plan, "measures": list(ledger.list_measures(plan))})


@requires(MEASURE_POLICY, "view")
def measure(request: Request, key: str, number: str) -> HttpResponse:
    """A measure with what came of it."""
    plan = ledger.get_plan(request.actor, key)
    row = MEASURE_POLICY.get_or_404(request.actor, plan.measures.select_related("clause__document", "plan"), number=number)
    lights = plan_lights(plan, request.now.date())
    tasks = TASK_POLICY.visible(request.actor).filter(IN_FORCE, measures=row).order_by("order")
    page = MeasurePage(
        row,
        [(task, lights.tasks[task.pk]) for task in tasks],
        [ledger.target_row(t, lights) for t in row.targets.filter(IN_FORCE).select_related("measure")],
        list(REQUEST_POLICY.visible(request.actor).filter(measures=row)),
        list(FILING_POLICY.visible(request.actor).filter(measures=row, state="registered").select_related("organisation")),
    )
    return render(request, "plans/measure.html", {"page": page})


@requires(TARGET_POLICY, "view")
def target_list(request: Request, key: str | None = None) -> HttpResponse:
    """Every target with its value, its source and its light."""
    plan = ledger.get_plan(request.actor, key)
    rows = ledger.list_targets(request.actor, plan, plan_lights(plan, request.now.date()))

    return TARGETS.respond(request, rows, "plans/target_list.html", {"plan": plan}, on_export="plans.target.exported", about=plan)


@requires(TARGET_POLICY, "view")
def target(request: Request, pk: int) -> HttpResponse:
    """A target opened: every value with the record behind it."""
    row = TARGET_POLICY.get_or_404(request.actor, Target.objects.select_related("plan", "measure", "outcome", "clause__document"), pk=pk)
    lights = plan_lights(row.plan, request.now.date())
    readings = list(ledger.city_readings(row)[:60])
    parts = ledger.part_rows(row)
    forecast = target_forecast(row, readings, request.now.date())
    page = TargetPage(
        row=ledger.target_row(row, lights),
        target=row,
        readings=readings,
        opens=records_behind(row, readings),
        reports=frozenset(REPORT_POLICY.visible(request.actor).filter(readings__in=readings).values_list("pk", flat=True)),
        parts=parts,
        parts_total=ledger.parts_total(row, parts),
        interim=list(row.interim_values.all()),
        indicator=find_indicator(row.indicator_code),
        tasks=list(TASK_POLICY.visible(request.actor).filter(IN_FORCE, targets=row)),
        history=list(row.light_records.all()[:12]),
        chart=target_chart(row, readings, forecast),
        forecast=forecast,
        years=years_chart(request.actor, row),
        may=frozenset(a for a in ("edit", "set_date") if TARGET_POLICY.decide(request.actor, a, row)),
    )
    return render(request, "plans/target.html", {"page": page})
