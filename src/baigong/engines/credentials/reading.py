"""JSON read strictly and within bounds: what two readers could understand differently is refused, so that the signed is what is shown."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any, NoReturn

from baigong.engines.credentials import faults
from baigong.engines.credentials.faults import CredentialFault

LARGEST = 256 * 1024  # bytes of text
DEEPEST = 24
_WRAPPING = 1_024  # bytes of a request around the credential in it
MOST_VALUES = 4_000
_EXACT = 2**53 - 1  # what every reader of JSON keeps exactly

Document = dict[str, Any]

_COMPACT_JWS = re.compile(r"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*~?")
_MOMENT = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")


def read_document(given: str | bytes | Document) -> Document:
    """The object written in ``given`` (or ``given`` itself, held to the same bounds). Raises ``CredentialFault``."""
    if isinstance(given, dict):
        document: object = given
    else:
        document = _parse(_text_of(given))
    if not isinstance(document, dict):
        raise CredentialFault(faults.NOT_A_CREDENTIAL)
    _hold_bounds(document)
    return document


def _text_of(given: str | bytes) -> str:
    if len(given) > LARGEST:
        raise CredentialFault(faults.TOO_LARGE)
    try:
        text = (given.decode("utf-8-sig") if isinstance(given, bytes) else given).strip()
        text.encode()
    except UnicodeError as fault:
        raise CredentialFault(faults.NOT_JSON) from fault
    if _COMPACT_JWS.fullmatch(text):
        raise CredentialFault(faults.JWT_FORM)
    return text


def read_inner(body: bytes, name: str) -> Document:
    """The object under ``name`` in the body of a request, read as strictly as one that comes alone. Raises ``CredentialFault``."""
    if len(body) > LARGEST + _WRAPPING:
        raise CredentialFault(faults.TOO_LARGE)
    try:
        outer = _parse(body.decode("utf-8-sig"), deepest=DEEPEST + 1)
    except UnicodeDecodeError as fault:
        raise CredentialFault(faults.NOT_JSON) from fault
    return read_document(outer.get(name) if isinstance(outer, dict) else None)  # type: ignore[arg-type]  # anything else is refused


def _parse(text: str, *, deepest: int = DEEPEST) -> object:
    if _depth_of(text) > deepest:
        raise CredentialFault(faults.TOO_DEEP)
    try:
        return json.loads(text, object_pairs_hook=_object, parse_float=_number, parse_int=_integer, parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:
        if isinstance(fault, CredentialFault):
            raise
        raise CredentialFault(faults.NOT_JSON) from fault


def _depth_of(text: str) -> int:
    """How deep the brackets of ``text`` nest, counted before the parser may recurse."""
    depth = deepest = 0
    in_string = escaped = False
    for letter in text:
        if in_string:
            if escaped:
                escaped = False
            elif letter == "\\":
                escaped = True
            elif letter == '"':
                in_string = False
        elif letter == '"':
            in_string = True
        elif letter in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "}]":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> Document:
    found: Document = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise CredentialFault(faults.DUPLICATE_NAME, next(name for name in names if names.count(name) > 1)[:80])
    return found


def _number(text: str) -> int | float:
    """A number as JavaScript understands it: 3.0 is 3, so that both canonical forms agree with other software."""
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise CredentialFault(faults.NUMBER_NOT_EXACT, text[:40])
    return int(number) if number.is_integer() and abs(number) <= _EXACT else number


def _integer(text: str) -> int:
    number = int(text) if len(text) <= 17 else _EXACT + 1
    if abs(number) > _EXACT:
        raise CredentialFault(faults.NUMBER_NOT_EXACT, text[:40])
    return number


def _no_number(text: str) -> NoReturn:
    raise CredentialFault(faults.NOT_JSON, text)


def _hold_bounds(document: Document) -> None:
    level: list[object] = [document]
    depth = values = 0
    while level:
        depth, values = depth + 1, values + len(level)
        if depth > DEEPEST:
            raise CredentialFault(faults.TOO_DEEP)
        if values > MOST_VALUES:
            raise CredentialFault(faults.TOO_LARGE)
        level = [inner for outer in level for inner in _inside(outer)]


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list) else []


def read_moment(value: object, name: str) -> datetime:
    """A moment with its time zone (XML Schema dateTimeStamp), as VC 2.0 writes it. Raises ``CredentialFault``."""
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise CredentialFault(faults.WRONG_MOMENT, name)


def write_moment(moment: datetime) -> str:
    """``moment`` to the second, as it is written into documents: with Z for UTC."""
    if moment.tzinfo is None:
        raise ValueError("a moment without time zone")
    text = moment.replace(microsecond=0).isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def written(document: Document) -> str:
    """``document`` as text to be kept and sent: short, in Chinese letters, the same every time."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def as_list(value: object) -> list[Any]:
    """JSON-LD writes one value bare and several as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]
