"""The public page that verifies a credential: a file, a picture, a PDF, a link, a number; the answer in words."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.credit_bank.access import OUTCOME_EVIDENCE_POLICY
from baigong.contexts.credit_bank.credentials.scanning import LARGEST_FILE
from baigong.contexts.credit_bank.pages_of_credentials import VerificationPage, verification_page
from baigong.contexts.credit_bank.services import verifying
from baigong.contexts.credit_bank.services.outcomes import PAPERS
from baigong.kernel.access import Request, public, requires
from baigong.kernel.errors import Refusal

LONGEST_TEXT = 300_000


@public
@require_http_methods(["GET", "POST"])
def verify(request: Request) -> HttpResponse:
    """The form; after a POST the answer above it."""
    if request.method == "GET":
        return _show(request, None)
    upload, text = request.FILES.get("file"), request.POST.get("text", "").strip()[:LONGEST_TEXT]
    address = request.actor.address
    try:
        if upload is not None:
            if (upload.size or 0) > LARGEST_FILE:
                raise Refusal(
                    _("文件超过%(mb)d MB，请另存较小的图片或上传原件。") % {"mb": LARGEST_FILE // 2**20}, code="file_too_large", status=413
                )
            found = verifying.verify_file(data=upload.read(), now=request.now, address=address)
        elif text:
            found = verifying.verify_text(text=text, now=request.now, address=address)
        else:
            raise Refusal(_("请上传文件，或填写凭证编号、链接。"), code="nothing_given")
    except Refusal as refusal:
        return _show(request, None, refusal=refusal, text=text)
    return _show(request, verification_page(found))


@public
@require_GET
def verify_number(request: Request, number: str) -> HttpResponse:
    """The address that a credential names: the answer by its number."""
    return _given(request, number)


@public
@require_GET
def verify_packed(request: Request, packed: str) -> HttpResponse:
    """The address in the first QR codes: it carries the whole credential in its path."""
    return _given(request, packed)


@requires(OUTCOME_EVIDENCE_POLICY, "view")
@require_GET
def verify_evidence(request: Request, pk: int) -> HttpResponse:
    """A paper of a claim may be another issuer's credential: the answer for whoever decides on it."""
    piece = OUTCOME_EVIDENCE_POLICY.get_or_404(request.actor, pk=pk)
    with PAPERS.open(actor=request.actor, now=request.now, piece=piece) as opened:
        data = opened.read()
    return _show(request, verification_page(verifying.verify_file(data=data, now=request.now, address=request.actor.address)))


def _given(request: Request, text: str) -> HttpResponse:
    try:
        found = verifying.verify_text(text=text, now=request.now, address=request.actor.address)
    except Refusal as refusal:
        return _show(request, None, refusal=refusal)
    return _show(request, verification_page(found))


def _show(request: Request, page: VerificationPage | None, *, refusal: Refusal | None = None, text: str = "") -> HttpResponse:
    is_code = page is None and request.path == reverse("credentials:code")
    context = {"page": page, "refusal": refusal, "text": text[:2_000], "is_code": is_code}
    answer = render(request, "credit_bank/verify.html", context, status=refusal.status if refusal else 200)
    # the origin alone: none at all would also hide it from the check of our own form, which a browser then could not send
    answer["Cache-Control"], answer["Referrer-Policy"] = "private, no-store", "strict-origin"
    if page is not None:
        answer["X-Robots-Tag"] = "noindex"
    return answer
