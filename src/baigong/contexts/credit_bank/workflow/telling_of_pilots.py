"""Who is told what on the way to a certificate."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.public import SCHOOL_OFFICER, WORKING_TEAM, people_with
from baigong.contexts.credit_bank.models import AssessmentEntry, IssuedCertificate, PilotQuota
from baigong.contexts.credit_bank.workflow.notifying import answered, officers_of, tell, tell_learner_of
from baigong.kernel.access import Actor
from baigong.kernel.notices import notify
from baigong.kernel.wording import as_recorded

QUOTA_WAITING = "credit_bank.pilotquota.waiting"
"""A quota that waits for the bureau; settled when it is decided."""
ENTRY_WORDS = {
    "registered": _("已报名考核：%(title)s"),
    "moved": _("考核场次有变动：%(title)s"),
    "assessed": _("考核成绩已登记：%(title)s"),
    "cancelled": _("考核报名已取消：%(title)s"),
}
CERTIFICATE_WORDS = {"issued": _("证书已登记并存入账户：%(title)s"), "revoked": _("证书已撤销：%(title)s")}


def quota_waits_no_more(quota: PilotQuota, now: datetime) -> None:
    """What the bureau was asked to decide has been decided, or taken back."""
    answered(quota, now, QUOTA_WAITING)


def tell_bureau_of_quota(quota: PilotQuota, *, actor: Actor, now: datetime) -> None:
    """An application waits for the city's team."""
    people = list(people_with([WORKING_TEAM], now.date()).values_list("pk", flat=True))
    tell(people, quota, QUOTA_WAITING, _("试点配额待核准：%(title)s"), actor=actor, now=now, title=lambda: f"{quota.school} {quota}")


def tell_school_of_quota(quota: PilotQuota, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What was decided; it waits for nobody any more."""
    quota_waits_no_more(quota, now)
    with as_recorded():
        subject = str(_("试点配额%(state)s：%(title)s")) % {"state": quota.get_state_display(), "title": quota}
    people = officers_of([quota.school_id], now, (SCHOOL_OFFICER,))
    notify(people, actor=actor, now=now, kind="credit_bank.pilotquota.decided", url=quota.get_absolute_url(), subject=subject, body=body)


def tell_candidate(entry: AssessmentEntry, event: str, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What came of an entry, to whoever was entered and signs in."""
    tell_learner_of(entry, event, ENTRY_WORDS, actor=actor, now=now, title=entry.level, body=body)


def tell_holder(certificate: IssuedCertificate, *, actor: Actor, now: datetime, body: str = "") -> None:
    """What became of a certificate, to its holder."""
    tell_learner_of(certificate, certificate.state, CERTIFICATE_WORDS, actor=actor, now=now, title=certificate.level, body=body)
