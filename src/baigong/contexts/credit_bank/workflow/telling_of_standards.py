"""Who is told what about a local standard: reviewers that it waits for them, the school what came of it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.public import ENTERPRISE_OFFICER, LIAISON, SCHOOL_OFFICER
from baigong.contexts.credit_bank.models import LocalStandard, PartyRole
from baigong.contexts.credit_bank.workflow.notifying import answered, office, officers_of, tell
from baigong.kernel.access import Actor
from baigong.kernel.wording import as_recorded

REVIEW = "credit_bank.localstandard.review"
"""A standard that waits for opinions; settled when the round is over."""


def tell_reviewers(row: LocalStandard, *, actor: Actor, now: datetime) -> None:
    """It waits for the reviewers that have an account here, and for the office, which enters what the others say."""
    bodies = list(row.parties.filter(role=PartyRole.REVIEWER, organisation__isnull=False).values_list("organisation", flat=True))
    people = {*officers_of(bodies, now, (SCHOOL_OFFICER, LIAISON, ENTERPRISE_OFFICER)), *office(now)}
    tell(sorted(people), row, REVIEW, _("地方标准待评审：%(title)s"), actor=actor, now=now)


def tell_school(row: LocalStandard, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What came of it; it waits for no reviewer any more."""
    answered(row, now, REVIEW)
    people = [pk for pk in officers_of([row.school_id], now, (SCHOOL_OFFICER,)) if pk != actor.user_id]
    with as_recorded():
        words = str(_("地方标准%(state)s：%(title)s")) % {"state": row.get_state_display(), "title": "%(title)s"}
    tell(people, row, "credit_bank.localstandard.decided", words, actor=actor, now=now, body=body)
