"""A small city for the tests of projects: a county with two schools and a base, the city's college, hosts, county, team, experts."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.accounts.public import COUNTY_OFFICER, EXPERT, LEADER, LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.schools import public as schools
from baigong.contexts.schools.models import Project
from baigong.kernel import workflow
from tests.builders import a_body, a_user, acting_for

PDF = b"%PDF-1.7 "


def make_city() -> SimpleNamespace:
    """Bodies, accounts and actors."""
    government = a_body("示例市政府", kind="city")
    bureau = a_body("示例市教育局", parent=government)
    county = a_body("甲县", kind="county", parent=government, division_code="620621")
    school = a_body("甲县职专", kind="secondary_school", parent=a_body("甲县教育局", kind="county_bureau", parent=county))
    other = a_body("乙县职专", kind="secondary_school", parent=a_body("乙县", kind="county", parent=government, division_code="620622"))
    college = a_body("示例学院", kind="college", parent=government)
    base = a_body("甲县纪念馆", kind="base", parent=county)
    elsewhere = a_body("外地学院", kind="superior")
    users = {
        "team": a_user(WORKING_TEAM, bureau, username="team"), "leader": a_user(LEADER, government, username="leader"),
        "county": a_user(COUNTY_OFFICER, county, username="county"), "school": a_user(SCHOOL_OFFICER, school, username="school"),
        "other": a_user(SCHOOL_OFFICER, other, username="other"), "college": a_user(SCHOOL_OFFICER, college, username="college"),
        "liaison": a_user(LIAISON, bureau, username="liaison"), "expert": a_user(EXPERT, elsewhere, username="expert"),
        "own_expert": a_user(EXPERT, school, username="own_expert"),
    }  # fmt: skip
    bodies = {"county_body": county, "school_body": school, "other_body": other, "college_body": college, "base": base, "bureau": bureau}
    return SimpleNamespace(**bodies, users=SimpleNamespace(**users), **{name: acting_for(user) for name, user in users.items()})


def a_head(**facts: Any) -> schools.Head:
    """What an application says."""
    own: dict[str, Any] = {"title": "设施农业流动站", "level": "municipal", "leader": "张三", "partners": "甲公司", "summary": "建设内容。"}
    return schools.Head(**(own | facts))


def drafted(city: SimpleNamespace, now: datetime, kind: str = "practice_station", *, host: str = "school", **facts: Any) -> Project:
    """A draft of a host, with the papers that its kind asks for."""
    row = schools.draft_project(
        actor=getattr(city, host), now=now, kind=kind, host=getattr(city, f"{host}_body"), head=a_head(**facts)
    )  # fmt: skip
    for piece in schools.kind_of(kind).evidence:
        attach(city, now, row, piece, host=host)
    return row


def attach(city: SimpleNamespace, now: datetime, row: Project, kind: str, *, host: str = "school") -> Any:
    """A paper of the host."""
    upload = SimpleUploadedFile(f"{kind}.pdf", PDF + f"{row.pk}{kind}".encode())
    return schools.attach(actor=getattr(city, host), now=now, project=row, kind=kind, upload=upload)


def fire(row: Project, step: str, actor: Any, now: datetime, reason: str = "", **facts: Any) -> Project:
    """A step, on the row as it is."""
    return workflow.fire(Project.objects.get(pk=row.pk), step, actor=actor, now=now, reason=reason, **facts)


def under_review(city: SimpleNamespace, now: datetime, **facts: Any) -> Project:
    """Applied, recommended, and before the team."""
    row = fire(drafted(city, now, **facts), "apply", city.school, now)
    fire(row, "recommend", city.county, now)
    return fire(row, "open_review", city.team, now)


def enlisted(city: SimpleNamespace, now: datetime, **facts: Any) -> Project:
    """Listed by a document."""
    return fire(under_review(city, now, **facts), "enlist", city.team, now, document_number="示例发〔2021〕1号", listed_on=now.date())


def at_acceptance(city: SimpleNamespace, now: datetime, **facts: Any) -> Project:
    """Built, and handed in for acceptance."""
    row = enlisted(city, now, **facts)
    attach(city, now, row, "task_book")
    fire(row, "sign", city.team, now, build_until="2022-03-31")
    attach(city, now, row, "acceptance")
    return fire(row, "request_acceptance", city.school, now)
