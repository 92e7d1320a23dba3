"""A college with a programme, its settings and rules, for the tests of conversion; on top of the credit bank's small city."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from baigong.contexts.credit_bank.models import ConversionRule, CreditProgramme, Outcome, SchoolCreditSettings
from baigong.contexts.credit_bank.services import programmes, rules
from baigong.contexts.credit_bank.services.rules import NeedHead, RuleHead
from tests.credit_city import a_claim, a_type, an_account, fire, make_city


def make_college(now: datetime) -> SimpleNamespace:
    """The other body of the city is a college; it teaches nursing, with settings for the year and one learner with an X certificate."""
    city = make_city()
    city.now = now
    city.web = a_type(city, "X-2", level="中级")
    city.farming_type = a_type(city, "NM-1", kind="farmer_training", family="", level="", credits=None, hours=80)
    city.programme = a_programme(city)
    city.settings = some_settings(city)
    city.learner = an_account(city, now)
    return city


def a_programme(city: SimpleNamespace, **facts: Any) -> CreditProgramme:
    """Nursing of 40 credits with three courses."""
    own = {"code": "520201", "title": "护理", "year": 2020, "credits": 4000, "document": "示例院教〔2020〕1号", "school": city.other_body}
    row = programmes.save_programme(actor=city.other, now=city.now, head=programmes.ProgrammeHead(**(own | facts)))
    courses = [
        programmes.CourseHead("HL", "基础护理", "major", 600, 96, order=1),
        programmes.CourseHead("LN", "老年护理", "major", 400, 64, order=2),
        programmes.CourseHead("XX", "信息技术", "general", 300, 48, order=3),
    ]
    programmes.save_courses(actor=city.other, now=city.now, programme=row, courses=courses)
    return row


def some_settings(city: SimpleNamespace, **facts: Any) -> SchoolCreditSettings:
    """Half of the credits, five years, once."""
    own = {"school": city.other_body, "year": 2020, "cap_permille": 500, "valid_years": 5, "same_outcome_once": True,
           "document": "示例院教〔2020〕9号", "adopted_on": date(2020, 9, 1), "source_caps": {}}  # fmt: skip
    return programmes.set_settings(actor=city.other, now=city.now, head=programmes.SettingsHead(**(own | facts)))


def a_head(city: SimpleNamespace, code: str = "R-1", **facts: Any) -> RuleHead:
    """The certificate exempts from nursing of the old."""
    own: dict[str, Any] = {
        "school": city.other_body, "code": code, "title": f"规则{code}", "since": date(2020, 9, 1), "clause": "第三条",
        "needs": (NeedHead(city.web),), "courses": ("LN",),
    }  # fmt: skip
    return RuleHead(**(own | facts))


def adopted(city: SimpleNamespace, code: str = "R-1", **facts: Any) -> ConversionRule:
    """A rule drafted by the college, checked by the office, adopted by the college."""
    row = rules.draft_rule(actor=city.other, now=city.now, head=a_head(city, code, **facts))
    row = fire(row, "check", city.office, city.now)
    return fire(row, "adopt", city.other, city.now, document="示例院教〔2020〕9号")


def banked(city: SimpleNamespace, of: Any = None, **facts: Any) -> Outcome:
    """An outcome of the learner, recognised by the learner's school."""
    row = a_claim(city, city.now, city.learner, of or city.web, **facts)
    fire(row, "submit", city.school, city.now)
    return fire(row, "recognise", city.school, city.now)
