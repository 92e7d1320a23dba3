"""The JSON schema of a row, for the programs of schools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baigong.contexts.registers.describing import code_set_of, example_of, note_of
from baigong.contexts.registers.standard import Standard, StandardField, StandardTable
from baigong.engines.checking.fields import NUMERIC, Kind

_PATTERNS: Mapping[Kind, str] = {
    Kind.DATE: r"^\d{8}$",
    Kind.TIME: r"^\d{6}$",
    Kind.MOMENT: r"^\d{8} \d{6}$",
    Kind.MONTH: r"^\d{6}$",
    Kind.YEAR: r"^\d{4}$",
    Kind.SCHOOL_YEAR: r"^\d{4}-\d{4}$",
    Kind.NUMBER: r"^-?\d+(\.\d+)?$",
    Kind.MONEY: r"^-?\d+(\.\d+)?$",
}


def table_schema(table: StandardTable, standard: Standard) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one row. Values are texts, as the interface of the standard has them."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:baigong:standard:{standard.code}:{table.name}",
        "title": table.label,
        "description": f"{standard.short_title} · {table.number} {table.label}",
        "type": "object",
        "properties": {field.name: _property(field, standard) for field in table.fields},
        "required": [field.name for field in table.fields if field.field.is_required],
        "additionalProperties": False,
        "x-key": list(table.rules.key),
        "x-frequency": str(table.frequency.value),
    }


def _property(field: StandardField, standard: Standard) -> dict[str, Any]:
    rule = field.field
    found: dict[str, Any] = {"title": field.label, "type": "string"}
    if note := note_of(field):
        found["description"] = note
    if example := example_of(field, standard):
        found["examples"] = [example]
    codes = code_set_of(field, standard)
    if codes is not None:
        found["x-labels"] = dict(codes.codes)
        if not rule.is_list:
            found["enum"] = [*codes.codes] if rule.is_required else [*codes.codes, ""]
    elif rule.code_set:
        found["x-code-list"] = rule.code_set
    if rule.kind in _PATTERNS:
        pattern = _PATTERNS[rule.kind]
        found["pattern"] = pattern if rule.is_required else f"^$|{pattern}"
    if rule.length and rule.kind not in NUMERIC and not rule.is_list:
        found["maxLength"] = rule.length
    if rule.is_required:
        found["minLength"] = 1
    if rule.is_sensitive:
        found["x-sensitive"] = True
    return found
