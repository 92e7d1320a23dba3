"""The HTTP operations: who is calling, by key or by session."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone
from ninja import NinjaAPI
from ninja.testing import TestClient

from baigong.contexts.accounts.api_auth import TokenAuth
from baigong.contexts.accounts.operations import router
from baigong.contexts.accounts.public import SCHOOL_OFFICER, SECURITY_ADMIN
from baigong.contexts.accounts.services import issue_token, revoke_token
from baigong.kernel.access import ANONYMOUS
from baigong.kernel.errors import NotPermitted, Refusal
from tests.accounts_city import acting


@pytest.fixture(scope="module")
def api() -> NinjaAPI:
    """The operations mounted by themselves."""
    mounted = NinjaAPI(urls_namespace="accounts-test")
    mounted.add_router("", router)
    mounted.add_exception_handler(
        Refusal, lambda request, refusal: mounted.create_response(request, {"code": refusal.code}, status=refusal.status)
    )
    return mounted


class Caller(TestClient):
    """A client whose requests carry what the middleware sets."""

    def __init__(self, api: NinjaAPI, user=None, actor=ANONYMOUS):
        super().__init__(api)
        self.user, self.actor = user, actor

    def _build_request(self, *args, **kwargs):
        request = super()._build_request(*args, **kwargs)
        request.now, request.actor = timezone.localtime(), self.actor
        if self.user:
            request.user = self.user
        else:
            request.user.is_authenticated = False
        request.META.setdefault("REMOTE_ADDR", "10.2.2.2")
        return request


@pytest.fixture
def key(city) -> tuple:
    """A key of the school."""
    now = timezone.localtime()
    return issue_token(
        actor=acting(city.security, now), now=now, name="学籍系统", role=SCHOOL_OFFICER, organisation=city.school,
        expires_on=now.date() + timedelta(days=3),
    )  # fmt: skip


def bearer(text: str) -> dict:
    """The header."""
    return {"headers": {"Authorization": f"Bearer {text}"}}


def test_a_program_learns_what_it_may_do(api, city, key):
    answer = Caller(api).get("/whoami", **bearer(key[1]))
    data = json.loads(answer.content)
    assert answer.status_code == 200
    assert data["name"] == "学籍系统（市职业中专）"
    assert [(r["role"], r["organisation_id"], r["reach"]) for r in data["roles"]] == [("school_officer", city.school.pk, "own")]


def test_without_a_key_and_with_a_dead_one_nobody_is_let_in(api, city, key):
    assert Caller(api).get("/whoami").status_code == 401
    assert Caller(api).get("/whoami", **bearer("bg_00000000_nonsense")).status_code == 401
    now = timezone.localtime()
    revoke_token(actor=acting(city.security, now), now=now, token=key[0])
    assert Caller(api).get("/whoami", **bearer(key[1])).status_code == 401


def test_a_key_lists_the_keys_of_its_own_body_only(api, city, key):
    now = timezone.localtime()
    issue_token(actor=acting(city.security, now), now=now, name="另一", role=SCHOOL_OFFICER, organisation=city.other_school,
                expires_on=now.date())  # fmt: skip
    own = json.loads(Caller(api).get("/tokens", **bearer(key[1])).content)
    assert [row["name"] for row in own] == ["学籍系统"]
    assert key[1] not in str(own)
    every = json.loads(Caller(api, city.security, acting(city.security, now)).get("/tokens").content)
    assert [row["name"] for row in every] == ["学籍系统", "另一"]
    assert Caller(api, city.auditor, acting(city.auditor, now)).get("/tokens").status_code == 403


def test_a_session_reads_but_writes_only_with_the_csrf_token(city):
    now = timezone.localtime()
    for method, allowed in (("get", True), ("post", False)):
        request = getattr(RequestFactory(), method)("/api/whoami")
        request.user, request.actor, request.now, request.session = city.officer, acting(city.officer, now), now, {}
        request._dont_enforce_csrf_checks = False
        if allowed:
            assert TokenAuth()(request) == request.actor
        else:
            with pytest.raises(NotPermitted) as refused:
                TokenAuth()(request)
            assert refused.value.code == "csrf"


def test_a_session_that_owes_a_second_factor_is_refused(city, settings):
    settings.SECOND_FACTOR_ROLES = {SECURITY_ADMIN.key}
    now = timezone.localtime()
    request = RequestFactory().get("/api/whoami")
    request.user, request.actor, request.now = city.security, acting(city.security, now), now
    with pytest.raises(NotPermitted) as refused:
        TokenAuth()(request)
    assert refused.value.code == "second_factor_required"
