"""A whole record as one signed credential: over everything or what was chosen, the same again, and fallen with what it rests on."""

from __future__ import annotations

import json

import pytest

from baigong.contexts.credit_bank.credentials.judging import judge
from baigong.contexts.credit_bank.models import Credential, CredentialState
from baigong.contexts.credit_bank.services import credentials, issuer_keys, records
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import NotPermitted, Refusal
from tests.credit_city import a_claim, a_type, an_account, fire, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def learner(city, now):
    row = an_account(city, now, "阿依古丽·买买提")
    row.user = city.users.pupil
    row.save(update_fields=["user"])
    return row


@pytest.fixture
def outcomes(city, now, learner):
    made = []
    for number in range(3):
        row = a_claim(city, now, learner, a_type(city, f"X-{number}", family=""), number=f"A-{number}")
        fire(row, "submit", city.school, now)
        made.append(fire(row, "recognise", city.school, now))
    return made


@pytest.fixture
def issue(city, now, learner):
    return lambda outcomes, actor=city.pupil: records.issue_record(actor=actor, now=now, learner=learner, outcomes=outcomes)


def test_a_learner_takes_everything_along_as_one_credential_that_anybody_verifies(issue, outcomes, learner, now):
    row = issue(outcomes)
    verdict = judge(row.document, now)
    assert (verdict.state, [part.state for part in verdict.parts]) == ("valid", ["valid"] * 3)
    assert [part.contents.title for part in verdict.parts] == [str(outcome) for outcome in outcomes]
    assert verdict.contents.recipients[0] == ("name", learner.name, False)
    assert (row.is_record, row.title, set(row.parts.all())) == (True, "学习成果档案", set(Credential.objects.exclude(outcome=None)))
    assert "partial" not in json.loads(row.document)


def test_chosen_outcomes_make_a_record_that_says_there_is_more(issue, outcomes):
    row = issue(outcomes[:1])
    assert json.loads(row.document)["partial"] is True
    assert row.parts.count() == 1


def test_over_the_same_outcomes_again_it_is_the_same_record_and_over_others_another(issue, outcomes):
    first = issue(outcomes)
    assert issue(list(reversed(outcomes))) == first
    assert issue(outcomes[:2]) != first
    assert Credential.objects.filter(outcome=None).count() == 2
    assert Credential.objects.exclude(outcome=None).count() == 3


def test_a_record_falls_with_an_outcome_in_it_whoever_revokes_it(issue, outcomes, city, now):
    whole, one, others = issue(outcomes), issue(outcomes[:1]), issue(outcomes[1:])
    fire(outcomes[0], "revoke", city.school, now, reason="材料不实")
    states = {row.pk: row.state for row in Credential.objects.filter(outcome=None)}
    assert states == {whole.pk: CredentialState.REVOKED, one.pk: CredentialState.REVOKED, others.pk: CredentialState.VALID}
    assert "revoked" in judge(whole.document, now).codes
    assert judge(others.document, now).state == "valid"


def test_a_record_falls_with_a_credential_in_it_that_is_revoked_alone(issue, outcomes, city, now):
    whole = issue(outcomes)
    fire(whole.parts.first(), "revoke", city.school, now, reason="印错姓名")
    whole.refresh_from_db()
    assert (whole.state, whole.reason) == (CredentialState.REVOKED, "印错姓名")


def test_what_is_looked_into_is_told_inside_a_record_and_put_into_no_new_one(issue, outcomes, city, now):
    whole = issue(outcomes)
    fire(whole.parts.first(), "suspend", city.school, now, reason="核查")
    assert "part_invalid" in judge(whole.document, now).codes
    with pytest.raises(Refusal, match="正在核查"):
        issue(outcomes[:2])


def test_nothing_chosen_too_much_and_anothers_outcome_are_refused(issue, outcomes, city, now, monkeypatch):
    with pytest.raises(Refusal, match="至少选一项"):
        issue([])
    other = a_claim(city, now, an_account(city, now, "李四", serial=2), a_type(city, "Y-1", family=""), number="B-1")
    fire(other, "submit", city.school, now)
    other = fire(other, "recognise", city.school, now)
    with pytest.raises(Refusal, match="同一个人"):
        issue([other], actor=city.office)
    monkeypatch.setattr(records, "MOST_PARTS", 2)
    with pytest.raises(Refusal, match="最多2项"):
        issue(outcomes)
    assert not Credential.objects.exists()


def test_only_the_person_and_the_office_have_a_record_issued_or_taken_along(issue, outcomes, city, now):
    row = issue(outcomes, actor=city.office)
    for stranger in (city.school, city.farmer, city.other):
        with pytest.raises(NotPermitted):
            issue(outcomes, actor=stranger)
        with pytest.raises(NotPermitted):
            credentials.take_along(actor=stranger, now=now, credential=row, form="json")
    assert credentials.take_along(actor=city.pupil, now=now, credential=row, form="json")["id"].endswith(f"/verify/{row.number}/")


def test_after_its_key_was_revoked_the_holder_gets_a_new_record_with_new_parts(issue, outcomes, city, now):
    row = issue(outcomes)
    issuer_keys.revoke_key(actor=city.office, now=now, key=row.key, reason="泄露")
    again = issue(outcomes)
    assert again.number != row.number
    assert judge(again.document, now).state == "valid"
    assert not set(again.parts.all()) & set(row.parts.all())


def test_a_holder_has_a_credential_replaced_whose_key_was_revoked(outcomes, city, now):
    row = credentials.issue_credential(actor=city.pupil, now=now, outcome=outcomes[0])
    issuer_keys.revoke_key(actor=city.office, now=now, key=row.key, reason="泄露")
    assert credentials.issue_credential(actor=city.pupil, now=now, outcome=outcomes[0]).number != row.number


def test_a_record_in_another_form_of_signing_is_valid_too(issue, outcomes, now):
    row = issue(outcomes)
    document = credentials.take_along(actor=SYSTEM, now=now, credential=row, form="json", suite="sm2-jcs-2026")
    assert judge(document, now).state == "valid"
