"""The first page after sign-in: what each role has to do, in its own words."""

from django.urls import reverse

from baigong.contexts.accounts.public import COUNTY_OFFICER, CREDIT_OFFICER
from tests.builders import a_user
from tests.contexts.plans.sample import city  # noqa: F401

HOME = "console:home"


def test_a_department_sees_on_its_first_page_what_it_owes_and_has_not_begun(cast, as_):
    body = as_(cast.liaison_user).get(reverse(HOME)).content.decode()
    assert "本期应报、还没有填的" in body
    assert f"{cast.task.number} {cast.task.title}" in body
    assert reverse("plans:task-report", args=[cast.task.pk]) in body
    assert ' class="cell-badge">职责</th>' in body  # a duty of two characters is never broken over two lines


def test_a_report_that_was_begun_is_a_task_of_its_own_and_not_counted_twice(cast, as_, begun):
    body = as_(cast.liaison_user).get(reverse(HOME)).content.decode()
    assert reverse("plans:task-report", args=[cast.task.pk]) not in body
    assert "未报送的报告" in body
    assert f"{cast.task.number} {cast.task.title} · {cast.finance}" in body


def test_the_team_owes_nothing_and_reviews(cast, as_, submitted):
    body = as_(cast.reviewer_user).get(reverse(HOME)).content.decode()
    assert "本期应报" not in body
    assert "待审核的报告" in body


def test_who_has_no_task_of_the_plan_is_not_shown_four_zeroes(cast, as_, sign_in):
    assert "最近变化" in as_(cast.liaison_user).get(reverse(HOME)).content.decode()
    body = sign_in(a_user()).get(reverse(HOME)).content.decode()
    assert "没有待办" in body
    assert "最近变化" not in body


def test_the_overview_is_offered_to_who_may_open_it_only(cast, as_, sign_in):
    overview = cast.task.plan.get_absolute_url()
    liaison = as_(cast.liaison_user)
    assert overview in liaison.get(reverse(HOME)).content.decode()
    assert liaison.get(overview).status_code == 200
    bank = sign_in(a_user(CREDIT_OFFICER, cast.finance, username="bank"))
    assert ("最近变化" in (body := bank.get(reverse(HOME)).content.decode()), f'href="{overview}"' in body) == (True, False)
    assert bank.get(overview).status_code == 403


def test_before_there_is_a_plan_the_first_page_is_empty_and_says_so(sign_in, city):
    assert "没有待办" in sign_in(a_user(COUNTY_OFFICER, city.east)).get(reverse(HOME)).content.decode()


def test_the_form_of_a_report_that_was_sent_leads_to_it_and_says_why_it_is_closed(cast, as_, submitted):
    answer = as_(cast.liaison_user).get(reverse("plans:report-write", args=[submitted.pk]), follow=True)
    assert "要改请先撤回" in answer.content.decode()
