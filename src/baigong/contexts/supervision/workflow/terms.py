"""Terms of a case: from the rulebook, counted from the day of the step."""

from __future__ import annotations

from datetime import date, timedelta

from baigong.kernel.rules import number_on, parameter_on, work_calendar

IN_WORKING_DAYS = {"SUP-TAKE-UP", "SUP-STATEMENT", "SUP-DECIDE", "SUP-RECHECK"}


def due_after(parameter: str, day: date) -> date | None:
    """The last day of a term that begins on ``day``; ``None`` where nothing is fixed on that day."""
    days = number_on(parameter, day)
    if days is None:
        return None
    if parameter in IN_WORKING_DAYS:
        return work_calendar().nth_after(day, days) if days else day
    return day + timedelta(days=days)


def measures_on(day: date) -> tuple[str, ...]:
    """The ways of holding a body to account that there are on ``day`` (EXE-07); none before the text names any."""
    version = parameter_on("SUP-ACCOUNTABILITY", day)
    return version.codes if version is not None else ()
