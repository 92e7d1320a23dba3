"""Rosters that bodies return, as tables of a snapshot: which columns, under which English names. Everything else is the same for all.

Values are text in the lake; here each column takes the type of its field. A coded column comes twice: its code to compute with, hidden,
and the words of it for people. ``school`` is the body that sent the row, ``batch`` and ``row`` are where it stands in what was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.public import COUNTY_OFFICER, LEADER, LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.organisations.public import Organisation, OrganisationKind
from baigong.contexts.registers.public import BATCH, BODY, HASH, current, find_standard, find_table
from baigong.kernel.indicators import SnapshotTable, TableColumn, declare_table

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

EDITION = "WW-ROSTERS-2021"
READERS = frozenset({WORKING_TEAM, LEADER, COUNTY_OFFICER, SCHOOL_OFFICER, LIAISON})
SLICES = {"county": "county", "school": "school"}
COMMON = (
    TableColumn("school_name", _("报送单位")),
    TableColumn("school", _("学校"), is_hidden=True),
    TableColumn("body_kind", _("单位类别"), is_hidden=True),
    TableColumn("county", _("县区"), is_hidden=True),
    TableColumn("division", _("所在地区划代码"), is_hidden=True),
    TableColumn("founded_on", _("成立日期"), "date", is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
    TableColumn("batch", _("批次"), "int64", is_hidden=True),
    TableColumn("row", _("行"), "int64", is_hidden=True),
)
TYPES = {"number": "int64", "money": "decimal(18,2)", "date": "date", "month": "date", "year": "int64", "school_year": "int64"}
"""What a field's kind is in a snapshot. A month is its first day, a school year the year in which it begins."""
CODED = "_name"
"""Ending of the column with the words for a code."""


def roster(table: str, name: str, label: Any, fields: Mapping[str, str], *, personal: frozenset[str] = frozenset()) -> SnapshotTable:
    """Declare a roster as a table of snapshots; ``fields`` gives for each English column the field it is read from.

    A name that ends in ``_hash`` takes the keyed hash of a sensitive field; one that begins with ``is_`` is a yes or no.
    """
    columns: list[TableColumn] = []
    for column, field in fields.items():
        words = _label(table, field)
        if column.endswith("_hash"):
            columns.append(TableColumn(column, words, is_hidden=True))
        elif column.startswith("is_"):
            columns.append(TableColumn(column, words, "boolean"))
        elif column.endswith("_code"):
            columns += [TableColumn(column, words, is_hidden=True), TableColumn(column.removesuffix("_code") + CODED, words)]
        else:
            kind = _kind(table, field)
            form = kind if kind in ("year", "school_year") else ""
            columns.append(TableColumn(column, words, TYPES.get(kind, "string"), is_personal=column in personal, form=form))
    return declare_table(
        SnapshotTable(
            name=name, label=label, columns=(*COMMON, *columns), owner="path", readers=READERS, slices=SLICES, record_url=record_url,
            produce=lambda now: produce(table, fields, now),
        )
    )  # fmt: skip


def record_url(row: Mapping[str, Any]) -> str:
    """The row as it stands in what was sent, by its number there."""
    return reverse("registers:batch-row", args=[row["batch"], row["row"] + 1]) if row.get("batch") else ""


def produce(table: str, fields: Mapping[str, str], now: datetime) -> pa.Table:
    """The rows in force at ``now``, typed. Two queries beside the files."""
    import polars as pl

    declared = find_table(EDITION, table)
    if declared is None:
        raise LookupError(f"edition {EDITION} has no table {table}")
    state = current(declared, as_of=now)
    frame = state.join(_bodies(), on=BODY, how="inner")
    made = [pl.col(c.name) for c in COMMON if c.name not in ("batch", "row")]
    made += [pl.col(BATCH).alias("batch"), pl.col("_row").cast(pl.Int64).alias("row")]
    for column, field in fields.items():
        source = field + HASH if column.endswith("_hash") else field
        text = pl.col(source) if source in frame.columns else pl.lit(None, pl.String)
        text = text.replace("", None)
        made += _typed(table, column, field, text)
    return frame.select(made).sort("batch", "row").to_arrow()


def _typed(table: str, column: str, field: str, text: pl.Expr) -> list[pl.Expr]:
    import polars as pl

    if column.endswith("_hash"):
        return [text.alias(column)]
    if column.startswith("is_"):
        return [(text == "1").alias(column)]
    if column.endswith("_code"):
        words = text.replace_strict(_codes(table, field), default=text, return_dtype=pl.String)
        return [text.alias(column), words.alias(column.removesuffix("_code") + CODED)]
    match _kind(table, field):
        case "number":
            value: pl.Expr = text.cast(pl.Decimal(20, 4), strict=False).cast(pl.Int64, strict=False)
        case "year" | "school_year":
            value = text.str.slice(0, 4).cast(pl.Int64, strict=False)
        case "money":
            value = text.cast(pl.Decimal(18, 2), strict=False)
        case "date":
            value = text.str.to_date("%Y%m%d", strict=False)
        case "month":
            value = (text + "01").str.to_date("%Y%m%d", strict=False)
        case _:
            value = text
    return [value.alias(column)]


def _bodies() -> pl.DataFrame:
    """Every body with its county (the nearest above it, or itself) and the division it lies in."""
    import polars as pl

    bodies = list(Organisation.objects.all())
    by_path = {body.path: body for body in bodies}
    lines = []
    for body in bodies:
        above = _above(body, by_path)
        county = next((b.division_code for b in above if b.kind == OrganisationKind.COUNTY), "")
        division = next((b.division_code for b in above if b.division_code), "")
        lines.append((body.pk, body.name, str(body.pk), str(body.kind), county, division, body.founded_on, body.path))
    names = [BODY, *(c.name for c in COMMON[:-2])]
    types = [pl.Int64, pl.String, pl.String, pl.String, pl.String, pl.String, pl.Date, pl.String]
    return pl.DataFrame(lines, schema=dict(zip(names, types, strict=True)), orient="row")


def _above(body: Organisation, by_path: Mapping[str, Organisation]) -> list[Organisation]:
    """The body and those above it, the nearest first."""
    steps = body.path.rstrip(".").split(".")
    paths = [".".join(steps[:n]) + "." for n in range(len(steps), 0, -1)]
    return [by_path[path] for path in paths if path in by_path]


def _label(table: str, field: str) -> Any:
    return lazystr(_Label(table, field))


class _Label:
    """The words of a field, read when they are shown: the standard need not be loaded to start."""

    def __init__(self, table: str, field: str) -> None:
        self.table, self.field = table, field

    def __str__(self) -> str:
        declared = find_table(EDITION, self.table)
        found = declared.field(self.field) if declared else None
        return found.label if found else self.field


def _kind(table: str, field: str) -> str:
    declared = find_table(EDITION, table)
    found = declared.field(field) if declared else None
    if found is None:
        raise ValueError(f"table {table} of {EDITION} has no field {field}")
    return str(found.field.kind.value)


def _codes(table: str, field: str) -> dict[str, str]:
    declared, standard = find_table(EDITION, table), find_standard(EDITION)
    found = declared.field(field) if declared else None
    known = standard.code_sets.get(found.field.code_set) if standard and found else None
    return dict(known.codes) if known else {}
