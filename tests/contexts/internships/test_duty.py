"""The duty of places: reckoned out of posts and placements, confirmed and corrected by version, ended by a reason, rung by rung else."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.urls import reverse

from baigong.contexts.incentives.models import Suspension
from baigong.contexts.internships.models import (
    DutyReturnState,
    DutyVerdict,
    PlacementState,
    PostState,
    ShortfallState,
)
from baigong.contexts.internships.pages_of_duty import step_words
from baigong.contexts.internships.selectors import duty as selectors
from baigong.contexts.internships.selectors import duty_settings
from baigong.contexts.internships.selectors.duty import year_of, years_of
from baigong.contexts.internships.services import duty
from baigong.contexts.supervision.models import Case, CaseState
from baigong.engines.place_duty.facts import Counting, DutySettings, Rounding, Sharing
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.duty_city import RUNNING, a_staff, drafted, later, make_duty_city, noticed, served, up_to
from tests.internship_city import a_place, a_placement, at, fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return make_duty_city()


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
