"""News that enterprises publish after commit; the contexts above listen (``delivery/subscriptions.py``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class EnterpriseClosed:
    """A firm closed; ``on`` is the last day of its business. Whoever is placed there must be placed elsewhere from the day after."""

    enterprise_id: int
    on: date


@dataclass(frozen=True)
class EnterpriseFlagged:
    """A mark against a firm that blocks incentives was entered (it stands from ``since`` on), lifted or withdrawn: which marks stand now
    is asked anew (``blocking_flags``)."""

    enterprise_id: int
    flag_id: int
    since: date


@dataclass(frozen=True)
class StaffCorrected:
    """The number that counts for a period is another one now: what was computed from it is computed anew."""

    enterprise_id: int
    period: str
