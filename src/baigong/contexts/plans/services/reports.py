"""What a body does with its reports, and what the working team decides. An accepted report is never written to again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.access import REPORT_POLICY, RESPONSIBILITY_POLICY
from baigong.contexts.plans.models import (
    Report,
    ReportedMilestone,
    ReportedValue,
    ReportingCycle,
    ReportState,
    Responsibility,
    Task,
)
from baigong.contexts.plans.selectors.reporting import REPORTING_STATES, reportable_targets
from baigong.contexts.plans.workflow.window import already_accepted, not_yours, require_timely
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.workflow import fire

OPEN = (ReportState.DRAFT, ReportState.SUBMITTED, ReportState.RETURNED)
WRITABLE = (ReportState.DRAFT, ReportState.RETURNED)


@dataclass(frozen=True)
class Content:
    """What a report says. ``values`` by target id with how it was counted; ``milestones`` by id with the day they were done."""

    narrative: str = ""
    problems: str = ""
    next_steps: str = ""
    values: Mapping[int, tuple[Decimal, str]] = field(default_factory=dict)
    milestones: Mapping[int, date] = field(default_factory=dict)


def find_report(cycle: ReportingCycle, task: Task, organisation: Organisation) -> Report | None:
    """The latest version of a body's report on a task in a cycle."""
    return Report.objects.filter(cycle=cycle, task=task, organisation=organisation).order_by("-version").first()


def _find_by_key(organisation: Organisation, key: str) -> Report | None:
    return Report.objects.filter(organisation=organisation, submission_key=key).first() if key else None


@transaction.atomic
def start_report(*, actor: Actor, now: datetime, cycle: ReportingCycle, task: Task, organisation: Organisation, key: str = "") -> Report:
    """The body's open report on the task, begun now if there is none; a second click finds the first one's.

    It keeps the wording of the task in force (``clause``). Raises ``NotPermitted`` (``not_yours``) or ``Refusal`` (``accepted``,
    ``task_not_reported``, ``not_open``, ``closed``). Late ones may be begun: submitting is what is refused.
    """
    duty = Responsibility.objects.select_related("organisation").filter(task=task, organisation=organisation).first()
    if duty is None or task.plan_id != cycle.plan_id or not RESPONSIBILITY_POLICY.decide(actor, "report", duty):
        raise not_yours(organisation, task)
    if known := _find_by_key(organisation, key):
        return _same_or_refuse(known, cycle, task)
    latest = find_report(cycle, task, organisation)
    if latest is not None and latest.state in OPEN:
        return latest
    if latest is not None and latest.state == ReportState.ACCEPTED:
        raise already_accepted(latest)
    if task.state not in REPORTING_STATES or task.withdrawn_on:
        raise Refusal(
            _("任务%(n)s现在是“%(state)s”，不报送进展。") % {"n": task.number, "state": task.get_state_display()}, code="task_not_reported"
        )
    _refuse_unless_begun(cycle, organisation, now)
    try:
        with transaction.atomic():
            report = Report.objects.create(
                cycle=cycle, task=task, organisation=organisation, clause_id=task.clause_id, submission_key=key,
                written_by_id=actor.user_id, created_at=now, updated_at=now,
            )  # fmt: skip
    except IntegrityError:  # the other click was faster
        found = find_report(cycle, task, organisation)
        if found is None:
            raise
        return found
    audit.record(actor, "plans.report.started", report, now=now)
    return report


@transaction.atomic
def file_report(
    *,
    actor: Actor,
    now: datetime,
    cycle: ReportingCycle,
    task: Task,
    organisation: Organisation,
    content: Content,
    submit: bool,
    key: str = "",
) -> tuple[Report, bool]:
    """Begin, write and, if asked, submit a report in one, and whether anything was written: under a key used before nothing is.

    Who repeats a request with its key waits until the first one ends, and then finds its report, whoever had begun it.
    """
    Organisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=organisation.pk)
    known = _find_by_key(organisation, key)
    report = start_report(actor=actor, now=now, cycle=cycle, task=task, organisation=organisation, key=key)
    if known is not None:
        return report, False
    if key and report.submission_key != key:  # begun before, on a page or under another key
        report.submission_key = key
        report.save(update_fields=["submission_key"])
    write_report(actor=actor, now=now, report=report, content=content)
    if submit:
        submit_report(actor=actor, now=now, report=report)
    return report, True


