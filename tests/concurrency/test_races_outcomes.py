"""One certificate claimed at a desk and posted by its issuer, or posted twice, at the same moment, on PostgreSQL."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import IntegrityError

from baigong.contexts.credit_bank.models import Outcome, OutcomeBatch, OutcomeState
from baigong.contexts.credit_bank.services import posting
from baigong.kernel.errors import Conflict, Refusal
from tests.concurrency.test_races import at_once
from tests.credit_city import a_claim, a_type, an_account, fire, make_city

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def race(transactional_db, now):
    """What the two desks do, and what each of them was told."""
    city = make_city()
    learner = an_account(city, now)
    claim = a_claim(city, now, learner, a_type(city, issuer_body=city.school_body))
    line = posting.Line(learner.number, learner.name, "X-1", date(2020, 12, 1), number="A-1")
    told = []

    def tell(act):
        def run():
            try:
                act()
                told.append("done")
            except (Conflict, Refusal, IntegrityError) as refused:
                told.append(type(refused).__name__)

        return run

    def submit():
        fire(claim, "submit", city.school, now)

    def post():
        posting.post_outcomes(actor=city.school, now=now, body=city.school_body, key="k", decision="名单", lines=[line])

    return tell(submit), tell(post), told


def standing():
    return Outcome.objects.filter(state__in=[OutcomeState.CLAIMED, OutcomeState.RECOGNISED]).count()


def test_control_without_its_turn_a_batch_learns_too_late_that_the_certificate_was_claimed(race, monkeypatch):
    submit, post, told = race
    looked, claimed = threading.Event(), threading.Event()
    check = posting.check_lines

    def slow(*args):
        found = check(*args)
        looked.set()
        claimed.wait(10)
        return found

    monkeypatch.setattr(posting, "_take_turn", lambda body, lines: None)
    monkeypatch.setattr(posting, "check_lines", slow)

    def claim():
        looked.wait(10)
        submit()
        claimed.set()

    at_once(post, claim)
    assert (told[0], standing()) == ("done", 1)
    assert told[1] == "Conflict", "the batch had been found in order, and was thrown away whole by the constraint"


def test_with_its_turn_a_batch_that_was_found_in_order_is_posted_and_the_claim_is_told(race, monkeypatch):
    submit, post, told = race
    looked = threading.Event()
    check = posting.check_lines

    def slow(*args):
        found = check(*args)
        looked.set()
        threading.Event().wait(0.5)
        return found

    monkeypatch.setattr(posting, "check_lines", slow)

    def claim():
        looked.wait(10)
        submit()

    at_once(post, claim)
    assert (told, standing()) == (["done", "Conflict"], 1)


def test_a_batch_sent_twice_at_once_is_posted_once_and_both_are_told_so(race):
    _submit, post, told = race
    at_once(post, post)
    assert (told, standing(), OutcomeBatch.objects.count()) == (["done", "done"], 1, 1)
