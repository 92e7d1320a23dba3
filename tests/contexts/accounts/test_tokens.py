"""A program acts with a key: for one body, in one role, until a day, unless it is revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baigong.contexts.accounts.models import ApiToken, User
from baigong.contexts.accounts.public import SCHOOL_OFFICER, SECURITY_ADMIN
from baigong.contexts.accounts.services import authenticate_token, issue_token, revoke_token
from baigong.kernel.errors import NotPermitted, Refusal
from tests.accounts_city import acting


@pytest.fixture
def made(city, now):
    """A key of the school, with its text."""
    return issue_token(
        actor=acting(city.security, now), now=now, name="学籍系统", role=SCHOOL_OFFICER, organisation=city.school,
        expires_on=now.date() + timedelta(days=30),
    )  # fmt: skip


def test_the_key_acts_for_its_body_in_its_role(city, now, made):
    row, text = made
    actor = authenticate_token(text, now=now, address="10.1.1.1")
    assert (actor.user_id, actor.address) == (row.user_id, "10.1.1.1")
    assert [(h.role, h.organisation_id) for h in actor.holdings] == [(SCHOOL_OFFICER, city.school.pk)]
    assert actor.is_authenticated
    row.refresh_from_db()
    assert row.last_used_at == now


def test_only_a_digest_is_kept_and_the_programs_account_has_no_password(made):
    row, text = made
    assert text not in {str(value) for value in ApiToken.objects.filter(pk=row.pk).values_list().get()}
    program = User.objects.get(pk=row.user_id)
    assert program.is_program
    assert not program.has_usable_password()


def test_a_wrong_key_is_nobody(now, made):
    assert authenticate_token(made[1] + "x", now=now) is None
    assert authenticate_token("", now=now) is None


def test_the_last_day_is_included_and_the_next_is_not(now, made):
    assert authenticate_token(made[1], now=now + timedelta(days=30)) is not None
    assert authenticate_token(made[1], now=now + timedelta(days=31)) is None


def test_a_revoked_key_is_nobody_and_its_own_body_may_revoke_it(city, now, made):
    row, text = made
    with pytest.raises(NotPermitted):
        revoke_token(actor=acting(city.stranger, now), now=now, token=row)
    revoke_token(actor=acting(city.officer, now), now=now, token=row, reason="泄露")
    assert authenticate_token(text, now=now) is None
    row.refresh_from_db()
    with pytest.raises(NotPermitted):
        revoke_token(actor=acting(city.security, now), now=now, token=row)


def test_programs_are_not_administrators_and_keys_do_not_last_for_ever(city, now):
    facts = {"actor": acting(city.security, now), "now": now, "name": "程序", "organisation": city.school}
    with pytest.raises(Refusal):
        issue_token(role=SECURITY_ADMIN, expires_on=now.date(), **facts)
    for days in (-1, 367):
        with pytest.raises(Refusal) as refused:
            issue_token(role=SCHOOL_OFFICER, expires_on=now.date() + timedelta(days=days), **facts)
        assert refused.value.code == "dates"


def test_only_the_security_administrator_makes_keys(city, now):
    for who in (city.officer, city.team, city.system):
        with pytest.raises(NotPermitted):
            issue_token(actor=acting(who, now), now=now, name="程序", role=SCHOOL_OFFICER, organisation=city.school, expires_on=now.date())
