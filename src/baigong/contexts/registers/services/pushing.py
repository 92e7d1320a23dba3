"""What a pusher sent is read, checked row by row and stored; rows that fail are dropped, the others kept (the standard's way)."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from baigong.contexts.registers.interface.crypto import CipherError
from baigong.contexts.registers.interface.refusals import refused
from baigong.contexts.registers.models import Batch, Channel, ReturnAccount
from baigong.contexts.registers.services.interface_accounts import suite_of
from baigong.contexts.registers.services.logging_in import Caller, actor_of
from baigong.contexts.registers.services.receiving import Source, receive
from baigong.contexts.registers.standard import StandardTable, find_standard, find_table

if TYPE_CHECKING:
    import polars as pl

ROWS = ("fileds", "fields")
"""The key of the rows as the standard spells it, and as a pusher may."""
SHORTEST_CIPHER = 32
"""A sensitive value of so many hexadecimal digits or more was encrypted before it was put into the body."""


@dataclass(frozen=True)
class Pushed:
    """What came of a push: the batch with every fault, the table, and what else is to be said of what was sent."""

    batch: Batch
    table: StandardTable
    faults: pl.DataFrame
    notes: list[str] = field(default_factory=list)


def push(*, caller: Caller, account: ReturnAccount, plain: bytes) -> Pushed:
    """Take in a plain body of ``saveInterfaceData``. Raises a ``Refusal`` of the interface's table; then nothing is stored."""
    body = read_body(plain)
    table, rows = _table_of(account, body), _rows_of(body)
    frame, notes = _frame(table, rows, account)
    source = Source(Channel.PUSH, hashlib.sha256(plain).hexdigest(), sender=account.user_name)
    actor = actor_of(account, caller.address)
    receipt = receive(actor=actor, now=caller.now, organisation=account.organisation, table=table, frame=frame, source=source)
    return Pushed(receipt.batch, table, receipt.faults, notes)


def read_body(plain: bytes) -> dict[str, Any]:
    """The JSON of a plain body, UTF-8 or GBK, numbers as they are written. Raises ``Refusal`` (``wrong_encoding``, ``not_json`` …)."""
    try:
        found = json.loads(_text(plain), parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise refused("not_json", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise refused("not_json", line=1, column=1) from None
    if not isinstance(found, dict):
        raise refused("wrong_key", missing="dataObjName", found=type(found).__name__)
    return found


def _text(plain: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return plain.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused("wrong_encoding")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no name stands twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        raise refused("repeated_field", field=next(name for name in names if names.count(name) > 1))
    return found


def _table_of(account: ReturnAccount, body: dict[str, Any]) -> StandardTable:
    name = body.get("dataObjName")
    if not isinstance(name, str) or not name.strip():
        raise refused("wrong_key", missing="dataObjName", found="、".join(body) or "{}")
    table = find_table(account.standard, name)
    if table is None:
        standard = find_standard(account.standard)
        near = difflib.get_close_matches(name.strip().upper(), standard.tables if standard else (), n=1)
        hint = _("是不是“%(near)s”？") % {"near": near[0]} if near else _("表名见数据字典。")
        raise refused("unknown_table", standard=account.standard, name=name[:60], hint=hint)
    return table


def _rows_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    rows = next((body[name] for name in ROWS if name in body), None)
    if not isinstance(rows, list):
        raise refused("wrong_key", missing="fileds", found="、".join(body))
    if not rows:
        raise refused("no_rows", name=body["dataObjName"])
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise refused("not_a_row", num=number, found=str(row)[:40])
    return rows


def _frame(table: StandardTable, rows: list[dict[str, Any]], account: ReturnAccount) -> tuple[pl.DataFrame, list[str]]:
    """Rows as text in the columns of the table; names in other letters are understood, other names are left out and said."""
    import polars as pl

    sent: set[str] = set().union(*rows)
    known = {f.name for f in table.rules.fields}
    spelt = {name: name.strip().upper() for name in sent}
    unknown = sorted(name for name in sent if spelt[name] not in known)
    columns: dict[str, list[str]] = {}
    for each in table.rules.fields:
        names = [name for name in sent if spelt[name] == each.name]
        columns[each.name] = _column(rows, names[0] if names else each.name)
        if len(names) > 1:
            raise refused("repeated_field", field="、".join(sorted(names)))
        if each.is_sensitive:
            columns[each.name] = list(_opened(columns[each.name], account))
    notes = [_("标准里没有这些字段，没有保存：%(names)s。") % {"names": "、".join(unknown)}] if unknown else []
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), notes


def _column(rows: list[dict[str, Any]], name: str) -> list[str]:
    values = [row.get(name) for row in rows]
    for number, value in enumerate(values, 1):
        if not isinstance(value, str):
            if value is not None and not isinstance(value, bool):
                raise refused("not_a_row", num=number, found=f"{name}: {type(value).__name__}")
            values[number - 1] = "" if value is None else "1" if value else "0"
    return values  # type: ignore[return-value]  # every one is text by now


def _opened(values: Iterable[str], account: ReturnAccount) -> Iterable[str]:
    """Sensitive values in the clear: the standard has them encrypted in the field too, under the same key."""
    suite = None
    for value in values:
        if len(value) >= SHORTEST_CIPHER and len(value) % 2 == 0 and all(c in "0123456789abcdefABCDEF" for c in value):
            suite = suite or suite_of(account)
            with contextlib.suppress(CipherError, UnicodeDecodeError):
                value = suite.decrypt(value).decode()
        yield value
