"""What stands of an outcome, or of what a record used, asked for in the order of an index: nobody looks at every posting of the city."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from baigong.contexts.credit_bank.ledger.accounts import expired_account
from baigong.contexts.credit_bank.models import CreditAccount, Learner, Posting, PostingKind


def standing_of(outcome: str, learner: Learner) -> list[Posting]:
    """What was deposited and used of an outcome, and what lapsed of it, the latest first; what was reversed stands no more."""
    rows = _standing().filter(outcome=outcome)
    counted, lapsed = rows.filter(turn__isnull=False), rows.filter(credit__code=expired_account(learner).code)
    return sorted([*counted, *lapsed], key=lambda row: -row.pk)


def uses_of(outcomes: Collection[str], target: str) -> QuerySet[Posting]:
    """The uses that stand of outcomes at a target."""
    return _standing().filter(outcome__in=outcomes, target=target, turn__isnull=False, kind=PostingKind.USE)


def uses_for(purpose: str, learner: Learner) -> QuerySet[Posting]:
    """What stands of the uses of a learner's conversion, or of a course recognised at home, the latest first."""
    return _standing().filter(credit__learner=learner, purpose=purpose, kind=PostingKind.USE)


def named_by(outcome: str) -> Q:
    """Every posting that names an outcome, whatever became of it: each stands on an account on which the outcome was deposited or used."""
    counted = Posting.objects.filter(outcome=outcome, turn__isnull=False).order_by()
    own = list(CreditAccount.objects.filter(pk__in=counted.values("credit")).order_by().values_list("pk", flat=True))
    return Q(debit__in=own, outcome=outcome) | Q(credit__in=own, outcome=outcome)  # either side by its index


def _standing() -> QuerySet[Posting]:
    return Posting.objects.filter(reversal=None).select_related("debit", "credit__learner").order_by("-pk")
