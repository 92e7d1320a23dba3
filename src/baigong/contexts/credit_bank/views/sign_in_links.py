"""A learner's own sign-in: the link that a desk gives out, and the page that it opens."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from baigong.contexts.accounts.public import User, address_of, enter
from baigong.contexts.credit_bank.access import LEARNER_POLICY, SIGN_IN_LINK_POLICY
from baigong.contexts.credit_bank.forms.sign_in_links import DocumentNumberForm, SignInForm
from baigong.contexts.credit_bank.models import Learner
from baigong.contexts.credit_bank.selectors.people import get_learner, get_sign_in_link, list_sign_in_links
from baigong.contexts.credit_bank.services import sign_in_links as services
from baigong.kernel.access import Actor, Request, public, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.form_pages import button_page, refuse
from baigong.kernel.ui.link_pages import hold_pace, keep_address, links_made, privately, whole_address


@requires(LEARNER_POLICY, "invite")
@require_http_methods(["GET", "POST"])
def sign_in(request: Request, pk: int) -> HttpResponse:
    """How the learner signs in; a new link, shown once with its QR code; what became of earlier ones."""
    row = get_learner(request.actor, pk)
    LEARNER_POLICY.require(request.actor, "invite", row)
    refusal = None
    if request.method == "POST":
        try:
            _made, token = services.make_link(actor=request.actor, now=request.now, learner=row)
        except Refusal as caught:
            refusal = caught
        else:
            keep_address(request, _key(row), join_path(token))
            return redirect("credit_bank:sign-in", row.pk)
    return _show(request, row, refusal)


def _key(row: Learner) -> str:
    return f"sign-in-{row.pk}"


def _show(request: Request, row: Learner, refusal: Refusal | None) -> HttpResponse:
    made = links_made(request, _key(row), list_sign_in_links(request.actor, row))
    context = {"row": row, "refusal": refusal, "made": made, "days": services.VALID_FOR.days}
    return render(request, "credit_bank/sign_in.html", context, status=refusal.status if refusal else 200)


def join_path(token: str) -> str:
    """The page that a link opens."""
    return reverse("credit_bank:join", args=[token])


def join_address(request: Request, token: str) -> str:
    """The whole address of a link."""
    return whole_address(request, join_path(token))


@requires(SIGN_IN_LINK_POLICY, "withdraw")
@require_POST
def link_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a link back."""
    row = get_sign_in_link(request.actor, pk)
    return button_page(
        request, lambda: services.withdraw_link(actor=request.actor, now=request.now, link=row), done=_("链接已收回，不能再用。"),
        to=reverse("credit_bank:sign-in", args=[row.learner_id]),
    )  # fmt: skip


@requires(LEARNER_POLICY, "invite")
@require_POST
def sign_in_part(request: Request, pk: int) -> HttpResponse:
    """Part the account from the sign-in it has."""
    row = get_learner(request.actor, pk)
    reason = request.POST.get("reason", "")
    return button_page(
        request, lambda: services.part_from_sign_in(actor=request.actor, now=request.now, learner=row, reason=reason),
        done=_("已解除；需要时可以发新的链接。"), to=reverse("credit_bank:sign-in", args=[row.pk]),
        show=lambda refusal: _show(request, get_learner(request.actor, row.pk), refusal),
    )  # fmt: skip


@public
@sensitive_post_parameters("password", "again", "document_number")
@require_http_methods(["GET", "POST"])
def join(request: Request, token: str) -> HttpResponse:
    """The learner's page: the document's number, and a name and password of one's own; or the sign-in that one has."""
    try:
        hold_pace(request, "credit_bank.join")
        link = services.get_link(token)
        services.hold_usable(link, request.now)
    except Refusal as refusal:
        return _answer(request, {"dead": refusal}, refusal.status)
    user = request.user if isinstance(request.user, User) else None
    form = (DocumentNumberForm if user else SignInForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["document_number"]
        new = None if user else services.NewSignIn(form.cleaned_data["username"], form.cleaned_data["password"])
        acting = request.actor if user else Actor(None, "", address=address_of(request))
        try:
            account = services.take_up(actor=acting, now=request.now, token=token, document_number=number, user=user, new=new)
        except Refusal as refusal:
            if refusal.status == 410:
                return _answer(request, {"dead": refusal}, refusal.status)
            refuse(form, refusal)
        else:
            if user is None:
                enter(request, account, "password", now=request.now)
            return redirect("credit_bank:mine")
    # Also with errors an ordinary answer: a failed request would be logged with its address, and the address holds the secret.
    return _answer(request, {"dead": None, "link": link, "form": form, "user": user}, 200)


def _answer(request: Request, context: dict[str, object], status: int) -> HttpResponse:
    return privately(render(request, "credit_bank/join.html", context, status=status))
