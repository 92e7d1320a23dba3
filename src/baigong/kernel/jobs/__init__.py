"""Jobs: rows in a table that people can watch, run by workers (django-q2 behind this one door)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baigong.kernel.jobs.queue import Progress, enqueue, job, scheduled

__all__ = ["Progress", "enqueue", "job", "scheduled"]


def __getattr__(name: str) -> Any:
    """Load the doors late: models may only be imported once Django's apps are ready."""
    if name in __all__:
        from baigong.kernel.jobs import queue

        return getattr(queue, name)
    raise AttributeError(name)
