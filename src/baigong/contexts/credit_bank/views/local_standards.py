"""Local standards: proposed, reviewed, decided; read by everybody once they are on trial."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.credit_bank.access_of_standards import LOCAL_STANDARD_POLICY, STANDARD_PAPER_POLICY
from baigong.contexts.credit_bank.forms.local_standards import (
    OpinionForm,
    PartyForm,
    StandardForm,
    StandardPaperForm,
    initial_of_standard,
)
from baigong.contexts.credit_bank.models import LocalStandard, LocalStandardState
from baigong.contexts.credit_bank.pages_of_standards import standard_page
from baigong.contexts.credit_bank.selectors.certificate_types import versions_with_modules
from baigong.contexts.credit_bank.selectors.local_standards import (
    get_paper,
    get_party,
    get_standard,
    list_public_standards,
    list_standards,
    possible_parties,
    proposing_schools,
)
from baigong.contexts.credit_bank.services import local_standards as services
from baigong.contexts.credit_bank.views.certificate_listings import LOCAL_TONES, LOCALS, PUBLIC_LOCALS
from baigong.kernel.access import ANONYMOUS, Request, public, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.form_pages import button_page, form_page
from baigong.kernel.ui.lookup import suggestions
from baigong.kernel.ui.paper_pages import hand_out, take_in, take_out


@requires(LOCAL_STANDARD_POLICY, "work")
@require_GET
def local_list(request: Request) -> HttpResponse:
    """The standards one works with."""
    context = {"may_create": bool(proposing_schools(request.actor, request.now.date()))}
    rows = list_standards(request.actor)
    return LOCALS.respond(request, rows, "credit_bank/x_locals.html", context, on_export="credit_bank.localstandard.exported")


@public
@require_GET
def public_list(request: Request) -> HttpResponse:
    """The standards that came as far as their trial."""
    return PUBLIC_LOCALS.respond(request, list_public_standards(), "credit_bank/public_standards.html")


@public
@require_GET
def public_standard(request: Request, pk: int) -> HttpResponse:
    """One standard for everybody: what it says, who developed and reviewed it, how far it has come."""
    row = get_standard(ANONYMOUS, pk)
    context = {"page": standard_page(ANONYMOUS, row), "tones": LOCAL_TONES, "versions": versions_with_modules(row.certificate)}
    return render(request, "credit_bank/public_standard.html", context)


@requires(LOCAL_STANDARD_POLICY, "view")
@require_GET
def local(request: Request, pk: int) -> HttpResponse:
    """One standard: what it says, who takes part, what was said, its papers. Who does not work on it is led to its public page."""
    row = get_standard(request.actor, pk)
    if not LOCAL_STANDARD_POLICY.decide(request.actor, "work", row):
        return redirect("credit_bank:x-public-local", row.pk)
    if "lookup" in request.GET and LOCAL_STANDARD_POLICY.decide(request.actor, "edit", row):
        found = suggestions(request, PartyForm(bodies=possible_parties(request.now.date())))
        if found is not None:
            return found
    return show_standard(request, row)


def show_standard(
    request: Request, row: LocalStandard, *, refusal: Refusal | None = None, party_form: PartyForm | None = None
) -> HttpResponse:
    """The standard's page; after a refusal with the reason on top."""
    page = standard_page(request.actor, row)
    form = party_form
    if form is None and "edit" in page.may:
        form = PartyForm(bodies=possible_parties(request.now.date()))
    context = {
        "page": page, "tones": LOCAL_TONES, "versions": versions_with_modules(row.certificate), "party_form": form,
        "paper_form": StandardPaperForm(), "accepted": list(services.PAPERS.accepted), "refusal": refusal, "today": request.now.date(),
    }  # fmt: skip
    return render(request, "credit_bank/x_local.html", context, status=refusal.status if refusal else 200)


@requires(LOCAL_STANDARD_POLICY, "create")
@require_http_methods(["GET", "POST"])
def local_add(request: Request) -> HttpResponse:
    """A new proposal."""
    schools = proposing_schools(request.actor, request.now.date())
    form = StandardForm(request.POST or None, schools=schools)
    return form_page(
        request, form, "credit_bank/x_form.html",
        lambda data: services.propose_standard(actor=request.actor, now=request.now, head=form.head()),
        done=_("已起草。接着登记标准内容和参与单位，上传标准文本，再提交评审。"),
        context={"title": _("起草标准"), "at": "credit_bank:x-locals", "at_title": _("地方标准"), "row": None},
    )  # fmt: skip


