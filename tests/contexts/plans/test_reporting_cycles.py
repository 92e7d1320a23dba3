"""Cycles by hand and by the year, opened and locked by date, with extensions; who owes; reminders that nobody gets twice."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest

from baigong.contexts.plans.models import CycleException, CycleState, ReportingCycle, ReportState, TaskState
from baigong.contexts.plans.registration.reporting import tell_cycle_opened
from baigong.contexts.plans.selectors.reporting import counts, dues_of, my_dues
from baigong.contexts.plans.selectors.standing import bodies_of
from baigong.contexts.plans.services import cycles, reminders, reports
from baigong.contexts.plans.services.cycles import CycleDates, Rhythm
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.jobs.models import Job
from baigong.kernel.notices.models import Delivery, Notice, Robot
from baigong.kernel.workflow import fire
from tests.builders import a_body, a_task, a_user
from tests.contexts.plans.test_reporting_reports import refused

QUARTERLY = Rhythm(opens_after=1, closes_after=10, locks_after=5, remind_days=3)


# -- making ---------------------------------------------------------------------------------------------------------


def test_no_interval_no_year_of_cycles(cast, now):
    refused("no_interval", lambda: cycles.generate_cycles(actor=cast.reviewer_actor, now=now, plan=cast.plan, year=2022, rhythm=QUARTERLY))


@pytest.mark.parametrize(("months", "names"), [
    (1, ["2022年1月", "2022年12月"]), (2, ["2022年1–2月", "2022年11–12月"]), (3, ["2022年第1季度", "2022年第4季度"]),
    (6, ["2022年上半年", "2022年下半年"]), (12, ["2022年", "2022年"]),
])  # fmt: skip
def test_a_year_is_divided_without_gap_or_overlap(months, names):
    made = cycles.year_of_cycles(months, 2022, QUARTERLY)
    assert [made[0].name, made[-1].name] == names
    assert made[0].period_from == date(2022, 1, 1)
    assert made[-1].period_until == date(2022, 12, 31)
    for before, after in pairwise(made):
        assert after.period_from == before.period_until + timedelta(days=1)


def test_the_days_follow_from_the_period_and_the_rhythm():
    first = cycles.year_of_cycles(3, 2022, QUARTERLY)[0]
    assert (first.opens_on, first.closes_on, first.locks_on) == (date(2022, 4, 1), date(2022, 4, 10), date(2022, 4, 15))
    assert first.remind_days == 3


def test_generating_again_or_over_a_cycle_made_by_hand_adds_nothing(cast, now):
    cast.plan.reporting_months = 3
    cast.plan.save()

    def make():
        return cycles.generate_cycles(actor=cast.reviewer_actor, now=now, plan=cast.plan, year=2021, rhythm=QUARTERLY)

    assert [c.name for c in make()] == ["2021年第2季度", "2021年第3季度", "2021年第4季度"]
    assert make() == []
    assert ReportingCycle.objects.count() == 4


def test_dates_out_of_order_and_a_name_taken_are_refused_at_their_field(cast, now):
    days = {"period_from": date(2021, 4, 1), "period_until": date(2021, 6, 30), "opens_on": date(2021, 7, 1)}

    def make(name, closes_on, locks_on=None):
        dates = CycleDates(name=name, closes_on=closes_on, locks_on=locks_on, **days)
        return cycles.create_cycle(actor=cast.reviewer_actor, now=now, plan=cast.plan, dates=dates)

    assert "closes_on" in refused("dates", lambda: make("二季度", date(2021, 6, 1))).fields
    assert "locks_on" in refused("dates", lambda: make("二季度", date(2021, 7, 9), date(2021, 7, 8))).fields
    assert "name" in refused("name_taken", lambda: make(cast.cycle.name, date(2021, 7, 9))).fields
    assert make("二季度", date(2021, 7, 9)).state == CycleState.PLANNED


def test_only_the_team_makes_cycles(cast, now):
    with pytest.raises(NotPermitted):
        cycles.generate_cycles(actor=cast.liaison_actor, now=now, plan=cast.plan, year=2021, rhythm=QUARTERLY)


def test_the_period_stays_once_reports_speak_of_it(cast, begun, now):
    days = {n: getattr(cast.cycle, n) for n in ("name", "opens_on", "closes_on")}
    moved = CycleDates(period_from=date(2021, 2, 1), period_until=date(2021, 3, 31), **days)
    refused("has_reports", lambda: cycles.edit_cycle(actor=cast.reviewer_actor, now=now, cycle=cast.cycle, dates=moved))
    longer = CycleDates(
        name="一季度", period_from=cast.cycle.period_from, period_until=cast.cycle.period_until, opens_on=date(2021, 3, 1),
        closes_on=date(2021, 4, 9),
    )  # fmt: skip
    assert cycles.edit_cycle(actor=cast.reviewer_actor, now=now, cycle=cast.cycle, dates=longer).closes_on == date(2021, 4, 9)


# -- by date --------------------------------------------------------------------------------------------------------


def test_a_cycle_opens_on_its_day_and_locks_after_its_day_and_running_again_changes_nothing(cast, now, late):
    ReportingCycle.objects.filter(pk=cast.cycle.pk).update(state="planned", locks_on=date(2021, 4, 1))
    assert cycles.turn_cycles(now) == {"open": [cast.cycle.name], "lock": []}
    assert cycles.turn_cycles(now) == {"open": [], "lock": []}
    assert cycles.turn_cycles(late) == {"open": [], "lock": [cast.cycle.name]}
    assert cycles.turn_cycles(late) == {"open": [], "lock": []}
    by = AuditEvent.objects.filter(subject_type="plans.reportingcycle").order_by("pk").values_list("action", "actor_name")
    assert list(by) == [("plans.reportingcycle.opened", "系统"), ("plans.reportingcycle.locked", "系统")]
    assert Job.objects.filter(kind="plans.cycle.opened").count() == 1


def test_without_a_locking_day_a_cycle_waits_for_a_person_and_one_whose_days_passed_is_not_opened(cast, late):
    assert cycles.turn_cycles(late + timedelta(days=400)) == {"open": [], "lock": []}
    ReportingCycle.objects.update(state="planned")
    assert cycles.turn_cycles(late)["open"] == []


def test_a_reopened_cycle_is_not_locked_again_by_itself(cast, late):
    ReportingCycle.objects.update(locks_on=date(2021, 4, 1))
    cycles.turn_cycles(late)
    cast.cycle.refresh_from_db()
    refused("reason_required", lambda: fire(cast.cycle, "reopen", actor=cast.reviewer_actor, now=late))
    fire(cast.cycle, "reopen", actor=cast.reviewer_actor, now=late, reason="漏报两家")
    assert cycles.turn_cycles(late)["lock"] == []


def test_cycles_of_a_plan_that_does_not_run_are_left_alone(cast, now):
    ReportingCycle.objects.update(state="planned")
    cast.plan.state = "prepared"
    cast.plan.save()
    assert cycles.turn_cycles(now)["open"] == []


# -- extensions -----------------------------------------------------------------------------------------------------


def test_an_extension_needs_a_reason_a_later_day_and_a_body_with_tasks(cast, now):
    def grant(body=cast.finance, until=date(2021, 4, 9), reason="年终决算"):
        return cycles.grant_extension(
            actor=cast.reviewer_actor, now=now, cycle=cast.cycle, organisation=body, until_on=until, reason=reason
        )

    refused("reason_required", lambda: grant(reason=" "))
    refused("dates", lambda: grant(until=cast.cycle.closes_on))
    refused("owes_nothing", lambda: grant(body=cast.other))
    grant()
    grant(until=date(2021, 4, 20))
    assert CycleException.objects.get().until_on == date(2021, 4, 20)
    assert AuditEvent.objects.filter(action="plans.reportingcycle.extension_granted").count() == 2
    assert Notice.objects.filter(recipient=cast.liaison_user, kind="plans.cycle.extension_granted").count() == 2


def test_asking_for_more_time_reaches_the_team_once_a_day(cast, late):
    def ask(actor=cast.liaison_actor):
        return cycles.ask_extension(actor=actor, now=late, cycle=cast.cycle, organisation=cast.finance, reason="决算")

    assert ask() == 2
    assert ask() == 0
    refused("not_yours", lambda: ask(cast.stranger_actor))


# -- who owes -------------------------------------------------------------------------------------------------------


def test_lead_and_responsible_owe_and_support_may(cast, now):
    found = {(d.organisation, d.task): d.owes for d in dues_of(cast.cycle, now.date())}
    assert found[cast.finance, cast.task] is True
    assert found[cast.county, cast.task] is False
    assert found[cast.county, cast.shared] is True
    assert counts(dues_of(cast.cycle, now.date()))["owed"] == 3


def test_tasks_that_do_not_run_or_were_handed_down_later_are_not_owed(cast, now):
    a_task(cast.plan, cast.other, state=TaskState.CLOSED)
    a_task(cast.plan, cast.other, assigned_at=now + timedelta(days=60))
    a_task(cast.plan, cast.other, state=TaskState.PENDING, assigned_at=None)
    assert not [d for d in dues_of(cast.cycle, now.date()) if d.organisation == cast.other]


def test_a_part_of_a_task_is_owed_by_its_own_body(cast, now):
    part = a_task(cast.plan, cast.other, kind="breakdown", parent=cast.task)
    assert [d.task for d in my_dues(cast.stranger_actor, cast.cycle, now.date())] == [part]


def test_a_correction_under_way_leaves_the_due_settled(cast, accepted, now):
    reports.start_correction(actor=cast.liaison_actor, now=now, report=accepted)
    due = next(d for d in dues_of(cast.cycle, now.date()) if d.organisation == cast.finance)
    assert (due.report.state, due.standing, due.is_missing) == (ReportState.DRAFT, ReportState.ACCEPTED, False)


def test_past_the_day_what_is_missing_is_late_unless_leave_runs(cast, late):
    assert counts(dues_of(cast.cycle, late.date()))["late"] == 3
    CycleException.objects.create(
        cycle=cast.cycle, organisation=cast.finance, until_on=late.date(), reason="x", granted_at=late, granted_by=None
    )
    assert counts(dues_of(cast.cycle, late.date()))["late"] == 2


def test_the_question_who_owes_asks_as_often_for_many_as_for_few(cast, now, django_assert_num_queries):
    with django_assert_num_queries(3):
        dues_of(cast.cycle, now.date())
    for _ in range(20):
        a_task(cast.plan, a_body(), lead=a_body())
    with django_assert_num_queries(4):
        assert len(bodies_of(dues_of(cast.cycle, now.date()), now.date())) == 43


# -- reminding ------------------------------------------------------------------------------------------------------


def told(kind="plans.cycle.reminder"):
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient__username", flat=True))


def test_those_who_owe_are_reminded_and_nobody_twice_on_a_day(cast, now):
    done = reminders.remind(actor=cast.reviewer_actor, now=now, cycle=cast.cycle)
    assert done == {"told": 2, "bodies": 3, "without_officer": 1}
    assert reminders.remind(actor=cast.second_actor, now=now + timedelta(hours=2), cycle=cast.cycle)["told"] == 0
    assert reminders.remind(actor=cast.reviewer_actor, now=now + timedelta(days=1), cycle=cast.cycle)["told"] == 2
    assert told() == sorted([cast.liaison_user.username, cast.county_user.username] * 2)


def test_who_reported_is_not_reminded_and_who_was_not_chosen_neither(cast, submitted, now):
    reminders.remind(actor=cast.reviewer_actor, now=now, cycle=cast.cycle, organisations=[cast.finance.pk])
    assert told() == []
    reminders.remind(actor=cast.reviewer_actor, now=now, cycle=cast.cycle, organisations=[cast.county.pk])
    assert told() == [cast.county_user.username]


def test_a_chat_group_gets_one_line_with_numbers_and_no_names(cast, now):
    Robot.objects.create(name="群", platform="wecom", host="h", sealed_address="x", created_at=now, kinds=["plans.cycle"])
    reminders.remind(actor=cast.reviewer_actor, now=now, cycle=cast.cycle)
    line = Delivery.objects.get(channel="robot")
    assert "3个单位3项未报" in line.subject
    assert line.body == ""


def test_reminding_is_for_open_cycles_and_the_team(cast, now):
    with pytest.raises(NotPermitted):
        reminders.remind(actor=cast.liaison_actor, now=now, cycle=cast.cycle)
    cast.cycle.state = "locked"
    with pytest.raises(Refusal):
        reminders.remind(actor=cast.reviewer_actor, now=now, cycle=cast.cycle)


def test_by_date_people_are_reminded_before_closing_and_on_the_day_and_never_unasked(cast, now):
    assert reminders.remind_by_date(now) == {}
    ReportingCycle.objects.update(remind_days=5)
    assert reminders.remind_by_date(now) == {}
    early = now.replace(day=27)  # the worker was down on the 26th
    assert reminders.remind_by_date(early) == {cast.cycle.name: 2}
    assert reminders.remind_by_date(early + timedelta(hours=6)) == {}
    assert reminders.remind_by_date(early + timedelta(days=1)) == {}
    assert reminders.remind_by_date(now.replace(day=31)) == {cast.cycle.name: 2}
    assert reminders.remind_by_date(now.replace(day=31, hour=15)) == {}
    assert reminders.remind_by_date(now + timedelta(days=30)) == {}


def test_opening_tells_each_officer_once_however_often_the_job_runs(cast, now):
    assert reminders.tell_opened(cast.cycle, now) == 2
    assert reminders.tell_opened(cast.cycle, now + timedelta(days=1)) == 0
    assert told("plans.cycle.opened") == sorted([cast.liaison_user.username, cast.county_user.username])


def test_nobody_is_told_that_a_cycle_is_open_once_it_is_locked(cast, now):
    progress = SimpleNamespace(now=now)
    assert tell_cycle_opened(progress, cast.cycle.pk) == {"told": 2}
    Notice.objects.all().delete()
    ReportingCycle.objects.filter(pk=cast.cycle.pk).update(state="locked")
    assert tell_cycle_opened(progress, cast.cycle.pk) == {"told": 0}


def test_a_disabled_account_is_not_reminded(cast, now):
    cast.liaison_user.is_active = False
    cast.liaison_user.save()
    a_user()
    reminders.remind(actor=cast.reviewer_actor, now=now, cycle=cast.cycle)
    assert told() == [cast.county_user.username]
