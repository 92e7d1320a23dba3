"""Tables of a snapshot: what contexts lay down in it, what is derived from that, and how rows are told apart.

A context declares its tables when it starts. ``produce`` is asked when a snapshot is taken; everything after that reads the snapshot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from baigong.kernel.access import Role

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

TYPES = re.compile(r"string|int64|boolean|date|decimal\((?:[1-9]|[12]\d|3[0-8]),\d{1,2}\)")
"""What a column may be. No floating point: a figure must come out the same on every engine, to the digit."""


RESERVED = {"as_of", "city"}
"""Columns that the compiler adds to every table: the day of the snapshot (``t.as_of``, for rules that hang on the date) and whose it is."""


@dataclass(frozen=True)
class TableColumn:
    """A column: ``label`` is what people read. Personal ones are masked wherever rows are shown; hidden ones are there to compute with.

    ``form`` says of a number that it is no amount: a ``year``, or the ``school_year`` that begins in it.
    """

    name: str
    label: Any
    type: str = "string"
    is_personal: bool = False
    is_hidden: bool = False
    form: str = ""


class Tables(Protocol):
    """What a derived table is built from: ``tables["students"]``; ``tables.as_of`` is the day of the snapshot."""

    as_of: date

    def __getitem__(self, name: str) -> ir.Table: ...


@dataclass(frozen=True, kw_only=True)
class AnyTable:
    """What every table says of itself.

    ``owner`` names the column with the path of the organisation that a row belongs to (``0001.0004.``); holders of ``readers`` open rows
    within their reach, and of a table without owner only those whose role reaches everywhere. ``slices`` maps a kind of slice to the column
    that holds its key. ``record_url`` leads from a row (by column name, unmasked) to the record itself.
    ``is_own_register``: the house keeps the records itself, so no rows means that there are none; of what others return it means that
    nothing came, which is "no data".
    """

    name: str
    label: Any
    columns: tuple[TableColumn, ...]
    owner: str = ""
    readers: frozenset[Role] = frozenset()
    slices: Mapping[str, str] = field(default_factory=dict)
    record_url: Callable[[Mapping[str, Any]], str] | None = None
    is_own_register: bool = False

    def __post_init__(self) -> None:
        """Refuse what could not work later."""
        names = [column.name for column in self.columns]
        missing = {self.owner, *self.slices.values()} - {"", *names}
        wrong = [column.name for column in self.columns if not TYPES.fullmatch(column.type)]
        if missing or wrong or len(set(names)) < len(names) or RESERVED & set(names):
            raise ValueError(f"table {self.name}: no columns {sorted(missing)}, wrong type of {wrong}, or a name twice or reserved")

    def column(self, name: str) -> TableColumn:
        """The column of this name. Raises ``LookupError``."""
        for column in self.columns:
            if column.name == name:
                return column
        raise LookupError(f"table {self.name} has no column {name}")


@dataclass(frozen=True, kw_only=True)
class SnapshotTable(AnyTable):
    """A table that is laid down in each snapshot. ``produce(now)`` gives its rows; columns that are not declared are left out."""

    produce: Callable[[datetime], pa.Table]


@dataclass(frozen=True, kw_only=True)
class Derived(AnyTable):
    """A table computed from others of the same snapshot: ``build(tables)`` is an Ibis expression with at least the declared columns.

    What does not add up (distinct persons, schools that meet every condition) is made to: one row a person, one row a school.
    """

    build: Callable[[Tables], ir.Table]


@dataclass(frozen=True)
class SliceKind:
    """A way to cut values. ``names(keys)`` gives the words for keys (a county's name for its code); without it a key speaks for itself.

    ``is_time``: keys are years, so that the values of one snapshot make a course. ``is_local``: keys are numbers of the house, which mean
    something else in another city; where cities are united they are told apart by its name.
    """

    key: str
    label: Any
    names: Callable[[Collection[str]], Mapping[str, str]] | None = None
    is_time: bool = False
    is_local: bool = False


WHOLE = "city"
"""The kind of the value of the whole; its key is empty. Where snapshots are united, each city has its own value beside the whole."""

T = TypeVar("T", SnapshotTable, Derived)
_tables: dict[str, SnapshotTable | Derived] = {}
_slice_kinds: dict[str, SliceKind] = {}


def declare_table(declared: T) -> T:
    """Register a table. Raises ``ValueError`` for a name declared twice."""
    if declared.name in _tables and _tables[declared.name] is not declared:
        raise ValueError(f"table {declared.name} is declared twice")
    _tables[declared.name] = declared
    return declared


def declare_slice_kind(declared: SliceKind) -> SliceKind:
    """Register a kind of slice. Raises ``ValueError`` for a key declared twice, or with ``+``, which joins kinds."""
    if declared.key in _slice_kinds or declared.key == WHOLE or "+" in declared.key:
        raise ValueError(f"slice kind {declared.key} is declared twice, or cannot be called so")
    _slice_kinds[declared.key] = declared
    return declared


def all_tables() -> dict[str, SnapshotTable | Derived]:
    """Every declared table by name."""
    return dict(sorted(_tables.items()))


def find_table(name: str) -> SnapshotTable | Derived | None:
    """The table of this name, if declared."""
    return _tables.get(name)


def is_timed(kind: str) -> bool:
    """Whether a way to cut, also one of several kinds at once, cuts by time."""
    return any(found.is_time for key in kind.split("+") if (found := _slice_kinds.get(key)) is not None)


def is_local(kind: str) -> bool:
    """Whether the keys of a way to cut mean something in their own city only."""
    return any(found.is_local for key in kind.split("+") if (found := _slice_kinds.get(key)) is not None)


def find_slice_kind(key: str) -> SliceKind | None:
    """The kind of slice with this key, if declared."""
    return _slice_kinds.get(key)
