"""What the database itself does and refuses when a posting is written, however it is written.

It moves the balances, checks that the accounts suit the kind, that a reversal undoes what it names, that an outcome is not used again
before it was set free, that one level of a series counts at a learner's target, that nothing revoked is used, and that no sealed span
takes anything in. What concerns one learner's uses and reversals happens one after another, for each locks the learner's own account.
What is refused carries one of ``REFUSALS`` in its message. On PostgreSQL one trigger looks at all rows of a statement at once; on SQLite
one trigger for each row does, and only one writer is at work anyway.
"""
# ruff: noqa: S608 - SQL made of constants of this module

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

POSTING, ACCOUNT, EPOCH, BLOCK = (f"credit_bank_{name}" for name in ("posting", "creditaccount", "ledgerepoch", "ledgerblock"))
LOCK = 0x6C656467  # "ledg": the first half of the advisory locks; the second is the epoch
NAMES = (f"{POSTING}_book", f"{BLOCK}_forward")

REFUSALS = (
    "ledger_wrong_accounts",
    "ledger_wrong_turn",
    "ledger_levels_added",
    "ledger_used_though_revoked",
    "ledger_still_used",
    "ledger_epoch_sealed",
)

_OWN = "('learner', 'used', 'expired')"


def _suits(new: str) -> str:
    """Whether accounts d and c suit the posting ``new``."""
    return f"""CASE {new}.kind
      WHEN 'deposit' THEN d.kind = 'source' AND c.kind = 'learner'
      WHEN 'transfer' THEN d.kind = c.kind AND c.kind IN ('learner', 'used')
      WHEN 'use' THEN d.kind = 'target' AND c.kind = 'used' AND d.target = {new}.target AND c.target = {new}.target
      WHEN 'expire' THEN d.kind = 'learner' AND c.kind = 'expired' AND d.learner_id = c.learner_id
      END"""


def _undoes(new: str) -> str:
    """Whether ``new`` reverses what it names: the same the other way round, and no reversal itself."""
    return f"""EXISTS (SELECT 1 FROM {POSTING} o WHERE o.id = {new}.reverses_id AND o.kind <> 'reverse'
      AND o.debit_id = {new}.credit_id AND o.credit_id = {new}.debit_id AND o.amount = {new}.amount
      AND o.outcome = {new}.outcome AND o.target = {new}.target AND o.series = {new}.series)"""


def _freed(new: str) -> str:
    """How often the outcome was set free at this target."""
    return f"""(SELECT count(*) FROM {POSTING} p JOIN {POSTING} r ON r.reverses_id = p.id
      WHERE p.outcome = {new}.outcome AND p.target = {new}.target AND p.turn IS NOT NULL)"""


def _levels_added(new: str) -> str:
    return f"""{new}.kind = 'use' AND {new}.series <> '' AND EXISTS (SELECT 1 FROM {POSTING} p WHERE p.credit_id = {new}.credit_id
      AND p.kind = 'use' AND p.series = {new}.series AND p.id <> {new}.id
      AND NOT EXISTS (SELECT 1 FROM {POSTING} r WHERE r.reverses_id = p.id))"""


def _though_revoked(new: str) -> str:
    """Used, although it was deposited once and no deposit stands."""
    deposits = f"{POSTING} p WHERE p.outcome = {new}.outcome AND p.target = '' AND p.turn IS NOT NULL"
    return f"""{new}.kind = 'use' AND EXISTS (SELECT 1 FROM {deposits})
      AND NOT EXISTS (SELECT 1 FROM {deposits} AND NOT EXISTS (SELECT 1 FROM {POSTING} r WHERE r.reverses_id = p.id))"""


def _still_used(new: str) -> str:
    """A deposit is reversed while a use of the outcome stands."""
    return f"""{new}.kind = 'reverse' AND {new}.outcome <> '' AND {new}.target = ''
      AND EXISTS (SELECT 1 FROM {POSTING} d WHERE d.id = {new}.reverses_id AND d.kind = 'deposit')
      AND EXISTS (SELECT 1 FROM {POSTING} p WHERE p.outcome = {new}.outcome AND p.target > '' AND p.turn IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM {POSTING} r WHERE r.reverses_id = p.id))"""


# -- PostgreSQL -----------------------------------------------------------------------------------------------------

# A plan that is kept was made for one row or for many; with these it is the one that walks the indexes, which suits both. The balances
# of a batch are moved in the order of their accounts, so that two batches cannot wait for one another.
_PLAN = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"


def _refuse(condition: str, code: str, tables: str = "fresh f") -> str:
    return f"""
  IF EXISTS (SELECT 1 FROM {tables} WHERE {condition}) THEN
    RAISE EXCEPTION '{code}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;"""


