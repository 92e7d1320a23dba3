"""Numbers of filings and of minutes given at once, on PostgreSQL: first the race without a lock, then no gap and none twice."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from baigong.contexts.accounts.public import COUNTY_OFFICER, WORKING_TEAM
from baigong.contexts.organisations.public import (
    OrganisationKind,
    add_seat,
    define_collective,
    form_leading_body,
)
from baigong.contexts.plans.models import Filing, Meeting, NumberSeries, Task
from baigong.contexts.plans.public import load_plan
from baigong.contexts.plans.selectors.filings import list_filers
from baigong.contexts.plans.services import attendance, decisions, filings, meetings
from baigong.contexts.plans.workflow.filings import form_items
from baigong.kernel import workflow
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Conflict
from tests.builders import SOME_TIME, a_body, a_person, a_post, an_actor, appointed
from tests.concurrency.test_races import at_once
from tests.contexts.plans.sample import PACK

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MANY = 4


@pytest.fixture
def bureau(transactional_db):
    return a_body("示例市教育局", parent=a_body("示例市政府", kind=OrganisationKind.CITY))


@pytest.fixture
def team(bureau):
    return an_actor(WORKING_TEAM, bureau, user_id=None)


@pytest.fixture
def plan(bureau):
    a_body("示例市财政局", parent=bureau.parent)
    for index in range(MANY):
        a_body(f"{index}县", kind=OrganisationKind.COUNTY, parent=bureau.parent)
    define_collective(actor=SYSTEM, now=SOME_TIME, name="各县区", kinds=[OrganisationKind.COUNTY])
    return load_plan(PACK, actor=SYSTEM, now=SOME_TIME).plan


@pytest.fixture
def submitted(plan, bureau, team, now, settings, tmp_path):
    """Filings of several counties whose form was checked."""
    settings.MEDIA_ROOT = tmp_path
    rows = []
    for county in list_filers(plan, now.date()):
        clerk = an_actor(COUNTY_OFFICER, county, user_id=None)
        row = filings.start_filing(actor=clerk, now=now, plan=plan, organisation=county)
        filings.write_filing(actor=clerk, now=now, filing=row, content=filings.FilingContent("方案", contact_name="某", contact_phone="1"))
        upload = SimpleUploadedFile("方案.pdf", b"%PDF-1.4 " + county.name.encode())
        filings.attach_to_filing(actor=clerk, now=now, filing=row, upload=upload)
        row = workflow.fire(row, "submit", actor=clerk, now=now)
        filings.check_form(actor=team, now=now, filing=row, met=dict.fromkeys(form_items(), (True, "")))
        rows.append(row)
    return rows


@pytest.fixture
def held(plan, bureau, team, now):
    """Meetings of one body that were held, with something written."""
    body = form_leading_body(actor=SYSTEM, now=SOME_TIME, name="领导小组", formed_on=date(2020, 12, 1))
    post = a_post(bureau, "局长")
    appointed(post, a_person("某").name, date(2020, 1, 1))
    add_seat(actor=SYSTEM, now=SOME_TIME, body=body, role="chair", post=post)
    rows = []
    for index in range(MANY):
        facts = meetings.MeetingFacts(body, f"第{index}次会议", date(2021, 3, 12))
        row = meetings.save_meeting(actor=team, now=now, plan=plan, facts=facts)
        meetings.save_item(actor=team, now=now, meeting=row, facts=meetings.ItemFacts("议题"))
        workflow.fire(row, "convene", actor=team, now=now)
        marks = {a.pk: attendance.Mark("present") for a in row.attendances.all()}
        attendance.register_attendance(actor=team, now=now, meeting=row, marks=marks)
        row = workflow.fire(row, "hold", actor=team, now=now)
        meetings.write_minutes(actor=team, now=now, meeting=row, text="会议听取汇报。", discussions={})
        rows.append(row)
    return rows


def test_control_reading_the_last_number_and_then_writing_gives_one_twice(db, transactional_db):
    """Without the lock both read the same last number before either writes."""
    NumberSeries.objects.create(key="careless")
    both_have_read = threading.Barrier(2)

    def careless():
        with transaction.atomic():
            series = NumberSeries.objects.get(key="careless")
            both_have_read.wait(10)
            series.last += 1
            series.save()
            return series.last

    assert at_once(careless, careless) == [1, 1]


def test_those_registered_at_once_are_numbered_without_a_gap(submitted, team, now):
    done = at_once(*[lambda row=row: workflow.fire(row, "register", actor=team, now=now) for row in submitted])
    assert not [o for o in done if isinstance(o, Exception)], done
    numbers = set(Filing.objects.values_list("register_number", flat=True))
    assert numbers == {f"备〔2021〕{n}号" for n in range(1, MANY + 1)}


def test_one_filing_registered_twice_at_once_takes_one_number(submitted, team, now):
    done = at_once(*[lambda: workflow.fire(submitted[0], "register", actor=team, now=now)] * 3)
    assert sum(isinstance(o, Conflict) for o in done) == 2, done
    assert workflow.fire(submitted[1], "register", actor=team, now=now).register_number == "备〔2021〕2号"


def test_of_two_clerks_who_begin_at_once_both_find_one_filing(plan, bureau, now):
    county = list_filers(plan, now.date())[0]
    clerk = an_actor(COUNTY_OFFICER, county, user_id=None)
    done = at_once(*[lambda: filings.start_filing(actor=clerk, now=now, plan=plan, organisation=county)] * 3)
    assert all(isinstance(o, Filing | Conflict) for o in done), done
    assert Filing.objects.filter(organisation=county).count() == 1


def test_minutes_issued_at_once_are_numbered_without_a_gap(held, team, now):
    done = at_once(*[lambda row=row: workflow.fire(row, "issue_minutes", actor=team, now=now) for row in held])
    assert not [o for o in done if isinstance(o, Exception)], done
    numbers = set(Meeting.objects.values_list("minutes_number", flat=True))
    assert numbers == {f"〔2021〕{n}号" for n in range(1, MANY + 1)}


def test_a_decision_handed_on_twice_at_once_makes_one_task_and_many_are_numbered_apart(held, bureau, team, now):
    facts = decisions.DecisionFacts("办一件事", organisation=bureau)
    rows = [decisions.save_decision(actor=team, now=now, meeting=held[0], facts=facts) for _n in range(3)]
    done = at_once(*[lambda row=row: decisions.make_task(actor=team, now=now, decision=row) for row in [rows[0], *rows]])
    assert sum(isinstance(o, Conflict) for o in done) == 1, done
    assert set(Task.objects.filter(kind="decision").values_list("number", flat=True)) == {"决1", "决2", "决3"}
