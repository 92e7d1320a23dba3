"""Appeals: those in sight, one with its letter and steps, and lodging one against what was decided."""

from __future__ import annotations

import re

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.credit_bank.access import LEARNER_POLICY
from baigong.contexts.credit_bank.access_of_office import APPEAL_PAPER_POLICY, APPEAL_POLICY
from baigong.contexts.credit_bank.forms.appeals import AppealForm, AppealPaperForm
from baigong.contexts.credit_bank.models import Appeal, AppealKind, AppealPaper, AppealState
from baigong.contexts.credit_bank.outputs.appeals import LETTERS, letter
from baigong.contexts.credit_bank.pages_of_office import appeal_page
from baigong.contexts.credit_bank.selectors.appeals import get_appeal, list_appeals, office_body, subject_in_sight
from baigong.contexts.credit_bank.services import appeals as services
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing
from baigong.kernel.ui.paper_pages import hand_out, take_in, take_out

APPEAL_TONES = {
    AppealState.LODGED: "warn", AppealState.NOT_ADMITTED: "bad", AppealState.ACCEPTED: "info", AppealState.REVIEWING: "info",
    AppealState.UPHELD: "neutral", AppealState.CHANGED: "good", AppealState.WITHDRAWN: "neutral",
}  # fmt: skip
APPEALS = Listing(
    name="appeals",
    caption=gettext_lazy("申诉"),
    columns=[
        Column("learner", gettext_lazy("学分账户"), value=lambda row: row.learner.name, sort="learner__name", main=True,
               sub=lambda row: row.learner.number),
        Column("kind", gettext_lazy("申诉事项"), kind="badge", labels=AppealKind, sort="kind"),
        Column("contested", gettext_lazy("原决定"), width="wide", priority=3),
        Column("body", gettext_lazy("作出决定的单位"), sort="body__order", priority=2),
        Column("lodged_on", gettext_lazy("提出日期"), kind="date", sort="lodged_on", priority=2),
        Column("due_on", gettext_lazy("期限"), kind="date", priority=2),
        Column("reviewer", gettext_lazy("复核人"), priority=3),
        Column("document", gettext_lazy("复核决定文号"), only_export=True),
        Column("answered_on", gettext_lazy("答复日期"), kind="date", only_export=True),
        Column("state", gettext_lazy("状态"), kind="badge", labels=AppealState, tones=APPEAL_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", gettext_lazy("状态"), choices=AppealState, many=True),
        ChoiceFilter("kind", gettext_lazy("申诉事项"), choices=AppealKind),
        DateFilter("lodged_on", gettext_lazy("提出日期")),
    ],
    search=["learner__name", "learner__number", "contested", "document"],
    default_sort=("-created_at", "-pk"),
    row_link="credit_bank:appeal",
    empty=EmptyState(
        gettext_lazy("还没有申诉"), gettext_lazy("对认定、转换或记账的决定有异议，在那件事的页面上提出，列在这里。"), "gavel"
    ),
)  # fmt: skip


@requires(APPEAL_POLICY, "view")
@require_GET
def appeal_list(request: Request) -> HttpResponse:
    """The appeals in the reader's sight."""
    rows, context = list_appeals(request.actor), {"works": LEARNER_POLICY.reachable(request.actor, "work")}
    return APPEALS.respond(request, rows, "credit_bank/appeal_list.html", context, on_export="credit_bank.appeal.exported")


@requires(APPEAL_POLICY, "view")
@require_GET
def appeal(request: Request, pk: int) -> HttpResponse:
    """One appeal: what was decided, what is said against it, who looks at it until when, the letter."""
    return _show(request, get_appeal(request.actor, pk))


def _show(request: Request, row: Appeal, *, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "page": appeal_page(request.actor, row), "tones": APPEAL_TONES, "has_letter": row.state in LETTERS, "paper_form": AppealPaperForm(),
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "credit_bank/appeal.html", context, status=refusal.status if refusal else 200)


@requires(APPEAL_POLICY, "view")
@require_GET
def appeal_letter(request: Request, pk: int, ending: str) -> HttpResponse:
    """The letter as PDF or Word; who took it is in the log."""
    row = get_appeal(request.actor, pk)
    if row.state not in LETTERS:
        raise Http404(_("这件申诉还没有答复函。"))
    office = office_body(row.answered_on or request.now.date())
    made = letter(row, office.name if office is not None else str(_("学分银行")), ending)
    audit.record(request.actor, "credit_bank.appeal.letter_taken", row, now=request.now, detail={"format": ending, "sha256": made.sha256})
    return attachment(made.content, made.filename, made.media_type)


@requires(APPEAL_POLICY, "lodge")
@require_http_methods(["GET", "POST"])
def appeal_add(request: Request) -> HttpResponse:
    """Lodge an appeal against the outcome, conversion or posting that the address names."""
    kind, number = next(((k, request.GET[k]) for k in ("outcome", "conversion", "posting") if k in request.GET), ("", ""))
    if not re.fullmatch(r"\d{1,18}", number):
        raise Http404(_("请从有异议的那件事的页面提出申诉。"))
    against = services.contested(subject_in_sight(request.actor, kind, int(number)))
    if against is None:
        raise Http404(_("这件事没有可以申诉的决定。"))
    APPEAL_POLICY.require(request.actor, "lodge", Appeal(learner=against.learner))
    is_late = request.now.date() > against.last_day
    form = AppealForm(request.POST or None, guardians=list(against.learner.guardians.all()), is_late=is_late)
    return form_page(
        request, form, "credit_bank/appeal_add.html",
        lambda data: services.lodge(actor=request.actor, now=request.now, against=against, plea=form.plea()),
        done=_("申诉已提交，学分银行将在期限内决定是否受理。"), context={"against": against, "is_late": is_late},
    )  # fmt: skip


@requires(APPEAL_POLICY, "attach")
@require_POST
def appeal_attach(request: Request, pk: int) -> HttpResponse:
    """Add a paper."""
    row = get_appeal(request.actor, pk)
    return take_in(
        request, AppealPaperForm(request.POST, request.FILES),
        lambda data: services.attach(actor=request.actor, now=request.now, appeal=row, kind=data["kind"], upload=data["file"]),
        to=row.get_absolute_url(), show=lambda refusal: _show(request, get_appeal(request.actor, pk), refusal=refusal),
    )  # fmt: skip


@requires(APPEAL_PAPER_POLICY, "view")
@require_GET
def appeal_paper(request: Request, pk: int) -> HttpResponseBase:
    """Download a paper; who read it is in the log."""
    piece = APPEAL_PAPER_POLICY.get_or_404(request.actor, AppealPaper.objects.select_related("appeal"), pk=pk)
    return hand_out(request, services.PAPERS, piece)


@requires(APPEAL_PAPER_POLICY, "detach")
@require_POST
def appeal_detach(request: Request, pk: int) -> HttpResponse:
    """Take a paper out."""
    piece = APPEAL_PAPER_POLICY.get_or_404(request.actor, AppealPaper.objects.select_related("appeal"), pk=pk)
    return take_out(
        request, lambda: services.detach(actor=request.actor, now=request.now, paper=piece), to=piece.appeal.get_absolute_url(),
        show=lambda refusal: _show(request, get_appeal(request.actor, piece.appeal_id), refusal=refusal),
    )  # fmt: skip
