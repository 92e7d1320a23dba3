"""Declaring, enqueuing and running jobs. Only this package touches django-q2, so another back end can replace it."""

from __future__ import annotations

import logging
import os
import socket
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from croniter import croniter
from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.exceptions import TimeoutException
from django_q.models import Schedule
from django_q.tasks import async_task

from baigong.kernel.access import Actor
from baigong.kernel.clock import current_time
from baigong.kernel.errors import Refusal
from baigong.kernel.jobs.models import Job, JobState

log = logging.getLogger("baigong.jobs")

MAX_ATTEMPTS = 5  # a job that takes its worker down each time must not go round for ever


@dataclass
class Progress:
    """Handed to a running job: how it tells people how far it is, and its clock: ``now`` is the hour as everybody sees it, so
    that nothing in a demonstration runs out on a day its story has not reached.
    """

    job: Job
    now: datetime

    def report(self, done: int, total: int, message: str = "") -> None:
        """Show ``done`` of ``total`` on the job's page."""
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total, message=str(message)[:300])


Work = Callable[..., Any]
W = TypeVar("W", bound=Work)


@dataclass(frozen=True)
class Declared:
    """A kind of job: its name, what people read, and when it runs by itself (cron, in the city's time)."""

    kind: str
    label: Any
    work: Work
    cron: str = ""


class StillRunning(Exception):
    """The queue delivered a job again while a worker is at it: this delivery is kept for later, in case that worker dies."""


_declared: dict[str, Declared] = {}


def _declare(declared: Declared) -> None:
    known = _declared.get(declared.kind)
    if known is not None and known.work.__qualname__ != declared.work.__qualname__:
        raise ValueError(f"job {declared.kind!r} is declared twice")
    if declared.cron and not croniter.is_valid(declared.cron):
        raise ValueError(f"job {declared.kind!r}: {declared.cron!r} is no cron expression")
    _declared[declared.kind] = declared


def job(kind: str, label: Any) -> Callable[[W], W]:
    """Declare ``work(progress, **arguments)`` as a kind of job. It must be idempotent: a killed one is run again."""

    def declare(work: W) -> W:
        _declare(Declared(kind, label, work))
        return work

    return declare


def scheduled(kind: str, label: Any, cron: str) -> Callable[[W], W]:
    """Declare a job that also runs by itself, by the cron expression, in the city's time zone.

    Raises ``ValueError`` for an expression that is none.
    """

    def declare(work: W) -> W:
        _declare(Declared(kind, label, work, cron))
        return work

    return declare


def enqueue(kind: str, *, actor: Actor, now: datetime, label: str = "", **arguments: Any) -> Job:
    """Put a job in the queue, in the caller's transaction: it exists exactly if what asked for it was committed.

    ``arguments`` are ids and plain JSON values. Raises ``LookupError`` for an undeclared kind.
    """
    declared = _declared[kind]
    return _put(declared, label=label or str(declared.label), arguments=arguments, requested_by_id=actor.user_id, created_at=now)


@transaction.atomic
def _put(declared: Declared, **fields: Any) -> Job:
    row = Job.objects.create(kind=declared.kind, **fields)
    _deliver(row)
    return row


def _deliver(row: Job) -> None:
    async_task("baigong.kernel.jobs.queue.run", row.pk, task_name=f"{row.kind}:{row.pk}", save=False)


def this_worker() -> str:
    """The name of this process among workers: ``host:process``."""
    return f"{socket.gethostname()}:{os.getpid()}"


def run(job_id: int) -> None:
    """Run one job to its end; called by a worker, again if the worker before it was killed.

    1. The job is claimed by a conditional update, so that of two deliveries one runs. A claim older than the longest run is void.
    2. A refusal, an error and a run past the time limit are answers: kept on the job and not retried. A database that did not
       answer is: the job goes back into the queue, ``MAX_ATTEMPTS`` times in all.

    Raises ``StillRunning`` while another worker is at it.
    """
    now = timezone.localtime()
    void = now - timedelta(seconds=settings.Q_CLUSTER["timeout"])
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, started_at__lte=void)
    claimed = Job.objects.filter(free, pk=job_id).update(
        state=JobState.RUNNING, started_at=now, worker=this_worker(), attempts=F("attempts") + 1
    )
    row = Job.objects.filter(pk=job_id).first()
    if row is None or row.is_over:  # finished by an earlier delivery
        return
    if not claimed:
        raise StillRunning(f"job {job_id} is run by {row.worker}")
    if row.attempts > MAX_ATTEMPTS:
        _finish(row, JobState.FAILED, error=_("已重试%(n)d次仍未完成，不再重试。请联系系统管理员查看日志。") % {"n": MAX_ATTEMPTS})
        return
    try:
        result = _declared[row.kind].work(Progress(row, current_time()), **row.arguments)
        _finish(row, JobState.DONE, result=result)
    except Refusal as refusal:
        _finish(row, JobState.FAILED, error=refusal.message)
    except TimeoutException:
        minutes = settings.Q_CLUSTER["timeout"] // 60
        _finish(row, JobState.FAILED, error=_("超过%(n)d分钟仍未完成，已停止。请缩小范围后重试。") % {"n": minutes})
        raise  # the queue replaces this worker
    except OperationalError:
        log.exception("job %s (%s): the database did not answer, trying again", row.pk, row.kind)
        give_back(Job.objects.filter(pk=row.pk))
    except Exception:
        log.exception("job %s (%s) failed", row.pk, row.kind)
        _finish(row, JobState.FAILED, error=_("程序出错，已记入日志。") + "\n" + traceback.format_exc(limit=5))


@transaction.atomic
def give_back(rows: Any) -> int:
    """Put running jobs whose worker is gone back into the queue; returns how many. The delivery that was lost may still come:
    it finds the job taken or done."""
    given = 0
    for row in rows.filter(state=JobState.RUNNING):
        if Job.objects.filter(pk=row.pk, state=JobState.RUNNING, worker=row.worker).update(state=JobState.QUEUED):
            _deliver(row)
            given += 1
    return given


def run_scheduled(kind: str) -> None:
    """Put a scheduled kind into the queue as a job of its own, so that people can see that and when it ran."""
    declared = _declared[kind]
    _put(declared, label=str(declared.label), created_at=timezone.now())


def synchronise_schedules() -> None:
    """Make the queue's schedules equal to the declarations; called when a worker starts."""
    wanted = {f"baigong:{d.kind}": d for d in _declared.values() if d.cron}
    Schedule.objects.filter(name__startswith="baigong:").exclude(name__in=wanted).delete()
    for name, declared in wanted.items():
        known = Schedule.objects.filter(name=name).first()
        if known is not None and known.cron == declared.cron:
            continue
        Schedule.objects.update_or_create(
            name=name,
            defaults={
                "func": "baigong.kernel.jobs.queue.run_scheduled",
                "args": f"'{declared.kind}'",
                "schedule_type": Schedule.CRON,
                "cron": declared.cron,
                "repeats": -1,
                "cluster": settings.Q_CLUSTER["name"],
                # Not at once: what is due at eight in the morning is not to happen at the first start in the night.
                "next_run": croniter(declared.cron, timezone.localtime()).get_next(datetime),
            },
        )


def _finish(row: Job, state: str, *, result: Any = None, error: str = "") -> None:
    Job.objects.filter(pk=row.pk, worker=row.worker).update(state=state, result=result, error=error, finished_at=timezone.now())
