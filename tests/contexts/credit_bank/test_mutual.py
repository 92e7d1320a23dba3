"""Mutual recognition: schools agree, open courses, pupils choose, results arrive and are recognised at home as agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from baigong.contexts.credit_bank.ledger.accounts import learner_account, used_account
from baigong.contexts.credit_bank.ledger.reading import balance_of
from baigong.contexts.credit_bank.ledger.verifying import verify
from baigong.contexts.credit_bank.models import (
    AgreementKind,
    AgreementState,
    CourseEnrolment,
    EnrolmentState,
    Outcome,
    Posting,
    RecognitionAgreement,
    SharedCourse,
)
from baigong.contexts.credit_bank.mutual.choosing import Chooser
from baigong.contexts.credit_bank.selectors.mutual import choices_for, figures_for, list_agreements, list_enrolments, list_public_courses
from baigong.contexts.credit_bank.services import mutual, mutual_courses, mutual_enrolments, mutual_results, posting, programmes
from baigong.contexts.credit_bank.services.mutual import PartyHead
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.notices.models import Notice
from baigong.kernel.workflow import fire as machine_fire
from baigong.kernel.workflow import todos
from tests.credit_city import fire
from tests.mutual_city import a_course, a_pupil, agreement_head, course_head, enrolled, in_force, make_schools

pytestmark = pytest.mark.django_db
ENDED = date(2021, 7, 2)


@pytest.fixture
def city(db, now):
    return make_schools(now)


def drafted(city, **facts):
    return mutual.draft_agreement(actor=city.school, now=city.now, head=agreement_head(city, **facts))


def later(city, day=ENDED):
    return city.now.replace(year=day.year, month=day.month, day=day.day)


def result(row, *, passed=True, grade="88", on=ENDED):
    return mutual_results.ResultLine(row.learner.number, row.learner.name, passed, grade, on)


def posted(city, course, *lines, key="k"):
    return mutual_results.post_results(
        actor=city.school, now=later(city), course=course, key=key, decision="成绩册", lines=list(lines)
    )  # fmt: skip


def passed(city, course=None, learner=None):
    course = course or a_course(city, in_force(city))
    row = enrolled(city, course, learner, "confirm", "admit")
    posted(city, course, result(row), key=f"k{row.pk}")
    row.refresh_from_db()
    return row


# -- agreements ------------------------------------------------------------------------------------------------------


def test_an_agreement_comes_into_force_once_the_other_side_agreed_and_it_has_a_document(city):
    row = fire(drafted(city), "propose", city.school, city.now)
    with pytest.raises(Conflict):
        fire(row, "sign", city.school, city.now, document="文号")
    theirs = row.parties.get(organisation=city.general_body)
    with pytest.raises(NotPermitted):
        fire(theirs, "agree", city.school, city.now)
    fire(theirs, "agree", city.general, city.now)
    row.refresh_from_db()
    assert row.state == AgreementState.AGREED
    with pytest.raises(Refusal, match="协议文号"):
        fire(row, "sign", city.general, city.now)
    row = fire(row, "sign", city.general, city.now, document="示例合〔2021〕1号")
    assert (row.kind, row.signed_on) == (AgreementKind.GENERAL_VOCATIONAL, city.now.date())
    assert row.is_in_force(date(2022, 8, 31))
    assert not row.is_in_force(date(2022, 9, 1))


def test_of_three_the_last_yes_concludes(city):
    three = (PartyHead(city.school_body), PartyHead(city.general_body), PartyHead(city.other_body, offers=False))
    row = fire(drafted(city, parties=three), "propose", city.school, city.now)
    fire(row.parties.get(organisation=city.general_body), "agree", city.general, city.now)
    row.refresh_from_db()
    assert row.state == AgreementState.PROPOSED
    fire(row.parties.get(organisation=city.other_body), "agree", city.other, city.now)
    row.refresh_from_db()
    assert row.state == AgreementState.AGREED


def test_one_no_sends_it_back_with_its_reason_and_everybody_is_asked_anew(city):
    row = fire(drafted(city), "propose", city.school, city.now)
    fire(row.parties.get(organisation=city.general_body), "decline", city.general, city.now, reason="比例要再议")
    row.refresh_from_db()
    assert row.state == AgreementState.RETURNED
    assert row in list_agreements(city.general), "who declined still sees it"
    assert Notice.objects.filter(recipient=city.users.school, body__contains="比例要再议").exists()
    mutual.edit_agreement(actor=city.school, now=city.now, agreement=row, head=agreement_head(city, rate_permille=800))
    row = fire(row, "propose", city.school, city.now)
    assert {party.state for party in row.parties.all()} == {"agreed", "pending"}


def waiting(actor):
    return {group.label: [item.title for item in group.items] for group in todos(actor)}


def test_an_agreement_that_was_proposed_waits_for_the_answer_of_each_other_party_and_a_draft_for_nobodys(city):
    row = drafted(city)
    assert "待答复的互认协议" not in waiting(city.general)
    with pytest.raises(NotPermitted):
        fire(row.parties.get(organisation=city.general_body), "agree", city.general, city.now)
    row = fire(row, "propose", city.school, city.now)
    assert waiting(city.general)["待答复的互认协议"] == ["课程互选协议（丙高中）"]
    assert "待答复的互认协议" not in waiting(city.school)
    fire(row.parties.get(organisation=city.general_body), "agree", city.general, city.now)
    assert "待答复的互认协议" not in waiting(city.general)


def test_what_its_author_takes_back_waits_for_nobody(city):
    row = fire(drafted(city), "propose", city.school, city.now)
    asked = Notice.objects.filter(recipient=city.users.general, url=row.get_absolute_url())
    assert asked.get().read_at is None
    fire(row, "recall", city.school, city.now, reason="比例要再议")
    assert asked.get().read_at is not None


def test_a_draft_is_its_authors_and_what_was_proposed_does_not_change(city):
    row = drafted(city)
    assert list(list_agreements(city.general)) == []
    assert list(list_agreements(city.office)) == [row]
    with pytest.raises(NotPermitted):
        mutual.edit_agreement(actor=city.general, now=city.now, agreement=row, head=agreement_head(city))
    fire(row, "propose", city.school, city.now)
    with pytest.raises(Conflict, match="内容不再改动"):
        mutual.edit_agreement(actor=city.school, now=city.now, agreement=row, head=agreement_head(city))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"until": date(2020, 8, 31)}, "until"), ({"rate_permille": 0}, "rate"), ({"rate_permille": 1001}, "rate"),
        ({"parties": ()}, "parties"),
    ],
)  # fmt: skip
def test_an_agreement_that_cannot_be_is_refused(city, facts, field):
    with pytest.raises(Refusal) as refusal:
        drafted(city, **facts)
    assert field in refusal.value.fields
    assert not RecognitionAgreement.objects.exists()


def test_an_agreement_in_which_nobody_may_choose_is_not_proposed(city):
    row = drafted(city, parties=(PartyHead(city.school_body, takes=False), PartyHead(city.general_body, takes=False)))
    with pytest.raises(Refusal, match="另一方的学生可以选"):
        fire(row, "propose", city.school, city.now)


def test_what_is_over_ends_by_itself_and_not_before(city):
    row = in_force(city, until=date(2021, 8, 31))
    with pytest.raises(Refusal, match="才期满"):
        fire(row, "end", city.school, city.now)
    assert mutual.end_agreements(later(city, date(2021, 8, 31))).count == 0
    assert mutual.end_agreements(later(city, date(2021, 9, 1))).count == 1
    row.refresh_from_db()
    assert (row.state, row.ended_on) == (AgreementState.ENDED, date(2021, 8, 31))


def test_an_agreement_that_somebody_ends_at_this_moment_keeps_no_other_from_ending(city, monkeypatch):
    first, second = in_force(city, until=date(2021, 8, 31)), in_force(city, until=date(2021, 8, 31), title="另一协议")

    def beaten_to_the_first(row, step, **facts):
        if row == first:
            raise Conflict("刚被他人处理。", code="raced")
        return machine_fire(row, step, **facts)

    monkeypatch.setattr(mutual, "fire", beaten_to_the_first)
    assert mutual.end_agreements(later(city, date(2021, 9, 1))) == mutual.Ended(1, ("刚被他人处理。",))
    second.refresh_from_db()
    assert second.state == AgreementState.ENDED


# -- courses ---------------------------------------------------------------------------------------------------------


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


# -- choosing --------------------------------------------------------------------------------------------------------


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


# -- places ----------------------------------------------------------------------------------------------------------


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


# -- results and recognition -----------------------------------------------------------------------------------------


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
