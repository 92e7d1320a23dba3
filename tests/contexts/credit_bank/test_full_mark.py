"""The full mark of a session: what is wrong in it is corrected before the results come in, also after the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from baigong.contexts.credit_bank.models import AssessmentEntry, EntryState
from baigong.contexts.credit_bank.services.assessment_results import ResultLine, post_results
from baigong.contexts.credit_bank.services.assessments import SessionHead, edit_session
from baigong.kernel.errors import Refusal
from tests.pilot_city import HELD_ON, a_session, day_after, entered, make_pilot, results

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, now):
    return make_pilot(now)


def edited(city, **facts):
    head = SessionHead(
        site=city.site, level=city.level, held_on=HELD_ON, registers_until=date(2021, 4, 10), capacity=3, fee=15000
    )  # fmt: skip
    return edit_session(actor=city.host, now=day_after(city), session=city.session, head=replace(head, **facts))


def above_a_hundred(city):
    lines = [ResultLine(city.first.number, city.first.name, "passed", Decimal(130), Decimal(120))]
    return post_results(actor=city.host, now=day_after(city), session=city.session, key="k", document="成绩通知", lines=lines)


def test_who_finds_the_full_mark_wrong_when_results_come_in_corrects_it_as_the_refusal_says(city):
    entered(city, city.first)
    with pytest.raises(Refusal, match="请先在场次里更正"):
        above_a_hundred(city)
    edited(city, full_mark=150)
    above_a_hundred(city)
    assert AssessmentEntry.objects.get().state == EntryState.PASSED


def test_the_full_mark_does_not_fall_below_a_score_that_is_there(city):
    entered(city, city.first, city.second)
    results(city, (city.first, "passed"))
    with pytest.raises(Refusal, match="有高于79分的"):
        edited(city, full_mark=79)
    assert edited(city, full_mark=80).full_mark == 80


@pytest.mark.parametrize("days", [1, 2])
def test_the_day_is_not_moved_into_the_past(city, days):
    with pytest.raises(Refusal, match="已过"):
        edited(city, held_on=HELD_ON - timedelta(days=days))


def test_a_session_is_not_published_for_a_day_that_has_passed(city):
    with pytest.raises(Refusal, match="已过"):
        a_session(city, held_on=city.now.date() - timedelta(days=1), registers_until=city.now.date() - timedelta(days=2))
