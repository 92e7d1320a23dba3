"""Who is told what in reporting: the body's officers what came of their report, the working team what waits for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import OFFICERS, WORKING_TEAM, people_at_each, people_with
from baigong.contexts.plans.models import Report
from baigong.kernel.access import Actor
from baigong.kernel.notices import notify, settle
from baigong.kernel.wording import as_recorded


def officers_of(organisations: Iterable[int], on: date) -> dict[int, list[int]]:
    """The account ids of those who report for each body. One query."""
    return {body: [user.pk for user in users] for body, users in people_at_each(organisations, OFFICERS, on).items()}


def team(on: date) -> list[int]:
    """The account ids of the working team."""
    return list(people_with([WORKING_TEAM], on).values_list("pk", flat=True))


def tell_team(report: Report, *, actor: Actor, now: datetime) -> None:
    """A report waits for review."""
    with as_recorded():
        notify(
            team(now.date()), actor=actor, now=now, kind="plans.report.submitted", url=report.get_absolute_url(),
            subject=_("待审核：%(body)s 任务%(number)s %(cycle)s") % _words(report),
        )  # fmt: skip


def tell_body(report: Report, event: str, *, actor: Actor, now: datetime, reason: str) -> None:
    """What was decided on a report; ``event`` is ``returned`` or ``accepted``. It waits for no reviewer any more."""
    settle(kind="plans.report.submitted", url=report.get_absolute_url(), now=now)
    people = set(officers_of([report.organisation_id], now.date())[report.organisation_id])
    if report.written_by_id:
        people.add(report.written_by_id)
    with as_recorded():
        subjects = {
            "returned": _("被退回：任务%(number)s %(title)s（%(cycle)s）"),
            "accepted": _("已采用：任务%(number)s %(title)s（%(cycle)s）"),
        }
        notify(
            people, actor=actor, now=now, kind=f"plans.report.{event}", url=report.get_absolute_url(),
            subject=subjects[event] % _words(report), body=_("审核意见：%(reason)s") % {"reason": reason} if reason else "",
        )  # fmt: skip


def _words(report: Report) -> dict[str, object]:
    return {"body": report.organisation, "number": report.task.number, "title": report.task.title, "cycle": report.cycle}
