"""Postings among millions."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from baigong.contexts.credit_bank.models import AccountKind, CreditAccount, LedgerEpoch, Posting, PostingKind


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


def occurred_since(day: date) -> Q:
    """Postings of ``day`` or later. None is written more than a day before it occurs, so every one came after the last span that was opened
    before then: the spans of other years are not looked through. A further day is left for clocks that differ.
    """
    before = timezone.make_aware(datetime.combine(day - timedelta(days=2), time.min))
    after = LedgerEpoch.objects.filter(opened_at__lt=before).order_by("-number").values_list("after", flat=True).first()
    return Q(occurred_on__gte=day) & (Q(pk__gt=after) if after else Q())
