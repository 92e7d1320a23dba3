"""Who is told what on the way to a certificate."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import SCHOOL_OFFICER, WORKING_TEAM, people_at_each, people_with
from baigong.contexts.credit_bank.models import AssessmentEntry, IssuedCertificate, PilotQuota
from baigong.kernel.access import Actor
from baigong.kernel.notices import notify, settle
from baigong.kernel.wording import as_recorded

QUOTA_WAITING = "credit_bank.pilotquota.waiting"
"""A quota that waits for the bureau; settled when it is decided."""


def quota_waits_no_more(quota: PilotQuota, now: datetime) -> None:
    """What the bureau was asked to decide has been decided, or taken back."""
    settle(kind=QUOTA_WAITING, url=quota.get_absolute_url(), now=now)


def tell_bureau_of_quota(quota: PilotQuota, *, actor: Actor, now: datetime) -> None:
    """An application waits for the city's team."""
    people = list(people_with([WORKING_TEAM], now.date()).values_list("pk", flat=True))
    with as_recorded():
        subject = _("试点配额待核准：%(school)s %(title)s") % {"school": quota.school, "title": quota}
    notify(people, actor=actor, now=now, kind=QUOTA_WAITING, url=quota.get_absolute_url(), subject=subject)


def tell_school_of_quota(quota: PilotQuota, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What was decided; it waits for nobody any more."""
    quota_waits_no_more(quota, now)
    found = people_at_each([quota.school_id], (SCHOOL_OFFICER,), now.date())
    people = [user.pk for users in found.values() for user in users]
    with as_recorded():
        subject = _("试点配额%(state)s：%(title)s") % {"state": quota.get_state_display(), "title": quota}
    notify(people, actor=actor, now=now, kind="credit_bank.pilotquota.decided", url=quota.get_absolute_url(), subject=subject, body=body)


def tell_candidate(entry: AssessmentEntry, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What came of an entry, to whoever was entered and signs in."""
    user_id = entry.learner.user_id
    if user_id is None:
        return
    with as_recorded():
        words = {
            "registered": _("已报名考核：%(title)s"),
            "assessed": _("考核成绩已登记：%(title)s"),
            "cancelled": _("考核报名已取消：%(title)s"),
        }
        subject = words[event] % {"title": entry.level}
    notify([user_id], actor=actor, now=now, kind=f"credit_bank.assessmententry.{event}", url=entry.get_absolute_url(), subject=subject,
           body=body)  # fmt: skip


def tell_holder(certificate: IssuedCertificate, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What became of a certificate, to its holder."""
    user_id = certificate.learner.user_id
    if user_id is None:
        return
    with as_recorded():
        words = {"issued": _("证书已登记并存入账户：%(title)s"), "revoked": _("证书已撤销：%(title)s")}
        subject = words[certificate.state] % {"title": certificate.level}
    kind = f"credit_bank.issuedcertificate.{certificate.state}"
    notify([user_id], actor=actor, now=now, kind=kind, url=certificate.get_absolute_url(), subject=subject, body=body)
