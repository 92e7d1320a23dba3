"""Statements that PostgreSQL plans once a connection: those asked often, whose planning takes as long as their answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def prepared_cursor() -> Iterator[Any]:
    """A cursor whose statements are prepared when they are first asked (``prepare_threshold``, ``environment.database``).

    Values stay beside the statement, so that its text is always the same. On SQLite a cursor like any other: its driver prepares by itself.
    The plan that is kept must be right for every value: write conditions that one index alone can serve.
    """
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            yield cursor
        return
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    beside: Any = ServerBindingCursor
    wrapped = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrapped(beside(connection.connection)) as cursor:
        yield cursor


def ask_prepared(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of the answer."""
    with prepared_cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
