"""Reading the ledger: a balance, a statement. Both cost the same however many postings there are."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from baigong.contexts.credit_bank.ledger.conditions import ACCOUNT, since
from baigong.contexts.credit_bank.models import CreditAccount
from baigong.kernel.prepared import ask_prepared


def _half(own: str, sign: str) -> str:
    """What came into an account, or went. The account as a span, so that its index alone gives this order: the plan is kept for all."""
    return f"""SELECT * FROM (SELECT id, kind, occurred_on, {sign}amount AS amount, outcome, purpose, decision, rule, reverses_id
  FROM credit_bank_posting WHERE {own}_id BETWEEN %(account)s AND %(account)s
  ORDER BY {own}_id DESC, id DESC LIMIT %(lines)s) {own}s"""  # noqa: S608 - names


_BALANCE = f"SELECT a.balance + {since('a.id')} FROM {ACCOUNT} a"  # noqa: S608 - names
_STATEMENT = f"""SELECT lines.*, ({_BALANCE} WHERE a.id = %(account)s) FROM (
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
    rows = ask_prepared(f"{_BALANCE} WHERE a.code = %(code)s", {"code": code})
    return int(rows[0][0]) if rows else 0


def statement_of(account: CreditAccount, *, lines: int = 50) -> list[StatementLine]:
    """The latest ``lines`` postings of a learner's account. They and the balance are of one moment, whoever posts meanwhile."""
    rows = ask_prepared(_STATEMENT, {"account": account.pk, "lines": lines})
    stood, found = rows[0][-1] if rows else 0, []
    for row in rows:
        found.append(StatementLine._make((*row[:-1], stood)))
        stood -= row[3]
    return found
