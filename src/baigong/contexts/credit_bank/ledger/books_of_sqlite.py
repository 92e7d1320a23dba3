"""The ledger's triggers on SQLite: one for each row; only one writer is at work anyway."""
# ruff: noqa: S608 - SQL made of constants

from __future__ import annotations

from baigong.contexts.credit_bank.ledger.conditions import (
    ACCOUNT,
    BLOCK,
    EPOCH,
    OWN,
    POSTING,
    forward,
    freed,
    levels_added,
    still_used,
    suits,
    though_revoked,
    undoes,
)

BOOK, FORWARD = NAMES = (f"{POSTING}_book", f"{BLOCK}_forward")


def _abort(condition: str, code: str, tables: str = "") -> str:
    return f"SELECT RAISE(ABORT, '{code}') {tables} WHERE {condition};"


STATEMENTS = [
    f"""
CREATE TRIGGER {BOOK} AFTER INSERT ON {POSTING} BEGIN
  {_abort(f"NEW.epoch <= (SELECT coalesce(max(epoch), 0) FROM {BLOCK})", "ledger_epoch_sealed")}
  {_abort(f"NEW.epoch > (SELECT coalesce(max(number), 1) FROM {EPOCH})", "ledger_epoch_sealed")}
  {
        _abort(
            f"NEW.kind <> 'reverse' AND coalesce(({suits('NEW')}), 0) = 0",
            "ledger_wrong_accounts",
            f"FROM (SELECT 1) LEFT JOIN {ACCOUNT} d ON d.id = NEW.debit_id LEFT JOIN {ACCOUNT} c ON c.id = NEW.credit_id",
        )
    }
  {_abort(f"NEW.kind = 'reverse' AND NOT {undoes('NEW')}", "ledger_wrong_accounts")}
  UPDATE {ACCOUNT} SET balance = balance + NEW.amount WHERE id = NEW.credit_id AND kind IN {OWN};
  UPDATE {ACCOUNT} SET balance = balance - NEW.amount WHERE id = NEW.debit_id AND kind IN {OWN};
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
]
