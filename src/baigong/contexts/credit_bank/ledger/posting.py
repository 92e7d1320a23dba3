"""Writing postings one at a time: one statement each, which commits on its own or with the caller's transaction.

Whoever calls has checked that the actor may; who wrote stands in the posting. Amounts are units, a hundred to the credit.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.ledger.accounts import (
    Account,
    expired_account,
    learner_account,
    open_accounts,
    source_account,
    target_account,
    used_account,
)
from baigong.contexts.credit_bank.ledger.refusing import explained, refused
from baigong.contexts.credit_bank.ledger.rows import COLUMNS, Basis, NewPosting
from baigong.contexts.credit_bank.ledger.standing import standing_of
from baigong.contexts.credit_bank.models import CreditAccount, Learner, Posting, PostingKind
from baigong.engines.ledger.entries import Faulty
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict

TABLE = "credit_bank_posting"
TURN = f"""(SELECT count(*) FROM {TABLE} p JOIN {TABLE} r ON r.reverses_id = p.id
  WHERE p.outcome = %(outcome)s AND p.target = %(target)s AND p.turn IS NOT NULL)"""  # noqa: S608 - a name
"""How often a reversal has set the outcome free at the target."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The number of a posting; ``is_new`` is false where the same one had been written under its key before."""

    id: int
    is_new: bool


def post(posting: NewPosting, *, actor: Actor, now: datetime) -> Receipt:
    """Write one posting; it is durable when this returns, or with the caller's transaction.

    The same key with the same content again gives the first one. Raises ``Refusal`` for a posting that is wrong in itself, ``Conflict``
    for what was done meanwhile or before: the key is another posting's, the outcome is used, the ceiling reached (see ``refusing``).
    """
    try:
        posting.check(now)
    except Faulty as fault:
        raise refused(fault) from None
    for attempt in range(3):
        try:
            number = _insert(posting, actor, now, is_first=attempt == 0)
        except Conflict as conflict:
            if (known := find_known(posting)) is not None:
                return Receipt(known, False)
            was_there_before = conflict.code == "used_twice" and attempt == 0
            if was_there_before or (conflict.code == "epoch_sealed" and attempt < 2):
                continue  # perhaps it was set free since; or the span was sealed at that very moment, and the next one is open
            raise
        if number is not None:
            return Receipt(number, True)
        open_accounts([posting.debit, posting.credit])
    raise Conflict(_("记账账户没有开立成功，没有记账；请重试。"), code="no_account")


def statement(turn: str = "0") -> str:
    """The one statement: accounts are named by their codes; where one is missing nothing is written.

    An outcome that nobody deposited or used here before has ``turn`` 0.
    """
    # What books takes hold of the span, or refuses if it was sealed meanwhile.
    epoch = "coalesce((SELECT number FROM credit_bank_ledgerepoch ORDER BY number DESC LIMIT 1), 1)"
    named = {"debit_id": "d.id", "credit_id": "c.id", "turn": turn, "epoch": epoch}
    given = ", ".join(named.get(column, f"%({column})s") for column in COLUMNS)
    return f"""INSERT INTO {TABLE} ({", ".join(COLUMNS)}) SELECT {given}
  FROM credit_bank_creditaccount d, credit_bank_creditaccount c WHERE d.code = %(debit_id)s AND c.code = %(credit_id)s
  RETURNING id"""  # noqa: S608 - names of columns


def _insert(posting: NewPosting, actor: Actor, now: datetime, *, is_first: bool) -> int | None:
    """Write it, at first as the outcome's first here; returns nothing where an account is missing."""
    turn = "NULL" if not posting.takes_a_turn else "0" if is_first else TURN
    row = posting.row(debit=posting.debit.code, credit=posting.credit.code, turn=None, epoch=None, now=now, by=actor.user_id)
    try:
        with guarded(), connection.cursor() as cursor:
            cursor.execute(statement(turn), dict(zip(COLUMNS, row, strict=True)))
            found = cursor.fetchone()
    except (IntegrityError, OperationalError) as error:
        raise explained(error) from error
    return found[0] if found else None


def guarded() -> AbstractContextManager[Any]:
    """A savepoint inside a transaction, so that it lives on when the database refuses; nothing outside of one."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def find_known(posting: NewPosting) -> int | None:
    """The number of the posting that was written under this key. Raises ``Conflict`` where it was another one."""
    known = Posting.objects.filter(key=posting.key).select_related("debit", "credit").first()
    if known is None:
        return None
    basis = posting.basis
    same = (
        (known.kind, known.debit.code, known.credit.code, known.amount, known.occurred_on)
        == (posting.kind, posting.debit.code, posting.credit.code, posting.amount, posting.occurred_on)
        and (known.outcome, known.target, known.series, known.purpose)
        == (posting.outcome, posting.target, posting.series, posting.purpose)
        and (known.decision, known.rule, known.evidence) == (basis.decision, basis.rule, basis.evidence)
        and (known.reverses_id, known.reason) == (posting.reverses, posting.reason)
    )  # fmt: skip
    if not same:
        words = _("幂等键“%(key)s”已用于另一笔记账（第%(n)d号），没有记账；请核对是否重复，或换一个键。")
        raise Conflict(words % {"key": posting.key, "n": known.pk}, code="key_of_another")
    return known.pk


# -- what postings are for --------------------------------------------------------------------------------------------


def deposit(
    *, actor: Actor, now: datetime, learner: Learner, source: str, outcome: str, amount: int, on: date, basis: Basis, key: str = "",
    series: str = "",
) -> Receipt:  # fmt: skip
    """Credits that an outcome is recognised with, from its source into the learner's account; once for each outcome."""
    new = NewPosting(
        key or f"deposit:{outcome}:{_times(outcome, '')}", PostingKind.DEPOSIT, source_account(source), learner_account(learner), amount,
        on, basis, outcome=outcome, series=series,
    )  # fmt: skip
    return post(new, actor=actor, now=now)


