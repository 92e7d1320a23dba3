"""News of the toolkit, published after commit; the listeners stand in ``delivery/subscriptions.py``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SnapshotTaken:
    """A snapshot was taken at ``at``, and its figures are kept."""

    snapshot_id: int
    at: datetime
