"""A small city for the tests of internships at work: a school, a college, two firms with posts, a student of age and one under age."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.accounts.public import COUNTY_OFFICER, CREDIT_OFFICER, ENTERPRISE_OFFICER, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.credit_bank.models import Learner, LearnerState
from baigong.contexts.enterprises.models import Enterprise, Site, StaffReturn
from baigong.contexts.internships.models import Intern, InternshipPost, Placement, PlacementState, PostState
from baigong.contexts.internships.services import agreements, formalities
from baigong.contexts.internships.services.agreements import SignedBy
from baigong.kernel import workflow
from baigong.kernel.access import SYSTEM
from tests.builders import SOME_TIME, a_body, a_user, acting_for

PDF = b"%PDF-1.7 "
ZONE = ZoneInfo("Asia/Shanghai")
START, END = date(2021, 3, 22), date(2021, 8, 31)
"""The usual placement: under the edition of 2016. ``later`` moves a story under that of 2021."""
_serials = count(1)


def at(day: date, hour: int = 10) -> datetime:
    """An hour of a day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def make_city() -> SimpleNamespace:
    """Bodies, accounts, actors, posts, students; nobody is placed yet."""
    government = a_body("示例市政府", kind="city")
    county = a_body("示例县", kind="county", parent=government, division_code="620621")
    bureau = a_body("示例市教育局", parent=government)
    school = a_body("甲职专", kind="secondary_school", parent=county, division_code="620621", moe_code="9999620002")
    college = a_body("乙学院", kind="college", parent=government, division_code="620602", moe_code="4162013518")
    firm_body = a_body("示例牧业公司", kind="enterprise", parent=county, credit_code="", division_code="620621")
    other_body = a_body("示例机械公司", kind="enterprise", parent=county, division_code="620621")
    users = {
        "bureau": a_user(WORKING_TEAM, bureau, username="zb"), "handler": a_user(WORKING_TEAM, bureau, username="handler"),
        "county": a_user(COUNTY_OFFICER, county, username="county"), "school": a_user(SCHOOL_OFFICER, school, username="school"),
        "college": a_user(SCHOOL_OFFICER, college, username="college"), "firm": a_user(ENTERPRISE_OFFICER, firm_body, username="firm"),
        "other_firm": a_user(ENTERPRISE_OFFICER, other_body, username="other_firm"), "student": a_user(username="student"),
        "minor": a_user(username="minor"), "office": a_user(CREDIT_OFFICER, bureau, username="office"),
    }  # fmt: skip
    city = SimpleNamespace(
        county_body=county, bureau_body=bureau, school_body=school, college_body=college, firm_body=firm_body, other_body=other_body,
        users=SimpleNamespace(**users), **{name: acting_for(user) for name, user in users.items()},
    )  # fmt: skip
    city.enterprise, city.other_enterprise = a_firm(firm_body), a_firm(other_body)
    city.post, city.other_post = a_place(city.enterprise), a_place(city.other_enterprise, title="装配工")
    city.intern = an_intern(school, "张三", date(2002, 5, 6), user=users["student"])
    city.child = an_intern(school, "李四", date(2005, 5, 6), user=users["minor"])
    city.adult = an_intern(college, "王五", date(2000, 5, 6))
    return city


def a_firm(body: Any, **facts: Any) -> Enterprise:
    """A firm with a site, and its staff at the end of 2020."""
    own: dict[str, Any] = {
        "industry_code": "0311",
        "industry_section": "A",
        "industry": "牛的饲养",
        "ownership": "private",
        "size": "small",
    }
    row = Enterprise.objects.create(**(own | {"organisation": body, "entered_at": SOME_TIME, "updated_at": SOME_TIME} | facts))
    Site.objects.create(enterprise=row, name="主厂区", division_code="620621", address="示例路1号", is_main=True)
    StaffReturn.objects.create(
        enterprise=row, period="2020-12", ends_on=date(2020, 12, 31), definition="on_post", headcount=200, state="submitted",
        entered_at=SOME_TIME, submitted_at=SOME_TIME,
    )  # fmt: skip
    return row


def a_place(firm: Enterprise, title: str = "饲养员", **facts: Any) -> InternshipPost:
    """A published post of both stories' years: eight hours, a wage of 2,500 yuan of every kind, 2,000 yuan of pay."""
    own: dict[str, Any] = {
        "enterprise": firm, "site": firm.sites.get(), "title": title, "duties": "照料牲畜、记录生长", "programmes": ["610301", "410303"],
        "occupation_code": "5-03-02-01", "occupation": "家畜饲养员", "starts_on": date(2021, 3, 1), "ends_on": date(2022, 8, 31),
        "capacity": 10, "hours_a_day": Decimal(8), "hours_a_week": Decimal(40), "pay": 200_000, "trial_wage": 250_000, "post_wage": 250_000,
        "state": PostState.PUBLISHED, "created_at": SOME_TIME,
    }  # fmt: skip
    return InternshipPost.objects.create(**(own | facts))


