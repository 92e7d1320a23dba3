"""Mutual recognition in the browser: two schools agree, courses and results come by Excel, a pupil chooses on the phone."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from baigong.contexts.credit_bank.exchange.mutual import CourseResultSheet, CourseSheet
from baigong.contexts.credit_bank.models import CourseEnrolment, EnrolmentState, RecognitionAgreement, SharedCourse
from baigong.contexts.credit_bank.outputs.mutual import agreement_document
from baigong.kernel.documents import Signature
from baigong.kernel.exchange import export
from tests.credit_city import fire
from tests.mutual_city import a_course, a_pupil, enrolled, in_force, make_schools

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_day(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def city(db, now):
    return make_schools(now)


@pytest.fixture
def as_(city):
    """``as_("office")`` gives a browser in which that account is signed in."""

    def enter(name):
        browser = Client()
        browser.force_login(getattr(city.users, name), backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return enter


def at(name, *args):
    return reverse(f"credit_bank:{name}", args=args)


def page(browser, name, *args, query=""):
    return browser.get(at(name, *args) + query).content.decode()


def step(browser, label, row, name, **facts):
    return browser.post(reverse("workflow:fire", args=[f"credit_bank.{label}", row.pk, name]), facts, follow=True).content.decode()


def upload(browser, address, data, **facts):
    """Bring a table and confirm what is shown."""
    file = SimpleUploadedFile("table.xlsx", data)
    shown = browser.post(address, {"file": file, **facts})
    text = shown.content.decode()
    if shown.status_code != 200:
        return text
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', text)[1] for name in ("plan", "digest")}
    return browser.post(address, hidden | facts, follow=True).content.decode()


def cells(data):
    """Everything that stands in the first sheet of a workbook."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {value for row in book.get_sheet_by_index(0).to_python() for value in row}


DAYS = {
    n: {"opens_on": date(2021, 3, 1), "closes_on": date(2021, 3, 20), "starts_on": date(2021, 3, 21 + n), "ends_on": date(2022, 3, n)}
    for n in (1, 2, 3)
}
FACTS = {
    "title": "课程互选协议", "since": "2020-09-01", "until": "2022-08-31", "rate": "80", "ceiling": "10", "term_ceiling": "",
    "role_0": "both", "role_1": "takes",
}  # fmt: skip


def test_one_school_drafts_the_other_agrees_and_the_document_brings_it_into_force(as_, city):
    school, general = as_("school"), as_("general")
    facts = FACTS | {"proposer": city.school_body.pk, "party_1": city.general_body.pk}
    assert school.post(at("agreement-add"), facts | {"rate": ""}).status_code == 422
    shown = school.post(at("agreement-add"), facts, follow=True).content.decode()
    row = RecognitionAgreement.objects.get()
    assert (row.rate_text, row.ceiling_text) == ("80%", "10")
    assert "只选课" in shown
    assert general.get(at("agreement", row.pk)).status_code == 404, "a draft is its author's"
    step(school, "recognitionagreement", row, "propose")
    waiting = page(general, "agreement", row.pk)
    assert "待各方同意" in waiting
    party = row.parties.get(organisation=city.general_body)
    step(general, "agreementparty", party, "agree")
    assert "请填写协议文号" in step(general, "recognitionagreement", row, "sign")
    assert "执行中" in step(general, "recognitionagreement", row, "sign", document="示例合〔2021〕1号")
    assert "课程互选协议" in page(as_("office"), "agreements")
    assert as_("other").get(at("agreement", row.pk)).status_code == 403, "in force it is public, but no page of theirs to work on"


def test_the_agreement_is_taken_as_a_paper_to_sign(as_, city):
    row = in_force(city)
    a_course(city, row)
    for ending, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        assert as_("general").get(at("agreement-file", row.pk, ending)).content.startswith(begins)
    assert as_("other").get(at("agreement-file", row.pk, "pdf")).status_code == 403
    document = agreement_document(row, list(SharedCourse.objects.all()))
    assert [block.labels for block in document.blocks if isinstance(block, Signature)] == [["甲职专（盖章）", "丙高中（盖章）"]]


