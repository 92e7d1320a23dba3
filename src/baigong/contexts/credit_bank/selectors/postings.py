"""Postings among millions."""

from __future__ import annotations

from django.db.models import Q

from baigong.contexts.credit_bank.models import AccountKind, CreditAccount, Posting, PostingKind


def of_kind(kind: str) -> Q:
    """Postings of a kind, found by what an index knows of it: accounts tell most, an index of their own tells transfers."""
    condition = Q(kind=kind)
    if kind == PostingKind.REVERSE:
        condition &= Q(pk__in=Posting.objects.filter(reverses__isnull=False).order_by().values("pk"))
    elif kind == PostingKind.USE:
        condition &= Q(debit__in=CreditAccount.objects.filter(kind=AccountKind.TARGET).values("pk"))
    elif kind == PostingKind.EXPIRE:
        condition &= Q(credit__in=CreditAccount.objects.filter(kind=AccountKind.EXPIRED).values("pk"))
    return condition
