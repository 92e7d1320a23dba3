"""Who is told what about an outcome: the body that decides what waits for it, the learner what came of it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import COUNTY_OFFICER, CREDIT_OFFICER, LIAISON, SCHOOL_OFFICER, people_at_each, people_with
from baigong.contexts.credit_bank.models import Conversion, Outcome
from baigong.kernel.access import Actor
from baigong.kernel.notices import notify, settle
from baigong.kernel.wording import as_recorded

WAITING = "credit_bank.outcome.waiting"
"""What waits for a decision; settled when it is taken."""


def waits_no_more(outcome: Outcome, now: datetime) -> None:
    """What people were asked to decide has been decided, or taken back."""
    settle(kind=WAITING, url=outcome.get_absolute_url(), now=now)


def tell_reviewer(outcome: Outcome, *, actor: Actor, now: datetime) -> None:
    """A claim waits for the body that decides; where nobody acts for it, for the office."""
    found = people_at_each([outcome.reviewer_id], (SCHOOL_OFFICER, LIAISON, COUNTY_OFFICER), now.date())
    people = [user.pk for users in found.values() for user in users]
    people = people or list(people_with([CREDIT_OFFICER], now.date()).values_list("pk", flat=True))
    with as_recorded():
        subject = _("待认定：%(title)s") % {"title": outcome}
    notify(people, actor=actor, now=now, kind=WAITING, url=outcome.get_absolute_url(), subject=subject)


def tell_learner(outcome: Outcome, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What was decided; it waits for nobody any more."""
    waits_no_more(outcome, now)
    user_id = outcome.learner.user_id
    if user_id is None:
        return
    with as_recorded():
        words = {
            "recognised": _("已认定：%(title)s"),
            "returned": _("需补正：%(title)s"),
            "rejected": _("不予认定：%(title)s"),
            "revoked": _("认定已撤销：%(title)s"),
        }
        subject = words[event] % {"title": outcome}
    kind = f"credit_bank.outcome.{event}"
    notify([user_id], actor=actor, now=now, kind=kind, url=outcome.get_absolute_url(), subject=subject, body=body)


CONVERSION_WAITING = "credit_bank.conversion.waiting"
"""An application that waits for the school; settled when it is decided."""


def conversion_waits_no_more(conversion: Conversion, now: datetime) -> None:
    """What the school was asked to decide has been decided, or taken back."""
    settle(kind=CONVERSION_WAITING, url=conversion.get_absolute_url(), now=now)


def tell_school_of_conversion(conversion: Conversion, *, actor: Actor, now: datetime) -> None:
    """An application waits for the school of the programme; where nobody acts for it, for the office."""
    found = people_at_each([conversion.programme.school_id], (SCHOOL_OFFICER, LIAISON), now.date())
    people = [user.pk for users in found.values() for user in users]
    people = people or list(people_with([CREDIT_OFFICER], now.date()).values_list("pk", flat=True))
    with as_recorded():
        subject = _("学分转换待审批：%(title)s") % {"title": conversion}
    notify(people, actor=actor, now=now, kind=CONVERSION_WAITING, url=conversion.get_absolute_url(), subject=subject)


def tell_of_conversion(conversion: Conversion, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What was decided; it waits for nobody any more."""
    conversion_waits_no_more(conversion, now)
    user_id = conversion.learner.user_id
    if user_id is None:
        return
    with as_recorded():
        words = {
            "approved": _("学分转换已同意：%(title)s"),
            "refused": _("学分转换未获同意：%(title)s"),
            "reversed": _("学分转换已撤销：%(title)s"),
        }
        subject = words[event] % {"title": conversion.programme}
    kind = f"credit_bank.conversion.{event}"
    notify([user_id], actor=actor, now=now, kind=kind, url=conversion.get_absolute_url(), subject=subject, body=body)
