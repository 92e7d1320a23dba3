"""Cases: those in sight, one with its course, opening one by hand, its papers and letters."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.supervision.access import CASE_PAPER_POLICY, CASE_POLICY
from baigong.contexts.supervision.forms.cases import CaseForm, CasePaperForm
from baigong.contexts.supervision.models import Case, CasePaper, CaseState, PaperKind, SourceKind
from baigong.contexts.supervision.outputs.letters import Letter, letter, letters_of
from baigong.contexts.supervision.pages import case_page, source_words
from baigong.contexts.supervision.selectors.cases import get_case, list_cases, possible_handlers, possible_subjects, sources_in_sight
from baigong.contexts.supervision.services import opening as services
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing
from baigong.kernel.ui.paper_pages import hand_out, take_in, take_out

TONES = {
    CaseState.OPENED: "warn", CaseState.INVESTIGATING: "info", CaseState.STATING: "info", CaseState.STATED: "info",
    CaseState.ORDERED: "warn", CaseState.REPORTED: "info", CaseState.UNDER_REVIEW: "warn", CaseState.DISMISSED: "neutral",
    CaseState.CLEARED: "neutral", CaseState.TOLERATED: "neutral", CaseState.CLOSED: "good", CaseState.REFERRED: "bad",
}  # fmt: skip


def _listing(request: Request) -> Listing:
    """The list as this reader may have it: where a protected case came from stands on no page and in no file of those who must not see."""
    known = sources_in_sight(request.actor)
    today = request.now.date()
    return Listing(
        name="cases",
        caption=gettext_lazy("督查案件"),
        columns=[
            Column("number", gettext_lazy("案号"), kind="code", sort="number"),
            Column("title", gettext_lazy("事由"), main=True, width="wide", sub=lambda row: str(row.subject)),
            Column("subject", gettext_lazy("被督查单位"), only_export=True),
            Column("source", gettext_lazy("来源"), value=lambda row: source_words(row, sees=row.pk in known), priority=3),
            Column("handler", gettext_lazy("承办单位"), sort="handler__order", priority=2),
            Column("handled_by", gettext_lazy("承办人"), only_export=True),
            Column("opened_on", gettext_lazy("登记日期"), kind="date", sort="opened_on", priority=2),
            Column("due_on", gettext_lazy("期限"), kind="date", sort="due_on",
                   tone=lambda row: "bad" if row.due_on and row.due_on < today else ""),
            Column("document", gettext_lazy("督导意见文号"), only_export=True),
            Column("rectify_by", gettext_lazy("整改期限"), kind="date", only_export=True),
            Column("ended_on", gettext_lazy("结案日期"), kind="date", only_export=True),
            Column("state", gettext_lazy("状态"), kind="badge", labels=CaseState, tones=TONES, sort="state"),
        ],
        filters=[
            ChoiceFilter("state", gettext_lazy("状态"), choices=CaseState, many=True),
            ChoiceFilter("source_kind", gettext_lazy("来源"), choices=SourceKind) if CASE_POLICY.reachable(request.actor, "open")
            else DateFilter("due_on", gettext_lazy("期限")),
            DateFilter("opened_on", gettext_lazy("登记日期")),
        ],
        search=["number", "title", "subject__name", "document"],
        default_sort=("-opened_on", "-pk"),
        row_link="supervision:case",
        empty=EmptyState(
            gettext_lazy("没有督查案件"),
            gettext_lazy("实习举报受理、实习岗位责任提请督查时自动立案；检查发现、来信来访的由市级督查登记。"),
            "gavel", gettext_lazy("登记案件"), "supervision:case-add",
        ),
    )  # fmt: skip


@requires(CASE_POLICY, "view")
@require_GET
def case_list(request: Request) -> HttpResponse:
    """The cases in the reader's sight."""
    context = {"may_create": CASE_POLICY.reachable(request.actor, "open")}
    return _listing(request).respond(
        request, list_cases(request.actor), "supervision/case_list.html", context, on_export="supervision.case.exported"
    )


