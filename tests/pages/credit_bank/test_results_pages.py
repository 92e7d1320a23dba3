"""Results as a table in the browser, and from a school's own system over HTTP."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from baigong.contexts.credit_bank.exchange.results import ResultSheet
from baigong.contexts.credit_bank.models import Outcome
from baigong.kernel.exchange import export
from tests.builders import acting_for
from tests.credit_city import a_type, an_account, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, settings, now):
    settings.DEMONSTRATION_TODAY = now.date()
    city = make_city()
    a_type(city, "KC-1", kind="course", title="护理", family="", level="", credits=None, hours=32, issuer_body=city.school_body)
    city.learner = an_account(city, now)
    return city


@pytest.fixture
def school(city):
    browser = Client()
    browser.force_login(city.users.school, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def filled(city, now, **values):
    """The table with one row, as Excel has it."""
    own = {"account": city.learner.number, "name": "张三", "code": "KC-1", "attained_on": date(2021, 1, 20), "grade": "92"}
    table = ResultSheet(acting_for(city.users.school), now, city.school_body).table
    return SimpleUploadedFile("results.xlsx", export(table, [own | values]))


def test_a_filled_template_is_shown_first_and_posted_once_confirmed(city, school, now):
    assert school.get(reverse("credit_bank:results-template")).content[:2] == b"PK"
    shown = school.post(reverse("credit_bank:results"), {"decision": "成绩册", "file": filled(city, now)})
    text = shown.content.decode()
    assert (shown.status_code, "将要存入" in text, Outcome.objects.count()) == (200, True, 0), text[:3000]
    plan = re.search(r'name="plan" value="([^"]+)"', text)
    digest = re.search(r'name="digest" value="([^"]+)"', text)
    assert plan
    assert digest
    elsewhere = school.post(reverse("credit_bank:results"), {"plan": plan[1], "digest": digest[1], "decision": "另一本"})
    assert (elsewhere.status_code, Outcome.objects.count()) == (422, 0), "what was shown is what is posted"
    done = school.post(reverse("credit_bank:results"), {"plan": plan[1], "digest": digest[1], "decision": "成绩册"}, follow=True)
    assert "已存入1项成果" in done.content.decode()
    assert Outcome.objects.get().credits_text == "2"
    again = school.post(reverse("credit_bank:results"), {"decision": "成绩册", "file": filled(city, now)})
    assert (again.status_code, "已经在账上" in again.content.decode()) == (422, True)
    altered = school.post(reverse("credit_bank:results"), {"plan": plan[1] + "x", "digest": digest[1], "decision": "成绩册"})
    assert "什么也没有写入" in altered.content.decode()


def test_a_wrong_cell_is_named_by_its_place(city, school, now):
    answer = school.post(reverse("credit_bank:results"), {"decision": "成绩册", "file": filled(city, now, name="李四")})
    assert (answer.status_code, Outcome.objects.count()) == (422, 0)
    assert re.search(r"B\d+.*与账户的姓名不符", answer.content.decode())


def test_a_program_posts_with_a_key_of_its_own_and_may_repeat_itself(city, school):
    line = {"account": city.learner.number, "name": "张三", "code": "KC-1", "attained_on": "2021-01-20"}
    body = {"body": city.school_body.pk, "decision": "成绩册", "lines": [line]}
    address = reverse("api:results-post")

    def send(content, **headers):
        return school.post(address, json.dumps(content), content_type="application/json", headers=headers)

    assert send(body).status_code == 422
    first, again = send(body, **{"Idempotency-Key": "a1"}), send(body, **{"Idempotency-Key": "a1"})
    assert (first.json()["is_new"], again.json()["is_new"], Outcome.objects.count()) == (True, False, 1)
    other = send(body | {"lines": [line | {"name": "李四"}]}, **{"Idempotency-Key": "a2"})
    assert (other.status_code, "姓名不符" in json.dumps(other.json(), ensure_ascii=False)) == (422, True)
    assert send(body | {"body": city.other_body.pk}, **{"Idempotency-Key": "a3"}).status_code == 404


def test_the_catalogue_is_open_to_programs(city, client):
    rows = client.get(reverse("api:outcome-types")).json()
    assert [(row["code"], row["hours"], row["credits"]) for row in rows] == [("KC-1", 32, None)]
