"""Which values the public does not see: small cells, and what would give one away by adding and subtracting."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from baigong.kernel.indicators.tables import WHOLE

Cell = tuple[str, str]
"""Kind and key of a slice."""
Sum = tuple[Cell, frozenset[Cell]]
"""A cell, and the cells that add up to it."""


def hidden_cells(counts: Mapping[Cell, int], sums: Iterable[Sum], floor: int) -> set[Cell]:
    """The cells to suppress.

    Cells with fewer rows than ``floor`` are hidden; none at all is no secret. As long as what is left gives one of them away, a cell that
    stands in a sum with it is hidden too: rather one beside it than the sum, one that opens as few new sums as possible, of these the
    smallest. In the end no combination of the sums names a single hidden cell.
    """
    hidden = {cell for cell, count in counts.items() if 0 < count < floor}
    sums = list(sums)
    while given_away := exposed_cells(hidden, sums):
        beside = _beside(given_away, hidden, sums)
        fellows = {c for _whole, parts in sums if given_away & parts for c in parts}
        opened = Counter(c for whole, parts in sums if not hidden & {whole, *parts} for c in (whole, *parts))
        if not beside:
            break  # nothing else could tell, and nothing is left to hide
        hidden.add(min(beside, key=lambda c: (c not in fellows, not counts.get(c), opened[c], counts.get(c, 0), c)))
    return hidden


def _beside(given_away: set[Cell], hidden: set[Cell], sums: list[Sum]) -> set[Cell]:
    """Published cells in a sum with one of those given away; where all these are hidden, in a sum with one of them, and so on: what gives a
    cell away may be several sums from it."""
    near, wider = set[Cell](), given_away
    while wider <= hidden and wider != near:
        near, wider = wider, {c for whole, parts in sums if wider & {whole, *parts} for c in (whole, *parts)} | wider
    return wider - hidden


def exposed_cells(hidden: set[Cell], sums: Iterable[Sum]) -> set[Cell]:
    """Hidden cells that follow from the published ones: those that Gaussian elimination leaves alone in a row."""
    rows: list[dict[Cell, Fraction]] = []  # reduced: the pivot of a row stands in no other
    pivots: dict[Cell, int] = {}
    for whole, parts in sums:
        row = {cell: Fraction(-1 if cell == whole else 1) for cell in (whole, *parts) if cell in hidden}
        for cell in list(row):
            if cell in pivots and (factor := row.get(cell)):
                _subtract(row, rows[pivots[cell]], factor)
        if not row:
            continue
        pivot = min(row)
        scale = row[pivot]
        row = {cell: value / scale for cell, value in row.items()}
        for other in rows:
            if factor := other.get(pivot):
                _subtract(other, row, factor)
        pivots[pivot] = len(rows)
        rows.append(row)
    return {next(iter(row)) for row in rows if len(row) == 1}


def _subtract(row: dict[Cell, Fraction], other: Mapping[Cell, Fraction], factor: Fraction) -> None:
    for cell, value in other.items():
        left = row.get(cell, Fraction()) - factor * value
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)


def sums_of(groups: Iterable[Mapping[str, str]]) -> set[Sum]:
    """The sums among slices, from the finest groups: each gives its key for every kind of slice.

    A kind whose every key lies within one key of another kind adds up to it; every kind adds up to the whole.
    """
    within: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for group in groups:
        for fine, fine_key in group.items():
            for coarse, coarse_key in group.items():
                if fine != coarse:
                    within[fine, coarse][fine_key].add(coarse_key)
    sums: set[Sum] = set()
    for (fine, coarse), places in within.items():
        if fine != WHOLE and all(len(place) == 1 for place in places.values()):
            parts: dict[str, set[Cell]] = defaultdict(set)
            for fine_key, place in places.items():
                parts[next(iter(place))].add((fine, fine_key))
            sums |= {((coarse, key), frozenset(cells)) for key, cells in parts.items()}
    return sums
