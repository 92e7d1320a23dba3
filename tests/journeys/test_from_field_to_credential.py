"""What is learnt in the field, at school and at work reaches one ledger, counts at the college with reasons, and leaves as a credential
that somebody else's program accepts and, once it is revoked, refuses.

The stories of this module build on one another. The program at its end shares nothing with ours: it knows the published standards only.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import urllib.request
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.journeys.conftest import PHONE, baigong
from tests.journeys.test_a_plan_at_work import PAPER, press
from tests.journeys.test_from_document_to_circular import take

HEADS = "学分账号,姓名,成果代码,取得日期,证书编号,学时,成绩"


@pytest.fixture(scope="module")
def kept() -> dict[str, str]:
    """What a later story needs of an earlier one."""
    return {}


def shown_total(page) -> float:
    """The credits that stand at the head of an account."""
    return float(re.match(r"[\d.]+", page.locator(".account-total").inner_text())[0])


def claim(page, what: str, **fields: str) -> str:
    """Claim an outcome on a phone, with every paper it asks for; returns its address."""
    page.get_by_role("link", name="申报学习成果").first.click()
    page.wait_for_load_state()
    page.locator("main input[name=type]").press_sequentially(what)
    page.get_by_role("option").filter(has_text=what).first.click()
    for name, value in fields.items():
        page.locator(f"main [name={name}]").fill(value)
    press(page, "保存")
    address = page.url
    for kind in page.locator("main select[name=kind] option").evaluate_all("all => all.map(o => o.value).filter(v => v)"):
        page.goto(address)
        page.locator("main select[name=kind]").select_option(kind)
        paper = {**PAPER, "buffer": PAPER["buffer"] + kind.encode()}
        page.locator("main input[type=file]").set_input_files(paper)
        press(page, "上传")
    page.goto(address)
    take(page, "申报认定")
    return address


def test_a_farmers_training_is_posted_by_the_bureau_that_gave_it(visit, kept, fits):
    farmer = visit("/credits/", user="nongmin", viewport=PHONE)
    before = shown_total(farmer)
    name, number = re.search(r"(\S+) · 学分账号 (\d+)", farmer.locator(".account-who").inner_text()).groups()
    bureau = visit("/credits/results/", user="jiaoyuju")
    table = f"{HEADS}\n{number},{name},SQ-JY,2022-04-08,,48,合格\n"
    bureau.locator("input[type=file]").set_input_files({"name": "结业名单.csv", "mimeType": "text/csv", "buffer": table.encode()})
    bureau.locator("main [name=decision]").fill("示例社区学院2022年春季结业名单")
    press(bureau, "读取并核对")
    assert number in bureau.locator("main").inner_text()
    press(bureau, "确认存入")
    farmer.goto("/credits/")
    assert shown_total(farmer) == before + 3  # 48 hours at 16 to the credit
    fits(farmer)
    kept["farmer"] = number


def test_a_pupils_certificate_is_claimed_on_the_phone_and_recognised_by_the_school(visit, kept):
    pupil = visit("/credits/", user="xuesheng", viewport=PHONE)
    before = shown_total(pupil)
    address = claim(pupil, "中级", number="示例X2022000901", attained_on="2022-06-10")
    school = visit(address, user="gulangzj")
    take(school, "认定")
    pupil.goto("/credits/")
    assert shown_total(pupil) != before
    assert "示例X2022000901" in visit(address, user="xuesheng").content()


def test_a_workers_experience_becomes_an_exemption_at_the_college_with_the_reason_for_every_credit(visit, kept):
    worker = visit("/credits/", user="gongren", viewport=PHONE)
    worker.get_by_role("link", name="申请学分转换").first.click()
    worker.get_by_role("link", name="机电一体化").first.click()
    worker.wait_for_load_state()
    assert "待审批" in worker.locator("main").inner_text()
    college = visit("/credits/conversions/?state=applied", user="zhiyuan")
    college.locator("tbody a[data-main]").first.click()
    college.wait_for_load_state()
    said = college.locator("main").inner_text()
    assert "机械加工实训" in said
    assert "第七条" in said
    college.locator("summary", has_text="全部同意").or_(college.get_by_role("button", name="全部同意", exact=True)).first.click()
    college.locator("[name=decision]:visible").fill("示例院教〔2022〕转换9号")
    college.locator("dialog[open] form [type=submit], details[open] > form [type=submit]").first.click()
    college.wait_for_load_state()
    college.goto("/credits/exemptions/")
    assert "机械加工实训" in college.locator("main").inner_text()


def test_it_leaves_as_a_credential_that_another_program_accepts_and_after_revocation_refuses(visit, site, kept):
    worker = visit("/credits/", user="gongren")
    worker.locator("#outcomes a", has_text="机械加工岗位工作经历").first.click()
    worker.wait_for_load_state()
    kept["outcome"] = worker.url
    press(worker, "电子凭证")
    with worker.expect_download() as coming:
        worker.get_by_role("link", name="JSON", exact=True).first.click()
    signed = coming.value.path().read_bytes()
    assert judged_elsewhere(json.loads(signed), site.address) == "valid"
    assert judged_elsewhere(json.loads(signed.decode().replace("机械加工", "机械加丁")), site.address) == "forged"
    anybody = visit("/verify/")
    verify(anybody, signed)
    assert "有效" in anybody.locator(".alert").first.inner_text()

    desk = visit(kept["outcome"], user="xuefen")
    desk.locator("summary", has_text="撤销").or_(desk.get_by_role("button", name="撤销认定", exact=True)).first.click()
    desk.locator("dialog[open] textarea, details[open] textarea").first.fill("单位来函说明证明有误")
    desk.locator("dialog[open] form [type=submit], details[open] > form [type=submit]").first.click()
    desk.wait_for_load_state()
    assert judged_elsewhere(json.loads(signed), site.address) == "revoked"
    verify(anybody, signed)
    assert "撤销" in anybody.locator(".alert").first.inner_text()
    desk.goto("/credits/exemptions/")
    assert "机械加工实训" not in desk.locator("main tbody").inner_text()


def test_the_ledger_proves_itself_after_all_that(site):
    found = json.loads(baigong(site.var, "ledger", "verify"))
    assert found["sound"]
    assert found["postings"] > 0


def verify(page, signed: bytes) -> None:
    """Hand a file to the public page."""
    page.goto("/verify/")
    page.locator("input[type=file]").set_input_files({"name": "凭证.json", "mimeType": "application/json", "buffer": signed})
    press(page, "核验")


def judged_elsewhere(credential: dict[str, Any], site: str) -> str:
    """What a program that knows the published standards only makes of a credential: valid, forged or revoked.

    W3C Data Integrity ``eddsa-jcs-2022``, did:web, Bitstring Status List. Our texts hold no numbers with fractions and no names beyond
    plain letters, so that JSON with sorted keys is canonical (RFC 8785).
    """
    proof = dict(credential.pop("proof"))
    value = proof.pop("proofValue")

    def canonical(value: Any) -> bytes:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    controller = fetched("/.well-known/did.json", site)
    method = next(m for m in controller["verificationMethod"] if m["id"] == proof["verificationMethod"])
    assert proof["verificationMethod"] in controller["assertionMethod"]
    key = Ed25519PublicKey.from_public_bytes(from_base58(method["publicKeyMultibase"])[2:])
    signed = hashlib.sha256(canonical(proof)).digest() + hashlib.sha256(canonical(credential)).digest()
    try:
        key.verify(from_base58(value), signed)
    except InvalidSignature:
        return "forged"
    entries = credential["credentialStatus"]
    for entry in entries if isinstance(entries, list) else [entries]:
        if entry["statusPurpose"] == "revocation":
            path = re.sub(r"^https?://[^/]+", "", entry["statusListCredential"])
            packed = fetched(path, site)["credentialSubject"]["encodedList"].removeprefix("u")
            bits, at = gzip.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))), int(entry["statusListIndex"])
            if bits[at // 8] >> (7 - at % 8) & 1:
                return "revoked"
    return "valid"


def fetched(path: str, site: str) -> Any:
    """What is published there."""
    with urllib.request.urlopen(site + path, timeout=20) as answer:
        return json.load(answer)


def from_base58(text: str) -> bytes:
    """A multibase value that begins with z."""
    number = 0
    for letter in text.removeprefix("z"):
        number = number * 58 + "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".index(letter)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
