"""What extraction yields, and the builder that keeps text and table spans in step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from baigong.engines.plan_text import Span, TableHint


class ExtractionError(Exception):
    """The document cannot be read. `message` tells the person what happened and what to do; `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class ExtractedText:
    """Text, tables as spans into it, and what the reader should be told."""

    text: str
    tables: tuple[TableHint, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """A cell before it is written: its text and how many rows and columns it covers."""

    text: str
    rowspan: int = 1
    colspan: int = 1


@dataclass
class TextBuilder:
    """Collects lines and tables; every cell becomes a line of its own and its span is kept."""

    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _tables: list[TableHint] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def line(self, text: str) -> Span:
        """Adds a line and returns where it stands, without the line break."""
        start = self._length
        self._parts.append(text + "\n")
        self._length += len(text) + 1
        return Span(start, start + len(text))

    def table(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Adds a table: cells in reading order, one line each; merged cells repeat their span in the grid."""
        grid = place_cells(rows)
        spans: dict[int, Span | None] = {}
        for row in grid:
            for cell in row:
                if cell is not None and id(cell) not in spans:
                    spans[id(cell)] = self.line(cell.text) if cell.text else None
        self._tables.append(TableHint(tuple(tuple(None if cell is None else spans[id(cell)] for cell in row) for row in grid)))

    def continue_table(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Adds rows to the last table: it went on over a page break."""
        self.table(rows)
        later, earlier = self._tables.pop(), self._tables.pop()
        self._tables.append(TableHint(earlier.rows + later.rows))

    @property
    def last_width(self) -> int:
        """How many columns the last table has; 0 when there is none."""
        return len(self._tables[-1].rows[0]) if self._tables and self._tables[-1].rows else 0

    def done(self) -> ExtractedText:
        """The finished text."""
        return ExtractedText("".join(self._parts), tuple(self._tables), tuple(self.warnings))


_MAX_SPAN = 500


def place_cells(rows: Sequence[Sequence[Cell]]) -> list[list[Cell | None]]:
    """Cells on a rectangular grid, merged ones at every position they cover (the HTML table model)."""
    grid: list[list[Cell | None]] = [[] for _ in rows]
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while x < len(grid[y]) and grid[y][x] is not None:
                x += 1
            for dy in range(min(cell.rowspan, _MAX_SPAN)):
                if y + dy >= len(grid):
                    break
                line = grid[y + dy]
                for dx in range(min(cell.colspan, _MAX_SPAN)):
                    while len(line) <= x + dx:
                        line.append(None)
                    if line[x + dx] is None:
                        line[x + dx] = cell
            x += cell.colspan
    width = max((len(line) for line in grid), default=0)
    return [line + [None] * (width - len(line)) for line in grid]
