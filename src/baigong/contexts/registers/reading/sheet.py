"""What was read: the rows of one table, as text under the names of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from baigong.contexts.registers.standard import StandardTable
from baigong.engines.checking.faults import DUPLICATE_KEY

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Sheet:
    """The rows of one table. ``frame`` has a column for each field that the file has, all text, empty where nothing stands.

    ``place`` is the sheet, or the file where there are no sheets; ``first_row`` the number of the first row read, ``numbers`` those
    of all of them, since blank rows are left out; ``letters`` the column in which a field stands. ``origins``, where these are
    rows that were handed back to be mended, says which row of the school's own file each of them was (0: a new one).
    """

    table: StandardTable
    frame: pl.DataFrame
    place: str
    first_row: int
    letters: Mapping[str, str]
    numbers: pl.Series
    notes: list[str] = field(default_factory=list)
    origins: pl.Series | None = None

    def cell(self, row: int, name: str) -> str:
        """The coordinate of a value (``B7``); of a field that the file does not have, the row."""
        number = self.numbers[row] if 0 <= row < len(self.numbers) else self.first_row + row
        return f"{self.letters[name]}{number}" if name in self.letters else _("第 %(row)s 行") % {"row": number}

    def found(self, code: str, text: str) -> str:
        """What a fault found, as people see the file: of a duplicate key the earlier row by its number there."""
        if code == DUPLICATE_KEY and text.isdecimal() and 0 < int(text) <= len(self.numbers):
            return str(self.numbers[int(text) - 1])
        return text
