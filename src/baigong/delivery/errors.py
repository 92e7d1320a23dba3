"""Error pages of Django's handlers: what happened, what to do next. Refusals are answered by ``kernel.ui.refusals``."""

from __future__ import annotations

import logging
import sys
import uuid

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse

from baigong.kernel.files import is_out_of_room
from baigong.kernel.ui.errors import error_response

log = logging.getLogger("baigong.delivery")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere."""
    return error_response(request, "csrf")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 where what was typed is too long. Django's reason speaks to programmers and is not shown."""
    return error_response(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the reason the gate or a policy gave."""
    return error_response(request, 403, what=str(exception or ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404. The words of a policy are shown; the resolver's, which list our routes, are not."""
    said = exception.args[0] if isinstance(exception, Http404) and exception.args else ""
    what = said if isinstance(said, str) and not said.startswith("No ") else ""
    return error_response(request, 404, what=what, steps=getattr(exception, "steps", ()))


def server_error(request: HttpRequest) -> HttpResponse:
    """500, with a reference that stands in the log beside the traceback; 507 where a disk is full."""
    if is_out_of_room(sys.exc_info()[1]):
        return error_response(request, 507)
    reference = uuid.uuid4().hex[:8]
    log.error("error page %s shown for %s %s", reference, request.method, request.path)
    return error_response(request, 500, reference=reference)
