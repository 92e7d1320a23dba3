"""The last place of a session, and the last one of a quota, taken by two desks at the same moment, on PostgreSQL."""

from __future__ import annotations

import contextlib
import threading

import pytest
from django.db import IntegrityError

from baigong.contexts.credit_bank.models import AssessmentEntry, AssessmentSession, EntryState, PilotQuota
from baigong.contexts.credit_bank.services import assessments
from baigong.kernel.errors import Conflict, Refusal
from tests.concurrency.test_races import at_once
from tests.pilot_city import a_session, entered, make_pilot

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def city(transactional_db, now):
    """One place is left in the quota; two sessions have room."""
    made = make_pilot(now)
    PilotQuota.objects.update(approved=1)
    return made


def slowly(monkeypatch, both_looked):
    """Between looking whether there is room and writing, each desk waits until the other has looked too, or a while."""
    look = assessments._refuse_full

    def slow(*args):
        look(*args)
        both_looked()

    monkeypatch.setattr(assessments, "_refuse_full", slow)


def meeting():
    barrier = threading.Barrier(2)

    def wait():
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(1)

    return wait


def told(act):
    def run():
        try:
            act()
        except (Conflict, Refusal, IntegrityError) as refused:
            return refused.code if isinstance(refused, Refusal) else "constraint"
        return "entered"

    return run


def standing():
    return AssessmentEntry.objects.exclude(state=EntryState.CANCELLED).count()


def test_control_without_the_locks_both_desks_take_the_last_place(city, monkeypatch):
    monkeypatch.setattr(assessments, "_locked_session", lambda row: AssessmentSession.objects.get(pk=row.pk))
    monkeypatch.setattr(assessments, "_locked_quota", lambda row: PilotQuota.objects.select_related("school").get(pk=row.pk))
    slowly(monkeypatch, meeting())
    assert at_once(told(lambda: entered(city, city.first)), told(lambda: entered(city, city.second))) == ["entered", "entered"]
    assert standing() == 2


def test_of_two_desks_at_one_session_one_gets_the_last_place(city, monkeypatch):
    slowly(monkeypatch, meeting())
    assert sorted(at_once(told(lambda: entered(city, city.first)), told(lambda: entered(city, city.second)))) == ["entered", "quota_full"]
    assert standing() == 1


def test_of_two_sessions_under_one_quota_one_gets_its_last_place(city, monkeypatch):
    other = a_session(city, held_on=city.session.held_on.replace(day=22))
    slowly(monkeypatch, meeting())
    got = at_once(told(lambda: entered(city, city.first)), told(lambda: entered(city, city.second, session=other)))
    assert (sorted(got), standing()) == (["entered", "quota_full"], 1)


def test_the_last_place_of_a_session_is_taken_once(city, monkeypatch):
    PilotQuota.objects.update(approved=2)
    AssessmentSession.objects.update(capacity=1)
    slowly(monkeypatch, meeting())
    got = at_once(told(lambda: entered(city, city.first)), told(lambda: entered(city, city.second)))
    assert (sorted(got), standing()) == (["entered", "full"], 1)


def test_one_learner_entered_at_two_sessions_at_once_stands_at_one(city, monkeypatch):
    PilotQuota.objects.update(approved=2)
    other = a_session(city, held_on=city.session.held_on.replace(day=22))
    got = at_once(told(lambda: entered(city, city.first)), told(lambda: entered(city, city.first, session=other)))
    assert (sorted(got)[0], standing()) == ("entered", 1)
