"""An invitation is a link that serves once, for some days, to whom it was given."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail

from baigong.contexts.accounts.models import Invitation, User
from baigong.contexts.accounts.public import LEADER, LIAISON, SCHOOL_OFFICER, SECURITY_ADMIN, SYSTEM_ADMIN
from baigong.contexts.accounts.services import accept_invitation, find_invitation, invite, withdraw_invitation
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.jobs.models import Job
from tests.accounts_city import acting
from tests.builders import a_post, appointed

GOOD = {"username": "wangfang", "password": "right-horse-battery", "address": "10.0.0.9"}


@pytest.fixture
def sent(city, now):
    """An invitation as liaison, by the security administrator, with its code."""
    return invite(actor=acting(city.security, now), now=now, display_name="王芳", role=LIAISON, organisation=city.bureau)


def test_taking_it_up_makes_an_account_with_the_role(city, now, sent):
    row, code = sent
    user = accept_invitation(code=code, now=now, display_name="王芳", phone="0935-1", **GOOD)
    assert (user.username, user.display_name, user.phone) == ("wangfang", "王芳", "0935-1")
    assert user.check_password(GOOD["password"])
    assert [(h.role, h.organisation_id) for h in acting(user, now).holdings] == [(LIAISON, city.bureau.pk)]
    row.refresh_from_db()
    assert (row.standing(now), row.accepted_by) == ("accepted", user)
    assert (user.date_joined, user.password_set_at) == (now, now)
    assert user.role_holdings.get().granted_by == city.security, "who decided, not who clicked"


def test_with_a_post_the_account_is_its_holders_when_the_names_agree(city, now):
    post = a_post(city.bureau, "副局长")
    holder = appointed(post, "王芳", date(2020, 1, 1))
    facts = {"actor": acting(city.security, now), "now": now, "role": LIAISON, "organisation": city.bureau, "post": post}
    _row, code = invite(**facts, display_name="王芳")
    assert accept_invitation(code=code, now=now, **GOOD).person == holder
    other, _code = invite(**facts, display_name="李明")
    assert other.person is None


def test_only_a_digest_of_the_code_is_kept(sent):
    row, code = sent
    assert code not in {str(value) for value in Invitation.objects.filter(pk=row.pk).values_list().get()}
    assert len(code) >= 40


def test_it_serves_once(now, sent):
    accept_invitation(code=sent[1], now=now, **GOOD)
    with pytest.raises(Refusal) as refused:
        accept_invitation(code=sent[1], now=now, **GOOD | {"username": "another"})
    assert refused.value.code == "used"
    assert not User.objects.filter(username="another").exists()


def test_it_expires(now, sent):
    with pytest.raises(Refusal) as refused:
        accept_invitation(code=sent[1], now=now + timedelta(days=7, seconds=1), **GOOD)
    assert refused.value.code == "expired"


def test_withdrawn_it_is_dead_and_cannot_be_withdrawn_when_used(city, now, sent):
    row, code = sent
    withdraw_invitation(actor=acting(city.security, now), now=now, invitation=row)
    with pytest.raises(Refusal) as refused:
        accept_invitation(code=code, now=now, **GOOD)
    assert refused.value.code == "withdrawn"
    used, used_code = invite(actor=acting(city.security, now), now=now, display_name="李", role=LIAISON, organisation=city.bureau)
    accept_invitation(code=used_code, now=now, **GOOD)
    used.refresh_from_db()
    with pytest.raises(NotPermitted):
        withdraw_invitation(actor=acting(city.security, now), now=now, invitation=used)


def test_an_unknown_code_is_nothing(now, sent):
    assert find_invitation("x" * 43, now=now) is None
    with pytest.raises(Refusal) as refused:
        accept_invitation(code="x" * 43, now=now, **GOOD)
    assert refused.value.status == 404


def test_the_working_team_invites_those_who_report_to_it_and_nobody_else(city, now):
    team = acting(city.team, now)
    row, _code = invite(actor=team, now=now, display_name="校办", role=SCHOOL_OFFICER, organisation=city.school)
    withdraw_invitation(actor=team, now=now, invitation=row)
    for role in (SECURITY_ADMIN, SYSTEM_ADMIN, LEADER):
        with pytest.raises(NotPermitted):
            invite(actor=team, now=now, display_name="某人", role=role, organisation=city.bureau)
    with pytest.raises(NotPermitted):
        invite(actor=acting(city.officer, now), now=now, display_name="某人", role=SCHOOL_OFFICER, organisation=city.school)


def test_the_team_withdraws_only_its_own_invitations(city, now, sent):
    with pytest.raises(NotPermitted):
        withdraw_invitation(actor=acting(city.team, now), now=now, invitation=sent[0])


def test_an_account_one_has_may_take_it_up_but_not_the_inviters_own(city, now, sent):
    with pytest.raises(NotPermitted) as refused:
        accept_invitation(code=sent[1], now=now, address="", user=city.security)
    assert refused.value.code == "own_invitation"
    accept_invitation(code=sent[1], now=now, address="", user=city.officer)
    assert acting(city.officer, now).has(LIAISON, SCHOOL_OFFICER)


def test_an_exclusive_role_is_refused_at_the_moment_it_is_taken_up(city, now):
    _row, code = invite(actor=acting(city.security, now), now=now, display_name="审计", role=SYSTEM_ADMIN, organisation=city.bureau)
    with pytest.raises(Refusal) as refused:
        accept_invitation(code=code, now=now, address="", user=city.auditor)
    assert refused.value.code == "exclusive"
    assert find_invitation(code, now=now).standing(now) == "pending"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"password": "12345678901"}, "password"),
        ({"password": "short"}, "password"),
        ({"password": "wangfang-1"}, "password"),
        ({"username": "ab"}, "username"),
        ({"username": "a b c"}, "username"),
        ({"username": "Officer"}, "username_taken"),
        ({"username": "ｏｆｆｉｃｅｒ"}, "username_taken"),
    ],
)
def test_bad_names_and_passwords_are_refused_and_the_link_stays_good(now, sent, change, code):
    with pytest.raises(Refusal) as refused:
        accept_invitation(code=sent[1], now=now, **GOOD | change)
    assert refused.value.code == code
    assert find_invitation(sent[1], now=now).standing(now) == "pending"


def test_a_mailed_link_lies_encrypted_until_it_is_sent(city, now, settings):
    settings.SITE_ADDRESS = "https://baigong.example"
    _row, code = invite(
        actor=acting(city.security, now), now=now, display_name="王芳", role=LIAISON, organisation=city.bureau, email="wang@example.cn"
    )
    waiting = Job.objects.get(kind="accounts.mail")
    assert code not in str(waiting.arguments)
    assert "wang@example.cn" not in str(waiting.arguments)
    from baigong.kernel.jobs.queue import run

    run(waiting.pk)
    assert f"https://baigong.example/account/invitation/{code}/" in mail.outbox[0].body
