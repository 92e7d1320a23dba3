"""Work: checked in, entered and checked at once; pay against the wage; both sides' values stand beside each other; nothing is hidden."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from baigong.contexts.internships.exchange.work import AttendanceSheet, PaySheet, SheetWriter
from baigong.contexts.internships.models import (
    DayKind,
    InternshipDay,
    InternshipPay,
    LogState,
    PayState,
    PayVerdict,
    Placement,
    PlacementState,
)
from baigong.contexts.internships.selectors.work import detected, logs_to_mark
from baigong.contexts.internships.services import days, pay, work
from baigong.contexts.internships.services.days import DayEntry
from baigong.contexts.internships.services.pay import PayEntry
from baigong.kernel.bulk import insert_for_each
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.exchange import execute, export
from tests.internship_city import START, at, at_work, fire, later, make_city

pytestmark = pytest.mark.django_db
DAY = START + timedelta(days=1)
MAY = date(2021, 5, 1)


@pytest.fixture
def city(db):
    return make_city()


def entry(day=DAY, begins="08:00", ends="17:00", pause=60, **facts):
    return DayEntry(day, "present", time.fromisoformat(begins), time.fromisoformat(ends), pause, **facts)


def entered(city, placement, one, now=None):
    return days.enter_day(actor=city.firm, now=now or at(date(2021, 6, 30)), placement=placement, entry=one)


def paid(city, placement, amount="2000.00", month=MAY, now=None, **facts):
    made = PayEntry(month, Decimal(amount), **({"present": 19} | facts))
    return pay.enter_pay(actor=city.firm, now=now or at(date(2021, 6, 30)), placement=placement, entry=made)


# -- days ------------------------------------------------------------------------------------------------------------


def test_an_intern_checks_in_once_and_out_once(city):
    placement = at_work(city)
    came = days.check_in(actor=city.student, now=at(DAY, 8), placement=placement)
    assert (came.kind, came.left_at) == (DayKind.PRESENT, None)
    assert days.check_in(actor=city.student, now=at(DAY, 17), placement=placement).left_at == at(DAY, 17)
    with pytest.raises(Conflict, match="今天08:00签到、17:00签退"):
        days.check_in(actor=city.student, now=at(DAY, 18), placement=placement)


def test_nobody_else_checks_in_and_nobody_before_the_start_or_while_suspended(city):
    placement = at_work(city)
    for actor in (city.minor, city.firm, city.school):
        with pytest.raises(NotPermitted):
            days.check_in(actor=actor, now=at(DAY, 8), placement=placement)
    fire(placement, "suspend", city.school, at(DAY), "核查安全隐患")
    with pytest.raises(Conflict, match="已中止"):
        days.check_in(actor=city.student, now=at(DAY, 8), placement=placement)


def test_the_unit_enters_a_day_and_the_minutes_count(city):
    placement = at_work(city)
    days.check_in(actor=city.student, now=at(DAY, 8), placement=placement)
    made = entered(city, placement, entry())
    assert (made.minutes, made.came_at, made.breach) == (480, at(DAY, 8), "")


def test_a_long_day_is_refused_when_it_is_entered_with_both_values_and_the_way_out(city):
    placement = at_work(city)
    with pytest.raises(Refusal) as refused:
        entered(city, placement, entry(ends="20:00"))
    for part in ("共11小时", "每日不超过8小时", "最晚17:00下班"):
        assert part in refused.value.message
    assert refused.value.fields["ends"]
    assert not placement.days.exists()


def test_the_week_counts_wherever_it_was_worked(city):
    placement = at_work(city)
    for n in range(4):
        entered(city, placement, entry(START + timedelta(days=n)))
    assert entered(city, placement, entry(START + timedelta(days=4))).minutes == 480
    with pytest.raises(Refusal, match="每周不超过40小时"):
        entered(city, placement, entry(START + timedelta(days=5)))


def test_what_happened_is_entered_as_it_was_with_a_reason_and_stands_as_a_breach(city):
    placement = at_work(city)
    with pytest.raises(Refusal, match="每日不超过"):
        entered(city, placement, entry(ends="20:00", as_happened=True))
    made = entered(city, placement, entry(ends="20:00", as_happened=True, reason="赶订单"))
    assert (made.minutes, "每日不超过8小时" in made.breach) == (660, True)
    (found,) = detected(city.school, date(2021, 6, 30))
    assert (found.kind, found.key) == ("hours", f"day:{made.pk}")


def test_a_slip_of_the_pen_cannot_be_entered_as_it_happened(city):
    placement = at_work(city)
    with pytest.raises(Refusal, match="还没有到"):
        entered(city, placement, entry(date(2021, 7, 20), as_happened=True, reason="x"))
    with pytest.raises(Refusal, match="从2021-03-22到2021-08-31"):
        entered(city, placement, entry(START - timedelta(days=3), as_happened=True, reason="x"))


@pytest.mark.parametrize(("days_", "day", "lawful"), [({}, date(2021, 6, 19), True), (later(), date(2022, 6, 18), False)])
def test_a_saturday_is_lawful_before_and_not_since_the_change_of_law(city, days_, day, lawful):
    placement = at_work(city, **days_, intern=city.child)
    now = at(day + timedelta(days=1))
    if lawful:
        assert entered(city, placement, entry(day), now).minutes == 480
    else:
        with pytest.raises(Refusal, match="休息日，不得安排实习"):
            entered(city, placement, entry(day), now)


def test_a_check_in_that_says_otherwise_is_shown_and_needs_a_word(city):
    placement = at_work(city)
    days.check_in(actor=city.student, now=at(DAY, 10), placement=placement)
    with pytest.raises(Refusal, match=r"单位登记.*学生手机签到10:00") as refused:
        entered(city, placement, entry())
    assert refused.value.code == "reason_required"
    assert entered(city, placement, entry(reason="手机晚开机")).minutes == 480


def test_a_foreign_unit_enters_nothing(city):
    placement = at_work(city)
    with pytest.raises(NotPermitted):
        days.enter_day(actor=city.other_firm, now=at(date(2021, 6, 30)), placement=placement, entry=entry())


# -- pay -------------------------------------------------------------------------------------------------------------


def test_pay_is_checked_when_it_is_entered(city):
    placement = at_work(city)
    made = paid(city, placement, "2000.00", present=19)
    assert (made.verdict, made.least_text, made.state) == (PayVerdict.PASSED, "2000.00", PayState.ENTERED)
    with pytest.raises(Refusal, match=r"补付111\.12元"):
        paid(city, placement, "1888.88", present=19)
    short = paid(city, placement, "1888.88", present=19, reason="实习生自愿参加校企项目")
    assert short.verdict == PayVerdict.SHORT
    assert [one.kind for one in detected(city.school, date(2021, 6, 30))] == ["pay"]


def test_days_present_come_from_the_attendance(city):
    placement = at_work(city)
    for n in range(3):
        entered(city, placement, entry(date(2021, 5, 10) + timedelta(days=n)))
    assert paid(city, placement, "2000", present=None).present == 3


def test_an_unknown_wage_never_passes(city):
    city.post.trial_wage = None
    city.post.save()
    placement = at_work(city)
    with pytest.raises(Refusal, match="没有登记工资基数"):
        paid(city, placement, "5000")
    made = paid(city, placement, "5000", reason="岗位新设，工资标准待定")
    assert (made.verdict, made.least) == (PayVerdict.UNKNOWN, None)


def test_goods_are_no_pay_whatever_the_reason(city):
    placement = at_work(city)
    with pytest.raises(Refusal, match="实物、代金券"):
        paid(city, placement, means="goods", reason="以产品抵付")


def test_a_month_outside_of_the_placement_and_one_to_come_are_refused(city):
    placement = at_work(city)
    with pytest.raises(Refusal, match="不在实习期间"):
        paid(city, placement, month=date(2021, 2, 1))
    with pytest.raises(Refusal, match="日期还没有到"):
        paid(city, placement, month=date(2021, 8, 1))


def test_the_intern_confirms_or_says_what_came_and_a_correction_is_confirmed_anew(city):
    placement = at_work(city)
    made = paid(city, placement, "2500")
    with pytest.raises(Refusal, match="相同，没有不符"):
        fire(made, "dispute", city.student, at(date(2021, 6, 30)), "少了", received="2500")
    with pytest.raises(Refusal, match="阿拉伯数字"):
        fire(made, "dispute", city.student, at(date(2021, 6, 30)), "少了", received="一千八")
    disputed = fire(made, "dispute", city.student, at(date(2021, 6, 30)), "扣了餐费", received="1800")
    assert (disputed.state, disputed.paid, disputed.received) == (PayState.DISPUTED, 250_000, 180_000)
    with pytest.raises(Refusal, match="请写明给学生的答复"):
        paid(city, placement, "2600")
    again = paid(city, placement, "2600", answer="餐费退回，补付100元")
    assert (again.state, again.objection, again.received) == (PayState.ENTERED, "", None)
    [stood] = again.history
    assert (stood["paid"], stood["received"], stood["objection"]) == ("2500.00", "1800.00", "扣了餐费"), "what was objected to is kept"
    assert stood["answer"] == "餐费退回，补付100元"
    assert fire(again, "confirm", city.student, at(date(2021, 7, 1))).received == 260_000


def test_who_stands_by_what_he_paid_answers_the_intern_all_the_same(city):
    placement = at_work(city)
    fire(paid(city, placement, "2500"), "dispute", city.student, at(date(2021, 6, 30)), "少了", received="2400")
    again = paid(city, placement, "2500", answer="另外100元6月28日已打到饭卡，凭据已给学校")
    assert (again.paid, again.state) == (250_000, PayState.ENTERED)
    assert len(again.history) == 1


def test_the_same_pay_entered_again_changes_nothing_and_asks_nobody(city):
    placement = at_work(city)
    made = fire(paid(city, placement, "2500"), "confirm", city.student, at(date(2021, 6, 30)))
    assert paid(city, placement, "2500").state == PayState.CONFIRMED
    made.refresh_from_db()
    assert (made.state, made.earlier) == (PayState.CONFIRMED, [])


def test_a_unit_confirms_nothing_for_the_intern(city):
    made = paid(city, at_work(city), "2500")
    with pytest.raises(NotPermitted):
        fire(made, "confirm", city.firm, at(date(2021, 6, 30)))


# -- tables ----------------------------------------------------------------------------------------------------------


def sheet_of(city, kind, now=None):
    return kind(city.firm, now or at(date(2021, 6, 30)), city.firm_body, month=MAY)


def test_the_attendance_table_is_given_out_filled_and_taken_in_whole(city):
    placement = at_work(city)
    sheet = sheet_of(city, AttendanceSheet)
    plan = sheet.plan_of(sheet.filled(), "考勤.xlsx")
    assert plan.is_clean
    assert execute(plan, SheetWriter(sheet.write), digest=plan.digest)["add"] == placement.days.count() == 19
    assert {one.minutes for one in placement.days.all()} == {480}


def test_one_unlawful_day_keeps_the_whole_table_out_and_is_marked_in_its_cell(city):
    placement = at_work(city)
    sheet = sheet_of(city, AttendanceSheet)
    lines = [
        {"placement": str(placement.pk), "name": "张三", "day": date(2021, 5, 10 + n), "kind": "present", "begins": "08:00",
         "ends": "17:00" if n else "20:30", "pause": 60}
        for n in range(3)
    ]  # fmt: skip
    plan = sheet.plan_of(export(sheet.table, lines), "考勤.xlsx")
    assert not plan.is_clean
    (wrong,) = plan.issues
    assert "最晚17:00下班" in str(wrong.message)
    assert not InternshipDay.objects.exists()


def test_pay_in_words_in_a_table_names_its_cell(city):
    placement = at_work(city)
    sheet = sheet_of(city, PaySheet)
    line = {"placement": str(placement.pk), "name": "张三", "month": "2021-05", "present": 19, "paid": "一千六百元", "means": "bank"}
    plan = sheet.plan_of(export(sheet.table, [line]), "报酬.xlsx")
    (wrong,) = plan.issues
    assert "阿拉伯数字" in str(wrong.message)
    other = sheet.plan_of(export(sheet.table, [line | {"paid": "1000", "name": "李四"}]), "报酬.xlsx")
    assert "姓名不符" in str(other.issues[0].message)


def test_the_pay_table_is_given_out_filled_and_low_pay_needs_its_reason_in_the_row(city):
    placement = at_work(city)
    entered(city, placement, entry(date(2021, 5, 10)))
    sheet = sheet_of(city, PaySheet)
    plan = sheet.plan_of(sheet.filled(), "报酬.xlsx")
    assert plan.is_clean
    line = {"placement": str(placement.pk), "name": "张三", "month": "2021-05", "present": 19, "paid": "1000", "means": "bank"}
    assert "补付1000.00元" in str(sheet.plan_of(export(sheet.table, [line]), "报酬.xlsx").issues[0].message)
    plan = sheet.plan_of(export(sheet.table, [line | {"reason": "停产"}]), "报酬.xlsx")
    assert plan.is_clean
    execute(plan, SheetWriter(sheet.write), digest=plan.digest)
    assert InternshipPay.objects.get().verdict == PayVerdict.SHORT


def test_one_statement_enters_a_day_for_each_of_many(city):
    """What the demonstration's half year is made of: the database copies, as it would take a table of a unit."""
    placement, other = at_work(city), at_work(city, intern=city.adult)
    keys = Placement.objects.filter(pk=placement.pk).values_list("pk", flat=True)
    row = {
        "day": date(2021, 5, 10), "kind": "present", "begins": "08:30:00", "ends": "17:30:00", "pause": 60, "minutes": 480, "reason": "",
        "breach": "", "came_at": None, "left_at": None, "entered_by_id": None, "entered_at": at(date(2021, 5, 11)),
    }  # fmt: skip
    insert_for_each(InternshipDay, "placement_id", keys, row)
    made = placement.days.get()
    assert (made.day, made.begins, made.minutes, made.entered_at) == (date(2021, 5, 10), time(8, 30), 480, at(date(2021, 5, 11)))
    assert not other.days.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_for_each(InternshipDay, "placement_id", keys, row)


