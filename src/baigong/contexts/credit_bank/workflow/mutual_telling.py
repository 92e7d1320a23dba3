"""Who is told what about agreements and enrolments: the other parties, the school that has to answer, the pupil."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import LIAISON, SCHOOL_OFFICER, people_at_each
from baigong.contexts.credit_bank.models import CourseEnrolment, RecognitionAgreement
from baigong.kernel.access import Actor
from baigong.kernel.notices import notify, settle
from baigong.kernel.wording import as_recorded

ANSWER = "credit_bank.agreement.waiting"
"""An agreement that waits for a party; settled when nobody is waited for any more."""
HOME = "credit_bank.enrolment.home"
"""An enrolment that waits for the home school."""
PLACE = "credit_bank.enrolment.place"
"""One that waits for the school that teaches, or a place that came free there."""


def officers_of(bodies: Iterable[int], now: datetime) -> list[int]:
    """Who acts for bodies."""
    return [user.pk for users in people_at_each(list(bodies), (SCHOOL_OFFICER, LIAISON), now.date()).values() for user in users]


def ask_parties(row: RecognitionAgreement, *, actor: Actor, now: datetime) -> None:
    """An agreement waits for the others."""
    others = row.parties.exclude(organisation=row.proposer_id).values_list("organisation", flat=True)
    with as_recorded():
        subject = _("互认协议待答复：%(title)s") % {"title": row}
    notify(officers_of(others, now), actor=actor, now=now, kind=ANSWER, url=row.get_absolute_url(), subject=subject)


def tell_parties(row: RecognitionAgreement, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    """All parties are told what became of an agreement; nobody is waited for any more."""
    settle(kind=ANSWER, url=row.get_absolute_url(), now=now)
    with as_recorded():
        words = {
            "returned": _("互认协议被退回：%(title)s"),
            "agreed": _("互认协议各方已同意：%(title)s"),
            "signed": _("互认协议已生效：%(title)s"),
            "ended": _("互认协议已期满：%(title)s"),
            "terminated": _("互认协议已解除：%(title)s"),
        }
        subject = words[event] % {"title": row}
    people = officers_of(row.parties.values_list("organisation", flat=True), now)
    kind = f"credit_bank.recognitionagreement.{event}"
    notify(people, actor=actor, now=now, kind=kind, url=row.get_absolute_url(), subject=subject, body=body)


def ask_home(row: CourseEnrolment, *, actor: Actor, now: datetime) -> None:
    """An application waits for the home school."""
    with as_recorded():
        subject = _("跨校选课待同意：%(title)s") % {"title": row}
    _to([row.home_id], row, HOME, subject, actor, now)


def ask_for_place(row: CourseEnrolment, *, actor: Actor, now: datetime) -> None:
    """The home school has answered: it waits for the school that teaches."""
    settle(kind=HOME, url=row.get_absolute_url(), now=now)
    with as_recorded():
        subject = _("跨校选课待录取：%(title)s") % {"title": row}
    _to([row.course.school_id], row, PLACE, subject, actor, now)


def tell_of_free_place(row: CourseEnrolment, *, actor: Actor, now: datetime) -> None:
    """Somebody gave a place back while others wait."""
    with as_recorded():
        subject = _("有人退选，可递补候补：%(title)s") % {"title": row.course}
    people = officers_of([row.course.school_id], now)
    notify(people, actor=actor, now=now, kind=PLACE, url=row.course.get_absolute_url(), subject=subject)


def tell_pupil(row: CourseEnrolment, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What became of it; it waits for nobody any more."""
    for kind in (HOME, PLACE):
        settle(kind=kind, url=row.get_absolute_url(), now=now)
    if row.learner.user_id is None:
        return
    with as_recorded():
        words = {
            "refused": _("学籍学校不同意选课：%(title)s"),
            "admitted": _("已录取：%(title)s"),
            "queued": _("已列入候补：%(title)s"),
            "declined": _("未录取：%(title)s"),
            "closed": _("课程停开或已结束：%(title)s"),
            "passed": _("成绩已入账：%(title)s"),
            "failed": _("课程未通过：%(title)s"),
            "recognised": _("学分已互认：%(title)s"),
            "reversed": _("学分互认已撤销：%(title)s"),
        }
        subject = words[event] % {"title": row.course}
    kind = f"credit_bank.courseenrolment.{event}"
    notify([row.learner.user_id], actor=actor, now=now, kind=kind, url=row.get_absolute_url(), subject=subject, body=body)


def waits_no_more(row: CourseEnrolment, now: datetime) -> None:
    """Nobody need answer it any more."""
    for kind in (HOME, PLACE):
        settle(kind=kind, url=row.get_absolute_url(), now=now)


def _to(bodies: list[int], row: CourseEnrolment, kind: str, subject: Any, actor: Actor, now: datetime) -> None:
    notify(officers_of(bodies, now), actor=actor, now=now, kind=kind, url=row.get_absolute_url(), subject=subject)
