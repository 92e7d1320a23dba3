"""Reading the ledger: a balance, a statement. Both cost the same however many postings there are."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import connection

from baigong.contexts.credit_bank.models import CreditAccount
from baigong.contexts.credit_bank.models.ledger import PERSONAL
from baigong.kernel.prepared import ask_prepared


def _half(own: str, sign: str) -> str:
    """What came into an account, or went. The account as a span, so that its index alone gives this order: the plan is kept for all."""
    return f"""SELECT * FROM (SELECT id, kind, occurred_on, {sign}amount AS amount, outcome, purpose, decision, rule, reverses_id
  FROM credit_bank_posting WHERE {own}_id BETWEEN %(account)s AND %(account)s
  ORDER BY {own}_id DESC, id DESC LIMIT %(lines)s) {own}s"""  # noqa: S608 - names


_STATEMENT = f"""SELECT lines.*, (SELECT balance FROM credit_bank_creditaccount WHERE id = %(account)s) FROM (
{_half("credit", "")} UNION ALL {_half("debit", "-")}) lines ORDER BY id DESC LIMIT %(lines)s"""  # noqa: S608 - names


class StatementLine(NamedTuple):
    """A posting as one of its accounts sees it: ``amount`` came (above zero) or went; ``balance`` stood there afterwards."""

    id: int
    kind: str
    occurred_on: date
    amount: int
    outcome: str
    purpose: str
    decision: str
    rule: str
    reverses: int | None
    balance: int


def balance_of(code: str) -> int:
    """What stands on an account now; nothing where it was never used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kind, balance FROM credit_bank_creditaccount WHERE code = %s", [code])
        row = cursor.fetchone()
    if row is None:
        return 0
    number, kind, balance = row
    return int(balance) if kind in PERSONAL else int(balance) + _since_sealing(number)


def _since_sealing(account: int) -> int:
    """What an account that gives has given since the last block."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(sum(CASE WHEN credit_id = %(account)s THEN amount ELSE -amount END), 0) FROM credit_bank_posting
            WHERE (credit_id = %(account)s OR debit_id = %(account)s)
            AND epoch > (SELECT coalesce(max(epoch), 0) FROM credit_bank_ledgerblock)""",
            {"account": account},
        )
        return int(cursor.fetchone()[0])


def statement_of(account: CreditAccount, *, lines: int = 50) -> list[StatementLine]:
    """The latest ``lines`` postings of a learner's account. They and the balance are of one moment, whoever posts meanwhile."""
    rows = ask_prepared(_STATEMENT, {"account": account.pk, "lines": lines})
    stood, found = rows[0][-1] if rows else 0, []
    for row in rows:
        found.append(StatementLine._make((*row[:-1], stood)))
        stood -= row[3]
    return found