def test_a_course_list_comes_and_goes_by_excel(as_, city):
    row = in_force(city)
    school, address = as_("school"), at("shared-course-import", row.pk)
    sheet = CourseSheet(city.school, city.now, row, city.school_body)
    line = {
        "type": "HX-1", "year": 2020, "term": "2", "hours": 32, "credits": 2, "places": 30, "opens_on": "2021-03-01",
        "closes_on": "2021-03-20",
        "starts_on": "2021-03-22", "ends_on": "2021-07-02", "schedule": "周三下午", "takers": "丙高中", "category": "elective",
    }  # fmt: skip
    wrong = export(sheet.table, [line | {"credits": 3, "takers": "没有的学校", "starts_on": "2023-03-22", "ends_on": "2023-07-02"}])
    said = upload(school, address, wrong)
    assert "目录里这门课是2学分" in said
    assert "不是这份协议里" in said
    assert "开课日期不在协议期内" in said
    assert "取回标出错误的表" in said
    marked = school.post(address, {"file": SimpleUploadedFile("课程.xlsx", wrong), "marked": "1"})
    cells = CalamineWorkbook.from_filelike(io.BytesIO(marked.content)).get_sheet_by_index(0).to_python()
    assert any("目录里这门课是2学分" in str(cell) for row_ in cells for cell in row_)
    assert not SharedCourse.objects.exists()
    assert "已登记1门课程，改写0门" in upload(school, address, export(sheet.table, [line]))
    course = SharedCourse.objects.get()
    assert list(course.takers.all()) == [city.general_body]
    taken = school.get(at("shared-course-sheet", row.pk)).content
    assert "表格与现有课程一致" in school.post(address, {"file": SimpleUploadedFile("table.xlsx", taken)}).content.decode()
    assert "改写1门" in upload(school, address, export(sheet.table, [line | {"places": 40}]))
    assert school.get(at("shared-course-sheet", row.pk) + "?empty=1").status_code == 200
    assert as_("other").get(address).status_code == 404


def test_a_pupil_chooses_on_the_phone_and_both_schools_answer(as_, city):
    course = a_course(city, in_force(city))
    pupil, general, school = as_("pupil"), as_("general"), as_("school")
    assert "余2个名额" in page(pupil, "choose")
    assert "周三下午，实训楼" in page(pupil, "choose-one", course.pk)
    shown = pupil.post(at("choose-one", course.pk), {"note": "想学"}, follow=True).content.decode()
    row = CourseEnrolment.objects.get()
    assert "待学籍学校同意" in shown
    assert "已经报过名" in page(pupil, "choose-one", course.pk)
    assert pupil.post(at("choose-one", course.pk), {"note": ""}).status_code == 409
    assert "同意本校1人选课" in page(general, "shared-course", course.pk)
    general.post(at("shared-course-confirm", course.pk))
    assert "依次录取" in page(school, "shared-course", course.pk)
    assert "已录取1人" in school.post(at("shared-course-admit", course.pk), follow=True).content.decode()
    row.refresh_from_db()
    assert row.state == EnrolmentState.ADMITTED
    assert "已录取" in page(pupil, "enrolment", row.pk)
    assert as_("other").get(at("enrolment", row.pk)).status_code == 404
    assert "李四" in page(general, "enrolments")


def test_why_a_course_is_not_open_is_said(as_, city):
    course = a_course(city, in_force(city), opens_on=date(2021, 3, 18))
    assert "报名从2021-03-18开始" in page(as_("pupil"), "choose")
    assert "现在不能报名" in page(as_("pupil"), "choose-one", course.pk)