def use(
    *, actor: Actor, now: datetime, learner: Learner, target: str, outcome: str, amount: int, on: date, basis: Basis, purpose: str = "",
    series: str = "", ceiling: int | None = None, key: str = "",
) -> Receipt:  # fmt: skip
    """Credits for which an outcome counts at a target; once for each outcome and target, and one level of a series.

    ``ceiling``: the most the learner may use at the target in all, as adopted; the database holds it, whoever posts at the same time.
    """
    account = used_account(learner, target)
    new = NewPosting(
        key or f"use:{outcome}@{target}:{_times(outcome, target)}", PostingKind.USE, target_account(target), account, amount, on, basis,
        outcome=outcome, target=target, series=series, purpose=purpose,
    )  # fmt: skip
    with transaction.atomic():
        _wait_for(learner)
        if ceiling is not None:
            _set_ceiling(account, ceiling)
        return post(new, actor=actor, now=now)


def replace_use(*, actor: Actor, now: datetime, lower: Posting, reason: str, **facts: Any) -> Receipt:
    """A higher level takes the place of a lower one: the lower one's use is reversed and the higher one's written, both or neither."""
    with transaction.atomic():
        reverse(actor=actor, now=now, posting=lower, reason=reason, basis=facts["basis"])
        return use(actor=actor, now=now, **facts)


def expire(*, actor: Actor, now: datetime, learner: Learner, outcome: str, amount: int, on: date, basis: Basis, key: str = "") -> Receipt:
    """Credits that lapse by rule leave the learner's account."""
    new = NewPosting(
        key or f"expire:{outcome}",
        PostingKind.EXPIRE,
        learner_account(learner),
        expired_account(learner),
        amount,
        on,
        basis,
        outcome=outcome,
    )
    return post(new, actor=actor, now=now)


def transfer(
    *, actor: Actor, now: datetime, source: Account, goal: Account, amount: int, on: date, basis: Basis, key: str, purpose: str = ""
) -> Receipt:
    """Credits from one learner's account to another (accounts that are merged or split), or from one target to another."""
    return post(NewPosting(key, PostingKind.TRANSFER, source, goal, amount, on, basis, purpose=purpose), actor=actor, now=now)


@transaction.atomic
def reverse(*, actor: Actor, now: datetime, posting: Posting, reason: str, basis: Basis) -> Receipt:
    """Undo a posting by an opposite one, with reason and decision. Both stay. Raises ``Conflict`` where it was undone before."""
    new = NewPosting(
        f"reverse:{posting.pk}", PostingKind.REVERSE, _account_of(posting.credit), _account_of(posting.debit), posting.amount, now.date(),
        basis, outcome=posting.outcome, target=posting.target, series=posting.series, purpose=posting.purpose, reverses=posting.pk,
        reason=" ".join(reason.split()),
    )  # fmt: skip
    receipt = post(new, actor=actor, now=now)
    if receipt.is_new:
        audit.record(actor, "credit_bank.posting.reversed", posting, now=now, detail={"by": receipt.id, "reason": new.reason})
    return receipt


@transaction.atomic
def revoke(*, actor: Actor, now: datetime, learner: Learner, outcome: str, reason: str, basis: Basis) -> list[Receipt]:
    """Undo whatever stands of an outcome: its uses at every target, what lapsed of it, then its deposit. Others wait for their turn."""
    _wait_for(learner)
    return [reverse(actor=actor, now=now, posting=row, reason=reason, basis=basis) for row in standing_of(outcome, learner)]


def _wait_for(learner: Learner) -> None:
    """Take a learner's turn: uses and reversals of one learner happen one after another, in the order in which the database locks too."""
    own = learner_account(learner)
    open_accounts([own])
    CreditAccount.objects.select_for_update(no_key=True).get(code=own.code)


def _account_of(row: CreditAccount) -> Account:
    return Account(row.code, row.learner_id, row.target)


def _times(outcome: str, target: str) -> int:
    """How often the outcome was set free here: part of the key, so that a use after a reversal is another posting."""
    return Posting.objects.filter(outcome=outcome, target=target, turn__isnull=False, reversal__isnull=False).count()


def _set_ceiling(account: Account, ceiling: int) -> None:
    open_accounts([account])
    try:
        with guarded():
            CreditAccount.objects.filter(code=account.code).exclude(ceiling=ceiling).update(ceiling=ceiling)
    except IntegrityError as error:
        raise explained(error) from error
