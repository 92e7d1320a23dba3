"""The guardian's signature: a link that school or student passes on, and the page that it opens for somebody without an account."""

from __future__ import annotations

from collections.abc import Mapping

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from baigong.contexts.internships.access import INTERN_POLICY
from baigong.contexts.internships.access_of_work import GUARDIAN_LINK_POLICY, PLACEMENT_POLICY
from baigong.contexts.internships.models import GuardianLink
from baigong.contexts.internships.outputs.agreements import papers_for_guardian
from baigong.contexts.internships.selectors.guardians import get_guardian_link, list_guardian_links
from baigong.contexts.internships.selectors.work import get_placement
from baigong.contexts.internships.services import guardians
from baigong.kernel import documents
from baigong.kernel.access import Request, public, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.form_pages import button_page
from baigong.kernel.ui.link_pages import hold_pace, keep_address, links_made, privately

PROVEN, PROOF_LASTS = "internships.guardian", 3600
"""The second fact, once heard, holds for an hour: time enough to read."""


@requires(PLACEMENT_POLICY, "ask_guardian")
@require_http_methods(["GET", "POST"])
def guardian(request: Request, pk: int) -> HttpResponse:
    """What waits for the guardian; a new link, shown once with its QR code; what became of earlier ones."""
    row = get_placement(request.actor, pk)
    PLACEMENT_POLICY.require(request.actor, "ask_guardian", row)
    key, refusal = f"guardian-{row.pk}", None
    if request.method == "POST":
        try:
            _made, token = guardians.make_link(actor=request.actor, now=request.now, placement=row)
        except Refusal as caught:
            refusal = caught
        else:
            keep_address(request, key, reverse("internships:guardian-sign", args=[token]))
            return redirect("internships:placement-guardian", row.pk)
    due, settled = guardians.waiting_for_guardian(row, request.now)
    context = {
        "row": row, "due": due, "settled": settled, "refusal": refusal,
        "made": links_made(request, key, list_guardian_links(request.actor, row)),
        "may_edit": INTERN_POLICY.decide(request.actor, "edit", row.intern), "days": guardians.VALID_FOR.days,
        "digits": guardians.DIGITS,
    }  # fmt: skip
    return render(request, "internships/guardian.html", context, status=refusal.status if refusal else 200)


@requires(GUARDIAN_LINK_POLICY, "withdraw")
@require_POST
def guardian_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a link back."""
    row = get_guardian_link(request.actor, pk)
    return button_page(
        request, lambda: guardians.withdraw_link(actor=request.actor, now=request.now, link=row), done=_("链接已收回，不能再用。"),
        to=reverse("internships:placement-guardian", args=[row.placement_id]),
    )  # fmt: skip


@public
@require_http_methods(["GET", "POST"])
def guardian_sign(request: Request, token: str) -> HttpResponse:
    """The guardian's page: the second fact, the whole text, the signature. What was signed is read again until the link expires."""
    try:
        hold_pace(request, "internships.guardian")
        link = guardians.get_link(token)
        guardians.hold_usable(link, request.now)
        guardians.hold_signed_out(request.actor)
    except Refusal as refusal:
        return _answer(request, {"dead": refusal}, refusal.status)
    proof, refused = request.POST.get("proof", ""), None
    if request.method == "POST":
        try:
            if not proof:
                guardians.prove(actor=request.actor, now=request.now, token=token, digits=request.POST.get("digits", "")[:20])
                proof = signing.dumps(link.pk, salt=PROVEN)
            elif not _holds(proof, link):
                proof = ""
                raise Refusal(_("打开的时间太久，请再输一次电话后四位。"), code="proof")
            elif "name" in request.POST:
                link = guardians.sign_by_link(actor=request.actor, now=request.now, link=link, name=request.POST["name"][:80])
        except Refusal as refusal:
            if refusal.status == 410:
                return _answer(request, {"dead": refusal}, refusal.status)
            refused = refusal
    context: dict[str, object] = {
        "dead": None,
        "link": link,
        "proof": proof,
        "refused": refused,
        "digits": guardians.DIGITS,
        "name": request.POST.get("name", "")[:80],
    }
    if proof:
        papers = papers_for_guardian(link.placement, request.now.date(), guardians.papers_of(link, request.now))
        context["papers"] = [documents.render_html(paper, heading_level=2) for paper in papers]
    return _answer(request, context, refused.status if refused else 200)


def _holds(proof: str, link: GuardianLink) -> bool:
    try:
        return bool(signing.loads(proof, salt=PROVEN, max_age=PROOF_LASTS) == link.pk)
    except signing.BadSignature:
        return False


def _answer(request: Request, context: Mapping[str, object], status: int) -> HttpResponse:
    return privately(render(request, "internships/guardian_sign.html", context, status=status))
