"""The ledger: what the plan leaves open stays open, who may set it, how tasks are broken down."""

from datetime import date
from decimal import Decimal

import pytest

from baigong.contexts.plans.models import DateSource, LightRecord, Responsibility, Task, TaskState
from baigong.contexts.plans.public import load_plan, plan_lights, record_lights
from baigong.contexts.plans.selectors.reporting import reportable_targets
from baigong.contexts.plans.services import targets, tasks
from baigong.contexts.plans.services.tasks import Part
from baigong.kernel import workflow
from baigong.kernel.access import SYSTEM
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.builders import SOME_TIME, a_plan, a_task
from tests.contexts.plans.sample import PACK, cast, city, plan, running_plan  # noqa: F401


def test_a_collective_is_expanded_to_its_bodies_and_keeps_its_wording(plan, city):
    rows = Responsibility.objects.filter(task__number="1").order_by("order")
    assert [(r.organisation.name, r.collective) for r in rows] == [("示例市教育局", ""), ("东县", "各县区"), ("西县", "各县区")]


def test_a_date_the_document_does_not_give_stays_empty(plan):
    assert plan.tasks.get(number="1").due_on is None
    assert plan.tasks.get(number="3").due_source == DateSource.PLAN
    assert plan.targets.get(number="T1").due_on is None


def test_loading_a_plan_twice_leaves_what_people_have_made_of_it(plan, cast, now):
    task = plan.tasks.get(number="1")
    tasks.set_task_date(actor=cast.team, now=now, task=task, due_on=date(2021, 6, 30))
    again = load_plan(PACK, actor=SYSTEM, now=SOME_TIME)
    assert not again.is_new
    assert plan.tasks.get(number="1").due_on == date(2021, 6, 30)


def test_a_pack_that_names_an_unknown_body_loads_nothing(city):
    broken = PACK | {"plan": PACK["plan"] | {"key": "other"}, "tasks": [{"n": "1", "title": "某事", "who": ["不存在的局"]}]}
    with pytest.raises(Refusal, match="不存在的局"):
        load_plan(broken, actor=SYSTEM, now=SOME_TIME)
    assert not Task.objects.exists()


def test_the_team_sets_a_date_left_open_and_it_is_marked_as_the_teams(plan, cast, now):
    task = tasks.set_task_date(actor=cast.team, now=now, task=plan.tasks.get(number="1"), due_on=date(2021, 6, 30), reason="专班会议")
    assert (task.due_on, task.due_source) == (date(2021, 6, 30), DateSource.TEAM)
    assert AuditEvent.objects.filter(action="plans.task.date_set").exists()


def test_a_date_of_the_plan_is_not_moved_by_the_team(plan, cast, now):
    with pytest.raises(Refusal, match="文件规定"):
        tasks.set_task_date(actor=cast.team, now=now, task=plan.tasks.get(number="3"), due_on=date(2022, 6, 30))


def test_a_department_does_not_set_dates(plan, cast, now):
    with pytest.raises(NotPermitted):
        tasks.set_task_date(actor=cast.finance, now=now, task=plan.tasks.get(number="1"), due_on=date(2021, 6, 30))


def test_breaking_down_gives_every_body_its_own_task_under_the_whole(running_plan, city, cast, now):
    task = running_plan.tasks.get(number="2")
    parts = tasks.break_down(
        actor=cast.bureau, now=now, task=task, parts=[Part(city.east.pk, "东县建1所", date(2021, 12, 31)), Part(city.west.pk, "西县建2所")]
    )
    assert [p.number for p in parts] == ["2-1", "2-2"]
    assert all(p.state == TaskState.ASSIGNED and p.parent == task for p in parts)
    assert parts[0].due_source == DateSource.TEAM
    assert parts[1].due_on is None


def test_a_supporting_body_does_not_break_a_task_down(running_plan, city, cast, now):
    with pytest.raises(NotPermitted):
        tasks.break_down(actor=cast.finance, now=now, task=running_plan.tasks.get(number="2"), parts=[Part(city.east.pk, "某事")])


def test_a_part_is_not_due_after_its_whole(running_plan, city, cast, now):
    with pytest.raises(Refusal, match="不能晚于"):
        tasks.break_down(
            actor=cast.team, now=now, task=running_plan.tasks.get(number="3"), parts=[Part(city.east.pk, "某事", date(2022, 1, 1))]
        )


def test_a_county_sees_its_part_and_not_its_neighbours(running_plan, city, cast, now):
    from baigong.contexts.plans.access import TASK_POLICY

    tasks.break_down(
        actor=cast.team, now=now, task=running_plan.tasks.get(number="2"), parts=[Part(city.east.pk, "东"), Part(city.west.pk, "西")]
    )
    assert set(TASK_POLICY.visible(cast.east).filter(kind="breakdown").values_list("title", flat=True)) == {"东"}