def _refuse_unless_begun(cycle: ReportingCycle, organisation: Organisation, now: datetime) -> None:
    try:
        require_timely(cycle, organisation.pk, now.date())
    except Refusal as refusal:
        if refusal.code != "late":
            raise


def _same_or_refuse(known: Report, cycle: ReportingCycle, task: Task) -> Report:
    if (known.cycle_id, known.task_id) != (cycle.pk, task.pk):
        raise Conflict(_("这个提交标识已用于另一份报告（%(report)s）。请换一个。") % {"report": known}, code="key_reused")
    return known


@transaction.atomic
def write_report(*, actor: Actor, now: datetime, report: Report, content: Content, seen: datetime | None = None) -> Report:
    """Replace what an open report says. ``seen`` is when the writer last saw it change: if somebody wrote since, nothing is lost
    silently but ``Conflict`` (``changed_meanwhile``) raised.

    Raises ``NotPermitted`` (``not_yours``), ``Refusal`` (``accepted``, ``submitted``, ``closed``, ``unknown_target`` …).
    """
    row = lock_for_writing(actor, report, now)
    if seen is not None and abs((row.updated_at - seen).total_seconds()) > 0.001:
        who = row.written_by or _("他人")
        raise Conflict(_("%(who)s刚修改过这份报告，您的改动还没有保存。请对照后再保存。") % {"who": who}, code="changed_meanwhile")
    _check(row, content, now)
    row.narrative, row.problems, row.next_steps = content.narrative.strip(), content.problems.strip(), content.next_steps.strip()
    row.updated_at, row.written_by_id = now, actor.user_id
    row.save(update_fields=["narrative", "problems", "next_steps", "updated_at", "written_by"])
    row.values.all().delete()
    ReportedValue.objects.bulk_create(
        ReportedValue(report=row, target_id=pk, value=value, explanation=words.strip()[:300])
        for pk, (value, words) in sorted(content.values.items())
    )
    row.milestone_claims.all().delete()
    ReportedMilestone.objects.bulk_create(
        ReportedMilestone(report=row, milestone_id=pk, done_on=day) for pk, day in sorted(content.milestones.items())
    )
    audit.record(actor, "plans.report.written", row, now=now, detail={"values": len(content.values)})
    return row


def lock_for_writing(actor: Actor, report: Report, now: datetime) -> Report:
    """The report, locked, if the actor may write to it now; refusals in the order of ``workflow.window``. Call in a transaction."""
    row = Report.objects.select_for_update(no_key=True, of=("self",)).select_related("cycle", "task", "organisation").get(pk=report.pk)
    if not REPORT_POLICY.decide(actor, "write", row):
        raise not_yours(row.organisation, row.task)
    if row.state in (ReportState.ACCEPTED, ReportState.SUPERSEDED):
        raise already_accepted(row)
    if row.state == ReportState.SUBMITTED:
        raise Refusal(_("报告已报送，正在审核。要修改请先撤回。"), code="submitted", status=409)
    if row.state == ReportState.DRAFT and row.corrects_id is None:
        _refuse_unless_begun(row.cycle, row.organisation, now)
    return row


def _check(row: Report, content: Content, now: datetime) -> None:
    wrong: dict[str, str] = {}
    known = {target.pk for target in reportable_targets(row.task)}
    if unknown := set(content.values) - known:
        raise Refusal(
            _("目标 %(ids)s 不在这项任务由报告填报的目标之内。") % {"ids": sorted(unknown)}, code="unknown_target",
            fields={f"value_{pk}": _("不由此报告填报") for pk in unknown},
        )  # fmt: skip
    milestones = set(row.task.milestones.values_list("pk", flat=True))
    if strange := set(content.milestones) - milestones:
        raise Refusal(_("节点 %(ids)s 不属于这项任务。") % {"ids": sorted(strange)}, code="unknown_milestone")
    for pk, (value, _words) in content.values.items():
        if not value.is_finite() or abs(value) >= Decimal(10) ** 14 or value != round(value, 4):
            wrong[f"value_{pk}"] = _("数值过大或小数超过4位")
    for pk, day in content.milestones.items():
        if day > now.date():
            wrong[f"milestone_{pk}"] = _("完成日期不能晚于今天")
    if wrong:
        raise Refusal(_("有几处填写不对，没有保存。"), code="invalid", fields=wrong)


