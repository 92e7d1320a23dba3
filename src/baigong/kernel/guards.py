"""Triggers that guard tables which are only added to: put up, taken down, looked for.

They stop mistakes and programs. Whoever owns the database can lift them; what is sealed tells then. A migration that rebuilds a table on
SQLite drops its triggers and must install them again (tested).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

Statements = Callable[[BaseDatabaseWrapper], Iterable[str]]


@dataclass(frozen=True)
class Guard:
    """``names`` are its triggers; on PostgreSQL they call ``function``, with which they go."""

    names: tuple[str, ...]
    function: str
    postgres: Statements
    sqlite: Statements

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Put the guard up; it may stand already."""
        self.remove(connection)
        statements = self.postgres if connection.vendor == "postgresql" else self.sqlite
        with connection.cursor() as cursor:
            for statement in statements(connection):
                cursor.execute(statement)

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Take the guard down: for tests that tamper, and for the flush between tests."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION IF EXISTS {self.function}() CASCADE")
            else:
                for name in self.names:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")

    def missing(self, connection: BaseDatabaseWrapper) -> list[str]:
        """The triggers that should stand and do not."""
        return missing(connection, self.names)


def missing(connection: BaseDatabaseWrapper, names: Iterable[str]) -> list[str]:
    """Which of these triggers do not stand."""
    table, column = ("pg_trigger", "tgname") if connection.vendor == "postgresql" else ("sqlite_master", "name")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608 - two constants
        standing = {row[0] for row in cursor.fetchall()}
    return [name for name in names if name not in standing]
