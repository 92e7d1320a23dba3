"""Integration enterprises: the list, one with its conditions, papers and steps, applying; the catalogue that everybody may read."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.incentives.access import CANDIDACY_PAPER_POLICY, CANDIDACY_POLICY
from baigong.contexts.incentives.forms.candidacies import CandidacyForm, CandidacyPaperForm, ClaimsForm
from baigong.contexts.incentives.models import Candidacy, CandidacyPaper
from baigong.contexts.incentives.pages import candidacy_page
from baigong.contexts.incentives.selectors.candidacies import get_candidacy, list_candidacies, public_catalogue, public_plans
from baigong.contexts.incentives.services import candidacies as services
from baigong.contexts.incentives.views.listings import CANDIDACIES, CANDIDACY_TONES, CATALOGUE
from baigong.contexts.incentives.views.sight import enterprise_for
from baigong.kernel.access import Request, public, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.paper_pages import hand_out, take_in, take_out


@requires(CANDIDACY_POLICY, "work")
@require_GET
def candidacy_list(request: Request) -> HttpResponse:
    """The enterprises one works with."""
    rows = list_candidacies(request.actor)
    return CANDIDACIES.respond(request, rows, "incentives/candidacy_list.html", on_export="incentives.candidacy.exported")


@requires(CANDIDACY_POLICY, "view")
@require_GET
def candidacy(request: Request, pk: int) -> HttpResponse:
    """One enterprise's application and its life on the list."""
    return _show(request, get_candidacy(request.actor, pk))


def _show(request: Request, row: Candidacy, *, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "page": candidacy_page(request.actor, row, request.now.date()), "tones": CANDIDACY_TONES, "paper_form": CandidacyPaperForm(),
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "incentives/candidacy.html", context, status=refusal.status if refusal else 200)


@requires(CANDIDACY_POLICY, "create")
@require_http_methods(["GET", "POST"])
def candidacy_add(request: Request, enterprise: int) -> HttpResponse:
    """Begin an application for an enterprise."""
    firm = enterprise_for(request.actor, enterprise, CANDIDACY_POLICY, "create")
    return form_page(
        request, CandidacyForm(request.POST or None), "incentives/candidacy_form.html",
        lambda data: services.draft_candidacy(actor=request.actor, now=request.now, enterprise=firm, statement=data["statement"]),
        done=_("已起草；请逐项填写条件、上传证明后提交。"), context={"row": None, "firm": firm},
    )  # fmt: skip


@requires(CANDIDACY_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def candidacy_edit(request: Request, pk: int) -> HttpResponse:
    """Why it applies, before it is reviewed."""
    row = get_candidacy(request.actor, pk)
    CANDIDACY_POLICY.require(request.actor, "edit", row)
    form = CandidacyForm(request.POST or None, initial={"statement": row.statement, "seen": row.updated_at})
    return form_page(
        request, form, "incentives/candidacy_form.html",
        lambda data: services.edit_candidacy(
            actor=request.actor, now=request.now, candidacy=row, statement=data["statement"], seen=data["seen"]
        ),
        done=_("已保存。"), context={"row": row, "firm": row.enterprise},
    )  # fmt: skip


@requires(CANDIDACY_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def candidacy_claims(request: Request, pk: int) -> HttpResponse:
    """What is claimed under each condition."""
    row = get_candidacy(request.actor, pk)
    CANDIDACY_POLICY.require(request.actor, "edit", row)
    form = ClaimsForm(request.POST or None, candidacy=row)
    return form_page(
        request, form, "incentives/candidacy_claims.html",
        lambda data: services.set_claims(actor=request.actor, now=request.now, candidacy=row, claims=form.claims()),
        done=_("已保存条件说明。"), context={"row": row},
    )  # fmt: skip


@requires(CANDIDACY_PAPER_POLICY, "attach")
@require_POST
def candidacy_attach(request: Request, pk: int) -> HttpResponse:
    """Add a paper."""
    row = get_candidacy(request.actor, pk)
    return take_in(
        request, CandidacyPaperForm(request.POST, request.FILES),
        lambda data: services.attach(
            actor=request.actor, now=request.now, candidacy=row, kind=data["kind"], upload=data["file"], title=data["title"]
        ),
        to=row.get_absolute_url(), show=lambda refusal: _show(request, get_candidacy(request.actor, pk), refusal=refusal),
    )  # fmt: skip


@requires(CANDIDACY_PAPER_POLICY, "view")
@require_GET
def candidacy_paper(request: Request, pk: int) -> HttpResponseBase:
    """Download a paper; who read it is in the log."""
    piece = CANDIDACY_PAPER_POLICY.get_or_404(request.actor, CandidacyPaper.objects.select_related("candidacy"), pk=pk)
    return hand_out(request, services.PAPERS, piece)


@requires(CANDIDACY_PAPER_POLICY, "detach")
@require_POST
def candidacy_detach(request: Request, pk: int) -> HttpResponse:
    """Take a paper out."""
    piece = CANDIDACY_PAPER_POLICY.get_or_404(request.actor, CandidacyPaper.objects.select_related("candidacy"), pk=pk)
    return take_out(
        request, lambda: services.detach(actor=request.actor, now=request.now, piece=piece), to=piece.candidacy.get_absolute_url(),
        show=lambda refusal: _show(request, get_candidacy(request.actor, piece.candidacy_id), refusal=refusal),
    )  # fmt: skip


@public
@require_GET
def catalogue(request: Request) -> HttpResponse:
    """The catalogue of integration enterprises."""
    return CATALOGUE.respond(request, public_catalogue(), "incentives/public_catalogue.html")


@public
@require_GET
def public_enterprise(request: Request, pk: int) -> HttpResponse:
    """One enterprise of the catalogue, with its three-year plan."""
    row = CANDIDACY_POLICY.get_or_404(request.actor, public_catalogue(), pk=pk)
    return render(
        request, "incentives/public_enterprise.html", {"row": row, "plan": public_plans([row]).get(row.pk), "tones": CANDIDACY_TONES}
    )
