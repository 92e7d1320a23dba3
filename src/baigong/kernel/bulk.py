"""Writing very many rows of one model at once: by COPY on PostgreSQL, by one prepared statement on SQLite; their keys are known before.

Django's own way makes an object and a piece of SQL of every value, which takes longer than the database needs. What the database refuses is
refused here too; nothing of a model's Python runs (no ``save``, no defaults): every column that must have a value is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models, transaction

T = TypeVar("T")


def pieces(values: Iterable[T], size: int = 5000) -> Iterator[list[T]]:
    """``values`` a few thousand at a time: a query names no more keys than a database takes.

    >>> list(pieces("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    listed = list(values)
    return (listed[first : first + size] for first in range(0, len(listed), size))


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Write ``rows``, the values of ``columns`` (``learner_id``, ``number``, …); the keys that they got, in their order.

    Within a transaction: all of them or none. Raises what the database raises.
    """
    if not rows:
        return []
    fields = [next(f for f in model._meta.concrete_fields if f.attname == name) for name in columns]
    named = ", ".join(connection.ops.quote_name(str(f.column)) for f in [model._meta.pk, *fields] if f is not None)
    table = connection.ops.quote_name(model._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        keys = _keys(cursor, model._meta.db_table, len(rows))
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
                for key, row in zip(keys, rows, strict=True):
                    copy.write_row((key, *row))
        else:
            marks = ", ".join(["%s"] * (len(columns) + 1))
            written: Any = ((key, *row) for key, row in zip(keys, _adapted(fields, rows), strict=True))
            cursor.executemany(f"INSERT INTO {table} ({named}) VALUES ({marks})", written)  # noqa: S608
    return keys


def insert_for_each(model: type[models.Model], column: str, keys: models.QuerySet[Any, Any], row: Mapping[str, Any]) -> None:
    """Write one row for each of ``keys`` (a query of one column, for ``column``), with the values of ``row`` beside it.

    The database copies, nothing goes through Python. As with ``insert_rows`` every column that must have a value is named.
    """
    fields = {f.attname: f for f in model._meta.concrete_fields}
    named = ", ".join(connection.ops.quote_name(str(fields[name].column)) for name in (column, *row))
    table = connection.ops.quote_name(model._meta.db_table)
    chosen, given = keys.order_by().query.sql_with_params()
    marks = ", ".join(["%s"] * len(row))
    (values,) = [tuple(row.values())] if connection.vendor == "postgresql" else _adapted([fields[name] for name in row], [[*row.values()]])
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({named}) SELECT chosen.*, {marks} FROM ({chosen}) AS chosen", [*values, *given])  # noqa: S608


def _keys(cursor: Any, table: str, count: int) -> list[int]:
    """Keys that nobody else gets: of the sequence on PostgreSQL; on SQLite who writes is alone until the end of the transaction."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [row[0] for row in cursor.fetchall()]
    cursor.execute("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0)", [table])
    first = cursor.fetchone()[0] + 1
    return list(range(first, first + count))


def _adapted(fields: Sequence[models.Field[Any, Any]], rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    """Rows as SQLite stores them: dates and instants are texts there."""
    ops = connection.ops
    ways: dict[int, Callable[[Any], Any]] = {}
    for place, field in enumerate(fields):
        if isinstance(field, models.DateTimeField):
            ways[place] = cache(ops.adapt_datetimefield_value)
        elif isinstance(field, models.DateField):
            ways[place] = cache(ops.adapt_datefield_value)
    for row in rows:
        values = list(row)
        for place, way in ways.items():
            values[place] = way(values[place])
        yield values
