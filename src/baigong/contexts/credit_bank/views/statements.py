"""The statement of an account: on the page, on paper, and the proof that a posting was sealed."""

from __future__ import annotations

import json
from importlib import resources

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from baigong.contexts.credit_bank.access import LEARNER_POLICY
from baigong.contexts.credit_bank.access_of_office import APPEAL_POLICY
from baigong.contexts.credit_bank.ledger.verifying import proof_of, sealed_to
from baigong.contexts.credit_bank.models import Appeal
from baigong.contexts.credit_bank.outputs.statement import statement_paper
from baigong.contexts.credit_bank.selectors.people import get_learner, outcomes_of, standing
from baigong.contexts.credit_bank.selectors.statements import postings_of, statements_of
from baigong.kernel import audit
from baigong.kernel.access import Request, public, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.downloads import attachment

ON_PAPER = 2000
"""The most lines of one account that a paper holds."""


@requires(LEARNER_POLICY, "view")
@require_GET
def statement(request: Request, pk: int) -> HttpResponse:
    """Every posting of the person, with the balance after it."""
    row = get_learner(request.actor, pk)
    is_own = row.user_id is not None and row.user_id == request.actor.user_id
    if not is_own:
        audit.record(request.actor, "credit_bank.learner.read", row, now=request.now)
    may_appeal = bool(APPEAL_POLICY.decide(request.actor, "lodge", Appeal(learner=row)))
    context = {"row": row, "statements": statements_of(row), "is_own": is_own, "may_appeal": may_appeal, "sealed_to": sealed_to()}
    return render(request, "credit_bank/statement.html", context)


@requires(LEARNER_POLICY, "view")
@require_GET
def statement_file(request: Request, pk: int, ending: str) -> HttpResponse:
    """The statement as PDF or Word; who took it is in the log."""
    row = get_learner(request.actor, pk)
    day = request.now.date()
    issuer = row.home.name if row.home is not None else str(_("学分银行"))
    counted = standing(outcomes_of(row), day)
    made = statement_paper(row, counted, statements_of(row, lines=ON_PAPER), day, issuer, ending)
    audit.record(
        request.actor, "credit_bank.learner.statement_taken", row, now=request.now, detail={"format": ending, "sha256": made.sha256}
    )
    return attachment(made.content, made.filename, made.media_type)


@requires(LEARNER_POLICY, "view")
@require_GET
def posting_proof(request: Request, pk: int, posting: int) -> HttpResponse:
    """The proof that a posting of the person was sealed, to be checked without us."""
    row = get_learner(request.actor, pk)
    found = postings_of(row).filter(pk=posting).first()
    if found is None:
        raise Http404
    try:
        proof = proof_of(found)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("credit_bank:statement", pk)
    return attachment(json.dumps(proof, ensure_ascii=False, indent=1), f"posting-{found.pk}-proof.json")


@public
@require_safe
def verifier(request: Request) -> HttpResponse:
    """The stand-alone program that checks a proof: one file, nothing to install but Python."""
    file = resources.files("baigong.engines.ledger") / "verify_posting.py"
    return attachment(file.read_bytes(), "verify_posting.py", "text/x-python; charset=utf-8")
