"""The end: another employer, a closed firm, the assessment, hours that become credits once, the certificate, the archive."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from baigong.contexts.credit_bank.ledger.accounts import learner_account
from baigong.contexts.credit_bank.ledger.reading import balance_of
from baigong.contexts.credit_bank.models import Outcome, OutcomeType, OutcomeTypeState
from baigong.contexts.credit_bank.services import catalogue
from baigong.contexts.enterprises.public import EnterpriseClosed
from baigong.contexts.internships.models import AgreementState, InternshipAgreement, InternshipPost, Placement, PlacementState, PostState
from baigong.contexts.internships.outputs.agreements import agreement_document, certificate_document, consent_document
from baigong.contexts.internships.panel_of_posts import posts_panel
from baigong.contexts.internships.placing.caps import held_in_posts
from baigong.contexts.internships.selectors.posts import get_post
from baigong.contexts.internships.selectors.work import posts_to_change_to
from baigong.contexts.internships.services import days, ending, work
from baigong.contexts.internships.services.days import DayEntry
from baigong.contexts.internships.services.hearing_of_work import unit_closed
from baigong.contexts.internships.services.posts import close_over
from baigong.kernel import documents
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.notices.models import Notice
from tests.builders import a_body
from tests.internship_city import END, a_firm, a_place, a_placement, at, at_work, fire, formalised, make_city

pytestmark = pytest.mark.django_db
AFTER = END + timedelta(days=1)


@pytest.fixture
def city(db):
    return make_city()


def an_entry(city, body=None, **facts):
    """The school's entry for internships in the catalogue."""
    body = body or city.school_body
    own = {
        "kind": "internship", "code": f"SX-{body.pk}", "title": "岗位实习", "issuer": body.name, "issuer_body": body,
        "since": date(2019, 9, 1),
    }  # fmt: skip
    row = catalogue.draft_type(actor=city.office, now=at(date(2021, 3, 1)), head=catalogue.TypeHead(**(own | facts)))
    OutcomeType.objects.filter(pk=row.pk).update(state=OutcomeTypeState.PUBLISHED)
    return row


