"""Conversion rules and settings: written by the school, checked by another, adopted by a document; what contradicts itself is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from baigong.contexts.credit_bank.access import RULE_POLICY
from baigong.contexts.credit_bank.conversion.conflicts import look_over
from baigong.contexts.credit_bank.exchange.rules import RuleSheet, RuleWriter
from baigong.contexts.credit_bank.models import ConversionRule, RuleState, all_outcome_kinds, school_year_of
from baigong.contexts.credit_bank.services import programmes, rules
from baigong.contexts.credit_bank.services.rules import NeedHead
from baigong.contexts.credit_bank.workflow.rules import offered
from baigong.kernel import audit
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.exchange import ImportPlan, execute, export, template
from tests.conversion_city import a_head, a_programme, adopted, make_college, some_settings
from tests.credit_city import fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, now):
    return make_college(now)


def drafted(city, **facts):
    return rules.draft_rule(actor=city.other, now=city.now, head=a_head(city, **facts))


def kinds(city):
    return {found.kind for found in look_over([city.other_body], city.now.date())}


def test_a_rule_is_drafted_checked_by_another_and_adopted_by_a_document(city):
    row = drafted(city)
    with pytest.raises(NotPermitted, match="起草人"):
        fire(row, "check", city.other, city.now)
    row = fire(row, "check", city.office, city.now)
    with pytest.raises(Refusal, match="文号"):
        fire(row, "adopt", city.other, city.now)
    row = fire(row, "adopt", city.other, city.now, document="示例院教〔2020〕9号")
    assert (row.state, row.document, row.is_in_force(date(2020, 9, 1))) == (RuleState.ADOPTED, "示例院教〔2020〕9号", True)


def test_a_version_offers_what_can_be_done_with_it_on_the_day_and_says_what_its_drafter_may_not(city):
    row = drafted(city)
    [check] = [item for item in offered(row, city.other, city.now.date()) if item.step.name == "check"]
    assert (check.allowed, "起草人不能核对" in check.why_not) == (False, True)
    assert [item.allowed for item in offered(row, city.office, city.now.date()) if item.step.name == "check"] == [True]
    row = fire(fire(row, "check", city.office, city.now), "adopt", city.other, city.now, document="示例院教〔2020〕9号")
    for day, ending in ((row.since, "retire"), (row.since - timedelta(days=1), "call_off")):
        assert {item.step.name for item in offered(row, city.other, day)} == {ending}


def test_a_rule_asks_for_hours_of_training_and_for_months_of_work(city):
    asked = drafted(city, needs=(NeedHead(kind="farmer_training", minimum_hours=24), NeedHead(kind="work", minimum_hours=24)))
    said = [str(need) for need in asked.needs.order_by("pk")]
    assert "不少于24学时" in said[0]
    assert "不少于24个月" in said[1]


def test_a_new_version_ends_the_one_before_on_the_day_before_it_begins(city):
    first = adopted(city)
    head = replace(rules.head_of(first, date(2021, 9, 1)), courses=("HL",))
    second = rules.draft_rule(actor=city.other, now=city.now, head=head)
    assert second.version == 2
    fire(second, "check", city.office, city.now)
    fire(second, "adopt", city.other, city.now, document="示例院教〔2021〕3号")
    first.refresh_from_db()
    assert (first.state, first.until) == (RuleState.REPLACED, date(2021, 8, 31))
    assert (first.is_in_force(date(2021, 8, 31)), first.is_in_force(date(2021, 9, 1))) == (True, False)


def test_a_version_that_would_begin_before_the_one_in_force_is_refused(city):
    adopted(city)
    row = drafted(city, since=date(2020, 8, 1))
    fire(row, "check", city.office, city.now)
    with pytest.raises(Conflict, match="同时有效"):
        fire(row, "adopt", city.other, city.now, document="文号")


def test_what_is_adopted_never_changes(city):
    row = adopted(city)
    with pytest.raises(Conflict, match="起草新版"):
        rules.edit_rule(actor=city.other, now=city.now, rule=row, head=a_head(city))
    draft = drafted(city, code="R-2")
    assert rules.edit_rule(actor=city.other, now=city.now, rule=draft, head=a_head(city, "R-2", title="改过")).title == "改过"


def test_one_version_is_in_the_making_at_a_time(city):
    drafted(city)
    with pytest.raises(Conflict, match="还没有登记通过"):
        drafted(city)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"needs": ()}, "need_1"),
        ({"courses": (), "credits": 0}, "courses"),
        ({"courses": ("GONE",)}, "courses"),
        ({"until": date(2020, 1, 1)}, "until"),
    ],
)
def test_a_rule_that_asks_nothing_or_gives_nothing_is_refused(city, facts, field):
    with pytest.raises(Refusal) as refused:
        drafted(city, **facts)
    assert field in refused.value.fields


def test_a_school_writes_its_own_rules_and_only_those(city):
    row = adopted(city)
    with pytest.raises(NotPermitted):
        rules.draft_rule(actor=city.school, now=city.now, head=a_head(city, "R-9"))
    assert RULE_POLICY.decide(city.other, "retire", row)
    assert not RULE_POLICY.decide(city.school, "retire", row)
    assert RULE_POLICY.decide(city.office, "examine", row)
    assert not RULE_POLICY.decide(city.other, "examine", row)


def test_a_retired_rule_ends_today_and_says_why(city):
    row = adopted(city)
    with pytest.raises(Refusal, match="理由"):
        fire(row, "retire", city.other, city.now)
    fire(row, "retire", city.other, city.now, reason="不再办理")
    row.refresh_from_db()
    assert (row.state, row.until) == (RuleState.REPLACED, city.now.date())


def test_a_version_that_begins_on_the_last_day_of_a_retired_one_shortens_it_and_the_log_says_so(city):
    row = adopted(city)
    fire(row, "retire", city.other, city.now, reason="不再办理")
    adopted(city, since=city.now.date())
    row.refresh_from_db()
    assert row.until == city.now.date() - timedelta(days=1)
    assert audit.events_of(row).first().detail["until"] == row.until.isoformat()


def test_a_version_that_has_not_begun_is_called_off_and_leaves_its_day_to_another(city):
    tomorrow = city.now.date() + timedelta(days=1)
    row = adopted(city, since=tomorrow)
    with pytest.raises(Conflict, match="取消执行"):
        fire(row, "retire", city.other, city.now, reason="不再办理")
    assert fire(row, "call_off", city.other, city.now, reason="文件撤回").state == RuleState.DROPPED
    again = adopted(city, since=tomorrow)
    with pytest.raises(Conflict, match="已开始执行"):
        fire(again, "call_off", city.other, city.now + timedelta(days=1), reason="文件撤回")


def test_settings_have_no_default_and_stand_by_a_document(city):
    with pytest.raises(Refusal, match="文号"):
        some_settings(city, document=" ")
    with pytest.raises(Refusal, match="还没有到"):
        some_settings(city, adopted_on=date(2099, 1, 1))
    with pytest.raises(NotPermitted):
        programmes.set_settings(
            actor=city.school, now=city.now,
            head=programmes.SettingsHead(city.other_body, 2021, 100, 0, True, "文号", date(2020, 9, 1), {}),
        )  # fmt: skip
    assert some_settings(city, year=2021, cap_permille=305, valid_years=0).cap_text == "30.5%"


def test_a_school_year_begins_in_september():
    assert (school_year_of(date(2021, 8, 31)), school_year_of(date(2021, 9, 1))) == (2020, 2021)


def test_a_programme_is_entered_once_and_only_by_its_school(city):
    with pytest.raises(Conflict, match="登记过"):
        a_programme(city)
    with pytest.raises(NotPermitted):
        programmes.save_programme(
            actor=city.school, now=city.now,
            head=programmes.ProgrammeHead(city.other_body, "1", "二", 2020, 100, "文号"),
        )  # fmt: skip
    with pytest.raises(Refusal, match="不能多于"):
        a_programme(city, code="9", major=9999)


def test_a_sound_rule_set_has_no_conflict_and_a_doubled_one_says_which_rules(city):
    adopted(city)
    assert kinds(city) == set()
    drafted(city, code="R-2", courses=("HL",))
    found = look_over([city.other_body], city.now.date())
    assert [(one.kind, one.is_serious, {row.code for row in one.rules}) for one in found] == [("double", False, {"R-1", "R-2"})]
    assert "示例证书" in found[0].what


def test_a_cap_below_a_course_and_a_cycle_through_another_school_are_found(city):
    adopted(city, cap=100)
    assert kinds(city) == {"cap_too_small"}
    course = city.programme.courses.get(code="LN")
    course.outcome_type = city.web
    course.save()
    found = [one for one in look_over([city.other_body], city.now.date()) if one.kind == "cycle"]
    assert found[0].is_serious
    assert "→" in found[0].what


def test_a_course_code_that_two_schools_share_links_no_rules(city):
    adopted(city)
    twin = programmes.save_programme(
        actor=city.school, now=city.now, head=programmes.ProgrammeHead(city.school_body, "1", "二", 2020, 4000, "文号")
    )
    same_code = programmes.CourseHead("LN", "另一门", "major", 400, 64, outcome_type=city.web)
    programmes.save_courses(actor=city.school, now=city.now, programme=twin, courses=[same_code])
    found = look_over([city.school_body, city.other_body], city.now.date())
    assert [one.kind for one in found] == []


def test_rules_go_out_to_a_table_and_come_back_unchanged(city):
    adopted(city, credits=150, cap=1000)
    sheet = RuleSheet(city.other, city.now, city.other_body)
    plan = sheet.plan_of(sheet.workbook(), "rules.xlsx")
    assert (plan.is_clean, plan.counts["same"], plan.counts["change"], plan.counts["add"]) == (True, 1, 0, 0)


def test_a_table_drafts_new_rules_and_the_next_version_of_adopted_ones(city):
    adopted(city)
    sheet = RuleSheet(city.other, city.now, city.other_body)
    rows = [
        sheet.values_of(sheet.latest()["R-1"]) | {"courses": "HL、LN"},
        sheet.values_of(sheet.latest()["R-1"]) | {"code": "R-7", "need_1": "农民培训", "courses": None, "hours_per_credit": 16},
    ]
    rows[1]["need_1"] = all_outcome_kinds()["farmer_training"].name
    plan = sheet.plan_of(export(sheet.table, rows), "rules.xlsx")
    assert plan.is_clean, plan.issues
    execute(ImportPlan.from_json(sheet.table, plan.to_json()), RuleWriter(sheet), digest=plan.digest)
    second = ConversionRule.objects.get(code="R-1", version=2)
    assert (second.state, second.courses) == (RuleState.DRAFT, ["HL", "LN"])
    new = ConversionRule.objects.get(code="R-7")
    assert (new.needs.get().kind, new.hours_per_credit) == ("farmer_training", 16)


def test_a_table_that_names_what_is_unknown_writes_nothing(city):
    sheet = RuleSheet(city.other, city.now, city.other_body)
    adopted(city)
    row = sheet.values_of(sheet.latest()["R-1"]) | {"code": "R-8", "need_1": "没有这个", "courses": "GONE"}
    plan = sheet.plan_of(export(sheet.table, [row]), "rules.xlsx")
    assert not plan.is_clean
    assert {issue.column for issue in plan.issues} == {"需要的成果1", "可免修课程"}
    assert template(sheet.table)
    assert NeedHead(city.web).kind == ""
