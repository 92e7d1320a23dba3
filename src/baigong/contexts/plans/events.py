"""News of the context, published after commit; the listeners stand in ``delivery/subscriptions.py``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ReportAccepted:
    """A report counts from ``at``; where it is a correction, the one it corrects counts no more."""

    report_id: int
    task_id: int
    plan_id: int
    at: datetime


@dataclass(frozen=True)
class TaskMoved:
    """A task changed its state at ``at``; lights may have changed with it."""

    task_id: int
    plan_id: int
    at: datetime
