"""Credentials inside: the holder's with its files, the list of those in one's charge, issuing."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup

from baigong.contexts.credit_bank.access import CREDENTIAL_POLICY
from baigong.contexts.credit_bank.credentials.addresses import verification_address
from baigong.contexts.credit_bank.credentials.papers import credential_paper
from baigong.contexts.credit_bank.credentials.pictures import badge_svg, qr_svg
from baigong.contexts.credit_bank.models import Credential, Learner, shown
from baigong.contexts.credit_bank.selectors.credentials import (
    credentials_of,
    get_credential,
    get_issuable,
    list_credentials,
    parts_of,
    without_credential,
)
from baigong.contexts.credit_bank.selectors.people import own_learner, standing
from baigong.contexts.credit_bank.services import credentials as services
from baigong.contexts.credit_bank.services import records
from baigong.contexts.credit_bank.views.credential_listings import CREDENTIAL_TONES, CREDENTIALS
from baigong.engines.credentials import baking
from baigong.engines.credentials.badges import read_contents
from baigong.engines.credentials.forms import issuer_name
from baigong.engines.credentials.proofs import JCS
from baigong.engines.credentials.reading import Document, read_document
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.documents.codes import link_svg
from baigong.kernel.documents.figures import safe_svg
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.workflow import available

SIDE_MM, PPI = 81.28, 150
"""The PNG of a badge: 480 dots wide and high."""


@requires(CREDENTIAL_POLICY, "work")
@require_GET
def credential_list(request: Request) -> HttpResponse:
    """Credentials over outcomes in the reader's charge, latest first."""

    rows = list_credentials(request.actor)
    return CREDENTIALS.respond(request, rows, "credit_bank/credential_list.html", on_export="credit_bank.credential.exported")


@requires(CREDENTIAL_POLICY, "issue")
@require_GET
def own_credentials(request: Request) -> HttpResponse:
    """What I can take along, and the outcomes over which I can have a credential issued."""
    row = own_learner(request.actor)
    if row is None:
        return redirect("credit_bank:register")
    return _own(request, row, None)


def _own(request: Request, row: Learner, chosen: list[int] | None, refusal: Refusal | None = None) -> HttpResponse:
    """The page; ``chosen`` is what was ticked, at first whatever counts today."""
    recordable = records.recordable(row, request.now.date())
    if chosen is None:
        chosen = [outcome.pk for outcome in standing(recordable, request.now.date())]
    context = {
        "learner": row, "rows": credentials_of(row), "issuable": without_credential(row, request.now.date()), "tones": CREDENTIAL_TONES,
        "recordable": recordable, "chosen": chosen, "refusal": refusal,
    }  # fmt: skip
    return render(request, "credit_bank/own_credentials.html", context, status=refusal.status if refusal else 200)


@requires(CREDENTIAL_POLICY, "issue")
@require_POST
def record_issue(request: Request) -> HttpResponse:
    """One signed record over the outcomes that were ticked."""
    row = own_learner(request.actor)
    if row is None:
        raise Http404
    ticked = {int(pk) for pk in request.POST.getlist("outcomes") if pk.isdecimal()}
    chosen = [outcome for outcome in records.recordable(row, request.now.date()) if outcome.pk in ticked]
    try:
        made = records.issue_record(actor=request.actor, now=request.now, learner=row, outcomes=chosen)
    except NotPermitted:
        raise
    except Refusal as refusal:
        return _own(request, row, [outcome.pk for outcome in chosen], refusal)
    messages.success(request, _("已签发，编号%(number)s。") % {"number": made.shown_number})
    return redirect(made)


@requires(CREDENTIAL_POLICY, "issue")
@require_POST
def credential_issue(request: Request, pk: int) -> HttpResponse:
    """Issue the credential of an outcome; asked again, show the one there is."""
    made = services.issue_credential(actor=request.actor, now=request.now, outcome=get_issuable(request.actor, pk))
    messages.success(request, _("已签发，编号%(number)s。") % {"number": made.shown_number})
    return redirect(made)


@requires(CREDENTIAL_POLICY, "view")
@require_GET
def credential(request: Request, pk: int) -> HttpResponse:
    """One credential: what it says, where it is verified, its files, its steps."""
    row = get_credential(request.actor, pk)
    document = read_document(row.document)
    works = bool(CREDENTIAL_POLICY.decide(request.actor, "work", row))
    parts = parts_of(row)
    code = link_svg(verification_address(row.number)) if row.is_record else qr_svg(document)
    context = {
        "row": row, "contents": read_contents(document), "address": verification_address(row.number), "tones": CREDENTIAL_TONES,
        "qr": Markup(safe_svg(code)),  # noqa: S704  (what acts was taken out)
        "parts": parts, "total": shown(sum(part.outcome.credits or 0 for part in parts if part.outcome)) if parts else "",
        "steps": available(row, request.actor), "works": works,
        "events": list(audit.events_of(row)[:40]) if works else [],
        "may_download": bool(CREDENTIAL_POLICY.decide(request.actor, "download", row)), "issuer": issuer_name(document),
    }  # fmt: skip
    return render(request, "credit_bank/credential.html", context)


@requires(CREDENTIAL_POLICY, "download")
@require_GET
def credential_file(request: Request, pk: int, ending: str) -> HttpResponse:
    """The credential as a file: JSON, a picture that carries it, or paper. ``?suite=`` chooses how it is signed."""
    row = get_credential(request.actor, pk)
    suite = request.GET.get("suite", JCS)
    if suite not in services.ALGORITHMS:
        raise Http404(_("没有这种签名方法。"))
    document = services.take_along(actor=request.actor, now=request.now, credential=row, form=ending, suite=suite)
    text = json.dumps(document, ensure_ascii=False)
    name = f"{row.title} {row.number}.{ending}"
    if ending == "json":
        return attachment(json.dumps(document, ensure_ascii=False, indent=2), name)
    if ending == "svg":
        return attachment(baking.bake_svg(_badge(row, document), text), name, "image/svg+xml")
    from baigong.kernel.documents import pdf

    if ending == "png":
        picture = pdf.picture_of(_badge(row, document).decode(), SIDE_MM, ppi=PPI)
        return attachment(baking.bake_png(picture, text), name, "image/png")
    return attachment(pdf.render_pdf(credential_paper(row, document)), name, "application/pdf")


def _badge(row: Credential, document: Document) -> bytes:
    return badge_svg(read_contents(document), issuer_name(document), row.shown_number)
