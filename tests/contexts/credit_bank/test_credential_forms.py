"""A credential in the form that the published schema of Open Badges 3.0 asks for, which knows one status only."""

from __future__ import annotations

import pytest

from baigong.contexts.credit_bank.credentials.judging import judge
from baigong.contexts.credit_bank.services import credentials
from baigong.kernel.errors import Conflict
from tests.credit_city import a_claim, a_type, an_account, fire, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def credential(city, now):
    row = a_claim(city, now, an_account(city, now), a_type(city))
    fire(row, "submit", city.school, now)
    return credentials.issue_credential(actor=city.office, now=now, outcome=fire(row, "recognise", city.school, now))


def test_the_form_with_one_status_is_what_the_schema_of_open_badges_allows_and_falls_with_a_revocation(city, credential, now):
    document = credentials.document_of(credential, suite=credentials.OPEN_BADGES, now=now)
    assert (document["credentialStatus"]["statusPurpose"], document["proof"]["cryptosuite"]) == ("revocation", "eddsa-rdfc-2022")
    assert judge(document, now).state == "valid"
    suspended = fire(credential, "suspend", city.office, now, reason="核查")
    with pytest.raises(Conflict, match="正在核查"):
        credentials.document_of(suspended, suite=credentials.OPEN_BADGES, now=now)
    fire(suspended, "revoke", city.office, now, reason="作废")
    assert judge(document, now).codes == {"revoked"}
