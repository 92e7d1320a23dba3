"""The four calls of the standard's interface. Programs call them: no session, no form token; answers are in the standard's shape.

A refusal bears its HTTP status, the same number as ``code`` or ``returnCode``, words, and our stable code beside them (``error``).
"""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.http.request import RawPostDataException
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from baigong.contexts.accounts.public import address_of
from baigong.contexts.registers.interface.refusals import refused
from baigong.contexts.registers.models import Batch, BatchState
from baigong.contexts.registers.selectors.results import find_results, question_of, remark, remark_of, verdict
from baigong.contexts.registers.services import logging_in
from baigong.contexts.registers.services.calling import open_call
from baigong.contexts.registers.services.logging_in import Caller
from baigong.contexts.registers.services.pushing import Pushed, push, read_body
from baigong.kernel.access import Request, public
from baigong.kernel.errors import Refusal
from baigong.kernel.files import is_out_of_room

log = logging.getLogger("baigong.registers.interface")
FORM_MAX_BYTES = 64 * 1024
HEADERS = {"Authorization": "HTTP_AUTHORIZATION", "app_key": "HTTP_APP_KEY", "timestamps": "HTTP_TIMESTAMPS",
           "random": "HTTP_RANDOM", "sign": "HTTP_SIGN"}  # fmt: skip
Shape = Callable[[int, str, Any], dict[str, Any]]


def login_shape(status: int, message: str, data: Any) -> dict[str, Any]:
    """How the log-in calls answer."""
    return {"code": status, "msg": message, "data": data}


def data_shape(status: int, message: str, data: Any) -> dict[str, Any]:
    """How the data calls answer."""
    return {"returnCode": str(status), "returnMessage": message, "returnData": data, "returnCount": None}


def answers(shape: Shape) -> Callable[[Callable[[Request], dict[str, Any]]], Any]:
    """Answer in ``shape``, whatever happens: a call, a refusal, or an error of ours, which is logged and stores nothing."""

    def wrap(view: Callable[[Request], dict[str, Any]]) -> Any:
        @csrf_exempt
        @require_POST
        @functools.wraps(view)
        def answer(request: Request) -> JsonResponse:
            status, error = 200, ""
            try:
                said = view(request)
            except Refusal as refusal:
                status, error = refusal.status, refusal.code
                said = shape(status, refusal.message, None)
            except Exception as unexpected:
                log.exception("%s failed", request.path)
                ours = refused("disk_full" if is_out_of_room(unexpected) else "server_error")
                status, error = ours.status, ours.code
                said = shape(status, ours.message, None)
            said = said | {"error": error} if error else said
            response = JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})
            response["Cache-Control"] = "no-store"
            return response

        return public(answer)

    return wrap


@answers(login_shape)
def oauth(request: Request) -> dict[str, Any]:
    """授权: user name and password for a pair of tokens."""
    return login_shape(200, "ok", logging_in.authorise(caller=_caller(request), cipher_text=_form_text(request)))


@answers(login_shape)
def refresh(request: Request) -> dict[str, Any]:
    """刷新: a refresh token for the next pair."""
    return login_shape(200, "ok", logging_in.refresh(caller=_caller(request), cipher_text=_form_text(request)))


@answers(data_shape)
def save_interface_data(request: Request) -> dict[str, Any]:
    """推送: rows of one table, checked and stored before the answer; the verdict stands beside the standard's fields."""
    caller = _caller(request)
    account, plain = open_call(caller=caller, headers=_headers(request), cipher_text=_json_text(request))
    pushed = push(caller=caller, account=account, plain=plain)
    return data_shape(200, "ok", {"time": _time(pushed.batch), "verdict": _verdict(pushed)})


@answers(data_shape)
def get_results_by_time(request: Request) -> dict[str, Any]:
    """查结果: what became of the batches of a span of time."""
    account, plain = open_call(caller=_caller(request), headers=_headers(request), cipher_text=_json_text(request))
    batches, count = find_results(account, question_of(read_body(plain)))
    return data_shape(200, "ok", [_result(batch) for batch in batches]) | {"returnCount": count}


def _caller(request: Request) -> Caller:
    return Caller(address_of(request), request.now, timezone.now())


def _headers(request: HttpRequest) -> dict[str, str]:
    return {name: str(request.META.get(key, "")) for name, key in HEADERS.items()}


def _declared(request: HttpRequest) -> int:
    """How long the caller says its body is."""
    declared = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(declared) if declared.isdecimal() else 0


def _read(request: HttpRequest, most: int) -> bytes:
    """The body, all of it. Raises ``Refusal`` (``body_too_large``, ``half_body``)."""
    length = _declared(request)
    if length > most:
        raise refused("body_too_large", mb=most / 2**20)
    try:
        body = request.read(most + 1)
    except (UnreadablePostError, RawPostDataException, OSError):
        body = b""
    if len(body) < length:
        raise refused("half_body", declared=length, got=len(body))
    return body


def _form_text(request: Request) -> str:
    """``cipherText`` of a form, in either of a form's encodings; JSON is understood too."""
    if request.content_type == "multipart/form-data":
        if _declared(request) > FORM_MAX_BYTES:
            raise refused("body_too_large", mb=FORM_MAX_BYTES / 2**20)
        return str(request.POST.get("cipherText", ""))
    body = _read(request, FORM_MAX_BYTES)
    if body.lstrip().startswith(b"{"):
        return _cipher_text(body)
    return parse_qs(body.decode("utf-8", "replace")).get("cipherText", [""])[0]


def _json_text(request: Request) -> str:
    return _cipher_text(_read(request, settings.UPLOAD_MAX_BYTES))


def _cipher_text(body: bytes) -> str:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise refused("not_json", line=getattr(error, "lineno", 1), column=getattr(error, "colno", 1)) from None
    text = found.get("cipherText") if isinstance(found, dict) else None
    return text if isinstance(text, str) else ""


def _time(batch: Batch) -> str:
    return f"{timezone.localtime(batch.received_at):%Y-%m-%d %H:%M:%S}"


def _verdict(pushed: Pushed) -> dict[str, Any]:
    """Ours, beside the standard's fields: counts, and every fault with how to mend it."""
    batch, lines = pushed.batch, verdict(pushed.faults, pushed.table)
    return {
        "batchId": str(batch.pk),
        "tableName": batch.table,
        "collectNum": batch.row_count,
        "storageNum": batch.stored_count,
        "failedNum": batch.failed_count,
        "state": batch.state,
        "remark": remark(lines) or None,
        "rows": [
            {"num": f.num, "pkValue": f.key, "field": f.field, "fieldName": f.label, "code": f.code, "error": f.error, "howToMend": f.how}
            for f in lines
        ],
        "notes": pushed.notes,
    }


def _result(batch: Batch) -> dict[str, Any]:
    return {
        "id": batch.pk,
        "batchId": str(batch.pk),
        "type": "RPC",
        "sysName": batch.sender,
        "timestamps": int(batch.received_at.timestamp() * 1000),
        "time": _time(batch),
        "tableName": batch.table,
        "collectNum": batch.row_count,
        "storageNum": batch.stored_count,
        "remark": remark_of(batch),
        "state": 1 if batch.state == BatchState.STORED else 0,
        "stateInfo": str(batch.get_state_display()),
    }
