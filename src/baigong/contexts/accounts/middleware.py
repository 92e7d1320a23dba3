"""Every request gets its actor and its clock; whoever still owes something (a new password, a second factor) is sent to do it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from baigong.contexts.accounts.actors import actor_for
from baigong.contexts.accounts.address import address_of
from baigong.contexts.accounts.duties import page_of, pending_duty
from baigong.contexts.accounts.services.sessions import SIGNED_IN_AT, touch_session
from baigong.kernel.access import ANONYMOUS
from baigong.kernel.access.routes import access_of
from baigong.kernel.clock import current_time

RENEW_SECONDS = 60
WHILE_OWING = {
    "account_logout", "account_change_password", "account_reauthenticate", "mfa_activate_totp", "mfa_reauthenticate",
    "mfa_view_recovery_codes", "mfa_download_recovery_codes", "set_language",
}  # fmt: skip
"""Pages open to somebody who still owes something: those on which it is done, and the way out."""


class ActorMiddleware:
    """Sets ``request.actor`` and ``request.now``, renews the idle time-out at most once a minute, and keeps the absolute one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Set actor and clock, then answer."""
        request.now = current_time()  # type: ignore[attr-defined]
        request.actor = ANONYMOUS  # type: ignore[attr-defined]
        if request.user.is_authenticated and not self._is_over(request):
            self._enter(request)
        return self.get_response(request)

    def _is_over(self, request: HttpRequest) -> bool:
        """End a session that has lasted its whole time, or that belongs to a sample account where real people work."""
        user: Any = request.user
        if user.is_sample and not settings.DEMONSTRATION:
            logout(request)
            return True
        if time.time() - request.session.get(SIGNED_IN_AT, time.time()) <= settings.SESSION_ABSOLUTE_SECONDS:
            return False
        logout(request)
        messages.info(request, _("登录已满 %(n)s 小时，为了安全请重新登录。") % {"n": settings.SESSION_ABSOLUTE_SECONDS // 3600})
        return True

    def _enter(self, request: HttpRequest) -> None:
        user: Any = request.user
        factor = any(record.get("method") == "mfa" for record in get_authentication_records(request, user))
        request.actor = actor_for(  # type: ignore[attr-defined]
            user,
            on=request.now.date(),  # type: ignore[attr-defined]
            address=address_of(request),
            second_factor=factor,
        )
        if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        if time.time() - request.session.get("seen_at", 0) > RENEW_SECONDS:
            request.session["seen_at"] = int(time.time())
            touch_session(request, now=request.now)  # type: ignore[attr-defined]


class PendingDuties:
    """Sends those who owe a new password or a second factor to the page where it is done; public pages stay open to them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; the question is asked once the route is known."""
        return self.get_response(request)

    def process_view(self, request: Any, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse | None:
        """Send away, or let pass."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        declared = access_of(view, name)
        if not request.user.is_authenticated or declared is None or declared.public or declared.absent or name in WHILE_OWING:
            return None
        duty = pending_duty(request)
        if duty is None:
            return None
        messages.warning(request, duty.words)
        return redirect(page_of(duty, request))
