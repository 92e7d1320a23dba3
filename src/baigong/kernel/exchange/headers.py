"""Find the header row of a filled form: labels or aliases, in any order, below any title rows."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .table import Table
from .values import fold

SEARCHED_ROWS = 30
PROBLEMS = "问题（改好后可删去此列）"
"""The column ``marking`` adds to a wrong file; nobody is told that it was not read. Not translated: found by this name."""

_PROBLEMS = fold(PROBLEMS)
_MARKS = re.compile(r"^[*＊]|[*＊]$|\((必填|选填|可选|required)\)")


@dataclass(frozen=True)
class Header:
    """Where the header is (row index from 0) and which column stands where."""

    row: int
    positions: dict[str, int]
    unknown: dict[int, str]
    duplicates: dict[int, str]


def fold_label(value: Any) -> str:
    """Return a header for comparing: half-width, no blanks, no required mark. Units in brackets stay: 元 is not 万元."""
    text = fold(str(value)) if value is not None else ""
    previous = None
    while text != previous:
        previous, text = text, _MARKS.sub("", text)
    return text


def find(table: Table, rows: Sequence[Sequence[Any]]) -> Header | None:
    """Return the row that matches most columns (the first of equals), or None where no row matches enough.

    Enough is two columns, or one where the table or the row has no more.
    """
    known = label_index(table)
    best: Header | None = None
    for number, row in enumerate(rows[:SEARCHED_ROWS]):
        header = match_row(number, row, known)
        if header.positions and (best is None or len(header.positions) > len(best.positions)):
            best = header
    if best is None:
        return None
    filled = len(best.positions) + len(best.unknown)
    return best if len(best.positions) >= min(2, len(table.columns), filled) else None


def label_index(table: Table) -> dict[str, str]:
    """Return folded label → column key; labels win over keys, keys over aliases."""
    known: dict[str, str] = {}
    for column in table.columns:
        known.setdefault(fold_label(column.label), column.key)
    for column in table.columns:
        known.setdefault(fold_label(column.key), column.key)
    for column in table.columns:
        for alias in column.aliases:
            known.setdefault(fold_label(alias), column.key)
    return known


def closest(table: Table, label: str) -> str | None:
    """Return the declared label most like an unknown one, for 'did you mean'."""
    labels = [str(column.label) for column in table.columns]
    found = difflib.get_close_matches(label, labels, n=1, cutoff=0.5)
    return found[0] if found else None


def match_row(number: int, row: Sequence[Any], known: Mapping[str, str]) -> Header:
    """Return which of the ``known`` labels (folded label → key) stand where in one row."""
    positions: dict[str, int] = {}
    unknown: dict[int, str] = {}
    duplicates: dict[int, str] = {}
    for index, value in enumerate(row):
        label = fold_label(value)
        if not label or label == _PROBLEMS:
            continue
        key = known.get(label)
        if key is None:
            unknown[index] = str(value).strip()
        elif key in positions:
            duplicates[index] = key
        else:
            positions[key] = index
    return Header(number, positions, unknown, duplicates)
