"""Results of shared courses: they reach the account and are recognised at home as agreed, once."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.credit_bank.ledger.accounts import learner_account, used_account
from baigong.contexts.credit_bank.ledger.reading import balance_of
from baigong.contexts.credit_bank.ledger.verifying import verify
from baigong.contexts.credit_bank.models import (
    CourseEnrolment,
    EnrolmentState,
    Outcome,
    Posting,
)
from baigong.contexts.credit_bank.selectors.mutual import figures_for, list_enrolments
from baigong.contexts.credit_bank.services import mutual_enrolments, mutual_results, posting
from baigong.kernel.errors import NotPermitted, Refusal
from tests.credit_city import fire
from tests.mutual_city import (
    ENDED,
    a_course,
    a_pupil,
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


def test_a_result_becomes_an_outcome_by_the_one_way_and_ends_the_enrolment(city):
    row = passed(city)
    assert (row.state, row.grade) == (EnrolmentState.PASSED, "88")
    outcome = Outcome.objects.get()
    assert (row.outcome, outcome.batch.body, outcome.reviewer) == (outcome, city.school_body, city.school_body)
    assert balance_of(learner_account(city.pupil_account).code) == 200


def test_the_same_results_again_change_nothing_and_wrong_ones_store_none(city):
    course = a_course(city, in_force(city))
    row = enrolled(city, course, None, "confirm", "admit")
    stranger = a_pupil(city, "没选课", 71)
    line = mutual_results.ResultLine(stranger.number, stranger.name, True, "90", ENDED)
    with pytest.raises(Refusal, match="不在本课程已录取"):
        posted(city, course, result(row), line)
    assert not Outcome.objects.exists()
    with pytest.raises(Refusal, match="早于开课日期"):
        posted(city, course, result(row, on=date(2021, 3, 21)))
    assert posted(city, course, result(row)) == {"passed": 1, "failed": 0}
    assert posted(city, course, result(row)) == {"passed": 0, "failed": 0}
    assert Outcome.objects.count() == 1


def test_only_the_school_that_taught_posts_results(city):
    course = a_course(city, in_force(city))
    row = enrolled(city, course, None, "confirm", "admit")
    with pytest.raises(NotPermitted):
        mutual_results.post_results(actor=city.general, now=later(city), course=course, key="k", decision="册", lines=[result(row)])


def test_a_result_that_came_by_another_road_ends_the_enrolment_too(city):
    course = a_course(city, in_force(city))
    row = enrolled(city, course, None, "confirm", "admit")
    line = posting.Line(row.learner.number, row.learner.name, "HX-1", ENDED, grade="77")
    posting.post_outcomes(actor=city.school, now=later(city), body=city.school_body, key="api", decision="成绩册", lines=[line])
    assert mutual_results.settle(actor=city.school, now=later(city), course=course) == 1
    row.refresh_from_db()
    assert (row.state, row.grade) == (EnrolmentState.PASSED, "77")


def test_a_course_is_recognised_at_home_at_the_agreed_rate_and_used_there_once(city):
    row = passed(city, a_course(city, in_force(city, rate_permille=750)))
    row = fire(row, "recognise", city.general, later(city), decision="示例高教〔2021〕互认1号")
    assert (row.state, row.credits, row.programme) == (EnrolmentState.RECOGNISED, 150, city.programme)
    use = Posting.objects.get(kind="use")
    assert (use.target, use.rule, use.decision) == (city.programme.target, "MUTUAL/示例合〔2021〕1号", "示例高教〔2021〕互认1号")
    assert balance_of(learner_account(city.pupil_account).code) == 200, "the account keeps what was attained"
    assert balance_of(used_account(city.pupil_account, city.programme.target).code) == 150
    assert verify().is_sound


def test_the_ceiling_of_the_agreement_cuts_and_then_nothing_is_left(city):
    agreement = in_force(city, ceiling=300)
    first = passed(city, a_course(city, agreement))
    second = passed(city, a_course(city, agreement, type=city.second_type))
    fire(first, "recognise", city.general, later(city))
    assert fire(second, "recognise", city.general, later(city)).credits == 100
    fire(first, "reverse", city.general, later(city), reason="重办")
    assert fire(first, "recognise", city.general, later(city)).credits == 200


def test_nothing_is_recognised_where_nothing_is_left_and_the_reason_says_so(city):
    agreement = in_force(city, ceiling=200)
    first = passed(city, a_course(city, agreement))
    second = passed(city, a_course(city, agreement, type=city.second_type))
    fire(first, "recognise", city.general, later(city))
    with pytest.raises(Refusal, match="协议每人认定上限只余0学分"):
        fire(second, "recognise", city.general, later(city))


def test_without_the_schools_own_settings_nothing_is_recognised(city):
    row = passed(city)
    city.settings.delete()
    with pytest.raises(Refusal, match="还没有登记"):
        fire(row, "recognise", city.general, later(city))


def test_reversing_sets_the_outcome_free_and_a_revoked_outcome_ends_the_recognition(city):
    row = fire(passed(city), "recognise", city.general, later(city))
    used = used_account(city.pupil_account, city.programme.target).code
    row = fire(row, "reverse", city.general, later(city), reason="专业选错")
    assert (row.state, row.credits, balance_of(used)) == (EnrolmentState.PASSED, None, 0)
    row = fire(row, "recognise", city.general, later(city))
    assert figures_for(city.office, city.now.date()).units == 200
    fire(row.outcome, "revoke", city.school, later(city), reason="成绩录错")
    row = CourseEnrolment.objects.select_related("outcome").get(pk=row.pk)
    assert (row.is_void, balance_of(used)) == (True, 0)
    assert figures_for(city.office, city.now.date()).units == 0
    assert verify().is_sound


def test_the_home_school_recognises_for_all_and_names_whom_it_could_not(city):
    agreement = in_force(city, ceiling=200)
    second = a_course(city, agreement, type=city.second_type)
    fire(passed(city, a_course(city, agreement)), "recognise", city.general, later(city))
    passed(city, second)
    passed(city, second, a_pupil(city, "另一人", 81))
    done = mutual_enrolments.recognise_all(actor=city.general, now=later(city), course=second, home=city.general_body)
    assert done.taken == 1
    assert done.refused[0].startswith("李四：没有可以互认的学分")


def test_each_side_sees_its_own_and_the_office_all(city):
    row = enrolled(city, a_course(city, in_force(city)))
    for actor, sees in ((city.general, True), (city.school, True), (city.office, True), (city.other, False), (city.pupil, False)):
        assert (row in list_enrolments(actor)) == sees
