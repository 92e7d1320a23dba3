"""What no view answered in words gets them here: a refusal, a request too large to take in, a form's address opened as a page."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from baigong.kernel.errors import Refusal
from baigong.kernel.ui.errors import error_response

WITH_A_PAGE = frozenset({403, 404, 409, 413, 507})
"""Statuses of refusals that have words of their own; any other is a page of 422."""


class RefusalPages:
    """Answers an uncaught ``Refusal`` with its own status and words, and what the framework would answer without any."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; what is too large is refused before any of it is read into memory or onto the disk."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.REQUEST_MAX_BYTES:
            return too_large(request, int(length))
        response = self.get_response(request)
        if response.status_code == 405 and isinstance(response, HttpResponse):
            return _with_allowed(error_response(request, 405), response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The page for a refusal; any other error goes its way."""
        if not isinstance(exception, Refusal):
            return None
        kind = exception.code if exception.code == "file_lost" else exception.status if exception.status in WITH_A_PAGE else 422
        return error_response(request, kind, what=exception.message)


def too_large(request: HttpRequest, length: int) -> HttpResponse:
    """413, in megabytes."""
    sizes = {"size": -(-length // 2**20), "limit": settings.UPLOAD_MAX_BYTES // 2**20}
    return error_response(
        request, 413, what=_("这次送来的内容有 %(size)d MB，一次最多 %(limit)d MB；没有读取，也没有保存任何东西。") % sizes
    )


def _with_allowed(page: HttpResponse, bare: HttpResponse) -> HttpResponse:
    if "Allow" in bare.headers:
        page.headers["Allow"] = bare.headers["Allow"]
    return page
