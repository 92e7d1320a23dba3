"""One credential behind two claims at once, and many who verify at once, on PostgreSQL."""

from __future__ import annotations

import threading

import pytest

from baigong.contexts.credit_bank.models import UNCLAIMED, Outcome, OutcomeEvidence, OutcomeState, VerificationCount
from baigong.contexts.credit_bank.services.verification_counts import A_MINUTE, hold_rate
from baigong.contexts.credit_bank.workflow import outcomes as machine
from baigong.kernel.errors import Conflict, Refusal
from tests.concurrency.test_races import at_once
from tests.contexts.credit_bank.test_backing import attach, claim, learner, theirs, trusted  # noqa: F401
from tests.credit_city import fire, make_city

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def city(transactional_db):
    return make_city()


@pytest.fixture
def pair(city, now, trusted, claim):
    """Two claims with one credential behind both."""
    rows = [claim("X-1", number="T-1"), claim("X-2", number="T-2")]
    for row in rows:
        attach(city, now, row, theirs(now))
    return rows


def claimed() -> int:
    return Outcome.objects.filter(state=OutcomeState.CLAIMED).count()


def test_control_looked_up_without_a_lock_one_credential_backs_two_claims(city, now, pair, monkeypatch):
    both_looked = threading.Barrier(2)

    def unlocked(row):
        same = OutcomeEvidence.objects.filter(credential_hash__in=row.evidence.values("credential_hash")).exclude(outcome=row)
        assert not same.exclude(outcome__state__in=UNCLAIMED).exists()
        both_looked.wait(10)

    monkeypatch.setattr(machine, "hold_unused", unlocked)
    at_once(*(lambda row=row: fire(row, "submit", city.school, now) for row in pair))
    assert claimed() == 2


def test_of_two_claims_with_one_credential_handed_in_at_once_one_is_refused(city, now, pair):
    told = at_once(*(lambda row=row: fire(row, "submit", city.school, now) for row in pair))
    assert (claimed(), sum(isinstance(each, Conflict) for each in told)) == (1, 1), told


def test_of_many_who_verify_at_once_from_one_address_only_so_many_pass(transactional_db, now):
    told = at_once(*(lambda: hold_rate("9.9.9.9", now) for _each in range(A_MINUTE + 10)))
    assert sum(isinstance(each, Refusal) for each in told) == 10, told
    assert VerificationCount.objects.get().count == A_MINUTE + 10
