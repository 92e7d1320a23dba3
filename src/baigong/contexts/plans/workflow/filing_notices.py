"""Who is told what about a filing: the body's officers what came of it, the working team what waits for its form check."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import COUNTY_OFFICER, SCHOOL_OFFICER, people_at_each
from baigong.contexts.plans.models import Filing
from baigong.contexts.plans.workflow.telling import team
from baigong.kernel.access import Actor
from baigong.kernel.notices import notify, settle
from baigong.kernel.wording import as_recorded

FILING_OFFICERS = (COUNTY_OFFICER, SCHOOL_OFFICER)
SUBMITTED, SUPPLEMENT = "plans.filing.submitted", "plans.filing.supplement_asked"


def tell_team_of_filing(filing: Filing, *, actor: Actor, now: datetime) -> None:
    """A filing waits for its form check; what was asked of the body is done."""
    url = filing.get_absolute_url()
    settle(kind=SUPPLEMENT, url=url, now=now)
    with as_recorded():
        subject = _("待形式审查：%(body)s %(title)s") % {"body": filing.organisation, "title": filing.title}
        notify(team(now.date()), actor=actor, now=now, kind=SUBMITTED, url=url, subject=subject)


def tell_filer(filing: Filing, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What was decided or said: ``supplement_asked``, ``registered`` or ``commented``. A decided filing waits for no check any more."""
    url = filing.get_absolute_url()
    if event != "commented":
        settle(kind=SUBMITTED, url=url, now=now)
    with as_recorded():
        subjects = {
            "supplement_asked": _("备案须补正：%(title)s") % {"title": filing.title},
            "registered": _("已备案：%(title)s，%(number)s") % {"title": filing.title, "number": filing.register_number},
            "commented": _("对备案方案有指导意见：%(title)s") % {"title": filing.title},
        }
        notify(
            filers_of(filing, now.date()), actor=actor, now=now, kind=f"plans.filing.{event}", url=url,
            subject=subjects[event], body=body,
        )  # fmt: skip


def filers_of(filing: Filing, on: date) -> set[int]:
    """The account ids of those who file for the body, and of who filed this."""
    people = {user.pk for user in people_at_each([filing.organisation_id], FILING_OFFICERS, on)[filing.organisation_id]}
    return people | {filing.filed_by_id} if filing.filed_by_id else people