@requires(CASE_POLICY, "view")
@require_GET
def case(request: Request, pk: int) -> HttpResponse:
    """One case: what is asked of whom until when, what was found and done, its papers and letters."""
    return _show(request, get_case(request.actor, pk))


def _show(request: Request, row: Case, *, refusal: Refusal | None = None, informant: str = "") -> HttpResponse:
    page = case_page(request.actor, row, request.now.date())
    context: dict[str, Any] = {
        "page": page, "tones": TONES, "source": source_words(row, sees=page.sees_source), "refusal": refusal, "informant": informant,
        "paper_form": CasePaperForm(kinds=page.paper_kinds),
    }  # fmt: skip
    return render(request, "supervision/case.html", context, status=refusal.status if refusal else 200)


@requires(CASE_POLICY, "open")
@require_http_methods(["GET", "POST"])
def case_add(request: Request) -> HttpResponse:
    """Open a case by hand, with its source."""
    form = CaseForm(request.POST or None, subjects=possible_subjects(), handlers=possible_handlers())
    return form_page(
        request, form, "supervision/case_add.html",
        lambda data: services.open_case(actor=request.actor, now=request.now, source=form.source(), matter=form.matter()),
        done=lambda row: _("已登记，案号%(number)s。") % {"number": row.number},
    )  # fmt: skip


@requires(CASE_POLICY, "see_informant")
@require_POST
def case_informant(request: Request, pk: int) -> HttpResponse:
    """Who gave the hint; that it was read is in the log."""
    row = get_case(request.actor, pk)
    try:
        found = services.read_informant(actor=request.actor, now=request.now, case=row)
    except Refusal as refusal:
        return _show(request, row, refusal=refusal)
    return _show(request, row, informant=found)


@requires(CASE_POLICY, "view")
@require_GET
def case_letter(request: Request, pk: int, which: str, ending: str) -> HttpResponse:
    """A letter as PDF or Word; who took it is in the log."""
    row = get_case(request.actor, pk)
    if which not in letters_of(row) or not (row.is_shown or CASE_POLICY.decide(request.actor, "work", row)):
        raise Http404(_("这件案件还没有这份文书。"))
    made = letter(row, Letter(which), ending)
    detail = {"letter": which, "format": ending, "sha256": made.sha256}
    audit.record(request.actor, "supervision.case.letter_taken", row, now=request.now, detail=detail)
    return attachment(made.content, made.filename, made.media_type)


@requires(CASE_POLICY, "view")
@require_POST
def case_attach(request: Request, pk: int) -> HttpResponse:
    """Add a paper: the handler's, or the subject's own."""
    row = get_case(request.actor, pk)
    return take_in(
        request, CasePaperForm(request.POST, request.FILES, kinds=tuple(PaperKind)),
        lambda data: services.attach(actor=request.actor, now=request.now, case=row, kind=data["kind"], upload=data["file"]),
        to=row.get_absolute_url(), show=lambda refusal: _show(request, get_case(request.actor, pk), refusal=refusal),
    )  # fmt: skip


@requires(CASE_PAPER_POLICY, "view")
@require_GET
def case_paper(request: Request, pk: int) -> HttpResponseBase:
    """Download a paper; who read it is in the log."""
    piece = CASE_PAPER_POLICY.get_or_404(request.actor, CasePaper.objects.select_related("case"), pk=pk)
    return hand_out(request, services.PAPERS, piece)


@requires(CASE_PAPER_POLICY, "detach")
@require_POST
def case_detach(request: Request, pk: int) -> HttpResponse:
    """Take a paper out."""
    piece = CASE_PAPER_POLICY.get_or_404(request.actor, CasePaper.objects.select_related("case"), pk=pk)
    return take_out(
        request, lambda: services.detach(actor=request.actor, now=request.now, paper=piece), to=piece.case.get_absolute_url(),
        show=lambda refusal: _show(request, get_case(request.actor, piece.case_id), refusal=refusal),
    )  # fmt: skip
