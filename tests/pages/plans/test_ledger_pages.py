"""Pages on which a plan is read and run: who enters, what they see, what they may press."""

import pytest
from django.urls import reverse

from baigong.contexts.accounts.public import COUNTY_OFFICER, LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.plans.models import LightRecord, Task
from baigong.contexts.plans.services import tasks
from baigong.contexts.plans.services.tasks import Part
from tests.builders import a_user
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401

PAGES = ["overview", "ledger", "measures", "targets", "requests", "overview-print"]


@pytest.fixture(autouse=True)
def the_day(settings, now):
    """Pages are read on the day of the story."""
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def team(sign_in, city):
    return sign_in(a_user(WORKING_TEAM, city.bureau))


@pytest.mark.parametrize("name", PAGES)
def test_the_team_reads_every_page_of_the_plan(team, running_plan, name):
    assert team.get(reverse(f"plans:{name}", args=[running_plan.key])).status_code == 200


@pytest.mark.parametrize("name", ["overview", "ledger", "measures", "targets", "requests"])
def test_without_a_key_the_pages_mean_the_running_plan(team, running_plan, name):
    assert team.get(reverse(f"plans:current-{name}")).status_code == 200


@pytest.mark.parametrize("name", ["overview", "ledger", "requests"])
def test_a_stranger_is_asked_to_sign_in(client, running_plan, name):
    answer = client.get(reverse(f"plans:{name}", args=[running_plan.key]))
    assert answer.status_code in {302, 404}


def test_before_there_is_a_plan_the_page_says_what_to_do(team):
    answer = team.get(reverse("plans:current-ledger"))
    assert answer.status_code == 404
    body = answer.content.decode()
    assert "导入计划文件" in body
    assert "检查网址" not in body


def test_a_task_shows_its_light_with_rule_reason_and_remedy(team, running_plan):
    body = team.get(running_plan.tasks.get(number="2").get_absolute_url()).content.decode()
    assert "TASK-NO-RECORD" in body
    assert "怎样转绿" in body


def test_a_department_sees_a_task_of_the_plan_and_no_buttons_of_the_team(sign_in, city, running_plan):
    client = sign_in(a_user(LIAISON, city.finance))
    task = running_plan.tasks.get(number="2")
    body = client.get(task.get_absolute_url()).content.decode()
    assert "确定期限" not in body
    assert client.get(reverse("plans:task-date", args=[task.pk])).status_code == 403
    assert client.post(reverse("workflow:fire", args=["plans.task", task.pk, "suspend"]), {"reason": "不想做"}).status_code == 302
    assert Task.objects.get(pk=task.pk).state == "assigned"


def test_a_countys_part_is_not_there_for_its_neighbour(sign_in, city, cast, running_plan, now):
    part, _other = tasks.break_down(
        actor=cast.team, now=now, task=running_plan.tasks.get(number="2"), parts=[Part(city.east.pk, "东"), Part(city.west.pk, "西")]
    )
    assert sign_in(a_user(COUNTY_OFFICER, city.east)).get(part.get_absolute_url()).status_code == 200
    assert sign_in(a_user(COUNTY_OFFICER, city.west)).get(part.get_absolute_url()).status_code == 404
    assert sign_in(a_user(SCHOOL_OFFICER, city.school)).get(part.get_absolute_url()).status_code == 404


def test_the_team_sets_a_date_and_a_wrong_one_comes_back_with_the_form(team, running_plan):
    task = running_plan.tasks.get(number="1")
    address = reverse("plans:task-date", args=[task.pk])
    assert team.post(address, {"due_on": "2021-02-30"}).status_code == 422
    assert team.post(address, {"due_on": "2021-12-31", "reason": "会议"}).status_code == 302
    assert Task.objects.get(pk=task.pk).get_due_source_display() == "专班确定"


def test_a_date_of_the_plan_is_refused_on_the_form_with_the_way_to_go(team, running_plan):
    answer = team.post(reverse("plans:task-date", args=[running_plan.tasks.get(number="3").pk]), {"due_on": "2022-12-31"})
    assert answer.status_code == 422
    assert "提请调整" in answer.content.decode()


def test_a_step_is_taken_by_its_button_and_a_refused_one_says_why(team, running_plan):
    task = running_plan.tasks.get(number="2")
    team.post(reverse("workflow:fire", args=["plans.task", task.pk, "start"]))
    assert Task.objects.get(pk=task.pk).state == "active"
    answer = team.post(reverse("workflow:fire", args=["plans.task", task.pk, "suspend"]), {"reason": ""}, follow=True)
    assert "理由" in answer.content.decode()
    assert Task.objects.get(pk=task.pk).state == "active"


