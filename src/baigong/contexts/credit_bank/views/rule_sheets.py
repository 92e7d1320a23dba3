"""A school's rules as a table: taken away, and brought in with the plan shown first."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.credit_bank.access import RULE_POLICY
from baigong.contexts.credit_bank.exchange.rules import RuleSheet, RuleWriter
from baigong.contexts.credit_bank.forms.conversion import SheetForm
from baigong.contexts.credit_bank.views.rules import chosen_school
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import ImportPlan, carried, confirmed, execute, shown, template
from baigong.kernel.ui.downloads import attachment

LINES = 200


@requires(RULE_POLICY, "import")
@require_GET
def rule_sheet(request: Request) -> HttpResponse:
    """The school's rules in the layout of the import; ``?empty=1`` gives the template."""
    school, _schools = chosen_school(request)
    if school is None:
        raise Http404
    sheet = RuleSheet(request.actor, request.now, school)
    if request.GET.get("empty") == "1":
        return attachment(template(sheet.table), "rules-template.xlsx")
    audit.record(request.actor, "credit_bank.conversionrule.exported", None, now=request.now, detail={"school": school.pk})
    return attachment(sheet.workbook(), "rules.xlsx")


@requires(RULE_POLICY, "import")
@require_http_methods(["GET", "POST"])
def rule_import(request: Request) -> HttpResponse:
    """Read a filled table, show what it would draft, and draft it once confirmed. The plan travels with the page, signed."""
    school, schools = chosen_school(request)
    if school is None:
        raise Http404
    sheet = RuleSheet(request.actor, request.now, school)
    salt = f"credit_bank.rules:{request.actor.user_id}:{school.pk}"
    is_confirmed = "plan" in request.POST
    form = SheetForm(None if is_confirmed else request.POST or None, request.FILES or None)
    plan: ImportPlan | None = None
    refusal: Refusal | None = None
    try:
        if is_confirmed:
            plan = confirmed(sheet.table, request.POST["plan"], salt)
            counts = execute(plan, RuleWriter(sheet), digest=request.POST.get("digest", ""))
            audit.record(request.actor, "credit_bank.conversionrule.imported", None, now=request.now, detail=dict(counts))
            messages.success(request, _("已起草%(add)d条规则，更新或起草新版%(change)d条。") % counts)
            return redirect("credit_bank:rules")
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            plan, _parsed = sheet.plan_of(file.read(), file.name)
    except Refusal as caught:
        refusal = caught
    is_ready = plan is not None and plan.is_clean and refusal is None
    signed = carried(plan, salt) if plan is not None and is_ready else ""
    lines = _lines(plan) if plan else []
    context = {
        "form": form, "plan": plan, "signed": signed, "refusal": refusal, "lines": lines[:LINES], "school": school, "schools": schools,
        "more": max(0, len(lines) - LINES),
    }  # fmt: skip
    status = refusal.status if refusal else 422 if request.method == "POST" and not is_ready else 200
    return render(request, "credit_bank/rule_import.html", context, status=status)


def _lines(plan: ImportPlan) -> list[tuple[str, str, str, str]]:
    """(row, code, what happens, what it says) of the lines that write something."""
    words = {"add": _("起草"), "change": _("更新或起草新版")}
    by_key = plan.table.by_key
    lines = []
    for action in plan.actions:
        if (what := words.get(action.kind.value)) is None:
            continue
        values = action.values if action.kind.value == "add" else {c.column: c.new for c in action.changes}
        said = [f"{by_key[key].label}：{shown(by_key[key], value)}" for key, value in values.items() if value not in (None, "")]
        lines.append((str(action.row), str(action.key[0]), what, "；".join(said)))
    return lines
