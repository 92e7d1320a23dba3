"""One's own account: profile, where one is signed in, what was recorded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from baigong.contexts.accounts import services
from baigong.contexts.accounts.access import SIGN_INS
from baigong.contexts.accounts.forms import ProfileForm
from baigong.contexts.accounts.listings import OWN_LOG
from baigong.contexts.accounts.selectors import has_second_factor, is_factor_required, own_events
from baigong.contexts.accounts.selectors.pages import holdings_of
from baigong.contexts.accounts.services.sessions import SIGN_IN
from baigong.contexts.accounts.views.answering import carried_out
from baigong.kernel.access import Request, requires, signed_in
from baigong.kernel.ui.form_pages import button_page


@signed_in
def profile(request: Any) -> HttpResponse:
    """Name, phone, mail, language; the way to password and second factor; the roles one holds."""
    user = request.user
    initial = {f: getattr(user, f) for f in ("display_name", "phone", "email", "language")}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST":
        saved = carried_out(form, lambda data: services.edit_own_profile(actor=request.actor, now=request.now, **data))
        if saved:
            messages.success(request, _("已保存。"))
            response = redirect("accounts:profile")
            if saved.language != initial["language"]:
                _set_language(response, saved.language)
            return response
    holdings = holdings_of(user.pk)
    context = {
        "form": form,
        "user": user,
        "holdings": [(row, row.is_in_force(request.now.date())) for row in holdings],
        "has_factor": has_second_factor(user),
        "factor_required": is_factor_required(request.actor),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def no_password(request: Request) -> HttpResponse:
    """Somebody without a password asked to change it: how they get one. Nobody sets a first password by being signed in alone."""
    return render(request, "accounts/no_password.html")


def _set_language(response: HttpResponse, language: str) -> None:
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)


@signed_in
@require_safe
def own_log(request: Any) -> HttpResponse:
    """Sign-ins, failures, and what one did oneself or others did to one's account."""
    return OWN_LOG.respond(request, own_events(request.actor.user_id), "accounts/own_log.html")


@requires(SIGN_INS, "view")
@require_safe
def own_sessions(request: Any) -> HttpResponse:
    """Where one is signed in now, and the last sign-ins before."""
    since = request.now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    rows = list(SIGN_INS.visible(request.actor)[:50])
    present = request.session.get(SIGN_IN)
    context = {
        "open_rows": [row for row in rows if row.is_open(since)],
        "past_rows": [row for row in rows if not row.is_open(since)][:20],
        "present": present,
    }
    return render(request, "accounts/own_sessions.html", context)


@require_POST
@requires(SIGN_INS, "end")
def session_end(request: Any, pk: int) -> HttpResponse:
    """End one of one's own sign-ins."""
    row = SIGN_INS.get_or_404(request.actor, pk=pk)
    return button_page(
        request,
        lambda: services.end_session(actor=request.actor, now=request.now, session=row),
        done=_("那次登录已结束。"),
        to="accounts:own-sessions",
    )


@require_POST
@signed_in
def sessions_end_others(request: Request) -> HttpResponse:
    """End all but the present one."""
    present = request.session.get(SIGN_IN)
    return button_page(
        request,
        lambda: services.end_other_sessions(actor=request.actor, now=request.now, present=present),
        done=_("其他登录都已结束。"),
        to="accounts:own-sessions",
    )
