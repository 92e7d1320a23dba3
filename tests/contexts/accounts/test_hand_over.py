"""When a post changes hands, what was tied to it ends on the day and is handed on; nothing is deleted."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from baigong.contexts.accounts.models import HandOver, HandOverState, RoleHolding
from baigong.contexts.accounts.public import LEADER, LIAISON, SECURITY_ADMIN, actor_for, grant_role, keep_accounts_with_posts, link_person
from baigong.contexts.accounts.services import accept_invitation, hand_to, invite_successor, set_aside, withdraw_invitation
from baigong.contexts.accounts.services.handing_over import compare_posts
from baigong.contexts.organisations.public import PostChangedHands, appoint, vacate
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import NotPermitted, Refusal
from tests.accounts_city import acting
from tests.builders import a_person, a_post, a_user


@pytest.fixture
def office(city, now):
    """A post whose holder reports for the bureau by an account tied to it."""
    post = a_post(city.bureau, "职成科科长")
    li, wang = a_person("李科长"), a_person("王科长")
    appoint(actor=SYSTEM, now=now, post=post, person=li, on=date(2020, 1, 1))
    former, security = a_user(username="li"), acting(city.security, now)
    link_person(actor=security, now=now, user=former, person=li)
    former.refresh_from_db()
    grant_role(actor=security, now=now, user=former, role=LIAISON, organisation=city.bureau, post=post, from_on=date(2020, 2, 1))
    return SimpleNamespace(post=post, li=li, wang=wang, former=former)


@pytest.fixture
def handed(office, now, django_capture_on_commit_callbacks):
    """The hand-over that opens when the post changes hands today."""
    with django_capture_on_commit_callbacks(execute=True):
        appoint(actor=SYSTEM, now=now, post=office.post, person=office.wang, on=now.date())
    return HandOver.objects.get()


def test_the_news_ends_the_role_on_the_day_before_and_opens_a_hand_over(office, handed, now):
    held = office.former.role_holdings.get()
    assert held.until_on == now.date() - timedelta(days=1)
    assert actor_for(office.former, on=now.date()).holdings == ()
    assert actor_for(office.former, on=now.date() - timedelta(days=1)).has(LIAISON)
    assert (handed.state, handed.former, handed.new_person, list(handed.holdings.all())) == (
        HandOverState.OPEN, office.former, office.wang, [held],
    )  # fmt: skip


def test_a_change_that_lies_ahead_ends_the_role_only_then(office, now, django_capture_on_commit_callbacks):
    ahead = now.date() + timedelta(days=10)
    with django_capture_on_commit_callbacks(execute=True):
        appoint(actor=SYSTEM, now=now, post=office.post, person=office.wang, on=ahead)
    held = [bool(actor_for(office.former, on=ahead + timedelta(days=n)).holdings) for n in (-10, -1, 0)]
    assert held == [True, True, False]


def test_a_vacant_post_takes_the_role_away_too(office, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        vacate(actor=SYSTEM, now=now, post=office.post, on=now.date())
    assert HandOver.objects.get().new_person is None


def test_hearing_the_news_twice_changes_nothing(office, handed, now):
    keep_accounts_with_posts(PostChangedHands(office.post.pk, office.li.pk, office.wang.pk, now.date()))
    assert HandOver.objects.count() == 1
    assert office.former.role_holdings.count() == 1


def test_the_new_holders_own_account_keeps_its_role(office, city, now, django_capture_on_commit_callbacks):
    new, security = a_user(username="wang"), acting(city.security, now)
    link_person(actor=security, now=now, user=new, person=office.wang)
    new.refresh_from_db()
    grant_role(actor=security, now=now, user=new, role=LIAISON, organisation=city.bureau, post=office.post)
    with django_capture_on_commit_callbacks(execute=True):
        appoint(actor=SYSTEM, now=now, post=office.post, person=office.wang, on=now.date() + timedelta(days=1))
    assert new.role_holdings.get().until_on is None
    assert [h.former for h in HandOver.objects.all()] == [office.former]


def test_an_existing_account_takes_over_from_the_day_on(office, handed, city, now):
    hand_to(actor=acting(city.security, now), now=now, hand_over=handed, user=city.nobody)
    handed.refresh_from_db()
    assert (handed.state, handed.successor) == (HandOverState.DONE, city.nobody)
    taken = city.nobody.role_holdings.get()
    assert (taken.role, taken.post, taken.from_on) == ("liaison", office.post, now.date())
    assert RoleHolding.objects.filter(user=office.former).exists()


def test_it_is_not_handed_to_oneself_nor_back(office, handed, city, now):
    with pytest.raises(NotPermitted):
        hand_to(actor=acting(city.team, now), now=now, hand_over=handed, user=city.team)
    with pytest.raises(Refusal):
        hand_to(actor=acting(city.team, now), now=now, hand_over=handed, user=office.former)
    with pytest.raises(NotPermitted):
        hand_to(actor=acting(city.officer, now), now=now, hand_over=handed, user=city.nobody)


def test_an_invited_successor_closes_it_by_taking_it_up(office, handed, city, now):
    [(row, code)] = invite_successor(actor=acting(city.team, now), now=now, hand_over=handed, display_name="王科长")
    handed.refresh_from_db()
    assert (handed.state, row.person, row.post) == (HandOverState.INVITED, office.wang, office.post)
    with pytest.raises(Refusal):
        invite_successor(actor=acting(city.team, now), now=now, hand_over=handed, display_name="王科长")
    user = accept_invitation(code=code, now=now, username="wangkezhang", password="right-horse-battery", address="")
    handed.refresh_from_db()
    assert (handed.state, handed.successor, user.person) == (HandOverState.DONE, user, office.wang)
    assert actor_for(user, on=now.date()).has(LIAISON)


def test_a_withdrawn_invitation_opens_it_again(handed, city, now):
    [(row, _code)] = invite_successor(actor=acting(city.security, now), now=now, hand_over=handed, display_name="王科长")
    withdraw_invitation(actor=acting(city.security, now), now=now, invitation=row)
    handed.refresh_from_db()
    assert handed.state == HandOverState.OPEN


def test_it_is_set_aside_with_a_reason_only(handed, city, now):
    with pytest.raises(Refusal):
        set_aside(actor=acting(city.security, now), now=now, hand_over=handed, reason=" ")
    set_aside(actor=acting(city.security, now), now=now, hand_over=handed, reason="职务撤销")
    handed.refresh_from_db()
    assert (handed.state, handed.note) == (HandOverState.SET_ASIDE, "职务撤销")


def test_roles_beyond_the_teams_gift_are_the_security_administrators_to_hand_on(office, city, now, django_capture_on_commit_callbacks):
    grant_role(actor=acting(city.security, now), now=now, user=office.former, role=LEADER, organisation=city.bureau, post=office.post,
               from_on=date(2020, 2, 1))  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        appoint(actor=SYSTEM, now=now, post=office.post, person=office.wang, on=now.date())
    task = HandOver.objects.get()
    with pytest.raises(NotPermitted):
        hand_to(actor=acting(city.team, now), now=now, hand_over=task, user=city.nobody)
    hand_to(actor=acting(city.security, now), now=now, hand_over=task, user=city.nobody)
    assert acting(city.nobody, now).has(LEADER)


def test_the_last_security_administration_ends_only_when_it_is_handed_on(office, city, now, django_capture_on_commit_callbacks):
    city.security.role_holdings.update(role=LEADER.key)
    grant_role(actor=SYSTEM, now=now, user=office.former, role=SECURITY_ADMIN, organisation=city.bureau, post=office.post,
               from_on=date(2020, 2, 1))  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        appoint(actor=SYSTEM, now=now, post=office.post, person=office.wang, on=now.date())
    task = HandOver.objects.get()
    assert acting(office.former, now).has(SECURITY_ADMIN)
    assert "最后一位安全管理员" in task.note
    hand_to(actor=acting(office.former, now), now=now, hand_over=task, user=city.nobody)
    assert not acting(office.former, now).has(SECURITY_ADMIN)
    assert acting(city.nobody, now).has(SECURITY_ADMIN)


def test_news_that_was_missed_is_found_in_the_night(office, now):
    appoint(actor=SYSTEM, now=now, post=office.post, person=office.wang, on=now.date())  # the process died before the news was heard
    assert not HandOver.objects.exists()
    assert compare_posts(SimpleNamespace(now=now)) == {"opened": 1}
    assert compare_posts(SimpleNamespace(now=now)) == {"opened": 0}
    assert HandOver.objects.get().former == office.former
