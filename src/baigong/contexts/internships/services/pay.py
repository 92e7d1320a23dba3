"""Pay, month by month: entered by the unit, checked at once against the wage and the days present, confirmed or disputed by the intern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.internships.access_of_work import PAY_POLICY
from baigong.contexts.internships.checking.findings import refuse
from baigong.contexts.internships.checking.hours import working_days
from baigong.contexts.internships.checking.pay import Month, PayChecked, check_pay
from baigong.contexts.internships.models import DayKind, InternshipDay, InternshipPay, PayState, Placement, yuan
from baigong.contexts.internships.services.days import WORKED, frame_of
from baigong.contexts.internships.services.wages import wage_of
from baigong.contexts.internships.workflow.telling_of_work import tell
from baigong.contexts.internships.workflow.work import PAY_WAITING
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Conflict, at_field
from baigong.kernel.workflow import fire


@dataclass(frozen=True)
class PayEntry:
    """A month's pay as the unit says it. ``present``: days present, of the attendance where it is not given. ``answer``: to the intern who
    objected to what was entered before."""

    month: date
    paid: Decimal
    means: str = "bank"
    paid_on: date | None = None
    present: int | None = None
    reason: str = ""
    answer: str = ""


def span_in(placement: Placement, month: date) -> tuple[date, date] | None:
    """The days of a month that belong to the placement; nothing where none does."""
    first = month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    begins, ends = max(first, placement.starts_on), min(last, placement.ends_on)
    return (begins, ends) if begins <= ends else None


def days_present(placements: Sequence[int], month: date) -> dict[int, int]:
    """How many days each was present in a month, by the attendance: days that the unit entered, and check-ins it has not entered yet."""
    last = (month.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    found = dict.fromkeys(placements, 0)
    rows = InternshipDay.objects.filter(placement__in=placements, day__range=(month.replace(day=1), last), kind=DayKind.PRESENT)
    for pk in rows.values_list("placement", flat=True):
        found[pk] += 1
    return found


def month_of(placement: Placement, entry: PayEntry, present: int) -> Month:
    """The month for the check: the wage by its edition, working days of the whole month by which a wage is reckoned."""
    first = entry.month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    wage, basis = wage_of(placement.post, first)
    working = working_days(first, last, frame_of(placement).rest_days)
    base = None if wage is None else Decimal(wage) / 100
    days = entry.present if entry.present is not None else present
    return Month(first, base, basis, days, working, entry.paid, entry.means, entry.paid_on)


def check_month(placement: Placement, entry: PayEntry, present: int) -> PayChecked:
    """What the check says of a month as it would be entered."""
    return check_pay(month_of(placement, entry, present))


@transaction.atomic
def enter_pay(*, actor: Actor, now: datetime, placement: Placement, entry: PayEntry) -> InternshipPay:
    """Enter or correct a month's pay. Raises ``Refusal`` for what is forbidden and, without a reason, for what is below (INT-11, 12)."""
    return enter_pays(actor=actor, now=now, entries=[(placement, entry)])[0]


@transaction.atomic
def enter_pays(*, actor: Actor, now: datetime, entries: Sequence[tuple[Placement, PayEntry]]) -> list[InternshipPay]:
    """Enter or correct the pay of many, all or none."""
    held = Placement.objects.select_for_update(no_key=True, of=("self",)).select_related("intern__learner", "post__enterprise")
    rows = {row.pk: row for row in held.filter(pk__in={p.pk for p, _entry in entries}).prefetch_related("post__filings")}
    made = []
    for month in sorted({entry.month.replace(day=1) for _placement, entry in entries}):
        present = days_present(list(rows), month)
        for placement, entry in entries:
            if entry.month.replace(day=1) == month:
                row = rows[placement.pk]
                _hold_payable(actor, row, entry, now)
                made.append(_write(actor, now, row, entry, present[row.pk]))
    return made


