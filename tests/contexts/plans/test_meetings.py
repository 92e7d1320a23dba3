"""Meetings of leading bodies: who is entitled by the posts of the day, what was decided, minutes numbered without gaps."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from baigong.contexts.organisations import public as organisations
from baigong.contexts.plans.models import AttendanceStatus, MeetingState, TaskKind, TaskState
from baigong.contexts.plans.outputs.minutes import minutes_document, paper
from baigong.contexts.plans.selectors.lights import plan_lights
from baigong.contexts.plans.selectors.meetings import counts, meeting_page, suggested_tasks
from baigong.contexts.plans.services import attendance, decisions
from baigong.contexts.plans.services import meetings as services
from baigong.contexts.plans.workflow.meetings import content_digest
from baigong.kernel import audit, workflow
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.builders import SOME_TIME, a_person, a_post, appointed
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401

MEETING_DAY = date(2021, 3, 12)


@pytest.fixture
def group(city):
    """A leading group: the mayor, the head of the bureau twice (member and office director), the head of finance."""
    body = organisations.form_leading_body(
        actor=SYSTEM, now=SOME_TIME, name="示例市职业教育工作领导小组", formed_on=date(2020, 12, 1), office_at=city.bureau
    )
    posts = {
        "mayor": a_post(city.government, "市长", is_head=True),
        "bureau": a_post(city.bureau, "局长", is_head=True),
        "finance": a_post(city.finance, "局长", is_head=True),
    }
    for order, (role, name) in enumerate([("chair", "mayor"), ("member", "bureau"), ("office_director", "bureau"), ("member", "finance")]):
        organisations.add_seat(actor=SYSTEM, now=SOME_TIME, body=body, role=role, post=posts[name], order=order)
    body.posts = posts
    return body


@pytest.fixture
def people(group):
    """Whoever held the posts when the group was formed."""
    return {name: appointed(post, f"{name}甲", date(2020, 1, 1)) for name, post in group.posts.items()}


@pytest.fixture
def meeting(running_plan, cast, group, people, now):
    """A meeting with one subject, not yet convened."""
    facts = services.MeetingFacts(group, "第一次会议", MEETING_DAY, "上午9:00", "一号会议室")
    row = services.save_meeting(actor=cast.team, now=now, plan=running_plan, facts=facts)
    task = running_plan.tasks.get(number="2")
    services.put_on_agenda(actor=cast.team, now=now, meeting=row, tasks=[task])
    return row


@pytest.fixture
def do(cast, now):
    """Who does it and when."""
    return {"actor": cast.team, "now": now}


@pytest.fixture
def held(meeting, do):
    return hold(meeting, do)


def hold(meeting, do):
    workflow.fire(meeting, "convene", **do)
    marks = {row.pk: attendance.Mark("present") for row in meeting.attendances.all()}
    attendance.register_attendance(**do, meeting=meeting, marks=marks)
    return workflow.fire(meeting, "hold", **do)


def decide(meeting, do, city, **facts):
    own = {
        "text": "制定推进计划\n按月调度",
        "agenda_item": meeting.agenda.first(),
        "organisation": city.finance,
        "due_on": date(2021, 9, 30),
    }
    return decisions.save_decision(**do, meeting=meeting, facts=decisions.DecisionFacts(**(own | facts)))


def issued(meeting, do):
    services.write_minutes(**do, meeting=meeting, text="会议听取了汇报。", discussions={})
    return workflow.fire(meeting, "issue_minutes", **do)


# -- who is entitled ------------------------------------------------------------------------------------------------


def test_the_successor_in_a_post_is_entitled_with_no_new_document_and_two_seats_are_one_row(meeting, group, people, do):
    organisations.vacate(actor=SYSTEM, now=SOME_TIME, post=group.posts["finance"], on=date(2021, 2, 1))
    successor = appointed(group.posts["finance"], "finance乙", date(2021, 2, 2))
    workflow.fire(meeting, "convene", **do)
    rows = {row.person.name: row for row in meeting.attendances.select_related("person")}
    assert set(rows) == {"mayor甲", "bureau甲", "finance乙"}
    assert rows["finance乙"].person == successor
    twice = rows["bureau甲"]
    assert [seat["role"] for seat in twice.seats] == ["成员", "办公室主任"]
    assert "、" in twice.capacity
    found = counts(list(meeting.attendances.all()))
    assert (found.entitled, found.voters, found.asking) == (3, 3, 0)


def test_running_the_office_is_a_row_without_a_vote(meeting, group, city, do):
    post = a_post(city.finance, "副局长")
    appointed(post, "副手", date(2020, 1, 1))
    organisations.add_seat(actor=SYSTEM, now=SOME_TIME, body=group, role="office_deputy", post=post)
    workflow.fire(meeting, "convene", **do)
    found = counts(list(meeting.attendances.all()))
    assert (found.entitled, found.voters) == (4, 3)


def test_a_vacant_post_and_a_seat_by_rank_are_rows_that_say_whom_to_ask(meeting, group, city, do):
    organisations.vacate(actor=SYSTEM, now=SOME_TIME, post=group.posts["finance"], on=date(2021, 2, 1))
    named = a_person("调研员")
    organisations.add_seat(
        actor=SYSTEM, now=SOME_TIME, body=group, role="member", organisation=city.bureau, rank_title="二级调研员", named_person=named
    )
    workflow.fire(meeting, "convene", **do)
    flags = {str(row): row.flag for row in meeting.attendances.all() if row.flag}
    assert len(flags) == 2
    assert "空缺" in next(flag for who, flag in flags.items() if who != "调研员")
    assert "询问单位" in flags["调研员"]


def test_after_the_notice_attendance_is_resolved_again_and_what_was_registered_is_kept(meeting, group, people, cast, do, now):
    workflow.fire(meeting, "convene", **do)
    mayor = meeting.attendances.get(person=people["mayor"])
    attendance.register_attendance(**do, meeting=meeting, marks={mayor.pk: attendance.Mark("proxy", "常务副市长")})
    organisations.vacate(actor=SYSTEM, now=SOME_TIME, post=group.posts["finance"], on=date(2021, 3, 10))
    appointed(group.posts["finance"], "finance乙", date(2021, 3, 11))
    meeting.refresh_from_db()
    assert meeting_page(cast.team, meeting, now).moved
    attendance.resolve_again(**do, meeting=meeting)
    assert not meeting_page(cast.team, meeting, now).moved
    assert meeting.attendances.get(person__name="finance乙").status == AttendanceStatus.EXPECTED
    mayor.refresh_from_db()
    assert (mayor.status, mayor.proxy_name) == ("proxy", "常务副市长")


def test_attendance_of_a_held_meeting_is_not_resolved_again(held, do):
    with pytest.raises(Conflict, match="不再变动"):
        attendance.resolve_again(**do, meeting=held)


def test_another_day_after_the_notice_resolves_for_that_day(meeting, group, do):
    workflow.fire(meeting, "convene", **do)
    organisations.vacate(actor=SYSTEM, now=SOME_TIME, post=group.posts["finance"], on=date(2021, 3, 14))
    appointed(group.posts["finance"], "finance乙", date(2021, 3, 15))
    facts = services.MeetingFacts(group, "第一次会议", date(2021, 3, 15))
    services.save_meeting(**do, plan=meeting.plan, facts=facts, meeting=meeting)
    assert meeting.attendances.filter(person__name="finance乙").exists()


# -- the course of a meeting ----------------------------------------------------------------------------------------


def test_a_notice_needs_a_subject(meeting, do):
    services.remove_item(**do, item=meeting.agenda.get())
    with pytest.raises(Refusal, match="议题"):
        workflow.fire(meeting, "convene", **do)


def test_a_body_does_not_meet_before_it_was_formed(running_plan, group, do):
    with pytest.raises(Refusal, match="不存在"):
        services.save_meeting(**do, plan=running_plan, facts=services.MeetingFacts(group, "早会", date(2020, 1, 1)))


def test_a_meeting_is_not_held_before_its_day(meeting, cast, now, do):
    workflow.fire(meeting, "convene", **do)
    marks = {row.pk: attendance.Mark("present") for row in meeting.attendances.all()}
    attendance.register_attendance(**do, meeting=meeting, marks=marks)
    with pytest.raises(Refusal, match="当天起"):
        workflow.fire(meeting, "hold", actor=cast.team, now=now - timedelta(days=7))


def test_everybody_is_registered_before_the_meeting_counts_as_held(meeting, do):
    workflow.fire(meeting, "convene", **do)
    with pytest.raises(Refusal, match="还有 3 人"):
        workflow.fire(meeting, "hold", **do)


def test_a_proxy_has_a_name_and_nothing_is_written_where_one_lacks_it(meeting, do):
    workflow.fire(meeting, "convene", **do)
    first, second, _third = meeting.attendances.all()
    marks = {first.pk: attendance.Mark("present"), second.pk: attendance.Mark("proxy")}
    with pytest.raises(Refusal) as caught:
        attendance.register_attendance(**do, meeting=meeting, marks=marks)
    assert set(caught.value.fields) == {f"name_{second.pk}"}
    assert set(meeting.attendances.values_list("status", flat=True)) == {"expected"}


def test_only_the_working_team_prepares_meetings(running_plan, group, cast, now):
    facts = services.MeetingFacts(group, "会", MEETING_DAY)
    for actor in (cast.finance, cast.east, cast.leader):
        with pytest.raises(NotPermitted):
            services.save_meeting(actor=actor, now=now, plan=running_plan, facts=facts)


def test_red_tasks_and_those_waiting_for_a_decision_are_suggested(running_plan, cast, do):
    workflow.fire(running_plan.tasks.get(number="1"), "propose_adjustment", **do, reason="条件变化")
    later = date(2022, 3, 1)  # task 3 was due at the end of 2021
    found = [task.number for task, _light in suggested_tasks(cast.team, running_plan, plan_lights(running_plan, later), set())]
    assert found[:2] == ["1", "3"]


# -- decisions ------------------------------------------------------------------------------------------------------


def test_a_decision_becomes_a_task_of_the_responsible_body_with_the_measures_of_its_subject(held, do, city):
    task = decisions.make_task(**do, decision=decide(held, do, city))
    assert (task.kind, task.state, task.title, task.due_on) == (TaskKind.DECISION, TaskState.PENDING, "制定推进计划", date(2021, 9, 30))
    assert [r.organisation for r in task.responsibilities.all()] == [city.finance]
    assert [m.number for m in task.measures.all()] == ["1"]
    workflow.fire(task, "assign", **do)


def test_the_title_of_a_task_made_of_a_decision_ends_without_its_full_stop(held, do, city):
    task = decisions.make_task(**do, decision=decide(held, do, city, text="制定推进计划。\n按月调度。"))
    assert (task.title, task.statement) == ("制定推进计划", "制定推进计划。\n按月调度。")


def test_what_is_recorded_is_chinese_whatever_language_the_clerk_reads(held, do, city):
    with translation.override("en"):
        task = decisions.make_task(**do, decision=decide(held, do, city))
    assert task.number == "决1"
    assert task.note.startswith("来自")


def test_a_decision_becomes_one_task_and_then_stays_as_it_is(held, do, city):
    decision = decide(held, do, city)
    decisions.make_task(**do, decision=decision)
    with pytest.raises(Conflict):
        decisions.make_task(**do, decision=decision)
    with pytest.raises(Refusal, match="已转为任务"):
        decisions.save_decision(**do, meeting=held, facts=decisions.DecisionFacts("改"), decision=decision)
    with pytest.raises(Refusal, match="已转为任务"):
        decisions.remove_decision(**do, decision=decision)


def test_without_a_responsible_body_there_is_no_task(held, do, city):
    decision = decide(held, do, city, organisation=None)
    with pytest.raises(Refusal, match="落实单位"):
        decisions.make_task(**do, decision=decision)


def test_nothing_is_decided_before_the_meeting(meeting, do, city):
    with pytest.raises(Conflict):
        decide(meeting, do, city)


def test_a_task_waiting_for_adjustment_is_adjusted_with_the_meeting_as_reason(held, do, city):
    task = held.agenda.get().task
    workflow.fire(task, "propose_adjustment", **do, reason="条件变化")
    decision = decide(held, do, city, text="期限延至年底")
    decisions.adjust_by_decision(**do, decision=decision)
    task.refresh_from_db()
    assert task.state == TaskState.ACTIVE
    reason = next(e for e in audit.events_of(task) if e.action == "plans.task.adjusted").detail["reason"]
    assert "第一次会议" in reason
    assert "期限延至年底" in reason
    with pytest.raises(Conflict):
        decisions.adjust_by_decision(**do, decision=decision)


# -- minutes --------------------------------------------------------------------------------------------------------


def test_minutes_are_numbered_by_body_and_year_without_gaps(running_plan, group, people, do, cast, now):
    def another(title, day=MEETING_DAY, body=group):
        row = services.save_meeting(**do, plan=running_plan, facts=services.MeetingFacts(body, title, day))
        services.save_item(**do, meeting=row, facts=services.ItemFacts("议题"))
        return hold(row, do)

    first, second, third = another("一"), another("二"), another("三")
    assert issued(first, do).minutes_number == "〔2021〕1号"
    with pytest.raises(Refusal):
        workflow.fire(second, "issue_minutes", **do)  # nothing is written yet: no number is lost
    assert issued(third, do).minutes_number == "〔2021〕2号"
    assert issued(second, do).minutes_number == "〔2021〕3号"
    next_year = {"actor": cast.team, "now": now.replace(year=2022)}
    assert issued(another("四"), next_year).minutes_number == "〔2022〕1号"
    other = organisations.form_leading_body(actor=SYSTEM, now=SOME_TIME, name="另一联席会议")
    organisations.add_seat(actor=SYSTEM, now=SOME_TIME, body=other, role="chair", post=group.posts["mayor"])
    assert issued(another("五", body=other), do).minutes_number == "〔2021〕1号"


def test_issued_minutes_are_never_written_again(held, do, city):
    decision = decide(held, do, city)
    row = issued(held, do)
    before = content_digest(row)
    row_of = row.attendances.first()
    for act in (
        lambda: services.write_minutes(**do, meeting=row, text="改", discussions={}),
        lambda: decide(row, do, city),
        lambda: decisions.remove_decision(**do, decision=decision),
        lambda: services.remove_item(**do, item=row.agenda.get()),
        lambda: attendance.register_attendance(**do, meeting=row, marks={row_of.pk: attendance.Mark("absent")}),
        lambda: services.save_meeting(**do, plan=row.plan, facts=services.MeetingFacts(row.body, "改", MEETING_DAY), meeting=row),
    ):
        with pytest.raises(Conflict):
            act()
    decisions.make_task(**do, decision=decision)  # what comes of a decision adds nothing to the words
    row.refresh_from_db()
    assert content_digest(row) == before
    numbered = next(e for e in audit.events_of(row) if e.action == "plans.meeting.minutes_numbered")
    assert numbered.detail["content_hash"] == before


def test_minutes_come_as_word_and_pdf_and_are_a_draft_until_issued(held, do, city, now):
    decide(held, do, city)
    assert minutes_document(held).is_draft
    row = issued(held, do)
    assert not minutes_document(row).is_draft
    assert paper(row, "minutes", "pdf", now.date()).content.startswith(b"%PDF")
    assert paper(row, "minutes", "docx", now.date()).content.startswith(b"PK")
    assert paper(row, "notice", "pdf", now.date()).content.startswith(b"%PDF")
    assert row.state == MeetingState.MINUTED


def test_the_page_of_a_meeting_asks_no_more_for_many_decisions(held, do, city, cast, now):
    def with_decisions(n):
        for _n in range(n):
            decisions.make_task(**do, decision=decide(held, do, city))
        held.refresh_from_db()
        with CaptureQueriesContext(connection) as caught:
            meeting_page(cast.team, held, now)
        return len(caught)

    assert with_decisions(3) == with_decisions(6)


def test_minutes_are_headed_by_the_body_and_list_the_unit_before_the_name(held):
    made = minutes_document(held)
    assert made.issuer == "示例市职业教育工作领导小组会议纪要"
    assert made.printed_by == "示例市职业教育工作领导小组办公室"
    came = str(made.blocks)
    assert "finance甲" in came
    assert came.index("示例市财政局") < came.index("finance甲")


def test_a_joint_conferences_minutes_do_not_say_conference_twice(held):
    held.body.name = "示例市职业教育工作部门联席会议"
    assert minutes_document(held).issuer == "示例市职业教育工作部门联席会议纪要"