_POSTGRES = [
    f"""
CREATE OR REPLACE FUNCTION credit_bank_open_epoch() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE taken integer; now_open integer;
BEGIN  -- who writes into a span holds it until the end of the transaction; who seals it waits for that, and nobody else waits
  LOOP
    SELECT n INTO taken FROM (SELECT coalesce(max(number), 1) AS n FROM {EPOCH}) e, pg_advisory_xact_lock_shared({LOCK}, n);
    SELECT coalesce(max(number), 1) INTO now_open FROM {EPOCH};
    EXIT WHEN now_open = taken;
  END LOOP;
  RETURN taken;
END $$""",
    f"""
CREATE OR REPLACE FUNCTION credit_bank_book() RETURNS trigger LANGUAGE plpgsql {_PLAN} AS $$
DECLARE earliest integer; latest integer; takes_turns boolean; was_free boolean;
BEGIN
  SELECT min(epoch), max(epoch), bool_or(kind IN ('use', 'reverse')), bool_or(turn > 0)
    INTO earliest, latest, takes_turns, was_free FROM fresh;
  PERFORM pg_advisory_xact_lock_shared({LOCK}, earliest);
  IF earliest <> latest OR latest > (SELECT coalesce(max(number), 1) FROM {EPOCH}) OR earliest <= (SELECT max(epoch) FROM {BLOCK}) THEN
    RAISE EXCEPTION 'ledger_epoch_sealed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  {
        _refuse(
            f"({_suits('f')}) IS NOT TRUE",
            "ledger_wrong_accounts",
            f"(SELECT DISTINCT kind, debit_id, credit_id, target FROM fresh WHERE kind <> 'reverse') f"
            f" LEFT JOIN {ACCOUNT} d ON d.id = f.debit_id LEFT JOIN {ACCOUNT} c ON c.id = f.credit_id",
        )
    }
  IF takes_turns THEN
    {_refuse(f"f.kind = 'reverse' AND NOT {_undoes('f')}", "ledger_wrong_accounts")}
    PERFORM 1 FROM {ACCOUNT} a WHERE a.kind = 'learner' AND a.learner_id IN (
      SELECT o.learner_id FROM fresh f JOIN {ACCOUNT} o ON o.id IN (f.debit_id, f.credit_id)
      WHERE f.kind IN ('use', 'reverse') AND o.learner_id IS NOT NULL)
      ORDER BY a.id FOR NO KEY UPDATE;
  END IF;
  UPDATE {ACCOUNT} a SET balance = a.balance + m.moved FROM (
    SELECT account, sum(amount)::bigint AS moved FROM (
      SELECT credit_id AS account, amount FROM fresh UNION ALL SELECT debit_id, -amount FROM fresh) l
    GROUP BY account ORDER BY account) m
  WHERE a.id = m.account AND a.kind IN {_OWN};
  IF was_free THEN
    {_refuse(f"f.turn > 0 AND f.turn <> {_freed('f')}", "ledger_wrong_turn")}
  END IF;
  IF takes_turns THEN
    {_refuse(_levels_added("f"), "ledger_levels_added")}
    {_refuse(_though_revoked("f"), "ledger_used_though_revoked")}
    {_refuse(_still_used("f"), "ledger_still_used")}
  END IF;
  RETURN NULL;
END $$""",
    f"""
CREATE TRIGGER {NAMES[0]} AFTER INSERT ON {POSTING} REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION credit_bank_book()""",
]


def _forward(new: str) -> str:
    """Bring the balances of the accounts that give forward by what a new block holds."""
    held = f"WHERE p.epoch = {new}.epoch AND p.id BETWEEN {new}.first_id AND {new}.last_id"
    moved = f"""SELECT account, sum(amount) AS moved FROM (
      SELECT p.credit_id AS account, p.amount FROM {POSTING} p {held}
      UNION ALL SELECT p.debit_id, -p.amount FROM {POSTING} p {held}) l GROUP BY account"""
    return f"""UPDATE {ACCOUNT} SET balance = balance + m.moved FROM ({moved}) m
    WHERE {ACCOUNT}.id = m.account AND {ACCOUNT}.kind NOT IN {_OWN}"""


_POSTGRES += [
    f"""
CREATE OR REPLACE FUNCTION credit_bank_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {_forward("NEW")};
  RETURN NULL;
END $$""",
    f"CREATE TRIGGER {NAMES[1]} AFTER INSERT ON {BLOCK} FOR EACH ROW EXECUTE FUNCTION credit_bank_forward()",
]

# -- SQLite ---------------------------------------------------------------------------------------------------------


def _abort(condition: str, code: str, tables: str = "") -> str:
    return f"SELECT RAISE(ABORT, '{code}') {tables} WHERE {condition};"


_SQLITE = [
    f"""
CREATE TRIGGER {NAMES[0]} AFTER INSERT ON {POSTING} BEGIN
  {_abort(f"NEW.epoch <= (SELECT max(epoch) FROM {BLOCK})", "ledger_epoch_sealed")}
  {_abort(f"NEW.epoch > (SELECT coalesce(max(number), 1) FROM {EPOCH})", "ledger_epoch_sealed")}
  {
        _abort(
            f"NEW.kind <> 'reverse' AND coalesce(({_suits('NEW')}), 0) = 0",
            "ledger_wrong_accounts",
            f"FROM (SELECT 1) LEFT JOIN {ACCOUNT} d ON d.id = NEW.debit_id LEFT JOIN {ACCOUNT} c ON c.id = NEW.credit_id",
        )
    }
  {_abort(f"NEW.kind = 'reverse' AND NOT {_undoes('NEW')}", "ledger_wrong_accounts")}
  UPDATE {ACCOUNT} SET balance = balance + NEW.amount WHERE id = NEW.credit_id AND kind IN {_OWN};
  UPDATE {ACCOUNT} SET balance = balance - NEW.amount WHERE id = NEW.debit_id AND kind IN {_OWN};
  {_abort(f"NEW.turn > 0 AND NEW.turn <> {_freed('NEW')}", "ledger_wrong_turn")}
  {_abort(_levels_added("NEW"), "ledger_levels_added")}
  {_abort(_though_revoked("NEW"), "ledger_used_though_revoked")}
  {_abort(_still_used("NEW"), "ledger_still_used")}
END""",
    f"CREATE TRIGGER {NAMES[1]} AFTER INSERT ON {BLOCK} BEGIN {_forward('NEW')}; END",
]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers up; they may stand already."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _POSTGRES if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers down."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in ("book", "forward", "open_epoch"):
                cursor.execute(f"DROP FUNCTION IF EXISTS credit_bank_{name}() CASCADE")
        else:
            for name in NAMES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
