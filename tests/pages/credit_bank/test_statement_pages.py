"""The statement of an account: each posting with its decision, on the page and on paper, and a proof that stands without us."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from baigong.contexts.credit_bank.ledger.sealing import seal
from baigong.contexts.credit_bank.models import Posting
from baigong.contexts.credit_bank.services import conversions, people
from baigong.kernel.access import SYSTEM
from tests.conversion_city import adopted, banked, make_college
from tests.credit_city import a_claim, a_number, a_type, fire, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, settings, now):
    settings.DEMONSTRATION_TODAY = now.date()
    return make_city()


@pytest.fixture
def learner(city, now):
    """A farmer with one certificate in the ledger."""
    row = people.register_oneself(actor=city.farmer, now=now, opening=people.Opening("赵六", "citizen", a_number(serial=9)))
    people.check_document(actor=city.office, now=now, document=row.documents.get(), how="sight")
    row.refresh_from_db()
    claim = a_claim(city, now, row, a_type(city), at="office")
    fire(claim, "submit", city.office, now)
    fire(claim, "recognise", city.school, now, decision="示例决〔2021〕1号")
    return row


def as_(city, name):
    browser = Client()
    browser.force_login(getattr(city.users, name), backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_every_posting_is_on_the_page_with_its_decision_and_on_paper(city, learner):
    farmer = as_(city, "farmer")
    page = farmer.get(reverse("credit_bank:statement", args=[learner.pk])).content.decode()
    for words in ("示例证书X-1（初级）", "示例决〔2021〕1号", "CRB-01/X-1", "+2", "余额2学分"):
        assert words in page, words
    paper = farmer.get(reverse("credit_bank:statement-file", args=[learner.pk, "pdf"]))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    stranger = as_(city, "pupil")
    for name, args in (("statement", [learner.pk]), ("statement-file", [learner.pk, "pdf"])):
        assert stranger.get(reverse(f"credit_bank:{name}", args=args)).status_code == 404


def test_where_credits_were_used_is_told_by_the_name_of_the_programme(now, db, settings):
    settings.DEMONSTRATION_TODAY = now.date()
    college = make_college(now)
    adopted(college)
    banked(college)
    row = conversions.apply(actor=college.school, now=now, learner=college.learner, programme=college.programme)
    fire(row, "approve", college.other, now, decision="示例院教〔2021〕5号")
    page = as_(college, "school").get(reverse("credit_bank:statement", args=[college.learner.pk])).content.decode()
    assert f"已使用 · {college.programme.school} {college.programme}" in page


def test_a_proof_is_taken_home_and_checked_with_nothing_but_python(city, learner, now, tmp_path):
    farmer, posting = as_(city, "farmer"), Posting.objects.get()
    address = reverse("credit_bank:posting-proof", args=[learner.pk, posting.pk])
    statement = reverse("credit_bank:statement", args=[learner.pk])
    assert "还没有封存" in farmer.get(address, follow=True).content.decode()
    page = farmer.get(statement).content.decode()
    assert "十分钟内封存" in page
    assert address not in page, "what is not sealed is not offered as a file"
    seal(actor=SYSTEM, now=now)
    assert address in farmer.get(statement).content.decode()
    proof = farmer.get(address)
    program = Client().get(reverse("credit_bank:verifier"))
    (tmp_path / "verify_posting.py").write_bytes(program.content)
    (tmp_path / "proof.json").write_bytes(proof.content)
    command = [sys.executable, "-I", "verify_posting.py", "proof.json"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    changed = json.loads(proof.content)
    changed["posting"] = json.loads(json.dumps(changed["posting"]).replace("200", "900"))
    (tmp_path / "proof.json").write_text(json.dumps(changed))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0
    assert as_(city, "pupil").get(address).status_code == 404
    assert farmer.get(reverse("credit_bank:posting-proof", args=[learner.pk, posting.pk + 99])).status_code == 404
