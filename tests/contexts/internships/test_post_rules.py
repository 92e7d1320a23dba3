"""What the rules say of posts: worked cases, both sides of the change of law, filings, reasons, the way to publication."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from importlib import resources

import pytest
import yaml

from baigong.contexts.accounts.public import ENTERPRISE_OFFICER
from baigong.contexts.internships.models import InternshipPost, PostFiling, PostState
from baigong.contexts.internships.post_rules import judge
from baigong.contexts.internships.post_rules.checks import night_minutes
from baigong.contexts.internships.post_rules.findings import Staff
from baigong.contexts.internships.services.posts import FilingHead, enter_post, file_need
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.workflow import fire
from tests.builders import a_user, acting_for
from tests.placing_city import NEW, OLD, a_firm, head_of, make_placing

TOLD = yaml.safe_load((resources.files("baigong.rulebook") / "internships" / "post_cases.yaml").read_text(encoding="utf-8"))
TIMES, NUMBERS = ("begins_at", "ends_at"), ("hours_a_day", "hours_a_week")


def told_post(change):
    facts = {"hours_a_day": Decimal(8), "hours_a_week": Decimal(40), "rest_days": 2} | TOLD["lawful"] | change
    for name in TIMES:
        if name in facts:
            facts[name] = time.fromisoformat(facts[name])
    return InternshipPost(**{name: Decimal(value) if name in NUMBERS else value for name, value in facts.items()})


@pytest.mark.parametrize("case", TOLD["cases"], ids=lambda case: case["name"])
def test_a_worked_case_comes_out_as_the_rulebook_says(case):
    post, staff = told_post(case.get("change", {})), case.get("staff", TOLD["staff"])
    filed = case.get("filed")
    filings = [PostFiling(rules=filed["rules"], number="备1", filed_with="示例局", filed_on=filed["day"])] if filed else []
    said = judge(post, staff=Staff(staff["unit"], staff["kind"]), filings=filings)
    open_ones = [one for one in said.findings if not one.excuse]
    assert {one.rule: one.force.value for one in open_ones} == case["finds"]
    if "times" in case:
        assert len(open_ones) == case["times"], "once for the days of each edition"
    if "since" in case:
        assert [one.since for one in open_ones] == [case["since"]]
    assert all(one.clause and one.found and one.limit and one.fix for one in said.findings)


@pytest.mark.parametrize(
    ("begins", "ends", "minutes"),
    [("08:00", "17:00", 0), ("22:00", "06:00", 480), ("14:00", "22:00", 0), ("05:00", "09:00", 60), ("20:00", "04:00", 360)],
)
def test_the_part_of_a_shift_that_lies_in_the_night_is_counted_over_midnight(begins, ends, minutes):
    assert night_minutes(time.fromisoformat(begins), time.fromisoformat(ends), ("22:00", "06:00")) == minutes


def test_a_post_across_the_change_of_law_is_judged_for_the_days_of_each_edition():
    said = judge(told_post({"venue": "bar", "ends_on": date(2022, 1, 31)}), staff=Staff(200, 50), filings=[])
    assert [(one.since, one.until, one.edition) for one in said.blocking] == [
        (date(2021, 9, 1), date(2021, 12, 30), "教职成〔2016〕3号"), (date(2021, 12, 31), date(2022, 1, 31), "教职成〔2021〕4号"),
    ]  # fmt: skip


# -- the way of a post ----------------------------------------------------------------------------------------------


@pytest.fixture
def city(db, now):
    return make_placing(now)


def on_its_way(city, post, *steps):
    for step in steps:
        actor = city.as_firm if step in ("submit", "recall", "pause", "close") else city.as_county
        post = fire(post, step, actor=actor, now=city.now, reason="理由")
    return post


def test_a_lawful_post_goes_from_the_firm_over_the_review_to_publication(city):
    post = enter_post(actor=city.as_firm, now=city.now, head=head_of(city))
    assert on_its_way(city, post, "submit", "review", "publish").state == PostState.PUBLISHED


def test_a_forbidden_post_is_a_draft_that_goes_nowhere_and_says_its_clause(city):
    post = enter_post(actor=city.as_firm, now=city.now, head=head_of(city, venue="karaoke"))
    with pytest.raises(Refusal) as refused:
        on_its_way(city, post, "submit")
    assert "教职成〔2016〕3号" in refused.value.message
    assert "歌厅" in refused.value.message, "both sides' values"
    post.refresh_from_db()
    assert post.state == PostState.DRAFT


def test_a_post_becomes_unlawful_when_the_staff_falls_before_it_is_published(city, now):
    from tests.placing_city import counted

    post = enter_post(actor=city.as_firm, now=city.now, head=head_of(city, capacity=10))
    post = on_its_way(city, post, "submit", "review")
    counted(city.firm, "2021-08", 90, 50, now)
    with pytest.raises(Refusal) as refused:
        on_its_way(city, post, "publish")
    assert "90" in refused.value.message


def test_where_a_reason_suffices_it_has_to_be_written(city):
    days = {"starts_on": NEW[0], "ends_on": NEW[1]}
    post = enter_post(actor=city.as_firm, now=city.now, head=head_of(city, pay=200000, **days))
    with pytest.raises(Refusal):
        on_its_way(city, post, "submit")
    post = enter_post(actor=city.as_firm, now=city.now, head=head_of(city, pay=200000, reasons={"INT-11": "包食宿"}, **days), post=post)
    assert on_its_way(city, post, "submit").state == PostState.SUBMITTED


def test_a_filing_frees_from_the_night_only_beforehand_and_never_from_the_karaoke_bar(city, now):
    post = enter_post(actor=city.as_firm, now=now, head=head_of(city, has_nights=True))
    head = FilingHead(("INT-09",), "护理夜间值守", "示例备〔2021〕1号", "市教育局", now.date())
    with pytest.raises(Refusal) as refused:
        file_need(actor=city.as_firm, now=now, post=post, head=FilingHead(("INT-04",), "需要", "1号", "局", now.date()))
    assert refused.value.code == "rules"
    late = now + timedelta(days=200)
    with pytest.raises(Refusal) as refused:
        file_need(actor=city.as_firm, now=late, post=post, head=FilingHead(("INT-09",), "需要", "2号", "局", late.date()))
    assert refused.value.code == "filed_on"
    file_need(actor=city.as_firm, now=now, post=post, head=head)
    assert on_its_way(city, post, "submit").state == PostState.SUBMITTED
    with pytest.raises(Conflict):
        file_need(actor=city.as_firm, now=now, post=post, head=head)


def test_posts_that_overlap_at_one_site_are_shown_with_each_others_numbers(city):
    first = enter_post(actor=city.as_firm, now=city.now, head=head_of(city, title="甲", capacity=10))
    on_its_way(city, first, "submit")
    second = enter_post(actor=city.as_firm, now=city.now, head=head_of(city, title="乙", capacity=10, kind=None, reasons={}))
    third = enter_post(actor=city.as_firm, now=city.now, head=head_of(city, title="丙", capacity=12, starts_on=OLD[1], kind=None))
    said = [one for one in judge(third).findings if one.rule == "INT-10-UNIT"]
    assert [one.force.value for one in said] == ["inform"]
    assert "甲" in said[0].found
    assert "22" in said[0].found
    assert [one for one in judge(second).findings if one.rule == "INT-10-UNIT"] == [], "20 of 20: together they can be filled"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"ends_on": date(2021, 8, 31)}, "ends_on"),
        ({"programmes": ()}, "programmes"),
        ({"programmes": ("999999",)}, "programmes"),
        ({"occupation_code": "9-99-99-99"}, "occupation_code"),
        ({"minimum": 6}, "minimum"),
        ({"minority_seats": 6}, "minority_seats"),
        ({"hazards": ("dragons",)}, "hazards"),
        ({"hours_a_week": Decimal(200)}, "hours_a_week"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(city, facts, field):
    with pytest.raises(Refusal) as refused:
        enter_post(actor=city.as_firm, now=city.now, head=head_of(city, **facts))
    assert field in refused.value.fields


def test_the_site_of_another_firm_and_a_closed_firm_are_refused(city, now):
    other = a_firm("示例服务公司", city, now)
    with pytest.raises(Refusal) as refused:
        enter_post(actor=city.as_firm, now=now, head=head_of(city, site=other.sites.get()))
    assert "site" in refused.value.fields
    type(other).objects.filter(pk=other.pk).update(closed_on=date(2021, 10, 1), state="closed")
    other.refresh_from_db()
    with pytest.raises(Refusal) as refused:
        enter_post(actor=city.as_team, now=now, head=head_of(city, other))
    assert "2021-10-01" in refused.value.message


def test_the_same_post_is_not_entered_twice_and_what_is_on_its_way_is_not_changed(city):
    post = enter_post(actor=city.as_firm, now=city.now, head=head_of(city))
    with pytest.raises(Conflict):
        enter_post(actor=city.as_firm, now=city.now, head=head_of(city))
    on_its_way(city, post, "submit")
    with pytest.raises(Conflict):
        enter_post(actor=city.as_firm, now=city.now, head=head_of(city, capacity=4), post=post)


def test_a_firm_neither_reviews_its_own_post_nor_enters_one_for_another(city, now):
    post = enter_post(actor=city.as_firm, now=now, head=head_of(city))
    fire(post, "submit", actor=city.as_firm, now=now)
    with pytest.raises(NotPermitted):
        fire(post, "review", actor=city.as_firm, now=now)
    with pytest.raises(NotPermitted):
        enter_post(actor=city.as_firm, now=now, head=head_of(city, a_firm("示例服务公司", city, now)))


def test_a_post_whose_days_are_over_is_not_handed_in(city):
    row = enter_post(actor=city.as_team, now=city.now, head=head_of(city, starts_on=date(2020, 12, 29), ends_on=date(2021, 2, 1)))
    with pytest.raises(Refusal, match="日期已经过了"):
        fire(row, "submit", actor=city.as_team, now=city.now)


def test_nobody_writes_the_draft_of_another_firm_as_his_own(city, now):
    row = enter_post(actor=city.as_firm, now=now, head=head_of(city))
    other = a_firm("另一家", city, now)
    officer = acting_for(a_user(ENTERPRISE_OFFICER, other.organisation))
    with pytest.raises(NotPermitted):
        enter_post(actor=officer, now=now, head=head_of(city, other), post=row)
    row.refresh_from_db()
    assert row.enterprise == city.firm
