"""What an account did and what was done to it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from baigong.kernel.audit.models import AuditEvent


def own_events(user_id: int) -> QuerySet[AuditEvent]:
    """The events by an account, and those about it (failed sign-ins, locks, roles granted), latest first."""
    return AuditEvent.objects.filter(Q(actor_id=user_id) | Q(subject_type="accounts.user", subject_id=str(user_id))).order_by("-pk")
