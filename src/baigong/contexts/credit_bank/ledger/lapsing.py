"""Outcomes whose last valid day is over: what they were recognised with leaves the learner's account."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.ledger.accounts import expired_account, learner_account
from baigong.contexts.credit_bank.ledger.batches import post_batch
from baigong.contexts.credit_bank.ledger.outcomes import code_of
from baigong.contexts.credit_bank.ledger.rows import Basis, NewPosting
from baigong.contexts.credit_bank.models import Outcome, OutcomeState, Posting, PostingKind
from baigong.kernel.access import Actor
from baigong.kernel.bulk import pieces


def lapse(*, actor: Actor, now: datetime, on: date) -> int:
    """Post what has lapsed before the day ``on``, each deposit once; returns how many. What was used at a target stays used there.

    It rests on the decision, rule and papers of the deposit: for how long an outcome is valid was decided with it.
    """
    due = Outcome.objects.filter(state=OutcomeState.RECOGNISED, expires_on__lt=on, credits__gt=0).order_by("pk")
    posted = 0
    for piece in pieces(due.values_list("pk", flat=True)):
        standing = Posting.objects.filter(outcome__in=map(code_of, piece), target="", turn__isnull=False, reversal=None)
        lapsing = [_lapse_of(row, on) for row in standing.order_by("pk").select_related("credit__learner")]
        known = set(Posting.objects.filter(key__in=[each.key for each in lapsing]).values_list("key", flat=True))
        new = [each for each in lapsing if each.key not in known]
        posted += post_batch(new, actor=actor, now=now, name=_("%(day)s失效") % {"day": on.isoformat()}).written
    return posted


def _lapse_of(deposit: Posting, on: date) -> NewPosting:
    learner = deposit.credit.learner
    assert learner is not None
    return NewPosting(
        f"expire:{deposit.pk}", PostingKind.EXPIRE, learner_account(learner), expired_account(learner), deposit.amount, on,
        Basis(deposit.decision, deposit.rule, deposit.evidence), outcome=deposit.outcome,
    )  # fmt: skip
