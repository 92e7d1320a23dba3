"""Workbench: what waits for me, what is late, what changed. Search over everything in sight."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from baigong.contexts.accounts.public import ENTERPRISE_OFFICER
from baigong.contexts.credit_bank.public import own_credits
from baigong.contexts.enterprises.public import first_screen, own_enterprises
from baigong.contexts.internships.public import own_internship
from baigong.contexts.plans.public import workbench_plan
from baigong.kernel.access import Request, signed_in
from baigong.kernel.search import search as find
from baigong.kernel.workflow import todos


@signed_in
def home(request: Request) -> HttpResponse:
    """The first page after sign-in."""
    groups = todos(request.actor, first=6)
    late = [item for group in groups for item in group.items if item.is_overdue(request.now.date())]
    plan = workbench_plan(request.actor, request.now.date())
    listed = {item.url for group in groups for item in group.items}
    matters = [m for m in plan.matters if m.task.get_absolute_url() not in listed] if plan else []
    total = sum(group.count for group in groups) + len(matters) + (len(plan.unbegun) if plan else 0)
    context = {"groups": groups, "late": late, "total": total, "plan": plan, "credits": own_credits(request.actor, request.now.date())}
    context["internship"] = own_internship(request.actor, request.now.date())
    firms = own_enterprises(request.actor) if request.actor.has(ENTERPRISE_OFFICER) else []
    context |= {"firms": firms, "slots": first_screen(request.actor, firms[0], request.now.date()) if firms else []}
    return render(request, "console/home.html", context)


@signed_in
def search(request: Request) -> HttpResponse:
    """Everything that contains the words, grouped by kind, within what the reader may see."""
    text = request.GET.get("q", "").strip()[:80]
    groups = find(request.actor, text)
    return render(request, "console/search.html", {"text": text, "groups": groups, "count": sum(len(g.hits) for g in groups)})
