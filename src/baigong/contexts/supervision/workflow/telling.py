"""Who is told what about a case. A notice never says where the case came from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

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
from baigong.contexts.supervision.models import Case
from baigong.kernel.access import Actor
from baigong.kernel.notices import notify, settle
from baigong.kernel.wording import as_recorded

WAITING = "supervision.case.waiting"
"""A case that waits for the handler; settled with the next step."""
TOLD = "supervision.case.told"
"""Something the subject is told; settled when it answers."""
HANDLER_WORDS = {
    "opened": _("督查案件待受理：%(case)s"),
    "stated": _("被督查单位已陈述：%(case)s"),
    "reported": _("整改已报告，待复查：%(case)s"),
    "settled": _("来源已办结，请据此处理：%(case)s"),
    "review": _("被督查单位申请复核：%(case)s"),
}
SUBJECT_WORDS = {
    "finding": _("督查反馈意见，请按期陈述：%(case)s"),
    "ordered": _("督导意见已下达，请按期整改：%(case)s"),
    "returned": _("复查未通过，请继续整改：%(case)s"),
    "interview": _("约谈已记录：%(case)s"),
    "upheld": _("复核维持督导意见：%(case)s"),
    "ended": _("督查案件已办结：%(case)s"),
}


def tell_handler(case: Case, event: str, *, actor: Actor, now: datetime) -> None:
    """It waits for whoever handles it: the officers of the handler, else the working team."""
    at_handler = people_at_each([case.handler_id], (COUNTY_OFFICER,), now.date()).get(case.handler_id, [])
    people = [user.pk for user in at_handler] or list(people_with([WORKING_TEAM], now.date()).values_list("pk", flat=True))
    _tell(people, case, WAITING, HANDLER_WORDS[event], actor=actor, now=now)


def tell_subject(case: Case, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What the subject has to know, once it may see the case."""
    if not case.is_shown:
        return
    roles = (SCHOOL_OFFICER, LIAISON, ENTERPRISE_OFFICER)
    people = [user.pk for user in people_at_each([case.subject_id], roles, now.date()).get(case.subject_id, [])]
    _tell(people, case, TOLD, SUBJECT_WORDS[event], actor=actor, now=now, body=body)


def waits_no_more(case: Case, now: datetime) -> None:
    """What was asked has been answered."""
    for kind in (WAITING, TOLD):
        settle(kind=kind, url=case.get_absolute_url(), now=now)


def _tell(people: Iterable[int], case: Case, kind: str, words: object, *, actor: Actor, now: datetime, body: str = "") -> None:
    with as_recorded():
        subject = str(words) % {"case": case}
    notify(people, actor=actor, now=now, kind=kind, url=case.get_absolute_url(), subject=subject, body=body)
