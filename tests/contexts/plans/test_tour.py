"""``docs/tour.md`` is true: its task goes from the sentence to the green light through the functions that the page names."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from baigong.contexts.accounts.public import LIAISON, WORKING_TEAM
from baigong.contexts.organisations.public import Organisation, load_bodies
from baigong.contexts.plans.lights import Colour
from baigong.contexts.plans.models import TargetReading
from baigong.contexts.plans.selectors.lights import plan_lights
from baigong.contexts.plans.services.confirming import Names, confirm_document
from baigong.contexts.plans.services.cycles import CycleDates, create_cycle
from baigong.contexts.plans.services.evidence import add_file
from baigong.contexts.plans.services.importing import decide_items, import_document
from baigong.contexts.plans.services.plans import assign_all, set_public
from baigong.contexts.plans.services.reports import Content, accept_report, return_report, start_report, submit_report, write_report
from baigong.engines.plan_text import read_plan
from baigong.kernel import workflow
from baigong.kernel.access import SYSTEM
from baigong.kernel.audit.models import AuditEvent
from baigong.packs import read_pack
from tests.builders import an_actor
from tests.contexts.plans.reporting_cast import a_pdf

SAMPLE = Path(__file__).resolve().parents[3] / "docs/examples/sample-plan.txt"


def day(*ymd: int) -> datetime:
    return datetime(*ymd, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def city(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_bodies(read_pack("wuwei", "bodies"), actor=SYSTEM, now=day(2022, 3, 1))
    return {body.short_name or body.name: body for body in Organisation.objects.all()}


def test_one_task_from_the_sentence_to_the_green_light(city, settings, django_capture_on_commit_callbacks):
    bureau = city["市教育局"]
    team, officer = an_actor(WORKING_TEAM, bureau, user_id=None), an_actor(LIAISON, bureau, user_id=None)

    found = read_plan(SAMPLE.read_text(encoding="utf-8")).as_json()
    promise = found["targets"][0]
    assert (promise["value"], promise["unit"], promise["deadline"], promise["measure"]) == (3, "个", "2023", "1")

    now = day(2022, 3, 20)
    document = import_document(actor=team, now=now, data=SAMPLE.read_bytes(), file_name="sample-plan.txt")
    decide_items(actor=team, now=now, document=document, items=[item.pk for item in document.items.all()], keep=True)
    plan = confirm_document(actor=team, now=now, document=document, names=Names("training-2022", "实训方案", city["市政府"], bureau))
    task, target = plan.tasks.get(number="1"), plan.targets.get(number="T1")
    assert task.clause.text in document.text
    assert list(target.tasks.all()) == [task]
    assert (target.value, target.due_on) == (3, date(2023, 12, 31))

    workflow.fire(plan, "start", actor=team, now=now)
    assert assign_all(actor=team, now=now, plan=plan) == 6
    assert plan_lights(plan, now.date()).targets[target.pk].rule == "LIGHT-NO-RECORD"

    quarter = CycleDates("第一期", date(2022, 1, 1), date(2022, 6, 30), date(2022, 6, 20), date(2022, 7, 10))
    cycle = workflow.fire(create_cycle(actor=team, now=now, plan=plan, dates=quarter), "open", actor=team, now=day(2022, 6, 20))
    now = day(2022, 6, 27)
    task.refresh_from_db()
    report = start_report(actor=officer, now=now, cycle=cycle, task=task, organisation=bureau)
    report = write_report(actor=officer, now=now, report=report, content=Content("正在推进。", values={target.pk: (Decimal(1), "已挂牌")}))
    add_file(actor=officer, now=now, report=report, kind="document", upload=a_pdf("批复.pdf"))
    report = submit_report(actor=officer, now=now, report=report)
    report = return_report(actor=team, now=now, report=report, reason="请写明是哪一个中心，何时投用。")
    assert not TargetReading.objects.exists()

    now += timedelta(hours=2)
    content = Content("第一个公共实训中心6月投用，其余两个已开工。", values={target.pk: (Decimal(1), "以投用为准")})
    report = submit_report(actor=officer, now=now, report=write_report(actor=officer, now=now, report=report, content=content))
    with django_capture_on_commit_callbacks(execute=True):
        accept_report(actor=team, now=now, report=report)
    reading = TargetReading.objects.get()
    assert (reading.target, reading.value, reading.report) == (target, 1, report)

    lights = plan_lights(plan, now.date())
    assert (lights.targets[target.pk].colour, lights.targets[target.pk].rule) == (Colour.GREEN, "LIGHT-ON-COURSE")
    assert (lights.tasks[task.pk].colour, lights.tasks[task.pk].rule) == (Colour.GREEN, "TASK-ON-COURSE")
    assert target.light_records.order_by("pk").last().rule == "LIGHT-ON-COURSE"

    events = AuditEvent.objects.filter(subject_type="plans.report", subject_id=str(report.pk)).order_by("pk")
    told = ["started", "written", "submitted", "returned", "written", "submitted", "accepted"]
    assert [event.action for event in events] == [f"plans.report.{word}" for word in told]

    set_public(actor=team, now=now, plan=plan, is_public=True)
    settings.DEMONSTRATION_TODAY = now.date()
    page = Client().get(f"/promises/{plan.key}/targets/{target.number}/").content.decode()
    assert lights.targets[target.pk].why in page
