"""The database's own guard: audit rows are added, sealed once, and never changed or removed.

It stops mistakes and programs. Whoever owns the database can lift it; then the sealed blocks tell (``audit verify``).
A migration that rebuilds the table on SQLite drops its triggers and must install them again (tested).
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

EVENTS, BLOCKS = "audit_auditevent", "audit_auditblock"
NAMES = tuple(f"{table}_no_{act}" for table in (EVENTS, BLOCKS) for act in ("update", "delete"))
MESSAGE = "the audit log is append-only"

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = '{EVENTS}' AND to_jsonb(OLD)->>'block_id' IS NULL
     AND to_jsonb(NEW)->>'block_id' IS NOT NULL AND to_jsonb(OLD) - 'block_id' = to_jsonb(NEW) - 'block_id' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guard up; it may stand already."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _postgres() if connection.vendor == "postgresql" else _sqlite(connection):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guard down: for tests that tamper, and for the flush between tests."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS audit_append_only() CASCADE")
        else:
            for name in NAMES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should stand and do not."""
    table, column = ("pg_trigger", "tgname") if connection.vendor == "postgresql" else ("sqlite_master", "name")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608 - two constants
        standing = {row[0] for row in cursor.fetchall()}
    return [name for name in NAMES if name not in standing]


def _postgres() -> list[str]:
    statements = [_FUNCTION]
    for table in (EVENTS, BLOCKS):
        for act in ("update", "delete"):
            statements.append(
                f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION audit_append_only()"
            )
        statements.append(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
        )
    return statements


def _sqlite(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, EVENTS) if c.name != "block_id"]
    same = " AND ".join(f'OLD."{name}" IS NEW."{name}"' for name in columns)
    sealing = f"OLD.block_id IS NULL AND NEW.block_id IS NOT NULL AND {same}"
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    return [
        f"CREATE TRIGGER {EVENTS}_no_update BEFORE UPDATE ON {EVENTS} WHEN NOT ({sealing}) {refuse}",
        f"CREATE TRIGGER {EVENTS}_no_delete BEFORE DELETE ON {EVENTS} {refuse}",
        f"CREATE TRIGGER {BLOCKS}_no_update BEFORE UPDATE ON {BLOCKS} {refuse}",
        f"CREATE TRIGGER {BLOCKS}_no_delete BEFORE DELETE ON {BLOCKS} {refuse}",
    ]
