"""Reporting by table: nobody types twenty-seven reports by hand."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.plans.access import CYCLE_POLICY, RESPONSIBILITY_POLICY
from baigong.contexts.plans.exchange.reporting import DraftWriter, DuesSheet
from baigong.contexts.plans.models import ReportingCycle
from baigong.contexts.plans.selectors.reporting import my_dues
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.exchange import ImportPlan, execute
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.import_pages import Import, TableForm, import_page, plan_lines


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
    """Read a filled table, show what it would do, and do it once confirmed."""
    cycle, sheet = _sheet(request, pk)

    def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
        counts = execute(plan, DraftWriter(sheet, request.actor, request.now), digest=digest)
        audit.record(request.actor, "plans.report.imported", cycle, now=request.now, detail=dict(counts))
        return counts

    return import_page(
        request, TableForm(request.POST or None, request.FILES or None), "plans/due_upload.html",
        lambda data: Import(sheet.table, sheet.plan_of, write),
        salt=f"plans.reports:{pk}", done=_("已写入%(add)d份新草稿，更新%(change)d份。请逐份补充佐证后报送。"), to=lambda: "plans:dues",
        lines=lambda plan: plan_lines(plan, {"add": _("新建草稿"), "change": _("更新草稿"), "same": _("不变")}), context={"cycle": cycle},
    )  # fmt: skip
