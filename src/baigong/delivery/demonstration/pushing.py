"""A school's pusher inside the story: the reference pusher, its calls answered by the application itself, on the day that is told."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest

from baigong.contexts.registers.public import Pusher, PushRefused


@contextmanager
def standing_on(day: date) -> Iterator[None]:
    """Within, the application's clock stands on ``day``: what comes in bears the date of the story."""
    kept = settings.DEMONSTRATION_TODAY
    settings.DEMONSTRATION_TODAY = day
    try:
        yield
    finally:
        settings.DEMONSTRATION_TODAY = kept


class InnerPusher(Pusher):
    """The reference pusher without a network between; from the signature to the verdict all else is what a school's program does."""

    def _send(self, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
        environ: dict[str, Any] = {
            "wsgi.input": io.BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            "PATH_INFO": path,
            "HTTP_HOST": "localhost",
        }
        setup_testing_defaults(environ)
        environ |= {"REQUEST_METHOD": "POST", "CONTENT_TYPE": headers["Content-Type"], "REMOTE_ADDR": "127.0.0.1"}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items() if name != "Content-Type"}
        answer: Any = _application().get_response(WSGIRequest(environ))
        said: dict[str, Any] = json.loads(answer.content)
        if answer.status_code != 200:
            raise PushRefused(str(said.get("returnMessage") or said.get("msg")), str(said.get("error", "")), answer.status_code)
        return said


@cache
def _application() -> BaseHandler:
    """The application with its middleware, without the signals of a server: those would close the connection the story is told on."""
    handler = BaseHandler()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the static files are collected when the city is served, not while it is built
        handler.load_middleware()
    return handler
