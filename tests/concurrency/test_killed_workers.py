"""Kill -9 of what runs jobs: the job is finished by another worker, once, and the queue goes on."""

from __future__ import annotations

import os
import signal
import time

ENQUEUE = (
    "from tests.concurrency import slow_job; from baigong.kernel.jobs import enqueue; from baigong.kernel.access import SYSTEM; "
    "from django.utils import timezone; print(enqueue({kind!r}, actor=SYSTEM, now=timezone.now(){arguments}).pk)"
)


def put(house, kind, **arguments):
    code = ENQUEUE.format(kind=kind, arguments="".join(f", {k}={v!r}" for k, v in arguments.items()))
    return int(house.python(code))


def state(house, job):
    return house.ask(f"SELECT state, worker, attempts FROM jobs_job WHERE id = {job}")[0]


def children(process: int) -> list[int]:
    """The processes below one, all the way down."""
    below = []
    for task in os.listdir(f"/proc/{process}/task"):
        with open(f"/proc/{process}/task/{task}/children") as file:
            below += [int(pid) for pid in file.read().split()]
    return below + [pid for child in below for pid in children(child)]


def is_half_done(house, job):
    done = house.ask(f"SELECT done FROM jobs_job WHERE id = {job} AND state = 'running'")
    return bool(done and done[0][0] == 1)


def test_a_job_whose_worker_is_killed_is_finished_by_another(house):
    house.start("-m", "tests.concurrency.slow_job")
    job = put(house, "test.slow", name="worker")
    house.wait_for(lambda: is_half_done(house, job), "the job runs")
    first = state(house, job)[1]
    os.kill(int(first.rpartition(":")[2]), signal.SIGKILL)
    house.wait_for(lambda: state(house, job)[0] == "done", "another worker finishes the job")
    assert state(house, job)[1] != first
    assert state(house, job)[2] == 2


def test_a_job_whose_whole_cluster_is_killed_is_finished_by_the_next(house):
    cluster = house.start("-m", "tests.concurrency.slow_job")
    job = put(house, "test.slow", name="cluster")
    house.wait_for(lambda: is_half_done(house, job), "the job runs")
    os.killpg(cluster.pid, signal.SIGKILL)
    cluster.wait()
    assert state(house, job)[0] == "running"
    house.start("-m", "tests.concurrency.slow_job")
    house.wait_for(lambda: state(house, job)[0] == "done", "the next cluster finishes the job")
    assert state(house, job)[2] == 2


def test_a_worker_killed_while_it_waits_does_not_stop_the_queue(house):
    """It holds the lock of the queue's pipe while it waits: without a new cluster the others would wait for ever."""
    cluster = house.start("-m", "tests.concurrency.slow_job")
    job = put(house, "test.quick")
    house.wait_for(lambda: state(house, job)[0] == "done", "the first job is done")
    for process in children(cluster.pid):
        os.kill(process, signal.SIGSTOP)  # so that all waiting workers go at the same time
    sentinel, *below = children(cluster.pid)
    for process in below:
        os.kill(process, signal.SIGKILL)
    os.kill(sentinel, signal.SIGCONT)
    later = put(house, "test.quick")
    house.wait_for(lambda: state(house, later)[0] == "done", "a later job is done")


def test_a_worker_told_to_stop_finishes_and_goes(house):
    cluster = house.start("-m", "tests.concurrency.slow_job")
    own = f"SELECT count(*) FROM jobs_worker WHERE name LIKE '%:{cluster.pid}'"
    house.wait_for(lambda: house.ask(own)[0][0], "the worker is seen")
    cluster.send_signal(signal.SIGTERM)
    assert cluster.wait(30) == 0
    assert house.ask(own)[0][0] == 0


def is_gone(process):
    """Whether nothing of its group is left."""
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_worker_told_to_stop_while_it_starts_goes_with_all_its_processes(house):
    """However often, and at whatever moment of the start: a signal is only noted, so it cannot wait for a lock that it interrupted."""
    for _ in range(2):
        cluster = house.start("-m", "tests.concurrency.slow_job")
        house.wait_for(lambda process=cluster.pid: children(process), "its sentinel is there")
        for _again in range(100):
            cluster.send_signal(signal.SIGTERM)
            time.sleep(0.01)
        assert cluster.wait(30) in {0, -signal.SIGTERM}  # the second when one arrives while the interpreter itself goes
        house.wait_for(lambda process=cluster: is_gone(process), "no process of it is left")


def test_nothing_of_a_killed_worker_runs_on(house):
    cluster = house.start("-m", "tests.concurrency.slow_job")
    house.wait_for(lambda: len(children(cluster.pid)) > 3, "it has started")
    cluster.kill()
    cluster.wait()
    house.wait_for(lambda: is_gone(cluster), "no process of it is left")
