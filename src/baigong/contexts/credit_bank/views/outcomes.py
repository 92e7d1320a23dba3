"""Outcomes: those one works with, one with its papers and steps, and the claim itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.credit_bank.access import OUTCOME_BATCH_POLICY, OUTCOME_EVIDENCE_POLICY, OUTCOME_POLICY
from baigong.contexts.credit_bank.forms.outcomes import ClaimForm, PaperForm, initial_of_claim
from baigong.contexts.credit_bank.models import Learner, Outcome, OutcomeEvidence
from baigong.contexts.credit_bank.pages import outcome_page
from baigong.contexts.credit_bank.selectors.outcomes import get_outcome, list_outcomes, reviewers_for, types_to_claim
from baigong.contexts.credit_bank.selectors.people import get_learner
from baigong.contexts.credit_bank.selectors.register_results import source_of
from baigong.contexts.credit_bank.services import outcomes as services
from baigong.contexts.credit_bank.views.listings import OUTCOME_TONES, OUTCOMES
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.paper_pages import hand_out, take_in, take_out


@requires(OUTCOME_POLICY, "work")
@require_GET
def outcome_list(request: Request) -> HttpResponse:
    """The outcomes in the reader's charge, what was changed last first."""
    context = {"may_post": OUTCOME_BATCH_POLICY.reachable(request.actor, "post")}
    rows, counted = list_outcomes(request.actor)
    template, event = "credit_bank/outcome_list.html", "credit_bank.outcome.exported"
    return OUTCOMES.respond(request, rows, template, context, on_export=event, counted=counted)


@requires(OUTCOME_POLICY, "view")
@require_GET
def outcome(request: Request, pk: int) -> HttpResponse:
    """One outcome: what it says, its papers, what was decided, what one may do. The learner finds who read it."""
    row = get_outcome(request.actor, pk)
    if row.learner.user_id != request.actor.user_id:
        audit.record(request.actor, "credit_bank.outcome.read", row, now=request.now)
    return show_outcome(request, row)


def show_outcome(request: Request, row: Outcome, *, refusal: Refusal | None = None) -> HttpResponse:
    """The outcome's page; after a refusal with the reason on top."""
    page = outcome_page(request.actor, row, request.now)
    form = PaperForm(initial={"kind": next(iter(page.lacking), None)})  # what is still asked for comes first
    context = {"page": page, "paper_form": form, "refusal": refusal, "tones": OUTCOME_TONES}
    context["source"] = source_of(request.actor, row)
    context["is_own"] = request.actor.user_id is not None and row.learner.user_id == request.actor.user_id
    return render(request, "credit_bank/outcome.html", context, status=refusal.status if refusal else 200)


@requires(OUTCOME_POLICY, "claim")
@require_http_methods(["GET", "POST"])
def outcome_add(request: Request, pk: int) -> HttpResponse:
    """A new claim, for oneself or at the desk for the person of an account."""
    return _claim_page(request, get_learner(request.actor, pk), None)


@requires(OUTCOME_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def outcome_edit(request: Request, pk: int) -> HttpResponse:
    """What a claim says, while it is not handed in."""
    row = get_outcome(request.actor, pk)
    OUTCOME_POLICY.require(request.actor, "edit", row)
    return _claim_page(request, row.learner, row)


def _claim_page(request: Request, learner: Learner, row: Outcome | None) -> HttpResponse:
    form = ClaimForm(
        request.POST or None, types=types_to_claim(request.now.date()), reviewers=reviewers_for(learner),
        initial=initial_of_claim(row) if row else None,
    )  # fmt: skip

    def act(data: dict[str, Any]) -> Outcome:
        if row is None:
            return services.draft_outcome(actor=request.actor, now=request.now, learner=learner, claim=form.claim())
        return services.edit_outcome(actor=request.actor, now=request.now, outcome=row, claim=form.claim(), seen=data["seen"])

    done = _("已保存。请上传佐证材料后申报认定。") if row is None else _("已保存。")
    return form_page(request, form, "credit_bank/outcome_form.html", act, done=done, context={"row": row, "learner": learner})


@requires(OUTCOME_POLICY, "attach")
@require_POST
def outcome_attach(request: Request, pk: int) -> HttpResponse:
    """Add a paper."""
    row = get_outcome(request.actor, pk)
    return take_in(
        request, PaperForm(request.POST, request.FILES),
        lambda data: services.attach(actor=request.actor, now=request.now, outcome=row, kind=data["kind"], upload=data["file"]),
        to=row.get_absolute_url(), show=lambda refusal: show_outcome(request, get_outcome(request.actor, pk), refusal=refusal),
    )  # fmt: skip


@requires(OUTCOME_EVIDENCE_POLICY, "view")
@require_GET
def evidence(request: Request, pk: int) -> HttpResponseBase:
    """Download a paper."""
    return hand_out(request, services.PAPERS, OUTCOME_EVIDENCE_POLICY.get_or_404(request.actor, pk=pk))


@requires(OUTCOME_EVIDENCE_POLICY, "detach")
@require_POST
def evidence_detach(request: Request, pk: int) -> HttpResponse:
    """Take a paper out."""
    piece = OUTCOME_EVIDENCE_POLICY.get_or_404(request.actor, OutcomeEvidence.objects.select_related("outcome"), pk=pk)
    return take_out(
        request, lambda: services.detach(actor=request.actor, now=request.now, evidence=piece), to=piece.outcome.get_absolute_url(),
        show=lambda refusal: show_outcome(request, get_outcome(request.actor, piece.outcome_id), refusal=refusal),
    )  # fmt: skip
