"""A refusal that no view caught becomes a page that says what happened and what to do next; nothing was written."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from baigong.kernel.errors import Refusal
from baigong.kernel.ui.errors import error_response


class RefusalPages:
    """Answers an uncaught ``Refusal`` with its own status and words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The page for a refusal; any other error goes its way."""
        if not isinstance(exception, Refusal):
            return None
        kind = exception.status if exception.status in {403, 409, 413} else 422
        return error_response(request, kind, what=exception.message)
