"""What a table declares of its columns and rows: the one place from which form fields, files and pushes are checked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a value is written. Dates are text throughout, as the ministry's standard has them."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    """YYYYMMDD, a day that exists."""
    TIME = "time"
    """hhmmss."""
    MOMENT = "moment"
    """YYYYMMDD hhmmss."""
    MONTH = "month"
    """YYYYMM."""
    YEAR = "year"
    """YYYY."""
    SCHOOL_YEAR = "school_year"
    """YYYY-YYYY, two years that follow each other."""
    BINARY = "binary"
    """Never checked: no data of this kind are exchanged as text."""


NUMERIC = frozenset({Kind.NUMBER, Kind.MONEY})
CHECKS = frozenset({"citizen_number", "credit_code", "mobile", "row_key", "school_code", "division_code", "programme_code"})
"""What ``Field.check`` may ask for; see ``plain.py`` for what each means."""
ROW_CHECKS = frozenset({"required_if", "not_before", "not_more_than", "birth_date"})
SEPARATOR = "||"
"""Between the codes of a list."""


@dataclass(frozen=True)
class Field:
    """A column. ``length`` counts characters, of a number its digits in all; ``scale`` are the decimals of a number; 0 is no limit.

    ``codes`` is the value space, None when there is none to hold a value against; ``code_set`` names it for people. A list known to be
    incomplete in its last places (divisions that were abolished, programmes added later) is judged by the first ``code_prefix``
    characters only, so that a list which we lack blocks nobody.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    length: int = 0
    scale: int = 0
    is_required: bool = False
    codes: frozenset[str] | None = None
    code_set: str = ""
    code_prefix: int = 0
    is_list: bool = False
    check: str = ""
    is_sensitive: bool = False

    def __post_init__(self) -> None:
        if self.check and self.check not in CHECKS:
            raise ValueError(f"{self.name}: no check {self.check!r}")


@dataclass(frozen=True)
class RowCheck:
    """A rule between cells of one row; the fault is ``field``'s. It is asked only where the cells themselves are sound.

    ``required_if``: given when ``other`` is one of ``values``. ``not_before``: a date not earlier than ``other``. ``not_more_than``: a
    number no greater than ``other``. ``birth_date``: the day of birth that the citizen number ``other`` states. The last three hold
    where both cells are filled.
    """

    rule: str
    field: str
    other: str
    values: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.rule not in ROW_CHECKS:
            raise ValueError(f"{self.field}: no row check {self.rule!r}")


@dataclass(frozen=True)
class TableRules:
    """A table. Rows with the same ``key`` are one record; one whose ``delete_field`` is ``delete_value`` withdraws the record."""

    name: str
    label: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    delete_field: str = ""
    delete_value: str = ""
    row_checks: tuple[RowCheck, ...] = ()

    def __post_init__(self) -> None:
        names = {field.name for field in self.fields}
        named = {*self.key, *(check.field for check in self.row_checks), *(check.other for check in self.row_checks)}
        if self.delete_field:
            named.add(self.delete_field)
        if len(names) != len(self.fields) or not named <= names:
            raise ValueError(f"{self.name}: a field is declared twice or not at all: {sorted(named - names)}")
        if any(field.is_sensitive for field in self.fields if field.name in self.key):
            raise ValueError(f"{self.name}: a key stands in every verdict, so it cannot be sensitive")

    def field(self, name: str) -> Field | None:
        """The field ``name``."""
        return next((field for field in self.fields if field.name == name), None)
