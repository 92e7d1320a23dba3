"""The gate: a route that declares no access is refused; one that does not admit the actor answers 403 or asks to sign in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from baigong.kernel.access.routes import access_of

log = logging.getLogger("baigong.access")

LARGEST = 2**63 - 1
"""No row has a greater number, and no database takes one."""


class DeclaredAccess:
    """Asks every resolved route what it declares before its view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; the gate itself is ``process_view``."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Refuse, ask to sign in, or let pass."""
        match = request.resolver_match
        name = match.view_name if match else ""
        declared = access_of(view, name)
        if declared is None:
            log.error("route %s declares no access and is refused", name or request.path)
            raise PermissionDenied(_("此页面没有声明访问权限，已拒绝。请告知系统管理员：%(route)s") % {"route": name})
        if declared.absent or any(isinstance(value, int) and value > LARGEST for value in kwargs.values()):
            raise Http404
        if declared.by_method:  # a program is known by its key, which only the API's own gate reads
            return None
        actor = request.actor  # type: ignore[attr-defined]
        if declared.admits(actor):
            return None
        if not actor.is_authenticated:
            return redirect_to_login(_page_to_return_to(request))
        raise PermissionDenied(_("您的职责不包括此页面。"))


def _page_to_return_to(request: HttpRequest) -> str:
    """The page asked for; where a form was sent after the session had ended, the page on which it stands: a form's address shows none."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host() or not came_from.path.startswith("/") or came_from.path.startswith("//"):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    return came_from._replace(scheme="", netloc="", fragment="").geturl()
