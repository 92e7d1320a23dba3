"""What is done to an account, and what is not."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from baigong.contexts.accounts.models import Invitation, User
from baigong.contexts.accounts.public import LEADER, LIAISON, create_sample_account, demand_second_factor
from baigong.contexts.accounts.selectors import required_roles
from baigong.contexts.accounts.services import (
    disable_account,
    edit_account,
    edit_own_profile,
    enable_account,
    require_password_change,
    reset_link,
    reset_second_factor,
)
from baigong.kernel.access import SYSTEM
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import NotPermitted, Refusal
from tests.accounts_city import acting

PROFILE = {"display_name": "新名字", "phone": "0935-2", "email": "", "language": "en"}


def test_one_changes_ones_own_profile(city, now):
    edit_own_profile(actor=acting(city.officer, now), now=now, **PROFILE)
    city.officer.refresh_from_db()
    assert (city.officer.display_name, city.officer.language) == ("新名字", "en")


def test_a_new_mail_address_needs_the_password(city, now):
    facts = PROFILE | {"email": "new@example.cn"}
    with pytest.raises(Refusal) as refused:
        edit_own_profile(actor=acting(city.officer, now), now=now, **facts, password="wrong")
    assert refused.value.code == "password"
    edit_own_profile(actor=acting(city.officer, now), now=now, **facts, password="不会用到的口令")
    city.officer.refresh_from_db()
    assert city.officer.email == "new@example.cn"


def test_an_account_is_stopped_with_a_reason_and_started_again(city, now):
    security = acting(city.security, now)
    with pytest.raises(Refusal):
        disable_account(actor=security, now=now, user=city.officer, reason="")
    disable_account(actor=security, now=now, user=city.officer, reason="离职")
    city.officer.refresh_from_db()
    assert not city.officer.is_active
    enable_account(actor=security, now=now, user=city.officer)
    city.officer.refresh_from_db()
    assert city.officer.is_active


@pytest.mark.parametrize("act", [disable_account, reset_second_factor])
def test_an_administrator_does_not_do_these_to_themselves(city, now, act):
    with pytest.raises(NotPermitted) as refused:
        act(actor=acting(city.security, now), now=now, user=city.security, reason="x")
    assert refused.value.code == "own_account"


@pytest.mark.parametrize("who", ["team", "system", "auditor", "officer"])
def test_others_do_not_administer_accounts(city, now, who):
    actor = acting(getattr(city, who), now)
    for act, facts in (
        (disable_account, {"reason": "x"}), (reset_link, {}), (require_password_change, {}), (reset_second_factor, {"reason": "x"}),
        (edit_account, {"display_name": "x", "phone": "", "email": ""}),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            act(actor=actor, now=now, user=city.liaison, **facts)


def test_a_sample_account_is_made_for_demonstrations_by_the_system_only(city, now, settings):
    facts = {"now": now, "username": "sample", "display_name": "示例", "role": LEADER, "organisation": city.bureau}
    user = create_sample_account(actor=SYSTEM, **facts)
    assert user.is_sample
    assert not user.has_usable_password()
    assert acting(user, now).has(LEADER)
    create_sample_account(actor=SYSTEM, **facts | {"role": LIAISON})
    assert acting(user, now).has(LIAISON)
    with pytest.raises(NotPermitted):
        create_sample_account(actor=acting(city.security, now), **facts | {"username": "sample2"})
    settings.DEMONSTRATION = False
    with pytest.raises(Refusal):
        create_sample_account(actor=SYSTEM, **facts | {"username": "sample3"})


def test_a_second_factor_is_demanded_by_the_city_and_by_the_server(city, now, settings):
    security = acting(city.security, now)
    settings.SECOND_FACTOR_ROLES = {"auditor_role"}
    demand_second_factor(actor=security, now=now, role=LEADER, is_required=True)
    assert required_roles() == {"auditor_role", "leader"}
    demand_second_factor(actor=security, now=now, role=LEADER, is_required=False)
    assert required_roles() == {"auditor_role"}
    settings.SECOND_FACTOR_ROLES = {"leader"}
    with pytest.raises(Refusal) as refused:
        demand_second_factor(actor=security, now=now, role=LEADER, is_required=False)
    assert refused.value.code == "by_settings"
    with pytest.raises(NotPermitted):
        demand_second_factor(actor=acting(city.system, now), now=now, role=LEADER, is_required=True)


def test_the_command_invites_three_different_first_administrators(city, settings):
    settings.SITE_ADDRESS = "https://baigong.example"
    out = StringIO()
    call_command("account", "create-admin", "--name", "甲", "--name", "乙", "--name", "丙", stdout=out, stderr=StringIO())
    lines = [line.split("\t") for line in out.getvalue().splitlines()]
    assert [(role, name) for role, name, _link in lines] == [("system_admin", "甲"), ("security_admin", "乙"), ("audit_admin", "丙")]
    assert all(link.startswith("https://baigong.example/account/invitation/") for _r, _n, link in lines)
    assert Invitation.objects.filter(invited_by=None).count() == 3
    assert AuditEvent.objects.filter(action="accounts.invitation.sent", actor_name="系统").count() == 3
    with pytest.raises(Refusal):
        call_command("account", "create-admin", "--name", "甲", "--name", "甲", "--name", "丙", stdout=out, stderr=StringIO())


@pytest.mark.django_db
def test_the_command_says_when_there_is_no_body_yet():
    with pytest.raises(Refusal, match="baigong init"):
        call_command("account", "create-admin", stdout=StringIO(), stderr=StringIO())


def test_every_act_on_accounts_has_words(city, now):
    from baigong.contexts.accounts.words import WORDS
    from baigong.kernel.audit.words import words_of

    assert all(words_of(action) != action for action in WORDS)
    assert User._meta.verbose_name == "账号"
