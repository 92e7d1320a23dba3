"""Pages of filings: the register, one filing, writing it, checking its form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from baigong.contexts.accounts.public import CITY_STAFF
from baigong.contexts.organisations.public import ORGANISATIONS
from baigong.contexts.plans.access import FILING_POLICY, PLAN_POLICY
from baigong.contexts.plans.forms.filings import CommentForm, FilingDateForm, FilingForm, FormCheckForm
from baigong.contexts.plans.models import Filing
from baigong.contexts.plans.outputs.receipt import receipt_document
from baigong.contexts.plans.selectors import filings as selectors
from baigong.contexts.plans.selectors import ledger
from baigong.contexts.plans.services import filings as services
from baigong.contexts.plans.services.plans import set_filing_date
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.documents import render as render_document
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import Sheet, write_xlsx
from baigong.kernel.workflow import available


@requires(FILING_POLICY, "view")
def filing_list(request: Request, key: str | None = None) -> HttpResponse:
    """The register: who has filed, who has not, what nobody covers. A county or school sees its own line."""
    plan = ledger.get_plan(request.actor, key)
    rows = selectors.filer_rows(plan, request.now.date())
    is_team = bool(PLAN_POLICY.decide(request.actor, "edit", plan))
    sees_all = FILING_POLICY.reachable(request.actor, "check") or request.actor.has(*CITY_STAFF)
    if not sees_all:
        rows = [row for row in rows if row.organisation.pk in request.actor.organisation_ids]
    if request.GET.get("export") == "xlsx" and sees_all:
        return _export(request, plan, rows)
    context = {
        "plan": plan, "rows": rows, "is_team": is_team, "sees_all": sees_all,
        "coverage": selectors.coverage(plan, rows) if sees_all else [],
        "missing": sum(r.filing is None or r.filing.state == "draft" for r in rows),
        "own": [r for r in rows if r.organisation.pk in request.actor.organisation_ids],
        "date_form": FilingDateForm(initial={"due_on": plan.filing_due_on}) if is_team else None,
    }  # fmt: skip
    return render(request, "plans/filing_list.html", context)


def _export(request: Request, plan: Any, rows: list[selectors.FilerRow]) -> HttpResponse:
    headers = [_("单位"), _("方案名称"), _("文号"), _("状态"), _("回执号"), _("备案号"), _("备案日期"), _("覆盖措施数")]
    lines = [
        [
            r.organisation.name, r.filing.title, r.filing.doc_number, r.filing.get_state_display(), r.filing.receipt_number,
            r.filing.register_number, r.filing.registered_at.date() if r.filing.registered_at else None, len(r.covered),
        ] if r.filing else [r.organisation.name, "", "", _("未报送"), "", "", None, 0]
        for r in rows
    ]  # fmt: skip
    audit.record(request.actor, "plans.filing.exported", plan, now=request.now, detail={"rows": len(lines)})
    answer = HttpResponse(write_xlsx([Sheet(_("备案登记"), headers, lines)]))
    answer["Content-Type"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer["Content-Disposition"] = 'attachment; filename="filings.xlsx"'
    return answer


@require_POST
@requires(FILING_POLICY, "write")
def filing_start(request: Request, key: str, organisation: int) -> HttpResponse:
    """Begin (or find) the body's filing."""
    plan = ledger.get_plan(request.actor, key)
    body = ORGANISATIONS.get_or_404(request.actor, pk=organisation)
    filing = services.start_filing(actor=request.actor, now=request.now, plan=plan, organisation=body)
    return redirect("plans:filing-write" if filing.state in services.WRITABLE else "plans:filing", filing.pk)


def _get(request: Request, pk: int) -> Filing:
    return FILING_POLICY.get_or_404(request.actor, Filing.objects.select_related("plan", "organisation", "supersedes"), pk=pk)


