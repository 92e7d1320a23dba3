"""The courses of a programme as a table: taken away, and brought in with the plan shown first."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.credit_bank.access import PROGRAMME_POLICY
from baigong.contexts.credit_bank.exchange.programme_courses import CourseSheet, CourseWriter
from baigong.contexts.credit_bank.selectors.conversion import get_programme
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.exchange import ImportPlan, execute, template
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.import_pages import Import, TableForm, import_page, plan_lines


@requires(PROGRAMME_POLICY, "work")
@require_GET
def course_sheet(request: Request, pk: int) -> HttpResponse:
    """The courses in the layout of the import; ``?empty=1`` gives the template."""
    row = get_programme(request.actor, pk)
    PROGRAMME_POLICY.require(request.actor, "work", row)
    sheet = CourseSheet(request.actor, request.now, row)
    if request.GET.get("empty") == "1":
        return attachment(template(sheet.table), "courses-template.xlsx")
    audit.record(request.actor, "credit_bank.creditprogramme.courses_exported", row, now=request.now)
    return attachment(sheet.workbook(), f"courses-{row.code}-{row.year}.xlsx")


@requires(PROGRAMME_POLICY, "import")
@require_http_methods(["GET", "POST"])
def course_import(request: Request, pk: int) -> HttpResponse:
    """Read a filled table, show what it would write, and write it once confirmed."""
    row = get_programme(request.actor, pk)
    PROGRAMME_POLICY.require(request.actor, "import", row)
    sheet = CourseSheet(request.actor, request.now, row)

    def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
        return execute(plan, CourseWriter(sheet), digest=digest)

    return import_page(
        request, TableForm(request.POST or None, request.FILES or None), "credit_bank/course_import.html",
        lambda data: Import(sheet.table, sheet.plan_of, write), salt=f"credit_bank.programme_courses:{row.pk}",
        done=_("已登记%(add)d门课程，改写%(change)d门。"), to=row.get_absolute_url,
        lines=lambda plan: plan_lines(plan, {"add": _("登记"), "change": _("改写")}), context={"row": row},
    )  # fmt: skip
