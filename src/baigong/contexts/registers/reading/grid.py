"""A sheet as the file has it, before anybody knows which table it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from baigong.kernel.exchange.headers import SEARCHED_ROWS

if TYPE_CHECKING:
    import polars as pl

__all__ = ["SEARCHED_ROWS", "Grid", "Troubles"]


@dataclass(frozen=True)
class Troubles:
    """What a parser shows blank or changed, by coordinate, and what hides or merges rows."""

    errors: frozenset[str] = frozenset()
    unanswered: frozenset[str] = frozenset()
    lost_digits: frozenset[str] = frozenset()
    merged: tuple[str, ...] = ()
    hidden_rows: int = 0


class Grid(Protocol):
    """Rows of text. The first row is 1 as in the file; ``first_column`` is the column (from 0) in which the cells begin."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def head(self) -> Sequence[Sequence[str]]: ...  # noqa: D102
    @property
    def is_visible(self) -> bool: ...  # noqa: D102
    @property
    def first_column(self) -> int: ...  # noqa: D102
    @property
    def troubles(self) -> Troubles: ...  # noqa: D102

    def body(self, after: int) -> pl.DataFrame:
        """The rows after the first ``after`` ones, blank ones kept, all text, empty cells null."""


@dataclass(frozen=True)
class FrameGrid:
    """A sheet of a workbook."""

    name: str
    frame: pl.DataFrame
    is_visible: bool = True
    first_column: int = 0
    troubles: Troubles = field(default_factory=Troubles)

    @property
    def head(self) -> Sequence[Sequence[str]]:
        """The first rows."""
        return [[cell or "" for cell in row] for row in self.frame.head(SEARCHED_ROWS).iter_rows()]

    def body(self, after: int) -> pl.DataFrame:
        """The rows below."""
        return self.frame.slice(after)
