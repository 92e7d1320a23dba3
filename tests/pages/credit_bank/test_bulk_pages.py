"""A school opens the accounts of a class from its roster and posts the results that it returned, from first click to file."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from baigong.contexts.credit_bank.exchange.accounts import AccountSheet, GuardianSheet
from baigong.contexts.credit_bank.exchange.register_courses import CourseSheet
from baigong.contexts.credit_bank.models import Learner, Outcome, RegisterCourse
from baigong.contexts.credit_bank.services.register_results import set_courses
from baigong.kernel.exchange import export
from tests.contexts.credit_bank.test_bulk_accounts import GROWN, YOUNG, pupil, returned
from tests.contexts.credit_bank.test_bulk_results import result
from tests.credit_city import a_number, a_type, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, settings, now):
    settings.DEMONSTRATION_TODAY = now.date()
    city = make_city()
    a_type(city, "KC-1", kind="course", title="基础护理", family="", level="", credits=None, hours=32, issuer_body=city.school_body)
    returned(city, now, [pupil(1), pupil(2, YOUNG), pupil(3, group="21护理2")])
    return city


def browser_of(user):
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def school(city):
    return browser_of(city.users.school)


def hidden(text, name):
    return re.search(rf'name="{name}" value="([^"]*)"', text)[1]


def rows_of(answer):
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def confirmed(browser, address, file, **facts):
    text = browser.post(address, {"file": file, **facts}).content.decode()
    return text, browser.post(
        address, {"plan": hidden(text, "plan"), "digest": hidden(text, "digest"), **facts}, follow=True
    ).content.decode()


def test_a_class_is_opened_from_the_roster_and_its_teacher_gets_the_list(city, school):
    page = school.get(reverse("credit_bank:roster"), {"group": "21护理1"})
    text = page.content.decode()
    assert page.status_code == 200
    assert a_number(GROWN, 1) not in text
    address = f"{reverse('credit_bank:roster-open')}?group=21护理1"
    assert "已按名册开户1人" in school.post(address, {"digest": hidden(text, "digest")}, follow=True).content.decode()
    assert [row.name for row in Learner.objects.all()] == ["学生1"]
    listed = rows_of(school.get(reverse("credit_bank:account-numbers"), {"group": "21护理1"}))
    assert [row[5] for row in listed[1:]] == ["已有账户", "待开户（须有监护人）"]
    assert listed[1][4] == Learner.objects.get().number


def test_the_pupils_of_a_class_get_links_to_sign_in_each_of_which_stands_in_one_file(city, school):
    chosen = "group=21护理1"
    text = school.get(f"{reverse('credit_bank:roster')}?{chosen}").content.decode()
    school.post(f"{reverse('credit_bank:roster-open')}?{chosen}", {"digest": hidden(text, "digest")})
    (_heads, row) = rows_of(school.post(f"{reverse('credit_bank:sign-in-links')}?{chosen}"))
    assert (row[1], row[4]) == ("学生1", Learner.objects.get().number)
    typed = {"document_number": a_number(GROWN, 1), "username": "pupil1", "password": "right-horse-battery", "again": "right-horse-battery"}
    assert Client().post(row[5].removeprefix("http://testserver"), typed)["Location"] == reverse("credit_bank:mine")
    again = school.post(f"{reverse('credit_bank:sign-in-links')}?{chosen}", follow=True).content.decode()
    assert "没有要做链接的" in again
    assert browser_of(city.users.pupil).post(reverse("credit_bank:sign-in-links")).status_code == 403


def test_what_was_not_shown_is_not_opened(city, school):
    answer = school.post(reverse("credit_bank:roster-open"), follow=True)
    assert "有变化" in answer.content.decode()
    assert Learner.objects.count() == 0


def test_minors_come_with_a_table_that_lists_them(city, school, now):
    listed = rows_of(school.get(reverse("credit_bank:guardians-template")))
    assert any("20210002" in row for row in listed)
    sheet = GuardianSheet(city.school, now, city.school_body)
    file = SimpleUploadedFile("g.xlsx", export(sheet.table, [sheet.rows()[0] | {"guardian": "王母", "guardian_relation": "母亲"}]))
    plan, done = confirmed(school, reverse("credit_bank:guardians-import"), file)
    assert "新开户" in plan
    assert "已按名册开户1人" in done
    assert Learner.objects.get().guardians.get().name == "王母"


def test_a_table_of_accounts_is_shown_with_masked_numbers_first(city, school, now):
    assert school.get(reverse("credit_bank:accounts-template")).content[:2] == b"PK"
    sheet = AccountSheet(city.school, now, city.school_body)
    rows = [{"name": f"学生{n}", "document_kind": "citizen", "document_number": a_number(GROWN, n)} for n in (1, 7)]
    file = SimpleUploadedFile("a.xlsx", export(sheet.table, rows))
    plan, done = confirmed(school, reverse("credit_bank:accounts-import"), file, how="roster")
    assert "将要开户" in plan
    assert a_number(GROWN, 1) not in plan
    assert "已开户2人" in done
    assert dict(Learner.objects.values_list("name", "state")) == {"学生1": "active", "学生7": "pending"}


def test_only_the_school_enrols_from_its_roster(city):
    for user in (city.users.office, city.users.farming, city.users.pupil):
        assert browser_of(user).get(reverse("credit_bank:roster")).status_code == 403
    assert browser_of(city.users.other).get(reverse("credit_bank:roster"), {"body": city.school_body.pk}).status_code == 404


def test_results_are_posted_once_confirmed_and_each_opens_to_its_row(city, school, now):
    text = school.get(reverse("credit_bank:roster"), {"group": "21护理1"}).content.decode()
    school.post(f"{reverse('credit_bank:roster-open')}?group=21护理1", {"digest": hidden(text, "digest")})
    batch = returned(city, now, [result(1), result(2), result(1, "K9", "体育")], "MCKCCJ")
    address = reverse("credit_bank:register-return", args=[batch.pk])
    assert address in school.get(reverse("credit_bank:register-results")).content.decode()
    before = school.get(address).content.decode()
    assert "没有对照的课程" in before
    set_courses(actor=city.school, now=now, body=city.school_body, courses={"K1": ("基础护理", "KC-1")})
    text = school.get(address).content.decode()
    assert "可以存入" in text
    stale = school.post(address, {"decision": "成绩册", "digest": hidden(before, "digest") if 'name="digest"' in before else "-"})
    assert (stale.status_code, Outcome.objects.count()) == (409, 0)
    assert "已存入1项成果" in school.post(address, {"decision": "成绩册", "digest": hidden(text, "digest")}, follow=True).content.decode()
    outcome = Outcome.objects.get()
    row = reverse("registers:batch-row", args=[batch.pk, 1])
    assert row in school.get(outcome.get_absolute_url()).content.decode()
    assert school.get(row).status_code == 200
    left = rows_of(school.get(reverse("credit_bank:register-return-left", args=[batch.pk])))
    assert [(line[1], line[5].partition("：")[0]) for line in left[1:]] == [
        ("20210002", "没有学分账户"),
        ("20210001", "课程没有对照到成果目录"),
    ]


def test_courses_come_back_as_a_table_that_lists_them(city, school, now):
    returned(city, now, [result(1), result(1, "K9", "体育")], "MCKCCJ")
    listed = rows_of(school.get(reverse("credit_bank:register-courses-template")))
    assert any("K9" in row for row in listed)
    sheet = CourseSheet(city.school, now, city.school_body)
    file = SimpleUploadedFile("c.xlsx", export(sheet.table, [row for row in sheet.to_fill() if row["code"]]))
    _plan, done = confirmed(school, reverse("credit_bank:register-courses-import"), file)
    assert "新写入1门" in done
    assert RegisterCourse.objects.get().number == "K1"
    assert "K1" in school.get(reverse("credit_bank:register-courses")).content.decode()


def test_a_return_of_another_school_is_not_there(city, now):
    batch = returned(city, now, [result(1)], "MCKCCJ")
    browser = browser_of(city.users.other)
    for name in ("register-return", "register-return-left"):
        assert browser.get(reverse(f"credit_bank:{name}", args=[batch.pk])).status_code == 404
    assert browser.get(reverse("credit_bank:register-courses-import")).status_code == 404


def test_matching_courses_is_offered_where_results_came_in(city, school, now):
    listed, address = reverse("credit_bank:register-courses"), reverse("credit_bank:register-courses-import")
    assert address not in school.get(listed).content.decode(), "nothing was returned: there is nothing to match, and no page for it"
    assert school.get(address).status_code == 404
    returned(city, now, [result(1)], "MCKCCJ")
    assert address in school.get(listed).content.decode()
    assert school.get(address).status_code == 200