def worked(city, placement, count=4):
    """So many days of eight hours, four a week."""
    for n in range(count):
        day = placement.starts_on + timedelta(days=7 * (n // 4) + n % 4)
        one = DayEntry(day, "present", time(8), time(17), 60)
        days.enter_day(actor=city.firm, now=at(AFTER), placement=placement, entry=one)
    return placement


def appraised(city, placement, mentor="90", teacher="80", now=None):
    return ending.appraise(
        actor=city.school, now=now or at(AFTER), placement=placement, mentor_mark=mentor, teacher_mark=teacher, words="能独立完成饲养工作"
    )


def test_hours_become_credits_in_the_credit_bank_once(city):
    an_entry(city)
    placement = worked(city, at_work(city), 8)
    made = appraised(city, placement)
    assert (made.hours, str(made.score), made.is_passed, made.not_posted) == (64, "85.0", True, "")
    assert made.outcome.credits == 400  # 64 hours at 16 an hour's credit
    assert balance_of(learner_account(city.intern.learner).code) == 400
    again = ending.post_hours(actor=city.school, now=at(AFTER), appraisal=made)
    assert again.outcome_id == made.outcome_id
    assert Outcome.objects.count() == 1


def test_without_account_or_catalogue_it_says_why_and_is_posted_later(city):
    placement = worked(city, at_work(city, intern=city.adult))
    with pytest.raises(NotPermitted):
        appraised(city, placement)
    made = ending.appraise(
        actor=city.college, now=at(AFTER), placement=placement, mentor_mark="90", teacher_mark="80", words="好"
    )  # fmt: skip
    assert "还没有学分账户" in made.not_posted
    own = worked(city, at_work(city))
    made = appraised(city, own)
    assert "成果目录里还没有" in made.not_posted
    an_entry(city)
    assert ending.post_hours(actor=city.school, now=at(AFTER), appraisal=made).outcome is not None


def test_the_programmes_own_entry_comes_before_the_one_for_all(city):
    an_entry(city)
    own = an_entry(city, code="SX-P", programme_code="610301", credits=1000)
    assert appraised(city, worked(city, at_work(city))).outcome.type_id == own.pk


def test_who_does_not_pass_gets_no_credit(city):
    an_entry(city)
    made = appraised(city, worked(city, at_work(city)), "59", "60")
    assert (made.is_passed, made.not_posted) == (False, "鉴定不合格，不计学分。")
    assert not Outcome.objects.exists()


def test_nobody_is_assessed_before_the_end_with_open_days_or_unread_logs(city):
    placement = at_work(city)
    with pytest.raises(Conflict, match="到2021-08-31才结束"):
        appraised(city, placement, now=at(date(2021, 7, 1)))
    days.check_in(actor=city.student, now=at(date(2021, 5, 10), 8), placement=placement)
    work.write_log(
        actor=city.student, now=at(date(2021, 5, 14)), placement=placement, kind="weekly", begins=date(2021, 5, 10), words="一周"
    )
    with pytest.raises(Conflict, match="1份实习报告没有批阅、1天签到单位没有登记"):
        appraised(city, placement)


def test_the_last_day_is_not_before_a_day_at_work_and_leave_behind_it_falls_away(city):
    placement = at_work(city)
    leave = work.ask_leave(
        actor=city.student, now=at(date(2021, 5, 10)), placement=placement, kind="personal", first=date(2021, 5, 20),
        last=date(2021, 5, 21), why="家中有事",
    )  # fmt: skip
    fire(leave, "grant", city.school, at(date(2021, 5, 10)))
    days.check_in(actor=city.student, now=at(date(2021, 5, 14), 8), placement=placement)
    with pytest.raises(Refusal, match="2021-05-14还有签到或出勤"):
        fire(placement, "end_early", city.school, at(date(2021, 5, 17)), "身体原因", last_day="2021-05-13")
    placement = fire(placement, "end_early", city.school, at(date(2021, 5, 17)), "身体原因", last_day="2021-05-14")
    assert list(placement.days.values_list("day", flat=True)) == [date(2021, 5, 14)]


def test_a_change_of_employer_ends_the_agreement_and_begins_with_formalities_of_its_own(city):
    placement = at_work(city)
    new = ending.change_employer(
        actor=city.school, now=at(date(2021, 5, 31)), placement=placement, post=city.other_post, starts_on=date(2021, 6, 1),
        ends_on=END, last_day="2021-05-28", reason="单位转产",
    )  # fmt: skip
    placement.refresh_from_db()
    assert (placement.state, placement.ends_on) == (PlacementState.CHANGED, date(2021, 5, 28))
    old = InternshipAgreement.objects.get()
    assert (old.state, old.ended_on) == (AgreementState.ENDED, date(2021, 5, 28))
    assert new.state == PlacementState.PLANNED
    with pytest.raises(Conflict):
        fire(new, "start", city.school, at(date(2021, 6, 1)))
    formalised(city, new)
    assert fire(new, "start", city.school, at(date(2021, 6, 1))).state == PlacementState.ACTIVE


def test_a_change_that_overlaps_names_both_stays_and_changes_nothing(city):
    placement = at_work(city)
    with pytest.raises(Refusal) as refused:
        ending.change_employer(
            actor=city.school, now=at(date(2021, 5, 31)), placement=placement, post=city.other_post, starts_on=date(2021, 5, 20),
            ends_on=END, last_day="2021-05-28", reason="单位转产",
        )  # fmt: skip
    for part in ("示例机械公司“装配工”2021-05-20至", "示例牧业公司“饲养员”2021-03-22至2021-05-28", "改为2021-05-29起"):
        assert part in refused.value.message
    placement.refresh_from_db()
    assert placement.state == PlacementState.ACTIVE
    assert Placement.objects.count() == 1


def test_a_change_passes_the_same_rules_places_and_caps_as_a_round(city):
    city.intern.avoids = ["lifting"]
    city.intern.save()
    placement = at_work(city)

    def change(post, starts_on=date(2021, 6, 1), ends_on=END):
        return ending.change_employer(
            actor=city.school, now=at(date(2021, 5, 31)), placement=placement, post=post, starts_on=starts_on, ends_on=ends_on,
            last_day="2021-05-28", reason="单位转产",
        )  # fmt: skip

    heavy = a_place(city.other_enterprise, title="搬运", hazards=["lifting"])
    foreign = a_place(city.other_enterprise, title="会计", programmes=["730301"])
    full = a_place(city.other_enterprise, title="门卫", capacity=1)
    a_placement(city, city.adult, full)
    nobody_counted = a_place(a_firm(a_body("示例小厂", kind="enterprise", parent=city.county_body, credit_code="")))
    nobody_counted.enterprise.staff_returns.all().delete()
    for post, why in ((heavy, "健康上不宜"), (foreign, "专业大类"), (full, "1个名额已满"), (nobody_counted, "最多0人")):
        with pytest.raises(Refusal, match=why):
            change(post)
    with pytest.raises(Refusal, match="结束早于开始"):
        change(city.other_post, starts_on=date(2021, 6, 2), ends_on=date(2021, 6, 1))
    assert Placement.objects.filter(intern=city.intern).count() == 1
    offered = posts_to_change_to(placement, date(2021, 5, 31))
    assert city.other_post in offered
    assert not {heavy, foreign, full} & set(offered)
    assert change(city.other_post).enterprise == city.other_body


def test_a_place_that_was_left_early_stays_free_when_its_placement_is_put_away(city):
    post = a_place(city.enterprise, title="挤奶工", capacity=1)
    left = at_work(city, post=post)
    assert held_in_posts([post.pk]) == {post.pk: 1}
    left = fire(left, "end_early", city.school, at(date(2021, 5, 17)), "身体原因", last_day="2021-05-14")
    fire(left, "archive", city.school, at(date(2021, 5, 18)))
    assert held_in_posts([post.pk]) == {}
    assert get_post(city.school, post.pk).held == 0


def test_the_last_day_lies_in_the_placement_and_not_in_the_future(city):
    placement = at_work(city)
    for wrong in ("2021-03-01", "2021-06-02", "昨天"):
        with pytest.raises(Refusal):
            fire(placement, "end_early", city.school, at(date(2021, 6, 1)), "个人原因", last_day=wrong)


def test_a_firm_that_closes_under_its_interns_suspends_them_and_asks_the_school(city):
    active, waiting = at_work(city), formalised(city, a_placement(city, city.child, starts_on=date(2021, 7, 1)))
    unit_closed(EnterpriseClosed(city.enterprise.pk, date(2021, 6, 1)), at(date(2021, 6, 1)))
    active.refresh_from_db()
    waiting.refresh_from_db()
    assert (active.state, waiting.state) == (PlacementState.SUSPENDED, PlacementState.TRAINED)
    assert Notice.objects.filter(recipient=city.users.school, kind="internships.placement.to_replace").count() == 2
    assert get_post(city.school, active.post_id).state == PostState.PAUSED
    again = ending.change_employer(
        actor=city.school, now=at(date(2021, 6, 2)), placement=active, post=city.other_post, starts_on=date(2021, 6, 3), ends_on=END,
        last_day="2021-06-01", reason="单位关闭",
    )  # fmt: skip
    assert again.enterprise == city.other_body


def test_the_posts_of_a_firm_that_closed_close_at_once_or_at_night_when_the_last_intern_has_left(city):
    day, placement = date(2021, 6, 1), at_work(city)
    for post in (placement.post, city.other_post):
        type(city.enterprise).objects.filter(pk=post.enterprise_id).update(closed_on=day)
        unit_closed(EnterpriseClosed(post.enterprise_id, day), at(day))
    states = {post.pk: post.state for post in InternshipPost.objects.all()}
    assert (states[placement.post_id], states[city.other_post.pk]) == (PostState.PAUSED, PostState.CLOSED)
    assert close_over(at(date(2021, 6, 2))) == 0
    placement.refresh_from_db()
    fire(placement, "end_early", city.school, at(date(2021, 6, 2)), "单位关闭", last_day="2021-06-01")
    Placement.objects.filter(post=placement.post).exclude(pk=placement.pk).delete()
    Placement.objects.filter(pk=placement.pk).update(state=PlacementState.ARCHIVED)
    assert close_over(at(date(2021, 6, 3))) == 1
    assert get_post(city.school, placement.post_id).state == PostState.CLOSED


def test_an_open_firm_is_offered_a_new_post_and_a_closed_one_is_not(city):
    firm, day = city.enterprise, date(2021, 6, 1)
    assert [str(words) for words, _url in posts_panel(city.firm, firm, day).acts] == ["登记岗位"]
    firm.closed_on = day
    assert not posts_panel(city.firm, firm, day).acts


def test_nobody_goes_back_to_work_in_a_firm_that_closed(city):
    placement = at_work(city)
    fire(placement, "suspend", city.school, at(date(2021, 6, 1)), "停产检修")
    type(city.enterprise).objects.filter(pk=city.enterprise.pk).update(closed_on=date(2021, 6, 10))
    placement = type(placement).objects.get(pk=placement.pk)
    with pytest.raises(Refusal, match="已于2021-06-10注销"):
        fire(placement, "resume", city.school, at(date(2021, 6, 10)))
    assert fire(placement, "resume", city.school, at(date(2021, 6, 9))).state == PlacementState.ACTIVE


def test_what_is_assessed_is_archived_and_then_closed(city):
    placement = worked(city, at_work(city))
    appraised(city, placement)
    placement.refresh_from_db()
    assert fire(placement, "archive", city.school, at(AFTER)).state == PlacementState.ARCHIVED
    with pytest.raises(Conflict):
        days.enter_day(actor=city.firm, now=at(AFTER), placement=placement, entry=DayEntry(END, "absent"))


def test_the_papers_are_rendered_in_all_three_forms_with_what_the_records_say(city):
    an_entry(city)
    placement = worked(city, at_work(city))
    row = InternshipAgreement.objects.get()
    words = documents.render_html(agreement_document(row))
    for part in ("甲职专", "示例牧业公司", "张三", "2000.00元", "相同岗位试用期工资标准", "每日8小时", "纸质签字"):
        assert part in str(words)
    made = appraised(city, placement)
    papers = (agreement_document(row), consent_document(placement, placement.starts_on), certificate_document(made))
    for paper in papers:
        assert documents.render(paper, "pdf").content.startswith(b"%PDF")
        assert documents.render(paper, "docx").content.startswith(b"PK")
    assert "鉴定成绩85.0分，合格" in str(documents.render_html(papers[2]))


def test_a_post_whose_days_are_over_is_closed_once_nobody_holds_a_place_and_tells_how_many_were_there(city):
    an_entry(city)
    placement = worked(city, at_work(city))
    InternshipPost.objects.filter(pk=placement.post_id).update(state="published", ends_on=placement.ends_on)
    assert close_over(at(END)) == 0
    assert close_over(at(AFTER)) == 0  # its intern still waits for the assessment
    appraised(city, placement)
    assert close_over(at(AFTER)) == 1
    row = get_post(city.school, placement.post_id)
    assert (row.state, row.held) == ("closed", 1)


def test_who_left_early_does_not_hold_the_place_that_another_has_now(city):
    placement = at_work(city)
    Placement.objects.filter(pk=placement.pk).update(state="archived", ends_on=END - timedelta(days=9))
    InternshipPost.objects.filter(pk=placement.post_id).update(ends_on=END)
    assert get_post(city.school, placement.post_id).held == 0
