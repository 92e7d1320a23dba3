"""Pages of one filing: its page, writing it, its form check, guidance, its receipt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.organisations.public import ORGANISATIONS
from baigong.contexts.plans.access import FILING_POLICY
from baigong.contexts.plans.forms.filings import CommentForm, FilingForm, FormCheckForm
from baigong.contexts.plans.models import Filing, FilingState
from baigong.contexts.plans.outputs.receipt import receipt
from baigong.contexts.plans.selectors import filings as selectors
from baigong.contexts.plans.selectors import ledger
from baigong.contexts.plans.services import filings as services
from baigong.contexts.plans.services.evidence import FILING_PAPERS
from baigong.contexts.plans.workflow.submissions import submission_mark
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import button_page
from baigong.kernel.workflow import available, fire


def get_filing(request: Request, pk: int) -> Filing:
    """The filing, if it is in the caller's sight."""
    return FILING_POLICY.get_or_404(request.actor, Filing.objects.select_related("plan", "organisation", "supersedes"), pk=pk)


@require_POST
@requires(FILING_POLICY, "write")
def filing_start(request: Request, key: str, organisation: int) -> HttpResponse:
    """Begin (or find) the body's filing."""
    plan = ledger.get_plan(request.actor, key)
    body = ORGANISATIONS.get_or_404(request.actor, pk=organisation)
    try:
        filing = services.start_filing(actor=request.actor, now=request.now, plan=plan, organisation=body)
    except NotPermitted:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("plans:filings", plan.key)
    return redirect("plans:filing-write" if filing.state in services.WRITABLE else "plans:filing", filing.pk)


@requires(FILING_POLICY, "view")
@require_GET
def filing(request: Request, pk: int) -> HttpResponse:
    """One filing: what it says, its papers, its form check, its history, what can be done."""
    return show_filing(request, pk)


def show_filing(request: Request, pk: int, *, refusal: Refusal | None = None) -> HttpResponse:
    """The filing's page; after a refusal with the reason on top and what stands there now below."""
    row = get_filing(request, pk)
    may = {a for a in ("write", "check", "comment") if FILING_POLICY.decide(request.actor, a, row)}
    steps = available(row, request.actor)
    checks = list(row.checks.all())
    context = {
        "filing": row,
        "mark": submission_mark(row),
        "refusal": refusal,
        "steps": steps,
        "supplement": next((a for a in steps if a.step.name == "ask_supplement" and a.allowed), None),
        "unmet": [check for check in checks if not check.is_met],
        "today": request.now.date(),
        "is_late": row.state == FilingState.SUPPLEMENT and row.supplement_due_on is not None and row.supplement_due_on < request.now.date(),
        "evidence": list(row.evidence.all()),
        "measures": list(row.measures.all()),
        "uncovered": selectors.uncovered(row),
        "checks": checks,
        "check_form": FormCheckForm(filing=row) if "check" in may and row.state == FilingState.SUBMITTED else None,
        "comment_form": CommentForm(initial={"comment": row.comment}) if "comment" in may else None,
        "may_write": "write" in may and row.state in services.WRITABLE,
        "versions": selectors.versions_of(request.actor, row),
        "events": audit.events_of(row)[:30],
    }  # fmt: skip
    return render(request, "plans/filing.html", context, status=refusal.status if refusal else 200)


@requires(FILING_POLICY, "write")
@require_http_methods(["GET", "POST"])
def filing_write(request: Request, pk: int) -> HttpResponse:
    """Write the filing; what was typed is kept even where a file or the submission is refused."""
    row = get_filing(request, pk)
    FILING_POLICY.require(request.actor, "write", row)
    form = FilingForm(request.POST or None, filing=row)
    if request.method == "GET" and row.state not in services.WRITABLE:
        return redirect(row.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        try:
            done = _save(request, row, form)
        except NotPermitted:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return redirect(row.get_absolute_url())
    context = {"filing": row, "form": form, "evidence": list(row.evidence.all()), "accept": FILING_PAPERS.endings}
    return render(request, "plans/filing_write.html", context, status=422 if form.errors else 200)


def _save(request: Request, row: Filing, form: FilingForm) -> str:
    common: dict[str, Any] = {"actor": request.actor, "now": request.now, "filing": row}
    services.write_filing(**common, content=form.content())
    for upload in request.FILES.getlist("file"):
        if isinstance(upload, UploadedFile):
            services.attach_to_filing(**common, upload=upload)
    if request.POST.get("action") != "submit":
        return _("已保存。核对无误后请报送。")
    step = "submit" if row.state == FilingState.DRAFT else "resubmit"
    sent = fire(row, step, actor=request.actor, now=request.now)
    return _("已报送，回执号：%(number)s。") % {"number": sent.receipt_number}


@require_POST
@requires(FILING_POLICY, "write")
def filing_detach(request: Request, pk: int, evidence: int) -> HttpResponse:
    """Take an attachment off."""
    row = get_filing(request, pk)
    services.detach_from_filing(actor=request.actor, now=request.now, filing=row, evidence=evidence)
    return redirect("plans:filing-write", row.pk)


@require_POST
@requires(FILING_POLICY, "check")
def filing_check(request: Request, pk: int) -> HttpResponse:
    """Record the form check."""
    row = get_filing(request, pk)
    form = FormCheckForm(request.POST, filing=row)
    if not form.is_valid():
        messages.error(request, _("请逐项选择是否符合。"))
        return redirect(row.get_absolute_url())
    seen = request.POST.get("seen", "")
    return button_page(
        request, lambda: services.check_form(actor=request.actor, now=request.now, filing=row, met=form.met(), seen=seen),
        done=_("形式审查已记录。"), to=row, show=lambda refusal: show_filing(request, pk, refusal=refusal),
    )  # fmt: skip


@require_POST
@requires(FILING_POLICY, "comment")
def filing_comment(request: Request, pk: int) -> HttpResponse:
    """Keep the guidance."""
    row = get_filing(request, pk)
    services.comment_on_filing(actor=request.actor, now=request.now, filing=row, comment=request.POST.get("comment", "")[:4000])
    messages.success(request, _("指导意见已保存，备案单位可以看到。"))
    return redirect(row.get_absolute_url())


@requires(FILING_POLICY, "view")
@require_GET
def filing_receipt(request: Request, pk: int, form: str) -> HttpResponse:
    """The receipt as PDF or Word."""
    row = get_filing(request, pk)
    if form not in {"pdf", "docx"}:
        raise Http404
    if not row.receipt_number:
        messages.error(request, _("报送之后才有回执。"))
        return redirect(row.get_absolute_url())
    made = receipt(row, form)
    audit.record(request.actor, "plans.filing.receipt_taken", row, now=request.now, detail={"format": form, "sha256": made.sha256})
    return attachment(made.content, made.filename, made.media_type)
