"""News of the context, published after commit; the listeners stand in ``delivery/subscriptions.py``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class ViolationReported:
    """A report of a violation in an internship was taken up, or one was found in the records: supervision opens a case.

    ``report_id`` leads back to it (``internships.ViolationReport``); who reported is no part of the news. ``enterprise_id`` and
    ``school_id`` are organisations (``organisations.Organisation``), either may be absent. ``clause`` is the rule that was broken,
    ``words`` what happened, ``called`` the kind of violation for people.
    """

    report_id: int
    kind: str
    enterprise_id: int | None
    school_id: int | None
    clause: str
    words: str
    occurred_on: date
    at: datetime
    called: str = ""


@dataclass(frozen=True)
class DutySettled:
    """What was done about an enterprise that fell short is over: it gave a reason, made up for it, or the notice was wrong.

    ``words`` says so; a case that came of it has nothing more to look into.
    """

    shortfall_id: int
    words: str
    at: datetime


@dataclass(frozen=True)
class DutyNotMet:
    """An enterprise fell short of its places for a year, and the bureau asks for supervision: a case is opened.

    ``shortfall_id`` leads back to it (``internships.DutyShortfall``), ``url`` is its page; ``enterprise_id`` is the organisation.
    """

    shortfall_id: int
    enterprise_id: int
    year: int
    clause: str
    words: str
    url: str
    at: datetime
