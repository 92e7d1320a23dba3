"""A firm without an account comes to the public page, the county to the application, and the firm back to its account."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baigong.contexts.accounts.models import User
from baigong.contexts.enterprises.models import ApplicationState, Enterprise, EnterpriseApplication
from baigong.contexts.enterprises.views import applications as views
from tests.enterprise_city import a_code, fire, make_city

pytestmark = pytest.mark.django_db
APPLY, FOLLOW = "/enterprises/public/apply/", "/enterprises/public/apply/follow/"


@pytest.fixture
def city(db, settings):
    cache.clear()
    made = make_city()
    settings.DEMONSTRATION_TODAY = made.now.date()
    return made


def filled(city, **facts):
    own = {
        "name": "示例新来有限公司", "credit_code": a_code(700), "county": str(city.near.pk), "industry_code": "1512",
        "ownership": "private",
        "size": "small", "address": "新区一号", "contact": "示例经办", "phone": "0935-0000001", "email": "firm@example.cn",
        "licence": SimpleUploadedFile("营业执照.pdf", b"%PDF-1.4 licence\n%%EOF"),
    }  # fmt: skip
    return own | facts


def applied(city, client, **facts):
    page = client.post(APPLY, filled(city, **facts))
    assert page.status_code == 200, page.content.decode()
    return EnterpriseApplication.objects.get(), re.search(r"<code>([0-9A-F]{16})</code>", page.content.decode())[1]


def signed_in(city, name):
    browser = Client()
    browser.force_login(getattr(city.users, name), backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_the_way_from_the_public_page_to_an_account_of_ones_own(city, client):
    assert "企业入册申请" in client.get(APPLY).content.decode()
    row, receipt = applied(city, client)
    county = signed_in(city, "county")
    page = county.get(row.get_absolute_url()).content.decode()
    assert "名册里没有这个代码" in page
    assert "白酒制造" in page
    assert row.name in county.get("/enterprises/applications/").content.decode()
    paper = county.get(f"/enterprises/applications/papers/{row.evidence.get().pk}/")
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    assert county.post(f"{row.get_absolute_url()}accept/").status_code == 302
    assert "领取账号" in client.post(FOLLOW, {"receipt": receipt}).content.decode()
    on = client.post("/enterprises/public/apply/account/", {"receipt": receipt})
    assert on.status_code == 302
    done = client.post(on.url, {"username": "xinlai", "password": "Shili-2022-xin", "again": "Shili-2022-xin", "display_name": "示例经办"})
    assert done.status_code == 302
    firm = Enterprise.objects.get(organisation__credit_code=row.credit_code)
    assert firm.name in client.get("/enterprises/mine/").content.decode()
    assert User.objects.get(username="xinlai").role_holdings.get().organisation == firm.organisation
    assert "账号已经领取" in Client().post(FOLLOW, {"receipt": receipt}).content.decode()


def test_what_was_sent_back_is_mended_on_the_same_page_with_what_was_said_before(city, client):
    row, receipt = applied(city, client)
    fire(row, "return", city.county, city.now, reason="地址请写到门牌号")
    page = client.post("/enterprises/public/apply/mend/", {"receipt": receipt}).content.decode()
    assert "地址请写到门牌号" in page
    assert 'value="新区一号"' in page
    given = filled(city, address="新区一号院3栋", receipt=receipt)
    del given["licence"]
    assert "待审核" in client.post("/enterprises/public/apply/mend/", given).content.decode()
    row.refresh_from_db()
    assert (row.state, row.address) == (ApplicationState.SUBMITTED, "新区一号院3栋")


def test_who_applied_takes_it_back_and_a_wrong_receipt_opens_nothing(city, client):
    _row, receipt = applied(city, client)
    for address in (FOLLOW, "/enterprises/public/apply/mend/", "/enterprises/public/apply/withdraw/", "/enterprises/public/apply/account/"):
        assert client.post(address, {"receipt": "0" * 16}).status_code == 404
    assert client.post("/enterprises/public/apply/account/", {"receipt": receipt}).status_code == 422
    assert "已撤回" in client.post("/enterprises/public/apply/withdraw/", {"receipt": receipt}).content.decode()
    assert client.post("/enterprises/public/apply/withdraw/", {"receipt": receipt}).status_code == 409


def test_what_is_missing_is_said_on_its_field_and_nothing_is_kept(city, client):
    page = client.post(APPLY, filled(city, licence="", county="", credit_code="9162"))
    assert page.status_code == 422
    assert page.content.decode().count("field-errors") >= 2
    assert not EnterpriseApplication.objects.exists()


def test_another_county_a_firm_and_the_public_see_no_application(city, client):
    row, _receipt = applied(city, client)
    for name in ("other_county", "winery", "school"):
        assert signed_in(city, name).get(row.get_absolute_url()).status_code in (403, 404)
        assert signed_in(city, name).post(f"{row.get_absolute_url()}accept/").status_code in (403, 404)
    assert client.get(row.get_absolute_url()).status_code in (302, 401, 403)


def test_who_asks_too_often_is_told_to_wait(city, client, monkeypatch):
    monkeypatch.setattr(views, "MOST_AN_HOUR", 1)
    assert client.post(APPLY, filled(city, credit_code="9162")).status_code == 422
    assert client.post(APPLY, filled(city)).status_code == 429
    assert not EnterpriseApplication.objects.exists()
    asked = client.post(FOLLOW, {"receipt": "8709-1655"})
    assert (asked.status_code, "太多次" in asked.text, "没有这个回执" in asked.text, 'value="8709-1655"' in asked.text) == (
        429, True, False, True
    )  # fmt: skip


def test_the_list_asks_no_more_often_when_it_grows(city, client):
    county = signed_in(city, "county")
    applied(city, client)
    county.get("/enterprises/applications/")
    first = _queries(county)
    for number in range(3):
        client.post(APPLY, filled(city, name=f"示例第{number}公司", credit_code=a_code(710 + number)))
    assert _queries(county) <= first


def _queries(browser):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as counted:
        assert browser.get("/enterprises/applications/").status_code == 200
    return len(counted)
