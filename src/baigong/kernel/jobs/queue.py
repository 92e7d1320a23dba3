"""Declaring, enqueuing and running jobs. No other module touches django-q2, so another back end can replace it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.models import Schedule
from django_q.tasks import async_task

from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.jobs.models import Job, JobState

log = logging.getLogger("baigong.jobs")


@dataclass
class Progress:
    """Handed to a running job: how it tells people how far it is."""

    job: Job

    def report(self, done: int, total: int, message: str = "") -> None:
        """Show ``done`` of ``total`` on the job's page."""
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total, message=str(message)[:300])


Work = Callable[..., Any]


@dataclass(frozen=True)
class Declared:
    """A kind of job: its name, what people read, and when it runs by itself (cron, in the city's time)."""

    kind: str
    label: Any
    work: Work
    cron: str = ""


_declared: dict[str, Declared] = {}


def job(kind: str, label: Any) -> Callable[[Work], Work]:
    """Declare ``work(progress, **arguments)`` as a kind of job. It must be idempotent: a killed one is run again."""

    def declare(work: Work) -> Work:
        _declared[kind] = Declared(kind, label, work)
        return work

    return declare


def scheduled(kind: str, label: Any, cron: str) -> Callable[[Work], Work]:
    """Declare a job that also runs by itself, by the cron expression, in the city's time zone."""

    def declare(work: Work) -> Work:
        _declared[kind] = Declared(kind, label, work, cron)
        return work

    return declare


def declared_jobs() -> dict[str, Declared]:
    """Every declared kind of job."""
    return dict(_declared)


def enqueue(kind: str, *, actor: Actor, now: datetime, label: str = "", **arguments: Any) -> Job:
    """Put a job in the queue, in the caller's transaction: it exists exactly if what asked for it was committed.

    ``arguments`` are ids and plain JSON values. Raises ``LookupError`` for an undeclared kind.
    """
    declared = _declared[kind]
    with transaction.atomic():
        row = Job.objects.create(
            kind=kind, label=label or str(declared.label), arguments=arguments, requested_by_id=actor.user_id, created_at=now
        )
        async_task("baigong.kernel.jobs.queue.run", row.pk, task_name=f"{kind}:{row.pk}", save=False)
    return row


def run(job_id: int) -> None:
    """Run one job to its end; called by a worker, again if the worker before it was killed.

    A refusal is an answer, kept and not retried. Any other error is kept with its text and raised for the queue to retry.
    """
    row = Job.objects.filter(pk=job_id).exclude(state__in=[JobState.DONE, JobState.FAILED]).first()
    if row is None:  # finished by an earlier delivery
        return
    declared = _declared[row.kind]
    Job.objects.filter(pk=row.pk).update(state=JobState.RUNNING, started_at=timezone.now(), attempts=row.attempts + 1)
    try:
        result = declared.work(Progress(row), **row.arguments)
    except Refusal as refusal:
        _finish(row, JobState.FAILED, error=refusal.message)
        return
    except Exception:
        log.exception("job %s (%s) failed", row.pk, row.kind)
        _finish(row, JobState.FAILED, error=_("程序出错, 已记入日志。") + "\n" + traceback.format_exc(limit=5))
        return
    _finish(row, JobState.DONE, result=result)


def run_scheduled(kind: str) -> None:
    """Run a scheduled kind: a row is made so that people can see that and when it ran."""
    row = Job.objects.create(kind=kind, label=str(_declared[kind].label), created_at=timezone.now())
    run(row.pk)


def synchronise_schedules() -> None:
    """Make the queue's schedules equal to the declarations; called when a worker starts."""
    wanted = {f"baigong:{d.kind}": d for d in _declared.values() if d.cron}
    Schedule.objects.filter(name__startswith="baigong:").exclude(name__in=wanted).delete()
    for name, declared in wanted.items():
        Schedule.objects.update_or_create(
            name=name,
            defaults={
                "func": "baigong.kernel.jobs.queue.run_scheduled",
                "args": f"'{declared.kind}'",
                "schedule_type": Schedule.CRON,
                "cron": declared.cron,
                "repeats": -1,
                "cluster": settings.Q_CLUSTER["name"],
            },
        )


def _finish(row: Job, state: str, *, result: Any = None, error: str = "") -> None:
    Job.objects.filter(pk=row.pk).update(state=state, result=result, error=error, finished_at=timezone.now())
