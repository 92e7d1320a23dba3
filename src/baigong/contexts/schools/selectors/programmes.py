"""Programmes that schools name: what the catalogue in force says of a code, to which cluster it belongs, how many learners it has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from baigong.contexts.classifications.public import LEVELS, Edition, Entry, edition_in_force
from baigong.contexts.registers.public import BODY, current, find_table
from baigong.contexts.schools.clusters import all_clusters

ROSTER = ("WW-ROSTERS-2021", "MCXS")
ON_THE_ROLL = ("1", "2")
"""States of those on the roll: at school, or their studies suspended."""
CLUSTER_LEVELS = {"secondary": "1", "higher_associate": "2"}


@dataclass(frozen=True)
class Catalogue:
    """The edition in force on a day (``None`` where none is loaded), and its entries by code."""

    edition: Edition | None
    entries: dict[str, Entry]

    def name(self, code: str | None) -> str:
        """The programme's name, empty where the catalogue does not have the code."""
        entry = self.entries.get(code or "")
        return entry.name if entry else ""

    def level(self, code: str | None) -> str:
        """The level of education in words."""
        entry = self.entries.get(code or "")
        return str(LEVELS[entry.part]) if entry else ""

    def cluster(self, code: str | None) -> str:
        """The cluster of the plan; of several beginnings of a code the longest decides."""
        entry = self.entries.get(code or "")
        level = CLUSTER_LEVELS.get(entry.part, "") if entry else ""
        fits = [
            (len(prefix), cluster.name)
            for cluster in all_clusters()
            for of_level, prefix in cluster.programmes
            if of_level == level and (code or "").startswith(prefix)
        ]
        return max(fits)[1] if fits else ""


def catalogue_on(day: date, codes: Collection[str | None]) -> Catalogue:
    """What the catalogue in force on ``day`` says of these codes. The levels' codes begin with different digits. Two queries."""
    edition = edition_in_force("programmes", day)
    wanted = {code for code in codes if code}
    if edition is None or not wanted:
        return Catalogue(edition, {})
    rows = edition.entries.filter(code__in=wanted, tier="programme")
    return Catalogue(edition, {row.code: row for row in rows if row.since is None or row.since <= day})


def learners(schools: Collection[int], as_of: datetime, by: str) -> dict[tuple[int, str], int]:
    """How many are on the roll of each school, by a field of the roster of students (programme, class)."""
    import polars as pl

    table = find_table(*ROSTER)
    if table is None:
        return {}
    state = current(table, organisations=schools, as_of=as_of, fields={by, "XSZT"})
    if by not in state.columns:
        return {}
    counted = state.filter(pl.col("XSZT").is_in(ON_THE_ROLL)).group_by(BODY, by).len()
    return {(int(body), str(value)): int(count) for body, value, count in counted.iter_rows() if value}
