"""A report from its first word to the reading it leaves; what refuses it, each in its own words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from baigong.contexts.plans.access import REPORT_POLICY
from baigong.contexts.plans.events import ReportAccepted
from baigong.contexts.plans.models import (
    Clause,
    Duty,
    ItemKind,
    PlanDocument,
    Report,
    ReportState,
    Responsibility,
    TargetPart,
    TargetReading,
    TaskState,
)
from baigong.contexts.plans.selectors.lights import plan_lights
from baigong.contexts.plans.services import cycles, evidence, reports
from baigong.contexts.plans.services.reports import Content
from baigong.kernel import events
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.notices.models import Notice
from baigong.kernel.workflow import available, fire
from tests.contexts.plans.reporting_cast import a_pdf


def refused(code, act, *, status=None):
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    if status:
        assert caught.value.status == status
    return caught.value


# -- beginning -----------------------------------------------------------------------------------------------------


def test_a_report_keeps_the_wording_in_force_when_it_was_begun(cast, now):
    document = PlanDocument.objects.create(plan=cast.plan, title="方案", imported_at=now)
    old, new = (Clause.objects.create(document=document, kind=ItemKind.TASK, text=t) for t in ("旧文", "新文"))
    cast.task.clause = old
    cast.task.save()
    report = reports.start_report(actor=cast.liaison_actor, now=now, cycle=cast.cycle, task=cast.task, organisation=cast.finance)
    cast.task.clause = new
    cast.task.save()
    report.refresh_from_db()
    assert report.clause == old


def test_beginning_twice_finds_the_first_report(cast, begun, now):
    again = reports.start_report(actor=cast.liaison_actor, now=now, cycle=cast.cycle, task=cast.task, organisation=cast.finance)
    assert again == begun
    assert Report.objects.count() == 1


def test_the_same_key_is_the_same_report_and_another_task_under_it_a_conflict(cast, now):
    def start(task, organisation):
        return reports.start_report(actor=cast.county_actor, now=now, cycle=cast.cycle, task=task, organisation=organisation, key="k-1")

    assert start(cast.shared, cast.county) == start(cast.shared, cast.county)
    with pytest.raises(Conflict) as caught:
        start(cast.task, cast.county)
    assert caught.value.code == "key_reused"


def test_a_supporting_body_may_report_though_it_owes_nothing(cast, now):
    report = reports.start_report(actor=cast.county_actor, now=now, cycle=cast.cycle, task=cast.task, organisation=cast.county)
    assert report.state == ReportState.DRAFT


def test_a_task_that_was_not_handed_down_is_not_reported_on(cast, now):
    cast.task.state = TaskState.PENDING
    cast.task.save()
    refused(
        "task_not_reported",
        lambda: reports.start_report(actor=cast.liaison_actor, now=now, cycle=cast.cycle, task=cast.task, organisation=cast.finance),
    )


# -- the four refusals and their order -----------------------------------------------------------------------------


def test_not_yours_for_another_body_and_for_a_body_without_the_task(cast, begun, now):
    start = {"now": now, "cycle": cast.cycle, "task": cast.task}
    refused("not_yours", lambda: reports.start_report(actor=cast.stranger_actor, organisation=cast.finance, **start), status=403)
    refused("not_yours", lambda: reports.start_report(actor=cast.stranger_actor, organisation=cast.other, **start), status=403)
    refused("not_yours", lambda: reports.submit_report(actor=cast.stranger_actor, now=now, report=begun), status=403)
    refused("not_yours", lambda: reports.write_report(actor=cast.reviewer_actor, now=now, report=begun, content=Content("x")))
    assert not Report.objects.filter(state=ReportState.SUBMITTED).exists()


def test_late_after_closing_and_the_words_tell_how_to_ask_for_more_time(cast, written, late):
    refusal = refused("late", lambda: reports.submit_report(actor=cast.liaison_actor, now=late, report=written()))
    assert "申请延期" in refusal.message
    assert "2021-03-31" in refusal.message


def test_a_late_report_may_still_be_written_and_goes_out_once_leave_is_given(cast, written, late):
    report = written()
    content = Content("补写。", values={cast.target.pk: (Decimal(41), "")})
    reports.write_report(actor=cast.liaison_actor, now=late, report=report, content=content)
    cycles.grant_extension(
        actor=cast.reviewer_actor, now=late, cycle=cast.cycle, organisation=cast.finance, until_on=late.date(), reason="会计年度调整"
    )
    sent = reports.submit_report(actor=cast.liaison_actor, now=late, report=report)
    assert sent.state == ReportState.SUBMITTED
    assert sent.is_late


def test_leave_that_ran_out_is_late_in_other_words(cast, written, late):
    cycles.grant_extension(
        actor=cast.reviewer_actor, now=late, cycle=cast.cycle, organisation=cast.finance, until_on=late.date(), reason="出差"
    )
    after = late + timedelta(days=1)
    assert "再次延期" in refused("late", lambda: reports.submit_report(actor=cast.liaison_actor, now=after, report=written())).message


def test_closed_once_the_cycle_is_locked_whether_or_not_the_day_has_passed(cast, written, now, late):
    report = written()
    fire(cast.cycle, "lock", actor=cast.reviewer_actor, now=now)
    for moment in (now, late):
        refused("closed", lambda moment=moment: reports.submit_report(actor=cast.liaison_actor, now=moment, report=report))
    refused("closed", lambda: reports.write_report(actor=cast.liaison_actor, now=now, report=report, content=Content("x")))
    refused(
        "closed",
        lambda: reports.start_report(actor=cast.county_actor, now=now, cycle=cast.cycle, task=cast.shared, organisation=cast.county),
    )


def test_leave_opens_a_locked_cycle_for_its_body_alone(cast, written, now, late):
    report = written()
    fire(cast.cycle, "lock", actor=cast.reviewer_actor, now=now)
    cycles.grant_extension(
        actor=cast.reviewer_actor, now=late, cycle=cast.cycle, organisation=cast.finance, until_on=late.date(), reason="系统故障"
    )
    assert reports.submit_report(actor=cast.liaison_actor, now=late, report=report).state == ReportState.SUBMITTED
    refused(
        "closed",
        lambda: reports.start_report(actor=cast.county_actor, now=late, cycle=cast.cycle, task=cast.shared, organisation=cast.county),
    )


def test_not_open_before_the_cycle_opens(cast, now):
    cast.cycle.state = "planned"
    cast.cycle.save()
    refused(
        "not_open",
        lambda: reports.start_report(actor=cast.liaison_actor, now=now, cycle=cast.cycle, task=cast.task, organisation=cast.finance),
    )


def test_accepted_tells_to_file_a_correction_and_speaks_before_closed_and_late(cast, accepted, late):
    fire(cast.cycle, "lock", actor=cast.reviewer_actor, now=late)
    for act in (
        lambda: reports.submit_report(actor=cast.liaison_actor, now=late, report=accepted),
        lambda: reports.write_report(actor=cast.liaison_actor, now=late, report=accepted, content=Content("改")),
        lambda: reports.start_report(actor=cast.liaison_actor, now=late, cycle=cast.cycle, task=cast.task, organisation=cast.finance),
        lambda: evidence.add_file(actor=cast.liaison_actor, now=late, report=accepted, kind="document", upload=a_pdf("b.pdf")),
        lambda: evidence.remove_evidence(actor=cast.liaison_actor, now=late, evidence=accepted.evidence.get()),
        lambda: reports.discard_report(actor=cast.liaison_actor, now=late, report=accepted),
    ):
        assert "更正" in refused("accepted", act, status=409).message
    refused("not_yours", lambda: reports.submit_report(actor=cast.stranger_actor, now=late, report=accepted))


def test_the_generic_button_route_meets_the_same_closed_door(cast, written, late):
    refused("late", lambda: fire(written(), "submit", actor=cast.liaison_actor, now=late))


# -- writing -------------------------------------------------------------------------------------------------------


def test_a_report_without_a_word_or_with_a_figure_without_evidence_does_not_go_out(cast, begun, now):
    refused("not_ready", lambda: reports.submit_report(actor=cast.liaison_actor, now=now, report=begun))
    content = Content("有数。", values={cast.target.pk: (Decimal(1), "")})
    reports.write_report(actor=cast.liaison_actor, now=now, report=begun, content=content)
    assert "佐证" in refused("not_ready", lambda: reports.submit_report(actor=cast.liaison_actor, now=now, report=begun)).message


def test_two_who_write_at_once_do_not_overwrite_each_other_silently(cast, begun, now):
    seen = begun.updated_at
    reports.write_report(actor=cast.liaison_actor, now=now + timedelta(minutes=1), report=begun, content=Content("甲写的"), seen=seen)
    with pytest.raises(Conflict) as caught:
        reports.write_report(actor=cast.liaison_actor, now=now, report=begun, content=Content("乙写的"), seen=seen)
    assert caught.value.code == "changed_meanwhile"
    begun.refresh_from_db()
    assert begun.narrative == "甲写的"


def test_values_are_only_for_targets_of_the_task_that_no_indicator_computes(cast, begun, now):
    def write(target):
        reports.write_report(actor=cast.liaison_actor, now=now, report=begun, content=Content("x", values={target: (Decimal(1), "")}))

    write(cast.target.pk)
    refused("unknown_target", lambda: write(cast.target.pk + 1))
    TargetReading.objects.create(target=cast.target, as_of=now.date(), value=1, source="indicator", recorded_at=now)
    refused("unknown_target", lambda: write(cast.target.pk))


def test_a_milestone_is_not_done_tomorrow_and_a_number_has_its_bounds(cast, begun, now):
    tomorrow = Content("x", milestones={cast.milestone.pk: now.date() + timedelta(days=1)})
    refused("invalid", lambda: reports.write_report(actor=cast.liaison_actor, now=now, report=begun, content=tomorrow))
    for wrong in ("NaN", "1E+15", "0.00001"):
        content = Content("x", values={cast.target.pk: (Decimal(wrong), "")})
        refused("invalid", lambda content=content: reports.write_report(actor=cast.liaison_actor, now=now, report=begun, content=content))


def test_a_submitted_report_is_taken_back_before_it_is_changed(cast, submitted, now):
    refused("submitted", lambda: reports.write_report(actor=cast.liaison_actor, now=now, report=submitted, content=Content("改")))
    reports.withdraw_report(actor=cast.liaison_actor, now=now, report=submitted)
    row = reports.write_report(actor=cast.liaison_actor, now=now, report=submitted, content=Content("改"))
    assert (row.state, row.submitted_at) == (ReportState.DRAFT, None)


# -- deciding ------------------------------------------------------------------------------------------------------


def test_a_double_click_submits_once(cast, written, now):
    report = written()
    reports.submit_report(actor=cast.liaison_actor, now=now, report=report)
    reports.submit_report(actor=cast.liaison_actor, now=now, report=report)
    assert AuditEvent.objects.filter(action="plans.report.submitted").count() == 1


def test_the_team_is_told_of_a_submission_and_the_body_of_the_decision(cast, submitted, now):
    assert set(Notice.objects.values_list("recipient", flat=True)) == {cast.reviewer_user.pk, cast.second_user.pk}
    reports.return_report(actor=cast.reviewer_actor, now=now, report=submitted, reason="缺名单")
    assert not Notice.objects.filter(kind="plans.report.submitted", read_at=None).exists()  # it waits for nobody any more
    told = Notice.objects.get(kind="plans.report.returned")
    assert told.recipient == cast.liaison_user
    assert "缺名单" in told.body


def test_returning_needs_a_reason_and_a_returned_report_may_come_again_after_closing(cast, submitted, now, late):
    refused("reason_required", lambda: reports.return_report(actor=cast.reviewer_actor, now=now, report=submitted, reason=" "))
    reports.return_report(actor=cast.reviewer_actor, now=late, report=submitted, reason="缺名单")
    again = reports.submit_report(actor=cast.liaison_actor, now=late + timedelta(days=9), report=submitted)
    assert again.state == ReportState.SUBMITTED
    assert not again.is_late


def test_of_two_decisions_the_second_is_told_of_the_first(cast, submitted, now):
    reports.accept_report(actor=cast.reviewer_actor, now=now, report=Report.objects.get(pk=submitted.pk))
    with pytest.raises(Conflict) as caught:
        reports.return_report(actor=cast.second_actor, now=now, report=submitted, reason="我看不行")
    assert "已采用" in caught.value.message


def test_a_body_does_not_decide_on_its_own_report(cast, submitted, now):
    with pytest.raises(NotPermitted):
        reports.accept_report(actor=cast.liaison_actor, now=now, report=submitted)


def test_acceptance_makes_values_and_milestones_count_and_is_heard(cast, written, now, django_capture_on_commit_callbacks):
    heard = []
    events.subscribe(ReportAccepted, heard.append)
    report = reports.submit_report(
        actor=cast.liaison_actor, now=now, report=written("40", milestones={cast.milestone.pk: date(2021, 3, 1)})
    )
    with django_capture_on_commit_callbacks(execute=True):
        reports.accept_report(actor=cast.reviewer_actor, now=now, report=report)
    events._subscribers[ReportAccepted].remove(heard.append)
    reading = TargetReading.objects.get()
    assert (reading.value, reading.organisation, reading.report_id, reading.as_of) == (40, None, report.pk, now.date())
    cast.milestone.refresh_from_db()
    assert (cast.milestone.done_on, cast.milestone.done_by_report) == (date(2021, 3, 1), report)
    assert heard == [ReportAccepted(report.pk, cast.task.pk, cast.plan.pk, now)]


def test_if_counting_fails_nothing_is_accepted(cast, submitted, now, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr("baigong.contexts.plans.workflow.reporting.count_report", broken)
    with pytest.raises(RuntimeError):
        reports.accept_report(actor=cast.reviewer_actor, now=now, report=submitted)
    submitted.refresh_from_db()
    assert submitted.state == ReportState.SUBMITTED
    assert not Notice.objects.filter(kind="plans.report.accepted").exists()


def test_a_value_is_the_bodys_own_where_several_local_bodies_answer_or_the_target_is_divided(cast, now):
    from tests.builders import a_target

    shared = a_target(cast.shared)
    report = reports.start_report(actor=cast.county_actor, now=now, cycle=cast.cycle, task=cast.shared, organisation=cast.county)
    content = Content("x", values={shared.pk: (Decimal(7), "")})
    reports.write_report(actor=cast.county_actor, now=now, report=report, content=content)
    evidence.add_file(actor=cast.county_actor, now=now, report=report, kind="data", upload=a_pdf())
    reports.submit_report(actor=cast.county_actor, now=now, report=report)
    reports.accept_report(actor=cast.reviewer_actor, now=now, report=report)
    assert TargetReading.objects.get(target=shared).organisation == cast.county


def test_a_departments_value_is_its_own_where_the_target_gives_it_a_part(cast, submitted, now):
    TargetPart.objects.create(target=cast.target, organisation=cast.finance, value=10)
    reports.accept_report(actor=cast.reviewer_actor, now=now, report=submitted)
    assert TargetReading.objects.get().organisation == cast.finance


# -- correcting ----------------------------------------------------------------------------------------------------


def test_a_correction_begins_with_what_was_said_and_the_old_report_counts_until_it_is_accepted(cast, accepted, now, late):
    new = reports.start_correction(actor=cast.liaison_actor, now=late, report=accepted)
    assert (new.version, new.corrects, new.narrative, new.values.get().value) == (2, accepted, accepted.narrative, 40)
    assert new.evidence.get().sha256 == accepted.evidence.get().sha256
    reports.write_report(
        actor=cast.liaison_actor, now=late, report=new, content=Content("更正。", values={cast.target.pk: (Decimal(30), "")})
    )
    reports.submit_report(actor=cast.liaison_actor, now=late, report=new)
    accepted.refresh_from_db()
    assert accepted.state == ReportState.ACCEPTED
    reports.accept_report(actor=cast.reviewer_actor, now=late, report=new)
    accepted.refresh_from_db()
    new.refresh_from_db()
    assert (accepted.state, new.state, new.is_late) == (ReportState.SUPERSEDED, ReportState.ACCEPTED, False)
    assert plan_lights(cast.plan, late.date()).readings[cast.target.pk].value == 30
    assert set(TargetReading.objects.values_list("value", flat=True)) == {40, 30}


def test_a_value_that_the_correction_leaves_out_counts_no_more(cast, accepted, now, late):
    new = reports.start_correction(actor=cast.liaison_actor, now=late, report=accepted)
    reports.write_report(actor=cast.liaison_actor, now=late, report=new, content=Content("数字有误，撤回。"))
    reports.submit_report(actor=cast.liaison_actor, now=late, report=new)
    reports.accept_report(actor=cast.reviewer_actor, now=late, report=new)
    assert cast.target.pk not in plan_lights(cast.plan, late.date()).readings


def test_a_milestone_that_the_correction_takes_back_is_open_again(cast, written, now, late):
    report = reports.submit_report(actor=cast.liaison_actor, now=now, report=written(milestones={cast.milestone.pk: date(2021, 3, 1)}))
    reports.accept_report(actor=cast.reviewer_actor, now=now, report=report)
    new = reports.start_correction(actor=cast.liaison_actor, now=late, report=report)
    reports.write_report(actor=cast.liaison_actor, now=late, report=new, content=Content("办法尚未印发。"))
    reports.submit_report(actor=cast.liaison_actor, now=late, report=new)
    reports.accept_report(actor=cast.reviewer_actor, now=late, report=new)
    cast.milestone.refresh_from_db()
    assert (cast.milestone.done_on, cast.milestone.done_by_report) == (None, None)


def test_there_is_one_correction_at_a_time_and_only_of_what_was_accepted(cast, accepted, now):
    first = reports.start_correction(actor=cast.liaison_actor, now=now, report=accepted)
    assert reports.start_correction(actor=cast.liaison_actor, now=now, report=accepted) == first
    refused("not_yours", lambda: reports.start_correction(actor=cast.stranger_actor, now=now, report=accepted))
    reports.discard_report(actor=cast.liaison_actor, now=now, report=first)
    assert Report.objects.get() == accepted


def test_nobody_supersedes_an_accepted_report_by_hand(cast, accepted, now):
    assert "supersede" not in {a.step.name for a in available(accepted, cast.reviewer_actor)}
    refused("only_by_correction", lambda: fire(accepted, "supersede", actor=cast.reviewer_actor, now=now, reason="x", by=str(accepted.pk)))


def test_a_report_that_was_reviewed_is_not_thrown_away(cast, submitted, now):
    reports.return_report(actor=cast.reviewer_actor, now=now, report=submitted, reason="补")
    refused("reviewed", lambda: reports.discard_report(actor=cast.liaison_actor, now=now, report=submitted))


def test_the_database_itself_refuses_two_accepted_reports(cast, accepted):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(
            cycle=cast.cycle, task=cast.task, organisation=cast.finance, version=9, state="accepted",
            created_at=accepted.created_at, updated_at=accepted.created_at,
        )  # fmt: skip


def test_an_accepted_report_is_seen_by_the_tasks_lead_and_not_by_its_support(cast, now):
    """Filter and decision speak of one and the same duty: that a task has a lead somewhere opens nothing to the others."""
    Responsibility.objects.create(task=cast.shared, organisation=cast.finance, duty=Duty.LEAD)
    Responsibility.objects.create(task=cast.shared, organisation=cast.other, duty=Duty.SUPPORT)
    report = reports.start_report(actor=cast.county_actor, now=now, cycle=cast.cycle, task=cast.shared, organisation=cast.county)
    reports.write_report(actor=cast.county_actor, now=now, report=report, content=Content("好"))
    reports.submit_report(actor=cast.county_actor, now=now, report=report)
    reports.accept_report(actor=cast.reviewer_actor, now=now, report=report)
    report = Report.objects.get(pk=report.pk)
    for actor, wanted in ((cast.liaison_actor, True), (cast.stranger_actor, False)):
        assert REPORT_POLICY.visible(actor).filter(pk=report.pk).exists() is wanted
        assert bool(REPORT_POLICY.decide(actor, "view", report)) is wanted
