"""The pilot report of a school and year: on the page, as a workbook, on paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from baigong.contexts.credit_bank.access_of_pilots import PILOT_SCHOOL_POLICY
from baigong.contexts.credit_bank.forms.pilots import ReportForm
from baigong.contexts.credit_bank.outputs.pilot_report import notes, report_paper, report_workbook, sections, summary
from baigong.contexts.credit_bank.pages_of_pilots import tabs_for
from baigong.contexts.credit_bank.selectors.pilot_report import PilotReport, pilot_report
from baigong.contexts.credit_bank.selectors.pilots import schools_to_report
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.downloads import attachment


def _asked(request: Request) -> tuple[ReportForm, PilotReport | None]:
    """The question in the address; without one the first school and this year."""
    schools = schools_to_report(request.actor)
    given = request.GET.copy()
    given.setdefault("school", str(schools[0].pk) if schools else "")
    given.setdefault("year", str(request.now.year))
    form = ReportForm(given, schools=schools, on=request.now.date())
    if not schools:
        return form, None
    if not form.is_valid():
        raise Http404(_("没有这所学校或这一年度的报告。"))
    return form, pilot_report(form.cleaned_data["school"], form.cleaned_data["year"])


@requires(PILOT_SCHOOL_POLICY, "report")
@require_GET
def report(request: Request) -> HttpResponse:
    """One school's year."""
    form, made = _asked(request)
    context = {
        "tabs": tabs_for(request.actor, "x-report"), "form": form, "report": made, "sections": sections(made) if made else [],
        "summary": summary(made) if made else [], "notes": notes(),
    }  # fmt: skip
    return render(request, "credit_bank/x_report.html", context)


@requires(PILOT_SCHOOL_POLICY, "report")
@require_GET
def report_file(request: Request, ending: str) -> HttpResponse:
    """The same as a workbook, PDF or Word; who took it is in the log."""
    _form, made = _asked(request)
    if made is None:
        messages.error(request, _("您办理的单位里没有1+X试点学校。"))
        return redirect("credit_bank:x-report")
    detail = {"school": made.school.pk, "year": made.year, "format": ending}
    audit.record(request.actor, "credit_bank.pilotschool.report_taken", None, now=request.now, detail=detail)
    if ending == "xlsx":
        return attachment(report_workbook(made), _("1+X试点报告 %(school)s %(year)d.xlsx") % {"school": made.school, "year": made.year})
    paper = report_paper(made, request.now.date(), ending)
    return attachment(paper.content, paper.filename, paper.media_type)
