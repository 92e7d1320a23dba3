"""Who is told what about the duty of places and about apprenticeship: the enterprise what is asked of it, the bureau what waits for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.public import (
    COUNTY_OFFICER,
    ENTERPRISE_OFFICER,
    LIAISON,
    SCHOOL_OFFICER,
    WORKING_TEAM,
    people_at_each,
    people_with,
)
from baigong.kernel.access import Actor
from baigong.kernel.notices import notify, settle
from baigong.kernel.wording import as_recorded

WORDS: dict[str, Any] = {
    "recounted": _("职工人数更正后已重新算出，请核对确认：%(row)s"),
    "noticed": _("请说明理由或报补足计划：%(row)s"),
    "summoned": _("已提请督查：%(row)s"),
    "published": _("已公布：%(row)s"),
    "suspended": _("已停止享受激励：%(row)s"),
    "settled": _("已办结：%(row)s"),
    "answered": _("企业已答复：%(row)s"),
    "cohort_waits": _("学徒班待备案：%(row)s"),
    "cohort_filed": _("学徒班已备案：%(row)s"),
    "cohort_returned": _("学徒班备案退回：%(row)s"),
    "claim_waits": _("学徒培训补贴待审核：%(row)s"),
    "claim_decided": _("学徒培训补贴已审核：%(row)s"),
    "claim_recovering": _("学徒培训补贴须退回：%(row)s"),
}


def tell_body(row: Any, organisation_id: int, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    """Say it to whoever acts for a body."""
    roles = (ENTERPRISE_OFFICER, SCHOOL_OFFICER, LIAISON, COUNTY_OFFICER)
    people = [user.pk for user in people_at_each([organisation_id], roles, now.date()).get(organisation_id, [])]
    _tell(people, row, event, actor=actor, now=now, body=body)


def tell_bureau(row: Any, event: str, *, actor: Actor, now: datetime) -> None:
    """Say it to the working team."""
    _tell(people_with([WORKING_TEAM], now.date()).values_list("pk", flat=True), row, event, actor=actor, now=now)


def told_no_more(row: Any, now: datetime) -> None:
    """What was asked has been answered."""
    settle(kind=_kind(row), url=row.get_absolute_url(), now=now)


def _tell(people: Iterable[int], row: Any, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    with as_recorded():
        subject = str(WORDS[event]) % {"row": row}
    notify(people, actor=actor, now=now, kind=_kind(row), url=row.get_absolute_url(), subject=subject, body=body)


def _kind(row: Any) -> str:
    return f"{row._meta.label_lower}.waiting"
