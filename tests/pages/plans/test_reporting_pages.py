"""The pages of reporting: who enters, what they see, and the whole way of a report in the browser."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from baigong.contexts.accounts.public import LEADER, SYSTEM_ADMIN
from baigong.contexts.plans.models import CycleException, CycleState, Evidence, Report, ReportingCycle, ReportState, TargetReading
from baigong.contexts.plans.services import reports
from baigong.contexts.plans.services.reports import Content
from baigong.contexts.plans.workflow.submissions import submission_mark
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.notices.models import Notice
from tests.builders import a_body, a_task, a_user
from tests.contexts.plans.reporting_cast import a_pdf


def url(name, *args):
    return reverse(f"plans:{name}", args=args)


def form_of(report, **more):
    return {"seen": report.updated_at.isoformat(), "narrative": "开展了摸底。", "problems": "", "next_steps": "", "action": "save"} | more


# -- who enters ------------------------------------------------------------------------------------------------------


def test_who_enters_which_page(cast, as_, submitted):
    leader, admin = a_user(LEADER, cast.bureau), a_user(SYSTEM_ADMIN, cast.bureau)
    people = [cast.reviewer_user, cast.liaison_user, cast.county_user, cast.stranger_user, leader, admin]
    report, piece = submitted.pk, submitted.evidence.get().pk
    table = {
        ("dues",): (403, 200, 200, 200, 403, 403),
        ("reviews",): (200, 403, 403, 403, 403, 403),
        ("reports",): (200, 200, 200, 200, 200, 403),
        ("cycles",): (200, 200, 200, 200, 200, 200),
        ("cycle", cast.cycle.pk): (200, 200, 200, 200, 200, 200),
        ("cycle-export", cast.cycle.pk): (200, 200, 200, 200, 200, 200),
        ("cycle-add",): (200, 403, 403, 403, 403, 403),
        ("cycle-generate",): (200, 403, 403, 403, 403, 403),
        ("cycle-edit", cast.cycle.pk): (200, 403, 403, 403, 403, 403),
        ("report", report): (200, 200, 404, 404, 200, 403),
        ("report-write", report): (403, 302, 404, 404, 403, 403),
        ("evidence", piece): (200, 200, 404, 404, 200, 403),
        ("dues-sheet", cast.cycle.pk): (403, 200, 200, 200, 403, 403),
        ("dues-upload", cast.cycle.pk): (403, 200, 200, 200, 403, 403),
        ("task-report", cast.task.pk): (403, 302, 302, 302, 403, 403),
    }
    found = {route: tuple(as_(p).get(url(*route)).status_code for p in people) for route in table}
    assert found == table


@pytest.mark.parametrize("name", ["dues", "reviews", "reports", "cycles", "cycle-add", "cycle-generate"])
def test_strangers_are_asked_to_sign_in(db, on, name):
    answer = Client().get(url(name))
    assert answer.status_code == 302
    assert "/account/login" in answer["Location"]


def test_writing_routes_take_only_posts(cast, as_, submitted):
    browser = as_(cast.liaison_user)
    for route in (("report-step", submitted.pk, "withdraw"), ("report-correct", submitted.pk), ("report-discard", submitted.pk),
                  ("cycle-ask", cast.cycle.pk), ("report-start", cast.cycle.pk)):  # fmt: skip
        assert browser.get(url(*route)).status_code == 405


# -- the whole way ---------------------------------------------------------------------------------------------------


def test_a_report_is_begun_written_returned_changed_accepted_and_counts(cast, as_):
    liaison, team = as_(cast.liaison_user), as_(cast.reviewer_user)
    page = liaison.get(url("dues"))
    assert cast.task.title in page.content.decode()
    answer = liaison.post(url("report-start", cast.cycle.pk), {"task": cast.task.pk, "organisation": cast.finance.pk})
    report = Report.objects.get()
    assert answer["Location"] == url("report-write", report.pk)
    values = {f"value_{cast.target.pk}": "51", f"milestone_{cast.milestone.pk}": "2021-03-05"}
    upload = {"evidence_file": a_pdf(), "evidence_kind": "roster", "evidence_title": "协议名单"}
    answer = liaison.post(url("report-write", report.pk), form_of(report, action="submit", **values, **upload))
    assert answer["Location"] == report.get_absolute_url()
    report.refresh_from_db()
    assert (report.state, report.values.get().value, report.evidence.get().title) == ("submitted", Decimal(51), "协议名单")

    queue = team.get(url("reviews")).content.decode()
    assert report.get_absolute_url() in queue
    answer = team.post(url("report-step", report.pk, "return"), {"reason": "缺县区明细", "then": "next"})
    assert answer["Location"] == url("reviews")
    assert "缺县区明细" in liaison.get(url("dues")).content.decode()
    report.refresh_from_db()
    liaison.post(url("report-write", report.pk), form_of(report, action="submit", **values))
    page = team.get(report.get_absolute_url()).content.decode()
    assert "退回" in page
    report.refresh_from_db()
    answer = team.post(url("report-step", report.pk, "accept"), {"reason": "", "seen": submission_mark(report), "then": "next"})
    assert TargetReading.objects.get().value == 51
    assert "不再改动" not in liaison.get(report.get_absolute_url()).content.decode()
    assert "提出更正" in liaison.get(report.get_absolute_url()).content.decode()


def test_the_review_goes_on_to_the_next_report(cast, as_, submitted, now):
    other = reports.start_report(actor=cast.county_actor, now=now, cycle=cast.cycle, task=cast.shared, organisation=cast.county)
    reports.write_report(actor=cast.county_actor, now=now, report=other, content=Content("完工"))
    reports.submit_report(actor=cast.county_actor, now=now + timedelta(minutes=5), report=other)
    team = as_(cast.reviewer_user)
    page = team.get(submitted.get_absolute_url()).content.decode()
    assert f'rel="next" href="{other.get_absolute_url()}"' in page
    answer = team.post(url("report-step", submitted.pk, "accept"), {"then": "next"})
    assert answer["Location"] == other.get_absolute_url()


def test_a_second_reviewer_sees_how_it_stands_now(cast, as_, submitted):
    first, second = as_(cast.reviewer_user), as_(cast.second_user)
    first.post(url("report-step", submitted.pk, "accept"))
    answer = second.post(url("report-step", submitted.pk, "return"), {"reason": "不行"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"{cast.reviewer_user}已于2021-03-15" in page
    assert "已采用" in page
    submitted.refresh_from_db()
    assert submitted.state == ReportState.ACCEPTED


def test_what_changed_since_the_reviewer_looked_is_not_accepted_unseen(cast, as_, submitted, now):
    mark = submission_mark(submitted)
    reports.withdraw_report(actor=cast.liaison_actor, now=now, report=submitted)
    reports.submit_report(actor=cast.liaison_actor, now=now + timedelta(hours=1), report=submitted)
    answer = as_(cast.reviewer_user).post(url("report-step", submitted.pk, "accept"), {"seen": mark})
    assert answer.status_code == 409
    assert not TargetReading.objects.exists()


def test_returning_without_a_reason_says_so_on_the_report(cast, as_, submitted):
    answer = as_(cast.reviewer_user).post(url("report-step", submitted.pk, "return"), {"reason": ""})
    assert answer.status_code == 422
    assert "理由" in answer.content.decode()


# -- the four refusals on the page -------------------------------------------------------------------------------------


def test_late_closed_accepted_and_not_yours_each_say_their_own(cast, as_, written, on, late, now):
    report = written()
    on(late.date())
    liaison = as_(cast.liaison_user)
    answer = liaison.post(url("report-step", report.pk, "submit"))
    assert answer.status_code == 422
    assert "申请延期" in answer.content.decode()
    ReportingCycle.objects.update(state=CycleState.LOCKED)
    answer = liaison.post(url("report-step", report.pk, "submit"))
    assert (answer.status_code, "已锁定" in answer.content.decode()) == (422, True)
    ReportingCycle.objects.update(state=CycleState.OPEN)
    on(now.date())
    liaison = as_(cast.liaison_user)
    liaison.post(url("report-step", report.pk, "submit"))
    as_(cast.reviewer_user).post(url("report-step", report.pk, "accept"))
    answer = liaison.post(url("report-step", report.pk, "submit"))
    assert (answer.status_code, "提出更正" in answer.content.decode()) == (409, True)
    answer = as_(cast.stranger_user).post(url("report-start", cast.cycle.pk), {"task": cast.task.pk, "organisation": cast.finance.pk})
    assert (answer.status_code, "不由市财政局负责" in answer.content.decode()) == (403, True)


def test_the_dues_page_offers_to_ask_for_more_time_when_it_is_late(cast, as_, on, late):
    on(late.date())
    liaison = as_(cast.liaison_user)
    assert "申请延期" in liaison.get(url("dues")).content.decode()
    liaison.post(url("cycle-ask", cast.cycle.pk), {"organisation": cast.finance.pk, "reason": "决算"})
    assert Notice.objects.filter(kind="plans.cycle.extension_asked", recipient=cast.reviewer_user).exists()
    foreign = as_(cast.stranger_user)
    assert foreign.post(url("cycle-ask", cast.cycle.pk), {"organisation": cast.finance.pk, "reason": "x"}).status_code == 403


# -- writing ---------------------------------------------------------------------------------------------------------


def test_a_wrong_file_is_refused_and_the_text_is_kept(cast, as_, begun):
    answer = as_(cast.liaison_user).post(
        url("report-write", begun.pk), form_of(begun, evidence_file=a_pdf("a.exe", b"MZ"), evidence_kind="document")
    )
    assert answer.status_code == 422
    assert "文字已保存" in answer.content.decode()
    begun.refresh_from_db()
    assert begun.narrative == "开展了摸底。"


def test_a_second_click_on_submit_is_led_to_the_report_and_other_words_are_not_lost(cast, as_, begun):
    browser = as_(cast.liaison_user)
    twice = form_of(begun, action="submit")
    for _ in range(2):
        assert browser.post(url("report-write", begun.pk), twice)["Location"] == begun.get_absolute_url()
    assert AuditEvent.objects.filter(action="plans.report.submitted").count() == 1
    answer = browser.post(url("report-write", begun.pk), twice | {"narrative": "另外的话"})
    assert (answer.status_code, "另外的话" in answer.content.decode()) == (409, True)


def test_who_wrote_meanwhile_is_shown_and_nothing_typed_is_lost(cast, as_, begun, now):
    browser = as_(cast.liaison_user)
    reports.write_report(actor=cast.liaison_actor, now=now + timedelta(minutes=1), report=begun, content=Content("同事写的话"))
    answer = browser.post(url("report-write", begun.pk), form_of(begun, narrative="我写的话"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "同事写的话" in page
    assert "我写的话" in page
    begun.refresh_from_db()
    assert begun.narrative == "同事写的话"
    browser.post(url("report-write", begun.pk), form_of(begun, narrative="我写的话"))
    begun.refresh_from_db()
    assert begun.narrative == "我写的话"


def test_a_wrong_number_comes_back_on_the_form(cast, as_, begun):
    answer = as_(cast.liaison_user).post(url("report-write", begun.pk), form_of(begun, **{f"value_{cast.target.pk}": "五十一"}))
    assert answer.status_code == 422
    assert "五十一" in answer.content.decode()


def test_evidence_is_removed_and_downloaded_as_a_file_never_shown(cast, as_, written):
    report = written()
    browser = as_(cast.liaison_user)
    piece = report.evidence.get()
    answer = browser.get(url("evidence", piece.pk))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert AuditEvent.objects.filter(action="plans.evidence.read").exists()
    piece.file.storage.delete(piece.file.name)
    lost = browser.get(url("evidence", piece.pk))
    assert (lost.status_code, piece.file_name in lost.content.decode()) == (404, True)
    browser.post(url("report-write", report.pk), form_of(report, action=f"remove-{piece.pk}"))
    assert not Evidence.objects.exists()


def test_a_script_in_a_report_is_text(cast, as_, begun):
    browser = as_(cast.liaison_user)
    browser.post(url("report-write", begun.pk), form_of(begun, narrative="<script>alert(1)</script>"))
    assert "<script>alert(1)" not in browser.get(begun.get_absolute_url()).content.decode()


def test_a_correction_is_begun_from_the_page(cast, as_, accepted):
    answer = as_(cast.liaison_user).post(url("report-correct", accepted.pk))
    new = Report.objects.get(version=2)
    assert answer["Location"] == url("report-write", new.pk)
    page = as_(cast.liaison_user).get(answer["Location"]).content.decode()
    assert "以原报告为准" in page


# -- the cycle -------------------------------------------------------------------------------------------------------


def test_the_cycle_page_shows_who_has_not_reported_and_reminds_those_ticked(cast, as_, submitted):
    team = as_(cast.reviewer_user)
    page = team.get(url("cycle", cast.cycle.pk)).content.decode()
    assert f'value="{cast.county.pk}"' in page
    assert f'value="{cast.finance.pk}"' not in page
    assert team.post(url("cycle-remind", cast.cycle.pk), {"whom": "chosen"}).status_code == 422
    team.post(url("cycle-remind", cast.cycle.pk), {"whom": "chosen", "body": [cast.county.pk]})
    assert Notice.objects.filter(kind="plans.cycle.reminder").count() == 1


def test_others_than_city_staff_see_only_their_own_bodies(cast, as_):
    page = as_(cast.county_user).get(url("cycle", cast.cycle.pk)).content.decode()
    assert "东河区" in page
    assert "市财政局" not in page


def test_an_extension_is_granted_on_the_page_and_a_wrong_day_comes_back(cast, as_):
    team = as_(cast.reviewer_user)
    at = url("cycle-extension", cast.cycle.pk)
    assert team.get(f"{at}?body={cast.finance.pk}").status_code == 200
    wrong = team.post(at, {"organisation": cast.finance.pk, "until_on": "2021-03-20", "reason": "x"})
    assert wrong.status_code == 422
    team.post(at, {"organisation": cast.finance.pk, "until_on": "2021-04-09", "reason": "决算"})
    assert CycleException.objects.get().reason == "决算"


def test_cycles_are_made_by_hand_and_by_the_year(cast, as_):
    team = as_(cast.reviewer_user)
    data = {
        "name": "二季度",
        "period_from": "2021-04-01",
        "period_until": "2021-06-30",
        "opens_on": "2021-07-01",
        "closes_on": "2021-07-10",
    }
    assert team.post(url("cycle-add"), data | {"closes_on": "2021-06-01"}).status_code == 422
    assert team.post(url("cycle-add"), data).status_code == 302
    cast.plan.reporting_months = 6
    cast.plan.save()
    team.post(url("cycle-generate"), {"year": 2022, "opens_after": 1, "closes_after": 10})
    assert ReportingCycle.objects.filter(name="2022年下半年").exists()
    row = ReportingCycle.objects.get(name="二季度")
    assert team.post(url("cycle-edit", row.pk), data | {"name": "第二季度"}).status_code == 302


def test_before_there_is_a_cycle_the_pages_say_what_to_do(cast, as_):
    ReportingCycle.objects.all().delete()
    assert "还没有报告期" in as_(cast.liaison_user).get(url("dues")).content.decode()
    assert "还没有报告期" in as_(cast.reviewer_user).get(url("cycles")).content.decode()


# -- by table ----------------------------------------------------------------------------------------------------------


def test_a_filled_table_is_shown_first_and_written_once_confirmed(cast, as_):
    browser = as_(cast.liaison_user)
    at = url("dues-upload", cast.cycle.pk)
    head = f"任务序号,单位,任务,进展情况,存在问题,下一步打算,{cast.target.number} {cast.target.name}(个)"
    text = f"{head}\n{cast.task.number},市财政局,,按表填写,,,7\n".encode("utf-8-sig")
    answer = browser.post(at, {"file": a_pdf("报送.csv", text)})
    page = answer.content.decode()
    assert "按表填写" in page
    assert not Report.objects.exists()
    signed, digest = _hidden(page, "plan"), _hidden(page, "digest")
    tampered = browser.post(at, {"plan": signed[:-2] + "xx", "digest": digest})
    assert tampered.status_code == 422
    assert as_(cast.county_user).post(at, {"plan": signed, "digest": digest}).status_code == 422
    browser.post(at, {"plan": signed, "digest": digest})
    assert Report.objects.get().values.get().value == 7
    assert browser.post(at, {"plan": signed, "digest": digest}).status_code == 409


def _hidden(page, name):
    return page.split(f'name="{name}" value="')[1].split('"')[0]


# -- speed -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["dues", "cycle", "reports", "reviews", "report"])
def test_no_page_asks_more_for_more_rows(cast, as_, submitted, now, page):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    reader = as_(cast.liaison_user if page == "dues" else cast.reviewer_user)
    where = {"cycle": url("cycle", cast.cycle.pk), "report": submitted.get_absolute_url()}.get(page) or url(page)
    reader.get(where)
    with CaptureQueriesContext(connection) as few:
        assert reader.get(where).status_code == 200
    for number in range(12):
        body = a_body()
        task = a_task(cast.plan, cast.finance, body)
        for actor, organisation in ((cast.liaison_actor, cast.finance),):
            row = reports.start_report(actor=actor, now=now, cycle=cast.cycle, task=task, organisation=organisation)
            if number % 2:
                reports.write_report(actor=actor, now=now, report=row, content=Content("x"))
                reports.submit_report(actor=actor, now=now, report=row)
    with CaptureQueriesContext(connection) as many:
        assert reader.get(where).status_code == 200
    assert len(many) <= len(few) + 1


# -- the one route of all machines ----------------------------------------------------------------------------------


def test_no_button_supersedes_and_stray_fields_of_a_form_reach_no_effect(cast, as_, submitted):
    team = as_(cast.reviewer_user)
    where = reverse("workflow:fire", args=["plans.report", submitted.pk, "supersede"])
    assert team.post(where, {"reason": "x", "by": "1"}).status_code == 404
    where = reverse("workflow:fire", args=["plans.report", submitted.pk, "accept"])
    stray = {"actor": "x", "now": "y", "row": "z", "report": "1", "name": "q", "reason": "好"}
    assert team.post(where, stray)["Location"] == submitted.get_absolute_url()
    submitted.refresh_from_db()
    assert (submitted.state, submitted.decision_note) == (ReportState.ACCEPTED, "好")


def test_a_task_lists_its_reports_cycle_by_cycle_and_leads_to_all_of_them(cast, as_, accepted):
    body = as_(cast.reviewer_user).get(cast.task.get_absolute_url()).content.decode()
    assert cast.cycle.name in body
    assert "1 份，已采用 1" in body
    assert cast.task.title in as_(cast.reviewer_user).get(reverse("plans:reports"), {"task": cast.task.pk}).content.decode()


# -- where one is ----------------------------------------------------------------------------------------------------


def standing(page):
    return re.findall(r'<a href="([^"]+)" aria-current="page">', page.content.decode())


def test_the_menu_says_where_one_came_from(cast, as_, written, now):
    liaison, team, report = as_(cast.liaison_user), as_(cast.reviewer_user), written()
    assert standing(liaison.get(url("report-write", report.pk))) == [url("dues")]
    assert standing(liaison.get(url("report", report.pk), HTTP_REFERER=f"http://testserver{url('reports')}?state=draft")) == [
        url("reports")
    ]
    reports.submit_report(actor=cast.liaison_actor, now=now, report=report)
    assert standing(team.get(url("report", report.pk))) == [url("reviews")]
    assert standing(team.get(url("report", report.pk), HTTP_REFERER=f"http://testserver{url('reports')}")) == [url("reports")]
