"""Who is told what about agreements and enrolments: the other parties, the school that has to answer, the pupil."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.models import CourseEnrolment, RecognitionAgreement
from baigong.contexts.credit_bank.workflow.notifying import answered, officers_of, tell, tell_learner_of
from baigong.kernel.access import Actor

ANSWER = "credit_bank.agreement.waiting"
"""An agreement that waits for a party; settled when nobody is waited for any more."""
HOME = "credit_bank.enrolment.home"
"""An enrolment that waits for the home school."""
PLACE = "credit_bank.enrolment.place"
"""One that waits for the school that teaches, or a place that came free there."""
AGREEMENT_WORDS = {
    "returned": _("互认协议被退回：%(title)s"),
    "agreed": _("互认协议各方已同意：%(title)s"),
    "signed": _("互认协议已生效：%(title)s"),
    "ended": _("互认协议已期满：%(title)s"),
    "terminated": _("互认协议已解除：%(title)s"),
}
ENROLMENT_WORDS = {
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


def ask_parties(row: RecognitionAgreement, *, actor: Actor, now: datetime) -> None:
    """An agreement waits for the others."""
    others = row.parties.exclude(organisation=row.proposer_id).values_list("organisation", flat=True)
    tell(officers_of(others, now), row, ANSWER, _("互认协议待答复：%(title)s"), actor=actor, now=now)


def tell_parties(row: RecognitionAgreement, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    """All parties are told what became of an agreement; nobody is waited for any more."""
    answered(row, now, ANSWER)
    people = officers_of(row.parties.values_list("organisation", flat=True), now)
    tell(people, row, f"credit_bank.recognitionagreement.{event}", AGREEMENT_WORDS[event], actor=actor, now=now, body=body)


def ask_home(row: CourseEnrolment, *, actor: Actor, now: datetime) -> None:
    """An application waits for the home school."""
    tell(officers_of([row.home_id], now), row, HOME, _("跨校选课待同意：%(title)s"), actor=actor, now=now)


def ask_for_place(row: CourseEnrolment, *, actor: Actor, now: datetime) -> None:
    """The home school has answered: it waits for the school that teaches."""
    answered(row, now, HOME)
    tell(officers_of([row.course.school_id], now), row, PLACE, _("跨校选课待录取：%(title)s"), actor=actor, now=now)


def tell_of_free_place(row: CourseEnrolment, *, actor: Actor, now: datetime) -> None:
    """Somebody gave a place back while others wait."""
    people = officers_of([row.course.school_id], now)
    tell(people, row.course, PLACE, _("有人退选，可递补候补：%(title)s"), actor=actor, now=now)


def tell_pupil(row: CourseEnrolment, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What became of it; it waits for nobody any more."""
    waits_no_more(row, now)
    tell_learner_of(row, event, ENROLMENT_WORDS, actor=actor, now=now, title=row.course, body=body)


def waits_no_more(row: CourseEnrolment, now: datetime) -> None:
    """Nobody need answer it any more."""
    answered(row, now, HOME, PLACE)
