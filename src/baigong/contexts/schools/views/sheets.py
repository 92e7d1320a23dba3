"""The register as a table: taken away, and brought in with the plan shown first."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.schools.access import PROJECT_POLICY
from baigong.contexts.schools.exchange.register import RegisterSheet, RegisterWriter
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.exchange import ImportPlan, execute, template
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.import_pages import Import, TableForm, import_page, plan_lines


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
    """Read a filled register, show what it would do, and do it once confirmed."""
    made = RegisterSheet(request.actor, request.now)

    def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
        counts = execute(plan, RegisterWriter(made), digest=digest)
        audit.record(request.actor, "schools.project.imported", None, now=request.now, detail=dict(counts))
        return counts

    return import_page(
        request, TableForm(request.POST or None, request.FILES or None), "schools/project_import.html",
        lambda data: Import(made.table, lambda content, name: made.plan_of(content, name)[0], write),
        salt="schools.projects", done=_("已登记%(add)d个项目，更新%(change)d个。"), to=lambda: "schools:projects",
        lines=lambda plan: plan_lines(plan, {"add": _("新登记"), "change": _("更新")}),
    )  # fmt: skip
