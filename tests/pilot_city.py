"""A school in the pilot of 1+X with a quota, a site and a session, for the tests; on top of the credit bank's small city."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from baigong.contexts.accounts.public import LIAISON, WORKING_TEAM
from baigong.contexts.credit_bank.models import (
    AssessmentEntry,
    AssessmentSession,
    Learner,
    PilotQuota,
    PilotSchool,
    QuotaState,
)
from baigong.contexts.credit_bank.services import assessments, pilots
from baigong.contexts.credit_bank.services.assessment_results import ResultLine, post_results
from baigong.contexts.credit_bank.services.assessments import Consent
from baigong.contexts.credit_bank.services.issuing import CertificateLine, register_certificates
from tests.builders import a_body, a_user, acting_for
from tests.contexts.credit_bank.standard_facts import certificate_level
from tests.credit_city import an_account, make_city

HELD_ON = date(2021, 4, 20)
AGREED = Consent(is_voluntary=True)


def make_pilot(now: datetime) -> SimpleNamespace:
    """A pilot school with two places, a site of another body with three, a session in a month, two learners."""
    city = make_city()
    city.now, city.level = now, certificate_level()
    city.host_body = a_body("示例考评中心")
    city.users.team = a_user(WORKING_TEAM, city.bureau, username="team")
    city.users.host = a_user(LIAISON, city.host_body, username="host")
    city.team, city.host = acting_for(city.users.team), acting_for(city.users.host)
    PilotSchool.objects.create(school=city.school_body, since=date(2020, 1, 1), document="示例文件", entered_at=now)
    city.quota = a_quota(city)
    city.site = pilots.enter_site(
        actor=city.office, now=now, head=pilots.SiteHead("示例站点", city.host_body, places=3, since=date(2020, 1, 1))
    )
    pilots.admit_site(
        actor=city.office, now=now, site=city.site, level=city.level, since=date(2021, 1, 1), until=date(2021, 12, 31), document="核准"
    )
    city.session = a_session(city)
    city.first, city.second = an_account(city, now, "张三"), an_account(city, now, "李四", serial=2)
    return city


def a_quota(city: SimpleNamespace, **facts: Any) -> PilotQuota:
    """Two places of two asked for, granted."""
    own = {
        "school": city.school_body, "programme_code": "720201", "programme": "护理", "level": city.level, "year": 2021, "asked": 2,
        "approved": 2, "decided_on": city.now.date(), "document": "核准", "state": QuotaState.APPROVED, "created_at": city.now,
    }  # fmt: skip
    return PilotQuota.objects.create(**(own | facts))


def a_session(city: SimpleNamespace, **facts: Any) -> AssessmentSession:
    """Theory and practice, three places."""
    own = {
        "site": city.site, "level": city.level, "held_on": HELD_ON, "registers_until": date(2021, 4, 10), "capacity": 3, "fee": 15000
    }  # fmt: skip
    return assessments.open_session(actor=city.host, now=city.now, head=assessments.SessionHead(**(own | facts)))


def entered(city: SimpleNamespace, *learners: Learner, **facts: Any) -> list[AssessmentEntry]:
    """Entered by the school, everybody agreed."""
    own = {"actor": city.school, "now": city.now, "session": city.session, "quota": city.quota, "consent": AGREED}
    return assessments.enter_learners(**(own | facts), learners=list(learners) or [city.first])


def day_after(city: SimpleNamespace, days: int = 1) -> datetime:
    """A moment after the session."""
    return city.now.replace(month=4, day=20 + days)


def results(city: SimpleNamespace, *rows: tuple[Learner, str], key: str = "k", actor: Any = None) -> Any:
    """Results brought by the site a day after; who was assessed has 80 and 70.5."""
    scores = (Decimal(80), Decimal("70.5"))
    lines = [ResultLine(one.number, one.name, result, *(scores if result != "absent" else (None, None))) for one, result in rows]
    return post_results(actor=actor or city.host, now=day_after(city), session=city.session, key=key, document="成绩通知", lines=lines)


def a_line(city: SimpleNamespace, learner: Learner, number: str = "X-0001", **facts: Any) -> CertificateLine:
    """A certificate of a learner."""
    own = {"number": number, "account": learner.number, "name": learner.name, "code": city.level.outcome_type.code,
           "issued_on": date(2021, 4, 21)}  # fmt: skip
    return CertificateLine(**(own | facts))


def registered(city: SimpleNamespace, *lines: CertificateLine, key: str = "c", actor: Any = None) -> Any:
    """Certificates entered by the school."""
    return register_certificates(
        actor=actor or city.school, now=day_after(city, 5), registrar=city.school_body, key=key, document="发证通知", lines=list(lines)
    )
