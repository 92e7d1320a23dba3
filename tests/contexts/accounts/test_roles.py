"""Roles are given and ended by the security administrator, within rules that no administrator can step over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baigong.contexts.accounts.models import RoleHolding
from baigong.contexts.accounts.public import (
    AUDIT_ADMIN,
    LIAISON,
    SCHOOL_OFFICER,
    SECURITY_ADMIN,
    SYSTEM_ADMIN,
    actor_for,
    grant_role,
    link_person,
    organisations_of,
    people_at,
    people_at_each,
    people_with,
)
from baigong.contexts.accounts.services import disable_account, end_role
from baigong.kernel.access import SYSTEM
from baigong.kernel.audit import events_of
from baigong.kernel.errors import NotPermitted, Refusal
from tests.accounts_city import acting
from tests.builders import a_person, a_post, a_user


def test_the_security_administrator_gives_a_role_and_it_is_in_the_log(city, now):
    grant_role(actor=acting(city.security, now), now=now, user=city.nobody, role=LIAISON, organisation=city.bureau)
    assert [h.role for h in acting(city.nobody, now).holdings] == [LIAISON]
    assert events_of(city.nobody)[0].action == "accounts.role.granted"


@pytest.mark.parametrize("who", ["system", "auditor", "team", "officer"])
def test_nobody_else_gives_roles(city, now, who):
    with pytest.raises(NotPermitted):
        grant_role(actor=acting(getattr(city, who), now), now=now, user=city.nobody, role=LIAISON, organisation=city.bureau)


def test_nobody_gives_a_role_to_themselves(city, now):
    with pytest.raises(NotPermitted) as refused:
        grant_role(actor=acting(city.security, now), now=now, user=city.security, role=LIAISON, organisation=city.bureau)
    assert refused.value.code == "own_rights"


@pytest.mark.parametrize("role", [SECURITY_ADMIN, AUDIT_ADMIN])
def test_one_person_does_not_hold_two_administrations(city, now, role):
    with pytest.raises(Refusal) as refused:
        grant_role(actor=acting(city.security, now), now=now, user=city.system, role=role, organisation=city.bureau)
    assert refused.value.code == "exclusive"


def test_nor_under_two_accounts(city, now):
    person, security = a_person("管理员"), acting(city.security, now)
    link_person(actor=security, now=now, user=city.system, person=person)
    link_person(actor=security, now=now, user=city.nobody, person=person)
    with pytest.raises(Refusal) as refused:
        grant_role(actor=security, now=now, user=city.nobody, role=AUDIT_ADMIN, organisation=city.bureau)
    assert refused.value.code == "exclusive"
    with pytest.raises(Refusal):
        link_person(actor=security, now=now, user=city.auditor, person=person)


def test_one_administration_after_another_is_allowed_when_the_first_has_ended(city, now):
    security, yesterday = acting(city.security, now), now.date() - timedelta(days=1)
    end_role(actor=security, now=now, holding=city.system.role_holdings.get(), last_on=yesterday)
    holding = grant_role(actor=security, now=now, user=city.system, role=AUDIT_ADMIN, organisation=city.bureau)
    assert holding.is_in_force(now.date())


def test_the_last_security_administrator_cannot_be_removed_in_either_way(city, now):
    holding = city.security.role_holdings.get()
    with pytest.raises(Refusal) as refused:
        end_role(actor=acting(city.security, now), now=now, holding=holding)
    assert refused.value.code == "last_security_admin"
    second = a_user(SECURITY_ADMIN, city.bureau)
    second.role_holdings.update(until_on=now.date() + timedelta(days=30))  # an end in sight is nobody to rely on
    with pytest.raises(Refusal):
        disable_account(actor=acting(second, now), now=now, user=city.security, reason="离职")
    second.role_holdings.update(until_on=None)
    end_role(actor=acting(second, now), now=now, holding=holding)
    assert not acting(city.security, now).has(SECURITY_ADMIN)


def test_a_role_holds_from_its_first_to_its_last_day(city, now):
    day = now.date()
    grant_role(
        actor=acting(city.security, now), now=now, user=city.nobody, role=LIAISON, organisation=city.bureau,
        from_on=day + timedelta(days=1), until_on=day + timedelta(days=3),
    )  # fmt: skip
    held = [bool(actor_for(city.nobody, on=day + timedelta(days=n)).holdings) for n in range(5)]
    assert held == [False, True, True, True, False]


def test_a_role_is_given_once_and_ended_once(city, now):
    security, holding = acting(city.security, now), city.officer.role_holdings.get()
    with pytest.raises(Refusal) as refused:
        grant_role(actor=security, now=now, user=city.officer, role=SCHOOL_OFFICER, organisation=city.school)
    assert refused.value.code == "held"
    end_role(actor=security, now=now, holding=holding, reason="调离")
    with pytest.raises(Refusal):
        end_role(actor=security, now=now, holding=holding)
    assert RoleHolding.objects.filter(pk=holding.pk).exists()


def test_a_post_of_another_body_is_refused(city, now):
    post = a_post(city.school, "校长")
    with pytest.raises(Refusal) as refused:
        grant_role(actor=acting(city.security, now), now=now, user=city.nobody, role=LIAISON, organisation=city.bureau, post=post)
    assert refused.value.code == "other_post"


def test_a_disabled_account_holds_nothing_and_is_given_nothing(city, now):
    security = acting(city.security, now)
    disable_account(actor=security, now=now, user=city.officer, reason="离职")
    city.officer.refresh_from_db()
    assert acting(city.officer, now).holdings == ()
    with pytest.raises(Refusal):
        grant_role(actor=security, now=now, user=city.officer, role=LIAISON, organisation=city.bureau)


def test_people_at_a_body_are_those_who_hold_a_role_there_that_day(city, now):
    day = now.date()
    assert set(people_at(city.school, [SCHOOL_OFFICER], day)) == {city.officer, city.colleague}
    assert set(people_at(city.school, [LIAISON], day)) == set()
    assert people_at_each([city.school, city.bureau], [SCHOOL_OFFICER], day) == {
        city.school.pk: [city.colleague, city.officer],
        city.bureau.pk: [],
    }
    assert list(people_with([SYSTEM_ADMIN], day)) == [city.system]
    assert list(organisations_of(acting(city.officer, now), SCHOOL_OFFICER)) == [city.school]
    disable_account(actor=acting(city.security, now), now=now, user=city.officer, reason="离职")
    assert set(people_at(city.school, [SCHOOL_OFFICER], day)) == {city.colleague}


def test_people_at_many_bodies_is_one_query(city, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        people_at_each([city.school, city.other_school, city.bureau], [SCHOOL_OFFICER, LIAISON], now.date())


def test_the_system_may_give_the_first_roles(city, now):
    grant_role(actor=SYSTEM, now=now, user=city.nobody, role=SECURITY_ADMIN, organisation=city.bureau)
    assert acting(city.nobody, now).has(SECURITY_ADMIN)
