"""The lives of reporting cycles and reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import CYCLE_POLICY, REPORT_POLICY
from baigong.contexts.plans.events import ReportAccepted
from baigong.contexts.plans.models import CycleState, Report, ReportingCycle, ReportState
from baigong.contexts.plans.workflow.counting import count_report
from baigong.contexts.plans.workflow.submissions import as_it_was_read
from baigong.contexts.plans.workflow.telling import tell_body, tell_team
from baigong.contexts.plans.workflow.window import require_timely
from baigong.kernel import events
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.jobs import enqueue
from baigong.kernel.notices import settle
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import StateMachine, Transition, Unmet, fire

step: Any = Transition.of


def cycle_opened(cycle: ReportingCycle, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Those who owe are told, by a job: there may be a hundred of them."""
    enqueue("plans.cycle.opened", actor=actor, now=now, cycle=cycle.pk)


def cycle_reopened(cycle: ReportingCycle, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """A cycle that a person opened again waits for a person to lock it, or the next night would undo what was decided."""
    cycle.locks_on = None
    cycle.save(update_fields=["locks_on"])


def report_is_complete(report: Report) -> str | None:
    """A report says something, and every figure in it has evidence."""
    form = reverse("plans:report-write", args=[report.pk])
    if not report.narrative.strip():
        return Unmet(gettext("请填写进展情况。"), gettext("继续填报"), form, needs="write")
    if report.values.exists() and not report.evidence.exists():
        words = gettext("报告里有数值而没有佐证材料：请附上名单、数据表或文件。")
        return Unmet(words, gettext("附上佐证"), f"{form}#evidence", needs="write")
    return None


def report_in_time(report: Report, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Refuse what comes late or after locking; what was returned, and a correction, may come at any time.

    The working team asked for the one, and leaving a false figure would be worse than the other.
    """
    if report.corrects_id is None and report.state == ReportState.DRAFT:
        require_timely(report.cycle, report.organisation_id, now.date())


def report_submitted(report: Report, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Stamp the hour and, the first time, whether it was late; the working team is told."""
    if report.submitted_at is None:
        report.is_late = report.corrects_id is None and now.date() > report.cycle.closes_on
    report.submitted_at = now
    report.save(update_fields=["submitted_at", "is_late"])
    tell_team(report, actor=actor, now=now)


def report_withdrawn(report: Report, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """What was taken back was not submitted, and waits for no reviewer."""
    settle(kind="plans.report.submitted", url=report.get_absolute_url(), now=now)
    report.submitted_at, report.is_late = None, False
    report.save(update_fields=["submitted_at", "is_late"])


def _decide(report: Report, actor: Actor, now: datetime, reason: str) -> None:
    report.decided_at, report.decided_by_id, report.decision_note = now, actor.user_id, reason
    report.save(update_fields=["decided_at", "decided_by", "decision_note"])


def report_returned(report: Report, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Keep who decided, when, and what was said; the body is told."""
    _decide(report, actor, now, reason)
    tell_body(report, "returned", actor=actor, now=now, reason=reason)


def prepare_acceptance(report: Report, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Before a correction counts, what it corrects stops counting: two accepted reports of one body cannot stand side by side."""
    as_it_was_read(report, actor=actor, now=now, reason=reason, **facts)
    if report.corrects is not None and report.corrects.state == ReportState.ACCEPTED:
        with as_recorded():
            why = gettext("第%(version)d版更正经审核采用") % {"version": report.version}
        fire(report.corrects, "supersede", actor=actor, now=now, reason=why, by=report)


def report_accepted(report: Report, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """From now on the report's values and milestones count; the body is told, and others hear of it after commit."""
    _decide(report, actor, now, reason)
    count_report(report, now)
    tell_body(report, "accepted", actor=actor, now=now, reason=reason)
    events.publish(ReportAccepted(report.pk, report.task_id, report.task.plan_id, now))


def superseded_by_correction(report: Report, *, actor: Actor, now: datetime, reason: str, by: Any = None, **facts: Any) -> None:
    """Only the acceptance of its own correction supersedes a report."""
    if not isinstance(by, Report) or by.corrects_id != report.pk or by.state != ReportState.SUBMITTED:
        raise Refusal(gettext("已采用的报告只能由审核采用的更正取代。"), code="only_by_correction")


CYCLE = StateMachine(
    policy=CYCLE_POLICY,
    states=CycleState,
    initial=CycleState.PLANNED,
    transitions=[
        step("open", CycleState.PLANNED, CycleState.OPEN, _("开放报送"), "opened", effect=cycle_opened,
             todo=_("待开放的报告期"), due="opens_on", explain=_("开放后通知各责任单位。")),
        step("lock", CycleState.OPEN, CycleState.LOCKED, _("锁定"), "locked", todo=_("待锁定的报告期"), due="closes_on",
             explain=_("锁定后不再接受报告，可另批延期。")),
        step("reopen", CycleState.LOCKED, CycleState.OPEN, _("重新开放"), "reopened", reason_required=True, effect=cycle_reopened,
             explain=_("重新开放后由专班手工锁定，不再自动锁定。")),
    ],
)  # fmt: skip


REPORT = StateMachine(
    policy=REPORT_POLICY,
    states=ReportState,
    initial=ReportState.DRAFT,
    final=frozenset({ReportState.SUPERSEDED}),
    select=("cycle", "task", "organisation"),
    transitions=[
        step("submit", [ReportState.DRAFT, ReportState.RETURNED], ReportState.SUBMITTED, _("报送"), "submitted",
             guard=report_is_complete, prepare=report_in_time, effect=report_submitted, todo=_("未报送的报告"), due="cycle__closes_on"),
        step("withdraw", ReportState.SUBMITTED, ReportState.DRAFT, _("撤回"), "withdrawn", effect=report_withdrawn,
             explain=_("审核之前可以撤回修改；截止之后撤回的，须先取得延期才能再报送。")),
        step("return", ReportState.SUBMITTED, ReportState.RETURNED, _("退回"), "returned", reason_required=True,
             reason_label=_("退回意见"), prepare=as_it_was_read, effect=report_returned),
        step("accept", ReportState.SUBMITTED, ReportState.ACCEPTED, _("采用"), "accepted", prepare=prepare_acceptance,
             effect=report_accepted, todo=_("待审核的报告"), due="cycle__closes_on"),
        step("supersede", ReportState.ACCEPTED, ReportState.SUPERSEDED, _("由更正取代"), "superseded", reason_required=True,
             internal=True, prepare=superseded_by_correction),
    ],
)  # fmt: skip
