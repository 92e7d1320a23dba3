"""An outcome revoked at the moment at which the night lets it lapse, on PostgreSQL."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest

from baigong.contexts.credit_bank.ledger import lapsing
from baigong.contexts.credit_bank.ledger.accounts import expired_account, learner_account
from baigong.contexts.credit_bank.ledger.reading import balance_of
from baigong.contexts.credit_bank.ledger.verifying import verify
from baigong.contexts.credit_bank.models import Outcome
from baigong.kernel.access import SYSTEM
from tests.concurrency.test_races import at_once
from tests.credit_city import a_type, an_account, fire, make_city, recognised

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
A_MOMENT = 1.0
"""Seconds that the night waits for the desk, which cannot go on meanwhile when the accounts are held."""


@pytest.fixture
def race(transactional_db, now, monkeypatch):
    """A learner holds two credits that have lapsed and two that have not; the night has looked when the desk revokes the former."""
    city = make_city()
    learner = an_account(city, now)
    lapsed, _lasting = (recognised(city, now, learner, a_type(city, code), number=f"A-{code}") for code in ("X-1", "X-2"))
    Outcome.objects.filter(pk=lapsed.pk).update(expires_on=date(2021, 1, 1))
    lapsed.refresh_from_db()
    looked, revoked = threading.Event(), threading.Event()
    lapse_of = lapsing._lapse_of

    def slowly(*args):
        looked.set()
        revoked.wait(A_MOMENT)
        return lapse_of(*args)

    monkeypatch.setattr(lapsing, "_lapse_of", slowly)
    later = now + timedelta(days=1)

    def night():
        return lapsing.lapse(actor=SYSTEM, now=later, on=later.date())

    def desk():
        looked.wait(10)
        fire(lapsed, "revoke", city.school, later, reason="作废")
        revoked.set()
        return "revoked"

    def left():
        return balance_of(learner_account(learner).code), balance_of(expired_account(learner).code)

    return night, desk, left


def test_control_without_holding_the_account_a_revoked_outcome_lapses_and_takes_other_credits_with_it(race, monkeypatch):
    night, desk, left = race
    monkeypatch.setattr(lapsing, "_hold_accounts", lambda deposits: None)
    assert at_once(night, desk) == [1, "revoked"]
    assert left() == (0, 200), "the credits that had not lapsed are gone"


def test_revoked_while_it_lapses_an_outcome_takes_nothing_but_itself(race):
    night, desk, left = race
    assert at_once(night, desk) == [1, "revoked"]
    assert left() == (200, 0)
    assert verify().is_sound
