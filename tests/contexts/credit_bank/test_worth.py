"""What an outcome is worth where: rules in force that ask for it, by type, by family and by kind; and where it counts already."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.credit_bank.selectors.worth import used_by, worth_of
from baigong.contexts.credit_bank.services import conversions, rules
from baigong.contexts.credit_bank.services.rules import NeedHead
from tests.conversion_city import a_head, adopted, banked, make_college
from tests.credit_city import a_type, fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, now):
    return make_college(now)


def said(city, row, on=None):
    on = on or city.now.date()
    return [(one.rule.code, one.gives, one.besides) for one in worth_of([row], on).get(row.pk, [])]


def test_it_is_told_by_school_with_what_the_rule_gives_and_asks_besides(city):
    adopted(city, "R-1")
    adopted(city, "R-2", courses=(), credits=150, needs=(NeedHead(city.web), NeedHead(city.farming_type)))
    assert said(city, banked(city)) == [("R-1", "免修：老年护理", ()), ("R-2", "1.5学分", ("示例证书NM-1",))]


def test_a_higher_level_of_the_family_will_do_and_a_lower_one_will_not(city):
    adopted(city, "R-1")
    assert said(city, banked(city, a_type(city, "X-3", level="高级"), number="A-3")) != []
    assert said(city, banked(city, a_type(city, "X-1", level="初级"), number="A-1")) == []


def test_a_rule_for_a_kind_speaks_of_every_outcome_of_it(city):
    adopted(city, "R-3", courses=(), hours_per_credit=16, needs=(NeedHead(kind="farmer_training"),))
    assert [code for code, _gives, _besides in said(city, banked(city, city.farming_type, number=""))] == ["R-3"]
    assert said(city, banked(city)) == []


def test_drafts_rules_of_other_days_and_outcomes_that_do_not_count_are_left_out(city):
    rules.draft_rule(actor=city.other, now=city.now, head=a_head(city, "R-9"))
    row = banked(city)
    assert said(city, row) == []
    adopted(city, "R-1")
    assert said(city, row, date(2020, 8, 31)) == []
    row = fire(row, "revoke", city.school, city.now, reason="作废")
    assert said(city, row) == []


def test_where_it_counts_already_is_told_until_that_is_undone(city):
    adopted(city, "R-1")
    row = banked(city)
    made = conversions.apply(actor=city.school, now=city.now, learner=city.learner, programme=city.programme)
    assert used_by(row) == []
    made = fire(made, "approve", city.other, city.now)
    assert [str(line.course) for line in used_by(row)] == [str(made.lines.get().course)]
    fire(made, "reverse", city.other, city.now, reason="录错", document="示例院教〔2021〕3号")
    assert used_by(row) == []


def test_many_outcomes_ask_no_more_questions_than_one(city, django_assert_max_num_queries):
    adopted(city, "R-1")
    rows = [banked(city), banked(city, a_type(city, "X-3", level="高级"), number="A-3")]
    with django_assert_max_num_queries(4):
        assert len(worth_of(rows, city.now.date())) == 2