@requires(LOCAL_STANDARD_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def local_edit(request: Request, pk: int) -> HttpResponse:
    """What a proposal says."""
    row = get_standard(request.actor, pk)
    LOCAL_STANDARD_POLICY.require(request.actor, "edit", row)
    form = StandardForm(request.POST or None, schools=[row.school], initial=initial_of_standard(row))
    return form_page(
        request, form, "credit_bank/x_form.html",
        lambda data: services.edit_standard(
            actor=request.actor, now=request.now, standard=row, head=form.head(), seen=data["seen"]
        ),
        done=_("已保存。"),
        context={"title": _("修改标准"), "at": "credit_bank:x-locals", "at_title": _("地方标准"), "row": row},
    )  # fmt: skip


# -- parties and opinions --------------------------------------------------------------------------------------------


@requires(LOCAL_STANDARD_POLICY, "edit")
@require_POST
def party_add(request: Request, pk: int) -> HttpResponse:
    """Name a party."""
    row = get_standard(request.actor, pk)
    form = PartyForm(request.POST, bodies=possible_parties(request.now.date()))
    if not form.is_valid():
        return show_standard(request, row, refusal=Refusal(_("请选择参与方式和单位。"), code="party"), party_form=form)
    return button_page(
        request, lambda: services.add_party(actor=request.actor, now=request.now, standard=row, **form.cleaned_data),
        done=_("已登记参与单位。"), to=lambda made: f"{row.get_absolute_url()}#parties",
        show=lambda refusal: show_standard(request, get_standard(request.actor, pk), refusal=refusal, party_form=form),
    )  # fmt: skip


@requires(LOCAL_STANDARD_POLICY, "edit")
@require_POST
def party_remove(request: Request, pk: int) -> HttpResponse:
    """Take a party out."""
    party = get_party(request.actor, pk)
    return button_page(
        request, lambda: services.remove_party(actor=request.actor, now=request.now, party=party),
        done=_("已去掉参与单位。"), to=lambda row: f"{row.get_absolute_url()}#parties",
        show=lambda refusal: show_standard(request, get_standard(request.actor, party.standard_id), refusal=refusal),
    )  # fmt: skip


@requires(LOCAL_STANDARD_POLICY, "opine")
@require_http_methods(["GET", "POST"])
def opinion_add(request: Request, pk: int) -> HttpResponse:
    """A reviewer's opinion in this round."""
    party = get_party(request.actor, pk)
    if not services.opines_for(request.actor, party) or party.standard.state != LocalStandardState.REVIEW:
        raise Http404
    form = OpinionForm(request.POST or None, initial={"given_on": request.now.date()})

    def act(data: dict[str, Any]) -> LocalStandard:
        services.give_opinion(actor=request.actor, now=request.now, party=party, **data)
        return party.standard

    context = {"title": _("登记评审意见"), "at": "credit_bank:x-locals", "at_title": _("地方标准"), "row": party.standard, "party": party}
    return form_page(
        request, form, "credit_bank/x_opinion.html", act, done=_("已登记。"), context=context,
        to=lambda row: f"{row.get_absolute_url()}#opinions",
    )  # fmt: skip


# -- papers ----------------------------------------------------------------------------------------------------------


@requires(LOCAL_STANDARD_POLICY, "attach")
@require_POST
def paper_attach(request: Request, pk: int) -> HttpResponse:
    """Add a paper."""
    row = get_standard(request.actor, pk)
    return take_in(
        request, StandardPaperForm(request.POST, request.FILES),
        lambda data: services.attach_paper(actor=request.actor, now=request.now, standard=row, kind=data["kind"], upload=data["file"]),
        to=row.get_absolute_url(), show=lambda refusal: show_standard(request, get_standard(request.actor, pk), refusal=refusal),
    )  # fmt: skip


@requires(STANDARD_PAPER_POLICY, "view")
@require_GET
def paper(request: Request, pk: int) -> HttpResponseBase:
    """Download a paper; who read it is in the log."""
    return hand_out(request, services.PAPERS, get_paper(request.actor, pk))


@requires(STANDARD_PAPER_POLICY, "detach")
@require_POST
def paper_remove(request: Request, pk: int) -> HttpResponse:
    """Take a paper out of a draft."""
    piece = get_paper(request.actor, pk)
    return take_out(
        request, lambda: services.detach_paper(actor=request.actor, now=request.now, paper=piece), to=piece.standard.get_absolute_url(),
        show=lambda refusal: show_standard(request, get_standard(request.actor, piece.standard_id), refusal=refusal),
    )  # fmt: skip
