"""A learner with an account, and postings to write."""

from __future__ import annotations

from datetime import UTC, date, datetime

from baigong.contexts.credit_bank.ledger.accounts import learner_account, source_account, target_account, used_account
from baigong.contexts.credit_bank.ledger.rows import Basis, NewPosting
from baigong.contexts.credit_bank.models import Learner, LearnerState, PostingKind
from baigong.kernel.access import Actor

CLERK = Actor(7, "张三")
AT = datetime(2021, 3, 15, 2, 0, tzinfo=UTC)
DAY = date(2021, 3, 12)
BASIS = Basis("学分认定〔2021〕3号", "CRB-HOURS/2", "ab" * 32)
COLLEGE = "college:5:nursing"


def a_learner(number: str = "1001") -> Learner:
    return Learner.objects.create(number=number, name="阿依古丽·买买提", state=LearnerState.ACTIVE, opened_at=AT)


def a_deposit(learner: Learner, outcome: str = "o1", amount: int = 300, **more) -> NewPosting:
    facts = {"key": f"d:{outcome}", "outcome": outcome} | more
    return NewPosting(
        kind=PostingKind.DEPOSIT, debit=source_account("school:3"), credit=learner_account(learner), amount=amount, occurred_on=DAY,
        basis=BASIS, **facts,
    )  # fmt: skip


def a_use(learner: Learner, outcome: str = "o1", target: str = COLLEGE, amount: int = 200, **more) -> NewPosting:
    facts = {"key": f"u:{outcome}@{target}", "outcome": outcome} | more
    return NewPosting(
        kind=PostingKind.USE, debit=target_account(target), credit=used_account(learner, target), amount=amount, occurred_on=DAY,
        basis=BASIS, target=target, **facts,
    )  # fmt: skip
