"""The hidden sheet by which a template is recognised again, whatever its file name and however often it was saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

SHEET = "_baigong"
MARK = "baigong-table"
LISTS_FROM_ROW = 3
"""Rows above hold the mark; the drop-down lists start here (counted from 0), one column each."""


def first_row(name: str, version: str) -> list[str]:
    """Return what the hidden sheet's first row says."""
    return [MARK, name, version]


def read_mark(rows: Sequence[Sequence[Any]]) -> tuple[str, str] | None:
    """Return (table name, version) of a template's hidden sheet, or None where it bears no mark."""
    if not rows or len(rows[0]) < 3 or rows[0][0] != MARK:
        return None
    version = rows[0][2]
    return str(rows[0][1]), str(int(version)) if isinstance(version, float) else str(version)
