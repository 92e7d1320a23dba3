"""Opening a value: the rows of the snapshot that it counts, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from baigong.kernel.access import Actor, Reach
from baigong.kernel.errors import Refusal
from baigong.kernel.indicators import folders
from baigong.kernel.indicators.computing import JOINS_KEYS
from baigong.kernel.indicators.engines import duckdb_engine
from baigong.kernel.indicators.models import IndicatorValue
from baigong.kernel.indicators.plans import OVER_TIME
from baigong.kernel.indicators.tables import AnyTable, TableColumn, find_table

PARTS = ("numerator", "denominator")


@dataclass(frozen=True)
class Row:
    """A row as it is shown: its visible cells, personal ones masked; ``url`` leads to the record, where there is a page of it."""

    cells: list[Any]
    url: str


@dataclass(frozen=True)
class Records:
    """A page of the rows behind a value. ``total`` is how many there are, ``in_sight`` how many of them the reader may see.

    ``query`` is the stored filter over the snapshot's tables, as it was computed with.
    """

    table: AnyTable
    columns: list[TableColumn]
    rows: list[Row]
    total: int
    in_sight: int
    query: str = ""


def records_behind(value: IndicatorValue, part: str, *, actor: Actor, offset: int = 0, limit: int = 50) -> Records:
    """The rows that a value's numerator or denominator counts, from ``offset``, in the order of their columns.

    Raises ``Refusal``: the snapshot was altered or lost, or the table is not declared any more.
    """
    snapshot = value.snapshot
    plan = folders.read_plan(snapshot.path, snapshot.manifest_sha256)
    wanted = next((w for w in plan.wanted if w.code == value.code), None)
    if wanted is None or part not in wanted.records or value.slice_kind not in wanted.slices:
        raise Refusal(_("这个值没有可以打开的记录。"), code="no_records", status=404)
    column = wanted.numerator if part == "numerator" or wanted.denominator is None else wanted.denominator
    table = find_table(column.table)
    if table is None:
        raise Refusal(_("数据表%(name)s已不在现行的定义里，打不开它的记录。") % {"name": column.table}, code="table_gone", status=404)
    cut = wanted.slices[value.slice_kind][PARTS.index(part)]
    sql = wanted.records.get(part + OVER_TIME if value.slice_kind in wanted.timed else part) or wanted.records[part]
    conditions, facts = _of_slice(cut, value.slice_key)
    sight, own = _in_reach(table, actor)
    where = " AND ".join(conditions) or "TRUE"
    files = folders.vouched_files(snapshot.path, snapshot.manifest_sha256)
    with duckdb_engine({name: file for name, file in files.items() if f'"{name}"' in sql}, threads=1) as run:
        run(f"CREATE TEMP TABLE found AS SELECT * FROM ({sql}) WHERE {where}", facts)  # noqa: S608 - our own text
        names = [name for name, *_type in run("DESCRIBE found")]  # the columns of its day: today's table may have others
        counted = run(f"SELECT COUNT(*), COUNT(*) FILTER ({sight}) FROM found", own)  # noqa: S608
        page = f"SELECT * FROM found WHERE {sight} ORDER BY ALL LIMIT {int(limit)} OFFSET {int(offset)}"  # noqa: S608
        rows = run(page, own) if counted[0][1] else []
    shown = [c for c in table.columns if not c.is_hidden and c.name in names]
    return Records(table, shown, list(_shown(table, shown, names, rows)), int(counted[0][0]), int(counted[0][1]), sql)


def mask(text: str) -> str:
    """A personal value as it is shown in lists: of a name the first character, of a long number the first six and the last."""
    if len(text) > 10:
        return text[:6] + "*" * (len(text) - 7) + text[-1:]
    return text[:1] + "*" * (len(text) - 1)


def _of_slice(columns: tuple[str, ...], key: str) -> tuple[list[str], list[str]]:
    keys = key.split(JOINS_KEYS, len(columns) - 1) if columns else []
    return [f"COALESCE(CAST(\"{column}\" AS VARCHAR), '') = ?" for column in columns], keys


def _in_reach(table: AnyTable, actor: Actor) -> tuple[str, list[str]]:
    """The condition for rows within the reach of the reader's roles, and its parameters."""
    held = actor.at(*table.readers)
    if actor.is_system or any(h.role.reach is Reach.EVERYWHERE for h in held):
        return "TRUE", []
    if not held or not table.owner:
        return "FALSE", []
    tests = [f'starts_with("{table.owner}", ?)' if h.role.reach is Reach.SUBTREE else f'"{table.owner}" = ?' for h in held]
    return "(" + " OR ".join(tests) + ")", [h.path for h in held]


def _shown(table: AnyTable, columns: list[TableColumn], names: list[str], rows: list[tuple[Any, ...]]) -> Iterator[Row]:
    for row in rows:
        by_name = dict(zip(names, row, strict=True))
        cells = [mask(str(by_name[c.name])) if c.is_personal and by_name[c.name] is not None else by_name[c.name] for c in columns]
        yield Row(cells, table.record_url(by_name) if table.record_url is not None else "")