# -- leave, logs, visits ---------------------------------------------------------------------------------------------


def test_a_leave_is_asked_granted_and_enters_its_days(city):
    placement = at_work(city)
    facts = {"kind": "sick", "first": date(2021, 5, 10), "last": date(2021, 5, 11), "why": "感冒"}
    made = work.ask_leave(actor=city.student, now=at(date(2021, 5, 9)), placement=placement, **facts)
    with pytest.raises(Refusal, match="已经请过假"):
        work.ask_leave(actor=city.student, now=at(date(2021, 5, 9)), placement=placement, **facts)
    with pytest.raises(NotPermitted):
        fire(made, "grant", city.firm, at(date(2021, 5, 9)))
    fire(made, "grant", city.school, at(date(2021, 5, 9)))
    assert set(placement.days.values_list("kind", flat=True)) == {DayKind.LEAVE}
    with pytest.raises(Conflict, match="不能签到"):
        days.check_in(actor=city.student, now=at(date(2021, 5, 10), 8), placement=placement)


def test_leave_that_ends_before_it_begins_and_leave_outside_of_the_internship_are_told_apart(city):
    placement = at_work(city)
    facts = {"kind": "sick", "why": "看牙"}
    for first, last, said in (
        (date(2021, 5, 12), date(2021, 5, 11), "请假止于2021-05-11，早于起2021-05-12"),
        (date(2021, 3, 19), date(2021, 3, 23), "实习从2021-03-22到2021-08-31"),
        (date(2021, 8, 30), date(2021, 9, 1), "不全在实习期间"),
    ):
        with pytest.raises(Refusal, match=said):
            work.ask_leave(actor=city.student, now=at(date(2021, 5, 9)), placement=placement, first=first, last=last, **facts)


