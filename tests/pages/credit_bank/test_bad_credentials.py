"""Bad credentials, brought as people and programs bring them: an answer in words or a code, never a fault of ours, and nothing fetched."""

from __future__ import annotations

import json
import socket

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.credit_bank.services import credentials
from baigong.engines.credentials import baking
from tests.credit_city import a_claim, a_type, an_account, fire, make_city
from tests.engines.credentials.test_carrying import PNG, SVG

pytestmark = pytest.mark.django_db
VERIFY, API = "/verify/", "/api/credits/credentials/verify"
NAME = "阿卜杜热合曼·𬱖䶮"


@pytest.fixture
def today():
    from baigong.kernel.clock import current_time

    return current_time()


@pytest.fixture
def credential(db, today):
    city = make_city()
    row = a_claim(city, today, an_account(city, today, NAME), a_type(city))
    fire(row, "submit", city.school, today)
    return credentials.issue_credential(actor=city.office, now=today, outcome=fire(row, "recognise", city.school, today))


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Whoever opens a connection to elsewhere fails the test."""

    def refuse(*args, **kwargs):
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def changed(credential, **facts):
    return {**json.loads(credential.document), **facts}


BAD = {
    "a changed field": lambda row: changed(row, name="另一张证书"),
    "a changed credit": lambda row: changed(row, credentialSubject=json.loads(row.document)["credentialSubject"] | {"creditsEarned": 200}),
    "a wrong context": lambda row: changed(row, **{"@context": ["https://www.w3.org/2018/credentials/v1"]}),
    "a remote context": lambda row: changed(row, **{"@context": [*json.loads(row.document)["@context"], "https://evil.example/c.json"]}),
    "a context of a file": lambda row: changed(row, **{"@context": [*json.loads(row.document)["@context"], "file:///etc/passwd"]}),
    "an own context": lambda row: changed(row, **{"@context": [*json.loads(row.document)["@context"], {"name": "https://evil.example/n"}]}),
    "an unknown suite": lambda row: changed(row, proof=json.loads(row.document)["proof"] | {"cryptosuite": "dilithium-2030"}),
    "an old signature": lambda row: changed(row, proof={"type": "Ed25519Signature2020", "proofValue": "z1"}),
    "no proof": lambda row: {name: value for name, value in json.loads(row.document).items() if name != "proof"},
    "a key of another": lambda row: changed(row, proof=json.loads(row.document)["proof"] | {"verificationMethod": "did:web:a.example#k"}),
    "a remote key": lambda row: changed(row, proof=json.loads(row.document)["proof"] | {"verificationMethod": "https://evil.example/key"}),
    "a remote list": lambda row: changed(row, credentialStatus={"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
                                                               "statusListIndex": "1", "statusListCredential": "https://evil.example/l"}),
    "a remote schema": lambda row: changed(row, credentialSchema={"id": "https://evil.example/s", "type": "JsonSchema"}),
    "a remote image": lambda row: changed(row, image={"id": "https://evil.example/i.png", "type": "Image"}),
}  # fmt: skip


def test_the_same_finding_is_said_once(client, credential):
    page = client.post(VERIFY, {"text": json.dumps(BAD["an unknown suite"](credential))}).content.decode()
    assert page.count("签名方法dilithium-2030本系统不认识") == 1


@pytest.mark.parametrize("what", BAD)
def test_it_is_refused_on_the_page_and_by_the_interface_and_nothing_of_it_is_shown(client, credential, what):
    document = BAD[what](credential)
    answer = client.post(VERIFY, {"text": json.dumps(document, ensure_ascii=False)})
    page = answer.content.decode()
    assert (answer.status_code, "有效：签名属实" in page, NAME in page.replace("<textarea", "")) == (200, False, False)
    found = client.post(API, json.dumps({"credential": document}), content_type="application/json").json()
    assert (found["state"], found["is_authentic"], found["facts"], bool(found["findings"])) == ("invalid", False, {}, True)
    assert all(finding["message"] for finding in found["findings"])


@pytest.mark.parametrize(
    "text",
    [
        '{"a":' * 3_000 + "1" + "}" * 3_000,
        "[" * 100_000,
        '{"@context": [' + "[" * 50_000,
        '{"a": "' + "x" * 280_000 + '"}',
        '{"a": 1, "a": 2}',
        '{"a": 1e400}',
        '{"a": "\\ud800"}',
        "\x00" * 100,
        "１２３４",
        "https://[::1",
        "javascript:alert(1)",
        "1" + "A" * 6_999,
    ],
)
def test_whatever_is_pasted_gets_an_answer(client, db, text):
    answer = client.post(VERIFY, {"text": text})
    assert answer.status_code in {200, 404}
    assert "有效：签名属实" not in answer.content.decode()


def of_a_stranger(**facts):
    """A credential of somebody who needs nobody's list: a did:key."""
    from datetime import datetime

    from baigong.engines.credentials import controllers, proofs
    from baigong.engines.credentials.keys import Ed25519Signer

    signer = Ed25519Signer(b"\5" * 32)
    plain = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "credentialSubject": {"id": "urn:x:1"}}
    issuer, method = controllers.did_key(signer.public), controllers.did_key_method(signer.public)
    created = datetime.fromisoformat("2020-01-01T00:00:00Z")
    return proofs.add_proof({**plain, "issuer": issuer, **facts}, suite=proofs.JCS, signer=signer, method=method, created=created)


