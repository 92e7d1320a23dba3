"""One NinjaAPI out of the contexts' routers, with one error envelope: ``{code, message, fields}``."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Swagger
from ninja.errors import AuthenticationError, HttpError, ValidationError

from baigong import __version__
from baigong.delivery.http_api.faults import words_of
from baigong.delivery.http_api.gate import Gate, declare_operations
from baigong.kernel.errors import Refusal

GATE = Gate()

api = NinjaAPI(
    title="Baigong 百工",
    version=__version__,
    description="The same services as the pages. Programs send `Authorization: Bearer bg_…` (a key of their organisation); browsers their "
    "session and, for writes, the CSRF token. Errors: `{code, message, fields}`; `code` is stable, `message` is for people.",
    urls_namespace="api",
    docs=Swagger(settings={"persistAuthorization": False}),
    auth=GATE,
)
# By dotted path, as URL modules are mounted: delivery knows where the routers are, not what is in them.
for prefix, context in {
    "accounts/": "accounts",
    "organisations/": "organisations",
    "codes/": "classifications",
    "plans/": "plans",
    "publications/": "publications",
    "returns/": "registers",
    "schools/": "schools",
    "credits/": "credit_bank",
    "supervision/": "supervision",
    "incentives/": "incentives",
    "internships/": "internships",
    "enterprises/": "enterprises",
}.items():
    # Whatever a router says for itself: here one gate stands before all.
    api.add_router(prefix, f"baigong.contexts.{context}.operations.router", auth=GATE)
# The toolkits' own, which no context has.
api.add_router("indicators/", "baigong.delivery.http_api.indicators.router", auth=GATE)
api.add_router("snapshots/", "baigong.delivery.http_api.indicators.snapshots_router", auth=GATE)


def envelope(request: HttpRequest, status: int, code: str, message: str, fields: dict[str, str] | None = None) -> HttpResponse:
    """An error as every program can read it."""
    return api.create_response(request, {"code": code, "message": message, "fields": fields or {}}, status=status)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, error: Refusal | type[Refusal]) -> HttpResponse:
    """What a service refused, with its own status and code."""
    assert isinstance(error, Refusal)
    return envelope(request, error.status, error.code, error.message, error.fields)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404 | type[Http404]) -> HttpResponse:
    """No such record, or not in sight: the two are not told apart."""
    return envelope(request, 404, "not_found", _("没有找到，或不在您的职责范围内。"))


@api.exception_handler(AuthenticationError)
def unknown_caller(request: HttpRequest, error: Any) -> HttpResponse:
    """Nobody, or a key that is no longer valid."""
    return envelope(request, 401, "sign_in", _("请登录，或使用有效的接口令牌。"))


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    """Input that does not fit the operation's types, field by field."""
    assert isinstance(error, ValidationError)
    fields = {".".join(str(part) for part in e["loc"][1:]) or str(e["loc"][0]): words_of(e) for e in error.errors}
    return envelope(request, 422, "invalid", _("请求的内容不合要求。"), fields)


@api.exception_handler(HttpError)
def plain_error(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    """An error the library itself raises: a body that is no JSON."""
    assert isinstance(error, HttpError)
    return envelope(request, error.status_code, "bad_request", _("请求的正文不是可读的JSON。"))


urls = api.urls
declare_operations(urls[0])
