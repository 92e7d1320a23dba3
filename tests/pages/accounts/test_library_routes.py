"""Every route the sign-in library brings is either meant or not offered."""

from __future__ import annotations

import re

import pytest
from allauth import urls as library
from django.urls import URLPattern, reverse

from baigong.delivery import library_routes  # noqa: F401
from baigong.kernel.access.routes import LIBRARY_ROUTES


def walk(patterns) -> list[URLPattern]:
    """The library's routes, flat."""
    found: list[URLPattern] = []
    for pattern in patterns:
        found += [pattern] if isinstance(pattern, URLPattern) else walk(pattern.url_patterns)
    return found


ROUTES = walk(library.urlpatterns)
ABSENT = sorted(name for name, access in LIBRARY_ROUTES.items() if access.absent and "." not in name)
ARGUMENTS = {"account_confirm_email": ["abc"]}


def test_every_route_of_the_library_is_declared():
    names = {pattern.name for pattern in ROUTES if pattern.name}
    assert names - set(LIBRARY_ROUTES) == set()
    assert len(ROUTES) > 20


@pytest.mark.django_db
@pytest.mark.parametrize("name", [n for n in ABSENT if n != "account_set_password"])
@pytest.mark.parametrize("signed", [False, True])
def test_what_is_not_offered_is_not_found(city, client, as_, name, signed):
    browser = as_(city.officer) if signed else client
    address = reverse(name, args=ARGUMENTS.get(name, []))
    assert browser.get(address).status_code == 404
    assert browser.post(address, {"username": "x", "password1": "right-horse-battery"}).status_code == 404


@pytest.mark.django_db
def test_old_addresses_of_the_library_are_not_found(city, client):
    for path in ("social/login/cancelled/", "social/signup/", "social/connections/"):
        assert client.get(f"/account/{path}").status_code == 404


@pytest.mark.django_db
def test_without_a_password_one_is_told_how_to_get_one_and_cannot_set_it(city, as_):
    city.officer.set_unusable_password()
    city.officer.save()
    browser = as_(city.officer)
    page = browser.get("/account/password/change/", follow=True)
    assert "这个账号没有密码" in page.content.decode()
    browser.post("/account/password/set/", {"password1": "right-horse-battery", "password2": "right-horse-battery"})
    city.officer.refresh_from_db()
    assert not city.officer.has_usable_password()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_change_password", "mfa_index", "mfa_activate_totp", "account_reauthenticate"])
def test_ones_own_security_pages_ask_to_sign_in(client, name):
    assert client.get(reverse(name)).url.startswith("/account/login/")


@pytest.mark.django_db
def test_the_pages_of_the_library_read_chinese(city, as_, client):
    browser = as_(city.officer)
    own = ["/account/2fa/", "/account/password/change/", "/account/2fa/totp/activate/", "/account/logout/"]
    entrance = ["/account/login/", "/account/password/reset/", "/account/password/reset/done/", "/account/inactive/"]
    pages = [browser.get(a, follow=True).content.decode() for a in own] + [client.get(a).content.decode() for a in entrance]
    for page in pages:
        body = re.sub(r"<script.*?</script>|<svg.*?</svg>|<[^>]+>", " ", "<main" + page.split("<main")[1], flags=re.S)
        words = set(re.findall(r"[A-Za-z]{3,}", body)) - {"English", "TOTP"}
        words = {w for w in words if not w.isupper()}
        assert not words, words
