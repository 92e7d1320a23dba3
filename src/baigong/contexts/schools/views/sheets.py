"""The register as a table: taken away, and brought in with the plan shown first."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.schools.access import PROJECT_POLICY
from baigong.contexts.schools.exchange.register import RegisterSheet, RegisterWriter
from baigong.contexts.schools.forms.projects import SheetForm
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import ImportPlan, carried, confirmed, execute, shown, template
from baigong.kernel.ui.downloads import attachment

LINES = 300


@requires(PROJECT_POLICY, "import")
@require_GET
def sheet(request: Request) -> HttpResponse:
    """The register in the layout of the import; ``?empty=1`` gives the template with notes and drop-downs."""
    made = RegisterSheet(request.actor, request.now)
    empty = request.GET.get("empty") == "1"
    if not empty:
        audit.record(request.actor, "schools.project.exported", None, now=request.now, detail={"format": "sheet"})
    return attachment(template(made.table), "projects-template.xlsx") if empty else attachment(made.workbook(), "projects.xlsx")


@requires(PROJECT_POLICY, "import")
@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """Read a filled register, show what it would do, and do it once confirmed.

    The plan travels with the page, signed for this person, so that nothing half-done is stored.
    """
    made = RegisterSheet(request.actor, request.now)
    salt = f"schools.projects:{request.actor.user_id}"
    form = SheetForm(request.POST if "plan" not in request.POST else None, request.FILES or None)
    plan: ImportPlan | None = None
    refusal: Refusal | None = None
    try:
        if "plan" in request.POST:
            plan = confirmed(made.table, request.POST["plan"], salt)
            counts = execute(plan, RegisterWriter(made), digest=request.POST.get("digest", ""))
            audit.record(request.actor, "schools.project.imported", None, now=request.now, detail=dict(counts))
            messages.success(request, _("已登记%(add)d个项目，更新%(change)d个。") % counts)
            return redirect("schools:projects")
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            plan, _parsed = made.plan_of(file.read(), file.name)
    except Refusal as caught:
        refusal = caught
    signed = carried(plan, salt) if plan is not None and plan.is_clean and refusal is None else ""
    lines = _lines(plan) if plan else []
    context = {"form": form, "plan": plan, "signed": signed, "refusal": refusal, "lines": lines[:LINES], "more": max(0, len(lines) - LINES)}
    status = refusal.status if refusal else 422 if request.method == "POST" and (form.errors or (plan and not plan.is_clean)) else 200
    return render(request, "schools/project_import.html", context, status=status)


def _lines(plan: ImportPlan) -> list[tuple[str, str, str, str]]:
    """(row, project, what happens, what it says) for the page; what stays the same is only counted."""
    words = {"add": _("新登记"), "change": _("更新")}
    lines = []
    for action in plan.actions:
        if action.kind.value not in words:
            continue
        table = plan.table
        if action.kind.value == "add":
            said = [f"{table.by_key[k].label}：{shown(table.by_key[k], v)}" for k, v in action.values.items() if k not in table.key and v]
        else:
            said = [f"{table.by_key[c.column].label}：{shown(table.by_key[c.column], c.new)}" for c in action.changes]
        who = " · ".join(shown(table.by_key[name], part) for name, part in zip(table.key, action.key, strict=True))
        lines.append((str(action.row), who, words[action.kind.value], "；".join(said)))
    return lines
