"""The hotline: anybody reports, unnamed if he likes; the reporter is known to named handlers alone, each look in the log."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from baigong.contexts.internships.access_of_work import VIOLATION_POLICY
from baigong.contexts.internships.events import ViolationReported
from baigong.contexts.internships.models import ReportState, ViolationReport
from baigong.contexts.internships.selectors.work import detected, list_reports
from baigong.contexts.internships.services import pay, violations
from baigong.contexts.internships.services.pay import PayEntry
from baigong.contexts.internships.services.violations import ReportHead
from baigong.contexts.internships.workflow.violations import WAITING
from baigong.kernel import audit, events
from baigong.kernel.access import ANONYMOUS
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.notices.models import Notice
from tests.internship_city import a_placement, at, at_work, fire, make_city

pytestmark = pytest.mark.django_db
NOW = at(date(2021, 6, 1))
SAID = "单位让我们晚上加班到十一点，已经一个星期。"


@pytest.fixture
def city(db):
    made = make_city()
    violations.name_handler(actor=made.bureau, now=NOW, user=made.users.handler)
    return made


def lodged(city, actor=ANONYMOUS, **facts):
    own = {"kind": "hours", "words": SAID, "occurred_on": date(2021, 5, 30), "enterprise": city.firm_body}
    return violations.lodge(actor=actor, now=NOW, head=ReportHead(**(own | facts)))


def test_anybody_reports_unnamed_and_asks_by_the_receipt(city):
    row, receipt = lodged(city)
    assert (row.state, row.is_named, row.take_by) == (ReportState.LODGED, False, date(2021, 6, 8))
    assert violations.find_by_receipt(f" {receipt.lower()[:8]} {receipt[8:]}") == row
    assert violations.find_by_receipt("-".join(receipt[at : at + 4] for at in range(0, 16, 4))) == row
    assert violations.find_by_receipt("0000000000000000") is None
    assert violations.find_by_receipt("") is None
    assert receipt not in str(ViolationReport.objects.values())


def test_who_is_signed_in_leaves_no_trace(city):
    row, _receipt = lodged(city, actor=city.student)
    event = AuditEvent.objects.get(action="internships.violationreport.lodged")
    assert (event.actor_id, event.actor_name, event.address) == (None, "公众", "")
    assert "张三" not in str(ViolationReport.objects.filter(pk=row.pk).values())


def test_the_reporter_is_encrypted_and_read_by_a_handler_who_says_why_and_is_in_the_log(city):
    row, _receipt = lodged(city, name="张三", contact="13900000000")
    assert row.is_named
    assert "张三" not in row.reporter_sealed
    with pytest.raises(Refusal, match="写明为什么"):
        violations.look_at_reporter(actor=city.handler, now=NOW, report=row, reason=" ")
    who = violations.look_at_reporter(actor=city.handler, now=NOW, report=row, reason="核实加班时间")
    assert who == {"name": "张三", "contact": "13900000000"}
    look = AuditEvent.objects.get(action="internships.violationreport.reporter_looked_at")
    assert (look.actor_id, look.detail["reason"]) == (city.users.handler.pk, "核实加班时间")


def test_nobody_but_the_named_handlers_sees_a_report(city):
    row, _receipt = lodged(city, name="张三")
    for actor in (city.bureau, city.school, city.firm, city.county, city.student, ANONYMOUS):
        assert not list_reports(actor).exists()
        with pytest.raises(NotPermitted):
            violations.look_at_reporter(actor=actor, now=NOW, report=row, reason="想知道")
    assert list(list_reports(city.handler)) == [row]


def test_an_unnamed_report_has_nobody_to_be_looked_at(city):
    row, _receipt = lodged(city)
    assert VIOLATION_POLICY.decide(city.handler, "look", row)
    with pytest.raises(Refusal, match="没有留下姓名"):
        violations.look_at_reporter(actor=city.handler, now=NOW, report=row, reason="核实")
    assert not AuditEvent.objects.filter(action="internships.violationreport.reporter_looked_at").exists()


def test_of_two_reports_of_one_moment_both_are_kept_under_numbers_of_their_own(city, monkeypatch):
    first, _receipt = lodged(city)
    real, told = violations._next_number, iter([first.number])
    monkeypatch.setattr(violations, "_next_number", lambda now: next(told, "") or real(now))
    second, _receipt = lodged(city)
    assert (first.number, second.number) == ("JB202106010001", "JB202106010002")


def test_a_report_that_says_nothing_is_refused_field_by_field(city):
    for facts, name in (
        ({"words": "加班"}, "words"), ({"occurred_on": date(2021, 7, 1)}, "occurred_on"), ({"kind": "?"}, "kind"),
        ({"enterprise": None}, "enterprise"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            lodged(city, **facts)
        assert name in refused.value.fields
    assert not ViolationReport.objects.exists()


def test_taken_up_and_handed_over_it_opens_a_case_which_does_not_know_the_reporter(city, django_capture_on_commit_callbacks):
    heard = []
    events.subscribe(ViolationReported, heard.append)
    row, _receipt = lodged(city, name="张三", contact="13900000000")
    fire(row, "take", city.handler, NOW)
    with django_capture_on_commit_callbacks(execute=True):
        fire(row, "raise", city.handler, NOW, "查实五名学生夜班")
    (news,) = heard
    assert (news.report_id, news.enterprise_id, news.occurred_on) == (row.pk, city.firm_body.pk, date(2021, 5, 30))
    assert "张三" not in str(news)
    assert SAID not in str(news)
    closed = fire(row, "close", city.handler, NOW, "已责令整改并补休。")
    assert (closed.state, closed.answer) == (ReportState.CLOSED, "已责令整改并补休。")
    events._subscribers[ViolationReported].remove(heard.append) if heard.append in events._subscribers[ViolationReported] else None


def test_one_is_dismissed_with_an_answer(city):
    row, _receipt = lodged(city)
    with pytest.raises(Refusal, match="写明理由"):
        fire(row, "dismiss", city.handler, NOW)
    assert fire(row, "dismiss", city.handler, NOW, "所述单位没有实习生。").state == ReportState.DISMISSED


def test_a_handler_who_is_ended_sees_nothing_any_more_and_nothing_is_left_to_nobody(city):
    row, _receipt = lodged(city)
    handler = city.users.handler
    named = violations.ReportHandler.objects.get(user=handler)
    with pytest.raises(Conflict, match="请先另指定"):
        violations.end_handler(actor=city.bureau, now=NOW, handler=named)
    violations.name_handler(actor=city.bureau, now=NOW, user=city.users.bureau)
    assert list(list_reports(city.bureau)) == [row]
    violations.end_handler(actor=city.bureau, now=NOW, handler=named)
    assert not list_reports(city.handler).exists()
    later, _receipt = lodged(city)
    assert not list_reports(city.handler).exists(), "what comes later on the same day is not his either"
    assert list(list_reports(city.bureau)) == [later, row]
    with pytest.raises(Conflict, match="已经不是"):
        violations.end_handler(actor=city.bureau, now=NOW, handler=named)
    with pytest.raises(Conflict, match="已经是"):
        violations.name_handler(actor=city.bureau, now=NOW, user=city.users.bureau)


def test_the_team_is_asked_for_a_handler_until_one_is_named():
    city = make_city()
    row, _receipt = lodged(city)
    waiting = Notice.objects.filter(kind=WAITING, read_at=None)
    assert {notice.url for notice in waiting} == {reverse("internships:handlers")}
    violations.name_handler(actor=city.bureau, now=NOW, user=city.users.handler)
    assert not waiting.all().exists()
    assert list(list_reports(city.handler)) == [row]


def test_a_school_names_no_handler(city):
    with pytest.raises(NotPermitted):
        violations.name_handler(actor=city.school, now=NOW, user=city.users.school)


def test_what_the_records_show_is_handed_over_the_same_way_once(city):
    placement = at_work(city)
    low = PayEntry(date(2021, 5, 1), paid=1000 * pay.Decimal(1), present=19, reason="停产")
    pay.enter_pay(actor=city.firm, now=NOW, placement=placement, entry=low)
    (found,) = detected(city.school, NOW.date())
    facts = {
        "placement": found.placement, "kind": found.kind, "words": found.words, "clause": found.clause, "occurred_on": found.on,
        "finding": found.key,
    }  # fmt: skip
    row = violations.detect(actor=city.school, now=NOW, **facts)
    assert (row.is_detected, row.school, row.enterprise) == (True, city.school_body, city.firm_body)
    assert "教职成〔2016〕3号" in row.clause
    with pytest.raises(Conflict, match="没有重复提交"):
        violations.detect(actor=city.bureau, now=NOW, **facts)
    assert detected(city.school, NOW.date())[0].is_raised
    with pytest.raises(NotPermitted):
        violations.detect(actor=city.firm, now=NOW, **facts)


def test_a_placement_at_work_whose_insurance_ends_is_found(city):
    placement = at_work(city)
    placement.insurances.update(last=date(2021, 6, 30))
    (found,) = detected(city.bureau, NOW.date())
    assert (found.kind, "2021-07-01起没有保险" in found.words) == ("insurance", True)
    assert not detected(city.college, NOW.date())
    assert a_placement(city, city.child).state == "planned"
    assert audit.events_of(placement)
