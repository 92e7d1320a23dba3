"""Pages of work: the intern on the phone, the unit, the school, the bureau, the public; each sees and does what is theirs."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baigong.contexts.internships.models import (
    InternshipAgreement,
    InternshipDay,
    InternshipPay,
    PlacementState,
    ViolationReport,
)
from baigong.contexts.internships.services import pay, violations
from baigong.contexts.internships.services.pay import PayEntry
from baigong.kernel.audit.models import AuditEvent
from tests.internship_city import a_placement, a_scan, at, at_work, fire, formalised, later, make_city

pytestmark = pytest.mark.django_db
DAY = date(2022, 6, 15)


@pytest.fixture
def city(db, settings):
    settings.DEMONSTRATION_TODAY = DAY
    return make_city()


@pytest.fixture
def placement(city):
    return at_work(city, **later())


def page(name, *args):
    return reverse(f"internships:{name}", args=args)


LISTS = ("placements", "days", "pays", "leaves", "logs", "visits", "work-returns")


@pytest.mark.parametrize("name", LISTS)
def test_lists_open_for_school_and_bureau_with_rows_and_without(city, sign_in, name):
    for user in (city.users.school, city.users.bureau):
        assert sign_in(user).get(page(name)).status_code == 200
    at_work(city, **later())
    answer = sign_in(city.users.school).get(page(name))
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["placements", "days", "pays", "leaves", "logs"])
def test_lists_are_exported_and_searched(city, sign_in, placement, name):
    school = sign_in(city.users.school)
    assert school.get(page(name), {"export": "xlsx"})["Content-Type"].startswith("application/vnd")
    assert "张三" not in school.get(page(name), {"q": "查无此人"}).content.decode().split("<tbody")[-1]


def test_a_foreign_school_and_unit_do_not_find_the_placement(city, sign_in, placement):
    for user in (city.users.college, city.users.other_firm, city.users.minor):
        assert sign_in(user).get(placement.get_absolute_url()).status_code == 404
    for user in (city.users.school, city.users.firm, city.users.bureau, city.users.student, city.users.county):
        assert sign_in(user).get(placement.get_absolute_url()).status_code == 200


def test_the_intern_checks_in_writes_a_log_asks_for_leave_and_confirms_the_pay(city, sign_in, placement):
    client = sign_in(city.users.student)
    assert "今天还没有签到" in client.get(page("work-mine")).content.decode()
    client.post(page("placement-check-in", placement.pk))
    assert "已签到" in client.get(page("work-mine")).content.decode()
    client.post(page("placement-log", placement.pk), {"kind": "weekly", "begins": "2022-06-13", "words": "学会了称重和记录"})
    client.post(page("placement-leave", placement.pk), {"kind": "sick", "first": "2022-06-16", "last": "2022-06-16", "why": "看牙"})
    made = pay.enter_pay(
        actor=city.firm, now=at(DAY), placement=placement, entry=PayEntry(date(2022, 5, 1), paid=pay.Decimal("2100.00"), present=20)
    )
    assert "2100.00" in client.get(page("work-mine")).content.decode()
    client.post(reverse("workflow:fire", args=["internships.internshippay", made.pk, "confirm"]))
    made.refresh_from_db()
    assert (made.state, placement.logs.count(), placement.leaves.count()) == ("confirmed", 1, 1)


def test_an_intern_finds_the_check_in_on_the_first_screen(city, sign_in, placement):
    mine = sign_in(city.users.student)
    said = mine.get(reverse("console:home")).text
    assert placement.enterprise.name in said
    assert "今天还没有签到" in said
    assert "今天还没有签到" not in sign_in(city.users.school).get(reverse("console:home")).text


def test_a_person_without_internship_is_told_what_to_expect(city, sign_in):
    assert "还没有实习安排" in sign_in(city.users.minor).get(page("work-mine")).content.decode()


def test_a_refused_check_in_comes_back_with_its_sentence(city, sign_in, placement):
    fire(placement, "suspend", city.school, at(DAY), "核查")
    answer = sign_in(city.users.student).post(page("placement-check-in", placement.pk))
    assert answer.status_code == 409
    assert "今天不能签到" in answer.content.decode()


def test_the_unit_enters_a_day_and_a_long_one_comes_back_on_its_field(city, sign_in, placement):
    client = sign_in(city.users.firm)
    facts = {"day": "2022-06-14", "kind": "present", "begins": "08:00", "ends": "20:00", "pause": "60", "reason": ""}
    answer = client.post(page("placement-day", placement.pk), facts)
    assert answer.status_code == 422
    assert "最晚17:00下班" in answer.content.decode()
    assert client.post(page("placement-day", placement.pk), facts | {"ends": "17:00"}).status_code == 302
    assert InternshipDay.objects.get().minutes == 480


def test_pay_in_words_comes_back_on_its_field_and_low_pay_asks_for_the_reason(city, sign_in, placement):
    client = sign_in(city.users.firm)
    facts = {"month": "2022-05", "paid": "一千六", "means": "bank", "present": "20"}
    assert "阿拉伯数字" in client.post(page("placement-pay", placement.pk), facts).content.decode()
    assert "补付" in client.post(page("placement-pay", placement.pk), facts | {"paid": "1600"}).content.decode()
    assert client.post(page("placement-pay", placement.pk), facts | {"paid": "1600", "reason": "停产"}).status_code == 302
    assert InternshipPay.objects.get().verdict == "short"


def test_tables_are_given_out_looked_over_and_taken_in(city, sign_in, placement):
    client = sign_in(city.users.firm)
    for sheet, target, model in (("days-sheet", "days-import", InternshipDay), ("pay-sheet", "pay-import", InternshipPay)):
        month = "2022-06" if sheet == "days-sheet" else "2022-05"
        file = client.get(page(sheet), {"month": month})
        assert file.status_code == 200
        shown = client.post(page(target), {"file": SimpleUploadedFile("表.xlsx", file.content)}).content.decode()
        assert "将要登记" in shown
        plan = shown.split('name="plan" value="')[1].split('"')[0]
        digest = shown.split('name="digest" value="')[1].split('"')[0]
        assert client.post(page(target), {"plan": plan, "digest": digest}).status_code == 302
        assert model.objects.exists()


def test_formalities_from_the_draft_to_the_start(city, sign_in, settings):
    settings.DEMONSTRATION_TODAY = date(2021, 3, 15)
    placement = a_placement(city)
    school = sign_in(city.users.school)
    assert "上岗前的手续" in school.get(placement.get_absolute_url()).content.decode()
    school.post(page("placement-draw-up", placement.pk))
    row = InternshipAgreement.objects.get()
    assert "每日8小时" in school.get(row.get_absolute_url()).content.decode()
    for user, party in ((city.users.student, "student"), (city.users.firm, "unit"), (city.users.school, "school")):
        assert sign_in(user).post(page("agreement-sign", row.pk), {"party": party}).status_code == 302
    row.refresh_from_db()
    assert row.state == "signed"
    facts = {"kind": "liability", "insurer": "示例", "number": "1", "payer": "student", "bought_on": "2021-03-10", "first": "2021-03-22",
             "last": "2021-08-31"}  # fmt: skip
    assert "不得由学生承担" in school.post(page("placement-insure", placement.pk), facts).content.decode()
    school.post(page("placement-insure", placement.pk), facts | {"payer": "school"})
    school.post(page("placement-train", placement.pk), {"on": "2021-03-12", "hours": "8", "organiser": "school", "is_passed": "on"})
    school.post(page("placement-teacher", placement.pk), {"name": "赵老师", "number": "T1"})
    placement.refresh_from_db()
    assert placement.state == PlacementState.TRAINED
    for ending in ("pdf", "docx"):
        assert school.get(page("agreement-file", row.pk, ending)).status_code == 200
        assert school.get(page("placement-consent-file", placement.pk, ending)).status_code == 200


def test_paper_signatures_after_the_start_are_refused_on_the_page(city, sign_in):
    placement = a_placement(city, **later(date(2022, 6, 20)))
    school = sign_in(city.users.school)
    facts = {"student_name": "张三", "student_on": "2022-06-21", "file": a_scan()}
    answer = school.post(page("placement-consent-paper", placement.pk), facts)
    assert answer.status_code == 422
    assert "还没有到" in answer.content.decode()
    assert "至少填一方" in school.post(page("placement-consent-paper", placement.pk), {"file": a_scan()}).content.decode()


def test_a_group_is_formalised_on_one_page(city, sign_in):
    rows = [a_placement(city, intern, **later(date(2022, 6, 20))) for intern in (city.intern, city.child)]
    school = sign_in(city.users.school)
    assert "2022-06-20开始" in school.get(page("placements-together")).content.decode()
    facts = {
        "group": "20220620", "signed_on": "2022-06-14", "insurer": "示例", "number": "B1", "payer": "school", "bought_on": "2022-06-10",
        "first": "2022-06-20", "last": "2022-08-31", "trained_on": "2022-06-13", "hours": "8",
    }  # fmt: skip
    short = school.post(page("placements-together"), facts | {"last": "2022-07-31", "file": a_scan()})
    assert "覆盖全程" in short.content.decode()
    assert school.post(page("placements-together"), facts | {"file": a_scan()}).status_code == 302
    for row in rows:
        row.refresh_from_db()
        assert row.state == PlacementState.TRAINED
        assert {one.party for one in row.signatures.filter(agreement=None)} == {"student", "guardian"}


def test_the_end_on_pages_change_assess_certificate(city, sign_in, placement, settings):
    school = sign_in(city.users.school)
    facts = {"post": city.other_post.pk, "last_day": "2022-06-14", "starts_on": "2022-06-10", "ends_on": "2022-08-31", "reason": "转产"}
    assert "同时在两处" in school.post(page("placement-change", placement.pk), facts).content.decode()
    assert school.post(page("placement-change", placement.pk), facts | {"starts_on": "2022-06-20"}).status_code == 302
    placement.refresh_from_db()
    assert placement.state == PlacementState.CHANGED
    school.post(page("placement-appraise", placement.pk), {"mentor_mark": "90", "teacher_mark": "88", "words": "良好"})
    shown = school.get(placement.get_absolute_url()).content.decode()
    assert "89.0" in shown
    assert "没有登记过实习时间" in shown
    assert school.get(page("placement-certificate", placement.pk, "pdf")).status_code == 200


def test_health_and_person_of_an_intern_are_the_schools_and_whoever_reads_them_is_in_the_log(city, sign_in):
    city.intern.avoids, city.intern.guardian_name = ["lifting"], "张三之母"
    city.intern.save()
    address, reads = city.intern.get_absolute_url(), AuditEvent.objects.filter(action="internships.intern.read")
    for user in (city.users.county, city.users.student):
        page_ = sign_in(user).get(address).content.decode()
        assert "须照顾的情况" not in page_
        assert ("张三之母" in page_, "2002-05-06" in page_) == (user == city.users.student,) * 2
    assert not reads.exists()
    assert "须照顾的情况" in sign_in(city.users.school).get(address).content.decode()
    assert [event.actor_id for event in reads] == [city.users.school.pk]
    listed = sign_in(city.users.county).get(page("interns")).content.decode()
    assert ("张三" in listed, "须照顾" in listed) == (True, False)


def test_anybody_reports_and_follows_and_only_the_handler_opens_it(city, sign_in, client):
    violations.name_handler(actor=city.bureau, now=at(DAY), user=city.users.handler)
    assert client.get(page("hotline")).status_code == 200
    facts = {
        "kind": "hours",
        "about": "示例牧业公司",
        "occurred_on": "2022-06-10",
        "words": "要求晚上加班到十一点，不去就扣分",
        "name": "某家长",
    }
    done = client.post(page("hotline"), facts).content.decode()
    row = ViolationReport.objects.get()
    assert (row.enterprise, row.is_named) == (city.firm_body, True)
    receipt = done.split("<code>")[1].split("</code>")[0]
    assert row.number in client.post(page("hotline-follow"), {"receipt": receipt}).content.decode()
    assert client.post(page("hotline-follow"), {"receipt": "0" * 16}).status_code == 404
    assert client.post(page("hotline"), facts | {"words": "加班"}).status_code == 422
    for user in (city.users.bureau, city.users.school, city.users.firm):
        assert sign_in(user).get(page("report", row.pk)).status_code == 404
    handler = sign_in(city.users.handler)
    assert "某家长" not in handler.get(page("report", row.pk)).content.decode()
    assert "某家长" in handler.post(page("reporter", row.pk), {"reason": "核实"}).content.decode()
    assert row.number in handler.get(page("reports")).content.decode()


def test_an_address_that_floods_the_hotline_is_turned_away(city, client):
    for _n in range(20):
        assert client.post(page("hotline-follow"), {"receipt": "1"}).status_code == 404
    asked = client.post(page("hotline-follow"), {"receipt": "8709-1655"})
    assert (asked.status_code, "太多次" in asked.content.decode(), "没有这个回执" in asked.content.decode()) == (429, True, False)
    assert 'value="8709-1655"' in asked.content.decode()
    facts = {"kind": "hours", "about": "示例牧业公司", "occurred_on": "2022-06-10", "words": "要求晚上加班到十一点，不去就扣分"}
    assert client.post(page("hotline"), facts).status_code == 429


def test_handlers_are_named_and_ended_by_the_bureau(city, sign_in):
    bureau = sign_in(city.users.bureau)
    bureau.post(page("handler-name"), {"user": city.users.handler.pk})
    assert "handler" in bureau.get(page("handlers")).content.decode()
    named = violations.ReportHandler.objects.get()
    bureau.post(page("handler-end", named.pk))
    named.refresh_from_db()
    assert named.until == DAY
    assert sign_in(city.users.school).get(page("handlers")).status_code == 403


def test_what_the_records_show_is_handed_over_from_its_page(city, sign_in, placement):
    violations.name_handler(actor=city.bureau, now=at(DAY), user=city.users.handler)
    entry = PayEntry(date(2022, 5, 1), paid=pay.Decimal("1000.00"), present=20, reason="停产")
    made = pay.enter_pay(actor=city.firm, now=at(DAY), placement=placement, entry=entry)
    school = sign_in(city.users.school)
    assert "至少应付2000.00元" in school.get(page("detected")).content.decode()
    school.post(page("detect"), {"key": f"pay:{made.pk}"})
    assert ViolationReport.objects.get().is_detected
    assert school.post(page("detect"), {"key": "pay:0"}).status_code == 404


def test_the_returns_are_shown_with_what_is_lacking_and_handed_out(city, sign_in, placement):
    school = sign_in(city.users.school)
    shown = school.get(page("work-returns")).content.decode()
    assert "ODS_ZZSXJCSJ" in shown
    file = school.get(page("work-returns"), {"file": "1", "term": "2021-2"})
    assert file.content.startswith(b"PK")
    assert sign_in(city.users.firm).get(page("work-returns"), {"file": "1"})["Content-Type"].startswith("text/html")
    assert school.get(page("work-returns"), {"term": "x"}).status_code == 404


def test_days_to_come_of_a_unit_that_formalises_nothing_stay_shut(city, sign_in):
    placement = formalised(city, a_placement(city, city.child, **later(date(2022, 6, 20))))
    assert sign_in(city.users.firm).post(page("placement-draw-up", placement.pk)).status_code == 403
    assert sign_in(city.users.minor).get(page("placement-insure", placement.pk)).status_code == 403


# -- programs --------------------------------------------------------------------------------------------------------


def test_a_units_own_system_enters_days_and_pay_and_reads_what_the_rules_say(city, sign_in, placement):
    client = sign_in(city.users.firm)
    day = {"placement": placement.pk, "day": "2022-06-14", "begins": "08:00", "ends": "17:00", "pause": 60}
    assert client.post("/api/internships/days", [day], content_type="application/json").json()[0]["minutes"] == 480
    long = client.post("/api/internships/days", [day | {"ends": "21:00"}], content_type="application/json")
    assert (long.status_code, "最晚17:00下班" in str(long.json())) == (422, True)
    month = {"placement": placement.pk, "month": "2022-05-15", "paid": "2000.00", "present": 20}
    (said,) = client.post("/api/internships/pay", [month], content_type="application/json").json()
    assert (said["verdict"], said["least"]) == ("passed", 200_000)
    words = client.post("/api/internships/pay", [month | {"paid": "一千六"}], content_type="application/json")
    assert words.status_code == 422
    foreign = sign_in(city.users.other_firm).post("/api/internships/days", [day], content_type="application/json")
    assert foreign.status_code == 404


def test_a_schools_own_system_takes_the_returns(city, sign_in, placement):
    made = sign_in(city.users.school).get("/api/internships/returns", {"year": 2021, "term": 2}).json()
    assert made["tables"]["ODS_ZZSXJCSJ"][0]["XSXM"] == "张三"
    assert sign_in(city.users.bureau).get("/api/internships/returns", {"year": 2021, "term": 2}).status_code == 404


def test_the_school_reads_several_logs_on_one_page_and_what_was_typed_stays(city, sign_in, placement):
    student, school = sign_in(city.users.student), sign_in(city.users.school)
    for begins in ("2022-05-30", "2022-06-06"):
        student.post(page("placement-log", placement.pk), {"kind": "weekly", "begins": begins, "words": f"{begins}学会了称重"})
    first, second = placement.logs.order_by("begins")
    shown = school.get(page("log-marks")).text
    assert "2022-05-30学会了称重" in shown
    assert "2022-06-06学会了称重" in shown
    wrong = school.post(page("log-marks"), {f"mark_{first.pk}": "95", f"words_{first.pk}": "写得具体", f"mark_{second.pk}": "优"})
    assert wrong.status_code == 422
    assert "写得具体" in wrong.text
    assert placement.logs.filter(state="submitted").count() == 2
    assert school.post(page("log-marks"), {f"mark_{first.pk}": "95"}).status_code == 302
    assert [row.state for row in placement.logs.order_by("begins")] == ["read", "submitted"]
    assert "没有要批阅的" in sign_in(city.users.college).get(page("log-marks")).text


def test_pay_that_was_objected_to_is_corrected_with_an_answer_and_its_history_is_shown(city, sign_in, placement):
    made = pay.enter_pay(
        actor=city.firm, now=at(DAY), placement=placement, entry=PayEntry(date(2022, 5, 1), paid=pay.Decimal("2800.00"), present=20)
    )
    fire(made, "dispute", city.student, at(DAY), "少发300元", received="2500")
    firm = sign_in(city.users.firm)
    url = page("placement-pay", placement.pk)
    assert "答复学生，更正" in firm.get(placement.get_absolute_url()).text
    form = firm.get(url, {"month": "2022-05"}).text
    assert 'value="2800.00"' in form
    facts = {"month": "2022-05", "paid": "2900", "means": "bank", "present": "20"}
    refused = firm.post(url, facts)
    assert refused.status_code == 422
    assert "实收2500.00元" in refused.text
    assert firm.post(url, facts | {"answer": "漏发的加班补贴已补"}).status_code == 302
    for user in (city.users.student, city.users.school):
        shown = sign_in(user).get(placement.get_absolute_url()).text
        assert "原登记2800.00元" in shown
        assert "少发300元" in shown
        assert "漏发的加班补贴已补" in shown
