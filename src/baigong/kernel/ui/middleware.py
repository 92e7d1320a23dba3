"""Security headers of every answer: a content security policy without exceptions, no framing, nothing kept after sign-out."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
}


def sign_in_origins() -> tuple[str, ...]:
    """Origins a form may end at besides our own: the identity provider, since signing in there begins with a form."""
    providers = getattr(settings, "SOCIALACCOUNT_PROVIDERS", {}).get("openid_connect", {}).get("APPS", [])
    addresses = [app.get("settings", {}).get("server_url", "") for app in providers]
    parts = [urlsplit(address) for address in addresses]
    return tuple(f"{p.scheme}://{p.netloc}" for p in parts if p.scheme in ("http", "https") and p.netloc)


@lru_cache(maxsize=4)
def content_security_policy(form_origins: tuple[str, ...] = ()) -> str:
    """The policy. ``data:`` images are the QR codes of the second factor; nothing else comes from outside."""
    rules = {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "font-src": "'self'",
        "object-src": "'none'",
        "frame-src": "'none'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": " ".join(["'self'", *form_origins]),
        "manifest-src": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def for_everybody(response: HttpResponse) -> HttpResponse:
    """Mark an answer that is the same whoever asks, signed in or not, in whatever language: caches on the way may give it to anybody."""
    response.is_for_everybody = True  # type: ignore[attr-defined]
    return response


class SecurityHeaders:
    """Adds the headers; a view that already set one of them keeps its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response
        self.policy = content_security_policy(sign_in_origins())

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the headers."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # htmx asks the same address for a fragment: a cache must not hand it out as the page.
            patch_vary_headers(response, ["HX-Request"])
        actor = getattr(request, "actor", None)
        if getattr(response, "is_for_everybody", False):
            # Who asks was looked up on the way, and each look said that the answer depends on it.
            del response.headers["Vary"]
        elif actor is not None and actor.is_authenticated:
            # Shared office machines: after sign-out "back" must not show what the last person saw.
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
