"""Leave asked, logs handed in and marked, visits entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.internships.access_of_work import LEAVE_POLICY, LOG_POLICY, VISIT_POLICY
from baigong.contexts.internships.models import (
    AT_WORK,
    InternshipLeave,
    InternshipLog,
    InternshipVisit,
    LeaveKind,
    LeaveState,
    LogKind,
    LogState,
    Placement,
    PlacementState,
)
from baigong.contexts.internships.services.days import WORKED
from baigong.contexts.internships.workflow.telling_of_work import tell
from baigong.contexts.internships.workflow.work import LEAVE_WAITING, LOG_WAITING, mark_of
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, NotPermitted, Refusal, at_field
from baigong.kernel.workflow import fire


@transaction.atomic
def ask_leave(*, actor: Actor, now: datetime, placement: Placement, kind: str, first: date, last: date, why: str) -> InternshipLeave:
    """Ask to be away. Raises ``Refusal`` for days outside of the placement and for days that are asked for already."""
    row = Placement.objects.select_for_update(no_key=True, of=("self",)).select_related("intern__learner", "post").get(pk=placement.pk)
    LEAVE_POLICY.require(actor, "ask", InternshipLeave(placement=row))
    if row.state not in AT_WORK:
        raise Conflict(_("“%(row)s”现在是“%(state)s”，不用请假。") % {"row": row, "state": row.get_state_display()}, code="not_at_work")
    if last < first:
        raise at_field("last", _("请假止于%(last)s，早于起%(first)s。") % {"first": first, "last": last}, code="dates")
    if first < row.starts_on or last > row.ends_on:
        words = _("请假的%(first)s至%(last)s不全在实习期间；实习从%(starts)s到%(ends)s，不在其中的日子不用请假。")
        words = words % {"first": first, "last": last, "starts": row.starts_on, "ends": row.ends_on}
        raise at_field("first" if first < row.starts_on else "last", words, code="outside")
    if kind not in LeaveKind.values or not why.strip():
        raise at_field("why", _("请选择请假类别并写明事由。"))
    same = row.leaves.filter(first__lte=last, last__gte=first, state__in=[LeaveState.ASKED, LeaveState.GRANTED]).first()
    if same is not None:
        words = _("%(first)s至%(last)s已经请过假（%(state)s），与这次重叠；请改日期，或先撤回那一次。")
        raise at_field("first", words % {"first": same.first, "last": same.last, "state": same.get_state_display()}, code="leave_twice")
    made = InternshipLeave.objects.create(
        placement=row, kind=kind, first=first, last=last, why=why.strip()[:300], asked_by_id=actor.user_id, asked_at=now
    )
    audit.record(actor, "internships.internshipleave.asked", made, now=now, detail={"first": first.isoformat(), "last": last.isoformat()})
    tell(row, ["school"], LEAVE_WAITING, gettext_lazy("实习请假待批：%(title)s"), actor=actor, now=now, row=made)
    return made


@transaction.atomic
def write_log(*, actor: Actor, now: datetime, placement: Placement, kind: str, begins: date, words: str) -> InternshipLog:
    """Hand in a log; one that was handed back is handed in anew, and marked anew. A weekly log begins on its Monday, a monthly one on the
    first. Raises ``Conflict`` where there is one, ``Refusal`` for a time outside of the placement.
    """
    row = Placement.objects.select_for_update(no_key=True, of=("self",)).select_related("intern__learner", "post").get(pk=placement.pk)
    LOG_POLICY.require(actor, "write", InternshipLog(placement=row))
    if row.state not in WORKED:
        raise Conflict(_("“%(row)s”现在是“%(state)s”，不用写日志。") % {"row": row, "state": row.get_state_display()}, code="not_at_work")
    if kind not in LogKind.values or not words.strip():
        raise at_field("words", _("请写明这段时间做了什么、学到了什么。"))
    if len(words.strip()) > 2000:
        raise at_field("words", _("最多2000字，现在%(n)d字。") % {"n": len(words.strip())}, code="too_long")
    begins = {"weekly": begins - timedelta(days=begins.weekday()), "monthly": begins.replace(day=1)}.get(kind, row.starts_on)
    ends = {"weekly": begins + timedelta(days=6), "monthly": (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)}
    if begins > min(now.date(), row.ends_on) or ends.get(kind, row.ends_on) < row.starts_on:
        said = _("从%(begins)s起的这段时间不在实习期间（%(first)s至%(last)s），或还没有到。")
        raise at_field("begins", said % {"begins": begins.isoformat(), "first": row.starts_on.isoformat(), "last": row.ends_on.isoformat()})
    log = InternshipLog.objects.select_for_update(no_key=True).filter(placement=row, kind=kind, begins=begins).first()
    is_again = log is not None and log.state == LogState.RETURNED
    if log is not None and not is_again:
        said = _("%(begins)s起的这一份已经提交（%(state)s），没有覆盖；要改的请指导教师退回，再重新提交。")
        said = said % {"begins": begins.isoformat(), "state": log.get_state_display()}
        raise Conflict(said, code="log_known", fields={"begins": said})
    log = log or InternshipLog(placement=row, kind=kind, begins=begins)
    log.words, log.submitted_at = words.strip(), now
    log.mentor_mark, log.mentor_words = None, ""
    log.save()
    if is_again:
        log = fire(log, "hand_in", actor=actor, now=now)
    audit.record(actor, "internships.internshiplog.submitted", log, now=now, detail={"kind": kind, "begins": begins.isoformat()})
    tell(row, ["school", "unit"], LOG_WAITING, gettext_lazy("实习报告待批阅：%(title)s"), actor=actor, now=now, row=log)
    return log


@transaction.atomic
def mark_log(*, actor: Actor, now: datetime, log: InternshipLog, mark: str, words: str = "") -> InternshipLog:
    """The mentor's mark. The teacher's comes with the reading (``read_through``)."""
    row = InternshipLog.objects.select_for_update(no_key=True, of=("self",)).select_related("placement__intern__learner").get(pk=log.pk)
    LOG_POLICY.require(actor, "mark", row)
    if row.placement.state == PlacementState.ARCHIVED:
        raise Conflict(_("实习已归档，不再评分。"), code="archived")
    row.mentor_mark, row.mentor_words = mark_of(mark, "mark"), words.strip()[:300]
    row.save(update_fields=["mentor_mark", "mentor_words"])
    audit.record(actor, "internships.internshiplog.marked", row, now=now, detail={"mark": row.mentor_mark})
    return row


@dataclass(frozen=True)
class LogMark:
    """What somebody marks a log with."""

    log: InternshipLog
    mark: str
    words: str = ""


@transaction.atomic
def mark_logs(*, actor: Actor, now: datetime, marks: Sequence[LogMark]) -> int:
    """Mark several logs, all or none: for the school they are read through with it, for the unit it is the mentor's mark; how many.

    Raises ``Refusal`` that names the log (``mark_KEY``).
    """
    if not marks:
        raise Refusal(_("还没有给任何一份评分；不批阅的空着即可。"), code="nothing")
    for one in marks:
        try:
            if LOG_POLICY.decide(actor, "read_through", one.log):
                fire(one.log, "read_through", actor=actor, now=now, reason=one.words, mark=one.mark)
            else:
                mark_log(actor=actor, now=now, log=one.log, mark=one.mark, words=one.words)
        except NotPermitted:
            raise
        except Refusal as refusal:
            words = f"{one.log}：{refusal.message}"
            raise Refusal(words, code=refusal.code, fields={f"mark_{one.log.pk}": refusal.message}, status=refusal.status) from None
    return len(marks)


@dataclass(frozen=True)
class VisitHead:
    """A visit: to which unit, when, by whom and how, and what was found."""

    enterprise: Organisation
    on: date
    visitor: str
    how: str
    words: str
    has_problem: bool = False


@transaction.atomic
def enter_visit(*, actor: Actor, now: datetime, school: Organisation, head: VisitHead) -> InternshipVisit:
    """Enter a visit. Raises ``Refusal`` where the school has nobody there on that day, ``Conflict`` for a second time."""
    row = InternshipVisit(
        school=school, enterprise=head.enterprise, on=head.on, visitor=head.visitor.strip()[:40], how=head.how, words=head.words.strip(),
        has_problem=head.has_problem, entered_by_id=actor.user_id, entered_at=now,
    )  # fmt: skip
    VISIT_POLICY.require(actor, "enter", row)
    if head.on > now.date():
        raise at_field("on", _("巡访日期还没有到。"))
    there = Placement.objects.filter(school=school, enterprise=head.enterprise, starts_on__lte=head.on, ends_on__gte=head.on)
    if not there.exclude(state=PlacementState.WITHDRAWN).exists():
        words = _("%(on)s没有%(school)s的学生在“%(firm)s”实习，请核对单位和日期。")
        raise at_field("enterprise", words % {"on": head.on, "school": school, "firm": head.enterprise}, code="nobody_there")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这位教师这一天对这家单位的巡访已经登记。"), code="visit_twice") from None
    audit.record(actor, "internships.internshipvisit.entered", row, now=now, detail={"enterprise": head.enterprise.pk})
    return row
