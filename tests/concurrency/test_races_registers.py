"""Two keepers of the register at once, on PostgreSQL: one post has one holder, one name one body, one seat one row."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.organisations.models import Organisation, PostHolding
from baigong.contexts.organisations.public import add_alias, add_seat, appoint, create_organisation, form_leading_body
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Refusal
from tests.builders import a_body, a_person, a_post, appointed
from tests.concurrency.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def refused(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, Refusal)]


def test_of_two_appointments_to_a_post_one_is_refused(now):
    post = a_post(a_body("云中市教育局"))
    appointed(post, "马某", date(2019, 1, 1))
    people = [a_person(), a_person(), a_person()]
    acts = [lambda person=person: appoint(actor=SYSTEM, now=now, post=post, person=person, on=date(2021, 4, 1)) for person in people]
    outcomes = at_once(*acts)
    assert len(refused(outcomes)) == 2, outcomes
    assert PostHolding.objects.filter(post=post, until_on=None).count() == 1
    assert PostHolding.objects.get(post=post, from_on=date(2019, 1, 1)).until_on == date(2021, 3, 31)


def test_of_two_bodies_of_one_name_one_is_refused(now):
    outcomes = at_once(*[lambda: create_organisation(actor=SYSTEM, now=now, name="云中市水务局", kind="department")] * 4)
    assert len(refused(outcomes)) == 3, outcomes
    assert Organisation.objects.get().path == f"{Organisation.objects.get().pk}."


def test_of_two_owners_of_one_writing_one_is_refused(now):
    bodies = [a_body("甲局"), a_body("乙局")]
    acts = [lambda body=body: add_alias(actor=SYSTEM, now=now, organisation=body, name="甲乙局") for body in bodies]
    assert len(refused(at_once(*acts))) == 1


def test_of_two_who_add_one_seat_one_is_refused(now):
    body, post = form_leading_body(actor=SYSTEM, now=now, name="领导小组"), a_post(a_body("甲局"))
    outcomes = at_once(*[lambda: add_seat(actor=SYSTEM, now=now, body=body, role="member", post=post)] * 3)
    assert len(refused(outcomes)) == 2, outcomes
    assert body.seats.count() == 1
