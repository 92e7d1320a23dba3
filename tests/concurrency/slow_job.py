"""A worker that knows one more kind of job: the first run of it takes a minute, any later one is done at once."""

from __future__ import annotations

import time

import django

django.setup()

from django.conf import settings  # noqa: E402

from baigong.kernel.jobs import job, worker  # noqa: E402


@job("test.slow", "慢任务")
def slow(progress, *, name):
    """Leave a mark, and dawdle if there was none."""
    mark = settings.ENV.var / f"mark-{name}"
    if not mark.exists():
        mark.touch()
        progress.report(1, 2, "一半")
        time.sleep(60)
    return {"message": "做完"}


@job("test.quick", "快任务")
def quick(progress):
    """Do nothing, at once."""
    return {"message": "做完"}


if __name__ == "__main__":
    worker.work()
