"""Work on the columns of a large table: several at once, and of a column that repeats itself each value once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import polars as pl

T = TypeVar("T")
_LONG_FROM, _REPEATED_FROM = 20_000, 1000


def are_long(columns: Sequence[pl.Series]) -> bool:
    """Whether columns have so many rows that work on each by itself pays."""
    return bool(columns) and columns[0].len() >= _LONG_FROM


def beside(work: Callable[..., T], columns: Sequence[pl.Series], *others: Sequence[Any]) -> list[T]:
    """Do the work for every column (and what belongs to it of ``others``), in order.

    Of long columns several at once: what is asked of Polars runs outside Python, a column on each core.
    """
    if not are_long(columns):
        return list(map(work, columns, *others))
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        return list(pool.map(work, columns, *others))


def distinct(column: pl.Series) -> pl.Series:
    """The different values of a column, where they are few enough for that to pay; else the column as it is."""
    if column.len() < _REPEATED_FROM or column.head(_REPEATED_FROM).n_unique() > _REPEATED_FROM // 4:
        return column
    values = column.unique()
    return values if values.len() < column.len() // 4 else column
