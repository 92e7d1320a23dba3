"""Outcomes whose last valid day is over: what they were recognised with leaves the learner's account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.ledger.accounts import expired_account, learner_account
from baigong.contexts.credit_bank.ledger.batches import post_batch
from baigong.contexts.credit_bank.ledger.outcomes import code_of
from baigong.contexts.credit_bank.ledger.rows import Basis, NewPosting
from baigong.contexts.credit_bank.models import CreditAccount, Outcome, OutcomeState, Posting, PostingKind
from baigong.kernel.access import Actor
from baigong.kernel.bulk import pieces


def lapse(*, actor: Actor, now: datetime, on: date) -> int:
    """Post what has lapsed before the day ``on``, each deposit once; returns how many. What was used at a target stays used there.

    It rests on the decision, rule and papers of the deposit: for how long an outcome is valid was decided with it.
    """
    due = Outcome.objects.filter(state=OutcomeState.RECOGNISED, expires_on__lt=on, credits__gt=0).order_by("pk")
    posted = 0
    for piece in pieces(due.values_list("pk", flat=True)):
        posted += _lapse_piece([code_of(pk) for pk in piece], actor, now, on)
    return posted


@transaction.atomic
def _lapse_piece(codes: Sequence[str], actor: Actor, now: datetime, on: date) -> int:
    deposits = Posting.objects.filter(outcome__in=codes, target="", turn__isnull=False)
    _hold_accounts(deposits)
    lapsing = [_lapse_of(row, on) for row in deposits.filter(reversal=None).order_by("pk").select_related("credit__learner")]
    known = set(Posting.objects.filter(key__in=[each.key for each in lapsing]).values_list("key", flat=True))
    new = [each for each in lapsing if each.key not in known]
    return post_batch(new, actor=actor, now=now, name=_("%(day)s失效") % {"day": on.isoformat()}).written


def _hold_accounts(deposits: QuerySet[Posting]) -> None:
    """Whoever revokes holds the learner's account as well: what is undone meanwhile is seen to be undone, and other credits do not go."""
    own = CreditAccount.objects.filter(pk__in=deposits.values("credit")).order_by("pk")
    list(own.select_for_update(no_key=True).values_list("pk", flat=True))


def _lapse_of(deposit: Posting, on: date) -> NewPosting:
    learner = deposit.credit.learner
    assert learner is not None
    return NewPosting(
        f"expire:{deposit.pk}", PostingKind.EXPIRE, learner_account(learner), expired_account(learner), deposit.amount, on,
        Basis(deposit.decision, deposit.rule, deposit.evidence), outcome=deposit.outcome,
    )  # fmt: skip
