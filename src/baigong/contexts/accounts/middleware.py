"""Every request gets its actor and its clock."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from baigong.contexts.accounts.actors import actor_for
from baigong.kernel.access import ANONYMOUS

RENEW_SECONDS = 60


class ActorMiddleware:
    """Sets ``request.actor`` and ``request.now``, and renews the idle time-out of the session at most once a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Set actor and clock, then answer."""
        request.now = timezone.localtime()  # type: ignore[attr-defined]
        request.actor = ANONYMOUS  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            address = request.META.get("REMOTE_ADDR", "")
            request.actor = actor_for(request.user, on=request.now.date(), address=address)  # type: ignore[attr-defined]
            seen = request.session.get("seen_at", 0)
            if time.time() - seen > RENEW_SECONDS:
                request.session["seen_at"] = int(time.time())
        return self.get_response(request)
