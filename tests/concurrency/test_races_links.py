"""Two phones at one link that serves once, on PostgreSQL: a learner's sign-in, a guardian's signature."""

from __future__ import annotations

import contextlib
import threading
from datetime import date

import pytest
from django.db.models import QuerySet

from baigong.contexts.accounts.models import User
from baigong.contexts.credit_bank.models import SignInLink
from baigong.contexts.credit_bank.services import sign_in_links as links
from baigong.contexts.internships.models import GuardianLink, Intern
from baigong.contexts.internships.services import guardians
from baigong.kernel.access import ANONYMOUS
from baigong.kernel.errors import Refusal
from tests import internship_city
from tests.concurrency.test_races import at_once
from tests.credit_city import a_number, an_account, make_city

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
BORN = date(1990, 5, 6)
RIGHT = a_number(BORN, 1)
PASSWORD = "Lianyun-2021-xuefen"


@pytest.fixture
def phones(transactional_db, now, monkeypatch):
    """A learner's link, and what a phone does with it; each has found it open before either goes on, where nothing keeps them apart."""
    city = make_city()
    learner = an_account(city, now)
    _made, token = links.make_link(actor=city.school, now=now, learner=learner)
    barrier, wait = threading.Barrier(2), {"seconds": 1}
    compare = links._is_theirs

    def slowly(*compared):
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(wait["seconds"])
        return compare(*compared)

    monkeypatch.setattr(links, "_is_theirs", slowly)

    def phone(username, number):
        def act():
            try:
                links.take_up(actor=ANONYMOUS, now=now, token=token, document_number=number, new=links.NewSignIn(username, PASSWORD))
            except Refusal as refused:
                return refused.code
            return "done"

        return act

    phone.wait = wait
    return phone


@pytest.fixture
def unlocked(phones, monkeypatch):
    phones.wait["seconds"] = 20
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)


def opened():
    return User.objects.filter(username__startswith="phone").count()


def test_control_without_a_lock_both_phones_open_a_sign_in_and_one_of_them_leads_nowhere(phones, unlocked):
    assert at_once(phones("phone1", RIGHT), phones("phone2", RIGHT)) == ["done", "done"]
    assert opened() == 2


def test_of_two_phones_at_one_link_the_second_is_told_that_it_was_used(phones):
    assert sorted(at_once(phones("phone1", RIGHT), phones("phone2", RIGHT))) == ["done", "used"]
    assert opened() == 1


def test_control_without_a_lock_two_wrong_numbers_at_once_count_as_one(phones, unlocked):
    assert at_once(phones("phone1", a_number(BORN, 8)), phones("phone2", a_number(BORN, 9))) == ["document_number", "document_number"]
    assert SignInLink.objects.get().tries == 1


def test_two_wrong_numbers_at_once_are_two_tries(phones):
    assert at_once(phones("phone1", a_number(BORN, 8)), phones("phone2", a_number(BORN, 9))) == ["document_number", "document_number"]
    assert SignInLink.objects.get().tries == 2


@pytest.fixture
def parents(transactional_db, monkeypatch):
    """Two who type a wrong number at one guardian's link; each has found it open before either goes on, where nothing keeps them apart."""
    city, day = internship_city.make_city(), internship_city.at(date(2022, 2, 21))
    Intern.objects.filter(school=city.school_body).update(guardian_phone="138-9354-1234")
    city.child.refresh_from_db()
    placement = internship_city.a_placement(city, city.child, **internship_city.later())
    _made, token = guardians.make_link(actor=city.school, now=day, placement=placement)
    barrier, wait = threading.Barrier(2), {"seconds": 1}
    compare = guardians._last_digits

    def slowly(guardian):
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(wait["seconds"])
        return compare(guardian)

    def types():
        try:
            guardians.prove(actor=ANONYMOUS, now=day, token=token, digits="0000")
        except Refusal as refused:
            return refused.code

    types.wait = wait
    types.slowly = lambda: monkeypatch.setattr(guardians, "_last_digits", slowly)
    return types


def test_control_without_a_lock_two_wrong_numbers_of_a_guardian_count_as_one(parents, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
    monkeypatch.setattr(guardians, "_binds", lambda guardian, due: GuardianLink.objects.get().binds)
    parents.wait["seconds"] = 20
    parents.slowly()
    assert at_once(parents, parents) == ["digits", "digits"]
    assert GuardianLink.objects.get().tries == 1


def test_two_wrong_numbers_of_a_guardian_at_once_are_two_tries(parents, monkeypatch):
    monkeypatch.setattr(guardians, "_binds", lambda guardian, due: GuardianLink.objects.get().binds)
    parents.slowly()
    assert at_once(parents, parents) == ["digits", "digits"]
    assert GuardianLink.objects.get().tries == 2
