"""What is valid for some years leaves the ledger when they are over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baigong.contexts.credit_bank.ledger.accounts import expired_account, learner_account
from baigong.contexts.credit_bank.ledger.jobs import lapse_nightly
from baigong.contexts.credit_bank.ledger.lapsing import lapse
from baigong.contexts.credit_bank.ledger.reading import balance_of
from baigong.contexts.credit_bank.ledger.verifying import verify
from baigong.contexts.credit_bank.models import Outcome, Posting
from baigong.kernel.access import SYSTEM
from baigong.kernel.jobs import Progress
from tests.credit_city import a_type, an_account, fire, make_city, recognised

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def outcome(city, now):
    row = recognised(city, now, an_account(city, now), a_type(city))
    Outcome.objects.filter(pk=row.pk).update(expires_on=now.date() + timedelta(days=30))
    row.refresh_from_db()
    return row


def balances(outcome):
    return balance_of(learner_account(outcome.learner).code), balance_of(expired_account(outcome.learner).code)


def test_on_its_last_valid_day_it_is_there_and_a_day_later_it_has_lapsed_once(outcome, now):
    assert lapse(actor=SYSTEM, now=now, on=outcome.expires_on) == 0
    assert balances(outcome) == (200, 0)
    later = now + timedelta(days=31)
    assert [lapse_nightly(Progress(None, later))["message"] for _night in range(2)] == ["失效1笔。", "失效0笔。"]
    assert balances(outcome) == (0, 200)
    deposited, lapsed = Posting.objects.order_by("pk")
    assert (lapsed.kind, lapsed.amount, lapsed.occurred_on) == ("expire", 200, later.date())
    assert (lapsed.decision, lapsed.rule, lapsed.evidence) == (deposited.decision, deposited.rule, deposited.evidence)
    assert verify().is_sound


def test_what_was_revoked_does_not_lapse_and_what_has_lapsed_is_revoked_whole(city, outcome, now):
    later = now + timedelta(days=31)
    lapse(actor=SYSTEM, now=later, on=later.date())
    fire(outcome, "revoke", city.school, later, reason="作废")
    assert balances(outcome) == (0, 0)
    assert lapse(actor=SYSTEM, now=later, on=later.date()) == 0
    assert verify().is_sound
