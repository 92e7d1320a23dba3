"""Writing one event, or the same one of many records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model

from baigong.kernel.access import Actor
from baigong.kernel.audit.models import AuditEvent


def record(actor: Actor, action: str, subject: Model | None = None, *, now: datetime, detail: dict[str, Any] | None = None) -> AuditEvent:
    """Append ``action`` (``plans.report.submitted``) by ``actor`` on ``subject`` to the log, in the caller's transaction.

    ``detail`` must be JSON of plain values and hold no secret and no identity number.
    """
    event = _event(actor, action, subject, now, detail)
    event.save(force_insert=True)
    return event


def record_all(actor: Actor, action: str, subjects: Iterable[Model], *, now: datetime, detail: dict[str, Any] | None = None) -> int:
    """``record`` the same of every one of ``subjects``, together; how many there were."""
    return len(AuditEvent.objects.bulk_create([_event(actor, action, one, now, detail) for one in subjects], batch_size=2000))


def _event(actor: Actor, action: str, subject: Model | None, now: datetime, detail: dict[str, Any] | None) -> AuditEvent:
    return AuditEvent(
        at=now,
        actor_id=actor.user_id,
        actor_name=actor.name or "公众",
        address=actor.address,
        action=action,
        subject_type=f"{subject._meta.app_label}.{subject._meta.model_name}" if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        subject_label=str(subject)[:300] if subject is not None else "",
        detail=detail or {},
    )
