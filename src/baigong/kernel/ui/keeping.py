"""Pages kept whole until something changes. What was last written stands at the end of the audit log, since every write leaves an entry.

``kept_for_each`` is for pages that many open and that gather much (the overview, the ledger): each person's page is kept apart, for the
roles, cookies, language and unread notices it was made for, and never past the minute, since a deadline passes without a write.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.utils.translation import get_language

from baigong.kernel.access import Request
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.ui.navigation import count

SECONDS = 60
LONGEST = 300
"""Addresses longer than this are not kept: nobody comes back to them."""
AT_ONCE = 64
"""So many writes may be under way together: one that began earlier may end later, and its entry then stands before the last."""
_MARK = f"SELECT SUM(id) FROM (SELECT id FROM {AuditEvent._meta.db_table} ORDER BY id DESC LIMIT {AT_ONCE}) AS last"  # noqa: S608 - constants

View = Callable[..., HttpResponse]


def version() -> str:
    """Changes with every write, in whatever order those under way at once end. One look at the end of an index.

    Whatever comes in among the last entries pushes the least of them out, so their sum only grows. Asked in plain SQL: a kept
    page is little more than this question, and composing it took longer than its answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        return str(cursor.fetchone()[0])


def kept_for_each(view: View) -> View:
    """Keep a person's own page of a view while it would be made the same; files, fragments and pages with a message are not kept."""

    @wraps(view)
    def answer(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _may_be_kept(request):
            return view(request, *args, **kwargs)
        key = _key(request)
        content: bytes | None = caches["pages"].get(key)
        if content is not None:
            return HttpResponse(content)
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not response.streaming and "Content-Disposition" not in response and not response.cookies:
            caches["pages"].set(key, response.content, SECONDS)
        return response

    return answer


def _may_be_kept(request: Request) -> bool:
    """A whole page that a signed-in person reads in a browser, whose forms hold the token the browser already has."""
    return (
        request.method == "GET"
        and request.actor.user_id is not None
        and bool(request.META.get("CSRF_COOKIE"))
        and not request.headers.get("HX-Request")
        and len(request.get_full_path()) <= LONGEST
        and not len(get_messages(request))
    )


def _key(request: Request) -> str:
    actor = request.actor
    who = (actor.user_id, actor.name, actor.second_factor, [(h.role.key, h.path) for h in actor.holdings], sorted(request.COOKIES.items()))
    where = (request.scheme, request.get_host(), request.get_full_path(), get_language())
    state = (version(), f"{request.now:%Y-%m-%d %H:%M}", count(request, "notices"))
    return hashlib.sha256(repr((who, where, state)).encode()).hexdigest()
