"""Kept counts: the same for all who see the same, dated, counted anew on demand and in the night."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from baigong.contexts.accounts.public import COUNTY_OFFICER, SCHOOL_OFFICER
from baigong.kernel.access import Actor
from baigong.kernel.counts import counting
from baigong.kernel.counts.counting import Counting
from baigong.kernel.counts.jobs import KEPT, recount
from baigong.kernel.counts.models import KeptCount
from baigong.kernel.jobs import Progress
from baigong.kernel.jobs.models import Job
from tests.builders import a_body, a_user, acting_for

pytestmark = pytest.mark.django_db
ASKED = {"year": "2021"}


@pytest.fixture
def counted(monkeypatch):
    """A counting that notes who asked for what; each count is a new one."""
    monkeypatch.setattr(counting, "_countings", {})
    calls: list[tuple[Actor, str]] = []

    def count(actor, now, asked):
        calls.append((actor, asked["year"]))
        return {"number": len(calls), "on": now.date()}

    return Counting("test.count", count, nightly=lambda today: {"year": str(today.year)}), calls


@pytest.fixture
def officer(db):
    return acting_for(a_user(SCHOOL_OFFICER, a_body("甲职专", kind="secondary_school"), username="one"))


def number(counting, actor, now, **more):
    return counting.kept(actor=actor, now=now, asked=ASKED, **more).content["number"]


def test_who_asks_again_on_the_day_gets_what_was_counted_and_when(counted, officer, now):
    counting, calls = counted
    first = counting.kept(actor=officer, now=now, asked=ASKED)
    assert first == (counting.kept(actor=officer, now=now + timedelta(minutes=5), asked=ASKED))
    assert (first.at, first.content["on"], len(calls)) == (now, now.date().isoformat(), 1)


def test_it_is_counted_anew_on_demand_the_next_day_and_of_something_else(counted, officer, now):
    counting, _calls = counted
    assert number(counting, officer, now) == 1
    assert number(counting, officer, now, anew=True) == 2
    assert number(counting, officer, now) == 2
    assert number(counting, officer, now + timedelta(days=1)) == 3
    assert counting.kept(actor=officer, now=now, asked={"year": "2020"}).content["number"] == 4


def test_a_colleague_sees_the_same_count_and_whoever_sees_something_else_another(counted, officer, now):
    counting, calls = counted
    number(counting, officer, now)
    body = officer.holdings[0].organisation_id
    fellow = Actor(99, "同事", holdings=officer.holdings)
    other = acting_for(a_user(COUNTY_OFFICER, a_body("示例县", kind="county"), username="other"))
    assert number(counting, fellow, now) == 1
    assert number(counting, other, now) == 2
    with translation.override("en"):
        assert number(counting, officer, now) == 3, "its words are in a language"
    assert [actor.user_id for actor, _year in calls] == [officer.user_id, other.user_id, officer.user_id]
    assert KeptCount.objects.first().asked_as[0][1] in {body, other.holdings[0].organisation_id}


def test_each_night_it_is_counted_for_whoever_asked_lately_and_dropped_for_who_does_not_ask_any_more(counted, officer, now):
    counting, calls = counted
    number(counting, officer, now)
    night = now + timedelta(days=1)
    recount(Progress(Job(pk=0), night))
    assert calls[-1][1] == str(night.year)
    assert calls[-1][0].holdings == officer.holdings
    asked = counting.kept(actor=officer, now=night, asked={"year": str(night.year)})
    assert (asked.at, len(calls)) == (night, 2), "whoever comes in the morning need not wait"
    recount(Progress(Job(pk=0), night + KEPT + timedelta(days=1)))
    assert not KeptCount.objects.exists()


def test_what_was_kept_in_another_shape_is_not_read(counted, officer, now, monkeypatch):
    counting_of_old, _calls = counted
    number(counting_of_old, officer, now)
    monkeypatch.setattr(counting, "_countings", {})
    changed = Counting("test.count", lambda actor, now, asked: {"number": "one"}, counting_of_old.nightly, shape=2)
    assert number(changed, officer, now) == "one"
    assert number(counting_of_old, officer, now) == 1


def test_one_name_is_declared_once(counted):
    with pytest.raises(ValueError, match="twice"):
        Counting("test.count", lambda actor, now, asked: None, nightly=lambda today: {})