@requires(FILING_POLICY, "view")
def filing(request: Request, pk: int) -> HttpResponse:
    """One filing: what it says, its papers, its form check, its history, what can be done."""
    row = _get(request, pk)
    may = {a for a in ("write", "check", "comment") if FILING_POLICY.decide(request.actor, a, row)}
    context = {
        "filing": row,
        "steps": available(row, request.actor),
        "evidence": list(row.evidence.all()),
        "measures": list(row.measures.all()),
        "uncovered": selectors.uncovered(row),
        "checks": list(row.checks.all()),
        "check_form": FormCheckForm(filing=row) if "check" in may and row.state == "submitted" else None,
        "comment_form": CommentForm(initial={"comment": row.comment}) if "comment" in may and row.state != "draft" else None,
        "may_write": "write" in may and row.state in services.WRITABLE,
        "events": audit.events_of(row)[:30],
    }
    return render(request, "plans/filing.html", context)


@requires(FILING_POLICY, "write")
def filing_write(request: Request, pk: int) -> HttpResponse:
    """Write the filing; files are kept as soon as they are chosen and saved."""
    row = _get(request, pk)
    FILING_POLICY.require(request.actor, "write", row)
    form = FilingForm(request.POST or None, filing=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.write_filing(actor=request.actor, now=request.now, filing=row, content=form.content())
            upload = request.FILES.get("file")
            if isinstance(upload, UploadedFile):
                services.attach_to_filing(actor=request.actor, now=request.now, filing=row, upload=upload)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("已保存。核对无误后请点“报送备案”。"))
            return redirect(row.get_absolute_url())
    context = {"filing": row, "form": form, "evidence": list(row.evidence.all())}
    return render(request, "plans/filing_write.html", context, status=422 if form.errors else 200)


@require_POST
@requires(FILING_POLICY, "write")
def filing_detach(request: Request, pk: int, evidence: int) -> HttpResponse:
    """Take an attachment off."""
    row = _get(request, pk)
    services.detach_from_filing(actor=request.actor, now=request.now, filing=row, evidence=evidence)
    return redirect("plans:filing-write", row.pk)


@require_POST
@requires(FILING_POLICY, "check")
def filing_check(request: Request, pk: int) -> HttpResponse:
    """Record the form check."""
    row = _get(request, pk)
    form = FormCheckForm(request.POST, filing=row)
    if not form.is_valid():
        messages.error(request, _("请逐项选择是否符合。"))
    else:
        services.check_form(actor=request.actor, now=request.now, filing=row, met=form.met())
        messages.success(request, _("形式审查已记录。"))
    return redirect(row.get_absolute_url())


@require_POST
@requires(FILING_POLICY, "comment")
def filing_comment(request: Request, pk: int) -> HttpResponse:
    """Keep the guidance."""
    row = _get(request, pk)
    services.comment_on_filing(actor=request.actor, now=request.now, filing=row, comment=request.POST.get("comment", "")[:4000])
    messages.success(request, _("指导意见已保存，备案单位可以看到。"))
    return redirect(row.get_absolute_url())


@requires(FILING_POLICY, "view")
def filing_receipt(request: Request, pk: int, file_format: str) -> HttpResponse:
    """The receipt as PDF or Word."""
    row = _get(request, pk)
    if not row.receipt_number:
        messages.error(request, _("报送之后才有回执。"))
        return redirect(row.get_absolute_url())
    output = render_document(receipt_document(row), "pdf" if file_format == "pdf" else "docx")
    answer = HttpResponse(output.content, content_type=output.media_type)
    answer["Content-Disposition"] = f'attachment; filename="receipt-{row.pk}.{output.format}"'
    return answer


@require_POST
@requires(PLAN_POLICY, "edit")
def filings_date(request: Request, key: str) -> HttpResponse:
    """Set by when plans must be filed."""
    plan = ledger.get_plan(request.actor, key)
    form = FilingDateForm(request.POST)
    if form.is_valid():
        set_filing_date(actor=request.actor, now=request.now, plan=plan, due_on=form.cleaned_data["due_on"])
        messages.success(request, _("备案期限已保存。"))
    else:
        messages.error(request, _("日期看不懂，请写成2021-03-31这样。"))
    return redirect("plans:filings", plan.key)


@require_POST
@requires(PLAN_POLICY, "edit")
def filings_remind(request: Request, key: str) -> HttpResponse:
    """Remind those who have not filed."""
    plan = ledger.get_plan(request.actor, key)
    count = services.remind_filers(actor=request.actor, now=request.now, plan=plan)
    messages.success(request, _("已提醒%(n)d人；没有账号的单位请另行联系。") % {"n": count})
    return redirect("plans:filings", plan.key)