def test_a_task_is_accepted_only_when_its_milestones_and_parts_are_done(running_plan, city, cast, now):
    task = running_plan.tasks.get(number="2")
    tasks.add_milestone(actor=cast.team, now=now, task=task, title="遴选结果公布", due_on=None)
    workflow.fire(task, "start", actor=cast.bureau, now=now)
    with pytest.raises(Refusal, match="1 个节点"):
        workflow.fire(task, "request_acceptance", actor=cast.bureau, now=now)


def test_a_step_out_of_turn_is_refused_and_names_the_present_state(running_plan, cast, now):
    with pytest.raises(Conflict, match="已下达"):
        workflow.fire(running_plan.tasks.get(number="2"), "accept", actor=cast.team, now=now)


def test_lights_are_recorded_only_when_they_change(running_plan, cast, now):
    record_lights(plan=running_plan, now=now)
    before = LightRecord.objects.count()
    tasks.set_task_date(actor=cast.team, now=now, task=running_plan.tasks.get(number="1"), due_on=date(2021, 3, 1))
    assert LightRecord.objects.count() == before + 1
    assert LightRecord.objects.latest("pk").rule == "TASK-OVERDUE"
    tasks.edit_task(
        actor=cast.team, now=now, task=running_plan.tasks.get(number="1"), title="制定方案并备案", statement="", deliverable="", note=""
    )
    assert LightRecord.objects.count() == before + 1


def test_a_parameter_of_the_teams_own_replaces_the_default_from_its_day_on(running_plan, cast, now):
    from baigong.contexts.plans.selectors.thresholds import list_thresholds, thresholds

    targets.set_rule(
        actor=cast.team, now=now, plan=running_plan, parameter="LIGHT-NEAR-DAYS", value=Decimal(10), since=date(2021, 6, 1), reason="会议"
    )
    assert thresholds(running_plan, date(2021, 5, 31)).near_days == 60
    assert thresholds(running_plan, date(2021, 6, 1)).near_days == 10
    row = next(r for r in list_thresholds(running_plan, date(2021, 5, 31)) if r.key == "LIGHT-NEAR-DAYS")
    assert not row.is_own
    assert "非文件规定" in row.source


def test_a_parameter_needs_a_reason_and_must_exist(running_plan, cast, now):
    facts = {"actor": cast.team, "now": now, "plan": running_plan, "since": date(2021, 6, 1)}
    with pytest.raises(Refusal, match="理由"):
        targets.set_rule(**facts, parameter="LIGHT-NEAR-DAYS", value=Decimal(10), reason=" ")
    with pytest.raises(Refusal, match="没有参数"):
        targets.set_rule(**facts, parameter="LIGHT-WISHES", value=Decimal(10), reason="会议")


def test_an_output_may_name_only_an_outcome_of_its_own_plan(running_plan, cast, now):
    t1, t2 = running_plan.targets.get(number="T1"), running_plan.targets.get(number="T2")
    with pytest.raises(Refusal, match="成效"):
        targets.name_outcome(actor=cast.team, now=now, target=t1, outcome=t2)


def test_a_target_is_reached_by_the_tasks_the_team_names(running_plan, cast, now):
    t1, third = running_plan.targets.get(number="T1"), running_plan.tasks.get(number="3")
    targets.name_tasks(actor=cast.team, now=now, target=t1, tasks=[third])
    assert list(reportable_targets(third)) == [t1]
    with pytest.raises(NotPermitted):
        targets.name_tasks(actor=cast.finance, now=now, target=t1, tasks=[])
    with pytest.raises(Refusal, match="同一计划"):
        targets.name_tasks(actor=cast.team, now=now, target=t1, tasks=[a_task(a_plan(third.plan.team))])


def test_lights_of_a_plan_take_the_same_number_of_queries_whatever_its_size(running_plan, city, cast, now, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        plan_lights(running_plan, now.date())
    for task in running_plan.tasks.filter(parent=None):
        tasks.break_down(actor=cast.team, now=now, task=task, parts=[Part(b.pk, f"{b}的部分") for b in (city.east, city.west, city.school)])
    with django_assert_max_num_queries(14):
        plan_lights(running_plan, now.date())


def test_a_date_of_the_plan_is_moved_after_the_leading_group_decided_and_bears_its_name(running_plan, cast, now):
    task = running_plan.tasks.get(number="3")
    with pytest.raises(Refusal, match="提请调整"):
        tasks.set_task_date(actor=cast.team, now=now, task=task, due_on=date(2022, 6, 30))
    workflow.fire(task, "propose_adjustment", actor=cast.team, now=now, reason="经费未到位")
    workflow.fire(task, "adjust", actor=cast.leader, now=now, reason="领导小组第三次会议")
    moved = tasks.set_task_date(actor=cast.team, now=now, task=Task.objects.get(pk=task.pk), due_on=date(2022, 6, 30))
    assert (moved.due_on, moved.get_due_source_display()) == (date(2022, 6, 30), "领导小组决定")
