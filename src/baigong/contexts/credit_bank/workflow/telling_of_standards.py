"""Who is told what about a local standard: reviewers that it waits for them, the school what came of it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import CREDIT_OFFICER, ENTERPRISE_OFFICER, LIAISON, SCHOOL_OFFICER, people_at_each, people_with
from baigong.contexts.credit_bank.models import LocalStandard, PartyRole
from baigong.kernel.access import Actor
from baigong.kernel.notices import notify, settle
from baigong.kernel.wording import as_recorded

REVIEW = "credit_bank.localstandard.review"
"""A standard that waits for opinions; settled when the round is over."""


def tell_reviewers(row: LocalStandard, *, actor: Actor, now: datetime) -> None:
    """It waits for the reviewers that have an account here, and for the office, which enters what the others say."""
    bodies = list(row.parties.filter(role=PartyRole.REVIEWER, organisation__isnull=False).values_list("organisation", flat=True))
    found = people_at_each(bodies, (SCHOOL_OFFICER, LIAISON, ENTERPRISE_OFFICER), now.date())
    people = {user.pk for users in found.values() for user in users} | set(
        people_with([CREDIT_OFFICER], now.date()).values_list("pk", flat=True)
    )
    with as_recorded():
        subject = _("地方标准待评审：%(title)s") % {"title": row}
    notify(sorted(people), actor=actor, now=now, kind=REVIEW, url=row.get_absolute_url(), subject=subject)


def tell_school(row: LocalStandard, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What came of it; it waits for no reviewer any more."""
    settle(kind=REVIEW, url=row.get_absolute_url(), now=now)
    found = people_at_each([row.school_id], (SCHOOL_OFFICER,), now.date())
    people = [user.pk for users in found.values() for user in users if user.pk != actor.user_id]
    with as_recorded():
        subject = _("地方标准%(state)s：%(title)s") % {"state": row.get_state_display(), "title": row}
    notify(people, actor=actor, now=now, kind="credit_bank.localstandard.decided", url=row.get_absolute_url(), subject=subject, body=body)