def test_several_logs_are_marked_at_once_all_or_none(city):
    placement = at_work(city)
    made = [
        work.write_log(actor=city.student, now=at(date(2021, 4, 23)), placement=placement, kind="weekly", begins=day, words="学会了称重")
        for day in (date(2021, 4, 5), date(2021, 4, 12), date(2021, 4, 19))
    ]
    assert [row.pk for row in logs_to_mark(city.firm)] == [row.pk for row in logs_to_mark(city.school)] == [row.pk for row in made]
    now = at(date(2021, 4, 26))
    with pytest.raises(Refusal, match="周报 2021-04-12：评分填0至100的整数"):
        work.mark_logs(actor=city.firm, now=now, marks=[work.LogMark(made[0], "88"), work.LogMark(made[1], "很好")])
    with pytest.raises(Refusal, match="还没有给任何一份评分"):
        work.mark_logs(actor=city.firm, now=now, marks=[])
    assert logs_to_mark(city.firm).count() == 3
    assert work.mark_logs(actor=city.firm, now=now, marks=[work.LogMark(made[0], "88", "认真"), work.LogMark(made[1], "90")]) == 2
    assert list(logs_to_mark(city.firm)) == [made[2]]
    assert work.mark_logs(actor=city.school, now=now, marks=[work.LogMark(row, "91") for row in logs_to_mark(city.school)]) == 3
    assert {(row.state, row.teacher_mark) for row in placement.logs.all()} == {(LogState.READ, 91)}
    for stranger in (city.other_firm, city.college, city.student):
        assert not logs_to_mark(stranger).exists()
        with pytest.raises(NotPermitted):
            work.mark_logs(actor=stranger, now=now, marks=[work.LogMark(made[0], "1")])


