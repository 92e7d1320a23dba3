"""Every route of organisations: who comes in, who is sent to sign in, who is refused, what does not exist."""

from __future__ import annotations

import pytest
from django.urls import reverse

from baigong.contexts.organisations.urls import urlpatterns

READING = {
    "organisation-list": [],
    "organisation-tree": [],
    "organisation": ["education"],
    "post-list": [],
    "post": ["director"],
    "leading-body-list": [],
    "leading-body": ["group"],
    "table-export": ["=bodies"],
}
KEEPING = {
    "organisation-add": [],
    "organisation-edit": ["education"],
    "organisation-rename": ["education"],
    "organisation-move": ["education"],
    "organisation-reorganise": ["education"],
    "alias-add": ["education"],
    "post-add": ["education"],
    "post-edit": ["director"],
    "post-appoint": ["director"],
    "post-vacate": ["director"],
    "post-abolish": ["director"],
    "holding-correct": ["director", "holding"],
    "leading-body-add": [],
    "leading-body-edit": ["group"],
    "leading-body-dissolve": ["group"],
    "seat-add": ["group"],
    "seat-end": ["group", "seat"],
    "seat-name": ["group", "by_rank"],
    "import-index": [],
    "import-add": ["=posts"],
    "import-template": ["=seats"],
}
POSTING = {"alias-remove": ["education", "alias"]}
OWN = {"import-plan", "import-marked", "import-confirm", "import-discard"}  # a draft is its uploader's: test_imports.py


def address(city, name, facts):
    return reverse(f"organisations:{name}", args=[f[1:] if f.startswith("=") else getattr(city, f).pk for f in facts])


def test_every_route_is_tried_here():
    assert {pattern.name for pattern in urlpatterns} == set(READING) | set(KEEPING) | set(POSTING) | OWN


@pytest.mark.parametrize("who", ["team", "admin", "liaison", "county"])
@pytest.mark.parametrize("name", READING)
def test_everybody_with_an_account_reads(city, browser, name, who):
    assert browser(who).get(address(city, name, READING[name])).status_code == 200


@pytest.mark.parametrize("who", ["team", "admin"])
@pytest.mark.parametrize("name", KEEPING)
def test_the_keepers_of_the_register_may_change_it(city, browser, name, who):
    assert browser(who).get(address(city, name, KEEPING[name])).status_code == 200


@pytest.mark.parametrize("who", ["liaison", "county"])
@pytest.mark.parametrize("name", KEEPING | POSTING)
def test_others_may_not(city, browser, name, who):
    response = browser(who).post(address(city, name, (KEEPING | POSTING)[name]))
    assert response.status_code == 403


@pytest.mark.parametrize("name", READING | KEEPING | POSTING)
def test_a_stranger_is_asked_to_sign_in(city, browser, name):
    response = browser().get(address(city, name, (READING | KEEPING | POSTING)[name]))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", [name for name, facts in {**READING, **KEEPING}.items() if facts and not facts[0].startswith("=")])
def test_what_does_not_exist_is_not_found(city, browser, name):
    count = len((READING | KEEPING)[name])
    assert browser("team").get(reverse(f"organisations:{name}", args=[987654] * count)).status_code == 404


def test_a_seat_of_another_body_is_not_found(city, browser):
    assert browser("team").get(reverse("organisations:seat-end", args=[987654, city.seat.pk])).status_code == 404


def test_an_unknown_table_is_not_found(city, browser):
    assert browser("team").get(reverse("organisations:import-add", args=["nothing"])).status_code == 404


def test_a_liaison_sees_no_button_that_is_not_his(city, browser):
    page = browser("liaison").get(address(city, "organisation", ["education"])).content.decode()
    assert "撤并" not in page
    assert "登记职务" not in page
