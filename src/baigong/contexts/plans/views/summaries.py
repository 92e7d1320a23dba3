"""The public summary of a report, and whether the plan is public at all."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from baigong.contexts.plans.access import PLAN_POLICY, REPORT_POLICY
from baigong.contexts.plans.models import Report
from baigong.contexts.plans.selectors.ledger import get_plan
from baigong.contexts.plans.services.plans import set_public
from baigong.contexts.plans.services.summaries import publish_summary
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import button_page


@requires(REPORT_POLICY, "publish")
@require_POST
def report_summary(request: Request, pk: int) -> HttpResponse:
    """Publish, change or take off the summary of an accepted report."""
    row = REPORT_POLICY.get_or_404(request.actor, Report.objects.select_related("task", "cycle", "organisation"), pk=pk)
    summary = request.POST.get("summary", "")
    return button_page(
        request, lambda: publish_summary(actor=request.actor, now=request.now, report=row, summary=summary),
        done=_("摘要已在门户公开。") if summary.strip() else _("摘要已从门户撤下。"), to=row,
    )  # fmt: skip


@requires(PLAN_POLICY, "publish")
@require_POST
def plan_public(request: Request, key: str) -> HttpResponse:
    """Show the plan on the portal, or take it off."""
    plan = get_plan(request.actor, key)
    is_public = request.POST.get("public") == "1"
    set_public(actor=request.actor, now=request.now, plan=plan, is_public=is_public)
    messages.success(request, _("计划已对公众公开。") if is_public else _("计划已从门户撤下。"))
    return redirect("plans:settings", plan.key)
