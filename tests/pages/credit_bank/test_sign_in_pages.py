"""A learner comes to a sign-in: the desk shows the link once, the phone asks for the number, and one is in one's own account."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from baigong.contexts.credit_bank.models import SignInLink
from tests.credit_city import a_number, an_account, make_city

pytestmark = pytest.mark.django_db
WORD = "right-horse-battery"


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def learner(city, now):
    return an_account(city, now)


@pytest.fixture
def desk(city, sign_in):
    return sign_in(city.users.school)


@pytest.fixture
def link(desk, learner):
    page = desk.post(f"/credits/learners/{learner.pk}/sign-in/", follow=True).content.decode()
    assert "<svg" in page
    return re.search(r"<code>https?://[^/]+(/credits/join/[^<]+)</code>", page)[1]


def test_from_the_desk_to_the_own_account(desk, learner, link):
    assert "/credits/join/" not in desk.get(f"/credits/learners/{learner.pk}/sign-in/").content.decode(), "the link is shown once"
    phone = Client()
    page = phone.get(link)
    assert (page.status_code, page["Referrer-Policy"]) == (200, "strict-origin")
    assert learner.name not in page.content.decode(), "whoever finds the link does not read whose it is"
    typed = {"document_number": a_number(), "username": "zhangsan", "password": WORD, "again": WORD}
    wrong = phone.post(link, typed | {"document_number": a_number(serial=8)}).content.decode()
    assert "还可以试4次" in wrong
    assert phone.post(link, typed)["Location"] == "/credits/"
    assert learner.number in phone.get("/credits/").content.decode()
    assert phone.get(link).status_code == 410
    assert "已开通" in desk.get(f"/credits/learners/{learner.pk}/sign-in/").content.decode()


def test_who_is_signed_in_ties_the_account_to_that_sign_in(city, link, sign_in):
    phone = sign_in(city.users.farmer)
    page = phone.get(link).content.decode()
    assert "绑定到现在的账号" in page
    assert 'name="password"' not in page
    assert phone.post(link, {"document_number": a_number()})["Location"] == "/credits/"


def test_passwords_that_differ_and_names_too_short_are_said_at_their_fields(link):
    page = Client().post(link, {"document_number": a_number(), "username": "z", "password": WORD, "again": "x"}).content.decode()
    assert "两次输入的密码不同" in page


def test_the_desk_takes_a_link_back_and_parts_a_sign_in_with_a_reason(desk, learner, link):
    desk.post(f"/credits/sign-in-links/{SignInLink.objects.get().pk}/withdraw/")
    assert "已经作废" in Client().get(link).content.decode()
    refused = desk.post(f"/credits/learners/{learner.pk}/sign-in/part/", {"reason": "绑错了"})
    assert refused.status_code == 409
    assert "没有绑定登录账号" in refused.content.decode()


def test_another_desk_and_the_learner_reach_none_of_it(city, learner, link, sign_in):
    row = SignInLink.objects.get()
    for user in (city.users.other, city.users.pupil):
        client = sign_in(user)
        assert client.get(f"/credits/learners/{learner.pk}/sign-in/").status_code in (403, 404)
        assert client.post(f"/credits/learners/{learner.pk}/sign-in/part/", {"reason": "x"}).status_code in (403, 404)
        assert client.post(f"/credits/sign-in-links/{row.pk}/withdraw/").status_code in (403, 404)
    row.refresh_from_db()
    assert row.closed_at is None
