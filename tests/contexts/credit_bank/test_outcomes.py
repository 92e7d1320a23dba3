"""Outcomes: claimed with papers, decided by another, once for each certificate, the highest level of a family."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from baigong.contexts.credit_bank.ledger.accounts import learner_account
from baigong.contexts.credit_bank.ledger.reading import balance_of
from baigong.contexts.credit_bank.models import Outcome, OutcomeState, Posting, shown, units_from
from baigong.contexts.credit_bank.selectors.people import outcomes_of, standing, sums_of
from baigong.contexts.credit_bank.services import catalogue, outcomes, people, sharing
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.credit_city import a_claim, a_number, a_type, an_account, fire, make_city, recognised

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def learner(city, now):
    return an_account(city, now)


def test_a_claim_goes_from_its_papers_to_the_credits_of_the_catalogue(city, now, learner):
    row = outcomes.draft_outcome(
        actor=city.school, now=now, learner=learner,
        claim=outcomes.Claim(type=a_type(city), reviewer=city.school_body, attained_on=date(2020, 12, 1), number="a 1"),
    )  # fmt: skip
    assert row.number == "A1"
    with pytest.raises(Refusal, match="佐证材料"):
        fire(row, "submit", city.school, now)
    done = recognised(city, now, learner, a_type(city, "X-9", family=""), number="A-9")
    assert (done.state, done.credits, done.decided_on) == (OutcomeState.RECOGNISED, 200, now.date())


def test_what_is_recognised_stands_in_the_ledger_and_is_reversed_there_when_it_is_revoked(city, now, learner):
    row = recognised(city, now, learner, a_type(city))
    account = learner_account(learner).code
    posting = Posting.objects.get()
    assert (balance_of(account), posting.amount, posting.rule) == (200, 200, "CRB-01/X-1")
    fire(row, "revoke", city.school, now, reason="作废")
    assert (balance_of(account), Posting.objects.count()) == (0, 2)
    assert Posting.objects.get(reverses=posting).reason == "作废"


def test_hours_become_credits_by_the_rate_in_force_and_nothing_is_rounded_up(city, now, learner):
    kind = a_type(city, "NM", kind="farmer_training", family="", level="", credits=None)
    row = recognised(city, now, learner, kind, number="", hours=41)
    assert (row.credits, row.credits_text) == (256, "2.56")


def test_what_is_decided_may_differ_from_the_catalogue_and_is_said(city, now, learner):
    row = a_claim(city, now, learner, a_type(city))
    fire(row, "submit", city.school, now)
    row = fire(row, "recognise", city.school, now, credits="1.5", decision="示例决〔2021〕1号")
    assert (row.credits, row.decision) == (150, "示例决〔2021〕1号")


@pytest.mark.parametrize("text", ["", "二", "1.234", "0", "-1", "1e9", "NaN"])
def test_an_amount_that_is_none_is_refused(text):
    with pytest.raises(Refusal):
        units_from(text)


@pytest.mark.parametrize("units", [1, 50, 100, 250, 1999, 100_000])
def test_units_are_read_back_as_they_are_shown(units):
    assert units_from(shown(units)) == units


def test_nobody_decides_on_an_outcome_of_ones_own(city, now):
    person = people.register_oneself(
        actor=city.school, now=now, opening=people.Opening("经办", "citizen", a_number(serial=7)), home=city.school_body
    )
    people.check_document(actor=city.office, now=now, document=person.documents.get(), how="sight")
    person.refresh_from_db()
    row = a_claim(city, now, person, a_type(city))
    fire(row, "submit", city.school, now)
    with pytest.raises(NotPermitted, match="自己的学习成果"):
        fire(row, "recognise", city.school, now)
    assert fire(row, "recognise", city.office, now).state == OutcomeState.RECOGNISED


def test_another_school_neither_sees_nor_decides(city, now, learner):
    row = a_claim(city, now, learner, a_type(city))
    fire(row, "submit", city.school, now)
    with pytest.raises(NotPermitted):
        fire(row, "recognise", city.other, now)


def test_a_certificate_is_one_learners_once(city, now, learner):
    kind = a_type(city)
    fire(a_claim(city, now, learner, kind), "submit", city.school, now)
    with pytest.raises(Conflict, match="已经申报过"):
        a_claim(city, now, learner, kind)
    second = an_account(city, now, "李四", serial=2)
    with pytest.raises(Conflict, match="另一学分账户"):
        a_claim(city, now, second, kind)
    a_claim(city, now, second, kind, number="A-2")


def test_what_was_rejected_may_be_claimed_again(city, now, learner):
    kind = a_type(city)
    row = a_claim(city, now, learner, kind)
    fire(row, "submit", city.school, now)
    fire(row, "reject", city.school, now, reason="看不清")
    assert a_claim(city, now, learner, kind).state == OutcomeState.DRAFT


def test_of_one_family_the_higher_level_replaces_the_lower_one(city, now, learner):
    low = recognised(city, now, learner, a_type(city, "X-1"), number="A-1")
    high = recognised(city, now, learner, a_type(city, "X-2", level="中级", credits=400), number="A-2")
    other = recognised(city, now, learner, a_type(city, "Y-1", family="Y"), number="B-1")
    rows = outcomes_of(learner)
    assert {row.pk for row in standing(rows, now.date())} == {high.pk, other.pk}
    assert [(part.count, part.units) for part in sums_of(rows, now.date())] == [(2, 600)]
    fire(high, "revoke", city.school, now, reason="作废")
    assert {row.pk for row in standing(outcomes_of(learner), now.date())} == {low.pk, other.pk}


def test_what_has_run_out_does_not_count_and_stays_in_sight(city, now, learner):
    kind = a_type(city, valid_years=1)
    row = recognised(city, now, learner, kind, attained_on=date(2020, 2, 29))
    assert row.expires_on == date(2021, 2, 28)
    assert (standing(outcomes_of(learner), date(2021, 2, 28)), standing(outcomes_of(learner), date(2021, 3, 1))) == ([row], [])


def test_a_claim_that_is_handed_in_is_not_written_any_more(city, now, learner):
    row = a_claim(city, now, learner, a_type(city))
    fire(row, "submit", city.school, now)
    claim = outcomes.Claim(type=row.type, reviewer=city.school_body, attained_on=date(2020, 12, 2), number="A-1")
    with pytest.raises(Conflict, match="先撤回"):
        outcomes.edit_outcome(actor=city.school, now=now, outcome=row, claim=claim)
    with pytest.raises(Conflict):
        outcomes.detach(actor=city.school, now=now, evidence=row.evidence.get())
    fire(row, "recall", city.school, now)
    assert outcomes.edit_outcome(actor=city.school, now=now, outcome=row, claim=claim).attained_on == date(2020, 12, 2)


def test_two_who_write_one_claim_do_not_overwrite_each_other(city, now, learner):
    row = a_claim(city, now, learner, a_type(city))
    claim = outcomes.Claim(type=row.type, reviewer=city.school_body, attained_on=date(2020, 12, 2), number="A-1")
    later = now.replace(hour=11)
    outcomes.edit_outcome(actor=city.school, now=later, outcome=row, claim=claim, seen=now)
    with pytest.raises(Conflict, match="刚被他人改过"):
        outcomes.edit_outcome(actor=city.school, now=later, outcome=row, claim=claim, seen=now)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"attained_on": date(2030, 1, 1)}, "还没有到"),
        ({"attained_on": date(2018, 1, 1)}, "使用期"),
        ({"hours": None, "of": "hours"}, "学时"),
        ({"months": None, "of": "work"}, "月数"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(city, now, learner, facts, words):
    kinds = {
        "hours": {"kind": "community_training", "family": "", "level": "", "credits": None},
        "work": {"kind": "work", "family": "", "level": ""},
    }
    of = a_type(city, "Z", **kinds.get(facts.pop("of", ""), {}))
    with pytest.raises(Refusal, match=words) as refusal:
        a_claim(city, now, learner, of, number="", **facts)
    assert refusal.value.fields


def test_a_published_entry_is_not_rewritten_under_what_it_recognised(city, now):
    row = a_type(city)
    head = catalogue.TypeHead(kind="x_certificate", code="X-1", title="改名", issuer="示例", level="初级", since=date(2019, 1, 1))
    with pytest.raises(Conflict, match="另立一项"):
        catalogue.edit_type(actor=city.office, now=now, outcome_type=row, head=head)
    with pytest.raises(Conflict, match="已被使用"):
        catalogue.draft_type(actor=city.office, now=now, head=head)
    with pytest.raises(NotPermitted):
        catalogue.draft_type(actor=city.school, now=now, head=catalogue.TypeHead("course", "K", "课", "甲职专", date(2019, 1, 1)))


def test_an_issuer_does_not_write_a_draft_that_others_answer_for(city, now):
    own = catalogue.TypeHead("course", "K", "课", "甲职专", date(2019, 1, 1), issuer_body=city.school_body, credits=200, hours=32)
    row = catalogue.draft_type(actor=city.school, now=now, head=own)
    with pytest.raises(NotPermitted):
        catalogue.edit_type(actor=city.school, now=now, outcome_type=row, head=replace(own, issuer_body=city.other_body))
    row.refresh_from_db()
    assert row.issuer_body == city.school_body


def test_sight_of_an_account_is_given_for_a_time_and_taken_back(city, now):
    row = people.register_oneself(actor=city.farmer, now=now, opening=people.Opening("赵六", "citizen", a_number(serial=9)))
    with pytest.raises(Conflict, match="还没有启用"):
        sharing.give_share(actor=city.farmer, now=now, learner=row, recipient="甲公司", purpose="应聘", until=date(2021, 4, 1))
    people.check_document(actor=city.office, now=now, document=row.documents.get(), how="sight")
    given, token = sharing.give_share(actor=city.farmer, now=now, learner=row, recipient="甲公司", purpose="应聘", until=date(2021, 4, 1))
    assert token not in (given.token_hash, str(given))
    assert sharing.open_share(actor=city.leader, now=now, token=token) == given
    assert sharing.open_share(actor=city.leader, now=now, token=token + "x") is None
    assert sharing.open_share(actor=city.leader, now=now.replace(month=4, day=2), token=token) is None
    with pytest.raises(NotPermitted):
        sharing.end_share(actor=city.office, now=now, share=given)
    sharing.end_share(actor=city.farmer, now=now, share=given)
    assert sharing.open_share(actor=city.leader, now=now, token=token) is None
    with pytest.raises(NotPermitted):
        sharing.give_share(actor=city.school, now=now, learner=row, recipient="乙", purpose="看看", until=date(2021, 4, 1))


def test_of_two_drafts_of_one_certificate_one_is_handed_in(city, now, learner):
    kind = a_type(city)
    one, two = a_claim(city, now, learner, kind), a_claim(city, now, learner, kind)
    fire(one, "submit", city.school, now)
    with pytest.raises(Conflict, match="没有重复登记"):
        fire(two, "submit", city.school, now)


def test_the_database_refuses_one_certificate_twice_when_two_desks_are_as_quick(city, now, learner):
    kind = a_type(city)
    one, two = a_claim(city, now, learner, kind), a_claim(city, now, learner, kind)
    Outcome.objects.filter(pk=one.pk).update(state=OutcomeState.CLAIMED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.filter(pk=two.pk).update(state=OutcomeState.CLAIMED)