def _hold_payable(actor: Actor, row: Placement, entry: PayEntry, now: datetime) -> None:
    PAY_POLICY.require(actor, "enter", InternshipPay(placement=row))
    if row.state not in WORKED:
        raise Conflict(
            _("“%(row)s”现在是“%(state)s”，没有报酬要登记。") % {"row": row, "state": row.get_state_display()}, code="not_at_work"
        )
    if span_in(row, entry.month) is None:
        words = _("“%(row)s”从%(first)s到%(last)s，%(month)s不在实习期间。")
        raise at_field("month", words % {"row": row, "first": row.starts_on, "last": row.ends_on, "month": f"{entry.month:%Y-%m}"})
    if entry.month.replace(day=1) > now.date() or (entry.paid_on is not None and entry.paid_on > now.date()):
        raise at_field("paid_on", _("日期还没有到：付了以后再登记。"), code="future")


def _write(actor: Actor, now: datetime, row: Placement, entry: PayEntry, present: int) -> InternshipPay:
    month = month_of(row, entry, present)
    checked = check_pay(month)
    refuse(checked.findings, code="unlawful_pay", reason=entry.reason)
    pay = InternshipPay.objects.select_for_update(no_key=True).filter(placement=row, month=month.first).first()
    was = pay.state if pay is not None else None
    facts = {"present": month.present, "paid": int(month.paid * 100), "means": month.means, "paid_on": month.paid_on}
    if pay is not None:
        if was != PayState.DISPUTED and all(getattr(pay, name) == value for name, value in facts.items()):
            return pay
        if was == PayState.DISPUTED:
            hold_answered(pay, entry)
        _keep_earlier(pay, entry, actor, now)
    pay = pay or InternshipPay(placement=row, month=month.first)
    pay.wage, pay.basis = (None if month.wage is None else int(month.wage * 100)), month.basis
    pay.working, pay.received, pay.objection = month.working, None, ""
    for name, value in facts.items():
        setattr(pay, name, value)
    pay.least = None if checked.least is None else int(checked.least * 100)
    pay.verdict, pay.why, pay.reason = checked.verdict.value, checked.why[:300], entry.reason.strip()[:300]
    pay.entered_by_id, pay.entered_at = actor.user_id, now
    pay.save()
    if was is not None and was != PayState.ENTERED:
        pay = fire(pay, "correct", actor=SYSTEM, now=now)
    detail = {"month": f"{pay.month:%Y-%m}", "verdict": pay.verdict, "version": len(pay.earlier) + 1}
    audit.record(actor, "internships.internshippay.entered", pay, now=now, detail=detail)
    tell(row, ["intern"], PAY_WAITING, gettext_lazy("请确认实习报酬：%(title)s"), actor=actor, now=now, row=pay, body=entry.answer.strip())
    return pay


def disputed_pays(placements: Sequence[int]) -> QuerySet[InternshipPay]:
    """The months of these placements to which the intern objected and nobody has answered."""
    return InternshipPay.objects.filter(placement__in=placements, state=PayState.DISPUTED)


def hold_answered(pay: InternshipPay, entry: PayEntry) -> None:
    """Raise ``Refusal`` where the intern objected and is not answered: who corrects, or stands by what he paid, says so."""
    if entry.answer.strip():
        return
    words = _("学生说%(month)s实收%(received)s元：“%(objection)s”。更正或维持，都请写明给学生的答复。") % {
        "month": f"{pay.month:%Y-%m}", "received": yuan(pay.received), "objection": pay.objection
    }  # fmt: skip
    raise at_field("answer", words, code="answer")


def _keep_earlier(pay: InternshipPay, entry: PayEntry, actor: Actor, now: datetime) -> None:
    """What stood so far, with the objection and its answer, stays beside the correction."""
    stood = {"paid": pay.paid, "present": pay.present, "received": pay.received if pay.objection else None, "objection": pay.objection}
    pay.earlier = [
        *pay.earlier, stood | {"answer": entry.answer.strip()[:300], "until": f"{now.astimezone():%Y-%m-%d}", "by": actor.name}
    ]  # fmt: skip
