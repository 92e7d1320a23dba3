"""The JSON schema of a table's row: for programs that send the same data through the HTTP interface."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from .table import Column, Kind, Table

_TYPES: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.CODE: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    # As text: a JSON number is a double for most programs, and money is exact.
    Kind.DECIMAL: {"type": "string", "format": "decimal", "pattern": r"^-?\d+(\.\d+)?$"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.MONTH: {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.CHOICE: {"type": "string"},
}


def json_schema(table: Table) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one row. Optional values may be null; keys not declared are refused."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:baigong:table:{table.name}:{table.version}",
        "title": str(table.title),
        "type": "object",
        "properties": {column.key: _property(table, column) for column in table.columns},
        "required": [column.key for column in table.columns if table.is_required(column)],
        "additionalProperties": False,
        "x-key": list(table.key),
    }


def _property(table: Table, column: Column) -> dict[str, Any]:
    kind = Kind(column.kind)
    found: dict[str, Any] = {"title": str(column.label), **_TYPES[kind]}
    if column.help:
        found["description"] = str(column.help)
    if column.example:
        found["examples"] = [str(column.example)]
    if kind is Kind.CHOICE:
        options = column.options()
        found["enum"] = [option.value for option in options]
        found["x-labels"] = {option.value: str(option.label) for option in options}
    if column.max_length is not None:
        found["maxLength"] = column.max_length
    if column.pattern is not None:
        found["pattern"] = f"^(?:{column.pattern})$"
    for name, limit in (("minimum", column.minimum), ("maximum", column.maximum)):
        if limit is not None:
            # JSON Schema compares numbers only; limits of decimals and dates (texts here) are told beside it.
            found[name if kind is Kind.INTEGER else f"x-{name}"] = _plain(limit)
    if column.unique:
        found["x-unique"] = True
    if not table.is_required(column):
        found["type"] = [found["type"], "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    return found


def _plain(limit: Any) -> Any:
    return str(limit) if isinstance(limit, Decimal | dt.date) else limit
