"""The duty of places: reckoned out of posts and placements, confirmed and corrected by version, ended by a reason, rung by rung else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils import timezone

from baigong.contexts.accounts.public import LEADER
from baigong.contexts.enterprises.models import StaffReturn
from baigong.contexts.incentives.models import Suspension
from baigong.contexts.internships.models import (
    DutyReturn,
    DutyReturnState,
    DutyShortfall,
    DutyVerdict,
    Placement,
    PlacementState,
    PostState,
    ShortfallState,
)
from baigong.contexts.internships.pages_of_duty import public_tables, step_words
from baigong.contexts.internships.selectors import duty as selectors
from baigong.contexts.internships.selectors import duty_settings
from baigong.contexts.internships.selectors.duty import enterprises_in_sight, year_of, years_of
from baigong.contexts.internships.selectors.duty_published import Counted
from baigong.contexts.internships.services import duty
from baigong.contexts.supervision.models import Case, CaseState
from baigong.engines.place_duty.facts import Counting, DutySettings, Rounding, Sharing
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.builders import SOME_TIME, a_user, acting_for
from tests.internship_city import a_place, a_placement, an_intern, at, fire, make_city

pytestmark = pytest.mark.django_db
OVER = datetime(2022, 4, 15, 10, tzinfo=SOME_TIME.tzinfo)
"""A day on which 2021 is over, and the term for confirming it too."""
RUNNING = date(2022, 4, 15)


@pytest.fixture
def city(db):
    made = make_city()
    made.now = OVER
    a_staff(made.enterprise, 2020, 120)
    return made


def a_staff(firm, year, headcount, period=None, **facts):
    return StaffReturn.objects.create(
        enterprise=firm, period=period or str(year), ends_on=date(year, 12, 31), definition="on_post", headcount=headcount,
        state="submitted", entered_at=SOME_TIME, submitted_at=SOME_TIME, **facts,
    )  # fmt: skip


def served(city, number=1, state=PlacementState.APPRAISED, post=None, **days):
    rows = []
    for n in range(number):
        intern = an_intern(city.school_body, f"学生{n}", date(2002, 1, 1))
        rows.append(a_placement(city, intern, post, state=state, **days))
    return rows


def a_year(city, year=2021, firm=None, today=RUNNING):
    return year_of(firm or city.enterprise, year, today)


def fixed(monkeypatch, **changes):
    own = {
        "share": Fraction(2, 100), "cap": Fraction(1, 10), "rounding": Rounding.CEIL, "counting": Counting.HEADS, "least_days": 1,
    } | changes  # fmt: skip
    made = DutySettings(**own)
    monkeypatch.setattr(selectors, "settings_on", lambda day: made)


# -- reckoning -------------------------------------------------------------------------------------------------------


def test_offered_filled_and_served_are_told_apart_and_each_student_counts_once(city):
    served(city, 2)
    served(city, 1, state=PlacementState.PLANNED)
    served(city, 1, state=PlacementState.WITHDRAWN)
    twice = served(city, 1, starts_on=date(2021, 3, 1), ends_on=date(2021, 4, 30))[0]
    a_placement(city, twice.intern, state=PlacementState.APPRAISED, starts_on=date(2021, 9, 1), ends_on=date(2021, 10, 31))
    found = a_year(city)
    assert (found.offered, found.filled, found.done.students) == (10, 4, 3)
    assert (found.duty.required, found.verdict) == (3, DutyVerdict.MET)


def test_posts_that_were_never_offered_and_another_years_do_not_count(city):
    a_place(city.enterprise, "挤奶工", state=PostState.DRAFT)
    a_place(city.enterprise, "兽医助理", starts_on=date(2022, 1, 1), ends_on=date(2022, 6, 30))
    assert a_year(city).offered == 10


def test_person_days_are_working_days_up_to_today(city):
    served(city, 1, state=PlacementState.ACTIVE, starts_on=date(2022, 4, 11), ends_on=date(2022, 8, 31))
    a_staff(city.enterprise, 2021, 120)
    assert a_year(city, 2022).done.person_days == 5


@pytest.mark.parametrize(("headcount", "verdict"), [(None, DutyVerdict.NO_DATA), (0, DutyVerdict.NOT_APPLICABLE),
                                                    (9, DutyVerdict.NOT_APPLICABLE), (1_000_000, DutyVerdict.SHORT)])  # fmt: skip
def test_nobody_nobody_counted_few_and_a_million_are_each_answered(city, headcount, verdict):
    if headcount is not None:
        a_staff(city.other_enterprise, 2020, headcount)
    found = a_year(city, firm=city.other_enterprise)
    assert found.verdict == verdict
    assert all(step_words(step) for step in found.duty.steps)


def test_a_head_count_that_no_firm_has_is_no_head_count(city):
    a_staff(city.other_enterprise, 2020, 99_999_999)
    assert a_year(city, firm=city.other_enterprise).verdict == DutyVerdict.NO_DATA


def test_the_cap_goes_by_the_latest_count_of_the_year_where_a_firm_shrank(city):
    a_staff(city.enterprise, 2021, 15, period="2021-Q3")
    found = a_year(city)
    assert (found.duty.at_most, found.duty.required) == (1, 1)


def test_before_the_plan_there_is_no_duty(city):
    assert a_year(city, 2019) is None
    assert duty_settings.settings_on(date(2020, 11, 30)) is None
    assert duty_settings.settings_on(date(2020, 12, 1)) is not None


@pytest.mark.parametrize("day", [date(2021, 12, 30), date(2021, 12, 31)])
def test_the_cap_is_cited_by_the_edition_of_the_day(day):
    line = duty_settings.rule_line("INT-STAFF-CAP", day)
    assert ("3号" if day.day == 30 else "4号") in line.citation


def test_what_nobody_fixed_is_said_to_be_open():
    lines = {line.key: line for line in duty_settings.rule_lines(RUNNING)}
    assert lines["DUT-SMALL-STAFF"].value == "未规定"
    assert lines["DUT-ROUNDING"].value == "进位"
    assert not lines["DUT-ROUNDING"].is_official
    assert lines["INT-POST-SHARE"].is_official


def test_counted_by_days_without_how_many_make_a_place_nothing_is_concluded_and_both_are_named(city, monkeypatch):
    served(city, 1)
    fixed(monkeypatch, counting=None)
    found = a_year(city)
    assert found.verdict == DutyVerdict.UNSETTLED
    assert "按人数，或按多少人日折合1人" in step_words(found.duty.steps[-1])


def test_of_a_post_that_two_run_each_is_credited_by_its_part_where_that_is_fixed(city, monkeypatch):
    a_staff(city.other_enterprise, 2020, 120)
    duty.share_post(actor=city.firm, now=city.now, post=city.post, enterprise=city.other_enterprise, parts=2, document="示例共建协议")
    served(city, 3)
    assert a_year(city).done.heads == 3
    fixed(monkeypatch, sharing=Sharing.SPLIT)
    assert a_year(city).done.heads == 1
    assert a_year(city, firm=city.other_enterprise).done.heads == 2
    both = years_of([city.enterprise, city.other_enterprise], 2021, RUNNING)
    assert [one.done.heads for one in both] == [1, 2]


@pytest.mark.parametrize(
    ("facts", "code"), [({"enterprise": "enterprise"}, "host"), ({"parts": 0}, "parts"), ({"document": " "}, "document_required")]
)
def test_a_share_needs_another_firm_parts_and_an_agreement(city, facts, code):
    given = {"enterprise": "other_enterprise", "parts": 1, "document": "协议"} | facts
    given["enterprise"] = getattr(city, given["enterprise"])
    with pytest.raises(Refusal) as refused:
        duty.share_post(actor=city.firm, now=city.now, post=city.post, **given)
    assert refused.value.code == code


def test_a_group_is_reckoned_together_only_where_that_is_fixed(city, monkeypatch):
    city.other_enterprise.parent, city.other_enterprise.stake = city.enterprise, "whole"
    city.other_enterprise.save()
    a_staff(city.other_enterprise, 2020, 50)
    served(city, 4)
    assert a_year(city, firm=city.other_enterprise).verdict == DutyVerdict.SHORT
    fixed(monkeypatch, pools_groups=True)
    assert a_year(city, firm=city.other_enterprise).verdict == DutyVerdict.MET_BY_GROUP


# -- confirming ------------------------------------------------------------------------------------------------------


def drafted(city, by="firm", **facts):
    return duty.draft_return(actor=getattr(city, by), now=city.now, enterprise=city.enterprise, year=2021, **facts)


def test_who_fell_short_says_why_before_confirming_and_that_suffices(city):
    row = drafted(city)
    assert (row.verdict, row.missing) == (DutyVerdict.SHORT, 3)
    with pytest.raises(Refusal) as refused:
        fire(row, "submit", city.firm, city.now)
    assert refused.value.code == "not_ready"
    row = fire(drafted(city, reason="当年没有对口专业的学生"), "submit", city.firm, city.now)
    assert row.state == DutyReturnState.SUBMITTED
    assert duty.notice_shortfalls(actor=city.bureau, now=city.now, year=2021, enterprises=[city.enterprise]) == []


def test_what_is_confirmed_is_locked_and_put_right_by_a_new_version_that_says_why(city):
    first = fire(drafted(city, reason="没有学生"), "submit", city.firm, city.now)
    served(city, 3)
    with pytest.raises(Conflict) as refused:
        drafted(city)
    assert refused.value.code == "locked"
    second = fire(drafted(city, correction="补登三名学生"), "submit", city.firm, city.now)
    first.refresh_from_db()
    assert (first.state, first.served, second.version, second.served) == (DutyReturnState.SUPERSEDED, 0, 2, 3)
    assert second.basis["steps"][-1]["code"] == "met"


def test_a_year_that_runs_is_not_confirmed(city):
    with pytest.raises(Refusal) as refused:
        duty.draft_return(actor=city.firm, now=city.now, enterprise=city.enterprise, year=2022)
    assert refused.value.code == "year_runs"


def test_another_firm_neither_sees_nor_confirms_it(city, sign_in):
    with pytest.raises(NotPermitted):
        drafted(city, by="other_firm")
    client = sign_in(city.users.other_firm)
    assert client.get(f"/internships/duty/enterprises/{city.enterprise.pk}/2021/").status_code == 404


def test_a_correction_begins_with_the_reason_that_stands(city, sign_in, settings):
    settings.DEMONSTRATION_TODAY = city.now.date()
    client = sign_in(city.users.firm)
    address = reverse("internships:duty-draft", args=[city.enterprise.pk, 2021])
    assert "没有对口专业的毕业生" not in client.get(address).content.decode()
    fire(drafted(city, reason="没有对口专业的毕业生"), "submit", city.firm, city.now)
    assert "没有对口专业的毕业生" in client.get(address).content.decode()


# -- the ladder ------------------------------------------------------------------------------------------------------


def noticed(city):
    return duty.notice_shortfalls(actor=city.bureau, now=city.now, year=2021, enterprises=[city.enterprise, city.other_enterprise])[0]


def later(row):
    """The day after its term."""
    return timezone.make_aware(datetime.combine(row.due_on + timedelta(days=1), datetime.min.time().replace(hour=10)))


def up_to(city, row, *steps):
    for name in steps:
        row = DutyShortfall.objects.get(pk=row.pk)
        facts = {"document": "示例停〔2022〕1号"} if name == "suspend" else {}
        when = city.now if name == "hold" else later(row)
        row = fire(row, name, city.bureau, when, reason="逾期未答复", **facts)
        city.now = when
    return DutyShortfall.objects.get(pk=row.pk)


def test_only_who_fell_short_without_a_reason_is_reminded_once_and_not_before_the_term(city):
    with pytest.raises(Refusal) as refused:
        duty.notice_shortfalls(actor=city.bureau, now=at(date(2022, 3, 31)), year=2021, enterprises=[city.enterprise])
    assert refused.value.code == "term_runs"
    row = noticed(city)
    assert (row.enterprise, row.missing, row.state) == (city.enterprise, 3, ShortfallState.NOTICED)
    assert duty.notice_shortfalls(actor=city.bureau, now=city.now, year=2021, enterprises=[city.enterprise]) == []
    with pytest.raises(NotPermitted):
        duty.notice_shortfalls(actor=city.firm, now=city.now, year=2021, enterprises=[city.enterprise])


def test_a_term_that_is_over_says_so_and_one_that_runs_does_not(city, sign_in, settings):
    row = noticed(city)
    client = sign_in(city.users.bureau)
    settings.DEMONSTRATION_TODAY = row.due_on
    assert "已过" not in client.get(row.get_absolute_url()).content.decode()
    settings.DEMONSTRATION_TODAY = row.due_on + timedelta(days=1)
    assert f"期限{row.due_on.isoformat()}，已过" in client.get(row.get_absolute_url()).content.decode()
    fire(row, "explain", city.firm, city.now, reason="生产线停产检修")
    assert "已过" not in client.get(row.get_absolute_url()).content.decode()


def test_a_reason_ends_it_on_the_spot(city):
    row = fire(noticed(city), "explain", city.firm, city.now, reason="生产线停产检修")
    assert (row.state, row.reason) == (ShortfallState.EXPLAINED, "生产线停产检修")


def test_confirming_with_a_reason_ends_a_notice_and_turning_out_done_withdraws_it(city):
    row = noticed(city)
    fire(drafted(city, reason="没有对口专业"), "submit", city.firm, city.now)
    row.refresh_from_db()
    assert row.state == ShortfallState.EXPLAINED


def test_confirming_a_year_that_is_done_withdraws_the_notice(city):
    row = noticed(city)
    served(city, 3)
    fire(drafted(city), "submit", city.firm, city.now)
    row.refresh_from_db()
    assert row.state == ShortfallState.WITHDRAWN


@pytest.mark.parametrize("until", ["", "下半年", "2022-04-15"])
def test_a_plan_has_a_day_ahead(city, until):
    with pytest.raises(Refusal) as refused:
        fire(noticed(city), "plan", city.firm, city.now, reason="增设三个岗位", until=until)
    assert refused.value.code == "until"


def test_nobody_is_taken_up_a_rung_before_the_term_of_this_one_is_over(city):
    row = fire(noticed(city), "plan", city.firm, city.now, reason="增设三个岗位", until="2022-09-30")
    with pytest.raises(Refusal) as refused:
        fire(row, "summon", city.bureau, city.now, reason="急")
    assert refused.value.code == "term_runs"
    assert fire(row, "summon", city.bureau, later(row), reason="计划没有完成").state == ShortfallState.SUMMONED


def test_asking_for_supervision_opens_a_case_whose_interview_and_end_come_back(city, django_capture_on_commit_callbacks):
    row = noticed(city)
    with django_capture_on_commit_callbacks(execute=True):
        fire(row, "summon", city.bureau, later(row), reason="逾期未答复")
    case = Case.objects.get()
    assert case.subject == city.enterprise.organisation
    now = later(row)
    for name, facts in (("take_up", {}), ("feed_back", {"reason": "接纳0人"}), ("state", {"reason": "没有对口学生"}),
                        ("order", {"reason": "补足", "document": "示例督〔2022〕9号", "until": "2022-12-31"}),
                        ("interview", {"reason": "明确责任", "held_on": now.date().isoformat(), "people": "约谈负责人"})):  # fmt: skip
        actor = city.firm if name == "state" else city.bureau
        fire(case, name, actor, now, **facts)
    row.refresh_from_db()
    assert (row.state, row.case_number) == (ShortfallState.MET, case.number)
    fire(case, "report", city.firm, now, reason="增设三个岗位")
    fire(case, "close", city.bureau, now, reason="已补足三人")
    row.refresh_from_db()
    assert (row.state, Case.objects.get().state) == (ShortfallState.MADE_UP, CaseState.CLOSED)


def test_the_last_rung_suspends_the_package_by_document_and_lifting_gives_it_back(city):
    row = up_to(city, noticed(city), "summon", "hold", "publish")
    with pytest.raises(Refusal) as refused:
        fire(row, "suspend", city.bureau, later(row), reason="仍未补足")
    assert refused.value.code == "document_required"
    row = up_to(city, row, "suspend")
    assert Suspension.objects.get(enterprise=city.enterprise).lifted_on is None
    row = fire(row, "lift", city.bureau, city.now, reason="已补足")
    assert (row.state, Suspension.objects.get().lifted_on) == (ShortfallState.LIFTED, city.now.date())


# -- pages -----------------------------------------------------------------------------------------------------------


def test_the_city_adds_up_and_each_line_leads_to_its_enterprises(city, sign_in):
    served(city, 2)
    client = sign_in(city.users.bureau)
    page = client.get("/internships/duty/?year=2021").content.decode()
    assert "/internships/duty/enterprises/?year=2021&amp;county=" in page
    listed = client.get("/internships/duty/enterprises/?year=2021&verdict=short").content.decode()
    assert str(city.enterprise) in listed
    assert str(city.other_enterprise) not in listed
    for address in ("/internships/duty/?year=2021&export=xlsx", "/internships/duty/enterprises/?year=2021&export=xlsx"):
        assert client.get(address).status_code == 200
    assert client.get("/internships/duty/?year=1999").status_code == 404


def test_an_enterprises_year_shows_steps_posts_and_students_and_leads_through_confirming(city, sign_in):
    served(city, 2)
    client = sign_in(city.users.firm)
    assert client.get("/internships/duty/mine/").status_code == 302
    address = f"/internships/duty/enterprises/{city.enterprise.pk}/2021/"
    page = client.get(address).content.decode()
    assert "上年平均职工120人" in page
    assert "饲养员" in page
    assert client.post(f"{address}draft/", {"reason": "没有对口学生"}).status_code == 302
    row = DutyReturn.objects.get()
    assert "确认并锁定" in client.get(address).content.decode()
    assert client.post(f"/workflow/internships.dutyreturn/{row.pk}/submit/").status_code in (302, 404)
    assert client.get("/internships/duty/").status_code == 403


def test_a_county_works_with_its_own_enterprises_and_a_leader_only_looks(city, sign_in):
    assert [one.pk for one in enterprises_in_sight(city.county, 2021)] == [city.other_enterprise.pk, city.enterprise.pk]
    leader = a_user(LEADER, city.bureau_body, username="leader")
    assert sign_in(leader).get("/internships/duty/?year=2021").status_code == 200
    with pytest.raises(NotPermitted):
        duty.draft_return(actor=acting_for(leader), now=city.now, enterprise=city.enterprise, year=2021)


def test_small_numbers_of_students_and_what_would_give_them_away_are_left_out():
    found = [Counted("620602", "C", 3, 2, 40, 30), Counted("620621", "C", 1, 1, 3, 2), Counted("620621", "A", 2, 1, 20, 25)]
    counties, industries = public_tables(found, RUNNING)
    assert [row[-1] for row in counties.rows] == [30, 27, 57]
    assert [row[-1] for row in industries.rows] == [25, 32, 57]
    few = public_tables([Counted("620602", "C", 3, 2, 40, 30), Counted("620621", "C", 1, 1, 3, 2)], RUNNING)
    assert [row[-1] for row in few[0].rows] == [None, None, 32]
    assert few[0].is_suppressed


def test_the_page_of_a_notice_offers_the_firm_reason_and_plan_and_the_list_is_exported(city, sign_in):
    row = noticed(city)
    page = sign_in(city.users.firm).get(row.get_absolute_url()).content.decode()
    assert "说明理由" in page
    assert "报补足计划" in page
    assert "停止享受激励</button>" not in page
    assert sign_in(city.users.bureau).get("/internships/duty/shortfalls/?export=xlsx").status_code == 200
    assert Placement.objects.count() == 0


# -- programs --------------------------------------------------------------------------------------------------------


def test_programs_read_what_is_asked_and_draw_up_a_year(city, sign_in):
    served(city, 2)
    client = sign_in(city.users.bureau)
    told = client.get("/api/internships/duty?year=2021").json()
    assert {one["enterprise"]: one["required"] for one in told}[city.enterprise.pk] == 3
    firm = sign_in(city.users.firm)
    one = firm.get(f"/api/internships/duty/{city.enterprise.pk}/2021").json()
    assert (one["served"], one["missing"]) == (2, 1)
    assert one["steps"]
    assert firm.get(f"/api/internships/duty/{city.other_enterprise.pk}/2021").status_code == 404
    assert client.get("/api/internships/duty?year=2019").status_code == 404
    made = firm.post(f"/api/internships/duty/{city.enterprise.pk}/2021", {"reason": "没有学生"}, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (200, "draft")
    assert client.get("/api/internships/apprenticeship").json() == []
