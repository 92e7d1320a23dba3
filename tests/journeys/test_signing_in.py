"""The first page anybody meets, and the pages of errors."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import DESK, PHONE


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_signing_in_looks_right_and_is_accessible(visit, is_accessible, fits, viewport, dark):
    page = visit("/account/login/", viewport=viewport, dark=dark)
    assert page.locator("h1").inner_text()
    is_accessible(page)
    fits(page)


def test_a_wrong_password_is_told_without_saying_which_was_wrong(visit):
    page = visit("/account/login/", script=False)
    page.locator("input[name=login]").fill("nobody")
    page.locator("input[name=password]").fill("wrong password")
    page.locator("form:has(input[name=password]) [type=submit]").click()
    assert "/account/login" in page.url
    assert page.locator("[role=alert], .alert, .field-errors").first.inner_text()


def test_an_unknown_page_says_what_to_do(visit, is_accessible, fits):
    page = visit("/there-is-no-such-page/", viewport=PHONE)
    assert "没有找到" in page.locator("h1").inner_text()
    is_accessible(page)
    fits(page)
