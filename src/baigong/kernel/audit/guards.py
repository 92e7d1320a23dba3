"""The database's own guard: audit rows are added, sealed once, and never changed or removed.

Where somebody lifts it the sealed blocks tell (``audit verify``). See ``kernel.guards``.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from baigong.kernel.guards import Guard

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


def _postgres(_connection: BaseDatabaseWrapper) -> list[str]:
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


GUARD = Guard(NAMES, "audit_append_only", _postgres, _sqlite)
install, remove, missing = GUARD.install, GUARD.remove, GUARD.missing
