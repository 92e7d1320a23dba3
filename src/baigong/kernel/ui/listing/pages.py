"""What the template of a list may read: plain frozen values, every text formatted, every address built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class EmptyState:
    """What an empty list says: one sentence, what to do, and where. Wording may be lazy."""

    title: object
    what: object = ""
    icon: str = "inbox"
    action_label: object = ""
    action_url_name: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``tone`` colours a badge, a light or an overdue date; ``ratio`` is drawn as a meter."""

    text: str
    kind: str = "text"
    href: str = ""
    tone: str = ""
    sub: str = ""
    ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``href`` is where the row as a whole leads."""

    cells: tuple[Cell, ...]
    href: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Heading:
    """One column head. ``direction`` is ``ascending``, ``descending`` or empty; ``sort_url`` empty where not sortable.

    ``place`` in the row: ``main`` names it, ``lead`` stands before, the rest have none.
    """

    key: str
    label: str
    kind: str
    width: str
    priority: int
    sort_url: str = ""
    direction: str = ""
    place: str = ""


@dataclass(frozen=True)
class Option:
    """One choice of a filter."""

    value: str
    label: str
    is_selected: bool


@dataclass(frozen=True)
class FilterView:
    """One filter as the form draws it: ``kind`` is ``choice``, ``many``, ``dates`` or ``day``."""

    kind: str
    key: str
    label: str
    options: tuple[Option, ...] = ()
    start: str = ""
    end: str = ""
    is_active: bool = False


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    remove_url: str


@dataclass(frozen=True)
class PageLink:
    """A number of the pager; ``number`` is ``None`` for a gap."""

    number: int | None
    url: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Pager:
    """Where one can go from this page."""

    previous_url: str = ""
    next_url: str = ""
    links: tuple[PageLink, ...] = ()
    first: int = 0
    last: int = 0

    @property
    def is_needed(self) -> bool:
        """Whether there is anywhere to go."""
        return bool(self.previous_url or self.next_url)

    @classmethod
    def numbered(cls, number: int, size: int, shown: int, total: int, address: Callable[[int], str]) -> Pager:
        """Of a list cut by number: page ``number`` shows ``shown`` of ``total`` rows; ``address`` gives the place of a page."""
        first = (number - 1) * size
        before = address(number - 1) if number > 1 else ""
        after = address(number + 1) if first + shown < total else ""
        return cls(before, after, (), first + 1, first + shown) if shown else cls(before)


def page_number(asked: str) -> int:
    """The page that an address asks for by number; the first where it says none."""
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1


@dataclass(frozen=True)
class ListingPage:
    """One page of a list, ready to draw with ``ui.listing(page)``."""

    name: str
    dom_id: str
    caption: str
    path: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    filters: tuple[FilterView, ...]
    chips: tuple[Chip, ...]
    has_search: bool
    search_text: str
    search_hint: str
    sort: str
    kept: tuple[tuple[str, str], ...]
    count: int
    count_text: str
    notes: tuple[str, ...]
    pager: Pager
    exports: tuple[tuple[str, str], ...]
    clear_url: str
    empty: EmptyState
    empty_url: str = ""
    items: tuple[Any, ...] = field(default=(), repr=False)

    @property
    def is_filtered(self) -> bool:
        """Whether a filter or a search narrows the list."""
        return bool(self.chips)
