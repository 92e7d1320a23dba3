"""Pages of credentials: the public one that verifies, what software fetches, the holder's files, the office's keys."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from baigong.contexts.credit_bank.credentials.addresses import verification_address
from baigong.contexts.credit_bank.models import Credential, IssuerKey, TrustedIssuer
from baigong.contexts.credit_bank.services import credentials
from baigong.engines.credentials.checking import check
from baigong.engines.credentials.controllers import controller_document
from baigong.kernel.notices.models import Notice
from tests.credit_city import a_claim, a_type, an_account, fire, make_city

pytestmark = pytest.mark.django_db
VERIFY = "/verify/"


@pytest.fixture
def today():
    """The hour of requests: what is issued must not come from their future."""
    from baigong.kernel.clock import current_time

    return current_time()


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def outcome(city, today):
    learner = an_account(city, today)
    learner.user = city.users.pupil
    learner.save(update_fields=["user"])
    row = a_claim(city, today, learner, a_type(city))
    fire(row, "submit", city.school, today)
    return fire(row, "recognise", city.school, today)


@pytest.fixture
def credential(city, outcome, today):
    return credentials.issue_credential(actor=city.office, now=today, outcome=outcome)


def sent(client, data: bytes, name: str) -> str:
    return client.post(VERIFY, {"file": SimpleUploadedFile(name, data)}).content.decode()


def file_of(client, credential, ending, query=""):
    return client.get(reverse("credit_bank:credential-file", args=[credential.pk, ending]) + query)


def test_anybody_opens_the_page_that_verifies(client):
    assert "核验电子凭证" in client.get(VERIFY).content.decode()


@pytest.mark.parametrize("ending", ["json", "png", "svg", "pdf"])
def test_what_the_holder_takes_along_in_any_form_is_verified_by_anybody(client, sign_in, city, credential, ending):
    taken = file_of(sign_in(city.users.pupil), credential, ending)
    assert taken.status_code == 200
    page = sent(client, taken.content, f"凭证.{ending}")
    assert "有效：签名属实" in page
    assert credential.learner.name in page


def test_a_photograph_of_the_code_is_enough(client, credential):
    import segno

    from baigong.contexts.credit_bank.credentials.addresses import packed_address
    from baigong.engines.credentials.compact import pack

    drawn, (where, packed) = BytesIO(), packed_address(pack(json.loads(credential.document)))
    segno.make([where, "#", packed], error="l").save(drawn, kind="png", scale=4)
    assert "有效：签名属实" in sent(client, drawn.getvalue(), "code.png")
    from PIL import Image

    turned, out = Image.open(drawn).convert("RGB").rotate(7, expand=True, fillcolor="white"), BytesIO()
    turned.save(out, "JPEG", quality=70)
    assert "有效：签名属实" in sent(client, out.getvalue(), "photo.jpg")


def test_a_number_is_read_as_a_chinese_keyboard_writes_it(client, credential):
    wide = "".join(chr(ord(each) + 0xFEE0) for each in credential.shown_number)
    broken = "\u200b".join(credential.shown_number)  # copied from a paper, whose long runs may be broken anywhere
    for typed in (wide, broken, credential.shown_number.lower().replace("-", " "), credential.shown_number.replace("-", "—")):
        assert "有效：签名属实" in client.post(reverse("credentials:verify"), {"text": typed}).content.decode(), typed


def test_a_link_to_elsewhere_with_a_number_of_ours_does_not_pass_for_a_link_of_ours(client, city, credential):
    ours = client.post(reverse("credentials:verify"), {"text": verification_address(credential.number)}).content.decode()
    assert ("有效：签名属实" in ours, "不是本站" in ours) == (True, False)
    theirs = client.post(reverse("credentials:verify"), {"text": f"https://evil.example/verify/{credential.number}/"}).content.decode()
    assert "链接指向evil.example，不是本站" in theirs
    fire(credential, "revoke", city.office, credential.issued_at, reason="作废")
    theirs = client.post(reverse("credentials:verify"), {"text": f"https://evil.example/verify/{credential.number}/"}).content.decode()
    assert ("不是本站" in theirs, "不能采信" in theirs) == (True, True)


def test_the_link_of_the_code_and_of_the_number_open_the_answer(client, credential):
    from baigong.engines.credentials.compact import pack

    packed = client.get(f"/V/{pack(json.loads(credential.document))}")
    assert (packed.status_code, credential.learner.name in packed.content.decode()) == (200, True), "as the first codes had it"
    assert packed["Referrer-Policy"] == "strict-origin", "no path; and no-referrer would make browsers send the form from null"
    empty = client.get("/V/").content.decode()
    assert ("data-from-fragment" in empty, "复制整个网址" in empty) == (True, True)
    sent_on = client.post(VERIFY, {"text": f"HTTPS://BANK.EXAMPLE.CN/V/#{pack(json.loads(credential.document))}"}).content.decode()
    assert ("有效：签名属实" in sent_on, credential.learner.name in sent_on) == (True, True)
    numbered = client.get(f"/verify/{credential.number}/").content.decode()
    assert "有效：签名属实" in numbered
    assert credential.learner.name not in numbered
    assert client.get("/verify/2222333344445555/").status_code == 404
    mistyped = client.post(VERIFY, {"text": credential.shown_number[:-1] + "0"})
    assert (mistyped.status_code, "请核对是否抄错" in mistyped.content.decode()) == (404, True)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"{}", "x.json", "不能采信"),
        (b"\x89PNG\r\n\x1a\n broken", "x.png", "打不开或已损坏"),
        (b"%PDF-1.7 broken", "x.pdf", "打不开或已损坏"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.svg", "没有电子凭证"),
        (b"\xff\xd8\xff broken", "x.jpg", "打不开或已损坏"),
        (b"\x00\x01\x02", "x.bin", "不是能读懂的电子凭证"),
    ],
)
def test_what_is_no_credential_is_told_so_in_words(client, data, name, words):
    assert words in sent(client, data, name)


def test_nothing_given_and_too_much_given_are_refused_in_words(client):
    assert "请上传文件" in client.post(VERIFY, {}).content.decode()
    large = client.post(VERIFY, {"file": SimpleUploadedFile("x.png", b"x" * (10 * 2**20 + 1))})
    assert (large.status_code, "超过10 MB" in large.content.decode()) == (413, True)


def test_a_revoked_one_is_told_so_by_every_way(client, city, credential, today):
    fire(credential, "revoke", city.office, today, reason="作废")
    for page in (
        client.get(f"/verify/{credential.number}/").content.decode(),
        sent(client, credential.document.encode(), "x.json"),
    ):
        assert "已撤销这份凭证" in page
        assert "不能采信" in page


def test_other_software_verifies_with_what_is_published_alone(client, city, credential, today):
    """Keys and lists come from the addresses that the credential and the identifier name, nothing from the database."""
    document = client.get("/.well-known/did.json")
    assert document["Access-Control-Allow-Origin"] == "*"
    assert not document.has_header("Vary"), "the same for everybody: a cache on the way keeps one"

    def fetch(url: str):
        answer = client.get("/" + url.split("/", 3)[3])
        assert answer.status_code == 200
        return json.loads(answer.content)

    def ask():
        return check(credential.document, resolver=lambda did: document.json(), status_resolver=fetch, now=datetime.now(today.tzinfo))

    assert ask().state == "valid"
    assert document.json()["id"] == json.loads(credential.document)["issuer"]["id"]
    fire(credential, "revoke", city.office, today, reason="作废")
    assert ask().codes == {"revoked"}
    assert client.get("/credits/status/999/revocation/").status_code == 404


def test_what_software_fetches_lies_at_the_address_it_was_told_with_its_type_and_for_five_minutes(client, city, credential, settings):
    entries = json.loads(credential.document)["credentialStatus"]
    assert len(entries) == 2
    for entry in entries:
        address = entry["statusListCredential"]
        place = "/" + address.split("/", 3)[3]
        answer = client.get(place)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/vc")
        assert (answer["Cache-Control"], answer["Access-Control-Allow-Origin"]) == ("public, max-age=300", "*")
        assert not answer.cookies
        listed = json.loads(answer.content)
        assert (listed["id"], listed["credentialSubject"]["ttl"]) == (address, 300_000)
        assert client.head(place).status_code == 200
    assert client.get("/credits/status/999999999999999999999/revocation/").status_code == 404
    settings.SITE_ADDRESS = "https://bank.example.cn"
    from baigong.contexts.credit_bank.credentials.addresses import issuer_did, status_list_address

    assert status_list_address(1, "revocation") == "https://bank.example.cn/credits/status/1/revocation/"
    assert issuer_did() == "did:web:bank.example.cn"
    assert client.get("/.well-known/did.json")["Content-Type"] == "application/did+json"


def test_a_holder_takes_the_whole_record_along_and_anybody_sees_each_part(client, sign_in, city, credential, outcome, today):
    pupil = sign_in(city.users.pupil)
    page = pupil.get(reverse("credit_bank:own-credentials")).content.decode()
    assert f'name="outcomes" value="{outcome.pk}" checked' in page
    refused = pupil.post(reverse("credit_bank:record-issue"), {})
    assert (refused.status_code, "至少选一项" in refused.content.decode()) == (422, True)
    made = pupil.post(reverse("credit_bank:record-issue"), {"outcomes": [outcome.pk]}, follow=True).content.decode()
    row = Credential.objects.get(outcome=None)
    assert ("学习成果档案" in made, row.shown_number in made, str(outcome.type) in made) == (True, True, True)
    for ending in ("json", "png", "svg"):
        shown = sent(client, file_of(pupil, row, ending).content, f"档案.{ending}")
        assert ("有效：签名属实" in shown, "档案里的各项" in shown, str(outcome.type) in shown) == (True, True, True)
    paper = sent(client, file_of(pupil, row, "pdf").content, "档案.pdf")
    assert ("有效：签名属实" in paper, outcome.learner.name in paper) == (True, False), "its code leads to the number"
    fire(outcome, "revoke", city.school, today, reason="作废")
    assert "已撤销这份凭证" in client.get(f"/verify/{row.number}/").content.decode()
    stranger = sign_in(city.users.farmer)
    assert stranger.get(row.get_absolute_url()).status_code == 404
    assert sign_in(city.users.school).get(row.get_absolute_url()).status_code == 404, "a school does not see what others recognised"


def test_a_holder_issues_and_opens_an_own_credential_and_nobody_elses(sign_in, city, outcome):
    pupil, stranger = sign_in(city.users.pupil), sign_in(city.users.farmer)
    issue = reverse("credit_bank:credential-issue", args=[outcome.pk])
    assert stranger.post(issue).status_code == 404
    assert str(outcome.type) in pupil.get(reverse("credit_bank:own-credentials")).content.decode()
    made = pupil.post(issue, follow=True).content.decode()
    row = Credential.objects.get()
    assert row.shown_number in made
    assert "<svg" in made
    assert stranger.get(row.get_absolute_url()).status_code == 404
    assert file_of(stranger, row, "json").status_code == 404
    assert sign_in(city.users.other).get(row.get_absolute_url()).status_code == 404
    assert sign_in(city.users.school).get(row.get_absolute_url()).status_code == 200


def test_who_decides_on_a_claim_sees_whether_its_paper_is_a_valid_credential(sign_in, city, credential, today):
    from baigong.contexts.credit_bank.services import outcomes

    picture = file_of(sign_in(city.users.pupil), credential, "png").content
    claim = a_claim(city, today, credential.learner, a_type(city, "X-77", family=""), number="C-77")
    upload = SimpleUploadedFile("凭证.png", picture)
    piece = outcomes.attach(actor=city.school, now=today, outcome=claim, kind="other", upload=upload)
    fire(claim, "submit", city.school, today)
    school = sign_in(city.users.school)
    where = reverse("credit_bank:outcome-evidence-verify", args=[piece.pk])
    page = school.get(claim.get_absolute_url()).content.decode()
    assert (where in page, "电子凭证有效" in page, "与申报的C-77不同" in page) == (True, True, True)
    assert "有效：签名属实" in school.get(where).content.decode()
    assert sign_in(city.users.other).get(where).status_code == 404


def test_the_form_of_signing_is_chosen_and_an_unknown_one_is_none(sign_in, city, credential):
    pupil = sign_in(city.users.pupil)
    assert (
        json.loads(file_of(pupil, credential, "json", "?suite=open-badges-3.0").content)["credentialStatus"]["statusPurpose"]
        == "revocation"
    )
    for suite in ("eddsa-rdfc-2022", "sm2-jcs-2026"):
        assert json.loads(file_of(pupil, credential, "json", f"?suite={suite}").content)["proof"]["cryptosuite"] == suite
    assert file_of(pupil, credential, "json", "?suite=none").status_code == 404


def test_the_office_changes_keys_and_others_do_not(sign_in, city, credential):
    office = sign_in(city.users.office)
    assert credential.key.public in office.get(reverse("credit_bank:issuer-keys")).content.decode()
    office.post(reverse("credit_bank:issuer-key-rotate"), {"algorithm": "Ed25519", "reason": "按年更换"})
    assert IssuerKey.objects.get(name="key-2").retired_at is None
    old = reverse("credit_bank:issuer-key", args=[credential.key_id])
    assert "已停用" in office.get(old).content.decode()
    office.post(reverse("credit_bank:issuer-key-revoke", args=[credential.key_id]), {"reason": "泄露"})
    assert "已作废" in office.get(old).content.decode()
    assert sign_in(city.users.school).get(old).status_code in {403, 404}


def test_who_holds_what_a_revoked_key_signed_is_told_and_sees_that_nobody_believes_it(sign_in, city, credential):
    pupil, own = sign_in(city.users.pupil), reverse("credit_bank:own-credentials")
    before = pupil.get(own).content.decode()
    assert ("须换领" in before, "有效" in before) == (False, True)
    sign_in(city.users.office).post(reverse("credit_bank:issuer-key-revoke", args=[credential.key_id]), {"reason": "泄露"})
    assert "须换领" in pupil.get(own).content.decode()
    assert "谁核验都不再采信" in pupil.get(credential.get_absolute_url()).content.decode()
    told = Notice.objects.get(recipient=city.users.pupil, kind="credit_bank.issuerkey.revoked")
    assert (told.url, told.recipient_id) == (own, credential.learner.user_id)
    pupil.post(reverse("credit_bank:credential-issue", args=[credential.outcome_id]))
    renewed = Credential.objects.exclude(pk=credential.pk).get()
    assert "须换领" not in pupil.get(renewed.get_absolute_url()).content.decode()


def test_a_moment_in_a_finding_is_written_as_people_read_it(client, city, credential, sign_in):
    sign_in(city.users.office).post(reverse("credit_bank:issuer-key-revoke", args=[credential.key_id]), {"reason": "泄露"})
    page = client.get(f"/verify/{credential.number}/").content.decode()
    when = timezone.localtime(IssuerKey.objects.get(pk=credential.key_id).revoked_at)
    assert f"签发密钥已作废（{when:%Y-%m-%d %H:%M}）" in page


def test_the_office_accepts_an_issuer_and_ends_it(sign_in, city):
    office = sign_in(city.users.office)
    did = "did:web:bank.elsewhere.cn"
    published = {**controller_document(did, []), "verificationMethod": [{"id": f"{did}#k"}]}
    form = {"did": did, "name": "外省学分银行", "basis": "互认协议", "document": json.dumps(published)}
    assert office.post(reverse("credit_bank:trusted-issuer-add"), form | {"document": "{}"}).status_code == 422
    office.post(reverse("credit_bank:trusted-issuer-add"), form)
    row = TrustedIssuer.objects.get()
    assert "外省学分银行" in office.get(reverse("credit_bank:trusted-issuers")).content.decode()
    assert did in office.get(reverse("credit_bank:trusted-issuer", args=[row.pk])).content.decode()
    office.post(reverse("credit_bank:trusted-issuer-end", args=[row.pk]))
    row.refresh_from_db()
    assert row.ended_at is not None


# -- the same for programs -------------------------------------------------------------------------------------------


def test_programs_verify_as_pages_do(client, credential):
    def ask(given):
        return client.post("/api/credits/credentials/verify", json.dumps({"credential": given}), content_type="application/json")

    for given in (credential.number, credential.document, json.loads(credential.document)):
        answer = ask(given).json()
        assert (answer["state"], answer["is_authentic"], answer["issuer_is_ours"], answer["findings"]) == ("valid", True, True, [])
    forged = json.loads(credential.document) | {"name": "另一张"}
    answer = ask(forged).json()
    assert (answer["state"], answer["facts"], [each["code"] for each in answer["findings"]]) == ("invalid", {}, ["signature_wrong"])
    assert ask("2222333344445555").status_code == 404
    assert ask(credential.document).json()["parts"] == []
    upload = SimpleUploadedFile("x.json", credential.document.encode())
    assert client.post("/api/credits/credentials/verify/file", {"file": upload}).json()["state"] == "valid"


def test_programs_issue_what_is_in_their_sight_and_again_the_same(sign_in, city, outcome):
    def ask(client, *pks):
        return client.post("/api/credits/credentials/issue", json.dumps({"outcomes": pks}), content_type="application/json")

    school = sign_in(city.users.school)
    first, again = ask(school, outcome.pk).json(), ask(school, outcome.pk).json()
    assert first == again
    assert first[0]["address"].endswith(f"/verify/{first[0]['number']}/")
    assert ask(school, outcome.pk, 999).status_code == 404
    assert ask(sign_in(city.users.other), outcome.pk).status_code == 404
