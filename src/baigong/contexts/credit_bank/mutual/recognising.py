"""What a passed course is worth at home: by the agreed rate, under the ceiling of the agreement and the cap of the school."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.conversion.facts import outcomes_for, settings_for, target_of
from baigong.contexts.credit_bank.ledger.outcomes import outcome_code
from baigong.contexts.credit_bank.models import (
    CourseEnrolment,
    CreditProgramme,
    EnrolmentState,
    OutcomeState,
    Posting,
    PostingKind,
    shown,
)
from baigong.kernel.errors import Refusal, at_field


@dataclass(frozen=True)
class Recognition:
    """Units at one programme, and what each bound leaves: ``by_rate``, ``left`` under the agreement (``None``: no ceiling), ``room``."""

    attained: int
    rate: str
    by_rate: int
    left: int | None
    room: int
    cap: int
    document: str

    @property
    def units(self) -> int:
        """What is recognised: the least of them."""
        return min(self.by_rate, self.room, self.by_rate if self.left is None else self.left)

    @property
    def text(self) -> str:
        """The same as people write it."""
        return shown(self.units)

    def said(self) -> Iterable[str]:
        """How it came about, in words."""
        facts = {"had": shown(self.attained), "rate": self.rate, "by": shown(self.by_rate), "document": self.document}
        yield _("取得%(had)s学分，按协议（%(document)s）%(rate)s认定：%(by)s学分。") % facts
        if self.left is not None and self.left < self.by_rate:
            yield _("协议每人认定上限只余%(n)s学分。") % {"n": shown(self.left)}
        if self.room < self.by_rate:
            yield _("本校规定的转换学分上限%(cap)s，只余%(n)s学分。") % {"cap": shown(self.cap), "n": shown(self.room)}


def recognition_of(row: CourseEnrolment, programme: CreditProgramme, on: date) -> Recognition:
    """What ``row`` is worth at ``programme`` on ``on``.

    Raises ``Refusal``: no result yet, an outcome that does not stand any more, a programme of another school or one that takes nothing, no
    settings of the school for the year (nothing national stands in their place), nothing left under the agreement or the cap.
    """
    outcome, agreement = row.outcome, row.course.agreement
    if outcome is None or not outcome.is_valid_on(on):
        raise Refusal(_("没有有效的课程成果，不能互认；成绩入账以后再办。"), code="no_outcome", status=409)
    if programme.school_id != row.home_id or not programme.is_open:
        raise at_field("programme", _("请选择%(school)s受理学分转换的专业。") % {"school": row.home})
    cap = settings_for(programme, on).as_facts().cap_of(target_of(programme, ()))
    codes = [outcome_code(other) for other in outcomes_for(row.learner)]
    uses = Posting.objects.filter(outcome__in=codes, target=programme.target, turn__isnull=False, kind=PostingKind.USE, reversal=None)
    if uses.filter(outcome=outcome_code(outcome)).exists():
        words = _("这项成果已在“%(programme)s”用过；同一成果在一个专业只用一次。") % {"programme": programme}
        raise Refusal(words, code="used_twice", status=409)
    used = uses.aggregate(sum=Sum("amount"))["sum"] or 0
    had = outcome.credits or 0
    left = None if agreement.ceiling is None else max(agreement.ceiling - recognised_before(row), 0)
    found = Recognition(had, agreement.rate_text, agreement.recognised(had), left, max(cap - used, 0), cap, agreement.document)
    if found.units <= 0:
        raise Refusal(" ".join([_("没有可以互认的学分。"), *found.said()]), code="nothing_left", status=409)
    return found


def recognised_before(row: CourseEnrolment) -> int:
    """Units recognised for the same person under the same agreement, this enrolment apart; what was revoked since does not count."""
    rows = CourseEnrolment.objects.filter(
        learner__in=row.learner.one_person(), course__agreement=row.course.agreement_id, state=EnrolmentState.RECOGNISED
    )
    sums = rows.exclude(pk=row.pk).exclude(outcome__state=OutcomeState.REVOKED).aggregate(sum=Sum("credits"))
    return int(sums["sum"] or 0)
