"""A posting before it is written, and its row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from baigong.contexts.credit_bank.ledger.accounts import Account
from baigong.contexts.credit_bank.models import PostingKind
from baigong.engines.ledger.entries import Entry, Faulty, Line, check_entry

Row = tuple[Any, ...]
COLUMNS = (
    "key", "kind", "debit_id", "credit_id", "amount", "occurred_on", "recorded_at", "recorded_by", "outcome", "target", "turn", "series",
    "purpose", "decision", "rule", "evidence", "reverses_id", "reason", "epoch",
)  # fmt: skip
"""The columns of a posting in the order in which they are written; the number comes from the database."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a posting rests on: the decision (number or name of its document), the rule with its version, the digest of what was seen."""

    decision: str
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class NewPosting:
    """``amount`` units from ``debit`` to ``credit``. ``key``: the same key is the same posting, however often it is sent."""

    key: str
    kind: PostingKind
    debit: Account
    credit: Account
    amount: int
    occurred_on: date
    basis: Basis
    outcome: str = ""
    target: str = ""
    series: str = ""
    purpose: str = ""
    reverses: int | None = None
    reason: str = ""

    @property
    def takes_a_turn(self) -> bool:
        """Whether it is one of those that an outcome allows once until it is set free."""
        return self.kind in (PostingKind.DEPOSIT, PostingKind.USE)

    def entry(self, number: int, now: datetime, recorded_by: int | None) -> Entry:
        """The posting as the engine sees it."""
        basis = self.basis
        return Entry(
            number, self.key, self.kind, self.occurred_on, now, (Line(self.debit.code, -self.amount), Line(self.credit.code, self.amount)),
            basis.decision, basis.rule, basis.evidence, self.outcome, self.target, self.series, self.purpose, self.reason, self.reverses,
            recorded_by,
        )  # fmt: skip

    def row(self, *, debit: str | int, credit: str | int, turn: int | None, epoch: int | None, now: datetime, by: int | None) -> Row:
        """Its columns, in the order of ``COLUMNS``."""
        basis, ops = self.basis, connection.ops
        return (
            self.key, self.kind.value, debit, credit, self.amount, ops.adapt_datefield_value(self.occurred_on),
            ops.adapt_datetimefield_value(now), by, self.outcome, self.target, turn, self.series, self.purpose, basis.decision, basis.rule,
            basis.evidence, self.reverses, self.reason, epoch,
        )  # fmt: skip

    def check(self, now: datetime) -> None:
        """Raises ``Faulty`` for a posting that is wrong in itself."""
        if self.amount <= 0:  # the engine would see a posting the wrong way round
            raise Faulty("amount_out_of_range", "amount")
        check_entry(self.entry(0, now, None))