def test_a_log_is_handed_in_marked_by_the_mentor_and_read_by_the_teacher(city):
    placement = at_work(city)
    facts = {"kind": "weekly", "begins": date(2021, 4, 1), "words": "学会了看护产房"}
    made = work.write_log(actor=city.student, now=at(date(2021, 4, 2)), placement=placement, **facts)
    assert made.begins == date(2021, 3, 29)
    assert work.mark_log(actor=city.firm, now=at(date(2021, 4, 3)), log=made, mark="88").mentor_mark == 88
    for wrong in ("很好", "101", "-1", ""):
        with pytest.raises(Refusal, match="0至100"):
            fire(made, "read_through", city.school, at(date(2021, 4, 4)), mark=wrong)
    with pytest.raises(Conflict, match="没有覆盖"):
        work.write_log(actor=city.student, now=at(date(2021, 4, 3), 12), placement=placement, **(facts | {"words": "另写一份"}))
    made.refresh_from_db()
    assert (made.words, made.mentor_mark) == ("学会了看护产房", 88), "what the mentor marked stands as he read it"
    fire(made, "hand_back", city.school, at(date(2021, 4, 4)), "太短")
    again = work.write_log(actor=city.student, now=at(date(2021, 4, 5)), placement=placement, **(facts | {"words": "重写，写了每天的工作"}))
    assert (again.pk, again.state, again.mentor_mark) == (made.pk, LogState.SUBMITTED, None), "a new text is marked anew"
    assert fire(again, "read_through", city.school, at(date(2021, 4, 6)), mark="90").teacher_mark == 90
    with pytest.raises(Conflict, match="没有覆盖"):
        work.write_log(actor=city.student, now=at(date(2021, 4, 7)), placement=placement, **facts)