def test_an_unknown_step_or_row_is_not_found(team, running_plan):
    task = running_plan.tasks.get(number="2")
    assert team.post(reverse("workflow:fire", args=["plans.task", task.pk, "explode"])).status_code == 404
    assert team.post(reverse("workflow:fire", args=["plans.task", 99999, "start"])).status_code == 404
    assert team.get(reverse("workflow:fire", args=["plans.task", task.pk, "start"])).status_code == 405


def test_every_waiting_task_is_handed_down_at_once(team, plan):
    team.post(reverse("workflow:fire", args=["plans.plan", plan.pk, "start"]))
    team.post(reverse("plans:tasks-assign", args=[plan.key]))
    assert set(plan.tasks.values_list("state", flat=True)) == {"assigned"}


def test_a_target_is_divided_and_a_wrong_number_loses_nothing_typed(team, city, running_plan):
    target = running_plan.targets.get(number="T1")
    address = reverse("plans:target-slices", args=[target.pk])
    answer = team.post(address, {f"value-{city.east.pk}": "1", f"value-{city.west.pk}": "两所"})
    assert answer.status_code == 422
    assert "两所" in answer.content.decode()
    assert not target.parts.exists()
    team.post(address, {f"value-{city.east.pk}": "1", f"value-{city.west.pk}": "2"})
    assert sum(p.value for p in target.parts.all()) == 3


def test_a_light_parameter_set_on_the_page_is_shown_with_its_reason(team, running_plan):
    address = reverse("plans:settings", args=[running_plan.key])
    answer = team.post(address, {"parameter": "LIGHT-NEAR-DAYS", "value": "30", "since": "2020-12-01", "reason": "专班会议"}, follow=True)
    assert "专班会议" in answer.content.decode()
    assert LightRecord.objects.exists()


def test_the_ledger_exports_what_it_shows_and_filters_by_light(team, running_plan):
    address = reverse("plans:ledger", args=[running_plan.key])
    assert team.get(address, {"export": "xlsx"}).headers["Content-Type"].startswith("application/vnd.openxmlformats")
    assert "制定方案并备案" not in team.get(address, {"colour": "red"}).content.decode()
    assert "制定方案并备案" in team.get(address, {"q": "备案"}).content.decode()
    assert team.get(address, {"colour": "紫", "page": "九"}).status_code == 200


def test_search_finds_two_character_words_within_what_one_may_see(sign_in, city, cast, running_plan, now):
    tasks.break_down(actor=cast.team, now=now, task=running_plan.tasks.get(number="2"), parts=[Part(city.east.pk, "护理实训")])
    address = reverse("console:search")
    assert "护理实训" in sign_in(a_user(COUNTY_OFFICER, city.east)).get(address, {"q": "护理"}).content.decode()
    assert "护理实训" not in sign_in(a_user(COUNTY_OFFICER, city.west)).get(address, {"q": "护理"}).content.decode()


@pytest.mark.parametrize("name", ["overview", "ledger", "targets"])
def test_a_page_takes_the_same_number_of_queries_whatever_its_rows(
    team, city, cast, running_plan, now, name, django_assert_max_num_queries
):
    address = reverse(f"plans:{name}", args=[running_plan.key])
    team.get(address)
    with django_assert_max_num_queries(32) as few:
        team.get(address)
    for task in running_plan.tasks.filter(parent=None):
        bodies = (city.east, city.west, city.school)
        tasks.break_down(actor=cast.team, now=now, task=task, parts=[Part(b.pk, f"{b}的部分") for b in bodies])
    with django_assert_max_num_queries(len(few.captured_queries)):
        team.get(address)


def test_a_script_in_a_title_is_text(team, running_plan, cast, now):
    task = running_plan.tasks.get(number="1")
    tasks.edit_task(actor=cast.team, now=now, task=task, title="<script>alert(1)</script>", statement="", deliverable="", note="")
    for address in (task.get_absolute_url(), reverse("plans:ledger", args=[running_plan.key])):
        assert "<script>alert(1)</script>" not in team.get(address).content.decode()


def test_the_team_says_by_which_tasks_a_target_is_reached(team, sign_in, city, running_plan):
    target, task = running_plan.targets.get(number="T1"), running_plan.tasks.get(number="3")
    address = reverse("plans:target-tasks", args=[target.pk])
    assert task.title in team.get(address).content.decode()
    assert team.post(address, {"tasks": [task.pk]}).status_code == 302
    assert list(target.tasks.all()) == [task]
    assert sign_in(a_user(LIAISON, city.finance)).get(address).status_code == 403


def test_breaking_down_offers_counties_and_schools_before_departments(team, city, running_plan):
    page = team.get(reverse("plans:task-break-down", args=[running_plan.tasks.get(number="2").pk])).content.decode()
    assert max(page.index(str(b)) for b in (city.east, city.west, city.school)) < page.index(f'value="{city.finance.pk}"')
