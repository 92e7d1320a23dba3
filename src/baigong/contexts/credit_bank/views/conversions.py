"""Applications for conversion: what one would get, applying, deciding, who is exempted; and the shortest way to a diploma."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.credit_bank.access import CONVERSION_POLICY, LEARNER_POLICY
from baigong.contexts.credit_bank.conversion.deciding import Decided, decide_for
from baigong.contexts.credit_bank.conversion.routing import route_to
from baigong.contexts.credit_bank.forms.conversion import ApplicationForm, ProgrammeChoiceForm
from baigong.contexts.credit_bank.forms.deciding import DecisionForm
from baigong.contexts.credit_bank.models import Conversion, ConversionState, CreditProgramme, Learner
from baigong.contexts.credit_bank.outputs.conversions import decision_paper
from baigong.contexts.credit_bank.pages_of_conversion import conversion_page, preview_of
from baigong.contexts.credit_bank.selectors.conversion import (
    conversions_of,
    get_conversion,
    list_conversions,
    open_programmes,
    standing_exemptions,
)
from baigong.contexts.credit_bank.selectors.people import get_learner
from baigong.contexts.credit_bank.services import conversions as services
from baigong.contexts.credit_bank.views.conversion_listings import CONVERSION_TONES, CONVERSIONS, EXEMPTIONS
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import form_page

DECIDED = {ConversionState.APPROVED, ConversionState.REFUSED, ConversionState.REVERSED}


@requires(CONVERSION_POLICY, "work")
@require_GET
def conversion_list(request: Request) -> HttpResponse:
    """Applications one decides on."""
    rows = list_conversions(request.actor)
    return CONVERSIONS.respond(request, rows, "credit_bank/conversion_list.html", on_export="credit_bank.conversion.exported")


@requires(CONVERSION_POLICY, "work")
@require_GET
def exemptions(request: Request) -> HttpResponse:
    """Who is exempted from what now; timetable systems fetch the same from the API."""
    rows = standing_exemptions(request.actor)
    return EXEMPTIONS.respond(request, rows, "credit_bank/exemption_list.html", on_export="credit_bank.conversionline.exported")


@requires(CONVERSION_POLICY, "view")
@require_GET
def conversion(request: Request, pk: int) -> HttpResponse:
    """One application: what the rules give and why, what they do not, what one may do. The learner finds who read it."""
    row = get_conversion(request.actor, pk)
    if row.learner.user_id != request.actor.user_id:
        audit.record(request.actor, "credit_bank.conversion.read", row, now=request.now)
    context = {
        "page": conversion_page(request.actor, row), "tones": CONVERSION_TONES,
        "works": bool(CONVERSION_POLICY.decide(request.actor, "work", row)),
        "may_appeal": row.state in DECIDED and bool(CONVERSION_POLICY.decide(request.actor, "apply", row)),
    }  # fmt: skip
    return render(request, "credit_bank/conversion.html", context)


@requires(CONVERSION_POLICY, "approve")
@require_http_methods(["GET", "POST"])
def conversion_decide(request: Request, pk: int) -> HttpResponse:
    """Line by line: some of what the rules give is granted, some refused with reasons."""
    row = get_conversion(request.actor, pk)
    CONVERSION_POLICY.require(request.actor, "approve", row)
    page = conversion_page(request.actor, row)
    if row.state != ConversionState.APPLIED or page.preview is None or not page.preview.given:
        messages.info(request, page.refusal or _("这份申请现在没有可以逐条办理的结果。"))
        return redirect(row)
    form = DecisionForm(request.POST or None, given=page.preview.given)
    return form_page(
        request, form, "credit_bank/conversion_decide.html",
        lambda data: services.grant_in_part(
            actor=request.actor, now=request.now, conversion=row, refused=form.refused(), decision=data["decision"],
            seen=request.POST.get("seen", ""),
        ),
        done=_("已按逐条的决定办理，并告知本人。"), context={"page": page, "row": row},
    )  # fmt: skip


@requires(CONVERSION_POLICY, "view")
@require_GET
def conversion_file(request: Request, pk: int, ending: str) -> HttpResponse:
    """The decision on paper, as PDF or Word; who took it is in the log."""
    row = get_conversion(request.actor, pk)
    if row.state not in DECIDED:
        raise Http404
    made = decision_paper(row, conversion_page(request.actor, row), ending)
    audit.record(
        request.actor, "credit_bank.conversion.decision_taken", row, now=request.now, detail={"format": ending, "sha256": made.sha256}
    )
    return attachment(made.content, made.filename, made.media_type)


@requires(LEARNER_POLICY, "view")
@require_http_methods(["GET", "POST"])
def conversion_add(request: Request, pk: int) -> HttpResponse:
    """Towards a programme: what the rules would give today with every reason, and the application."""
    learner = get_learner(request.actor, pk)
    CONVERSION_POLICY.require(request.actor, "apply", Conversion(learner=learner, programme=CreditProgramme()))
    programme, choice = _chosen(request)
    mine = conversions_of(learner)
    waiting = next((row for row in mine if row.programme == programme and row.state == ConversionState.APPLIED), None)
    context = {"learner": learner, "choice": choice, "programme": programme, "preview": None, "refusal": "",
               "mine": mine, "tones": CONVERSION_TONES,
               "waiting": waiting}  # fmt: skip
    if programme is None:
        return render(request, "credit_bank/conversion_add.html", context)
    form = ApplicationForm(request.POST or None, programme=programme)
    decided = _decided(request, learner, programme, context)
    if decided is not None:
        context["preview"] = preview_of(decided)
    return form_page(
        request, form, "credit_bank/conversion_add.html",
        lambda data: services.apply(
            actor=request.actor, now=request.now, learner=learner, programme=programme, wishes=form.wishes(), note=data["note"]
        ),
        done=_("已提交，等待学校审批。"), context=context,
    )  # fmt: skip


@requires(LEARNER_POLICY, "view")
@require_GET
def route(request: Request, pk: int) -> HttpResponse:
    """The shortest way to a programme's diploma from what the learner has, with the rules named."""
    learner = get_learner(request.actor, pk)
    CONVERSION_POLICY.require(request.actor, "apply", Conversion(learner=learner, programme=CreditProgramme()))
    programme, choice = _chosen(request)
    context = {"learner": learner, "choice": choice, "programme": programme, "page": None, "refusal": ""}
    if programme is not None:
        decided = _decided(request, learner, programme, context)
        if decided is not None:
            context["page"] = route_to(learner, programme, decided)
    return render(request, "credit_bank/route.html", context)


def _chosen(request: Request) -> tuple[CreditProgramme | None, ProgrammeChoiceForm]:
    form = ProgrammeChoiceForm(request.GET if "programme" in request.GET else None, programmes=open_programmes())
    if not form.is_bound:
        return None, form
    if not form.is_valid():
        raise Http404(_("没有这个专业，或它不再受理学分转换。"))
    return form.chosen(), form


def _decided(request: Request, learner: Learner, programme: CreditProgramme, context: dict[str, object]) -> Decided | None:
    try:
        return decide_for(learner, programme, request.now.date())
    except Refusal as caught:
        context["refusal"] = caught.message
        return None
