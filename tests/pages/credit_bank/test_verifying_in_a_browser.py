"""In a real browser: a file is verified, a code that is scanned opens its answer, and nothing personal goes where a log would keep it."""

from __future__ import annotations

import json

import pytest

from baigong.contexts.credit_bank.services import credentials
from baigong.engines.credentials.compact import pack
from tests.browser import browser  # noqa: F401
from tests.credit_city import a_claim, a_type, an_account, fire, make_city

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def credential(transactional_db):
    from baigong.kernel.clock import current_time

    today, city = current_time(), make_city()
    row = a_claim(city, today, an_account(city, today, "阿依古丽·买买提"), a_type(city))
    fire(row, "submit", city.school, today)
    return credentials.issue_credential(actor=city.office, now=today, outcome=fire(row, "recognise", city.school, today))


@pytest.fixture
def page(browser):
    context = browser.new_context(locale="zh-CN", viewport=PHONE)
    opened = context.new_page()
    opened.asked = []
    opened.on("request", lambda request: opened.asked.append(request.url + str(request.headers.get("referer", ""))))
    yield opened
    context.close()


def test_a_file_is_verified_on_a_phone(live_server, page, credential):
    page.goto(f"{live_server.url}/verify/")
    page.set_input_files("input[name=file]", {"name": "凭证.json", "mimeType": "application/json", "buffer": credential.document.encode()})
    page.get_by_role("button", name="核验", exact=True).click()
    page.get_by_text("有效：签名属实").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_code_opens_its_answer_and_what_it_carries_is_in_no_address_that_is_asked_for(live_server, page, credential):
    packed = pack(json.loads(credential.document))
    page.goto(f"{live_server.url}/V/#{packed}")
    page.get_by_text("有效：签名属实").wait_for()
    assert page.get_by_text("阿依古丽·买买提").count() == 1
    assert not [address for address in page.asked if packed[:40] in address]
    assert packed not in page.url
    page.go_back()
    assert packed not in page.url, "nor does it stay in the history of a shared machine"


def test_without_script_the_code_says_what_to_do(live_server, browser, credential):
    context = browser.new_context(locale="zh-CN", viewport=PHONE, java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{live_server.url}/V/#{pack(json.loads(credential.document))}")
    assert plain.get_by_text("复制整个网址").count() == 1
    context.close()
