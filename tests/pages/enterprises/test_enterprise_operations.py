"""Programs ask for enterprises, and a firm's own system returns its head-counts, once under each key."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from baigong.contexts.enterprises.models import Cooperation, StaffReturn
from tests.enterprise_city import make_city, on, returned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_day(settings, now):
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def city(db):
    return make_city()


def signed_in(city, name):
    browser = Client()
    browser.force_login(getattr(city.users, name), backend="django.contrib.auth.backends.ModelBackend")
    return browser


def post(browser, body, lines, key="k1"):
    content = json.dumps({"body": body.pk, "lines": lines})
    return browser.post("/api/enterprises/staff", content, content_type="application/json", headers={"Idempotency-Key": key})


def test_a_firm_posts_its_own_counts_with_kinds_of_posts(city):
    browser, body = signed_in(city, "winery"), city.winery_firm.organisation
    line = {
        "credit_code": city.winery_firm.credit_code,
        "period": "2020",
        "headcount": 50,
        "by_post": [{"kind": "酿酒工", "headcount": 20}],
    }
    first = post(browser, body, [line]).json()
    assert (first["is_new"], first["added"]) == (True, 1)
    assert not post(browser, body, [line]).json()["is_new"]
    row = StaffReturn.objects.get()
    assert (row.source, row.by_post.get().kind.name, row.by_post.get().headcount) == ("api", "酿酒工", 20)
    more = post(browser, body, [line | {"headcount": 10}], key="k2")
    assert more.status_code == 422
    assert "超过职工人数" in more.json()["message"]
    assert post(browser, city.dairy_firm.organisation, [line], key="k3").status_code == 404
    assert post(signed_in(city, "school"), body, [line], key="k4").status_code == 403


def test_the_same_head_count_with_other_kinds_of_posts_is_a_correction(city):
    browser, body = signed_in(city, "winery"), city.winery_firm.organisation
    line = {
        "credit_code": city.winery_firm.credit_code,
        "period": "2020",
        "headcount": 50,
        "by_post": [{"kind": "酿酒工", "headcount": 20}],
    }
    post(browser, body, [line])
    assert post(browser, body, [line | {"by_post": []}], key="k2").json()["same"] == 1, "kinds that are not named are no difference"
    other = line | {"by_post": [{"kind": "酿酒工", "headcount": 25}]}
    assert post(browser, body, [other], key="k3").status_code == 422
    assert post(browser, body, [other | {"correction": "重新核对"}], key="k4").json()["corrected"] == 1


def test_lists_give_what_is_in_sight_page_by_page(city):
    returned(city, city.winery_firm, "2020", 50)
    team = signed_in(city, "team")
    firms = team.get("/api/enterprises/?limit=1").json()
    assert [one["name"] for one in firms] == ["示例winery有限公司"]
    counts = team.get(f"/api/enterprises/staff?credit_code={city.winery_firm.credit_code}&period=2020").json()
    assert [(one["headcount"], one["definition"]) for one in counts] == [(50, "on_post")]
    assert signed_in(city, "dairy").get("/api/enterprises/staff").json() == []


def test_anybody_reads_co_operation_in_force_and_no_draft(city):
    own = city.winery_firm.organisation
    for state, document in (("in_force", "1号"), ("draft", "")):
        Cooperation.objects.create(
            enterprise=city.winery_firm, school=city.school_body, kind="base", title=f"基地{state}", since=on("2021-01-01"), state=state,
            document=document, proposer=own, asked=city.school_body, created_at=city.now, updated_at=city.now,
        )  # fmt: skip
    assert [one["title"] for one in Client().get("/api/enterprises/cooperation").json()] == ["基地in_force"]
