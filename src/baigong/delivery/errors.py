"""Error pages: what happened, to which record, what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    return render(request, "ui/error.html", {"status": status, "message": message}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere."""
    return _page(request, 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the reason the gate or a policy gave."""
    return _page(request, 403, str(exception or ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; the words of a policy are shown, the resolver's are not."""
    return _page(request, 404, str(exception) if exception and exception.args and isinstance(exception.args[0], str) else "")


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _page(request, 500)
