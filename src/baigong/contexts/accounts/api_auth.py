"""Who calls the HTTP API: a program with its organisation's key, or somebody signed in with a browser."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from baigong.contexts.accounts.address import address_of
from baigong.contexts.accounts.duties import pending_duty
from baigong.contexts.accounts.services.tokens import authenticate_token
from baigong.kernel.access import Actor, Request
from baigong.kernel.errors import NotPermitted

SAFE = {"GET", "HEAD", "OPTIONS"}


class TokenAuth(HttpBearer):
    """``Authorization: Bearer bg_…``, else the session. Puts the actor on ``request.actor`` and returns it; nobody is ``None`` (401).

    A request that brings a key is judged by the key alone. With a session, a write needs the CSRF token, and whoever still owes
    a password or a second factor is refused.
    """

    openapi_scheme = "bearer"

    def __call__(self, request: Request) -> Actor | None:  # type: ignore[override]
        """The actor, or ``None``."""
        if request.headers.get(self.header):
            found: Actor | None = super().__call__(request)
            return found
        return self._by_session(request)

    def authenticate(self, request: Request, token: str) -> Actor | None:  # type: ignore[override]
        """The program behind a key."""
        actor = authenticate_token(token.strip(), now=request.now, address=address_of(request))
        if actor is not None:
            request.actor = actor
        return actor

    def _by_session(self, request: Request) -> Actor | None:
        actor: Any = request.actor
        if not request.user.is_authenticated or not actor.is_authenticated:
            return None
        if request.method not in SAFE and check_csrf(request) is not None:
            raise NotPermitted(_("缺少 CSRF 令牌。程序请用接口令牌调用。"), code="csrf")
        duty = pending_duty(request)
        if duty is not None:
            raise NotPermitted(duty.words, code=duty.code)
        return actor  # type: ignore[no-any-return]
