"""Two schools that agreed on mutual recognition, for its tests; on top of the credit bank's small city."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from baigong.contexts.accounts.public import SCHOOL_OFFICER
from baigong.contexts.credit_bank.models import CourseEnrolment, Learner, RecognitionAgreement, SharedCourse
from baigong.contexts.credit_bank.services import mutual, mutual_courses, mutual_enrolments, mutual_results, programmes
from baigong.contexts.credit_bank.services.mutual import AgreementHead, PartyHead
from baigong.contexts.credit_bank.services.mutual_courses import SharedCourseHead
from tests.builders import a_body, a_user, acting_for
from tests.credit_city import a_type, an_account, fire, make_city

ENDED = date(2021, 7, 2)
"""The last day of a course."""


def make_schools(now: datetime) -> SimpleNamespace:
    """A general school beside the vocational one of the city; the vocational one teaches, the general one has a programme and a pupil."""
    city = make_city()
    city.now = now
    city.general_body = a_body("丙高中", kind="general_school", parent=city.school_body.parent)
    city.users.general = a_user(SCHOOL_OFFICER, city.general_body, username="general")
    city.general = acting_for(city.users.general)
    course = {"kind": "course", "family": "", "level": "", "issuer_body": city.school_body}
    city.type = a_type(city, "HX-1", credits=200, hours=32, title="电子商务", **course)
    city.second_type = a_type(city, "HX-2", credits=300, hours=48, title="汽车维护", **course)
    head = programmes.ProgrammeHead(city.general_body, "PTGZ", "普通高中课程", 2020, 14400, "示例高教〔2020〕1号")
    city.programme = programmes.save_programme(actor=city.general, now=now, head=head)
    city.settings = programmes.set_settings(
        actor=city.general, now=now,
        head=programmes.SettingsHead(city.general_body, 2020, 100, 0, True, "示例高教〔2020〕2号", date(2020, 9, 1), {}),
    )  # fmt: skip
    city.pupil_account = a_pupil(city, "李四", 11)
    city.pupil_account.user = city.users.pupil
    city.pupil_account.save()
    return city


def a_pupil(city: SimpleNamespace, name: str, serial: int, at: str = "general") -> Learner:
    """An account in use at a school."""
    return an_account(city, city.now, name, at=at, serial=serial)


def agreement_head(city: SimpleNamespace, **facts: Any) -> AgreementHead:
    """Both schools open courses and choose; credits for credits, ten in all, five a term."""
    own: dict[str, Any] = {
        "proposer": city.school_body, "title": "课程互选协议", "since": date(2020, 9, 1), "until": date(2022, 8, 31),
        "rate_permille": 1000, "ceiling": 1000, "term_ceiling": 500,
        "parties": (PartyHead(city.school_body), PartyHead(city.general_body)),
    }  # fmt: skip
    return AgreementHead(**(own | facts))


def in_force(city: SimpleNamespace, **facts: Any) -> RecognitionAgreement:
    """An agreement drafted by the vocational school, agreed to by the other, signed."""
    row = mutual.draft_agreement(actor=city.school, now=city.now, head=agreement_head(city, **facts))
    row = fire(row, "propose", city.school, city.now)
    for party in row.parties.exclude(organisation=row.proposer):
        fire(party, "agree", city.general if party.organisation == city.general_body else city.other, city.now)
    return fire(row, "sign", city.school, city.now, document="示例合〔2021〕1号")


def course_head(city: SimpleNamespace, agreement: RecognitionAgreement, **facts: Any) -> SharedCourseHead:
    """A course of the vocational school in the spring of 2021; one applies in March."""
    own: dict[str, Any] = {
        "agreement": agreement, "school": city.school_body, "type": city.type, "year": 2020, "term": "2", "hours": 32, "places": 2,
        "opens_on": date(2021, 3, 1), "closes_on": date(2021, 3, 20), "starts_on": date(2021, 3, 22), "ends_on": date(2021, 7, 2),
        "schedule": "周三下午，实训楼",
    }  # fmt: skip
    return SharedCourseHead(**(own | facts))


def a_course(city: SimpleNamespace, agreement: RecognitionAgreement, **facts: Any) -> SharedCourse:
    """A public one."""
    row = mutual_courses.draft_course(actor=city.school, now=city.now, head=course_head(city, agreement, **facts))
    return fire(row, "publish", city.school, city.now)


def enrolled(city: SimpleNamespace, course: SharedCourse, learner: Learner | None = None, *steps: str) -> CourseEnrolment:
    """A pupil of the general school applies at the desk; the schools take ``steps``."""
    row = mutual_enrolments.enrol(actor=city.general, now=city.now, learner=learner or city.pupil_account, course=course)
    for step in steps:
        row = fire(row, step, city.general if step == "confirm" else city.school, city.now)
    return row


def later(city: SimpleNamespace, day: date = ENDED) -> datetime:
    """That day, at the hour of the city's now."""
    return city.now.replace(year=day.year, month=day.month, day=day.day)


def result(row: CourseEnrolment, *, passed: bool = True, grade: str = "88", on: date = ENDED) -> mutual_results.ResultLine:
    """A line of the list of results."""
    return mutual_results.ResultLine(row.learner.number, row.learner.name, passed, grade, on)


def posted(city: SimpleNamespace, course: SharedCourse, *lines: mutual_results.ResultLine, key: str = "k") -> dict[str, int]:
    """The school that teaches hands its list in."""
    return mutual_results.post_results(
        actor=city.school, now=later(city), course=course, key=key, decision="成绩册", lines=list(lines)
    )  # fmt: skip


def passed(city: SimpleNamespace, course: SharedCourse | None = None, learner: Learner | None = None) -> CourseEnrolment:
    """An enrolment whose result is in the account."""
    course = course or a_course(city, in_force(city))
    row = enrolled(city, course, learner, "confirm", "admit")
    posted(city, course, result(row), key=f"k{row.pk}")
    row.refresh_from_db()
    return row
