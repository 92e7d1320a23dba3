"""The pilot in the browser: granted by the bureau, filled by the school, assessed by the site, seen by the learner; by program too."""

from __future__ import annotations

import io
import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from baigong.contexts.credit_bank.exchange.assessments import CertificateSheet, SessionSheet
from baigong.contexts.credit_bank.models import (
    AssessmentEntry,
    AssessmentSession,
    CertificateClass,
    IssuedCertificate,
    PilotQuota,
    PilotSchool,
    QuotaState,
)
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.exchange import export
from tests.pilot_city import a_line, a_quota, day_after, entered, make_pilot, registered, results

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, settings, now):
    settings.DEMONSTRATION_TODAY = now.date()
    return make_pilot(now)


@pytest.fixture
def browsers(city, sign_in):
    return {name: sign_in(getattr(city.users, name)) for name in ("school", "other", "office", "team", "host", "leader", "pupil")}


def page(browser, name, *args, status=200, **query):
    answer = browser.get(reverse(f"credit_bank:{name}", args=args), query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


LISTS = ("x-quotas", "x-classes", "x-sessions", "x-entries", "x-certificates", "x-sites", "x-pilot-schools", "x-report")


def test_everybody_of_the_pilot_opens_the_lists_and_takes_them_away(city, browsers):
    entered(city)
    results(city, (city.first, "passed"))
    registered(city, a_line(city, city.first))
    for name in LISTS[:-1]:
        assert browsers["office"].get(reverse(f"credit_bank:{name}"), {"export": "csv"}).status_code == 200, name
    for name in LISTS:
        page(browsers["office"], name)
        if name not in ("x-pilot-schools", "x-sites"):
            page(browsers["school"], name)
    for name in ("x-quotas", "x-classes", "x-sessions", "x-sites", "x-pilot-schools", "x-report"):
        page(browsers["leader"], name)
    page(browsers["leader"], "x-entries", status=403)
    page(browsers["host"], "x-entries")


def test_the_bureau_grants_on_the_page_of_the_quota(city, browsers):
    row = a_quota(city, year=2022, state=QuotaState.APPLIED, approved=None, decided_on=None, document="", asked=40)
    assert "核准人数" in page(browsers["team"], "x-quota", row.pk)
    fire = reverse("workflow:fire", args=["credit_bank.pilotquota", row.pk, "approve"])
    browsers["team"].post(fire, {"approved": "30", "document": "文号"})
    row.refresh_from_db()
    assert (row.state, row.approved) == (QuotaState.APPROVED, 30)
    assert "已用0，共30" in page(browsers["school"], "x-quota", row.pk)
    page(browsers["other"], "x-quota", row.pk, status=404)


def test_a_school_opens_a_class_fills_it_and_enters_it_as_a_whole(city, browsers):
    school = browsers["school"]
    given = {"quota": city.quota.pk, "title": "一班", "teacher": "王老师", "hours": 60, "starts_on": "2021-03-20", "ends_on": "2021-04-18"}
    school.post(reverse("credit_bank:x-class-add"), given)
    row = CertificateClass.objects.get()
    names = f"{city.first.number} 张三\n{city.second.number}，李四"
    wrong = school.post(reverse("credit_bank:x-class-enrol", args=[row.pk]), {"people": f"{names}\n123 某某"})
    assert (wrong.status_code, row.trainees.count()) == (422, 0)
    assert "没有这个学分账号" in wrong.content.decode()
    school.post(reverse("credit_bank:x-class-enrol", args=[row.pk]), {"people": names})
    assert "李四" in page(school, "x-class", row.pk)
    enter = reverse("credit_bank:x-session-enter", args=[city.session.pk])
    assert "一班" in page(school, "x-session-enter", city.session.pk)
    said = school.post(enter, {"quota": city.quota.pk, "certificate_class": row.pk})
    assert (said.status_code, AssessmentEntry.objects.count()) == (422, 0)
    school.post(enter, {"quota": city.quota.pk, "certificate_class": row.pk, "is_voluntary": "on"})
    assert AssessmentEntry.objects.count() == 2
    assert "李四" in page(browsers["host"], "x-session", city.session.pk)
    assert "李四" not in page(browsers["other"], "x-session", city.session.pk)


def confirm(browser, address, given):
    """A table is brought, its plan shown, and confirmed."""
    shown = browser.post(address, given)
    text = shown.content.decode()
    assert shown.status_code == 200, text[:3000]
    hidden = dict(re.findall(r'<input type="hidden" name="(plan|digest)" value="([^"]*)"', text))
    return browser.post(address, {name: value for name, value in given.items() if name != "file"} | hidden)


def test_results_and_certificates_come_by_tables_that_list_who_waits(city, browsers, settings):
    entered(city, city.first, city.second)
    settings.DEMONSTRATION_TODAY = date(2021, 4, 25)
    sheet = browsers["host"].get(reverse("credit_bank:x-session-sheet", args=[city.session.pk]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert {row[1] for row in rows[1:]} >= {"张三", "李四"}
    assert AuditEvent.objects.get(action="credit_bank.assessmentsession.exported").actor_id == city.users.host.pk, "it has names"
    lines = [{"account": city.first.number, "name": "张三", "result": "passed", "theory": 80, "practice": 75},
             {"account": city.second.number, "name": "李四", "result": "absent"}]  # fmt: skip
    file = SimpleUploadedFile("results.xlsx", export(SessionSheet(city.session, day_after(city)).table, lines))
    address = reverse("credit_bank:x-session-results", args=[city.session.pk])
    assert confirm(browsers["host"], address, {"document": "成绩通知", "file": file}).status_code == 302
    assert sorted(AssessmentEntry.objects.values_list("state", flat=True)) == ["absent", "passed"]
    table = CertificateSheet(city.school_body, day_after(city, 5)).table
    line = a_line(city, city.first)
    own = {"account": line.account, "name": line.name, "code": line.code, "number": line.number, "issued_on": line.issued_on}
    file = SimpleUploadedFile("certificates.xlsx", export(table, [own]))
    assert browsers["school"].get(reverse("credit_bank:x-certificate-sheet")).status_code == 200
    assert AuditEvent.objects.get(action="credit_bank.issuedcertificate.exported").actor_id == city.users.school.pk, "it has names"
    given = {"document": "发证通知", "school": city.school_body.pk, "file": file}
    to_certify = reverse("credit_bank:x-certificate-import")
    assert to_certify in page(browsers["school"], "x-session", city.session.pk), "the next step is offered where results were entered"
    assert to_certify not in page(browsers["other"], "x-session", city.session.pk)
    assert confirm(browsers["school"], to_certify, given).status_code == 302
    assert to_certify not in page(browsers["school"], "x-session", city.session.pk)
    row = IssuedCertificate.objects.get()
    assert "X-0001" in page(browsers["school"], "x-certificate", row.pk)
    page(browsers["other"], "x-certificate", row.pk, status=404)


def test_a_school_that_left_the_pilot_still_enters_the_certificates_of_those_who_passed(city, browsers, settings):
    PilotSchool.objects.update(until=city.now.date())
    settings.DEMONSTRATION_TODAY = date(2021, 4, 25)
    assert browsers["school"].get(reverse("credit_bank:x-certificate-sheet")).status_code == 200
    page(browsers["school"], "x-certificate-import")
    assert browsers["other"].get(reverse("credit_bank:x-certificate-sheet")).status_code == 302, "it never was in the pilot"


def test_a_wrong_row_is_named_with_its_cell_and_nothing_is_written(city, browsers, settings):
    entered(city)
    settings.DEMONSTRATION_TODAY = date(2021, 4, 25)
    lines = [{"account": city.first.number, "name": "张山", "result": "passed", "theory": 80, "practice": 75}]
    file = SimpleUploadedFile("results.xlsx", export(SessionSheet(city.session, day_after(city)).table, lines))
    address = reverse("credit_bank:x-session-results", args=[city.session.pk])
    answer = browsers["host"].post(address, {"document": "成绩通知", "file": file})
    assert (answer.status_code, AssessmentEntry.objects.get().state) == (422, "registered")
    assert "与账户的姓名不符" in answer.content.decode()


def test_a_learner_enters_by_himself_and_sees_his_own(city, browsers):
    city.first.user = city.users.pupil
    city.first.save()
    pupil = browsers["pupil"]
    assert reverse("credit_bank:x-own") in page(pupil, "mine")
    assert reverse("credit_bank:x-own-enter", args=[city.session.pk]) in page(pupil, "x-own")
    unticked = pupil.post(reverse("credit_bank:x-own-enter", args=[city.session.pk]), {"quota": city.quota.pk})
    assert "请勾选后再报名" in unticked.content.decode()
    pupil.post(reverse("credit_bank:x-own-enter", args=[city.session.pk]), {"quota": city.quota.pk, "is_voluntary": "on"})
    row = AssessmentEntry.objects.get()
    results(city, (city.first, "passed"))
    registered(city, a_line(city, city.first))
    text = page(pupil, "x-own")
    assert "X-0001" in text
    assert "70.5" in text
    page(pupil, "x-entry", row.pk)
    page(pupil, "x-certificate", IssuedCertificate.objects.get().pk)


def test_the_site_publishes_a_session_and_the_office_keeps_sites_and_schools(city, browsers):
    given = {"site": city.site.pk, "level": city.level.pk, "held_on": "2021-05-20", "registers_until": "2021-05-10", "capacity": 3,
             "full_mark": 100, "has_theory": "on", "fee": "150.5"}  # fmt: skip
    browsers["host"].post(reverse("credit_bank:x-session-add"), given)
    assert AssessmentSession.objects.get(held_on=date(2021, 5, 20)).fee == 15050
    said = browsers["host"].post(reverse("credit_bank:x-session-add"), given | {"capacity": 9, "held_on": "2021-05-21"})
    assert "只有3个工位" in said.content.decode()
    assert "登记核准" in page(browsers["office"], "x-site", city.site.pk)
    assert "登记核准" not in page(browsers["school"], "x-site", city.site.pk)
    given = {"school": city.other_body.pk, "since": "2021-03-01", "document": "名单"}
    browsers["team"].post(reverse("credit_bank:x-pilot-school-add"), given)
    row = PilotSchool.objects.get(school=city.other_body)
    browsers["team"].post(reverse("credit_bank:x-pilot-school-end", args=[row.pk]), {"reason": "结束"})
    row.refresh_from_db()
    assert row.until is not None


def test_the_report_is_the_same_on_the_page_in_the_workbook_and_on_paper(city, browsers):
    entered(city, city.first, city.second)
    results(city, (city.first, "passed"), (city.second, "absent"))
    registered(city, a_line(city, city.first))
    text = page(browsers["school"], "x-report", year=2021)
    assert "100.0%" in text
    assert "150.00" in text
    address = reverse("credit_bank:x-report-file", args=["xlsx"])
    book = CalamineWorkbook.from_filelike(io.BytesIO(browsers["school"].get(address, {"year": 2021}).content))
    assert book.sheet_names == ["概况", "试点配额", "证书培训班", "考核和证书"]
    assert book.get_sheet_by_name("考核和证书").to_python()[1][2:] == [2, 1, 1, 1, "100.0%", 1, 0, 150.0], (
        "an amount can be added up in the workbook"
    )
    figures = {label: value for label, value, *_rest in book.get_sheet_by_name("概况").to_python()}
    assert (figures["参加考核人次"], figures["考核费合计（元）"]) == (1, 150.0)
    paper = browsers["school"].get(reverse("credit_bank:x-report-file", args=["pdf"]), {"year": 2021})
    assert paper.content[:5] == b"%PDF-"
    assert browsers["other"].get(reverse("credit_bank:x-report"), {"school": city.school_body.pk, "year": 2021}).status_code in {200, 404}


def test_programs_bring_results_and_certificates_once_under_a_key(city, browsers, settings):
    entered(city)
    settings.DEMONSTRATION_TODAY = date(2021, 4, 25)
    line = {"account": city.first.number, "name": "张三", "result": "passed", "theory": 80, "practice": 70.5}
    body = json.dumps({"session": city.session.pk, "document": "通知", "lines": [line]})

    def post(browser, path, content, key="k1"):
        return browser.post(f"/api/credits/x/{path}", content, content_type="application/json", headers={"Idempotency-Key": key})

    first, again = post(browsers["host"], "results", body), post(browsers["host"], "results", body)
    assert (first.status_code, first.json()["is_new"], again.json()["is_new"]) == (200, True, False), first.content
    assert post(browsers["school"], "results", body, "k2").status_code == 403
    one = a_line(city, city.first)
    line = {"number": one.number, "account": one.account, "name": one.name, "code": one.code, "issued_on": "2021-04-21"}
    body = json.dumps({"school": city.school_body.pk, "document": "发证", "lines": [line]})
    assert post(browsers["school"], "certificates", body).json()["is_new"] is True
    assert post(browsers["other"], "certificates", body).status_code == 404
    assert PilotQuota.objects.count() == 1
