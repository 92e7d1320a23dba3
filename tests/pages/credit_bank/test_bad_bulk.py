"""A bulk file that comes twice, half, or with what is no number: nothing is half stored, and the cell is named."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baigong.contexts.credit_bank.ledger.accounts import learner_account
from baigong.contexts.credit_bank.ledger.reading import balance_of
from baigong.contexts.credit_bank.models import Outcome, OutcomeBatch, Posting
from baigong.kernel.exchange import Sheet, write_xlsx
from tests.credit_city import an_account
from tests.pages.credit_bank.test_results_pages import city, filled, school  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def hand_in(school):
    return lambda file: school.post(reverse("credit_bank:results"), {"decision": "成绩册", "file": file})


def confirmed(school, shown):
    """The same button pressed."""
    facts = {name: re.search(rf'name="{name}" value="([^"]+)"', shown)[1] for name in ("plan", "digest")}
    return school.post(reverse("credit_bank:results"), {**facts, "decision": "成绩册"}, follow=True).content.decode()


def test_a_file_confirmed_twice_is_posted_once(school, hand_in, city, now):
    shown = hand_in(filled(city, now)).content.decode()
    assert "已存入1项成果" in confirmed(school, shown)
    confirmed(school, shown)
    assert (Outcome.objects.count(), OutcomeBatch.objects.count(), Posting.objects.count()) == (1, 1, 1)
    assert balance_of(learner_account(city.learner).code) == 200


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_half_a_file_is_refused_in_words_and_stores_nothing(hand_in, city, now, share):
    whole = filled(city, now).read()
    answer = hand_in(SimpleUploadedFile("results.xlsx", whole[: int(len(whole) * share)]))
    assert (answer.status_code, Outcome.objects.count()) == (422, 0)
    assert "alert-bad" in answer.content.decode() or "field-error" in answer.content.decode()


def test_a_file_of_which_one_line_is_wrong_stores_none_and_mended_stores_all(school, hand_in, city, now):
    second = an_account(city, now, "李四", serial=2)
    assert hand_in(filled(city, now, account=second.number)).status_code == 422
    assert Outcome.objects.count() == 0
    shown = hand_in(filled(city, now, account=second.number, name="李四")).content.decode()
    assert "已存入1项成果" in confirmed(school, shown)


def test_hours_with_a_fraction_are_refused_at_their_cell_and_by_the_interface(school, hand_in, city, now):
    heads = ["学分账号*", "姓名*", "成果代码*", "取得日期*", "证书编号", "学时", "成绩"]
    row = [city.learner.number, "张三", "KC-1", date(2021, 1, 20), "", 32.5, ""]
    answer = hand_in(SimpleUploadedFile("results.xlsx", write_xlsx([Sheet("学习成果存入表", heads, [row])])))
    assert (answer.status_code, "学时“32.5”：应填整数" in answer.content.decode()) == (422, True)
    line = {"account": city.learner.number, "name": "张三", "code": "KC-1", "attained_on": "2021-01-20", "hours": 32.5}
    body = {"body": city.school_body.pk, "decision": "成绩册", "lines": [line]}
    told = school.post(reverse("api:results-post"), body, content_type="application/json", headers={"Idempotency-Key": "a1"})
    assert (told.status_code, list(told.json()["fields"])) == (422, ["given.lines.0.hours"])
    assert not Outcome.objects.exists()


def test_what_is_no_workbook_is_refused_in_words(hand_in, city):
    for name, data in (("成绩.xlsx", b"%PDF-1.7"), ("成绩.xlsx", b""), ("成绩.pdf", b"%PDF-1.7"), ("成绩.csv", b"\xff\xfe\x00\x01")):
        assert hand_in(SimpleUploadedFile(name, data)).status_code in {413, 422}, name
    assert not Outcome.objects.exists()
