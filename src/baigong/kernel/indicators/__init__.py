"""Indicators: declared with definition, citation and disclosure over tables of dated snapshots; a value opens down to its records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from baigong.kernel.indicators.declaration import (
    Case,
    Disclosure,
    Indicator,
    Kind,
    Measure,
    Rule,
    all_indicators,
    find_indicator,
    indicator,
)
from baigong.kernel.indicators.tables import (
    Derived,
    SliceKind,
    SnapshotTable,
    TableColumn,
    Tables,
    all_tables,
    declare_slice_kind,
    declare_table,
    find_slice_kind,
    find_table,
)

if TYPE_CHECKING:
    from baigong.kernel.indicators.values import (
        as_shown,
        latest_value,
        latest_values,
        may_see,
        records_url,
        values_by_year,
        values_over_time,
    )

__all__ = [
    "Case",
    "Derived",
    "Disclosure",
    "Indicator",
    "Kind",
    "Measure",
    "Rule",
    "SliceKind",
    "SnapshotTable",
    "TableColumn",
    "Tables",
    "all_indicators",
    "all_tables",
    "as_shown",
    "declare_slice_kind",
    "declare_table",
    "find_indicator",
    "find_slice_kind",
    "find_table",
    "indicator",
    "latest_value",
    "latest_values",
    "may_see",
    "records_url",
    "values_by_year",
    "values_over_time",
]


def __getattr__(name: str) -> Any:
    """Load what needs models late: they may only be imported once Django's apps are ready."""
    if name in __all__:
        from baigong.kernel.indicators import values

        return getattr(values, name)
    raise AttributeError(name)
