"""Many outcomes at once: a school posts what it issued, all of it or nothing, and the same batch again changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from baigong.contexts.credit_bank.ledger.accounts import learner_account
from baigong.contexts.credit_bank.ledger.reading import balance_of
from baigong.contexts.credit_bank.models import Outcome, OutcomeBatch, OutcomeState, Posting
from baigong.contexts.credit_bank.services.posting import Line, check_lines, post_outcomes
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.credit_city import a_type, an_account, fire, make_city

pytestmark = pytest.mark.django_db
DECISION = "2020—2021学年成绩册"


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def lines(city, now):
    a_type(city, "KC-1", kind="course", family="", level="", credits=None, hours=32, issuer_body=city.school_body)
    people = [an_account(city, now, f"学生{n}", serial=n) for n in (1, 2, 3)]
    return [Line(row.number, row.name, "KC-1", date(2021, 1, 20), grade="90") for row in people]


def post(city, now, lines, key="k1", actor="school", body="school_body"):
    return post_outcomes(actor=getattr(city, actor), now=now, body=getattr(city, body), key=key, decision=DECISION, lines=lines)


def test_results_are_recognised_and_in_the_ledger_at_once(city, now, lines):
    receipt = post(city, now, lines)
    assert (receipt.is_new, receipt.batch.count) == (True, 3)
    rows = list(Outcome.objects.select_related("learner"))
    assert {(row.state, row.credits, row.decision) for row in rows} == {(OutcomeState.RECOGNISED, 200, DECISION)}
    assert [balance_of(learner_account(row.learner).code) for row in rows] == [200, 200, 200]
    assert {posting.evidence for posting in Posting.objects.all()} == {receipt.batch.digest}


def test_the_same_batch_again_changes_nothing_and_another_under_its_key_is_refused(city, now, lines):
    first = post(city, now, lines)
    again = post(city, now, lines)
    assert (again.batch, again.is_new, Outcome.objects.count(), Posting.objects.count()) == (first.batch, False, 3, 3)
    with pytest.raises(Conflict, match="另一批成果"):
        post(city, now, lines[:2])


def test_one_wrong_line_stores_none_and_every_wrong_one_is_named(city, now, lines):
    wrong = [
        replace(lines[0], account="9999999999999"), replace(lines[1], name="别人"), replace(lines[2], code="KC-9"),
        replace(lines[0], attained_on=date(2030, 1, 1)), lines[1], lines[1],
    ]  # fmt: skip
    found = {(w.line, w.column) for w in check_lines(city.school_body, wrong, now.date())}
    assert found == {(0, "account"), (1, "name"), (2, "code"), (3, "attained_on"), (4, "account"), (5, "account")}
    with pytest.raises(Refusal, match="没有存入任何一条") as refusal:
        post(city, now, wrong)
    assert "第2条：与账户的姓名不符" in refusal.value.message
    assert (Outcome.objects.count(), OutcomeBatch.objects.count(), Posting.objects.count()) == (0, 0, 0)


def test_a_name_with_another_dot_is_the_same_name_and_another_name_is_none(city, now, lines):
    row = an_account(city, now, "阿依古丽·买买提", serial=8)
    line = replace(lines[0], account=row.number)
    assert check_lines(city.school_body, [replace(line, name="阿依古丽• 买买提")], now.date()) == []
    assert [w.column for w in check_lines(city.school_body, [replace(line, name="阿依古丽买买提")], now.date())] == ["name"]


def test_what_is_in_an_account_is_not_posted_again_under_another_key(city, now, lines):
    post(city, now, lines)
    with pytest.raises(Refusal, match="已经在账上"):
        post(city, now, lines, key="k2")


def test_a_body_posts_only_what_it_issues(city, now, lines):
    with pytest.raises(NotPermitted):
        post(city, now, lines, actor="other")
    with pytest.raises(Refusal, match="没有由"):
        post(city, now, lines, actor="other", body="other_body")


def test_what_was_posted_by_mistake_is_revoked_one_by_one_and_stays_in_sight(city, now, lines):
    post(city, now, lines)
    row = Outcome.objects.first()
    fire(row, "revoke", city.school, now, reason="成绩录错")
    assert balance_of(learner_account(row.learner).code) == 0
    assert Posting.objects.count() == 4
    with pytest.raises(Refusal, match="后来撤销了，不能再存入；认为撤销有误的，请提出申诉"):
        post(city, now, lines, key="k2")


@pytest.mark.parametrize(("facts", "code"), [({"key": " "}, "key"), ({"decision": ""}, "decision"), ({"lines": []}, "empty")])
def test_a_batch_says_what_it_is(city, now, lines, facts, code):
    with pytest.raises(Refusal) as refusal:
        post_outcomes(
            **({"actor": city.school, "now": now, "body": city.school_body, "key": "k", "decision": DECISION, "lines": lines} | facts)
        )
    assert refusal.value.code == code
