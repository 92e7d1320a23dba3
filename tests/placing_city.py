"""A firm with staff, a school with students and a lawful post, for the tests of placing."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from types import SimpleNamespace
from typing import Any

from baigong.contexts.accounts.public import COUNTY_OFFICER, ENTERPRISE_OFFICER, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.classifications.models import Edition, Entry
from baigong.contexts.enterprises.models import Enterprise, PostKind, Site, StaffByPost, StaffReturn
from baigong.contexts.internships.models import Intern, InternshipPost, PlacementRound, PostMentor, PostState
from baigong.contexts.internships.services import rounds
from baigong.contexts.internships.services.posts import MentorHead, PostHead
from baigong.contexts.organisations.public import OrganisationKind
from baigong.kernel.privacy import encrypt, keyed_hash
from tests.builders import SOME_TIME, a_body, a_user, acting_for
from tests.credit_city import a_number

OLD = (date(2021, 9, 1), date(2021, 12, 30))
"""Days on which the edition of 2016 is in force throughout."""
NEW = (date(2021, 12, 31), date(2022, 5, 31))
"""Days of the edition of 2021."""
_numbers = count(1)


def make_placing(now: datetime) -> SimpleNamespace:
    """A county with a school of four students and a firm of 200, 50 of them in one kind of post."""
    city = SimpleNamespace(now=now, users=SimpleNamespace())
    codes()
    city.bureau = a_body("示例教育局")
    city.county = a_body("示例县", kind=OrganisationKind.COUNTY, division_code="620621")
    city.school_body = a_body("示例职校", kind=OrganisationKind.SECONDARY_SCHOOL, parent=city.county, division_code="620621")
    city.firm = a_firm("示例制造公司", city, now)
    users = {"team": (WORKING_TEAM, city.bureau), "county": (COUNTY_OFFICER, city.county), "school": (SCHOOL_OFFICER, city.school_body),
             "firm": (ENTERPRISE_OFFICER, city.firm.organisation)}  # fmt: skip
    for name, (role, body) in users.items():
        user = a_user(role, body, username=f"placing-{name}")
        setattr(city.users, name, user)
        setattr(city, f"as_{name}", acting_for(user))
    city.interns = [an_intern(city, name) for name in ("张三", "李四", "王五", "赵六")]
    return city


def codes() -> None:
    """The few codes that posts name."""
    for scheme, entries in (
        ("programmes", (("720201", "护理", "secondary"), ("720202", "助产", "secondary"), ("710201", "计算机应用", "secondary"))),
        ("occupations", (("4-14-01-02", "示例护理员", ""), ("6-18-01-01", "车工", ""))),
    ):
        edition, _made = Edition.objects.get_or_create(
            scheme=scheme, code="test",
            defaults={"title": "示例", "effective_from": date(2016, 1, 1), "loaded_at": SOME_TIME, "source": "示例", "file_digest": "0"},
        )  # fmt: skip
        for position, (code, name, part) in enumerate(entries):
            Entry.objects.get_or_create(edition=edition, code=code, part=part, defaults={"name": name, "position": position, "tier": "x"})


def a_firm(name: str, city: SimpleNamespace, now: datetime, *, staff: int | None = 200, kind: int | None = 50) -> Enterprise:
    """A firm with one site and one kind of post, and its staff at the end of 2020."""
    body = a_body(name, kind=OrganisationKind.ENTERPRISE, parent=city.county, division_code="620621")
    firm = Enterprise.objects.create(
        organisation=body, industry_code="2929", industry_section="C", industry="示例制造", ownership="private", size="medium",
        entered_at=now, updated_at=now,
    )  # fmt: skip
    Site.objects.create(enterprise=firm, name="厂区", division_code="620621", address="示例路1号", is_main=True)
    made = PostKind.objects.create(enterprise=firm, name="操作工")
    if staff is not None:
        counted(firm, "2020-12", staff, kind, now, made)
    return firm


def counted(firm: Enterprise, period: str, staff: int, kind: int | None, now: datetime, of: PostKind | None = None) -> StaffReturn:
    """What a firm returned for a month."""
    year, month = map(int, period.split("-"))
    last = date(year, month, 28)
    row = StaffReturn.objects.create(
        enterprise=firm, period=period, ends_on=last, definition="on_post", headcount=staff, state="submitted", entered_at=now,
        submitted_at=now,
    )  # fmt: skip
    if kind is not None:
        StaffByPost.objects.create(staff_return=row, kind=of or firm.post_kinds.get(), headcount=kind)
    return row


def an_intern(city: SimpleNamespace, name: str, **facts: Any) -> Intern:
    """A student of the second year in 2021, of age in that year."""
    serial = next(_numbers)
    number = a_number(facts.get("birth_on", date(2003, 5, 6)), serial % 900 + 1)
    own = {
        "school": city.school_body, "student_number": f"S{serial:05d}", "name": name, "sex": "1", "birth_on": date(2003, 5, 6),
        "number_hash": keyed_hash(f"{number}{serial}"), "number_sealed": encrypt(number), "masked": number[:6], "programme_code": "720201",
        "programme_name": "护理", "entered": 2019, "class_name": "19护理", "home_division": "620621", "entered_at": city.now,
    }  # fmt: skip
    return Intern.objects.create(**(own | facts))


def head_of(city: SimpleNamespace, firm: Enterprise | None = None, **facts: Any) -> PostHead:
    """A lawful post."""
    of = firm or city.firm
    own: dict[str, Any] = {
        "enterprise": of, "site": of.sites.get(), "title": "护理助理", "duties": "协助护理", "programmes": ("720201",),
        "occupation_code": "4-14-01-02", "starts_on": OLD[0], "ends_on": OLD[1], "capacity": 5, "kind": of.post_kinds.get(),
        "pay": 240000, "trial_wage": 300000, "post_wage": 300000, "mentors": (MentorHead("钱师傅"),),
    }  # fmt: skip
    return PostHead(**(own | facts))


def a_published_post(city: SimpleNamespace, firm: Enterprise | None = None, **facts: Any) -> InternshipPost:
    """A post that rounds may fill."""
    head = head_of(city, firm, **facts)
    values = {name: value for name, value in vars(head).items() if name not in ("mentors", "programmes", "hazards", "reasons")}
    row = InternshipPost.objects.create(
        **values, programmes=list(head.programmes), hazards=list(head.hazards), reasons=dict(head.reasons), occupation="示例",
        state=PostState.PUBLISHED, created_at=city.now,
    )  # fmt: skip
    PostMentor.objects.create(post=row, name="钱师傅")
    return row


def a_round(
    city: SimpleNamespace, *posts: InternshipPost, interns: Any = None, days: tuple[date, date] = OLD, title: str = ""
) -> PlacementRound:
    """A round with these posts and the city's students."""
    head = rounds.RoundHead(city.school_body, title or f"轮次{next(_numbers)}", *days)
    row = rounds.open_round(actor=city.as_school, now=city.now, head=head)
    rounds.add_students(actor=city.as_school, now=city.now, row=row, interns=city.interns if interns is None else interns)
    rounds.set_posts(actor=city.as_school, now=city.now, row=row, seats={post.pk: post.capacity for post in posts})
    row.refresh_from_db()
    return row
