"""The HTTP API: who is let in, how it says no, and that no input makes it fail."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from baigong.contexts.accounts.public import LIAISON, WORKING_TEAM
from tests.builders import a_user
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401

OPENAPI = Path(__file__).resolve().parents[3] / "docs" / "openapi.json"


@pytest.fixture(autouse=True)
def the_day(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


def test_the_committed_description_is_the_declared_one():
    out = StringIO()
    call_command("openapi", stdout=out)
    assert OPENAPI.read_text(encoding="utf-8") == out.getvalue(), "run: baigong openapi > docs/openapi.json, and look at the difference"


def test_the_description_and_its_page_need_nobody_and_nothing_from_outside(client, db):
    page = client.get("/api/docs").content.decode()
    assert "http://" not in page.replace("http://testserver", "")
    assert "https://" not in page
    assert client.get("/api/openapi.json").json()["info"]["title"].startswith("Baigong")


def test_nobody_is_told_to_sign_in_and_a_wrong_key_too(client, running_plan):
    for headers in ({}, {"Authorization": "Bearer bg_wrong"}):
        answer = client.get("/api/plans/sample/filings", headers=headers)
        assert answer.status_code == 401
        assert answer.json()["code"] == "sign_in"


def test_the_team_reads_the_ledger_with_lights(sign_in, city, running_plan):
    rows = sign_in(a_user(WORKING_TEAM, city.bureau)).get("/api/plans/sample/tasks").json()
    assert [row["number"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["light"]["rule"]
    assert {b["organisation"] for b in rows[0]["bodies"]} == {"示例市教育局", "东县", "西县"}


def test_a_target_without_a_value_says_null_and_not_zero(sign_in, city, running_plan):
    row = sign_in(a_user(WORKING_TEAM, city.bureau)).get("/api/plans/sample/targets").json()[0]
    assert row["current"] is None
    assert row["light"]["colour"] == "grey"


def test_a_step_is_taken_and_one_out_of_turn_is_a_conflict_with_its_reason(sign_in, city, running_plan):
    client = sign_in(a_user(WORKING_TEAM, city.bureau))
    address = f"/api/plans/tasks/{running_plan.tasks.get(number='2').pk}/steps"
    assert "start" in {step["name"] for step in client.get(address).json()}
    assert client.post(address, {"step": "start"}, content_type="application/json").json()["state"] == "active"
    refused = client.post(address, {"step": "start"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")
    missing = client.post(address, {"step": "suspend"}, content_type="application/json")
    assert missing.status_code == 422
    assert missing.json()["fields"]["reason"].startswith("请写明理由后再")
    assert client.post(address, {"step": "explode"}, content_type="application/json").status_code == 404


def test_a_department_is_refused_what_is_the_teams(sign_in, city, running_plan):
    client = sign_in(a_user(LIAISON, city.finance))
    address = f"/api/plans/tasks/{running_plan.tasks.get(number='2').pk}/steps"
    refused = client.post(address, {"step": "suspend", "reason": "不想做"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert client.get("/api/plans/sample/filings").status_code == 403


def test_a_public_plan_is_read_by_anybody_and_a_private_one_by_nobody(client, running_plan):
    assert client.get("/api/plans/sample/tasks").status_code == 404
    running_plan.is_public = True
    running_plan.save(update_fields=["is_public"])
    assert len(client.get("/api/plans/sample/tasks").json()) == 3


def test_wrong_input_names_the_field(sign_in, city, running_plan):
    answer = sign_in(a_user(WORKING_TEAM, city.bureau)).get("/api/plans/sample/tasks?limit=999")
    assert answer.status_code == 422
    assert "limit" in answer.json()["fields"]


def test_a_write_by_session_needs_the_csrf_token(city, running_plan):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(a_user(WORKING_TEAM, city.bureau), backend="django.contrib.auth.backends.ModelBackend")
    address = f"/api/plans/tasks/{running_plan.tasks.get(number='2').pk}/steps"
    refused = client.post(address, json.dumps({"step": "start"}), content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")


def test_the_docs_page_is_linked_by_name(db):
    assert reverse("api:openapi-view") == "/api/docs"
