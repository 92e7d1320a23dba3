"""Pages of the portal kept whole until something changes: the public reads far more often than the city writes.

What was last written is the last entry of the audit log, since every write leaves one in its own transaction. A page is
kept for its address, language and day (lights follow the calendar), and only for visitors: whoever is signed in has another
head of the page. Answers carry an ``ETag``, so that a reader who has the page is told so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from baigong.kernel.access import Request
from baigong.kernel.ui.keeping import version

LONGEST = 300
"""Addresses longer than this are not kept: nobody links to them."""
SECONDS = 24 * 3600
HEADERS = {"Cache-Control": "public, max-age=0, must-revalidate", "Vary": "Cookie, Accept-Language"}
KEPT_HEADERS = ("Content-Type", "Content-Disposition", "Access-Control-Allow-Origin")

View = Callable[..., HttpResponse]


def kept(view: View) -> View:
    """Keep the answers of a public view for visitors, and answer 304 to those who have them."""

    @wraps(view)
    def answer(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        path = request.get_full_path()
        if not _may_be_kept(request) or len(path) > LONGEST:
            return view(request, *args, **kwargs)
        state = f"{version()}:{request.now.date()}:{get_language()}:{request.get_host()}:{request.scheme}:{path}"
        key = hashlib.sha256(state.encode()).hexdigest()
        found: tuple[bytes, dict[str, str]] | None = caches["pages"].get(key)
        if found is None:
            response = view(request, *args, **kwargs)
            if response.status_code != 200:
                return response
            headers = {name: response[name] for name in KEPT_HEADERS if name in response}
            found = (response.content, headers | {"ETag": f'"{key[:32]}"', **HEADERS})
            caches["pages"].set(key, found, SECONDS)
        content, headers = found
        fresh = HttpResponse(content, headers=headers)
        if "HTTP_IF_NONE_MATCH" not in request.META:
            return fresh
        conditional: HttpResponse = get_conditional_response(request, etag=headers["ETag"], response=fresh) or fresh
        return conditional

    return answer


def _may_be_kept(request: Request) -> bool:
    """A whole page for a visitor to whom nothing is to be said; who brings no cookie cannot have a message waiting."""
    return (
        request.method in {"GET", "HEAD"}
        and not request.actor.is_authenticated
        and not request.headers.get("HX-Request")
        and not (request.COOKIES and len(get_messages(request)))
    )
