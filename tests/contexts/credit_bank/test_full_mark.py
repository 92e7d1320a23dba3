"""The full mark of a session: what is wrong in it is corrected before the results come in, also after the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from baigong.contexts.credit_bank.models import AssessmentEntry, EntryState
from baigong.contexts.credit_bank.pages_of_pilots import session_page
from baigong.contexts.credit_bank.selectors.pilots import list_sessions
from baigong.contexts.credit_bank.services.assessment_results import ResultLine, post_results
from baigong.contexts.credit_bank.services.assessments import SessionHead, edit_session
from baigong.kernel.errors import Conflict, Refusal
from tests.credit_city import fire
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


def above_a_hundred(city, key="k"):
    lines = [ResultLine(city.first.number, city.first.name, "passed", Decimal(130), Decimal(120))]
    return post_results(actor=city.host, now=day_after(city), session=city.session, key=key, document="成绩通知", lines=lines)


def test_who_finds_the_full_mark_wrong_when_results_come_in_corrects_it_as_the_refusal_says(city):
    entered(city, city.first)
    with pytest.raises(Refusal, match="请先在场次里更正"):
        above_a_hundred(city)
    edited(city, full_mark=150)
    above_a_hundred(city)
    assert AssessmentEntry.objects.get().state == EntryState.PASSED


def test_a_result_that_was_taken_back_may_show_that_the_full_mark_was_wrong(city):
    [entry] = entered(city, city.first)
    results(city, (city.first, "passed"))
    with pytest.raises(Conflict, match="不能再改"):
        edited(city, full_mark=150)
    fire(entry, "reopen", city.host, day_after(city), reason="成绩录错")
    assert "edit" in session_page(city.host, list_sessions(city.host).get(), day_after(city).date()).may
    edited(city, full_mark=150)
    above_a_hundred(city, key="anew")
    assert AssessmentEntry.objects.get().theory == 130
    assert "edit" not in session_page(city.host, list_sessions(city.host).get(), day_after(city).date()).may


def test_the_full_mark_does_not_fall_below_a_score_that_is_there(city):
    entered(city, city.first, city.second)
    results(city, (city.first, "passed"))
    with pytest.raises(Refusal, match="有高于79分的"):
        edited(city, full_mark=79)
    assert edited(city, full_mark=80).full_mark == 80


def test_a_part_that_has_scores_stays_a_part(city):
    entered(city, city.first, city.second)
    results(city, (city.first, "passed"))
    with pytest.raises(Refusal, match="已登记理论成绩，这一项不能取消") as refused:
        edited(city, has_theory=False)
    assert list(refused.value.fields) == ["has_theory"]


@pytest.mark.parametrize("days", [1, 2])
def test_the_day_is_not_moved_into_the_past(city, days):
    with pytest.raises(Refusal, match="已过"):
        edited(city, held_on=HELD_ON - timedelta(days=days))


def test_a_session_is_not_published_for_a_day_that_has_passed(city):
    with pytest.raises(Refusal, match="已过"):
        a_session(city, held_on=city.now.date() - timedelta(days=1), registers_until=city.now.date() - timedelta(days=2))
