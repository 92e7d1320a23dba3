"""Reading the ledger: a balance, a statement. Both cost the same however many postings there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from baigong.contexts.credit_bank.models import CreditAccount
from baigong.contexts.credit_bank.models.ledger import PERSONAL

_COLUMNS = """p.id, p.kind, p.occurred_on, p.recorded_at, {sign}p.amount AS amount, o.code AS other, p.outcome, p.target, p.purpose,
  p.decision, p.rule, p.reverses_id"""


def _half(own: str, other: str, sign: str) -> str:
    return f"""SELECT {_COLUMNS.format(sign=sign)} FROM credit_bank_posting p JOIN credit_bank_creditaccount o ON o.id = p.{other}_id
  WHERE p.{own}_id = %(account)s AND p.id < %(before)s ORDER BY p.id DESC LIMIT %(lines)s"""  # noqa: S608 - two names


_STATEMENT = f"""SELECT * FROM ({_half("credit", "debit", "")}) gains UNION ALL SELECT * FROM ({_half("debit", "credit", "-")}) losses
  ORDER BY id DESC LIMIT %(lines)s"""  # noqa: S608 - constants
_LATEST = 2**62


@dataclass(frozen=True, slots=True)
class StatementLine:
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
        cursor.execute(_STATEMENT, {"account": account.pk, "before": before, "lines": lines})
        rows = cursor.fetchall()
    stood, found = account.balance if balance is None else balance, []
    for row in rows:
        found.append(StatementLine(*[*row, stood]))
        stood -= row[4]
    return found
