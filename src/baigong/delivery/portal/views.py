"""The public's pages. They show what anybody may see, whoever looks."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from baigong.contexts.plans import public as plans
from baigong.contexts.publications.public import Publication, find_published, list_public
from baigong.delivery.portal import narrowing, opendata
from baigong.delivery.portal.caching import kept
from baigong.delivery.portal.licence import licence
from baigong.delivery.portal.pages import HomePage, PromisePage, PromisesPage
from baigong.delivery.portal.published import find_public_indicator, list_public_indicators, spans
from baigong.delivery.portal.rules import list_rules
from baigong.kernel.access import ANONYMOUS, Request, public

SHOWN_FIGURES = 8
SHOWN_CHANGES = 6
SHOWN_PUBLICATIONS = 8


def plan_or_404(key: str) -> plans.Plan:
    """The public plan, the current one for ""; 404 where there is none."""
    plan = plans.find_public_plan(key)
    if plan is None:
        raise Http404(_("没有这项公开的计划。") if key else _("目前没有公开的计划。"))
    return plan


def _document_of(plan: plans.Plan) -> Publication | None:
    """The public document of the plan itself, for whoever asks whether it was promised."""
    return find_published("document", plan.documents.values_list("pk", flat=True))


@public
@kept
def home(request: Request) -> HttpResponse:
    """What was promised, what is done, since when."""
    plan = plans.find_public_plan()
    if plan is None:
        return render(request, "portal/home.html", {"page": HomePage(None, publications=list(list_public()[:SHOWN_PUBLICATIONS]))})
    opened = plans.public_plan(plan, request.now.date())
    figures = sorted(opened.targets, key=lambda t: not t.row.value)[:SHOWN_FIGURES]
    others = [row for row in plans.list_public_plans() if row.pk != plan.pk]
    page = HomePage(opened, figures, plans.public_changes(plan, SHOWN_CHANGES), list(list_public()[:SHOWN_PUBLICATIONS]), others)
    return render(request, "portal/home.html", {"page": page})


@public
@kept
def promises(request: Request, key: str = "") -> HttpResponse:
    """Every promise: measures with their tasks and targets, narrowed by words, light and body."""
    plan = plan_or_404(key)
    opened = plans.public_plan(plan, request.now.date())
    words, colour, body = (request.GET.get(name, "").strip()[:60] for name in ("q", "light", "body"))
    measures = narrowing.narrow(opened, words, colour, body)
    count = len({t.task.pk for m in measures for t in m.tasks}) + len({t.target.pk for m in measures for t in m.targets})
    others = [row for row in plans.list_public_plans() if row.pk != plan.pk]
    page = PromisesPage(opened, measures, narrowing.bodies(opened), words, colour, body, count, others, _document_of(plan))
    return render(request, "portal/promises.html", {"page": page})


@public
@kept
def task(request: Request, key: str, number: str) -> HttpResponse:
    """One task: who, by when, where it stands, its history, the summaries made public."""
    opened = plans.public_plan(plan_or_404(key), request.now.date())
    found = next((t for t in opened.tasks if t.task.number == number), None)
    if found is None:
        raise Http404(_("没有这项任务，或它不对公众公开。"))
    of_task = set(found.task.targets.values_list("pk", flat=True))
    page = PromisePage(
        plan=opened.plan,
        light=found.light,
        document=_document_of(opened.plan),
        history=plans.history_of(list(plans.public_lights(opened.plan).filter(task=found.task)[:200])),
        task=found,
        targets=[t for t in opened.targets if t.target.pk in of_task],
        milestones=list(found.task.milestones.all()),
        summaries=list(plans.public_summaries(task=found.task)[:50]),
    )
    return render(request, "portal/task.html", {"page": page})


@public
@kept
def target(request: Request, key: str, number: str) -> HttpResponse:
    """One target: what is asked, every value with its day and source, since when it stands so."""
    opened = plans.public_plan(plan_or_404(key), request.now.date())
    found = next((t for t in opened.targets if t.target.number == number), None)
    if found is None:
        raise Http404(_("没有这个目标，或它不对公众公开。"))
    readings = list(plans.public_readings(opened.plan).filter(target=found.target)[:60])
    forecast = plans.target_forecast(found.target, readings, request.now.date())
    serving = set(found.target.tasks.values_list("pk", flat=True))
    page = PromisePage(
        plan=opened.plan,
        light=found.light,
        document=_document_of(opened.plan),
        history=plans.history_of(list(plans.public_lights(opened.plan).filter(target=found.target)[:200])),
        target=found,
        tasks=[t for t in opened.tasks if t.task.pk in serving],
        readings=readings,
        interim=list(found.target.interim_values.all()),
        chart=plans.target_chart(found.target, readings, forecast),
        years=plans.years_chart(ANONYMOUS, found.target),
        forecast=forecast,
        indicator=find_public_indicator(found.target.indicator_code),
    )
    return render(request, "portal/target.html", {"page": page})


@public
@kept
def open_data(request: Request) -> HttpResponse:
    """What can be taken away, in which form, and what each field means."""
    plan = plans.find_public_plan()
    datasets = opendata.describe(plan, request.now.date()) if plan is not None else []
    known = spans([each.code for each in list_public_indicators()])
    indicators = [(each, known[each.code]) for each in list_public_indicators() if each.code in known]
    context = {"plan": plan, "datasets": datasets, "indicators": indicators, "licence": licence()}
    return render(request, "portal/open_data.html", context)


@public
@kept
def about(request: Request) -> HttpResponse:
    """How the lights are computed: the rules in their order, the parameters and where each comes from."""
    plan = plans.find_public_plan()
    rows = plans.list_thresholds(plan, request.now.date()) if plan is not None else []
    return render(
        request,
        "portal/about.html",
        {"plan": plan, "thresholds": rows, "task_rules": list_rules("TASK"), "target_rules": list_rules("LIGHT")},
    )