@pytest.mark.parametrize(("kind", "begins"), [("weekly", date(2020, 1, 1)), ("monthly", date(2020, 1, 1)), ("weekly", date(2021, 5, 24))])
def test_a_log_of_a_time_before_the_internship_or_to_come_is_refused(city, kind, begins):
    placement = at_work(city)
    with pytest.raises(Refusal, match="不在实习期间"):
        work.write_log(actor=city.student, now=at(date(2021, 5, 10)), placement=placement, kind=kind, begins=begins, words="那时还没有开始")


def test_a_visit_is_entered_where_the_school_has_somebody(city):
    at_work(city)
    head = work.VisitHead(city.firm_body, date(2021, 5, 10), "赵老师", "onsite", "住宿条件良好")
    work.enter_visit(actor=city.school, now=at(date(2021, 5, 11)), school=city.school_body, head=head)
    with pytest.raises(Conflict, match="已经登记"):
        work.enter_visit(actor=city.school, now=at(date(2021, 5, 11)), school=city.school_body, head=head)
    elsewhere = work.VisitHead(city.other_body, date(2021, 5, 10), "赵老师", "onsite", "-")
    with pytest.raises(Refusal, match=r"没有.*学生在"):
        work.enter_visit(actor=city.school, now=at(date(2021, 5, 11)), school=city.school_body, head=elsewhere)


def test_days_of_a_placement_that_is_over_may_still_be_entered(city):
    placement = at_work(city)
    fire(placement, "end_early", city.school, at(date(2021, 5, 31)), "家中有事", last_day="2021-05-28")
    assert entered(city, placement, entry(date(2021, 5, 28))).minutes == 480
    with pytest.raises(Refusal, match="到2021-05-28"):
        entered(city, placement, entry(date(2021, 5, 31)))
    placement.refresh_from_db()
    assert placement.state == PlacementState.ENDED_EARLY
