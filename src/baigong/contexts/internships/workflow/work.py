"""Leave, pay and logs: asked and answered, entered and confirmed or disputed, handed in and read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.access_of_work import LEAVE_POLICY, LOG_POLICY, PAY_POLICY
from baigong.contexts.internships.checking.pay import money_of
from baigong.contexts.internships.models import (
    DayKind,
    InternshipDay,
    InternshipLeave,
    InternshipLog,
    InternshipPay,
    LeaveState,
    LogState,
    PayState,
)
from baigong.contexts.internships.workflow.telling_of_work import tell
from baigong.kernel.access import Actor
from baigong.kernel.errors import at_field
from baigong.kernel.notices import answered
from baigong.kernel.workflow import StateMachine, Transition

step: Any = Transition.of
LEAVE_WAITING = "internships.internshipleave.waiting"
LOG_WAITING = "internships.internshiplog.waiting"
PAY_WAITING = "internships.internshippay.waiting"
PAY_DISPUTED = "internships.internshippay.disputed"


def _leave_granted(row: InternshipLeave, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Its days are entered as leave, unless the unit has entered them otherwise."""
    row.answer = reason[:300]
    row.save(update_fields=["answer"])
    known = set(row.placement.days.filter(day__range=(row.first, row.last)).values_list("day", flat=True))
    days = [row.first + timedelta(days=n) for n in range((row.last - row.first).days + 1)]
    InternshipDay.objects.bulk_create(
        [
            InternshipDay(placement=row.placement, day=day, kind=DayKind.LEAVE, reason=row.why, entered_by_id=actor.user_id, entered_at=now)
            for day in days
            if day not in known
        ]
    )
    _leave_answered(row, _("已准假：%(title)s"), actor, now)


def _leave_refused(row: InternshipLeave, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    row.answer = reason[:300]
    row.save(update_fields=["answer"])
    _leave_answered(row, _("未准假：%(title)s"), actor, now)


def _leave_answered(row: InternshipLeave, words: Any, actor: Actor, now: datetime) -> None:
    answered(row, LEAVE_WAITING, now)
    tell(row.placement, ["intern", "unit"], "internships.internshipleave.answered", words, actor=actor, now=now, row=row, body=row.answer)


def _leave_taken_back(row: InternshipLeave, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    answered(row, LEAVE_WAITING, now)


LEAVE = StateMachine(
    policy=LEAVE_POLICY,
    states=LeaveState,
    initial=LeaveState.ASKED,
    select=("placement__intern",),
    transitions=[
        step("grant", LeaveState.ASKED, LeaveState.GRANTED, _("准假"), "granted", effect=_leave_granted, todo=_("待批的请假"),
             due="first"),
        step("refuse", LeaveState.ASKED, LeaveState.REFUSED, _("不准假"), "refused", reason_required=True, danger=True,
             effect=_leave_refused, explain=_("学生照常上岗；理由会告知学生。")),
        step("take_back", LeaveState.ASKED, LeaveState.WITHDRAWN, _("撤回请假"), "taken_back", danger=True,
             effect=_leave_taken_back, explain=_("请假作废，照常上岗；需要时另行请假。")),
    ],
)  # fmt: skip


def _pay_settled(row: InternshipPay, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    row.received = row.paid
    row.save(update_fields=["received"])
    answered(row, PAY_WAITING, now)


def _pay_disputed(row: InternshipPay, *, actor: Actor, now: datetime, reason: str, received: str = "", **facts: Any) -> None:
    """Both sides' amounts stand beside each other."""
    fen = int(money_of(received, field="received") * 100)
    if fen == row.paid:
        raise at_field(
            "received",
            gettext("您填的实收与单位登记的%(paid)s元相同，没有不符；相符的请点“确认收到”。") % {"paid": row.paid_text},
            code="same_amount",
        )
    row.received, row.objection = fen, reason[:300]
    row.save(update_fields=["received", "objection"])
    answered(row, PAY_WAITING, now)
    tell(row.placement, ["unit", "school"], PAY_DISPUTED, _("实习报酬有出入：%(title)s"), actor=actor, now=now, row=row, body=reason)


def _pay_corrected(row: InternshipPay, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    answered(row, PAY_DISPUTED, now)


PAY = StateMachine(
    policy=PAY_POLICY,
    states=PayState,
    initial=PayState.ENTERED,
    select=("placement__intern",),
    transitions=[
        step("confirm", [PayState.ENTERED, PayState.DISPUTED], PayState.CONFIRMED, _("确认收到"), "confirmed", effect=_pay_settled,
             todo=_("待确认的报酬")),
        step("dispute", PayState.ENTERED, PayState.DISPUTED, _("与实收不符"), "disputed", reason_required=True, reason_label=_("说明"),
             prepare=_pay_disputed),
        step("correct", [PayState.ENTERED, PayState.DISPUTED, PayState.CONFIRMED], PayState.ENTERED, _("更正"), "corrected", internal=True,
             effect=_pay_corrected),
    ],
)  # fmt: skip


def mark_of(text: str, field: str) -> int:
    """A mark as it was typed. Raises ``Refusal`` for what is no whole number from 0 to 100."""
    if not text.strip().isdecimal() or int(text) > 100:
        words = gettext("评分填0至100的整数，“%(text)s”不是。") % {"text": text.strip()[:10]}
        raise at_field(field, words, code="mark")
    return int(text)


def _log_read(row: InternshipLog, *, actor: Actor, now: datetime, reason: str, mark: str = "", **facts: Any) -> None:
    row.teacher_mark, row.teacher_words = mark_of(mark, "mark"), reason[:300]
    row.save(update_fields=["teacher_mark", "teacher_words"])


def _log_told(row: InternshipLog, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    answered(row, LOG_WAITING, now)
    words = _("实习报告已批阅：%(title)s")
    tell(row.placement, ["intern"], "internships.internshiplog.answered", words, actor=actor, now=now, row=row, body=reason)


LOG = StateMachine(
    policy=LOG_POLICY,
    states=LogState,
    initial=LogState.SUBMITTED,
    select=("placement__intern",),
    transitions=[
        step("read_through", LogState.SUBMITTED, LogState.READ, _("批阅"), "read_through", prepare=_log_read, effect=_log_told,
             todo=_("待批阅的实习报告")),
        step("hand_back", LogState.SUBMITTED, LogState.RETURNED, _("退回重写"), "handed_back", reason_required=True, danger=True,
             effect=_log_told, explain=_("学生按意见改好后重新提交，导师另行评分。")),
        step("hand_in", LogState.RETURNED, LogState.SUBMITTED, _("重新提交"), "handed_in", internal=True),
    ],
)  # fmt: skip
