"""The second factor: set up, asked for, demanded of a role, guarded against guessing, encrypted at rest."""

from __future__ import annotations

import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baigong.contexts.accounts.public import SCHOOL_OFFICER, demand_second_factor
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.privacy import decrypt
from tests.accounts_city import acting

PASSWORD = "不会用到的口令"
LOGIN, ACTIVATE, STEP = "/account/login/", "/account/2fa/totp/activate/", "/account/2fa/authenticate/"
HOME = "/account/sessions/"


def code_of(secret: str) -> str:
    """What the authenticator shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def enter(browser: Client, username: str = "officer"):
    """Name and password."""
    return browser.post(LOGIN, {"login": username, "password": PASSWORD})


def set_up(browser: Client) -> str:
    """Set up an authenticator and give its key."""
    browser.get(ACTIVATE)
    secret = browser.session["mfa.totp.secret"]
    browser.post(ACTIVATE, {"code": code_of(secret)})
    cache.clear()  # a code serves once; the test needs the same half minute's code again
    return secret


@pytest.fixture
def secret(city) -> str:
    """The officer's authenticator, set up in a browser that is then left."""
    browser = Client()
    enter(browser)
    return set_up(browser)


def test_key_and_recovery_seed_are_encrypted_at_rest(secret):
    stored = {a.type: a.data for a in Authenticator.objects.all()}
    assert secret not in str(stored)
    assert decrypt(stored["totp"]["secret"]) == secret
    assert decrypt(stored["recovery_codes"]["seed"])


def test_with_an_authenticator_the_password_alone_is_not_enough(secret, client):
    assert enter(client).url == STEP
    assert client.get(HOME).status_code == 302
    client.post(STEP, {"code": code_of(secret)})
    assert client.get(HOME).status_code == 200
    methods = AuditEvent.objects.filter(action="accounts.user.signed_in").order_by("-pk")[0].detail["methods"]
    assert methods == ["password", "totp"]


def test_a_recovery_code_serves_once_and_its_owner_is_told(secret, client, city):
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    enter(client)
    client.post(STEP, {"code": recovery})
    assert client.get(HOME).status_code == 200
    assert AuditEvent.objects.filter(action="accounts.user.recovery_code_used", subject_id=str(city.officer.pk)).exists()
    again = Client()
    enter(again)
    again.post(STEP, {"code": recovery})
    assert again.get(HOME).status_code == 302


def test_guessing_codes_locks_the_account_like_guessing_passwords(secret, settings):
    browser = Client()
    enter(browser)
    answers = [browser.post(STEP, {"code": "000000"}).status_code for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert answers == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    assert browser.post(STEP, {"code": code_of(secret)}).status_code == 429, "the pending step does not lead around the lock"
    assert enter(Client()).status_code == 429
    steps = AuditEvent.objects.filter(action="accounts.user.sign_in_failed").values_list("detail__step", flat=True)
    assert set(steps) == {"code", "password"}


@pytest.mark.django_db(transaction=True)
def test_demanded_of_a_role_it_is_set_up_before_any_work(city, now, client):
    demand_second_factor(actor=acting(city.security, now), now=now, role=SCHOOL_OFFICER, is_required=True)
    enter(client)
    for path in (HOME, reverse("console:home"), reverse("accounts:token-list")):
        assert client.get(path).url.startswith(ACTIVATE)
    assert client.post(reverse("accounts:sessions-end-others")).url.startswith(ACTIVATE)
    page = client.get(ACTIVATE).content.decode()
    assert "您的职责要求双因素验证" in page
    set_up(client)
    assert client.get(HOME).status_code == 200
    assert client.get("/account/2fa/recovery-codes/").status_code == 200


def test_it_binds_sessions_that_are_open_and_only_that_role(city, now, client, secret):
    browser, other = Client(), Client()
    browser.force_login(city.officer)
    enter(other, "liaison")
    demand_second_factor(actor=acting(city.security, now), now=now, role=SCHOOL_OFFICER, is_required=True)
    answer = browser.get(HOME)
    assert answer.url.startswith("/account/2fa/reauthenticate/")
    assert other.get(HOME).status_code == 200
    browser.post("/account/2fa/reauthenticate/", {"code": code_of(secret)})
    assert browser.get(HOME).status_code == 200


def test_the_servers_settings_demand_it_too(city, client, settings):
    settings.SECOND_FACTOR_ROLES = {"school_officer"}
    enter(client)
    assert client.get(HOME).url.startswith(ACTIVATE)


def test_the_public_pages_stay_open_to_whoever_owes_it(city, client, settings):
    settings.SECOND_FACTOR_ROLES = {"school_officer"}
    enter(client)
    assert client.get("/healthz").status_code == 200
    assert client.post("/account/logout/").status_code == 302


def test_taking_it_away_asks_again_who_one_is(secret, client):
    enter(client)
    client.post(STEP, {"code": code_of(secret)})
    with time_machine.travel(timezone.now().timestamp() + 600):
        assert "reauthenticate" in client.post("/account/2fa/totp/deactivate/").url
    assert Authenticator.objects.filter(type="totp").exists()


def test_an_administrator_frees_whoever_lost_the_phone_and_others_do_not(secret, city, as_):
    address = reverse("accounts:account-act", args=[city.officer.pk, "reset-factor"])
    assert as_(city.team).post(address, {"reason": "当面核实"}).status_code == 403
    as_(city.security).post(address, {"reason": "当面核实"})
    assert not Authenticator.objects.filter(user=city.officer).exists()
    assert AuditEvent.objects.get(action="accounts.user.factor_reset").detail == {"reason": "当面核实"}


def test_the_rules_page_says_how_many_have_one(secret, city, as_):
    page = as_(city.security).get(reverse("accounts:factor-rules")).content.decode()
    assert "学校经办" in page
    assert "在任 3 人，已设 1 人" in page
