"""Reading the log."""

from __future__ import annotations

from django.db.models import Model, QuerySet

from baigong.kernel.audit.models import AuditEvent


def events_of(subject: Model) -> QuerySet[AuditEvent]:
    """What happened to ``subject``, latest first."""
    return AuditEvent.objects.filter(
        subject_type=f"{subject._meta.app_label}.{subject._meta.model_name}", subject_id=str(subject.pk)
    ).order_by("-at", "-pk")
