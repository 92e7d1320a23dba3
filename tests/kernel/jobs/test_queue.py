"""Jobs: declared, enqueued with what asked for them, claimed once, told to people."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone
from django_q.exceptions import TimeoutException
from django_q.models import OrmQ, Schedule

from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.jobs import enqueue, job, queue, scheduled, worker
from baigong.kernel.jobs.models import Job, Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(declarations):
    """A kind of job that counts, and does as the test bids."""
    calls = []

    @job("test.count", "清点")
    def count(progress, *, number, error=None):
        calls.append(number)
        progress.report(1, 2, "一半")
        if error:
            raise {"refusal": Refusal("没有数据。", code="empty"), "bug": KeyError("x"), "database": OperationalError("locked"),
                   "late": TimeoutException("late")}[error]  # fmt: skip
        return {"message": f"清点了{number}条"}

    return calls


def put(now, **arguments):
    return enqueue("test.count", actor=SYSTEM, now=now, **({"number": 3} | arguments))


def test_a_job_runs_once_and_keeps_its_outcome(work, now):
    row = put(now)
    queue.run(row.pk)
    queue.run(row.pk)  # the same delivery again
    row.refresh_from_db()
    assert work == [3]
    assert (row.state, row.result, row.done, row.total, row.attempts) == ("done", {"message": "清点了3条"}, 1, 2, 1)


def test_enqueuing_stands_or_falls_with_what_asked_for_it(work, now):
    def ask_and_fail():
        with transaction.atomic():
            put(now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        ask_and_fail()
    assert not Job.objects.exists()
    assert not OrmQ.objects.exists()
    put(now)
    assert OrmQ.objects.count() == Job.objects.count() == 1


def test_an_undeclared_kind_is_refused(declarations, now):
    with pytest.raises(LookupError):
        enqueue("test.nothing", actor=SYSTEM, now=now)


def test_a_refusal_is_an_answer_and_not_tried_again(work, now):
    row = put(now, error="refusal")
    queue.run(row.pk)
    row.refresh_from_db()
    assert (row.state, row.error) == ("failed", "没有数据。")


def test_a_bug_is_told_without_its_inside_on_the_first_line(work, now):
    row = put(now, error="bug")
    queue.run(row.pk)
    row.refresh_from_db()
    assert row.state == "failed"
    assert "KeyError" not in row.error.split("\n")[0]
    assert "KeyError" in row.error


def test_a_run_past_the_time_limit_is_told_and_ends_the_worker(work, now):
    row = put(now, error="late")
    with pytest.raises(TimeoutException):
        queue.run(row.pk)
    row.refresh_from_db()
    assert row.state == "failed"
    assert "分钟" in row.error


def test_a_database_that_did_not_answer_is_tried_again_but_not_for_ever(work, now):
    row = put(now, error="database")
    for _ in range(queue.MAX_ATTEMPTS + 1):
        queue.run(row.pk)
    row.refresh_from_db()
    assert (row.state, len(work)) == ("failed", queue.MAX_ATTEMPTS)


def test_a_second_delivery_while_the_first_runs_is_kept_for_later(work, now):
    row = put(now)
    Job.objects.filter(pk=row.pk).update(state="running", started_at=timezone.now(), worker="elsewhere:1")
    with pytest.raises(queue.StillRunning):
        queue.run(row.pk)
    assert work == []


def test_a_claim_older_than_the_longest_run_is_void(work, now, settings):
    row = put(now)
    long_ago = timezone.now() - timedelta(seconds=settings.Q_CLUSTER["timeout"] + 1)
    Job.objects.filter(pk=row.pk).update(state="running", started_at=long_ago, worker="elsewhere:1", attempts=1)
    queue.run(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts, work) == ("done", 2, [3])


def test_jobs_of_processes_of_this_machine_that_are_gone_are_given_back(work, now):
    gone, alive = put(now), put(now)
    Job.objects.filter(pk=gone.pk).update(
        state="running", started_at=timezone.now(), worker=f"{queue.this_worker().split(':')[0]}:999999999"
    )
    Job.objects.filter(pk=alive.pk).update(state="running", started_at=timezone.now(), worker=queue.this_worker())
    assert worker.give_back_orphans() == 1
    assert list(Job.objects.filter(state="queued")) == [gone]
    assert OrmQ.objects.count() == 3


def test_a_worker_that_was_given_up_cannot_overwrite_the_outcome_of_its_successor(work, now):
    row = put(now)
    Job.objects.filter(pk=row.pk).update(state="done", worker="successor:1", result={"message": "好"})
    row.worker = "given-up:1"
    queue._finish(row, "failed", error="过时")
    assert Job.objects.get().state == "done"


def test_schedules_follow_the_declarations_and_wait_for_their_hour(declarations):
    scheduled("test.nightly", "每夜", "0 3 * * *")(lambda progress: None)
    queue.synchronise_schedules()
    schedule = Schedule.objects.get(name="baigong:test.nightly")
    assert schedule.next_run > timezone.now()
    assert timezone.localtime(schedule.next_run).hour == 3
    queue._declared.clear()
    queue.synchronise_schedules()
    assert not Schedule.objects.filter(name__startswith="baigong:").exists()


def test_a_scheduled_kind_becomes_a_job_of_its_own(declarations):
    ran = []
    scheduled("test.nightly", "每夜", "0 3 * * *")(lambda progress: ran.append(progress.now))
    queue.run_scheduled("test.nightly")
    queue.run(Job.objects.get().pk)
    assert len(ran) == 1
    assert Job.objects.get().state == "done"


def test_a_job_of_a_demonstration_runs_on_its_day(declarations, settings):
    settings.DEMONSTRATION_TODAY = date(2022, 6, 27)
    ran = []
    scheduled("test.nightly", "每夜", "0 3 * * *")(lambda progress: ran.append(progress.now))
    queue.run_scheduled("test.nightly")
    queue.run(Job.objects.get().pk)
    assert [now.date() for now in ran] == [date(2022, 6, 27)]


def test_what_is_no_cron_expression_is_refused(declarations):
    with pytest.raises(ValueError, match="no cron"):
        scheduled("test.x", "x", "every day")(lambda progress: None)


def test_workers_say_that_they_are_alive(declarations):
    assert not worker.is_seen()
    worker.beat()
    worker.beat()
    assert worker.is_seen()
    assert Worker.objects.count() == 1
    Worker.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    assert not worker.is_seen()


def test_one_sees_ones_own_jobs_only(work, now, django_user_model):
    people = [django_user_model.objects.create(username=name, display_name=name) for name in ("a", "b")]
    row = enqueue("test.count", actor=Actor(people[0].pk, "a"), now=now, number=1)
    from baigong.kernel.jobs.models import JOB_POLICY

    assert list(JOB_POLICY.visible(Actor(people[0].pk, "a"))) == [row]
    assert not JOB_POLICY.visible(Actor(people[1].pk, "b")).exists()
