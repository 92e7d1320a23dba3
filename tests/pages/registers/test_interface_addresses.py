"""Log-ins of pushers counted by the address they come from: whoever guesses is turned away, whoever has a token goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baigong.contexts.registers.models import RefusedLogIn
from baigong.contexts.registers.services import calling, logging_in
from baigong.kernel.jobs import Progress
from tests.pages.registers.interface_cast import HOME, ByHand, a_school, an_account, programme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_at_most(settings):
    settings.INTERFACE_ADDRESS_FAILURES = 3
    settings.AXES_FAILURE_LIMIT = 100


@pytest.fixture
def school():
    return a_school()


@pytest.fixture
def pusher(school):
    _row, file = an_account(school, networks=(HOME, "127.0.0.2"))
    pusher = ByHand(file)
    assert pusher.log_in().status_code == 200
    return pusher


def guess(address: str = HOME):
    return Client().post(reverse("interface:oauth"), {"cipherText": "zzz"}, REMOTE_ADDR=address)


def said(answer) -> tuple[int, str]:
    return answer.status_code, answer.json().get("error", "")


def test_after_too_many_guesses_no_key_is_tried_for_that_address(pusher, monkeypatch):
    assert [said(guess())[1] for _ in range(3)] == ["unknown_client"] * 3
    monkeypatch.setattr(logging_in, "rsa_decrypt", lambda *_: pytest.fail("a key was tried"))
    assert said(guess()) == (429, "address_locked")
    answer = pusher.log_in()
    assert said(answer) == (429, "address_locked"), "the right password too, for a while"
    assert f"{HOME}来的登录失败3次" in answer.json()["msg"]


def test_another_address_still_logs_in_and_a_token_given_before_still_pushes(pusher, school):
    for _ in range(4):
        guess()
    assert pusher.push(programme(1, school)).status_code == 200
    assert ByHand(pusher.file, "127.0.0.2").log_in().status_code == 200


def test_wrong_passwords_secrets_and_addresses_count_and_sound_log_ins_do_not(pusher):
    pusher.log_in(password="x")
    pusher.refresh(client_secret="0" * 32)
    for _ in range(5):
        assert pusher.log_in().status_code == 200
    pusher.log_in(grant_type="code")
    assert list(RefusedLogIn.objects.values_list("code", flat=True).order_by("pk")) == ["wrong_password", "wrong_secret"]
    stranger = ByHand(pusher.file, "203.0.113.9")
    assert [said(stranger.log_in())[1] for _ in range(4)] == ["ip_not_allowed"] * 3 + ["address_locked"]


def test_the_lock_ends_by_itself_and_knocking_does_not_lengthen_it(pusher, settings):
    for _ in range(8):
        guess()
    assert RefusedLogIn.objects.count() == 3
    RefusedLogIn.objects.update(refused_at=timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))
    assert pusher.log_in().status_code == 200
    calling.sweep(Progress(job=None, now=timezone.now()))
    assert not RefusedLogIn.objects.exists()
