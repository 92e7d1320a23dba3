"""The gate of the API: who calls is established first, then the operation's own declaration is asked, as for pages."""

from __future__ import annotations

import inspect
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import TokenAuth
from baigong.kernel.access import ANONYMOUS, Actor, Request
from baigong.kernel.access.routes import RouteAccess
from baigong.kernel.errors import NotPermitted


class Gate(TokenAuth):
    """Key or session, else nobody; then the access the operation declares (``@requires``, ``@signed_in``, ``@public``)."""

    def __call__(self, request: Request) -> Actor | None:  # type: ignore[override]
        """The actor where the operation admits it; ``None`` (401) where somebody must sign in; ``NotPermitted`` (403) else."""
        declared = operation_access(request)
        brings_key = bool(request.headers.get(self.header))
        if declared is not None and declared.public and not brings_key:
            return request.actor
        actor = super().__call__(request)
        if actor is None and brings_key:
            return None
        actor = actor or ANONYMOUS
        if declared is None:
            raise NotPermitted(_("此接口没有声明访问权限，已拒绝。"), code="undeclared")
        if declared.admits(actor):
            return actor
        if not actor.is_authenticated:
            return None
        raise NotPermitted(_("您的职责不包括此接口。"), code="not_permitted")


def operation_access(request: Request) -> RouteAccess | None:
    """What the operation that will answer declares."""
    match = request.resolver_match
    declared: RouteAccess | None = getattr(match.func, "access", None) if match else None
    wanted = "GET" if request.method == "HEAD" else request.method
    return dict(declared.by_method).get(str(wanted)) if declared else None


def declare_operations(patterns: list[Any]) -> None:
    """Carry what operations declare to the views the URL map knows, so that the gate of pages and the access matrix see them.

    The library gives every path a wrapper that closes over its ``PathView``; a path with an undeclared operation stays undeclared.
    """
    for pattern in patterns:
        if not inspect.isfunction(pattern.callback):  # the library's own pages: document and schema
            continue
        path = inspect.getclosurevars(pattern.callback).nonlocals.get("self")
        operations = getattr(path, "operations", None)
        if not operations:
            continue
        declared: list[tuple[str, Any]] = [(m, getattr(o.view_func, "access", None)) for o in operations for m in o.methods]
        if all(access is not None for _method, access in declared):
            view: Any = pattern.callback
            view.access = RouteAccess(by_method=tuple(sorted(declared, key=lambda pair: pair[0])))
