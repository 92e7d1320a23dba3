"""Who is told what about the duty of places and about apprenticeship: the enterprise what is asked of it, the bureau what waits for it."""

from __future__ import annotations

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
from baigong.kernel.notices import answered, tell

WORDS: dict[str, Any] = {
    "recounted": _("职工人数更正后已重新算出，请核对确认：%(title)s"),
    "noticed": _("请说明理由或报补足计划：%(title)s"),
    "summoned": _("已提请督查：%(title)s"),
    "published": _("已公布：%(title)s"),
    "suspended": _("已停止享受激励：%(title)s"),
    "settled": _("已办结：%(title)s"),
    "answered": _("企业已答复：%(title)s"),
    "cohort_waits": _("学徒班待备案：%(title)s"),
    "cohort_filed": _("学徒班已备案：%(title)s"),
    "cohort_returned": _("学徒班备案退回：%(title)s"),
    "claim_waits": _("学徒培训补贴待审核：%(title)s"),
    "claim_decided": _("学徒培训补贴已审核：%(title)s"),
    "claim_recovering": _("学徒培训补贴须退回：%(title)s"),
}


def tell_body(row: Any, organisation_id: int, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    """Say it to whoever acts for a body."""
    roles = (ENTERPRISE_OFFICER, SCHOOL_OFFICER, LIAISON, COUNTY_OFFICER)
    people = [user.pk for user in people_at_each([organisation_id], roles, now.date()).get(organisation_id, [])]
    tell(people, row, _kind(row), WORDS[event], actor=actor, now=now, body=body)


def tell_bureau(row: Any, event: str, *, actor: Actor, now: datetime) -> None:
    """Say it to the working team."""
    people = people_with([WORKING_TEAM], now.date()).values_list("pk", flat=True)
    tell(people, row, _kind(row), WORDS[event], actor=actor, now=now)


def told_no_more(row: Any, now: datetime) -> None:
    """What was asked has been answered."""
    answered(row, _kind(row), now)


def _kind(row: Any) -> str:
    return f"{row._meta.label_lower}.waiting"