def an_intern(school: Any, name: str, born: date, *, user: Any = None, **facts: Any) -> Intern:
    """A student of a school, with an account at the credit bank where there is a login."""
    serial = next(_serials)
    learner = None
    if user is not None:
        learner = Learner.objects.create(
            number=f"99000000{serial:05d}", name=name, birth_on=born, home=school, user=user, state=LearnerState.ACTIVE, opened_at=SOME_TIME
        )
    own: dict[str, Any] = {
        "school": school, "student_number": f"2019{serial:04d}", "name": name, "sex": "1", "birth_on": born,
        "number_hash": f"{serial:064d}", "number_sealed": "-", "masked": "6206**********0001",
        "programme_code": "610301" if school.kind != "college" else "410303",
        "programme_name": "畜禽生产技术", "entered": 2019, "class_name": "19畜1班", "learner": learner, "entered_at": SOME_TIME,
        "guardian_name": f"{name}之母", "guardian_relation": "母亲",
    }  # fmt: skip
    return Intern.objects.create(**(own | facts))


def a_placement(city: SimpleNamespace, intern: Intern | None = None, post: InternshipPost | None = None, **facts: Any) -> Placement:
    """A published placement."""
    intern, post = intern or city.intern, post or city.post
    own: dict[str, Any] = {
        "intern": intern, "post": post, "school": intern.school, "enterprise": post.enterprise.organisation, "starts_on": START,
        "ends_on": END, "created_at": SOME_TIME,
    }  # fmt: skip
    return Placement.objects.create(**(own | facts))


def a_scan(name: str = "scan") -> SimpleUploadedFile:
    """A scan, another one each time."""
    return SimpleUploadedFile(f"{name}.pdf", PDF + f"{name}{next(_serials)}".encode())


def formalised(city: SimpleNamespace, placement: Placement, *, by: Any = None) -> Placement:
    """Consent, agreement, insurance and training, each in time."""
    day = placement.starts_on - timedelta(days=7)
    actor = by or acting_at(city, placement)
    for_all = [SignedBy(party, f"{party}签字人", day) for party in ("student", "guardian")]
    agreements.consent_on_paper(actor=actor, now=at(day), placement=placement, signatures=for_all, upload=a_scan())
    row = agreements.draw_up(actor=actor, now=at(day), placement=placement)
    everybody = [SignedBy(party, f"{party}签字人", day) for party in ("student", "guardian", "school", "unit")]
    agreements.sign_on_paper(actor=actor, now=at(day), agreement=row, signatures=everybody, upload=a_scan())
    insured(city, placement, now=at(day))
    trained(city, placement, now=at(day))
    placement.refresh_from_db()
    return placement


def acting_at(city: SimpleNamespace, placement: Placement) -> Any:
    """Who acts for the placement's school."""
    return city.college if placement.school_id == city.college_body.pk else city.school


def insured(city: SimpleNamespace, placement: Placement, *, now: datetime, **facts: Any) -> None:
    """A liability insurance over the whole time."""
    own: dict[str, Any] = {
        "kind": "liability", "insurer": "示例保险公司", "number": "BX2021001", "payer": "school", "bought_on": now.date(),
        "first": placement.starts_on, "last": placement.ends_on,
    }  # fmt: skip
    head = formalities.PolicyHead(**(own | facts))
    formalities.insure(actor=acting_at(city, placement), now=now, placements=[placement], head=head)


def trained(city: SimpleNamespace, placement: Placement, *, now: datetime, **facts: Any) -> None:
    """A safety training, passed."""
    head = formalities.TrainingHead(**({"on": now.date(), "hours": Decimal(8), "organiser": "school"} | facts))
    formalities.train(actor=acting_at(city, placement), now=now, placements=[placement], head=head)


def at_work(city: SimpleNamespace, **facts: Any) -> Placement:
    """A placement that began as agreed."""
    placement = formalised(city, a_placement(city, **facts))
    return workflow.fire(placement, "start", actor=acting_at(city, placement), now=at(placement.starts_on, 8))


def fire(row: Any, step: str, actor: Any, now: datetime, reason: str = "", **facts: Any) -> Any:
    """A step, on the row as it is."""
    return workflow.fire(type(row).objects.get(pk=row.pk), step, actor=actor, now=now, reason=reason, **facts)


def later(first: date = date(2022, 3, 1), last: date = date(2022, 8, 31)) -> dict[str, date]:
    """Days under the edition of 2021."""
    return {"starts_on": first, "ends_on": last}


__all__ = [
    "END", "START", "SYSTEM", "PlacementState", "a_firm", "a_place", "a_placement", "a_scan", "an_intern", "at", "at_work", "fire",
    "formalised", "insured", "later", "make_city", "trained",
]  # fmt: skip
