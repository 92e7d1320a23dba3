"""A report: its page, writing it, deciding on it, correcting it; its evidence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.plans.access import EVIDENCE_POLICY, REPORT_POLICY
from baigong.contexts.plans.forms.reporting import ReportForm
from baigong.contexts.plans.models import Evidence, Report, ReportState
from baigong.contexts.plans.selectors.reports import full_reports, how_it_stands, neighbours, report_page, report_sheet
from baigong.contexts.plans.services import evidence as evidence_services
from baigong.contexts.plans.services import reports as services
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.ui.form_pages import button_page
from baigong.kernel.ui.paper_pages import hand_out


def get_report(request: Request, pk: int) -> Report:
    """The report in the reader's sight, with what its pages read."""
    return REPORT_POLICY.get_or_404(request.actor, full_reports(), pk=pk)


@requires(REPORT_POLICY, "view")
@require_GET
def report(request: Request, pk: int) -> HttpResponse:
    """What was reported, beside what it answers; what became of it; what one may do."""
    return show_report(request, pk)


def show_report(request: Request, pk: int, *, refusal: Refusal | None = None) -> HttpResponse:
    """The report's page; after a refusal with the reason on top and the present state below."""
    row = get_report(request, pk)
    page = report_page(request.actor, row, request.now)
    stands = how_it_stands(row) if isinstance(refusal, Conflict) else ""
    context = {"page": page, "refusal": refusal, "stands": stands}
    return render(request, "plans/report.html", context, status=refusal.status if refusal else 200)


@requires(REPORT_POLICY, "view")
@require_POST
def report_step(request: Request, pk: int, step: str) -> HttpResponse:
    """Submit, withdraw, return or accept. Who was not the first sees how the report stands now."""
    row = get_report(request, pk)
    reason, seen = request.POST.get("reason", ""), request.POST.get("seen", "")
    common: dict[str, Any] = {"actor": request.actor, "now": request.now, "report": row}
    following = neighbours(request.actor, row)[1] if step in ("accept", "return") else None
    try:
        if step == "submit":
            services.submit_report(**common)
        elif step == "withdraw":
            services.withdraw_report(**common)
        elif step == "return":
            services.return_report(**common, reason=reason, seen=seen)
        else:
            services.accept_report(**common, note=reason, seen=seen)
    except NotPermitted:
        raise
    except Refusal as refusal:
        return show_report(request, pk, refusal=refusal)
    words = {
        "submit": _("已报送，等待审核。"),
        "withdraw": _("已撤回，可以修改后再报送。"),
        "return": _("已退回并通知单位。"),
        "accept": _("已采用：数值和节点从现在起计入。"),
    }
    messages.success(request, words[step])
    if request.POST.get("then") == "next" and following is not None:
        messages.info(request, _("接着审核下一份。"))
        return redirect(following)
    return redirect("plans:reviews") if request.POST.get("then") == "next" else redirect(row)


@requires(REPORT_POLICY, "correct")
@require_POST
def report_correct(request: Request, pk: int) -> HttpResponse:
    """Begin a correction of an accepted report."""
    row = get_report(request, pk)
    return button_page(
        request, lambda: services.start_correction(actor=request.actor, now=request.now, report=row),
        done=_("已另立一版，采用前仍以原报告为准。"), to=lambda new: reverse("plans:report-write", args=[new.pk]),
        show=lambda refusal: show_report(request, pk, refusal=refusal),
    )  # fmt: skip


@requires(REPORT_POLICY, "write")
@require_POST
def report_discard(request: Request, pk: int) -> HttpResponse:
    """Throw a draft away."""
    row = get_report(request, pk)
    return button_page(
        request, lambda: services.discard_report(actor=request.actor, now=request.now, report=row), done=_("草稿已删除。"), to="plans:dues",
        show=lambda refusal: show_report(request, pk, refusal=refusal),
    )  # fmt: skip


