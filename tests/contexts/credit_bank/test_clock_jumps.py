"""A clock that was wrong: credentials issued under it, lists published under it, and what heals by itself once it is right again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baigong.contexts.credit_bank.credentials.judging import judge
from baigong.contexts.credit_bank.models import Credential
from baigong.contexts.credit_bank.services import credentials
from tests.credit_city import a_type, an_account, fire, make_city, recognised

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def outcome(city, now):
    learner = an_account(city, now)

    def one(number):
        return recognised(city, now, learner, a_type(city, f"X-{number}", family=""), number=f"A-{number}")

    return one


def test_what_was_issued_under_a_clock_that_was_fast_waits_until_its_day_and_says_so(city, outcome, now):
    row = credentials.issue_credential(actor=city.office, now=now + timedelta(days=1), outcome=outcome(1))
    early = judge(row.document, now)
    assert (early.state, {"not_yet_valid", "proof_from_future"} <= early.codes) == ("invalid", True)
    assert judge(row.document, now + timedelta(days=1)).state == "valid"


def test_a_list_published_under_a_fast_clock_is_signed_anew_and_spoils_no_credential(city, outcome, now):
    old, other = (credentials.issue_credential(actor=city.office, now=now, outcome=outcome(number)) for number in (1, 2))
    fire(other, "suspend", city.office, now + timedelta(days=1), reason="核查")
    assert judge(old.document, now).state == "valid"
    assert judge(other.document, now).codes == {"suspended"}
    fire(other, "resume", city.office, now)
    assert [judge(row.document, now).state for row in (old, other)] == ["valid", "valid"]


def test_a_clock_set_back_neither_takes_a_place_twice_nor_loses_a_revocation(city, outcome, now):
    first = credentials.issue_credential(actor=city.office, now=now, outcome=outcome(1))
    fire(first, "revoke", city.office, now, reason="作废")
    second = credentials.issue_credential(actor=city.office, now=now - timedelta(hours=3), outcome=outcome(2))
    assert len(set(Credential.objects.values_list("volume", "place"))) == 2
    assert judge(first.document, now).codes == {"revoked"}
    assert judge(second.document, now).state == "valid"


def test_five_minutes_of_two_clocks_apart_are_nothing(city, outcome, now):
    row = credentials.issue_credential(actor=city.office, now=now + timedelta(minutes=4), outcome=outcome(1))
    assert judge(row.document, now).state == "valid"
