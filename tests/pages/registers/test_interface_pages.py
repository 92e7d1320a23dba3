"""Pages of interface accounts: applied for by the school, opened by the bureau, credentials shown once, nobody else's business."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.urls import reverse

from baigong.contexts.accounts.public import SCHOOL_OFFICER, SYSTEM_ADMIN, WORKING_TEAM
from baigong.contexts.registers.interface.refusals import REFUSALS
from baigong.contexts.registers.models import ReturnAccount, ReturnToken
from baigong.contexts.registers.services.interface_accounts import checked_networks
from baigong.kernel.errors import Refusal
from tests.builders import a_body, a_user
from tests.pages.registers.interface_cast import EDITION, PROGRAMMES, ByHand, a_school, an_account, programme

pytestmark = pytest.mark.django_db
FORM = {"standard": EDITION, "applicant": "王老师", "phone": "0935-1", "networks": "203.0.113.8", "mode": "ecb", "padding": "pkcs7",
        "iv": "", "key_form": "hex", "rsa_padding": "pkcs1"}  # fmt: skip


@pytest.fixture
def school():
    return a_school(name="示例职业中专")


@pytest.fixture
def officer(school):
    return a_user(SCHOOL_OFFICER, school)


@pytest.fixture
def team():
    return a_user(WORKING_TEAM, a_body())


def fire(client, row, step, **data):
    return client.post(reverse("workflow:fire", args=["registers.returnaccount", row.pk, step]), data)


def test_from_application_to_the_first_push(sign_in, officer, team, school):
    answer = sign_in(officer).post(reverse("registers:interface-apply"), FORM | {"organisation": school.pk})
    assert answer.status_code == 302, answer.content.decode()[-6000:]
    row = ReturnAccount.objects.get()
    page = sign_in(officer).get(row.get_absolute_url()).content.decode()
    assert reverse("registers:interface-renew", args=[row.pk]) not in page
    fire(sign_in(team), row, "issue")
    answer = sign_in(officer).post(reverse("registers:interface-renew", args=[row.pk]), follow=True)
    shown = answer.content.decode()
    file = json.loads(html.unescape(re.search(r'<pre class="copied">(.*?)</pre>', shown, re.DOTALL)[1]))
    assert file["app_secret"] in shown
    assert "no-store" in answer["Cache-Control"]
    assert file["app_secret"] not in sign_in(officer).get(row.get_absolute_url()).content.decode(), "shown once"
    fire(sign_in(team), row, "register")
    pusher = ByHand(file, "203.0.113.8")
    assert pusher.log_in().status_code == 200
    assert pusher.push(programme(1, school)).status_code == 200
    assert PROGRAMMES in sign_in(officer).get(row.get_absolute_url()).content.decode()


def test_new_credentials_end_the_old_ones(sign_in, officer, school):
    row, file = an_account(school)
    pusher = ByHand(file)
    pusher.log_in()
    sign_in(officer).post(reverse("registers:interface-renew", args=[row.pk]))
    assert not ReturnToken.objects.filter(revoked_at=None).exists()
    assert pusher.log_in().status_code == 401


def test_the_database_holds_no_secret_in_the_clear(school):
    row, file = an_account(school)
    kept = " ".join(str(value) for value in ReturnAccount.objects.filter(pk=row.pk).values().get().values())
    assert not [name for name in ("password", "client_secret", "app_secret") if file[name] in kept]
    assert "PRIVATE KEY" not in kept


def test_a_second_account_on_the_same_edition_is_refused(sign_in, officer, school):
    an_account(school)
    answer = sign_in(officer).post(reverse("registers:interface-apply"), FORM | {"organisation": school.pk})
    assert answer.status_code == 422
    assert ReturnAccount.objects.count() == 1


def test_another_school_does_not_see_it_and_the_school_does_not_open_it_itself(sign_in, officer, school):
    row, _file = an_account(school)
    stranger = a_user(SCHOOL_OFFICER, a_school())
    assert sign_in(stranger).get(row.get_absolute_url()).status_code == 404
    assert sign_in(stranger).post(reverse("registers:interface-renew", args=[row.pk])).status_code == 404
    assert sign_in(officer).get(reverse("registers:interface-settings", args=[row.pk])).status_code == 403
    fire(sign_in(officer), row, "suspend", reason="x")
    row.refresh_from_db()
    assert row.state == "open"


def test_the_system_administrator_sets_addresses_and_a_wrong_one_is_named(sign_in, school):
    row, _file = an_account(school)
    client, address = sign_in(a_user(SYSTEM_ADMIN, a_body())), reverse("registers:interface-settings", args=[row.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, FORM | {"networks": "203.0.113.0/28\n198.51.100.7"}).status_code == 302
    row.refresh_from_db()
    assert row.networks == ["203.0.113.0/28", "198.51.100.7/32"]
    for wrong in ({"networks": "校园网"}, {"networks": "0.0.0.0/0"}, {"iv": "00"}, {"key_form": "text"}):
        assert client.post(address, FORM | wrong).status_code == 422


def test_lists_say_what_to_do_when_empty(sign_in, officer):
    page = sign_in(officer).get(reverse("registers:interface")).content.decode()
    assert "还没有接口账号" in page
    assert sign_in(officer).get(reverse("registers:interface-apply")).status_code == 200


def test_networks_are_kept_once_each():
    assert checked_networks(["203.0.113.8", " 203.0.113.8/32 ", ""]) == ["203.0.113.8/32"]
    with pytest.raises(Refusal):
        checked_networks(["203.0.113.300"])


def test_the_guide_is_open_to_everybody_and_names_every_refusal(client):
    page = html.unescape(client.get(reverse("registers:interface-guide")).content.decode())
    assert "fileds" in page
    assert "push_sample" in page
    for code, (status, _words) in REFUSALS.items():
        assert re.search(rf">{code}</th><td[^>]*>{status}</td>", page), code
    assert "%(" not in page, "what a refusal names stands as …"
