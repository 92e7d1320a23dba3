"""What stands of an outcome: what is shown before it is undone is what is undone, and a bank of millions tells it by its indexes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baigong.contexts.credit_bank.ledger.lapsing import lapse
from baigong.contexts.credit_bank.ledger.outcomes import outcome_code
from baigong.contexts.credit_bank.ledger.standing import named_by, standing_of, uses_for, uses_of
from baigong.contexts.credit_bank.models import Outcome, Posting, PostingKind
from baigong.contexts.credit_bank.services import conversions
from baigong.contexts.credit_bank.workflow.undoing import what_follows
from tests.conversion_city import adopted, banked, make_college
from tests.credit_city import fire

pytestmark = pytest.mark.django_db
DOCUMENT = {"reason": "重复入账", "document": "示例决〔2021〕2号"}


@pytest.fixture
def city(db, now):
    return make_college(now)


def granted(city):
    adopted(city)
    outcome = banked(city)
    row = conversions.apply(actor=city.school, now=city.now, learner=city.learner, programme=city.programme)
    return outcome, fire(row, "approve", city.other, city.now, decision="示例院教〔2021〕5号")


def lapsed(city, outcome):
    Outcome.objects.filter(pk=outcome.pk).update(expires_on=city.now.date() - timedelta(days=1))
    assert lapse(actor=city.office, now=city.now, on=city.now.date()) == 1


def test_what_is_shown_before_an_outcome_is_undone_is_what_its_revocation_reverses(city):
    outcome, _conversion = granted(city)
    lapsed(city, outcome)
    shown = what_follows(Posting.objects.get(kind=PostingKind.DEPOSIT)).postings
    assert [row.kind for row in shown] == [PostingKind.EXPIRE, PostingKind.USE, PostingKind.DEPOSIT]
    fire(Outcome.objects.get(), "revoke", city.office, city.now, **DOCUMENT)
    assert {row.pk for row in shown} == set(Posting.objects.filter(kind=PostingKind.REVERSE).values_list("reverses", flat=True))
    assert standing_of(outcome_code(outcome), city.learner) == []


def test_what_is_shown_before_a_conversion_is_undone_is_what_its_reversal_reverses(city):
    outcome, row = granted(city)
    use = Posting.objects.get(kind=PostingKind.USE)
    assert what_follows(use).postings == [use]
    fire(row, "reverse", city.other, city.now, **DOCUMENT)
    assert not uses_for(use.purpose, city.learner).exists()
    assert not uses_of([outcome_code(outcome)], use.target).exists()
    assert [one.kind for one in standing_of(outcome_code(outcome), city.learner)] == [PostingKind.DEPOSIT]


def test_by_its_number_everything_is_found_that_ever_became_of_an_outcome(city):
    outcome, _conversion = granted(city)
    lapsed(city, outcome)
    fire(Outcome.objects.get(), "revoke", city.office, city.now, **DOCUMENT)
    other = banked(city, city.farming_type, number="B-2", hours=80)
    found = Posting.objects.filter(named_by(outcome_code(outcome)))
    assert set(found) == set(Posting.objects.filter(outcome=outcome_code(outcome)))
    assert found.count() == 6
    assert Posting.objects.filter(outcome=outcome_code(other)).exists(), "what is another's is there and not found"
    assert not Posting.objects.filter(named_by("outcome:999999")).exists()


def test_no_question_about_what_stands_goes_through_all_postings(city):
    outcome, row = granted(city)
    code, use = outcome_code(outcome), Posting.objects.get(kind=PostingKind.USE)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # of an empty table it would read the whole rather than an index
            cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as asked:
        standing_of(code, city.learner)
        list(uses_of([code], use.target).order_by("pk"))
        list(uses_for(use.purpose, row.learner))
        list(Posting.objects.filter(named_by(code)).order_by("-pk")[:51])
    for query in asked.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + query["sql"])
            plan = "\n".join(str(line[-1]) for line in cursor.fetchall())
        assert not re.search(r"^SCAN credit_bank_posting|Seq Scan on credit_bank_posting", plan, re.MULTILINE), plan
