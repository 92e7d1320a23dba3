"""The one-page overview: three matters to settle, what is behind first; nothing pressed by accident."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from baigong.contexts.accounts.public import LEADER, WORKING_TEAM
from baigong.contexts.plans.models import TargetReading, Task, TaskState, ValueSource
from baigong.contexts.plans.selectors.lights import plan_lights
from baigong.contexts.plans.selectors.overview import overview
from baigong.kernel import workflow
from baigong.kernel.search import _searchables, search
from tests.builders import a_user
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401

LATER = datetime(2022, 6, 27, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def the_day(settings):
    settings.DEMONSTRATION_TODAY = LATER.date()


@pytest.fixture
def behind(running_plan, cast, now):
    """One task past its date, one that waits for the leading group, a target without a value and one on course."""
    workflow.fire(running_plan.tasks.get(number="1"), "propose_adjustment", actor=cast.team, now=now, reason="经费未到位")
    TargetReading.objects.create(
        target=running_plan.targets.get(number="T1"),
        as_of=date(2022, 6, 1),
        value=3,
        source=ValueSource.INDICATOR,
        snapshot="2022-06-01",
        recorded_at=LATER,
    )
    return running_plan


def test_what_waits_for_the_leading_group_comes_before_what_is_late(behind, cast):
    shown = overview(cast.leader, behind, plan_lights(behind, LATER.date()))
    assert [(m.task.number, m.light.rule) for m in shown.matters[:2]] == [("1", "TASK-ADJUSTING"), ("3", "TASK-OVERDUE")]
    assert shown.matters[1].ask == "限期办结，还是调整期限？"
    assert shown.matters[0].bodies == "示例市教育局、各县区"


def test_at_most_three_matters_are_put_and_the_others_follow(behind, cast):
    for number in range(4, 9):
        task = Task.objects.create(
            plan=behind,
            number=str(number),
            title="再一项",
            order=number,
            state=TaskState.ACTIVE,
            due_on=date(2022, 1, 1),
            due_source="team",
        )
        assert task.due_on < LATER.date()
    shown = overview(cast.leader, behind, plan_lights(behind, LATER.date()))
    assert len(shown.matters) == 3
    assert len(shown.later) >= 4
    assert sum(c.number for c in shown.tasks) == shown.task_count == 8


def test_targets_that_are_behind_stand_before_those_on_course(behind, cast):
    shown = overview(cast.leader, behind, plan_lights(behind, LATER.date()))
    assert [row.light.colour for row in shown.target_rows] == ["amber", "green"]


def test_only_bodies_with_something_behind_are_listed(behind, cast):
    shown = overview(cast.leader, behind, plan_lights(behind, LATER.date()))
    assert {row.name for row in shown.bodies} == {"示例市教育局", "示例市财政局", "东县", "西县"}
    assert all(row.red or row.amber for row in shown.bodies)


def test_the_leader_reads_what_to_settle_and_why(sign_in, city, behind):
    body = sign_in(a_user(LEADER, city.government)).get(reverse("plans:overview", args=[behind.key])).content.decode()
    assert "同意调整，还是按原要求办？" in body
    assert "等待领导小组决定" in body


def test_with_nothing_behind_the_page_says_so(sign_in, city, plan):
    body = sign_in(a_user(LEADER, city.government)).get(reverse("plans:overview", args=[plan.key])).content.decode()
    assert "没有事项等待决定" in body


def test_ending_the_plan_is_offered_in_the_settings_and_not_on_the_overview(sign_in, city, running_plan):
    team = sign_in(a_user(WORKING_TEAM, city.bureau))
    assert "结束计划" not in team.get(reverse("plans:overview", args=[running_plan.key])).content.decode()
    assert "结束计划" in team.get(reverse("plans:settings", args=[running_plan.key])).content.decode()


def test_the_list_of_targets_is_filtered_by_light_searched_and_exported(sign_in, city, behind):
    leader, address = sign_in(a_user(LEADER, city.government)), reverse("plans:targets", args=[behind.key])
    amber = leader.get(address, {"colour": "amber"}).content.decode()
    assert "双师占比" in amber
    assert "优质学校" not in amber
    assert "优质学校" in leader.get(address, {"q": "优质"}).content.decode()
    assert leader.get(address, {"export": "xlsx"}).headers["Content-Type"].startswith("application/vnd.openxmlformats")
    lines = leader.get(address, {"export": "csv", "sort": "number"}).content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("T1,优质学校,正常,3 所,3 所,100")


def test_a_leader_finds_what_to_settle_on_the_first_page(sign_in, city, running_plan, cast, now):
    leader = sign_in(a_user(LEADER, city.government))
    assert "同意调整" not in leader.get(reverse("console:home")).content.decode()
    workflow.fire(running_plan.tasks.get(number="1"), "propose_adjustment", actor=cast.team, now=now, reason="经费未到位")
    assert "同意调整，还是按原要求办？" in leader.get(reverse("console:home")).content.decode()


def test_search_puts_what_people_work_on_before_what_they_look_up(running_plan, cast):
    assert search(cast.team, "优质")[0].label == "任务"
    assert max(_searchables, key=lambda declared: declared.order).label == "代码"
