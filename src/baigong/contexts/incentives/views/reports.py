"""Yearly reports of enterprises on the list."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.incentives.access import REPORT_POLICY
from baigong.contexts.incentives.forms.candidacies import ReportForm
from baigong.contexts.incentives.money import yuan
from baigong.contexts.incentives.selectors.candidacies import get_report, list_reports
from baigong.contexts.incentives.services import candidacies as services
from baigong.contexts.incentives.views.listings import REPORT_TONES, REPORTS
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.workflow import available


@requires(REPORT_POLICY, "view")
@require_GET
def report_list(request: Request) -> HttpResponse:
    """The reports in sight."""
    rows = list_reports(request.actor)
    return REPORTS.respond(request, rows, "incentives/report_list.html", on_export="incentives.yearlyreport.exported")


@requires(REPORT_POLICY, "view")
@require_GET
def report(request: Request, pk: int) -> HttpResponse:
    """One report: what was done, by when it is due, what may be done with it."""
    row = get_report(request.actor, pk)
    context = {
        "row": row, "tones": REPORT_TONES, "steps": available(row, request.actor), "events": list(audit.events_of(row)[:20]),
        "may_edit": row.state in ("draft", "returned") and bool(REPORT_POLICY.decide(request.actor, "edit", row)),
        "invested": yuan(row.invested) if row.invested is not None else None,
        "is_late": row.state == "draft" and row.due_on < request.now.date(),
    }  # fmt: skip
    return render(request, "incentives/report.html", context)


@requires(REPORT_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def report_edit(request: Request, pk: int) -> HttpResponse:
    """Write a report."""
    row = get_report(request.actor, pk)
    REPORT_POLICY.require(request.actor, "edit", row)
    form = ReportForm(
        request.POST or None, initial={"done": row.done, "problems": row.problems, "interns": row.interns, "seen": row.updated_at}
    )
    return form_page(
        request, form, "incentives/report_form.html",
        lambda data: services.write_report(actor=request.actor, now=request.now, report=row, **data),
        done=_("已保存，核对后报送。"), context={"row": row},
    )  # fmt: skip
