"""Who is told, and what people write beside a step: a day, a document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from baigong.contexts.accounts.public import ENTERPRISE_OFFICER, LIAISON, WORKING_TEAM, people_at_each, people_with
from baigong.kernel.errors import at_field

LONGEST = 120


def officers_of(bodies: Iterable[int], now: datetime) -> list[int]:
    """Who acts for enterprises and departments."""
    roles = (ENTERPRISE_OFFICER, LIAISON)
    return [user.pk for users in people_at_each(list(bodies), roles, now.date()).values() for user in users]


def team(now: datetime) -> list[int]:
    """Who works in the working team."""
    return list(people_with([WORKING_TEAM], now.date()).values_list("pk", flat=True))


def document_from(given: str, field: str = "document") -> str:
    """The number of the document a step rests on. Raises ``Refusal`` where there is none."""
    number = " ".join(given.split())
    if not number or len(number) > LONGEST:
        words = gettext("请填写依据的文号或文件名称，不超过%(n)d个字。") % {"n": LONGEST}
        raise at_field(field, words, code="document_required")
    return number


def day_from(given: Any, now: datetime, *, since: date | None = None, field: str = "on") -> date:
    """The day that somebody wrote, today where nothing was written. Raises ``Refusal`` for none, for one to come or before ``since``."""
    if not given:
        return now.date()
    try:
        day = given if isinstance(given, date) else date.fromisoformat(str(given).strip())
    except ValueError:
        words = gettext("“%(given)s”不是日期，请按2021-05-01这样填写。") % {"given": given}
        raise at_field(field, words, code="day") from None
    if day > now.date() or (since is not None and day < since):
        words = gettext("日期%(day)s应在%(since)s至%(today)s之间。") % {"day": day, "since": since or "…", "today": now.date()}
        raise at_field(field, words, code="day")
    return day
