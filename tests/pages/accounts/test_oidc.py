"""Sign-in through the city's identity provider: existing accounts only, mapped by a claim, behind the same lock and second factor."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse
from django.utils import timezone

from baigong.kernel.audit.models import AuditEvent

SERVER = "https://id.example.gov.cn"
START = "/account/oidc/oidc/login/"


class FakeAnswer:
    """What the provider answers."""

    def __init__(self, data: dict):
        self.data = data
        self.status_code = 200
        self.headers = {"content-type": "application/json"}

    def json(self) -> dict:
        """The document."""
        return self.data

    def raise_for_status(self) -> None:
        """All went well."""


class FakeProvider:
    """An OpenID provider that lets ``person`` in."""

    def __init__(self, person: dict):
        self.person = person

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False

    def get(self, url: str, **kwargs) -> FakeAnswer:
        """Discovery and user information."""
        if url.endswith("openid-configuration"):
            return FakeAnswer(
                {
                    "issuer": SERVER, "authorization_endpoint": f"{SERVER}/authorize", "token_endpoint": f"{SERVER}/token",
                    "userinfo_endpoint": f"{SERVER}/userinfo", "jwks_uri": f"{SERVER}/jwks",
                }
            )  # fmt: skip
        assert url == f"{SERVER}/userinfo"
        return FakeAnswer(self.person)

    def request(self, method: str, url: str, **kwargs) -> FakeAnswer:
        """The token."""
        assert url == f"{SERVER}/token"
        return FakeAnswer({"access_token": "t", "token_type": "Bearer", "expires_in": 60})


@pytest.fixture
def provider(settings, monkeypatch):
    """``provider(claims)`` sets up an identity provider that lets that person in."""
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "oidc", "name": "甘肃统一身份", "client_id": "baigong", "secret": "s",
                    "settings": {"server_url": SERVER, "username_claim": "preferred_username"},
                }
            ]
        }
    }  # fmt: skip

    def let_in(**person):
        from baigong.contexts.accounts.adapter import SocialAccountAdapter

        monkeypatch.setattr(SocialAccountAdapter, "get_requests_session", lambda self: FakeProvider(person))

    return let_in


def come_back(client, **more):
    """Go to the provider and come back with a code."""
    away = client.post(START)
    state = parse_qs(urlsplit(away.url).query)["state"][0]
    return client.get("/account/oidc/oidc/login/callback/", {"code": "c", "state": state, **more})


def test_the_button_is_there_only_when_configured(city, client, provider, settings):
    assert "甘肃统一身份" in client.get("/account/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "统一身份" not in client.get("/account/login/").content.decode()
    assert client.post(START).status_code == 404


def test_it_leads_to_the_provider_with_a_state(city, client, provider):
    provider(sub="1")
    away = client.post(START)
    assert away.url.startswith(f"{SERVER}/authorize?")
    assert "state=" in away.url


def test_an_existing_account_gets_in_by_its_user_name_and_then_by_its_tie(city, client, provider):
    provider(sub="u-1", preferred_username="Officer")
    assert come_back(client).url == reverse("console:home")
    assert client.get("/account/").status_code == 200
    assert SocialAccount.objects.get(uid="u-1").user == city.officer
    event = AuditEvent.objects.filter(action="accounts.user.signed_in").get()
    assert event.detail["methods"] == ["socialaccount"]
    client.post("/account/logout/")
    provider(sub="u-1", preferred_username="renamed-at-the-provider")
    come_back(client)
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "claims", [{"preferred_username": "stranger-to-us"}, {"email": "officer@example.cn"}, {"preferred_username": ["officer"]}, {}]
)
def test_nobody_else_gets_in_and_no_account_is_made(city, client, provider, claims):
    city.officer.email = "officer@example.cn"
    city.officer.save()
    before = type(city.officer).objects.count()
    provider(sub="u-2", **claims)
    answer = come_back(client)
    assert answer.status_code == 403
    assert "安全管理员" in answer.content.decode()
    assert type(city.officer).objects.count() == before
    assert AuditEvent.objects.filter(action="accounts.user.identity_refused").exists()
    assert client.get("/account/").status_code == 302


def test_a_disabled_account_does_not_get_in_this_way(city, client, provider):
    city.officer.is_active = False
    city.officer.save()
    provider(sub="u-3", preferred_username="officer")
    assert come_back(client).status_code == 403


def test_a_locked_name_is_locked_this_way_too(city, client, provider, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post("/account/login/", {"login": "officer", "password": "wrong"})
    provider(sub="u-4", preferred_username="officer")
    assert come_back(client).status_code == 429


def test_a_demanded_second_factor_is_demanded_this_way_too(city, client, provider, settings):
    settings.SECOND_FACTOR_ROLES = {"school_officer"}
    provider(sub="u-5", preferred_username="officer")
    come_back(client)
    assert client.get("/account/").url.startswith("/account/2fa/totp/activate/")


def test_the_providers_sessions_follow_its_own_rules_on_passwords(city, client, provider, settings):
    city.officer.password_set_at = timezone.now() - timedelta(days=settings.PASSWORD_DAYS + 1)
    city.officer.save()
    provider(sub="u-7", preferred_username="officer")
    come_back(client)
    assert client.get("/account/").status_code == 200


def test_a_forged_state_is_refused(city, client, provider):
    provider(sub="u-6", preferred_username="officer")
    client.post(START)
    answer = client.get("/account/oidc/oidc/login/callback/", {"code": "c", "state": "forged"})
    assert client.get("/account/").status_code == 302
    assert "没有成功" in answer.content.decode()
