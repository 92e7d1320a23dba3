"""A small city for the tests of enterprises: two counties, a school, departments that own flags and insured numbers, two firms."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from baigong.contexts.accounts.public import COUNTY_OFFICER, ENTERPRISE_OFFICER, LEADER, LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.classifications.models import Edition, Entry
from baigong.contexts.enterprises.models import Enterprise, Period, StaffReturn
from baigong.contexts.enterprises.services import registering, staff
from baigong.engines.checking.numbers import credit_check
from baigong.kernel import workflow
from baigong.kernel.access import SYSTEM
from tests.builders import SOME_TIME, a_body, a_user, acting_for

ABOUT: dict[str, Any] = {"industry_code": "1512", "ownership": "private", "size": "medium"}
"""白酒制造, a private firm of medium size, unless said otherwise."""


CODES = {
    "divisions": [("", "620621", "甲县", "county", ""), ("", "620622", "乙县", "county", "")],
    "industries": [
        ("", "C", "制造业", "section", ""), ("", "15", "酒、饮料和精制茶制造业", "division", "C>"),
        ("", "1511", "酒精制造", "class", "C>15>151>"),
        ("", "1512", "白酒制造", "class", "C>15>151>"), ("", "1440", "乳制品制造", "class", "C>14>144>"),
        ("", "3311", "金属结构制造", "class", "C>33>331>"),
    ],
    "occupations": [("", "6-02-06-01", "白酒酿造工", "occupation", "6>6-02>6-02-06>")],
    "programmes": [("secondary", "660301", "机电技术应用", "programme", "")],
}  # fmt: skip
"""As many codes as the stories name: (part, code, name, tier, path)."""


def _lay_down_codes() -> None:
    for scheme, rows in CODES.items():
        edition = Edition.objects.create(
            scheme=scheme,
            code="示例",
            title=scheme,
            source="示例",
            effective_from=date(2000, 1, 1),
            file_digest="0" * 64,
            loaded_at=SOME_TIME,
        )
        Entry.objects.bulk_create(
            Entry(edition=edition, part=part, code=code, name=name, tier=tier, path=path, position=place)
            for place, (part, code, name, tier, path) in enumerate(rows)
        )


def a_code(serial: int = 1) -> str:
    """A unified social credit code that is in order."""
    first = f"91620602MA9{serial:05d}X"
    return first + credit_check(first)


def make_city() -> SimpleNamespace:
    """Bodies, accounts, actors and the codes that the register needs."""
    _lay_down_codes()
    government = a_body("示例市政府", kind="city")
    bureau = a_body("示例市教育局", parent=government, short_name="市教育局")
    labour = a_body("示例市人社局", parent=government, short_name="市人社局")
    tax = a_body("示例市税务局", kind="agency", short_name="市税务局")
    near = a_body("甲县人民政府", kind="county", parent=government, short_name="甲县", division_code="620621")
    far = a_body("乙县人民政府", kind="county", parent=government, short_name="乙县", division_code="620622")
    school = a_body("甲县职业学校", kind="secondary_school", parent=near)
    city = SimpleNamespace(
        government=government,
        bureau=bureau,
        labour_body=labour,
        tax_body=tax,
        near=near,
        far=far,
        school_body=school,
        numbers=iter(range(1, 999)),
    )
    city.now = datetime(2021, 3, 15, 10, tzinfo=SOME_TIME.tzinfo)
    users = {
        "team": a_user(WORKING_TEAM, bureau, username="team"), "leader": a_user(LEADER, government, username="leader"),
        "county": a_user(COUNTY_OFFICER, near, username="county"), "other_county": a_user(COUNTY_OFFICER, far, username="other_county"),
        "labour": a_user(LIAISON, labour, username="labour"), "tax": a_user(LIAISON, tax, username="tax"),
        "school": a_user(SCHOOL_OFFICER, school, username="school"),
    }  # fmt: skip
    for name, user in users.items():
        setattr(city, name, acting_for(user))
    city.users = SimpleNamespace(**users)
    for name in ("winery", "dairy"):
        firm = a_firm(city, f"示例{name}有限公司")
        user = a_user(ENTERPRISE_OFFICER, firm.organisation, username=name)
        setattr(city, f"{name}_firm", firm)
        setattr(city, name, acting_for(user))
        setattr(city.users, name, user)
    return city


def head(city: SimpleNamespace, name: str, **facts: Any) -> registering.EnterpriseHead:
    """What is entered of a firm of the near county."""
    given: dict[str, Any] = {"credit_code": a_code(next(city.numbers)), "county": city.near, **ABOUT} | facts
    return registering.EnterpriseHead(name=name, **given)


def a_firm(city: SimpleNamespace, name: str, **facts: Any) -> Enterprise:
    """A registered firm."""
    return registering.enter_enterprise(actor=SYSTEM, now=city.now, head=head(city, name, **facts))


def returned(city: SimpleNamespace, firm: Enterprise, period: str, headcount: int, **facts: Any) -> StaffReturn:
    """A submitted count; whatever is striking is explained."""
    given = staff.StaffHead(Period.parse(period), headcount, facts.get("by_post"), facts.get("explanation", "情况属实"))
    row = staff.draft_return(actor=SYSTEM, now=city.now, enterprise=firm, head=given)
    return fire(row, "submit", SYSTEM, city.now)


def fire(row: Any, step: str, actor: Any, now: datetime, reason: str = "", **facts: Any) -> Any:
    """A step, on the row as it is."""
    return workflow.fire(type(row).objects.get(pk=row.pk), step, actor=actor, now=now, reason=reason, **facts)


def on(day: str) -> date:
    """A day."""
    return date.fromisoformat(day)
