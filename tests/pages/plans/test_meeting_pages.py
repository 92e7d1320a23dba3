"""The pages of meetings: the team's whole course in the browser, who reads what, and the HTTP operations."""

import pytest
from django.test import Client
from django.urls import reverse
from ninja.testing import TestClient

from baigong.contexts.accounts.public import COUNTY_OFFICER, LEADER, LIAISON, WORKING_TEAM
from baigong.contexts.plans.models import Decision, Meeting, Task
from baigong.contexts.plans.operations.meetings import router
from baigong.contexts.plans.services import meetings as services
from baigong.kernel import workflow
from tests.builders import a_user, an_actor
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401
from tests.contexts.plans.test_meetings import MEETING_DAY, decide, do, group, held, issued, meeting, people  # noqa: F401


@pytest.fixture(autouse=True)
def today(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def as_(db, sign_in):
    """``as_(role, body)`` gives a browser of its own."""
    return lambda role, body: sign_in(a_user(role, body))


@pytest.fixture
def team(as_, city):
    return as_(WORKING_TEAM, city.bureau)


def fire(browser, row, step, **data):
    return browser.post(reverse("workflow:fire", args=["plans.meeting", row.pk, step]), data, follow=True).content.decode()


def test_a_meeting_goes_from_preparation_to_issued_minutes_in_the_browser(team, running_plan, group, people, city):
    facts = {"body": group.pk, "title": "第一次会议", "held_on": "2021-03-12", "held_at_time": "上午9:00", "place": "一号会议室"}
    assert team.post(reverse("plans:meeting-add", args=[running_plan.key]), facts).status_code == 302
    row = Meeting.objects.get()
    task = running_plan.tasks.get(number="2")
    team.post(reverse("plans:agenda-add", args=[row.pk]), {"task": task.pk, "presenter": city.bureau.pk})
    assert row.agenda.get().title == task.title
    fire(team, row, "convene")
    marks = {f"status_{r.pk}": "expected" for r in row.attendances.all()} | {f"name_{r.pk}": "" for r in row.attendances.all()}
    team.post(reverse("plans:meeting-attendance", args=[row.pk]), marks | {"rest": "present"})
    assert set(row.attendances.values_list("status", flat=True)) == {"present"}
    fire(team, row, "hold")
    item = row.agenda.get()
    team.post(reverse("plans:meeting-write", args=[row.pk]), {"text": "会议听取了汇报。", f"item_{item.pk}": "要加快。"})
    facts = {"agenda_item": item.pk, "text": "制定推进计划", "organisation": city.finance.pk, "due_on": "2021-09-30"}
    team.post(reverse("plans:decision-add", args=[row.pk]), facts)
    decision = Decision.objects.get()
    assert "已转为任务" in team.post(reverse("plans:decision-task", args=[decision.pk]), follow=True).content.decode()
    assert "〔2021〕1号" in fire(team, row, "issue_minutes")
    answer = team.get(reverse("plans:meeting-paper", args=[row.pk, "minutes", "pdf"]))
    assert answer.content.startswith(b"%PDF")
    assert "attachment" in answer.headers["Content-Disposition"]
    listed = team.get(reverse("plans:current-decisions")).content.decode()
    assert "制定推进计划" in listed
    assert "待分解" in listed


def test_a_proxy_without_a_name_comes_back_with_what_was_typed(team, meeting, do):
    workflow.fire(meeting, "convene", **do)
    first = meeting.attendances.first()
    marks = {f"status_{r.pk}": "present" for r in meeting.attendances.all()} | {f"status_{first.pk}": "proxy"}
    answer = team.post(reverse("plans:meeting-attendance", args=[meeting.pk]), marks)
    assert answer.status_code == 422
    assert "请填写代会人姓名" in answer.content.decode()
    assert set(meeting.attendances.values_list("status", flat=True)) == {"expected"}


def test_suggested_tasks_are_put_on_the_agenda(team, meeting, do, running_plan):
    task = running_plan.tasks.get(number="3")
    workflow.fire(task, "propose_adjustment", **do, reason="条件变化")
    assert "建议议题" in team.get(meeting.get_absolute_url()).content.decode()
    team.post(reverse("plans:meeting-suggested", args=[meeting.pk]), {"task": [task.pk, "x"]})
    assert meeting.agenda.filter(task=task).exists()


def test_subjects_and_decisions_are_changed_and_removed(team, held, do, city):
    decision = decide(held, do, city)
    team.post(reverse("plans:decision-edit", args=[decision.pk]), {"text": "改定"})
    decision.refresh_from_db()
    assert (decision.text, decision.organisation) == ("改定", None)
    answer = team.post(reverse("plans:agenda-remove", args=[held.agenda.get().pk]), follow=True)
    assert "不能这样做" in answer.content.decode()
    team.post(reverse("plans:decision-remove", args=[decision.pk]))
    assert not Decision.objects.exists()


def test_a_meeting_is_changed_and_resolved_again(team, meeting, group, do):
    facts = {"body": group.pk, "title": "改名", "held_on": "2021-03-13"}
    assert team.post(reverse("plans:meeting-edit", args=[meeting.pk]), facts).status_code == 302
    item = meeting.agenda.get()
    team.post(reverse("plans:agenda-edit", args=[item.pk]), {"title": "新议题", "order": 3})
    item.refresh_from_db()
    assert (item.title, item.order) == ("新议题", 3)
    workflow.fire(meeting, "convene", **do)
    assert "应到3人" in team.post(reverse("plans:meeting-resolve", args=[meeting.pk]), follow=True).content.decode()


def test_an_adjustment_is_decided_on_the_page(team, held, do, city):
    task = held.agenda.get().task
    workflow.fire(task, "propose_adjustment", **do, reason="条件变化")
    decision = decide(held, do, city)
    assert f"按决定调整任务{task.number}" in team.get(held.get_absolute_url()).content.decode()
    team.post(reverse("plans:decision-adjust", args=[decision.pk]))
    assert Task.objects.get(pk=task.pk).state == "active"


def test_departments_read_meetings_after_the_notice_and_decisions_after_the_minutes(as_, meeting, do, city):
    liaison = as_(LIAISON, city.finance)
    assert liaison.get(meeting.get_absolute_url()).status_code == 404
    workflow.fire(meeting, "convene", **do)
    assert liaison.get(meeting.get_absolute_url()).status_code == 200
    for row in meeting.attendances.all():
        meeting.attendances.filter(pk=row.pk).update(status="present")
    workflow.fire(meeting, "hold", **do)
    decide(meeting, do, city, text="尚未印发的决定")
    paper = reverse("plans:meeting-paper", args=[meeting.pk, "minutes", "pdf"])
    assert "尚未印发的决定" not in liaison.get(meeting.get_absolute_url()).content.decode()
    assert "尚未印发的决定" not in liaison.get(reverse("plans:current-decisions")).content.decode()
    assert liaison.get(paper).status_code == 403
    issued(meeting, do)
    assert "尚未印发的决定" in liaison.get(meeting.get_absolute_url()).content.decode()
    assert liaison.get(paper).status_code == 200


WRITING = ["meeting-edit", "agenda-add", "meeting-attendance", "meeting-write", "decision-add"]
POSTING = ["meeting-suggested", "meeting-resolve"]


def test_others_than_the_team_read_or_are_turned_away(as_, held, do, city):
    decision = decide(held, do, city)
    item = held.agenda.get()
    leader, liaison, county = as_(LEADER, city.government), as_(LIAISON, city.finance), as_(COUNTY_OFFICER, city.east)
    for browser in (leader, liaison):
        assert browser.get(held.get_absolute_url()).status_code == 200
        for name in WRITING:
            assert browser.get(reverse(f"plans:{name}", args=[held.pk])).status_code == 403, name
        for name in POSTING:
            assert browser.post(reverse(f"plans:{name}", args=[held.pk])).status_code == 403, name
        for name in ("decision-edit", "decision-remove", "decision-task", "decision-adjust"):
            assert browser.post(reverse(f"plans:{name}", args=[decision.pk])).status_code == 403, name
        for name in ("agenda-edit", "agenda-remove"):
            assert browser.post(reverse(f"plans:{name}", args=[item.pk])).status_code == 403, name
        assert browser.get(reverse("plans:meeting-add", args=[held.plan.key])).status_code == 403
    assert county.get(held.get_absolute_url()).status_code in (403, 404)
    assert Client().get(held.get_absolute_url()).status_code == 302


def test_the_lists_are_exported_and_logged(team, held, do, city):
    decide(held, do, city)
    for name in ("plans:current-meetings", "plans:current-decisions"):
        assert team.get(reverse(name) + "?export=xlsx").content.startswith(b"PK")


def test_the_list_asks_no_more_for_many_meetings(team, running_plan, group, do, django_assert_max_num_queries):
    address = reverse("plans:meetings", args=[running_plan.key])
    for n in range(12):
        services.save_meeting(**do, plan=running_plan, facts=services.MeetingFacts(group, f"会议{n}", MEETING_DAY))
    with django_assert_max_num_queries(20):
        assert "会议11" in team.get(address).content.decode()


def test_a_meeting_over_http_shows_counts_and_hides_unissued_decisions(held, do, city, now):
    decide(held, do, city)
    client = TestClient(router)
    team, liaison = an_actor(WORKING_TEAM, city.bureau), an_actor(LIAISON, city.finance, user_id=2)
    assert [m["id"] for m in client.get("/meetings", actor=team, now=now).json()] == [held.pk]
    one = client.get(f"/meetings/{held.pk}", actor=team, now=now).json()
    assert one["attendance"] == {"entitled": 3, "voters": 3, "present": 3, "proxy": 0, "absent": 0, "expected": 0, "asking": 0}
    assert len(one["decisions"]) == 1
    assert client.get(f"/meetings/{held.pk}", actor=liaison, now=now).json()["decisions"] == []


def test_what_cannot_be_done_yet_leads_to_where_it_is_done_and_is_gone_when_it_is(team, meeting, do):
    row = meeting
    row.agenda.all().delete()
    page = team.get(row.get_absolute_url()).content.decode()
    assert "暂不能“发出通知”" in page
    assert f'<p><a href="{reverse("plans:agenda-add", args=[row.pk])}">增加议题</a></p>' in page
    row.agenda.create(title="议题", order=1)
    workflow.fire(row, "convene", **do)
    way = f'<p><a href="{reverse("plans:meeting-attendance", args=[row.pk])}">登记出席</a></p>'
    assert way in team.get(row.get_absolute_url()).content.decode()
    row.attendances.update(status="present")
    assert way not in team.get(row.get_absolute_url()).content.decode()
