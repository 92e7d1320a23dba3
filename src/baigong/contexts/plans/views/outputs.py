"""What leaves the plan on paper: the ledger as a table (and back in) and the circulars."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.plans.access import TASK_POLICY
from baigong.contexts.plans.exchange.ledger import LedgerSheet
from baigong.contexts.plans.forms.reporting import SheetForm
from baigong.contexts.plans.models import Plan
from baigong.contexts.plans.outputs.ledger_sheet import import_ledger, ledger_workbook, read_ledger
from baigong.contexts.plans.selectors.ledger import get_plan
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.exchange import ImportPlan, carried, confirmed, shown
from baigong.kernel.ui.downloads import attachment


@requires(TASK_POLICY, "export")
@require_GET
def ledger_sheet(request: Request, key: str) -> HttpResponse:
    """The ledger as .xlsx, in the layout in which it can come back."""
    plan = get_plan(request.actor, key)
    content = ledger_workbook(actor=request.actor, now=request.now, plan=plan)
    return attachment(content, f"ledger-{plan.key}-{request.now:%Y%m%d}.xlsx")


@requires(TASK_POLICY, "import")
@require_http_methods(["GET", "POST"])
def ledger_import(request: Request, key: str) -> HttpResponse:
    """Read a changed ledger, show what it would do, and do it once confirmed.

    The plan travels with the page, signed for this person and plan, so that nothing half-done is stored.
    """
    plan = get_plan(request.actor, key)
    salt = f"plans.ledger:{request.actor.user_id}:{plan.pk}"
    form = SheetForm(request.POST or None, request.FILES or None)
    made: ImportPlan | None = None
    refusal: Refusal | None = None
    try:
        if request.method == "POST" and "plan" in request.POST:
            made = confirmed(LedgerSheet(request.actor, plan, request.now).table, request.POST["plan"], salt)
            counts = import_ledger(
                actor=request.actor, now=request.now, plan=plan, stored=made.to_json(), digest=request.POST.get("digest", ""),
                reason=request.POST.get("reason", ""),
            )  # fmt: skip
            messages.success(request, _("已更新%(change)d项任务。") % counts)
            return redirect("plans:ledger", plan.key)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            made = read_ledger(actor=request.actor, now=request.now, plan=plan, data=file.read(), filename=file.name)
    except NotPermitted:
        raise
    except Refusal as caught:
        refusal = caught
    retry = refusal is None or refusal.code == "reason_required"
    signed = carried(made, salt) if made is not None and made.is_clean and retry else ""
    context = {
        "plan": plan, "form": form, "made": made, "signed": signed if made and made.counts["change"] else "",
        "refusal": refusal, "lines": _lines(plan, made), "missing": _missing(plan, made),
    }  # fmt: skip
    status = refusal.status if refusal else 422 if form.errors or (made is not None and not made.is_clean) else 200
    return render(request, "plans/ledger_import.html", context, status=status)


def _lines(plan: Plan, made: ImportPlan | None) -> list[tuple[str, str, list[tuple[str, str | None, str | None]]]]:
    """(row, task, changes) of every task that would change."""
    if made is None:
        return []
    titles = dict(plan.tasks.values_list("number", "title"))
    lines = []
    for action in made.actions:
        if action.changes:
            by_key = made.table.by_key
            changes = [
                (str(by_key[c.column].label), shown(by_key[c.column], c.old) or None, shown(by_key[c.column], c.new) or None)
                for c in action.changes
            ]
            number = str(action.key[0])
            lines.append((str(action.row), f"{number} {titles.get(number, '')}", changes))
    return lines


def _missing(plan: Plan, made: ImportPlan | None) -> str:
    """The tasks that the file leaves out, in the ledger's order: named, never touched."""
    if made is None or not made.missing:
        return ""
    absent = {str(key[0]) for key in made.missing}
    rows = plan.tasks.order_by("order", "pk").values_list("number", "title")
    return "、".join(f"{number} {title}" for number, title in rows if number in absent)