def test_results_come_by_excel_and_the_home_school_recognises_for_all(as_, city, settings):
    course = a_course(city, in_force(city))
    rows = [enrolled(city, course, learner, "confirm", "admit") for learner in (city.pupil_account, a_pupil(city, "王五", 12))]
    settings.DEMONSTRATION_TODAY = course.ends_on
    school, general = as_("school"), as_("general")
    assert {"李四", "王五"} <= cells(school.get(at("shared-course-results-template", course.pk)).content)
    sheet = CourseResultSheet(city.school, city.now.replace(month=7, day=2), course)
    lines = [
        {"account": row.learner.number, "name": row.learner.name, "is_passed": passed, "grade": grade, "attained_on": "2021-07-02"}
        for row, passed, grade in zip(rows, (True, False), ("88", "45"), strict=True)
    ]
    wrong = export(sheet.table, [lines[0] | {"name": "别人"}])
    assert "与账户的姓名不符" in upload(school, at("shared-course-results", course.pk), wrong, decision="成绩册")
    said = upload(school, at("shared-course-results", course.pk), export(sheet.table, lines), decision="成绩册")
    assert "通过1人，未通过1人" in said
    assert as_("general").get(at("shared-course-results", course.pk)).status_code == 403
    offered = page(general, "enrolment", rows[0].pk)
    assert "取得2学分，按协议（示例合〔2021〕1号）100%认定：2学分" in offered
    facts = {"programme": city.programme.pk, "decision": "示例"}
    assert "已互认1人" in general.post(at("shared-course-recognise", course.pk), facts, follow=True).content.decode()
    assert "已互认" in page(as_("pupil"), "enrolment", rows[0].pk)
    assert "普通高中课程" in page(as_("pupil"), "statement", city.pupil_account.pk)
    assert "撤销互认" in page(general, "enrolment", rows[0].pk)


def test_everybody_reads_the_table_and_takes_it_as_excel_pdf_and_word(city, client):
    a_course(city, in_force(city))
    shown = page(client, "public-mutual")
    assert "普职之间" in shown
    assert "丙高中" in shown
    excel = client.get(at("public-mutual") + "?export=xlsx")
    assert {"电子商务", "示例合〔2021〕1号"} <= cells(excel.getvalue() if excel.streaming else excel.content)
    for ending, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = client.get(at("public-mutual-file", ending))
        assert answer.content.startswith(begins)


def test_a_course_that_cannot_go_on_says_so_on_its_page(as_, city):
    course = a_course(city, in_force(city), places=1)
    row = enrolled(city, course, None, "confirm", "admit")
    second = enrolled(city, course, a_pupil(city, "王五", 12), "confirm")
    school = as_("school")
    assert "名额已满" in step(school, "courseenrolment", second, "admit")
    assert "结课" not in page(school, "shared-course", course.pk).partition("选课学生")[0], "it has not begun"
    assert "才结课" in step(school, "sharedcourse", a_course(city, course.agreement, type=city.second_type), "finish")
    fire(row, "withdraw", city.general, city.now)
    step(school, "courseenrolment", second, "admit")
    second.refresh_from_db()
    assert second.state == EnrolmentState.ADMITTED


def test_pages_ask_no_more_however_many_rows(as_, city):
    agreement = in_force(city)
    course = a_course(city, agreement, places=30)
    school, general, pupil = as_("school"), as_("general"), as_("pupil")
    asked = [
        (school, "agreements"), (school, "agreement", agreement.pk), (school, "shared-courses"), (general, "enrolments"),
        (school, "shared-course", course.pk), (general, "shared-course", course.pk), (pupil, "choose"), (pupil, "public-mutual"),
    ]  # fmt: skip

    def questions():
        counts = []
        for browser, name, *args in asked:
            browser.get(at(name, *args))
            with CaptureQueriesContext(connection) as caught:
                assert browser.get(at(name, *args)).status_code == 200
            counts.append((name, len(caught)))
        return counts

    enrolled(city, course, a_pupil(city, "学生0", 40), "confirm")
    before = questions()
    for number in range(1, 4):
        enrolled(city, course, a_pupil(city, f"学生{number}", 40 + number), "confirm")
        a_course(city, agreement, type=city.second_type, year=2020 + number, **DAYS[number])
        in_force(city, title=f"协议{number}")
    assert [(name, more) for (name, more), (_name, few) in zip(questions(), before, strict=True) if more > few] == []
