"""The worker program: runs the queue's cluster, says that it is alive, and gives back the jobs of workers that are gone."""

from __future__ import annotations

import logging
import os
import socket
import sys
import time
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType

from django.db import DatabaseError, connections
from django.utils import timezone
from django_q import cluster as django_q_cluster

from baigong.kernel.jobs.models import Job, JobState, Worker
from baigong.kernel.jobs.orphans import die_with_parent
from baigong.kernel.jobs.queue import give_back, synchronise_schedules, this_worker

log = logging.getLogger("baigong.jobs")

BEAT_SECONDS = 10
SEEN_WITHIN = timedelta(seconds=4 * BEAT_SECONDS)
FORGOTTEN_AFTER = timedelta(days=7)
RESTART = 75  # exit status of a sentinel that asks to be started anew


class Cluster(django_q_cluster.Cluster):
    """The library's cluster, but a signal is only noted.

    The library stops inside the handler and waits there for its sentinel, which may wait for a lock that the interrupted code
    holds: a worker asked to stop while it started was once seen to stand still.
    """

    is_asked_to_stop = False

    def sig_handler(self, signum: int, frame: FrameType | None) -> None:
        """SIGTERM or SIGINT."""
        self.is_asked_to_stop = True


class Sentinel(django_q_cluster.Sentinel):
    """The library's sentinel, which also knows what a killed worker leaves behind."""

    def reincarnate(self, process: BaseProcess) -> None:
        """Replace a dead process; give back the job of a killed worker at once instead of after the queue's retry time.

        A worker killed while it *waits* takes the lock of the queue's pipe with it, and the others wait for ever: then the
        whole cluster is started anew, and unfinished jobs are given back.
        """
        was_worker = process in self.pool
        was_killed = (process.exitcode or 0) < 0
        was_waiting = was_worker and int(process.timer.value) == -1  # type: ignore[attr-defined]
        super().reincarnate(process)
        if was_worker and was_killed:
            give_back(Job.objects.filter(worker=f"{socket.gethostname()}:{process.pid}"))
            if was_waiting:
                log.warning("worker %s was killed while it waited; the cluster is started anew", process.pid)
                self.task_queue.cancel_join_thread()
                self.result_queue.cancel_join_thread()
                sys.exit(RESTART)


django_q_cluster.Sentinel = Sentinel


def work() -> None:
    """Run jobs until SIGTERM or SIGINT; what is running is finished first, within the queue's time limit."""
    synchronise_schedules()
    os.register_at_fork(after_in_child=die_with_parent)
    while True:
        connections.close_all()  # a connection shared with a forked process breaks for both
        cluster = Cluster()
        cluster.start()
        _watch(cluster)
        if cluster.is_asked_to_stop or cluster.sentinel.exitcode != RESTART:
            break
    Worker.objects.filter(name=this_worker()).delete()


def _watch(cluster: Cluster) -> None:
    """Note every ``BEAT_SECONDS`` that the worker is alive, until its sentinel ends or somebody asks to stop."""
    due = 0.0
    while cluster.sentinel.is_alive():
        if cluster.is_asked_to_stop:
            cluster.stop()
            return
        if time.monotonic() >= due:
            beat()
            due = time.monotonic() + BEAT_SECONDS
        cluster.sentinel.join(0.2)


def beat() -> None:
    """Note that this worker is alive, and look after jobs of those that are not; a database that does not answer is waited for."""
    now = timezone.now()
    try:
        give_back_orphans()
        Worker.objects.update_or_create(name=this_worker(), defaults={"seen_at": now}, create_defaults={"started_at": now, "seen_at": now})
        Worker.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()
    except DatabaseError:
        log.warning("the worker could not note that it is alive", exc_info=True)
        connections.close_all()


def is_seen() -> bool:
    """Whether some worker was alive a moment ago."""
    return Worker.objects.filter(seen_at__gte=timezone.now() - SEEN_WITHIN).exists()


def give_back_orphans() -> int:
    """Give back jobs that processes of this machine were running when they were killed; returns how many."""
    host = socket.gethostname()
    names = Job.objects.filter(state=JobState.RUNNING, worker__startswith=f"{host}:").values_list("worker", flat=True).distinct()
    gone = [name for name in names if not _is_alive(name.rpartition(":")[2])]
    return give_back(Job.objects.filter(worker__in=gone)) if gone else 0


def _is_alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    try:  # a killed process that nobody has buried yet still has its number
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return sys.platform != "linux"
    return status.rpartition(")")[2].split()[0] != "Z"
