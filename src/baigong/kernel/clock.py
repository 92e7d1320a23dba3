"""The hour as everybody sees it. A demonstration stands still on its own day, so that its story stays true; production has the real one."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def current_time() -> datetime:
    """The present hour in the city's time zone; in a demonstration with a fixed day, that day at the present time of day."""
    now = timezone.localtime()
    day: date | None = settings.DEMONSTRATION_TODAY
    return now if day is None else now.replace(year=day.year, month=day.month, day=day.day)
