"""Rows that are no rows of the database, with as much of a queryset as a list asks of it: so that they too are listed by declaration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q

Plain = Mapping[str, Any]


class PlainRows:
    """Mappings, each with a ``pk``. Conditions name keys; ``in`` compares as text, since choices are texts; nothing sorts last."""

    def __init__(self, rows: Sequence[Plain]):
        self._rows = rows

    def __iter__(self) -> Iterator[Plain]:
        return iter(self._rows)

    def __getitem__(self, part: slice) -> PlainRows:
        return PlainRows(self._rows[part])

    def count(self) -> int:
        """How many there are."""
        return len(self._rows)

    def filter(self, where: Q) -> PlainRows:
        """Those that meet the condition."""
        return PlainRows([row for row in self._rows if _meets(row, where)])

    def order_by(self, *keys: str) -> PlainRows:
        """In the order of the keys, a leading ``-`` turns one round; without keys as they are."""
        rows = list(self._rows)
        for key in reversed(keys):
            name = key.removeprefix("-")
            there = [row for row in rows if row[name] is not None and row[name] != ""]
            rest = [row for row in rows if row[name] is None or row[name] == ""]
            rows = sorted(there, key=lambda row: row[name], reverse=key.startswith("-")) + rest
        return PlainRows(rows)

    def values(self, *_paths: str) -> PlainRows:
        """They are plain already."""
        return self


def _meets(row: Plain, where: Q) -> bool:
    found = (_meets(row, part) if isinstance(part, Q) else _holds(row, part) for part in where.children)
    met = any(found) if where.connector == Q.OR else all(found)
    return met != where.negated


def _holds(row: Plain, condition: Any) -> bool:
    path, wanted = condition
    key, _dunder, lookup = path.partition("__")
    value = row[key]
    match lookup:
        case "":
            return bool(value == wanted)
        case "in":
            return str(value) in wanted
        case "icontains":
            return value is not None and str(wanted).casefold() in str(value).casefold()
        case "gte":
            return value is not None and bool(value >= wanted)
        case "lte":
            return value is not None and bool(value <= wanted)
        case "lt":
            return value is not None and bool(value < wanted)
    raise ValueError(f"plain rows know no lookup {lookup!r}")
