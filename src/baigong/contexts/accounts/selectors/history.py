"""What an account did and what was done to it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from baigong.kernel.audit.models import AuditBlock, AuditEvent


def own_events(user_id: int) -> QuerySet[AuditEvent]:
    """The events by an account, and those about it (failed sign-ins, locks, roles granted), latest first."""
    return AuditEvent.objects.filter(Q(actor_id=user_id) | Q(subject_type="accounts.user", subject_id=str(user_id))).order_by("-pk")


def find_event(pk: int) -> AuditEvent | None:
    """One event of the log, with its block."""
    return AuditEvent.objects.select_related("block").filter(pk=pk).first()


def all_events() -> QuerySet[AuditEvent]:
    """The whole log."""
    return AuditEvent.objects.all()


def all_blocks() -> QuerySet[AuditBlock]:
    """The sealed blocks."""
    return AuditBlock.objects.all()


def unsealed_count() -> int:
    """How many events wait to be sealed."""
    return AuditEvent.objects.filter(block=None).count()


def last_verification() -> AuditEvent | None:
    """The event of the last check."""
    return AuditEvent.objects.filter(action="audit.verified").order_by("-pk").first()
