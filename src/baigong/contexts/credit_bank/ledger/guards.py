"""The database's own guard: postings, spans, blocks and keys are added and never changed or removed; accounts keep what they are.

It stops mistakes and programs. Whoever owns the database can lift it; then the sealed blocks tell (``ledger verify``). A migration that
rebuilds a table on SQLite drops its triggers and must install them again (tested).
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from baigong.contexts.credit_bank.ledger import booking
from baigong.contexts.credit_bank.ledger.booking import ACCOUNT, BLOCK, EPOCH, POSTING

KEY = "credit_bank_ledgerkey"
FIXED = (POSTING, EPOCH, BLOCK, KEY)
MESSAGE = "ledger_append_only"
NAMES = (
    *(f"{table}_no_{act}" for table in FIXED for act in ("update", "delete")),
    *(f"{ACCOUNT}_no_{act}" for act in ("change", "delete")),
)

_CHANGED = " OR ".join(f"OLD.{name} {{differs}} NEW.{name}" for name in ("id", "code", "kind", "target", "learner_id"))


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guard up; it may stand already."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _postgres() if connection.vendor == "postgresql" else _sqlite():
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guard down: for tests that tamper, and for the flush between tests. What books stays."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS credit_bank_append_only() CASCADE")
        else:
            for name in NAMES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should stand and do not, those that book among them."""
    table, column = ("pg_trigger", "tgname") if connection.vendor == "postgresql" else ("sqlite_master", "name")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608 - two constants
        standing = {row[0] for row in cursor.fetchall()}
    return [name for name in (*NAMES, *booking.NAMES) if name not in standing]


def _postgres() -> list[str]:
    call = "EXECUTE FUNCTION credit_bank_append_only()"
    statements = [
        f"""
CREATE OR REPLACE FUNCTION credit_bank_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END $$"""
    ]
    for table in (*FIXED, ACCOUNT):
        statements.append(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {call}")
        statements.append(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}")
    statements += [f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {call}" for table in FIXED]
    # A balance moves only inside the triggers that book, never by a statement of its own.
    own = "OLD.balance IS DISTINCT FROM NEW.balance AND pg_trigger_depth() = 0"
    changed = f"{_CHANGED.format(differs='IS DISTINCT FROM')} OR ({own})"
    statements.append(f"CREATE TRIGGER {ACCOUNT}_no_change BEFORE UPDATE ON {ACCOUNT} FOR EACH ROW WHEN ({changed}) {call}")
    return statements


def _sqlite() -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    statements = [f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}" for table in (*FIXED, ACCOUNT)]
    statements += [f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}" for table in FIXED]
    changed = _CHANGED.format(differs="IS NOT")
    return [*statements, f"CREATE TRIGGER {ACCOUNT}_no_change BEFORE UPDATE ON {ACCOUNT} WHEN {changed} {refuse}"]