@requires(REPORT_POLICY, "write")
@require_http_methods(["GET", "POST"])
def report_write(request: Request, pk: int) -> HttpResponse:
    """The form of a report. Every button saves what was typed first; a refusal brings it back with nothing lost."""
    row = get_report(request, pk)
    if row.state not in (ReportState.DRAFT, ReportState.RETURNED) and request.method == "GET":
        how = {ReportState.SUBMITTED: _("要改请先撤回。"), ReportState.ACCEPTED: _("有误请提出更正。")}.get(ReportState(row.state), "")
        messages.info(request, _("报告%(state)s，不再修改。%(how)s") % {"state": row.get_state_display(), "how": how})
        return redirect(row)
    sheet = report_sheet(request.actor, row, request.now)
    form = ReportForm(request.POST or None, request.FILES or None, sheet=sheet)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return _carry_out(request, row, form)
        except NotPermitted:
            raise
        except Refusal as caught:
            refusal = caught
            row = get_report(request, pk)
            if refusal.code == "submitted" and _clicked_twice(request, form, row):
                return redirect(row)
            _put_on_form(form, refusal)
            sheet = report_sheet(request.actor, row, request.now)
    if refusal is not None:  # having seen what the other wrote, the next save is meant
        form.data = {**{name: form.data.get(name, "") for name in form.data}, "seen": row.updated_at.isoformat()}
    changed = refusal is not None and refusal.code == "changed_meanwhile"
    kept = refusal is not None and row.updated_at == request.now  # the text was saved before a file or the submission was refused
    context = {"form": form, "sheet": sheet, "refusal": refusal, "changed": changed, "kept": kept}
    return render(request, "plans/report_write.html", context, status=refusal.status if refusal else 422 if form.errors else 200)


def _carry_out(request: Request, row: Report, form: ReportForm) -> HttpResponse:
    """Save, then do what the button said. Each part stands by itself: text that was saved stays saved when a file is refused."""
    action, data = request.POST.get("action", "save"), form.cleaned_data
    common: dict[str, Any] = {"actor": request.actor, "now": request.now}
    services.write_report(**common, report=row, content=form.content(), seen=data["seen"])
    if data["evidence_file"]:
        evidence_services.add_file(
            **common, report=row, kind=data["evidence_kind"], upload=data["evidence_file"], title=data["evidence_title"]
        )
    if data["evidence_link"]:
        evidence_services.add_link(**common, report=row, url=data["evidence_link"], title=data["evidence_title"])
    if action.startswith("remove-") and action[7:].isdecimal():
        piece = row.evidence.filter(pk=int(action[7:])).first()
        if piece is not None:
            evidence_services.remove_evidence(**common, evidence=piece)
    if action == "submit":
        services.submit_report(**common, report=row)
        messages.success(request, _("已报送，等待审核。"))
        return redirect(row)
    messages.success(request, _("已保存。"))
    place = "#evidence" if action != "save" else ""
    return redirect(f"{request.path}{place}")


def _clicked_twice(request: Request, form: ReportForm, row: Report) -> bool:
    """Whether this is the second click on “save and submit”: the first one has submitted these very words."""
    said = form.content()
    words = (said.narrative, said.problems, said.next_steps)
    return request.POST.get("action") == "submit" and words == (row.narrative, row.problems, row.next_steps)


def _put_on_form(form: ReportForm, refusal: Refusal) -> None:
    names = {"file": "evidence_file", "kind": "evidence_kind", "link": "evidence_link"}
    for name, message in refusal.fields.items():
        name = names.get(name, name)
        form.add_error(name if name in form.fields else None, message)
    if not form.errors:
        form.add_error(None, refusal.message)


@requires(EVIDENCE_POLICY, "view")
@require_GET
def evidence(request: Request, pk: int) -> HttpResponseBase:
    """Download a piece of evidence; who read it is in the log."""
    piece = EVIDENCE_POLICY.get_or_404(request.actor, Evidence.objects.select_related("report", "filing"), pk=pk)
    if not piece.file:
        raise Http404(_("这件佐证是网页，没有文件。"))
    return hand_out(request, evidence_services.REPORT_PAPERS, piece)
