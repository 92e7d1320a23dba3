"""Reporting by table: nobody types twenty-seven reports by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.plans.access import CYCLE_POLICY, RESPONSIBILITY_POLICY
from baigong.contexts.plans.exchange.reporting import DraftWriter, DuesSheet
from baigong.contexts.plans.forms.reporting import SheetForm
from baigong.contexts.plans.models import ReportingCycle
from baigong.contexts.plans.selectors.reporting import my_dues
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import ImportPlan, carried, confirmed, execute, shown
from baigong.kernel.ui.downloads import attachment

SHOWN = 60  # characters of a text in the plan


def _sheet(request: Request, pk: int) -> tuple[ReportingCycle, DuesSheet]:
    cycle = CYCLE_POLICY.get_or_404(request.actor, ReportingCycle.objects.select_related("plan"), pk=pk)
    return cycle, DuesSheet.of(my_dues(request.actor, cycle, request.now.date()), request.now)


@requires(RESPONSIBILITY_POLICY, "report")
@require_GET
def download(request: Request, pk: int) -> HttpResponse:
    """The table of what I owe, with my drafts in it."""
    cycle, sheet = _sheet(request, pk)
    audit.record(request.actor, "plans.report.exported", cycle, now=request.now, detail={"rows": len(sheet.dues)})
    return attachment(sheet.workbook(), f"reports-{cycle.pk}.xlsx")


@requires(RESPONSIBILITY_POLICY, "report")
@require_http_methods(["GET", "POST"])
def upload(request: Request, pk: int) -> HttpResponse:
    """Read a filled table, show what it would do, and do it once confirmed.

    The plan travels with the page, signed for this person and cycle, so that nothing half-done is stored.
    """
    cycle, sheet = _sheet(request, pk)
    salt = f"plans.reports:{request.actor.user_id}:{pk}"
    form = SheetForm(request.POST or None, request.FILES or None)
    plan: ImportPlan | None = None
    refusal: Refusal | None = None
    try:
        if request.method == "POST" and "plan" in request.POST:
            plan = confirmed(sheet.table, request.POST["plan"], salt)
            counts = execute(plan, DraftWriter(sheet, request.actor, request.now), digest=request.POST.get("digest", ""))
            audit.record(request.actor, "plans.report.imported", cycle, now=request.now, detail=dict(counts))
            messages.success(request, _("已写入%(add)d份新草稿，更新%(change)d份。请逐份补充佐证后报送。") % counts)
            return redirect("plans:dues")
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            plan = sheet.plan_of(file.read(), file.name)
    except Refusal as caught:
        refusal = caught
    signed = carried(plan, salt) if plan is not None and plan.is_clean and refusal is None else ""
    context = {"cycle": cycle, "form": form, "plan": plan, "signed": signed, "refusal": refusal, "lines": _lines(plan) if plan else []}
    status = refusal.status if refusal else 422 if form.errors or (plan is not None and not plan.is_clean) else 200
    return render(request, "plans/due_upload.html", context, status=status)


def _lines(plan: ImportPlan) -> list[tuple[str, str, str, str]]:
    """(row, task and body, what happens, what it says) for the page."""
    words = {"add": _("新建草稿"), "change": _("更新草稿"), "same": _("不变")}
    lines = []
    for action in plan.actions:
        said = [shown(plan.table.by_key[k], v) for k, v in action.values.items() if k not in plan.table.key and v is not None]
        text = "; ".join(part[:SHOWN] + ("…" if len(part) > SHOWN else "") for part in said)
        lines.append((str(action.row), " · ".join(str(part) for part in action.key), words[action.kind.value], text))
    return lines
