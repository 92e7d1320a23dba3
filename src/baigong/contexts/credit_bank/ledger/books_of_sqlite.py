"""The ledger's triggers on SQLite: one for each row; only one writer is at work anyway."""
# ruff: noqa: S608 - SQL made of constants

from __future__ import annotations

from baigong.contexts.credit_bank.ledger.conditions import (
    ACCOUNT,
    BLOCK,
    EPOCH,
    FLOOR,
    POSTING,
    SEALED,
    forward,
    freed,
    levels_added,
    over_ceiling,
    overdrawn,
    since,
    still_used,
    suits,
    though_revoked,
    undoes,
)

BOOK, FORWARD, LIMITED = NAMES = (f"{POSTING}_book", f"{BLOCK}_forward", f"{ACCOUNT}_limited")


def _abort(condition: str, code: str, tables: str = "") -> str:
    return f"SELECT RAISE(ABORT, '{code}') {tables} WHERE {condition};"


STATEMENTS = [
    f"""
CREATE TRIGGER {BOOK} AFTER INSERT ON {POSTING} BEGIN
  {_abort(f"NEW.epoch <= {SEALED} OR NEW.id <= {FLOOR}", "ledger_epoch_sealed")}
  {_abort(f"NEW.epoch > (SELECT coalesce(max(number), 1) FROM {EPOCH})", "ledger_epoch_sealed")}
  {
        _abort(
            f"NEW.kind <> 'reverse' AND coalesce(({suits('NEW')}), 0) = 0",
            "ledger_wrong_accounts",
            f"FROM (SELECT 1) LEFT JOIN {ACCOUNT} d ON d.id = NEW.debit_id LEFT JOIN {ACCOUNT} c ON c.id = NEW.credit_id",
        )
    }
  {_abort(f"NEW.kind = 'reverse' AND NOT {undoes('NEW')}", "ledger_wrong_accounts")}
  {_abort(f"NEW.kind NOT IN ('deposit', 'use') AND {overdrawn('NEW')}", "account_not_below_zero")}
  {_abort(over_ceiling("NEW"), "account_within_ceiling")}
  {_abort(f"NEW.turn > 0 AND NEW.turn <> {freed('NEW')}", "ledger_wrong_turn")}
  {_abort(levels_added("NEW"), "ledger_levels_added")}
  {_abort(though_revoked("NEW"), "ledger_used_though_revoked")}
  {_abort(still_used("NEW"), "ledger_still_used")}
END""",
    f"""
CREATE TRIGGER {FORWARD} AFTER INSERT ON {BLOCK} BEGIN
  {_abort(f"NEW.epoch >= (SELECT coalesce(max(number), 1) FROM {EPOCH})", "ledger_epoch_open")}
  {forward("NEW")};
END""",
    f"""
CREATE TRIGGER {LIMITED} BEFORE UPDATE OF ceiling ON {ACCOUNT} WHEN NEW.ceiling IS NOT NULL BEGIN
  {_abort(f"NEW.balance + {since('NEW.id')} > NEW.ceiling", "account_within_ceiling")}
END""",
]
