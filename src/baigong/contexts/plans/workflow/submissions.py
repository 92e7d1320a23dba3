"""A decision is on what was read: the page carries the mark of the submission that it showed, of a report as of a filing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.plans.models import Filing, Report
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict


def submission_mark(row: Report | Filing) -> str:
    """Tells one submission from the next."""
    return f"{row.submitted_at.timestamp():.6f}" if row.submitted_at else ""


def as_it_was_read(row: Report | Filing, *, actor: Actor, now: datetime, reason: str, seen: str = "", **facts: Any) -> None:
    """Refuse a decision on what the reader did not read: ``seen`` is the submission (``submission_mark``) that the page showed."""
    refuse_unless_as_read(row, seen)


def refuse_unless_as_read(row: Report | Filing, seen: str) -> None:
    """Raises ``Conflict`` (``changed_meanwhile``) where ``seen`` is given and is another submission than the one that stands here."""
    if seen and seen != submission_mark(row):
        message = _("%(body)s在您打开之后又修改并重新报送。请看过现在的内容再决定。")
        raise Conflict(message % {"body": row.organisation}, code="changed_meanwhile")
