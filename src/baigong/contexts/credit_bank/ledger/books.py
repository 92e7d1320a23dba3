"""What may not be true of all postings together, asked of the database at once; the reference is ``check_books`` of the engine."""
# ruff: noqa: S608 - SQL made of constants of this module

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from baigong.contexts.credit_bank.ledger.conditions import ACCOUNT, OWN, POSTING, SEALED
from baigong.engines.ledger.checking import Problem
from baigong.engines.ledger.entries import MOST

_STANDS = f"NOT EXISTS (SELECT 1 FROM {POSTING} r WHERE r.reverses_id = p.id)"

_ROWS = f"""
SELECT CASE
  WHEN d.id IS NULL OR c.id IS NULL OR p.debit_id = p.credit_id THEN 'wrong_accounts'
  WHEN p.amount <= 0 OR p.amount > {MOST} THEN 'amount_out_of_range'
  WHEN length(p.evidence) <> 64 THEN 'not_a_digest'
  WHEN p.key = '' OR p.decision = '' OR p.rule = '' OR (p.kind IN ('deposit', 'use') AND p.outcome = '')
    OR (p.kind = 'use' AND p.target = '') OR (p.kind = 'reverse' AND p.reason = '') THEN 'required'
  WHEN (p.kind = 'reverse') <> (p.reverses_id IS NOT NULL) THEN 'not_a_reversal'
  WHEN (p.kind IN ('deposit', 'use')) <> (p.turn IS NOT NULL) THEN 'wrong_turn'
  WHEN p.kind = 'reverse' AND o.id IS NULL THEN 'reverses_nothing'
  WHEN o.kind = 'reverse' THEN 'reverses_a_reversal'
  WHEN p.kind = 'reverse' AND NOT (o.debit_id = p.credit_id AND o.credit_id = p.debit_id AND o.amount = p.amount
    AND o.outcome = p.outcome AND o.target = p.target AND o.series = p.series) THEN 'does_not_undo'
  WHEN p.kind <> 'reverse' AND NOT ((p.kind = 'deposit' AND d.kind = 'source' AND c.kind = 'learner')
    OR (p.kind = 'transfer' AND d.kind = c.kind AND c.kind IN ('learner', 'used'))
    OR (p.kind = 'use' AND d.kind = 'target' AND c.kind = 'used' AND d.target = p.target AND c.target = p.target)
    OR (p.kind = 'expire' AND d.kind = 'learner' AND c.kind = 'expired')) THEN 'wrong_accounts'
  END AS code, p.id AS subject
FROM {POSTING} p LEFT JOIN {ACCOUNT} d ON d.id = p.debit_id LEFT JOIN {ACCOUNT} c ON c.id = p.credit_id
  LEFT JOIN {POSTING} o ON o.id = p.reverses_id"""

_SUMS = f"""
SELECT a.code, a.kind IN {OWN} AS own, a.balance, coalesce(m.total, 0) AS total, coalesce(m.sealed, 0) AS sealed
FROM {ACCOUNT} a LEFT JOIN (
  SELECT account, sum(amount) AS total, sum(CASE WHEN epoch <= {SEALED} THEN amount ELSE 0 END) AS sealed
  FROM (SELECT credit_id AS account, amount, epoch FROM {POSTING} UNION ALL SELECT debit_id, -amount, epoch FROM {POSTING}) l
  GROUP BY account) m ON m.account = a.id"""

_WRONG_SUMS = f"""SELECT code, own, total, balance <> sealed AS wrong FROM ({_SUMS}) q
  WHERE balance <> sealed OR (own AND total < 0) OR (NOT own AND total > 0)"""

_QUESTIONS = (
    f"SELECT code, subject FROM ({_ROWS}) q WHERE code IS NOT NULL",
    f"""SELECT 'used_twice', outcome || '@' || target FROM {POSTING} p WHERE turn IS NOT NULL AND {_STANDS}
    GROUP BY outcome, target HAVING count(*) > 1""",
    f"""SELECT 'levels_added', p.series || '@' || min(a.code) FROM {POSTING} p JOIN {ACCOUNT} a ON a.id = p.credit_id
    WHERE p.kind = 'use' AND p.series <> '' AND {_STANDS} GROUP BY p.credit_id, p.series HAVING count(*) > 1""",
    f"""SELECT 'used_though_revoked', p.id FROM {POSTING} p WHERE p.kind = 'use' AND {_STANDS}
    AND EXISTS (SELECT 1 FROM {POSTING} x WHERE x.outcome = p.outcome AND x.target = '' AND x.turn IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM {POSTING} x WHERE x.outcome = p.outcome AND x.target = '' AND x.turn IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM {POSTING} r WHERE r.reverses_id = x.id))""",
    f"SELECT 'reversed_twice', reverses_id FROM {POSTING} WHERE reverses_id IS NOT NULL GROUP BY reverses_id HAVING count(*) > 1",
    f"SELECT 'key_twice', key FROM {POSTING} GROUP BY key HAVING count(*) > 1",
)


def check_stored_books() -> Iterator[Problem]:
    """Everything that is wrong with the postings and balances that are stored, under the codes of the reference."""
    with connection.cursor() as cursor:
        cursor.execute(_WRONG_SUMS)
        for code, is_own, total, is_wrong in cursor.fetchall():
            if is_wrong:
                yield Problem("wrong_balance", code)
            if (is_own and total < 0) or (not is_own and total > 0):
                yield Problem("below_zero" if is_own else "above_zero", code)
        for question in _QUESTIONS:
            cursor.execute(question)
            for code, subject in cursor.fetchall():
                yield Problem(code, str(subject))
