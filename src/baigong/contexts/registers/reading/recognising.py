"""Which table a sheet holds, and where its header ends: by the name of the sheet or the file, else by the columns."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from baigong.contexts.registers.reading.completing import is_filled_in
from baigong.contexts.registers.reading.grid import SEARCHED_ROWS, Grid
from baigong.contexts.registers.standard import Standard, StandardTable
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange.headers import Header, fold_label, match_row

_SUFFIX = re.compile(r"(数据子类表|数据子类|数据表|数据)$")
_MERGED_ABOVE = 2
"""So many rows above the header may hold labels merged down into it."""


@dataclass(frozen=True)
class Recognised:
    """A sheet known to be ``table``. ``header`` gives positions; its rows end before row ``after`` (from 0)."""

    grid: Grid
    table: StandardTable
    header: Header
    after: int


def table_named(standard: Standard, name: str) -> StandardTable | None:
    """The table that a sheet or a file of this name means: by its name, its label, or either within a longer name."""
    wanted = _folded(name)
    if not wanted:
        return None
    names = {key: table for table in standard.tables.values() for key in (_folded(table.name), _folded(table.label))}
    if wanted in names:
        return names[wanted]
    if "ods_" + wanted in names:
        return names["ods_" + wanted]
    within = {key: table for key, table in names.items() if key.startswith("ods_") and key in wanted}
    # Of two names one within the other the longer is meant (ODS_ZZXXHXTJCQKSJ holds no other, but labels do).
    within = within or {key: table for key, table in names.items() if len(key) > 3 and key in wanted}
    longest = max(within, key=len, default="")
    return within[longest] if longest and all(key in longest for key in within) else None


def nearest_table(standard: Standard, name: str) -> StandardTable | None:
    """The table whose name or label is most like ``name``."""
    names = {key: table for table in standard.tables.values() for key in (_folded(table.name), _folded(table.label))}
    found = difflib.get_close_matches(_folded(name), names, n=1, cutoff=0.5)
    return names[found[0]] if found else None


def nearest_field(table: StandardTable, label: str) -> str:
    """The label most like ``label``, or the label of the field whose name is; empty where none is like it."""
    known = {fold_label(key): field.label for field in table.fields for key in (field.label, field.name)}
    found = difflib.get_close_matches(fold_label(label), known, n=1, cutoff=0.6)
    return known[found[0]] if found else ""


def recognise(grids: Sequence[Grid], standard: Standard, wanted: StandardTable | None) -> Recognised | None:
    """Return the best reading of one sheet (of several ways of cutting it), or None where no header is known.

    Raises ``Refusal`` where two tables fit equally well.
    """
    tables = [wanted] if wanted else list(standard.tables.values())
    found: list[tuple[tuple[int, int, int], Recognised]] = []
    for grid in grids:
        head = grid.head
        for table in tables:
            if one := _header(head, table.known_labels):
                header, after = one
                needed = [field.name for field in table.fields if field.field.is_required and not is_filled_in(field)]
                missing = sum(name not in header.positions for name in needed)
                if wanted is None and header.unknown and 2 * missing > len(needed):
                    continue  # a few columns that many tables have (学号、姓名) do not make it this table
                found.append(((len(header.positions), -len(header.unknown), -missing), Recognised(grid, table, header, after)))
    if not found:
        return None
    best, chosen = max(found, key=lambda item: item[0])
    twins = [other.table.label for score, other in found if score == best and other.table is not chosen.table]
    if twins:
        raise Refusal(
            _("“%(sheet)s”的列同时符合“%(one)s”和“%(other)s”；请把工作表（或文件）改名为其中一张表的名称。")
            % {"sheet": chosen.grid.name, "one": chosen.table.label, "other": twins[0]},
            code="ambiguous_table",
        )
    return chosen


def _header(head: Sequence[Sequence[str]], known: Mapping[str, str]) -> tuple[Header, int] | None:
    """The row that matches most columns, with what is merged into it from above and what continues it below."""
    rows = [match_row(number, row, known) for number, row in enumerate(head[:SEARCHED_ROWS])]
    best = max(rows, key=lambda row: len(row.positions), default=None)
    if best is None or len(best.positions) < min(2, len(best.positions) + len(best.unknown)) or not best.positions:
        return None
    positions, unknown = dict(best.positions), dict(best.unknown)
    for above in reversed(rows[max(best.row - _MERGED_ABOVE, 0) : best.row]):
        _join(positions, unknown, above, only_blank=head[best.row])
    after = best.row + 1
    while after < len(rows) and (rows[after].positions or rows[after].duplicates) and not rows[after].unknown:
        _join(positions, unknown, rows[after], only_blank=())
        after += 1
    return Header(best.row, positions, unknown, best.duplicates), after


def _join(positions: dict[str, int], unknown: dict[int, str], row: Header, *, only_blank: Sequence[str]) -> None:
    taken = set(positions.values())
    for key, index in row.positions.items():
        is_blank = index >= len(only_blank) or not only_blank[index]
        if key not in positions and index not in taken and is_blank:
            positions[key] = index
            unknown.pop(index, None)


def _folded(name: str) -> str:
    return _SUFFIX.sub("", fold_label(name)).casefold()
