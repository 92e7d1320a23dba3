"""Credentials issued and revoked by two desks at once, on PostgreSQL: what a list loses without its lock, and what it keeps with it."""

from __future__ import annotations

import json
import threading

import pytest
from django.db import transaction

from baigong.contexts.credit_bank.credentials import lists
from baigong.contexts.credit_bank.models import Credential, CredentialState, IssuerKey, KeyAlgorithm, StatusList, StatusPurpose
from baigong.contexts.credit_bank.services import credentials, issuer_keys
from baigong.engines.credentials.proofs import JCS
from baigong.engines.credentials.statuses import SIZE, build_list, decode_list
from tests.concurrency.test_races import at_once
from tests.credit_city import a_claim, a_type, an_account, fire, make_city

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def city(transactional_db):
    return make_city()


@pytest.fixture
def outcomes(city, now):
    learner = an_account(city, now)
    made = []
    for number in range(2):
        row = a_claim(city, now, learner, a_type(city, f"X-{number}", family=""), number=f"A-{number}")
        fire(row, "submit", city.school, now)
        made.append(fire(row, "recognise", city.school, now))
    return made


def places_in_the_list() -> set[int]:
    row = StatusList.objects.get(purpose=StatusPurpose.REVOCATION)
    bits = decode_list(json.loads(row.document)["credentialSubject"]["encodedList"])
    return {n for n in range(SIZE) if bits[n // 8] & 0x80 >> n % 8}


def test_control_a_list_read_before_it_is_locked_loses_what_the_other_desk_revoked(city, outcomes, now):
    rows = credentials.issue_credentials(actor=city.office, now=now, outcomes=outcomes)
    both_read = threading.Barrier(2)

    def revoke(row):
        with transaction.atomic():
            Credential.objects.filter(pk=row.pk).update(state=CredentialState.REVOKED)
            places = list(Credential.objects.filter(state=CredentialState.REVOKED).values_list("place", flat=True))
            both_read.wait(10)
            key = IssuerKey.objects.get()
            listed = StatusList.objects.get(purpose=StatusPurpose.REVOCATION)
            plain = build_list(url=listed.url, issuer_id=key.controller, purpose="revocation", indexes=places, valid_from=now)
            signed = lists.add_proof(plain, suite=JCS, signer=lists.signer_of(key), method=key.method, created=now)
            StatusList.objects.filter(pk=listed.pk).update(document=lists.written(signed))

    at_once(*(lambda row=row: revoke(row) for row in rows))
    assert Credential.objects.filter(state=CredentialState.REVOKED).count() == 2
    assert len(places_in_the_list()) == 1


def test_two_revoked_at_once_are_both_in_the_list(city, outcomes, now):
    rows = credentials.issue_credentials(actor=city.office, now=now, outcomes=outcomes)
    at_once(*(lambda row=row: fire(row, "revoke", city.office, now, reason="作废") for row in rows))
    assert places_in_the_list() == {row.place for row in rows}


def test_an_outcome_asked_for_by_two_at_once_gets_one_credential_from_one_first_key(city, outcomes, now):
    issue = lambda: credentials.issue_credential(actor=city.office, now=now, outcome=outcomes[0])  # noqa: E731
    first, second = at_once(issue, issue)
    assert first.number == second.number
    assert (Credential.objects.count(), IssuerKey.objects.count()) == (1, 1)


def test_two_first_credentials_at_once_share_the_key_and_take_two_places(city, outcomes, now):
    made = at_once(*(lambda row=row: credentials.issue_credential(actor=city.office, now=now, outcome=row) for row in outcomes))
    assert all(isinstance(row, Credential) for row in made), made
    assert IssuerKey.objects.count() == 1
    assert len({(row.volume_id, row.place) for row in made}) == 2


def test_a_key_that_two_replace_at_once_is_replaced_twice_and_one_signs(city, outcomes, now):
    credentials.issue_credentials(actor=city.office, now=now, outcomes=outcomes)
    made = at_once(*[lambda: issuer_keys.rotate_key(actor=city.office, now=now, algorithm=KeyAlgorithm.ED25519, reason="更换")] * 2)
    assert [type(one) for one in made] == [IssuerKey, IssuerKey]
    assert IssuerKey.objects.filter(retired_at=None).count() == 1
