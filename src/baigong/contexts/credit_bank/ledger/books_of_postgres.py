"""The ledger's triggers on PostgreSQL: one for a row, one for all rows of a statement that are written under ``BATCH``."""
# ruff: noqa: S608 - SQL made of constants

from __future__ import annotations

from collections.abc import Iterator

from baigong.contexts.credit_bank.ledger.conditions import (
    ACCOUNT,
    BLOCK,
    EPOCH,
    FLOOR,
    LOCK,
    OWN,
    POSTING,
    SEALED,
    broken,
    first_of,
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
from baigong.contexts.credit_bank.models import CreditAccount, Posting

FUNCTIONS = ("book", "book_batch", "book_carefully", "forward", "open_epoch", "account_sound")
BOOK, BOOK_BATCH, FORWARD = f"{POSTING}_book", f"{POSTING}_book_batch", f"{BLOCK}_forward"
OPENED, LIMITED = f"{ACCOUNT}_opened", f"{ACCOUNT}_limited"
NAMES = (BOOK, BOOK_BATCH, FORWARD, OPENED, LIMITED)
BATCH = ("baigong.posting", "batch")
"""The setting of a transaction under which the rows of a statement are booked together: sooner for many, slower for one."""

# A plan that is kept was made for one row or for many; with these it is the one that walks the indexes, which suits both.
_PLAN = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"
_IS_BATCH = f"current_setting('{BATCH[0]}', true) = '{BATCH[1]}'"
_OPEN = f"coalesce((SELECT e.number FROM {EPOCH} e WHERE e.after < NEW.id ORDER BY e.number DESC LIMIT 1), 1)"
_LATEST = f"(SELECT coalesce(max(number), 1) FROM {EPOCH})"
_ISOLATION = "current_setting('transaction_isolation') = 'repeatable read'"  # sees too little once it has waited for a lock
_RAISE = "RAISE EXCEPTION '%', refused USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = refused"


def _when(condition: str, code: str, tables: str = "fresh f") -> str:
    return f"""
  IF EXISTS (SELECT 1 FROM {tables} WHERE {condition}) THEN
    RAISE EXCEPTION '{code}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;"""


def statements() -> Iterator[str]:
    """What puts the triggers up."""
    yield f"""
CREATE OR REPLACE FUNCTION credit_bank_open_epoch() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE latest integer;
BEGIN  -- who writes into a span holds it until the end of the transaction; who seals it waits for that, and nobody else waits
  LOOP
    latest := {_LATEST};
    EXIT WHEN pg_try_advisory_xact_lock_shared({LOCK}, latest) AND {_LATEST} = latest;
  END LOOP;
  RETURN latest;
END $$"""
    yield from (_book(), _book_carefully(), _book_batch(), *_accounts())
    yield f"""
CREATE OR REPLACE FUNCTION credit_bank_forward() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE refused text;
BEGIN  -- a span is sealed when the next one is open: who writes into the open one need not look for blocks
  IF NEW.epoch >= {_LATEST} THEN
    RAISE EXCEPTION 'ledger_epoch_open' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  WITH moved AS ({forward("NEW")} RETURNING {ACCOUNT}.*)
  SELECT {broken(CreditAccount, "moved")} INTO refused FROM moved ORDER BY 1 NULLS LAST LIMIT 1;
  IF refused IS NOT NULL THEN {_RAISE}; END IF;
  RETURN NULL;
END $$"""
    yield f"CREATE TRIGGER {FORWARD} AFTER INSERT ON {BLOCK} FOR EACH ROW EXECUTE FUNCTION credit_bank_forward()"
    yield f"""CREATE TRIGGER {BOOK} AFTER INSERT ON {POSTING} FOR EACH ROW WHEN (({_IS_BATCH}) IS NOT TRUE)
EXECUTE FUNCTION credit_bank_book()"""
    yield f"""CREATE TRIGGER {BOOK_BATCH} AFTER INSERT ON {POSTING} REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT WHEN ({_IS_BATCH}) EXECUTE FUNCTION credit_bank_book_batch()"""


def _accounts() -> Iterator[str]:
    yield f"""
CREATE OR REPLACE FUNCTION credit_bank_account_sound() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE refused text := {broken(CreditAccount, "NEW")};
BEGIN
  IF NEW.ceiling IS NOT NULL AND NEW.balance + {since("NEW.id")} > NEW.ceiling THEN
    refused := 'account_within_ceiling';
  END IF;
  IF refused IS NOT NULL THEN {_RAISE}; END IF;
  RETURN NEW;
END $$"""
    call = "FOR EACH ROW EXECUTE FUNCTION credit_bank_account_sound()"
    yield f"CREATE TRIGGER {OPENED} BEFORE INSERT ON {ACCOUNT} {call}"
    yield f"CREATE TRIGGER {LIMITED} BEFORE UPDATE OF ceiling, kind, learner_id, target ON {ACCOUNT} {call}"


def _book() -> str:
    """One row. A first deposit, which is what most rows are, is one question; whatever does not fit goes through every question."""
    return f"""
CREATE OR REPLACE FUNCTION credit_bank_book() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE refused text := {broken(Posting, "NEW")};
BEGIN
  IF refused IS NULL AND NOT pg_try_advisory_xact_lock_shared({LOCK}, NEW.epoch) THEN
    refused := 'ledger_epoch_sealed';  -- it is being sealed now, so that the next one is open
  END IF;
  IF refused IS NULL THEN
    IF NEW.kind = 'deposit' AND NEW.turn = 0 AND (SELECT d.kind = 'source' AND c.kind = 'learner' AND c.ceiling IS NULL
      AND {_OPEN} = NEW.epoch FROM {ACCOUNT} d, {ACCOUNT} c WHERE d.id = NEW.debit_id AND c.id = NEW.credit_id) THEN
      RETURN NULL;
    END IF;
    refused := credit_bank_book_carefully(NEW);
  END IF;
  IF refused IS NOT NULL THEN {_RAISE}; END IF;
  RETURN NULL;
END $$"""


def _book_carefully() -> str:
    """One row through every question; who calls holds its span. Returns what it is refused for."""
    accounts = f"(SELECT 1) o LEFT JOIN {ACCOUNT} d ON d.id = entry.debit_id LEFT JOIN {ACCOUNT} c ON c.id = entry.credit_id"
    before = [
        (_ISOLATION, "ledger_wrong_isolation"),
        (f"entry.epoch > {_LATEST} OR entry.epoch <= {SEALED} OR entry.id <= {FLOOR}", "ledger_epoch_sealed"),
        (f"entry.kind <> 'reverse' AND (SELECT {suits('entry')} FROM {accounts}) IS NOT TRUE", "ledger_wrong_accounts"),
        (f"entry.kind = 'reverse' AND NOT {undoes('entry')}", "ledger_wrong_accounts"),
    ]
    after = [
        (overdrawn("entry"), "account_not_below_zero"),
        (over_ceiling("entry"), "account_within_ceiling"),
        (f"entry.turn > 0 AND entry.turn <> {freed('entry')}", "ledger_wrong_turn"),
        (levels_added("entry"), "ledger_levels_added"),
        (though_revoked("entry"), "ledger_used_though_revoked"),
        (still_used("entry"), "ledger_still_used"),
    ]
    return f"""
CREATE OR REPLACE FUNCTION credit_bank_book_carefully(entry {POSTING}) RETURNS text LANGUAGE plpgsql {_PLAN} AS $$
DECLARE refused text;
BEGIN
  SELECT {first_of(before)} INTO refused;
  IF refused IS NOT NULL THEN RETURN refused; END IF;
  IF entry.kind IN ('use', 'reverse') THEN
    PERFORM 1 FROM {ACCOUNT} a WHERE a.kind = 'learner' AND a.learner_id IN (
      SELECT o.learner_id FROM {ACCOUNT} o WHERE o.id IN (entry.debit_id, entry.credit_id) AND o.learner_id IS NOT NULL)
      ORDER BY a.id FOR NO KEY UPDATE;
  END IF;
  PERFORM 1 FROM {ACCOUNT} a WHERE a.id IN (entry.debit_id, entry.credit_id) AND a.kind IN {OWN} ORDER BY a.id FOR NO KEY UPDATE;
  SELECT {first_of(after)} INTO refused;
  RETURN refused;
END $$"""


def _book_batch() -> str:
    """All rows of a statement."""
    given = "(SELECT DISTINCT debit_id, epoch FROM fresh WHERE kind NOT IN ('deposit', 'use')) f"
    taken = f"""(SELECT x.credit_id FROM (SELECT DISTINCT credit_id FROM fresh) x
      JOIN {ACCOUNT} c ON c.id = x.credit_id WHERE c.ceiling IS NOT NULL) f"""
    pairs = f"""(SELECT DISTINCT kind, debit_id, credit_id, target FROM fresh WHERE kind <> 'reverse') f
      LEFT JOIN {ACCOUNT} d ON d.id = f.debit_id LEFT JOIN {ACCOUNT} c ON c.id = f.credit_id"""
    return f"""
CREATE OR REPLACE FUNCTION credit_bank_book_batch() RETURNS trigger LANGUAGE plpgsql {_PLAN} AS $$
DECLARE earliest integer; latest integer; lowest bigint; takes_turns boolean; was_free boolean; gives boolean; refused text;
BEGIN
  SELECT min(epoch), max(epoch), min(id), bool_or(kind IN ('use', 'reverse')), bool_or(turn > 0), bool_or(kind NOT IN ('deposit', 'use')),
    min({broken(Posting, "f")}) INTO earliest, latest, lowest, takes_turns, was_free, gives, refused FROM fresh f;
  IF earliest IS NULL THEN RETURN NULL; END IF;
  IF refused IS NOT NULL THEN {_RAISE}; END IF;
  PERFORM pg_advisory_xact_lock_shared({LOCK}, earliest);
  SELECT {
        first_of(
            [
                (_ISOLATION, "ledger_wrong_isolation"),
                (f"earliest <> latest OR latest > {_LATEST} OR earliest <= {SEALED} OR lowest <= {FLOOR}", "ledger_epoch_sealed"),
            ]
        )
    } INTO refused;
  IF refused IS NOT NULL THEN {_RAISE}; END IF;
  {_when(f"({suits('f')}) IS NOT TRUE", "ledger_wrong_accounts", pairs)}
  IF takes_turns THEN
    {_when(f"f.kind = 'reverse' AND NOT {undoes('f')}", "ledger_wrong_accounts")}
    PERFORM 1 FROM {ACCOUNT} a WHERE a.kind = 'learner' AND a.learner_id IN (
      SELECT o.learner_id FROM fresh f JOIN {ACCOUNT} o ON o.id IN (f.debit_id, f.credit_id)
      WHERE f.kind IN ('use', 'reverse') AND o.learner_id IS NOT NULL)
      ORDER BY a.id FOR NO KEY UPDATE;
  END IF;
  IF gives OR takes_turns THEN
    PERFORM 1 FROM {ACCOUNT} a WHERE a.kind IN {OWN}
      AND a.id IN (SELECT debit_id FROM fresh WHERE kind <> 'deposit' UNION SELECT credit_id FROM fresh WHERE kind <> 'deposit')
      ORDER BY a.id FOR NO KEY UPDATE;
  END IF;
  IF gives THEN
    {_when(overdrawn("f"), "account_not_below_zero", given)}
  END IF;
  {_when(over_ceiling("f"), "account_within_ceiling", taken)}
  IF was_free THEN
    {_when(f"f.turn > 0 AND f.turn <> {freed('f')}", "ledger_wrong_turn")}
  END IF;
  IF takes_turns THEN
    {_when(levels_added("f"), "ledger_levels_added")}
    {_when(though_revoked("f"), "ledger_used_though_revoked")}
    {_when(still_used("f"), "ledger_still_used")}
  END IF;
  RETURN NULL;
END $$"""
