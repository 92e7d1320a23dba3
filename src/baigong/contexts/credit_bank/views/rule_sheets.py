"""A school's rules as a table: taken away, and brought in with the plan shown first."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.credit_bank.access import RULE_POLICY
from baigong.contexts.credit_bank.exchange.rules import RuleSheet, RuleWriter
from baigong.contexts.credit_bank.views.rules import chosen_school
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.exchange import ImportPlan, execute, template
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.import_pages import Import, TableForm, import_page, plan_lines


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
    """Read a filled table, show what it would draft, and draft it once confirmed."""
    school, schools = chosen_school(request)
    if school is None:
        raise Http404
    sheet = RuleSheet(request.actor, request.now, school)

    def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
        counts = execute(plan, RuleWriter(sheet), digest=digest)
        audit.record(request.actor, "credit_bank.conversionrule.imported", None, now=request.now, detail=dict(counts))
        return counts

    return import_page(
        request, TableForm(request.POST or None, request.FILES or None), "credit_bank/rule_import.html",
        lambda data: Import(sheet.table, sheet.plan_of, write),
        salt=f"credit_bank.rules:{school.pk}", done=_("已起草%(add)d条规则，更新或起草新版%(change)d条。"), to=lambda: "credit_bank:rules",
        lines=lambda plan: plan_lines(plan, {"add": _("起草"), "change": _("更新或起草新版")}),
        context={"school": school, "schools": schools},
    )  # fmt: skip
