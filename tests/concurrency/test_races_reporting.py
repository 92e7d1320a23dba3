"""Reporting at once, on PostgreSQL: first the race without protection, then what the services make of it."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction

from baigong.contexts.plans.models import Evidence, Report, ReportState, TargetReading
from baigong.contexts.plans.services import evidence, reminders, reports
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.notices.models import Notice
from tests.concurrency.test_races import at_once
from tests.contexts.plans.reporting_cast import a_pdf, make_cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db):
    return make_cast()


def a_submission(cast, now):
    report = reports.start_report(actor=cast.liaison_actor, now=now, cycle=cast.cycle, task=cast.task, organisation=cast.finance)
    content = reports.Content("做了。", values={cast.target.pk: (Decimal(51), "")})
    reports.write_report(actor=cast.liaison_actor, now=now, report=report, content=content)
    evidence.add_file(actor=cast.liaison_actor, now=now, report=report, kind="roster", upload=a_pdf())
    return reports.submit_report(actor=cast.liaison_actor, now=now, report=report)


def test_control_two_reviewers_who_read_and_then_write_both_succeed(cast, now):
    """Without lock and conditional update: one accepts, one returns, both are told that it is done."""
    report = a_submission(cast, now)
    both_have_read = threading.Barrier(2)

    def careless(state):
        with transaction.atomic():
            mine = Report.objects.get(pk=report.pk)
            assert mine.state == ReportState.SUBMITTED
            both_have_read.wait(10)
            mine.state = state
            mine.save(update_fields=["state"])
            return "done"

    assert at_once(lambda: careless("accepted"), lambda: careless("returned")) == ["done", "done"]


def send(cast, now):
    """A program's request under its key: the report, and whether this one wrote it."""
    made, is_written = reports.file_report(
        actor=cast.liaison_actor, now=now, cycle=cast.cycle, task=cast.task, organisation=cast.finance,
        content=reports.Content("做了。"), submit=True, key="k-1",
    )  # fmt: skip
    return made.pk, is_written


def test_control_without_the_lock_a_request_sent_twice_at_once_is_refused_once(cast, now, monkeypatch):
    """Both look for the key before either has written: the second is told that the report is submitted, not that it is its own."""
    both_have_looked, mine, look = threading.Barrier(2), threading.local(), reports._find_by_key

    def look_together(organisation, key):
        known = look(organisation, key)
        if not hasattr(mine, "looked"):
            mine.looked = True
            both_have_looked.wait(10)
        return known

    bodies = reports.Organisation.objects
    monkeypatch.setattr(reports, "_find_by_key", look_together)
    monkeypatch.setattr(bodies, "select_for_update", lambda **how: bodies.all())
    outcomes = at_once(lambda: send(cast, now), lambda: send(cast, now))
    assert [o for o in outcomes if isinstance(o, tuple)] == [(Report.objects.get().pk, True)]
    assert [o.code for o in outcomes if isinstance(o, Refusal)] == ["submitted"]


@pytest.mark.parametrize("_round", range(5))
def test_a_request_sent_twice_at_once_with_its_key_is_one_report_and_both_are_told(cast, now, _round):
    (one, first), (other, second) = at_once(lambda: send(cast, now), lambda: send(cast, now))
    assert one == other
    assert {first, second} == {True, False}
    assert AuditEvent.objects.filter(action="plans.report.submitted").count() == 1


@pytest.mark.parametrize("_round", range(5))
def test_of_two_who_decide_at_once_one_is_told_and_it_counts_once(cast, now, _round):
    report = a_submission(cast, now)
    outcomes = at_once(
        lambda: reports.accept_report(actor=cast.reviewer_actor, now=now, report=Report.objects.get(pk=report.pk)),
        lambda: reports.return_report(actor=cast.second_actor, now=now, report=Report.objects.get(pk=report.pk), reason="缺"),
    )
    assert sum(isinstance(o, Conflict) for o in outcomes) == 1
    report.refresh_from_db()
    assert TargetReading.objects.count() == (1 if report.state == ReportState.ACCEPTED else 0)
    assert AuditEvent.objects.filter(action__in=["plans.report.accepted", "plans.report.returned"]).count() == 1


def test_two_who_accept_at_once_count_once(cast, now):
    report = a_submission(cast, now)
    outcomes = at_once(*[
        lambda actor=actor: reports.accept_report(actor=actor, now=now, report=Report.objects.get(pk=report.pk))
        for actor in (cast.reviewer_actor, cast.second_actor)
    ])  # fmt: skip
    assert sorted(type(o).__name__ for o in outcomes) == ["Conflict", "Report"]
    assert TargetReading.objects.count() == 1


@pytest.mark.parametrize("key", ["", "k1"])
def test_a_double_click_on_begin_makes_one_report(cast, now, key):
    def begin():
        return reports.start_report(
            actor=cast.liaison_actor, now=now, cycle=cast.cycle, task=cast.task, organisation=cast.finance, key=key
        ).pk

    assert len(set(at_once(begin, begin, begin))) == 1
    assert Report.objects.count() == 1


def test_a_double_click_on_submit_submits_once(cast, now):
    report = a_submission(cast, now)
    reports.withdraw_report(actor=cast.liaison_actor, now=now, report=report)
    outcomes = at_once(*[lambda: reports.submit_report(actor=cast.liaison_actor, now=now, report=report).state] * 2)
    assert outcomes == ["submitted", "submitted"]
    assert AuditEvent.objects.filter(action="plans.report.submitted").count() == 2  # the first time, and now once


def test_the_same_file_sent_twice_at_once_is_kept_once(cast, now):
    report = reports.start_report(actor=cast.liaison_actor, now=now, cycle=cast.cycle, task=cast.task, organisation=cast.finance)

    def send():
        return evidence.add_file(actor=cast.liaison_actor, now=now, report=report, kind="roster", upload=a_pdf())

    outcomes = at_once(send, send)
    assert [o.code for o in outcomes if isinstance(o, Refusal)] == ["attached_twice"]
    assert Evidence.objects.count() == 1


def test_beginning_a_correction_while_one_is_accepted_leaves_one_accepted_report(cast, now):
    first = a_submission(cast, now)
    reports.accept_report(actor=cast.reviewer_actor, now=now, report=first)
    new = reports.start_correction(actor=cast.liaison_actor, now=now, report=first)
    reports.submit_report(actor=cast.liaison_actor, now=now, report=new)
    outcomes = at_once(
        lambda: reports.accept_report(actor=cast.reviewer_actor, now=now, report=Report.objects.get(pk=new.pk)),
        lambda: reports.start_correction(actor=cast.liaison_actor, now=now, report=Report.objects.get(pk=first.pk)),
    )
    assert not [o for o in outcomes if isinstance(o, Exception) and not isinstance(o, Refusal)]
    assert Report.objects.filter(state=ReportState.ACCEPTED).count() == 1


def test_two_who_remind_at_once_remind_each_person_once(cast, now):
    at_once(*[
        lambda actor=actor: reminders.remind(actor=actor, now=now, cycle=cast.cycle) for actor in (cast.reviewer_actor, cast.second_actor)
    ])  # fmt: skip
    assert Notice.objects.filter(kind="plans.cycle.reminder").count() == 2
    connection.close()