@transaction.atomic
def submit_report(*, actor: Actor, now: datetime, report: Report) -> Report:
    """Send a report to the working team. Of two clicks at once the second finds it submitted and changes nothing.

    Raises ``NotPermitted`` (``not_yours``), ``Refusal`` (``accepted``, ``not_ready``, ``not_open``, ``closed``, ``late``).
    """
    row = Report.objects.select_for_update(no_key=True, of=("self",)).select_related("cycle", "task", "organisation").get(pk=report.pk)
    if not REPORT_POLICY.decide(actor, "submit", row):
        raise not_yours(row.organisation, row.task)
    if row.state in (ReportState.ACCEPTED, ReportState.SUPERSEDED):
        raise already_accepted(row)
    if row.state == ReportState.SUBMITTED:
        return row
    return fire(row, "submit", actor=actor, now=now)


def withdraw_report(*, actor: Actor, now: datetime, report: Report) -> Report:
    """Take a report back before it is decided."""
    return fire(report, "withdraw", actor=actor, now=now)


def return_report(*, actor: Actor, now: datetime, report: Report, reason: str, seen: str = "") -> Report:
    """Send a report back with the reason. ``seen`` as in ``accept_report``. Raises ``Conflict`` when somebody decided meanwhile."""
    return fire(report, "return", actor=actor, now=now, reason=reason, seen=seen)


def accept_report(*, actor: Actor, now: datetime, report: Report, note: str = "", seen: str = "") -> Report:
    """Accept a report: its values and milestones count from now, and what it corrects is superseded, all in one transaction.

    ``seen`` is the mark of the submission that was read (``workflow.submissions.submission_mark``); another one is a ``Conflict``.

    What is corrected is locked before the correction, here as in ``start_correction``, so the two never wait for each other.
    """
    with transaction.atomic():
        if report.corrects_id:
            Report.objects.select_for_update(no_key=True).get(pk=report.corrects_id)
        return fire(report, "accept", actor=actor, now=now, reason=note, seen=seen)


@transaction.atomic
def start_correction(*, actor: Actor, now: datetime, report: Report) -> Report:
    """A new version that corrects an accepted report, with what that one said; the old one counts until the new one is accepted.

    An open correction is returned as it is. Raises ``NotPermitted`` (``not_yours``), ``Refusal`` (``not_accepted``).
    """
    row = Report.objects.select_for_update(no_key=True, of=("self",)).select_related("cycle", "task", "organisation").get(pk=report.pk)
    if not REPORT_POLICY.decide(actor, "correct", row):
        raise not_yours(row.organisation, row.task)
    latest = find_report(row.cycle, row.task, row.organisation)
    if latest is not None and latest.state in OPEN:
        return latest
    if row.state != ReportState.ACCEPTED:
        raise Refusal(
            _("只有已采用的报告可以更正；这一份现在是“%(s)s”。") % {"s": row.get_state_display()}, code="not_accepted", status=409
        )
    new = Report.objects.create(
        cycle=row.cycle, task=row.task, organisation=row.organisation, clause_id=row.task.clause_id, version=row.version + 1,
        corrects=row, narrative=row.narrative, problems=row.problems, next_steps=row.next_steps,
        written_by_id=actor.user_id, created_at=now, updated_at=now,
    )  # fmt: skip
    for kind in (ReportedValue, ReportedMilestone):
        for item in kind.objects.filter(report=row):
            item.pk, item.report = None, new
            item.save(force_insert=True)
    for piece in row.evidence.all():
        piece.pk, piece.report = None, new  # the same file: evidence is never replaced, so both versions may name it
        piece.save(force_insert=True)
    audit.record(actor, "plans.report.correction_started", new, now=now, detail={"corrects": row.pk})
    return new


@transaction.atomic
def discard_report(*, actor: Actor, now: datetime, report: Report) -> None:
    """Throw away a draft that was never decided upon; the log keeps that there was one. Its files go with the next sweep."""
    row = lock_for_writing(actor, report, now)
    if row.state != ReportState.DRAFT or row.decided_at is not None:
        raise Refusal(_("报送过审核的报告要留底，不能删除；可以修改后再报送。"), code="reviewed")
    audit.record(actor, "plans.report.discarded", row, now=now, detail={"version": row.version})
    row.delete()
