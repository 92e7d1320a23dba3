"""Courses under an agreement: opened by those who teach, chosen by pupils, places given in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from baigong.contexts.credit_bank.models import (
    CourseEnrolment,
    EnrolmentState,
    SharedCourse,
)
from baigong.contexts.credit_bank.mutual.choosing import Chooser
from baigong.contexts.credit_bank.selectors.mutual import choices_for, list_public_courses
from baigong.contexts.credit_bank.services import mutual_courses, mutual_enrolments, posting, programmes
from baigong.contexts.credit_bank.services.mutual import PartyHead
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.notices.models import Notice
from tests.credit_city import a_type, fire
from tests.mutual_city import (
    ENDED,
    a_course,
    a_pupil,
    course_head,
    enrolled,
    in_force,
    later,
    make_schools,
    passed,
    posted,
    result,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, now):
    return make_schools(now)


def test_a_course_is_public_under_an_agreement_in_force_and_worth_what_the_catalogue_says(city):
    course = a_course(city, in_force(city, rate_permille=750))
    assert (course.credits_text, course.recognised_text) == ("2", "1.5")
    assert list(list_public_courses()) == [course]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"starts_on": date(2022, 9, 5), "ends_on": date(2022, 12, 5)}, "starts_on"), ({"closes_on": date(2021, 2, 1)}, "closes_on"),
        ({"ends_on": date(2021, 3, 1)}, "ends_on"),
    ],
)  # fmt: skip
def test_a_course_that_cannot_be_is_refused(city, facts, field):
    with pytest.raises(Refusal) as refusal:
        a_course(city, in_force(city), **facts)
    assert field in refusal.value.fields


def test_a_school_opens_only_courses_it_issues_and_only_where_it_agreed_to(city):
    agreement = in_force(city, parties=(PartyHead(city.school_body), PartyHead(city.general_body, offers=False)))
    with pytest.raises(NotPermitted):
        mutual_courses.draft_course(actor=city.general, now=city.now, head=course_head(city, agreement))
    head = replace(course_head(city, agreement), school=city.general_body)
    with pytest.raises(Refusal, match="不开放课程"):
        mutual_courses.draft_course(actor=city.general, now=city.now, head=head)


def test_a_draft_is_not_handed_to_another_school(city):
    agreement = in_force(city)
    own = {"kind": "course", "family": "", "level": "", "issuer_body": city.general_body}
    theirs = a_type(city, "PG-1", credits=200, hours=32, title="书法", **own)
    course = mutual_courses.draft_course(actor=city.school, now=city.now, head=course_head(city, agreement))
    head = course_head(city, agreement, school=city.general_body, type=theirs)
    with pytest.raises(NotPermitted):
        mutual_courses.edit_course(actor=city.school, now=city.now, course=course, head=head)
    course.refresh_from_db()
    assert course.school == city.school_body


def test_a_public_course_keeps_what_pupils_rely_on_and_never_loses_taken_places(city):
    course = a_course(city, agreement := in_force(city))
    for number in (1, 2):
        enrolled(city, course, a_pupil(city, f"学生{number}", 20 + number), "confirm", "admit")
    with pytest.raises(Conflict, match="学时不能再改"):
        mutual_courses.edit_course(actor=city.school, now=city.now, course=course, head=course_head(city, agreement, hours=48))
    with pytest.raises(Refusal, match="已录取2人"):
        mutual_courses.edit_course(actor=city.school, now=city.now, course=course, head=course_head(city, agreement, places=1))
    row = mutual_courses.edit_course(actor=city.school, now=city.now, course=course, head=course_head(city, agreement, places=5))
    assert row.places == 5


def test_one_course_stands_once_in_a_term(city):
    agreement = in_force(city)
    a_course(city, agreement)
    with pytest.raises(Conflict, match="已经列入"):
        a_course(city, agreement)


def reasons(city, course, learner=None, on=None):
    return "".join(Chooser(learner or city.pupil_account, on or city.now.date()).why_not(course))


def test_a_pupil_chooses_from_what_the_own_school_agreed_to(city):
    course = a_course(city, in_force(city))
    found = choices_for(city.pupil_account, city.now.date())
    assert [(one.course, one.reasons) for one in found] == [(course, [])]
    row = mutual_enrolments.enrol(actor=city.pupil, now=city.now, learner=city.pupil_account, course=course)
    assert (row.state, row.home) == (EnrolmentState.APPLIED, city.general_body)
    assert Notice.objects.filter(recipient=city.users.general, kind="credit_bank.enrolment.home").exists()


def test_every_reason_against_a_course_is_said(city):
    agreement = in_force(city)
    course = a_course(city, agreement)
    assert "报名已于2021-03-20截止" in reasons(city, course, on=date(2021, 3, 21))
    assert "报名从2021-03-01开始" in reasons(city, course, on=date(2021, 2, 28))
    assert "这是本校的课程" in reasons(city, course, a_pupil(city, "本校生", 31, at="school"))
    assert "没有参加这份协议" in reasons(city, course, a_pupil(city, "外校生", 32, at="other"))
    enrolled(city, course)
    assert "已经报过名" in reasons(city, course)
    with pytest.raises(Refusal, match="已经报过名"):
        enrolled(city, course)
    fire(agreement, "terminate", city.general, city.now, reason="停止合作")
    course = SharedCourse.objects.select_related("agreement", "type").get(pk=course.pk)
    assert "现在没有执行" in reasons(city, course, a_pupil(city, "王五", 33))


def test_the_same_course_in_another_term_the_own_schools_and_one_in_the_account_are_not_chosen_again(city):
    agreement = in_force(city)
    row = passed(city, a_course(city, agreement))
    again = a_course(city, agreement, year=2021, term="1", opens_on=date(2021, 6, 1), closes_on=date(2021, 9, 1),
                     starts_on=date(2021, 9, 6), ends_on=date(2021, 12, 1))  # fmt: skip
    summer = date(2021, 7, 5)
    assert "同一门课已在2020–2021 第二学期选过" in reasons(city, again, on=summer)
    other = a_pupil(city, "自学者", 42)
    line = posting.Line(other.number, other.name, "HX-1", ENDED)
    posting.post_outcomes(actor=city.school, now=later(city), body=city.school_body, key="own", decision="册", lines=[line])
    assert "已在学分账户里" in reasons(city, again, other, on=summer)
    fire(row.outcome, "revoke", city.school, later(city), reason="录错")
    assert reasons(city, again, on=summer) == "", "what was revoked may be learnt again"
    courses = [programmes.CourseHead("DS", "汽车维护", "elective", 300, 48)]
    programmes.save_courses(actor=city.general, now=city.now, programme=city.programme, courses=courses)
    other = a_course(city, agreement, type=city.second_type)
    assert "丙高中自己开设“汽车维护”" in reasons(city, other, a_pupil(city, "赵六", 41))


def test_a_failed_course_may_be_chosen_again(city):
    agreement = in_force(city)
    course = a_course(city, agreement)
    row = enrolled(city, course, None, "confirm", "admit")
    posted(city, course, result(row, passed=False, grade="40"))
    again = a_course(city, agreement, year=2021, term="1", opens_on=date(2021, 6, 1), closes_on=date(2021, 9, 1),
                     starts_on=date(2021, 9, 6), ends_on=date(2021, 12, 1))  # fmt: skip
    assert reasons(city, again, on=date(2021, 7, 5)) == ""


def test_the_ceiling_of_a_term_is_the_agreements(city):
    agreement = in_force(city, term_ceiling=400)
    enrolled(city, a_course(city, agreement))
    assert "每学期最多选4学分，本学期已选2学分" in reasons(city, a_course(city, agreement, type=city.second_type))


def test_a_course_kept_for_some_schools_is_for_those_alone(city):
    three = (PartyHead(city.school_body), PartyHead(city.general_body), PartyHead(city.other_body))
    course = a_course(city, in_force(city, parties=three), takers=(city.other_body,))
    assert "只招收：乙学院" in reasons(city, course)
    assert reasons(city, course, a_pupil(city, "外校生", 32, at="other")) == ""


def test_places_are_given_in_the_order_in_which_the_home_schools_agreed(city):
    course = a_course(city, in_force(city))
    pupils = [a_pupil(city, f"学生{n}", 50 + n) for n in range(3)]
    rows = [enrolled(city, course, pupil) for pupil in pupils]
    for minutes, row in enumerate(reversed(rows)):
        fire(row, "confirm", city.general, city.now + timedelta(minutes=minutes))
    done = mutual_enrolments.admit_in_turn(actor=city.school, now=city.now, course=course)
    assert (done.taken, done.waiting) == (2, 1)
    states = dict(CourseEnrolment.objects.values_list("learner__name", "state"))
    assert states == {"学生2": "admitted", "学生1": "admitted", "学生0": "waiting"}
    with pytest.raises(Conflict, match="名额已满"):
        fire(rows[0], "admit", city.school, city.now)
    fire(rows[2], "withdraw", city.general, city.now)
    assert Notice.objects.filter(recipient=city.users.school, subject__contains="可递补候补").exists()
    assert mutual_enrolments.admit_in_turn(actor=city.school, now=city.now, course=course).taken == 1


def test_the_home_school_agrees_for_all_its_pupils_at_once_and_nobody_for_oneself(city):
    course = a_course(city, in_force(city))
    rows = [enrolled(city, course, a_pupil(city, f"学生{n}", 60 + n)) for n in range(3)]
    assert mutual_enrolments.confirm_all(actor=city.general, now=city.now, course=course, home=city.general_body).taken == 3
    with pytest.raises(NotPermitted):
        fire(rows[0], "admit", city.general, city.now)


def test_a_pupil_gives_up_until_the_course_begins_and_then_through_the_school(city):
    course = a_course(city, in_force(city))
    row = enrolled(city, course, None, "confirm", "admit")
    begun = later(city, date(2021, 3, 22))
    with pytest.raises(Refusal, match="课程已经开始"):
        fire(row, "withdraw", city.pupil, begun)
    assert fire(row, "withdraw", city.general, begun).state == EnrolmentState.WITHDRAWN


def test_a_course_that_falls_out_lets_everybody_go_and_says_why(city):
    course = a_course(city, in_force(city))
    row = enrolled(city, course, None, "confirm", "admit")
    fire(course, "cancel", city.school, city.now, reason="教师调动")
    row.refresh_from_db()
    assert row.state == EnrolmentState.DECLINED
    assert Notice.objects.filter(recipient=city.users.pupil, body__contains="教师调动").exists()
