"""What a facet of a school is: columns, and the tables of any edition that feed them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import StandardTable, find_table

Kind = Literal["text", "code", "number", "money", "percent", "date", "month", "boolean", "badge"]
FacetRow = dict[str, Any]
Derive = Callable[[list[FacetRow], Sequence[Organisation], date], None]
"""Completes rows in place: of these schools, as the rules stand on this day."""


@dataclass(frozen=True)
class FacetColumn:
    """A column. ``is_personal``: shown in full only to those who may read the school's rows, masked to everybody else.

    A coded text is told by its words, a ``code`` as it is. ``is_hidden``: read for what is derived from it, not listed. ``is_filter``
    lets one choose among its values, ``is_searched`` lets the search look into it; ``labels`` are the words of its values where they
    are keys of our own, ``tones`` their colours. ``sub`` names another column whose value stands as a quieter line below.
    """

    name: str
    label: Any
    kind: Kind = "text"
    is_personal: bool = False
    is_filter: bool = False
    is_searched: bool = False
    is_hidden: bool = False
    only_export: bool = False
    priority: int = 1
    width: str = ""
    sub: str = ""
    labels: Mapping[str, Any] = field(default_factory=dict)
    tones: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Feed:
    """A table of an edition that tells something of a facet: for each column the field it is read from, codes by their words.

    ``fixed`` are columns that every row of the table has alike: whether its bases lie inside or outside the school.
    """

    standard: str
    table: str
    fields: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def declared(self) -> StandardTable:
        """The table. Raises ``LookupError`` when the edition has none of this name."""
        found = find_table(self.standard, self.table)
        if found is None:
            raise LookupError(f"edition {self.standard} has no table {self.table}")
        return found


@dataclass(frozen=True)
class Facet:
    """Something schools have. Rows of several feeds that agree in ``key`` are one: earlier feeds win, later ones fill what is empty.

    The first column names the row. Without ``key`` every row stands for itself.
    """

    slug: str
    name: Any
    about: Any
    icon: str
    columns: tuple[FacetColumn, ...]
    feeds: tuple[Feed, ...]
    key: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    derive: Derive | None = None

    @property
    def personal(self) -> frozenset[str]:
        """The columns that name a person."""
        return frozenset(column.name for column in self.columns if column.is_personal)
