"""Ways in besides the password: an invitation taken up, and a sample account of a demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from baigong.contexts.accounts import services
from baigong.contexts.accounts.address import address_of
from baigong.contexts.accounts.forms import AcceptForm
from baigong.contexts.accounts.selectors.pages import find_sample
from baigong.contexts.accounts.services.invitations import check_pending
from baigong.contexts.accounts.services.sessions import enter
from baigong.contexts.accounts.views.answering import carried_out
from baigong.kernel.access import public
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.errors import error_page


@public
@never_cache
@sensitive_post_parameters("password", "again")
def invitation_accept(request: Any, code: str) -> HttpResponse:
    """Take up an invitation with a new account; somebody signed in may take it up with the account they have."""
    row = services.find_invitation(code, now=request.now)
    if row is None:
        raise Http404(_("没有这个邀请。请检查链接是否完整，或联系邀请人。"))
    try:
        check_pending(row, request.now)
    except Refusal as refusal:
        page = error_page(403, what=refusal.message, steps=[_("已有账号的，请直接登录。"), _("需要新的邀请，请联系邀请人或安全管理员。")])
        return render(request, "accounts/invitation_void.html", {"error": page}, status=410)
    form = AcceptForm(request.POST or None, initial={"display_name": row.display_name})
    if request.method == "POST":
        facts = {"code": code, "now": request.now, "address": address_of(request)}
        if request.user.is_authenticated and request.POST.get("with") == "present":
            services.accept_invitation(user=request.user, **facts)
            return redirect("accounts:profile")
        if not request.user.is_authenticated:
            user = carried_out(form, lambda data: services.accept_invitation(**facts, **{k: v for k, v in data.items() if k != "again"}))
            if user:
                enter(request, user, "password", now=request.now)
                return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"invitation": row, "form": form, "code": code}
    # Also with errors an ordinary answer: a failed request would be logged with its address, and the address holds the code.
    return render(request, "accounts/invitation_accept.html", context)


@require_POST
@public
def sample_sign_in(request: Any, username: str) -> HttpResponse:
    """Enter a demonstration as one of its sample accounts. Where real people work there is no such page."""
    user = find_sample(username)
    if user is None:
        raise Http404
    enter(request, user, "sample", now=request.now)
    back = request.POST.get("next", "")
    safe = back and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else resolve_url(settings.LOGIN_REDIRECT_URL))


def sample_address(username: str) -> str:
    """The address that enters as a sample account."""
    return reverse("accounts:sample-sign-in", args=[username])
