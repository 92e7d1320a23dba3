"""Files that somebody handed in and nobody confirmed or put aside: they bear people's data, so they are not kept for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from baigong.contexts.registers.models import Draft
from baigong.contexts.registers.services.uploading import discard
from baigong.kernel.access import Actor
from baigong.kernel.rules import parameter_on


def discard_forgotten(*, actor: Actor, now: datetime) -> int:
    """Put aside every file that has waited longer than the rulebook gives it (``RETURN-DRAFT-DAYS``). Returns how many."""
    version = parameter_on("RETURN-DRAFT-DAYS", now.date())
    if version is None or version.value is None:
        return 0
    forgotten = list(Draft.objects.filter(uploaded_at__lt=now - timedelta(days=int(version.value))))
    for draft in forgotten:
        discard(actor=actor, now=now, draft=draft)
    return len(forgotten)
