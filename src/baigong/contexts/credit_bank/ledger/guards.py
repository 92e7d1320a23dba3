"""The database's own guard: postings, spans, blocks and keys are added and never changed or removed; accounts keep what they are.

Where somebody lifts it the sealed blocks tell (``ledger verify``). See ``kernel.guards``. What books stays when the guard is taken down.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from baigong.contexts.credit_bank.ledger import booking
from baigong.contexts.credit_bank.ledger.conditions import ACCOUNT, BLOCK, EPOCH, POSTING
from baigong.kernel.guards import Guard
from baigong.kernel.guards import missing as triggers_missing

KEY = "credit_bank_ledgerkey"
FIXED = (POSTING, EPOCH, BLOCK, KEY)
MESSAGE = "ledger_append_only"
NAMES = (
    *(f"{table}_no_{act}" for table in FIXED for act in ("update", "delete")),
    *(f"{ACCOUNT}_no_{act}" for act in ("change", "delete")),
)

FACTS = ("id", "code", "kind", "target", "learner_id")
"""What an account is; only its balance moves, and its ceiling."""


def _postgres(_connection: BaseDatabaseWrapper) -> list[str]:
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
    # Conditions are read anew with every statement, columns are not: booking, which only moves balances, pays for one short condition.
    statements.append(f"CREATE TRIGGER {ACCOUNT}_no_change BEFORE UPDATE OF {', '.join(FACTS)} ON {ACCOUNT} FOR EACH ROW {call}")
    by_itself = "FOR EACH ROW WHEN (pg_trigger_depth() = 0)"  # a balance moves only inside the triggers that book
    statements.append(f"CREATE TRIGGER {ACCOUNT}_no_move BEFORE UPDATE OF balance ON {ACCOUNT} {by_itself} {call}")
    return statements


def _sqlite(_connection: BaseDatabaseWrapper) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    statements = [f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}" for table in (*FIXED, ACCOUNT)]
    statements += [f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}" for table in FIXED]
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in FACTS)
    return [*statements, f"CREATE TRIGGER {ACCOUNT}_no_change BEFORE UPDATE ON {ACCOUNT} WHEN {changed} {refuse}"]


GUARD = Guard(NAMES, "credit_bank_append_only", _postgres, _sqlite)
install, remove = GUARD.install, GUARD.remove


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should stand and do not, those that book among them."""
    return triggers_missing(connection, (*NAMES, *booking.names(connection)))
