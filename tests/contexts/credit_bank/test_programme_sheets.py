"""The courses of a programme in and out of Excel: the plan first, all or nothing, what is not named stays."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.credit_bank.exchange.programme_courses import CourseSheet, CourseWriter
from baigong.contexts.credit_bank.models import ProgrammeCourse
from baigong.contexts.credit_bank.services import conversions
from baigong.kernel.errors import Conflict
from baigong.kernel.exchange import ImportPlan, execute, export, template
from tests.conversion_city import adopted, banked, make_college
from tests.credit_city import fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, now):
    return make_college(now)


@pytest.fixture
def sheet(city):
    return CourseSheet(city.other, city.now, city.programme)


def line(**facts):
    own = {"code": "JS", "title": "健康评估", "category": "major", "credits": Decimal("2.5"), "hours": 40}
    return own | facts


def written(sheet, plan):
    return execute(ImportPlan.from_json(sheet.table, plan.to_json()), CourseWriter(sheet), digest=plan.digest)


def test_courses_go_out_to_a_table_and_come_back_unchanged(sheet):
    plan = sheet.plan_of(sheet.workbook(), "courses.xlsx")
    assert (plan.is_clean, plan.counts["same"], plan.counts["change"], plan.counts["add"]) == (True, 3, 0, 0)


def test_a_table_enters_new_courses_writes_known_ones_anew_and_leaves_the_rest(city, sheet):
    rows = [line(), line(code="XX", title="信息技术基础", category="general", credits=Decimal(3), hours=48, outcome_type="X-2")]
    plan = sheet.plan_of(export(sheet.table, rows), "courses.xlsx")
    assert plan.is_clean, plan.issues
    assert ProgrammeCourse.objects.count() == 3
    written(sheet, plan)
    new, known = city.programme.courses.get(code="JS"), city.programme.courses.get(code="XX")
    assert (new.credits, new.is_required, new.order) == (250, True, 100)
    assert (known.title, known.outcome_type, known.credits) == ("信息技术基础", city.web, 300)
    assert city.programme.courses.count() == 4


def test_one_wrong_cell_writes_nothing_and_is_named_with_its_cell(city, sheet):
    rows = [line(), line(code="YY", credits=Decimal(0)), line(code="ZZ", category="没有这类")]
    plan = sheet.plan_of(export(sheet.table, rows), "courses.xlsx")
    assert not plan.is_clean
    assert {issue.column for issue in plan.issues} == {"学分", "课程类别"}


def test_credits_of_a_course_somebody_is_exempted_from_stay(city, sheet):
    adopted(city)
    banked(city)
    row = conversions.apply(actor=city.school, now=city.now, learner=city.learner, programme=city.programme)
    rows = [line(code="LN", title="老年护理", credits=Decimal(5), hours=64)]
    before = sheet.plan_of(export(sheet.table, rows), "courses.xlsx")
    assert before.is_clean
    fire(row, "approve", city.other, city.now)
    after = sheet.plan_of(export(sheet.table, rows), "courses.xlsx")
    assert "已有人免修" in str(after.issues[0])
    with pytest.raises(Conflict, match="已有人免修"):
        written(sheet, before)


def test_the_template_has_drop_downs(sheet):
    page = zipfile.ZipFile(io.BytesIO(template(sheet.table))).read("xl/worksheets/sheet1.xml").decode()
    assert page.count("<dataValidation ") >= 2


def test_the_page_shows_the_plan_and_writes_it_once_confirmed(city, sheet, client):
    address = f"/credits/programmes/{city.programme.pk}/courses/import/"
    client.force_login(city.users.other)
    file = SimpleUploadedFile("courses.xlsx", export(sheet.table, [line()]))
    shown = client.post(address, {"file": file})
    assert (shown.status_code, "健康评估" in shown.text) == (200, True)
    assert not ProgrammeCourse.objects.filter(code="JS").exists()
    sent = dict(re.findall(r'name="(plan|digest)" value="([^"]+)"', shown.text))
    assert client.post(address, sent).status_code == 302
    assert ProgrammeCourse.objects.filter(code="JS").exists()
    assert client.get(f"/credits/programmes/{city.programme.pk}/courses/").status_code == 200
    client.force_login(city.users.school)
    assert client.get(address).status_code in (403, 404)
