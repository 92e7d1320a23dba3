"""The declaration of a table: template, reading, import plan, export and JSON schema all come from it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

Words = str | Promise
"""Text shown to people; may be a lazy translation."""

Row = Mapping[str, Any]
Key = tuple[Hashable, ...]


class Kind(StrEnum):
    """What a column holds, and the Python type its values have after reading."""

    TEXT = "text"  # str
    CODE = "code"  # str without blanks: identity numbers, credit codes, programme codes; always a text cell
    INTEGER = "integer"  # int
    DECIMAL = "decimal"  # Decimal
    DATE = "date"  # datetime.date
    MONTH = "month"  # str "2023-05"
    BOOLEAN = "boolean"  # bool, shown as 是/否
    CHOICE = "choice"  # str: the choice's value; its label in the file


@dataclass(frozen=True)
class Choice:
    """One allowed value, the label the file shows, and other words people write for it."""

    value: str
    label: Words
    aliases: Sequence[str] = ()


Choices = Sequence[Choice | tuple[str, Words]]


@dataclass(frozen=True)
class Column:
    """One column.

    ``choices`` may be a callable where the list is data (asked at each template, reading and export). ``validator``
    gets the parsed value and returns what is wrong with it, or nothing. ``aliases`` are other headers accepted.
    ``minimum``/``maximum`` hold for numbers, dates and (as "2023-05") months.
    """

    key: str
    label: Words
    kind: Kind | str = Kind.TEXT
    required: bool = False
    unique: bool = False
    choices: Choices | Callable[[], Choices] = ()
    help: Words = ""
    example: Words = ""
    width: float | None = None
    max_length: int | None = None
    minimum: Any = None
    maximum: Any = None
    decimal_places: int | None = None
    pattern: str | None = None
    pattern_help: Words = ""
    validator: Callable[[Any], Words | None] | None = None
    aliases: Sequence[str] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", Kind(self.kind))
        if self.kind is Kind.CHOICE and not self.choices:
            raise ValueError(f"column {self.key}: a choice column needs choices")
        if self.pattern is not None:
            re.compile(self.pattern)

    def options(self) -> tuple[Choice, ...]:
        """Return the choices as they are now; labels are distinct, else a label could not be read back."""
        given = self.choices() if callable(self.choices) else self.choices
        found = tuple(item if isinstance(item, Choice) else Choice(item[0], item[1]) for item in given)
        labels = [str(item.label) for item in found]
        if len(set(labels)) != len(labels):
            raise ValueError(f"column {self.key}: two choices share a label")
        return found


@dataclass(frozen=True)
class Finding:
    """What a check found: in which row of the file (``ParsedRow.number``), at which column (or the row as a whole)."""

    row: int
    message: Words
    column: str | None = None


@dataclass(frozen=True)
class ParsedRow:
    """One row as read. ``values`` holds every value that could be read; ``is_sound`` is false where a cell is wrong."""

    number: int
    values: Mapping[str, Any]
    is_sound: bool = True


Check = Callable[[Sequence[ParsedRow]], Iterable[Finding]]


def each_row(check: Callable[[Row], Iterable[tuple[str | None, Words]]]) -> Check:
    """Make a table check out of a rule about one row, which yields (column key or None, message).

    Only rows without a wrong cell are asked, so that a rule may rely on its values.
    """

    def over_all(rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        for row in rows:
            if row.is_sound:
                for column, message in check(row.values):
                    yield Finding(row.number, message, column)

    return over_all


@dataclass(frozen=True)
class Table:
    """A table declared once.

    ``key`` names the columns that together identify a row; they are required and a file may hold each key once.
    ``version`` goes into the template: change it when columns change meaning. ``notes`` are sentences of the
    template's 填写说明. ``checks`` look at all rows together (``each_row`` for rules about one row).
    ``is_printed``: people put it on paper too, so cells wrap and have lines, every sheet has the title and its number.
    """

    name: str
    title: Words
    columns: Sequence[Column]
    key: Sequence[str]
    notes: Sequence[Words] = ()
    checks: Sequence[Check] = ()
    version: str = "1"
    max_rows: int = 50_000
    is_printed: bool = False
    by_key: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key = {column.key: column for column in self.columns}
        if len(by_key) != len(self.columns):
            raise ValueError(f"table {self.name}: two columns share a key")
        if not self.key or any(key not in by_key for key in self.key):
            raise ValueError(f"table {self.name}: the key must name columns of the table")
        object.__setattr__(self, "by_key", by_key)

    def is_required(self, column: Column) -> bool:
        """Say whether the column must be filled: declared so, or part of the key."""
        return column.required or column.key in self.key

    def fingerprint(self) -> str:
        """Return a digest of the declaration; a stored import plan is only executed against the same one."""
        parts = [self.name, self.version, *self.key]
        for column in self.columns:
            parts.append(f"{column.key}:{column.kind}:{self.is_required(column)}:{column.unique}:{column.decimal_places}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
