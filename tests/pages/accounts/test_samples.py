"""Sample accounts: one click in a demonstration, not there at all where real people work."""

from __future__ import annotations

import pytest
from django.urls import reverse

from baigong.contexts.accounts.public import LEADER, create_sample_account
from baigong.kernel.access import SYSTEM


@pytest.fixture
def sample(city, now):
    """A sample account."""
    return create_sample_account(actor=SYSTEM, now=now, username="leader", display_name="示例领导", role=LEADER, organisation=city.bureau)


def test_the_sign_in_page_offers_them_and_one_click_enters(sample, client):
    page = client.get("/account/login/").content.decode()
    address = reverse("accounts:sample-sign-in", args=["leader"])
    assert f'action="{address}"' in page
    assert "示例领导" in page
    assert client.post(address).url == reverse("console:home")
    assert client.get("/account/").status_code == 200


def test_it_needs_a_post_and_a_sample_account(sample, city, client):
    assert client.get(reverse("accounts:sample-sign-in", args=["leader"])).status_code == 405
    assert client.post(reverse("accounts:sample-sign-in", args=["officer"])).status_code == 404
    assert client.post(reverse("accounts:sample-sign-in", args=["nobody-of-that-name"])).status_code == 404


def test_it_leads_nowhere_else(sample, client):
    answer = client.post(reverse("accounts:sample-sign-in", args=["leader"]), {"next": "https://evil.example/"})
    assert answer.url == reverse("console:home")


def test_in_production_there_is_no_such_door_and_no_such_account(sample, client, settings):
    address = reverse("accounts:sample-sign-in", args=["leader"])
    client.post(address)
    settings.DEMONSTRATION = False
    assert client.get("/account/").status_code == 302, "a session that was open is closed"
    assert client.post(address).status_code == 404
    assert "示例领导" not in client.get("/account/login/").content.decode()
    sample.set_password("right-horse-battery")
    sample.save()
    client.post("/account/login/", {"login": "leader", "password": "right-horse-battery"})
    assert client.get("/account/").status_code == 302
