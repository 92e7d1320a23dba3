"""A credential of somebody else behind a claim: in place of the certificate, of an accepted issuer, of the same person, once."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.credit_bank.credentials.masking import same_name
from baigong.contexts.credit_bank.models import OutcomeState
from baigong.contexts.credit_bank.services import outcomes, trusted_issuers
from baigong.engines.credentials import badges, baking, controllers, proofs
from baigong.engines.credentials.keys import Ed25519Signer
from baigong.kernel.errors import Conflict, Refusal
from tests.credit_city import a_type, an_account, fire, make_city
from tests.engines.credentials.test_carrying import PNG, SVG

pytestmark = pytest.mark.django_db
DID, SIGNER = "did:web:bank.elsewhere.cn", Ed25519Signer(b"\5" * 32)
NAME = "阿依古丽·买买提"


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def learner(city, now):
    return an_account(city, now, NAME)


@pytest.fixture
def trusted(city, now):
    published = json.dumps(controllers.controller_document(DID, [controllers.PublishedKey("k", SIGNER.public)]))
    return trusted_issuers.trust_issuer(actor=city.office, now=now, did=DID, name="外省学分银行", document=published, basis="互认协议")


@pytest.fixture
def claim(city, now, learner):
    """A claim without any paper yet."""

    def begin(code="X-1", person=learner, number="T-1"):
        head = outcomes.Claim(type=a_type(city, code, family=""), reviewer=city.school_body, attained_on=date(2020, 12, 1), number=number)
        return outcomes.draft_outcome(actor=city.school, now=now, learner=person, claim=head)

    return begin


def theirs(now, *, name=NAME, number="T-1", identifier="https://bank.elsewhere.cn/c/1", **facts):
    """A signed credential of the other bank as text."""
    plain = badges.build_badge(
        badges.BadgeFacts(
            id=identifier, issuer=badges.Issuer(DID, "外省学分银行"), recipient=badges.Recipient(name=name), licence_number=number,
            achievement=badges.Achievement("urn:example:1", "Certificate", "老年照护（初级）", "某组织颁发", "考核合格"),
            valid_from=now, **facts,
        )
    )  # fmt: skip
    return json.dumps(proofs.add_proof(plain, suite=proofs.JCS, signer=SIGNER, method=f"{DID}#k", created=now), ensure_ascii=False)


def attach(city, now, row, text, *, name="凭证.json", kind="credential"):
    data = text if isinstance(text, bytes) else text.encode()
    return outcomes.attach(actor=city.school, now=now, outcome=row, kind=kind, upload=SimpleUploadedFile(name, data))


def test_a_credential_of_an_accepted_issuer_stands_for_the_certificate_to_the_end(city, now, trusted, claim):
    row = claim()
    with pytest.raises(Refusal, match="佐证材料"):
        fire(row, "submit", city.school, now)
    attach(city, now, row, theirs(now))
    fire(row, "submit", city.school, now)
    assert fire(row, "recognise", city.school, now).state == OutcomeState.RECOGNISED


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("徽章.png", lambda text: baking.bake_png(PNG, text)),
        ("徽章.svg", lambda text: baking.bake_svg(SVG, text)),
        ("凭证.JSON", lambda text: b"\xef\xbb\xbf" + text.encode()),
    ],
)
def test_it_is_read_out_of_a_file_or_a_picture(city, now, trusted, claim, name, data):
    piece = attach(city, now, claim(), data(theirs(now)), name=name)
    assert json.loads(piece.credential)["id"] == "https://bank.elsewhere.cn/c/1"


def test_without_an_agreement_with_its_issuer_it_stands_for_nothing_and_may_lie_beside(city, now, claim):
    row = claim()
    with pytest.raises(Refusal, match="不在本市认可的名单里"):
        attach(city, now, row, theirs(now))
    assert attach(city, now, row, theirs(now), kind="other").credential
    with pytest.raises(Refusal, match="佐证材料"):
        fire(row, "submit", city.school, now)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("老年照护", "母婴护理"), "不能采信.*被改过"),
        (lambda text: text.replace(f'"{DID}#k"', f'"{DID}#none"'), "没有公布过这把密钥"),
        (lambda text: text.replace("eddsa-jcs-2022", "eddsa-2099"), "不认识"),
        (lambda text: text.replace("https://www.w3.org/ns/credentials/v2", "https://evil.example/v2"), "不能采信"),
    ],
)
def test_a_forged_one_is_refused_when_it_is_handed_in_with_the_reason(city, now, trusted, claim, change, words):
    with pytest.raises(Refusal, match=words):
        attach(city, now, claim(), change(theirs(now)))


def test_one_that_ran_out_is_refused(city, now, trusted, claim):
    with pytest.raises(Refusal, match="有效期已过"):
        attach(city, now, claim(), theirs(now - timedelta(days=9), valid_until=now - timedelta(days=1)))


def test_one_that_names_somebody_else_is_refused_and_another_dot_is_the_same_name(city, now, trusted, claim):
    with pytest.raises(Refusal, match="与账户的姓名不符"):
        attach(city, now, claim(), theirs(now, name="张三"))
    assert attach(city, now, claim("X-2", number="T-2"), theirs(now, name="阿依古丽• 买买提")).credential


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("买买提·阿卜杜", "买买提・阿卜杜", True), ("买买提·阿卜杜", "买买提阿卜杜", False), ("𬱖", "𬱖", True), ("䶮", "龑", False),
        ("張三", "张三", False), ("Li Lei", "LI LEI", True),
    ],
)  # fmt: skip
def test_names_are_one_however_the_dot_is_written_and_never_more(one, other, same):
    assert same_name(one, other) is same


def test_one_credential_stands_behind_one_claim_in_whatever_form_it_is_signed(city, now, trusted, claim):
    first, second = claim(), claim("X-2", number="T-2")
    attach(city, now, first, theirs(now))
    attach(city, now, second, theirs(now + timedelta(seconds=2)))
    fire(first, "submit", city.school, now)
    with pytest.raises(Conflict, match="只能申报一次"):
        fire(second, "submit", city.school, now)
    fire(first, "reject", city.school, now, reason="不属于本目录")
    assert fire(second, "submit", city.school, now).state == OutcomeState.CLAIMED


def test_an_issuer_that_is_accepted_no_longer_stops_the_decision(city, now, trusted, claim):
    row = claim()
    attach(city, now, row, theirs(now))
    fire(row, "submit", city.school, now)
    trusted_issuers.end_trust(actor=city.office, now=now, issuer=trusted)
    with pytest.raises(Refusal, match="不在本市认可的名单里"):
        fire(row, "recognise", city.school, now)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.json", b'{"a": 1}', "没有电子凭证"),
        ("x.json", b"not json", "没有电子凭证"),
        ("x.json", b"\xff\xfe\x00", "没有电子凭证"),
        ("x.svg", SVG, "没有电子凭证"),
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "没有电子凭证"),
        ("x.svg", b"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><svg>&y;</svg>", "没有电子凭证"),
        ("x.jwt", b"eyJhbGciOiJub25lIn0.e30.", "没有电子凭证"),
    ],
)
@pytest.mark.parametrize("kind", ["other", "credential"])
def test_such_files_are_taken_in_only_because_they_carry_a_credential(city, now, claim, name, data, words, kind):
    with pytest.raises(Refusal, match=words):
        attach(city, now, claim(), data, name=name, kind=kind)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("证书.pdf", b"\x89PNG\r\n\x1a\n picture"), ("证书.png", b"%PDF-1.7 paper"), ("证书.jpg", b"MZ\x90\x00 program"),
        ("证书.docx", b"<html>"), ("证书.exe", b"MZ\x90\x00"), ("证书.html", b"<script>"), ("证书.txt", b"a\x00b"),
    ],
)  # fmt: skip
def test_evidence_that_is_not_what_its_name_says_is_not_kept(city, now, claim, name, data):
    row = claim()
    with pytest.raises(Refusal, match=r"没有收下|可以上传的文件类型"):
        attach(city, now, row, data, name=name, kind="certificate")
    assert not row.evidence.exists()


def test_a_paper_without_a_credential_does_not_pass_for_one(city, now, claim):
    row = claim()
    for data, name in ((b"%PDF-1.7 paper", "证书.pdf"), (PNG, "照片.png")):
        with pytest.raises(Refusal, match="没有从文件里读到电子凭证"):
            attach(city, now, row, data, name=name)
