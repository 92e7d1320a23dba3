"""Reading the ledger: a balance, a statement. Both cost the same however many postings there are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db import connection

from baigong.contexts.credit_bank.models import CreditAccount
from baigong.contexts.credit_bank.models.ledger import PERSONAL


def _half(own: str, other: str, sign: str) -> str:
    """What came into an account, or went; by the index of that side alone."""
    return f"""(SELECT id, kind, occurred_on, recorded_at, {sign}amount,
  (SELECT code FROM credit_bank_creditaccount WHERE id = {other}_id), outcome, target, purpose, decision, rule, reverses_id
  FROM credit_bank_posting WHERE {own}_id = %(account)s AND id < %(before)s ORDER BY id DESC LIMIT %(lines)s)"""  # noqa: S608 - names


def _statement() -> str:
    halves = [_half("credit", "debit", ""), _half("debit", "credit", "-")]
    if connection.vendor == "sqlite":
        halves = [f"SELECT * FROM {half}" for half in halves]  # noqa: S608 - of constants
    return " UNION ALL ".join(halves) + " ORDER BY id DESC LIMIT %(lines)s"


_LATEST = 2**62


class StatementLine(NamedTuple):
    """A posting as one of its accounts sees it: ``amount`` came (above zero) or went; ``balance`` stood there afterwards."""

    id: int
    kind: str
    occurred_on: date
    recorded_at: datetime
    amount: int
    other: str
    outcome: str
    target: str
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


def statement_of(account: CreditAccount, *, lines: int = 50, before: int = _LATEST, balance: int | None = None) -> list[StatementLine]:
    """The latest ``lines`` postings of a learner's account, or those before the posting numbered ``before``.

    ``balance``: what stood on the account after the first of them; the present balance where nothing is left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement(), {"account": account.pk, "before": before, "lines": lines})
        rows = cursor.fetchall()
    if connection.vendor == "sqlite":  # moments are kept there without their zone
        rows = [(*row[:3], row[3].replace(tzinfo=UTC), *row[4:]) for row in rows]
    stood, found = account.balance if balance is None else balance, []
    for row in rows:
        found.append(StatementLine._make((*row, stood)))
        stood -= row[4]
    return found
