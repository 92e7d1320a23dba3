"""Worked cases, computed: a case's few rows stand for the snapshot, and the value comes out by the same way as any other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from baigong.kernel.indicators import folders
from baigong.kernel.indicators.compiling import compile_plan
from baigong.kernel.indicators.computing import compute
from baigong.kernel.indicators.declaration import Case, Indicator
from baigong.kernel.indicators.engines import duckdb_engine
from baigong.kernel.indicators.plans import City
from baigong.kernel.indicators.tables import SnapshotTable, TableColumn, all_tables


def value_of(indicator: Indicator, case: Case) -> Fraction | None:
    """The value that a case's rows give; None is no data. Raises ``ValueError`` for a table or column that is not declared."""
    plan = compile_plan([indicator], [City("", case.as_of)])
    with duckdb_engine(dict(_tables(case))) as run:
        values = {(v.kind, v.key): v.amount for v in compute(plan, run).values}
    return values.get(case.slice)


def _tables(case: Case) -> Iterator[tuple[str, pa.Table]]:
    declared = {name: table for name, table in all_tables().items() if isinstance(table, SnapshotTable)}
    if unknown := case.rows.keys() - declared.keys():
        raise ValueError(f"a case names undeclared tables {sorted(unknown)}")
    for name, table in declared.items():
        rows = case.rows.get(name, ())
        if unknown := {key for row in rows for key in row} - {column.name for column in table.columns}:
            raise ValueError(f"a case names undeclared columns {sorted(unknown)} of {name}")
        yield (
            name,
            pa.table({c.name: pa.array([_typed(c, row.get(c.name)) for row in rows], folders.arrow_type(c.type)) for c in table.columns}),
        )


def _typed(column: TableColumn, value: Any) -> Any:
    return Decimal(str(value)) if value is not None and column.type.startswith("decimal") else value
