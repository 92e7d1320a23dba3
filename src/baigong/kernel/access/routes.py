"""Every route says who may come: a policy and action, everybody with an account, or the public. The rest is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from baigong.kernel.access.actors import Actor, Role
from baigong.kernel.access.policies import Policy

V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True)
class RouteAccess:
    """What a route declares. Exactly one of ``public``, ``signed_in``, ``policy`` (with ``action``), ``roles`` or ``absent`` is set.

    ``absent``: a library brings the route and the house does not offer it; it answers as if it did not exist.
    """

    public: bool = False
    signed_in: bool = False
    policy: Policy[Any] | None = None
    action: str = ""
    roles: frozenset[Role] = frozenset()
    absent: bool = False
    by_method: tuple[tuple[str, RouteAccess], ...] = ()
    """Set for a path of the HTTP API: each operation is asked on its own, once it is known who calls (``delivery/http_api/gate.py``)."""

    def admits(self, actor: Actor) -> bool:
        """Whether ``actor`` may enter the route; rows are a second question, answered by the policy."""
        if self.by_method:
            return any(access.admits(actor) for _method, access in self.by_method)
        if self.public:
            return True
        if self.absent:
            return False
        if self.policy is not None:
            return self.policy.reachable(actor, self.action)
        if not actor.is_authenticated:
            return False
        return self.signed_in or actor.has(*self.roles)

    def __str__(self) -> str:
        if self.by_method:
            return "; ".join(f"{method} {access}" for method, access in self.by_method)
        if self.public:
            return "public"
        if self.absent:
            return "not offered"
        if self.policy is not None:
            return self.policy.permission(self.action)
        return "signed in" if self.signed_in else "roles: " + ", ".join(sorted(r.key for r in self.roles))


def _declare(view: V, declared: RouteAccess) -> V:
    view.access = declared  # type: ignore[attr-defined]
    return view


def requires(policy: Policy[Any], action: str) -> Callable[[V], V]:
    """Declare that a route serves ``action`` on rows of ``policy``. An unknown action is refused at import."""
    policy.permission(action)
    return lambda view: _declare(view, RouteAccess(policy=policy, action=action))


def only(*roles: Role) -> Callable[[V], V]:
    """Declare that a route is for holders of one of ``roles``, where no single model stands behind the page."""
    return lambda view: _declare(view, RouteAccess(roles=frozenset(roles)))


def signed_in(view: V) -> V:
    """Declare that a route is for everybody with an account."""
    return _declare(view, RouteAccess(signed_in=True))


def public(view: V) -> V:
    """Declare that a route is open to the public."""
    return _declare(view, RouteAccess(public=True))


# Routes of installed libraries cannot carry a decorator; delivery lists them with what they are, keyed by URL name.
LIBRARY_ROUTES: dict[str, RouteAccess] = {}


def declare_library_routes(routes: dict[str, RouteAccess]) -> None:
    """Declare access for URL names of libraries (sign-in pages, static files)."""
    LIBRARY_ROUTES.update(routes)


def access_of(view: Callable[..., Any], url_name: str) -> RouteAccess | None:
    """What a view declares, or ``None`` when it declares nothing (and is therefore refused)."""
    own = getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)
    return own or LIBRARY_ROUTES.get(url_name)
