"""Pages of the portal kept whole until something changes: the public reads far more often than the city writes.

What was last written is the last entry of the audit log, since every write leaves one in its own transaction. A page is
kept for its address, language and day (lights follow the calendar), and only for visitors: whoever is signed in has another
head of the page. Answers carry an ``ETag``, so that a reader who has the page is told so.

``kept`` marks the views whose answers are kept. ``KeptPages`` hands them out before anybody asks who the reader is: without a
cookie nobody is signed in, nothing waits to be said, and the language is what the browser asks for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, get_language_from_request

from baigong.kernel.access import Request
from baigong.kernel.clock import current_time
from baigong.kernel.ui.keeping import version

LONGEST = 300
"""Addresses longer than this are not kept: nobody links to them."""
SECONDS = 24 * 3600
HEADERS = {"Cache-Control": "public, max-age=0, must-revalidate", "Vary": "Cookie, Accept-Language"}
KEPT_HEADERS = ("Content-Type", "Content-Disposition", "Access-Control-Allow-Origin")

View = Callable[..., HttpResponse]
_below: set[str] = set()
"""First parts of the addresses that this process has kept: elsewhere looking for a kept page would be in vain."""


def kept(view: View) -> View:
    """Keep the answers of a public view for visitors, and answer 304 to those who have them."""

    @wraps(view)
    def answer(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.is_authenticated or not _may_be_kept(request) or (request.COOKIES and len(get_messages(request))):
            return view(request, *args, **kwargs)
        language = get_language() or ""
        key = _key(request, language)
        if (found := _found(request, key)) is not None:
            return found
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        headers = {name: response[name] for name in KEPT_HEADERS if name in response}
        headers |= {"Content-Language": language, "Content-Length": str(len(response.content)), "ETag": f'"{key[:32]}"', **HEADERS}
        caches["pages"].set(key, (response.content, headers), SECONDS)
        _below.add(_first_part(request))
        return _found(request, key) or response

    return answer


class KeptPages:
    """Answers visitors without a cookie from the kept pages; everybody else, and every other page, goes on to the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, from the kept pages where the page is there."""
        if _first_part(request) in _below and not request.headers.get("Cookie") and _may_be_kept(request):
            found = _found(request, _key(request, get_language_from_request(request)))
            if found is not None:
                return found
        return self.get_response(request)


def _first_part(request: HttpRequest) -> str:
    return request.path_info.split("/", 2)[1]


def _may_be_kept(request: HttpRequest) -> bool:
    """A whole page of a usual address."""
    return request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request") and len(request.get_full_path()) <= LONGEST


def _key(request: HttpRequest, language: str) -> str:
    state = (version(), current_time().date(), language, request.get_host(), request.scheme, request.get_full_path())
    return hashlib.sha256(repr(state).encode()).hexdigest()


def _found(request: HttpRequest, key: str) -> HttpResponse | None:
    """The kept page, or that the reader has it."""
    kept_page: tuple[bytes, dict[str, str]] | None = caches["pages"].get(key)
    if kept_page is None:
        return None
    content, headers = kept_page
    fresh = HttpResponse(content, headers=headers)
    if "HTTP_IF_NONE_MATCH" not in request.META:
        return fresh
    conditional: HttpResponse = get_conditional_response(request, etag=headers["ETag"], response=fresh) or fresh
    return conditional
