"""Credentials over recognised outcomes: issued once, verified by anybody, suspended, revoked; keys that rotate; what others issued."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise

import pytest

from baigong.contexts.credit_bank.credentials.addresses import packed_address
from baigong.contexts.credit_bank.credentials.judging import judge
from baigong.contexts.credit_bank.credentials.keystore import document_at, own_document, signer_of
from baigong.contexts.credit_bank.credentials.lists import take_places
from baigong.contexts.credit_bank.models import (
    CertificateLevel,
    CertificateType,
    Credential,
    CredentialState,
    IssuerKey,
    KeyAlgorithm,
    StandardModule,
    StandardVersion,
    StatusList,
    StatusVolume,
    TrainingBody,
    TrustedIssuer,
    VerificationCount,
)
from baigong.contexts.credit_bank.pages_of_credentials import verification_page
from baigong.contexts.credit_bank.services import credentials, issuer_keys, trusted_issuers, verifying
from baigong.contexts.credit_bank.services.verification_counts import A_MINUTE
from baigong.engines.credentials import controllers, proofs
from baigong.engines.credentials.compact import pack
from baigong.engines.credentials.keys import Ed25519Signer
from baigong.engines.credentials.statuses import SIZE, decode_list
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.credit_city import a_claim, a_type, an_account, fire, make_city, recognised

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def outcome(city, now):
    return recognised(city, now, an_account(city, now), a_type(city))


@pytest.fixture
def credential(city, now, outcome):
    return credentials.issue_credential(actor=city.office, now=now, outcome=outcome)


def verdict(document, now):
    return judge(document, now)


def ask(text, now, address="1.2.3.4"):
    return verifying.verify_text(text=text, now=now, address=address)


def test_a_recognised_outcome_becomes_a_credential_that_anybody_can_verify(credential, outcome, now):
    found = verdict(credential.document, now)
    assert (found.state, found.findings) == ("valid", ())
    assert found.issuer_name.endswith("职业教育学分银行")
    assert found.contents.recipients[0] == ("name", outcome.learner.name, False)
    assert found.contents.credits == "2"
    assert found.contents.licence_number == outcome.number
    assert len(found.contents.evidence) == outcome.evidence.count()


def test_asked_twice_the_same_credential_comes_back(city, credential, outcome, now):
    assert credentials.issue_credential(actor=city.office, now=now, outcome=outcome) == credential
    assert Credential.objects.count() == 1


def test_what_is_not_recognised_or_has_run_out_gets_no_credential(city, now):
    row = a_claim(city, now, an_account(city, now), a_type(city))
    with pytest.raises(Refusal, match="认定以后才能签发"):
        credentials.issue_credential(actor=city.office, now=now, outcome=row)
    fire(row, "submit", city.school, now)
    row = fire(row, "recognise", city.school, now)
    row.expires_on = date(2021, 3, 14)
    row.save(update_fields=["expires_on"])
    with pytest.raises(Refusal, match="不再签发"):
        credentials.issue_credential(actor=city.office, now=now, outcome=row)


def test_a_stranger_issues_nothing_and_takes_nothing_along(city, credential, outcome, now):
    with pytest.raises(NotPermitted):
        credentials.issue_credential(actor=city.farmer, now=now, outcome=outcome)
    with pytest.raises(NotPermitted):
        credentials.take_along(actor=city.farmer, now=now, credential=credential, form="json")


def test_a_suspended_credential_is_told_so_and_resumed_is_valid_again(city, credential, now):
    fire(credential, "suspend", city.office, now, reason="核查成绩")
    assert verdict(credential.document, now).codes == {"suspended"}
    fire(credential, "resume", city.office, now)
    assert verdict(credential.document, now).state == "valid"


def test_a_revoked_credential_stays_revoked_and_another_can_be_issued(city, credential, outcome, now):
    fire(credential, "revoke", city.office, now, reason="证书作废")
    assert verdict(credential.document, now).codes == {"revoked"}
    with pytest.raises(Conflict):
        fire(credential, "resume", city.office, now)
    again = credentials.issue_credential(actor=city.office, now=now, outcome=outcome)
    assert again.number != credential.number
    assert verdict(again.document, now).state == "valid"
    assert verdict(credential.document, now).state == "invalid"


def test_a_credential_falls_with_the_outcome_it_is_over(city, credential, outcome, now):
    fire(outcome, "revoke", city.school, now, reason="材料不实")
    credential.refresh_from_db()
    assert (credential.state, credential.reason) == (CredentialState.REVOKED, "材料不实")
    assert verdict(credential.document, now).codes == {"revoked"}


def test_places_in_the_lists_are_given_out_once_and_tell_nothing_of_the_order(city, credential, now):
    taken = [place for _volume, place in take_places(2_000, now)]
    assert len({*taken, credential.place}) == 2_001
    assert all(abs(a - b) > 100 for a, b in pairwise(taken))


def test_a_full_volume_is_followed_by_the_next(city, credential, now):
    StatusVolume.objects.update(used=SIZE - 1)
    volumes = [volume.pk for volume, _place in take_places(3, now)]
    assert volumes == [volumes[0], volumes[1], volumes[1]]
    assert volumes[0] != volumes[1]
    assert StatusList.objects.count() == 4
    assert len({(n * 74_933 + 40_503) % SIZE for n in range(SIZE)}) == SIZE


def test_what_was_issued_under_a_former_address_of_the_site_stays_valid_and_can_be_revoked(city, credential, outcome, now, settings):
    former, later = credential.key.controller, now + timedelta(days=1)
    settings.SITE_ADDRESS = "https://bank.example.cn"
    row = a_claim(city, later, outcome.learner, a_type(city, "X-90", family=""), number="N-90")
    fire(row, "submit", city.school, later)
    newer = credentials.issue_credential(actor=city.office, now=later, outcome=fire(row, "recognise", city.school, later))
    assert newer.key.controller == "did:web:bank.example.cn"
    assert newer.volume != credential.volume, "a list has one issuer"
    fire(row, "revoke", city.school, later, reason="作废")
    assert (verdict(newer.document, later).codes, verdict(credential.document, later).state) == ({"revoked"}, "valid")
    fire(outcome, "revoke", city.school, later, reason="作废")
    assert verdict(credential.document, later).codes == {"revoked"}
    assert json.loads(StatusList.objects.get(volume=credential.volume, purpose="revocation").document)["issuer"] == former
    assert document_at(former.removeprefix("did:web:").replace("%3A", ":"))["id"] == former, "at its old address, if that still leads here"
    assert document_at("elsewhere.example")["id"] == document_at("[::1]:8000")["id"] == "did:web:bank.example.cn"


def test_the_key_of_a_former_address_can_be_revoked_too(city, credential, now, settings):
    settings.SITE_ADDRESS = "https://bank.example.cn"
    issuer_keys.revoke_key(actor=city.office, now=now, key=credential.key, reason="泄露")
    signed = json.loads(StatusList.objects.get(volume=credential.volume, purpose="revocation").document)
    assert signed["proof"]["verificationMethod"] == f"{credential.key.controller}#key-2"


def test_a_replaced_key_goes_on_proving_what_it_signed_and_the_new_one_signs(city, credential, now):
    later = now + timedelta(days=1)
    issuer_keys.rotate_key(actor=city.office, now=later, algorithm=KeyAlgorithm.ED25519, reason="按年更换")
    assert verdict(credential.document, later).state == "valid"
    rewritten = credentials.document_of(credential, suite=proofs.RDFC, now=later)
    assert rewritten["proof"]["verificationMethod"].endswith("#key-2")
    assert verdict(rewritten, later).state == "valid"


def test_a_key_that_was_revoked_proves_nothing_the_lists_are_signed_anew_and_the_credential_is_replaced(city, credential, outcome, now):
    issuer_keys.revoke_key(actor=city.office, now=now, key=credential.key, reason="泄露")
    assert "key_revoked" in verdict(credential.document, now + timedelta(seconds=1)).codes
    for row in StatusList.objects.all():
        assert json.loads(row.document)["proof"]["verificationMethod"].endswith("#key-2")
    with pytest.raises(Conflict):
        credentials.document_of(credential, suite=proofs.RDFC, now=now)
    again = credentials.issue_credential(actor=city.office, now=now, outcome=outcome)
    assert (again.number != credential.number, verdict(again.document, now).state) == (True, "valid")
    with pytest.raises(Refusal):
        issuer_keys.rotate_key(actor=city.office, now=now, algorithm=KeyAlgorithm.ED25519, reason=" ")


def test_a_credential_names_the_modules_of_the_standard_in_force_at_its_level(city, outcome, now):
    body = TrainingBody.objects.create(name="示例评价组织", created_at=now)
    certificate = CertificateType.objects.create(
        body=body, code="C1", title="示例证书", since=date(2019, 1, 1), created_at=now, updated_at=now
    )  # fmt: skip
    CertificateLevel.objects.create(certificate=certificate, level="初级", rank=1, outcome_type=outcome.type)
    for version, since, until in (("1.0", date(2019, 1, 1), date(2020, 12, 31)), ("2.0", date(2021, 1, 1), None)):
        row = StandardVersion.objects.create(certificate=certificate, version=version, since=since, until=until)
        for level in ("初级", "中级"):
            StandardModule.objects.create(version=row, level=level, rank=1, code=f"M{version}{level}", title="生活照护", hours=16)
    said = verdict(credentials.issue_credential(actor=city.office, now=now, outcome=outcome).document, now).contents.alignments
    assert [(each.kind, each.code, each.framework) for each in said if each.kind == "Module"] == [("Module", "M1.0初级", "示例证书 1.0")]


def test_a_secret_lies_encrypted_and_the_published_document_holds_none(city, credential):
    key = IssuerKey.objects.get(pk=credential.key_id)
    assert signer_of(key).public.multikey == key.public
    published = json.dumps(own_document(key.controller))
    assert key.public in published
    assert key.private_cipher not in published


@pytest.mark.parametrize("suite", [proofs.RDFC, proofs.SM2])
def test_the_same_credential_can_be_taken_in_another_form(city, credential, now, suite):
    document = credentials.take_along(actor=city.office, now=now, credential=credential, form="json", suite=suite)
    assert document["proof"]["cryptosuite"] == suite
    assert verdict(document, now).state == "valid"
    assert AuditEvent.objects.get(action="credit_bank.credential.downloaded").detail == {"form": "json", "suite": suite}


def test_many_are_issued_at_once_or_none(city, now, outcome):
    more = []
    for number in range(3):
        row = a_claim(city, now, outcome.learner, a_type(city, f"X-{number + 50}", family=""), number=f"B-{number}")
        fire(row, "submit", city.school, now)
        more.append(fire(row, "recognise", city.school, now))
    claimed = a_claim(city, now, outcome.learner, a_type(city, "X-99", family=""), number="B-99")
    with pytest.raises(Refusal):
        credentials.issue_credentials(actor=city.office, now=now, outcomes=[*more, claimed])
    assert Credential.objects.count() == 0
    made = credentials.issue_credentials(actor=city.office, now=now, outcomes=more)
    assert [row.outcome_id for row in made] == [row.pk for row in more]
    assert {verdict(row.document, now).state for row in made} == {"valid"}


# -- verifying -------------------------------------------------------------------------------------------------------


def test_by_its_number_anybody_learns_who_and_what_with_the_name_masked(credential, now):
    for text in (credential.number, credential.shown_number, credential.shown_number.lower(), f"https://x.cn/verify/{credential.number}/"):
        page = verification_page(ask(text, now))
        shown = dict(page.facts)
        assert (page.tone, shown["学习成果"]) == ("good", str(credential.outcome))
        assert credential.learner.name not in str(page.facts)
        assert credential.learner.number not in str(page.facts)
    whole = dict(verification_page(ask(credential.document, now)).facts)
    assert whole["姓名"] == credential.learner.name


def test_a_number_that_was_never_given_is_told_so(credential, now):
    with pytest.raises(Refusal, match="没有编号") as caught:
        ask("2222-3333-4444-5555", now)
    assert caught.value.status == 404


def test_a_link_from_a_qr_code_carries_the_whole_credential(credential, now):
    where, packed = packed_address(pack(json.loads(credential.document)))
    assert "#" not in where + packed
    found = ask(f"{where}#{packed}", now)
    assert (found.verdict.state, found.is_by_number) == ("valid", False)


def test_a_forged_one_shows_nothing_of_what_it_says(credential, now):
    forged = json.loads(credential.document)
    forged["credentialSubject"]["creditsEarned"] = 200
    page = verification_page(ask(json.dumps(forged), now))
    assert (page.tone, page.facts) == ("bad", [])
    assert "被改过" in page.findings[0].what


def test_whoever_asks_too_often_waits(credential, now):
    for _time in range(A_MINUTE):
        ask(credential.number, now, address="9.9.9.9")
    with pytest.raises(Refusal) as caught:
        ask(credential.number, now, address="9.9.9.9")
    assert caught.value.status == 429
    assert ask(credential.number, now, address="8.8.8.8").verdict.state == "valid"
    assert ask(credential.number, now + timedelta(minutes=1), address="9.9.9.9").verdict.state == "valid"


def test_the_count_of_a_caller_is_in_the_database_names_nobody_and_goes_after_minutes(credential, now):
    for _time in range(3):
        ask(credential.number, now, address="9.9.9.9")
    row = VerificationCount.objects.get()
    assert (row.count, "9.9.9.9" in row.caller) == (3, False)
    ask(credential.number, now + timedelta(minutes=9), address="8.8.8.8")
    assert VerificationCount.objects.get().count == 1


STRANGER = Ed25519Signer(b"\5" * 32)


def theirs(credential, did, method, now):
    plain = {name: value for name, value in json.loads(credential.document).items() if name not in {"proof", "credentialStatus"}}
    plain["issuer"] = {"id": did, "type": ["Profile"], "name": "外省学分银行"}
    return proofs.add_proof(plain, suite=proofs.JCS, signer=STRANGER, method=method, created=now)


def test_a_did_key_of_anybody_is_verified_but_the_name_is_only_what_it_calls_itself(credential, now):
    did = controllers.did_key(STRANGER.public)
    found = ask(json.dumps(theirs(credential, did, controllers.did_key_method(STRANGER.public), now)), now)
    assert (found.verdict.state, found.is_ours) == ("valid", False)
    assert "自称" in found.issuer_standing


def test_a_did_web_is_verified_only_while_the_office_accepts_it_and_is_never_fetched(city, credential, now):
    did = "did:web:bank.elsewhere.cn"
    document = json.dumps(theirs(credential, did, f"{did}#k", now))
    assert ask(document, now).verdict.state == "open"
    published = json.dumps(controllers.controller_document(did, [controllers.PublishedKey("k", STRANGER.public)]))
    row = trusted_issuers.trust_issuer(actor=city.office, now=now, did=did, name="外省学分银行", document=published, basis="互认协议")
    assert (ask(document, now).verdict.state, ask(document, now).issuer_standing) == ("valid", "本市认可的签发者")
    trusted_issuers.end_trust(actor=city.office, now=now, issuer=row)
    assert ask(document, now).verdict.state == "open"
    with pytest.raises(Conflict):
        trusted_issuers.end_trust(actor=city.office, now=now, issuer=row)


@pytest.mark.parametrize(
    ("did", "document"),
    [
        ("web:x", "{}"),
        ("did:web:a/b", "{}"),
        ("did:key:zzz", ""),
        ("did:web:x.cn", "not json"),
        ("did:web:x.cn", '{"id": "did:web:y.cn", "verificationMethod": [{}]}'),
        ("did:web:x.cn", '{"id": "did:web:x.cn"}'),
    ],
)
def test_an_issuer_that_is_none_is_not_entered(city, now, did, document):
    with pytest.raises(Refusal):
        trusted_issuers.trust_issuer(actor=city.office, now=now, did=did, name="某单位", document=document, basis="协议")
    assert not TrustedIssuer.objects.exists()


def test_the_list_says_what_the_table_says(city, credential, now):
    fire(credential, "revoke", city.office, now, reason="作废")
    row = StatusList.objects.get(purpose="revocation")
    bits = decode_list(json.loads(row.document)["credentialSubject"]["encodedList"])
    assert [n for n in range(SIZE) if bits[n // 8] & 0x80 >> n % 8] == [credential.place]