@pytest.mark.parametrize("name", ["validFrom", "validUntil"])
@pytest.mark.parametrize(
    "moment", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z"]
)
def test_a_moment_at_either_end_of_the_calendar_is_answered(client, db, name, moment):
    document = of_a_stranger(**{name: moment})
    page = client.post(VERIFY, {"text": json.dumps(document)})
    assert page.status_code == 200
    assert ("有效：签名属实" in page.content.decode()) == ((name == "validFrom") == moment.startswith("0"))
    found = client.post(API, json.dumps({"credential": document}), content_type="application/json")
    assert (found.status_code, found.json()["is_authentic"]) == (200, True)


def test_a_name_twice_in_what_a_program_sends_is_told_and_not_resolved_by_the_parser(client, db):
    text = json.dumps(of_a_stranger())
    twice = '{"credential": {"issuer": "did:web:other.example", ' + text[1:] + "}"
    found = client.post(API, twice, content_type="application/json").json()
    assert (found["state"], [finding["code"] for finding in found["findings"]]) == ("invalid", ["duplicate_name"])
    assert client.post(API, '{"credential": ' + text + "}", content_type="application/json").json()["state"] == "valid"


def test_a_json_file_that_speaks_of_svg_is_read_as_json(client, db):
    document = {"description": "<svg", **of_a_stranger(description="<svg xmlns='x'>")}
    file = SimpleUploadedFile("x.json", json.dumps(document).encode())
    assert "有效：签名属实" in client.post(VERIFY, {"file": file}).content.decode()


@pytest.mark.parametrize("deep", ["[" * 100_000 + "]" * 100_000, '{"a":' * 20_000 + "1" + "}" * 20_000])
def test_huge_nesting_sent_to_the_interface_is_refused_in_words(client, db, deep):
    answer = client.post(API, '{"credential": ' + deep + "}", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json; charset=utf-8")
    assert answer.json()["message"]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (baking.bake_png(PNG, "{}"), "空.png"),
        (baking.bake_png(PNG, '{"a":' * 3_000 + "1" + "}" * 3_000), "深.png"),
        (baking.bake_svg(SVG, "not json"), "乱.svg"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><image href="https://evil.example/i"/></svg>', "远.svg"),
        (b'<!DOCTYPE svg SYSTEM "https://evil.example/x.dtd"><svg xmlns="http://www.w3.org/2000/svg"/>', "外.svg"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "坏.png"),
        (b"%PDF-1.7\n" + b"\x00" * 4_000, "坏.pdf"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 4_000, "坏.jpg"),
        (b"eyJhbGciOiJub25lIn0.eyJhIjoxfQ.AAAA", "无.jwt"),
    ],
)  # fmt: skip
def test_whatever_file_is_handed_in_gets_an_answer_in_words(client, db, data, name):
    page = client.post(VERIFY, {"file": SimpleUploadedFile(name, data)})
    assert (page.status_code, "不能采信" in page.content.decode()) == (200, True)
    assert client.post(f"{API}/file", {"file": SimpleUploadedFile(name, data)}).json()["state"] == "invalid"


def test_a_name_with_rare_letters_and_a_dot_comes_back_from_every_form_and_is_masked_by_number(client, sign_in, credential):
    from baigong.contexts.credit_bank.credentials.papers import credential_paper
    from baigong.contexts.credit_bank.credentials.pictures import badge_svg
    from baigong.engines.credentials.badges import read_contents
    from baigong.engines.credentials.reading import read_document
    from baigong.kernel.documents import pdf

    document = read_document(credential.document)
    drawn = badge_svg(read_contents(document), "示例学分银行", credential.shown_number)
    for data, name in (
        (credential.document.encode(), "x.json"),
        (baking.bake_svg(drawn, credential.document), "x.svg"),
        (baking.bake_png(PNG, credential.document), "x.png"),
        (pdf.render_pdf(credential_paper(credential, document)), "x.pdf"),
    ):
        assert NAME in client.post(VERIFY, {"file": SimpleUploadedFile(name, data)}).content.decode(), name
    page = client.get(f"/verify/{credential.number}/").content.decode()
    assert ("阿*****·𬱖*" in page, NAME in page) == (True, False)
