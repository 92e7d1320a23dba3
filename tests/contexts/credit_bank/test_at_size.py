"""What a bank of millions asks otherwise than a small one: the same answers, sooner; and what is kept says since when."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from django.db import connection

from baigong.contexts.credit_bank.access import OUTCOME_POLICY
from baigong.contexts.credit_bank.ledger.sealing import seal
from baigong.contexts.credit_bank.models import Outcome, Posting, PostingKind
from baigong.contexts.credit_bank.selectors import outcomes
from baigong.contexts.credit_bank.selectors.postings import occurred_since, of_kind
from baigong.contexts.credit_bank.services import statistics
from baigong.kernel.access import SYSTEM
from baigong.kernel.counts.jobs import recount
from baigong.kernel.counts.models import KeptCount
from baigong.kernel.jobs import Progress
from baigong.kernel.jobs.models import Job
from tests.conversion_city import adopted, banked, make_college
from tests.credit_city import a_claim, an_account, fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, now):
    return make_college(now)


def test_rows_looked_up_by_key_are_those_that_joins_find(city):
    banked(city)
    a_claim(city, city.now, an_account(city, city.now, "李四", at="other", serial=5), city.web, at="other", number="A-9")
    for actor in (city.office, city.school, city.other, city.pupil):
        for action in ("view", "work"):
            joined = set(OUTCOME_POLICY.visible(actor, action).values_list("pk", flat=True))
            assert set(OUTCOME_POLICY.visible(actor, action, by_keys=True).values_list("pk", flat=True)) == joined
    own, counted = outcomes.list_outcomes(city.other)
    assert own.count() == counted.count() < Outcome.objects.count()


@pytest.mark.parametrize("many", [0, 10_000])
def test_a_word_finds_the_same_in_few_outcomes_and_in_many(city, monkeypatch, many):
    monkeypatch.setattr(outcomes, "MANY", many)
    row = banked(city)
    every, _counted = outcomes.list_outcomes(city.office)
    for word in (row.type.title[:2], row.learner.name, row.number):
        assert list(outcomes.search_outcomes(every, word)) == [row], word
    assert not outcomes.search_outcomes(every, "没有这样的").exists()


def test_postings_of_a_kind_are_found_by_what_an_index_knows(city, now):
    adopted(city)
    banked(city)
    for kind in PostingKind.values:
        assert set(Posting.objects.filter(of_kind(kind))) == set(Posting.objects.filter(kind=kind)), kind


def test_postings_since_a_day_are_found_behind_the_spans_of_other_days(city):
    for ago in (40, 20, 0):
        with_time = city.now - timedelta(days=ago)
        claim = a_claim(city, with_time, an_account(city, with_time, f"学生{ago}", serial=ago + 10), city.web, number=f"N-{ago}")
        fire(fire(claim, "submit", city.school, with_time), "recognise", city.school, with_time)
        seal(actor=SYSTEM, now=with_time + timedelta(hours=1))
    assert Posting.objects.count() == 3
    for ago in range(-3, 50):
        day = city.now.date() - timedelta(days=ago)
        assert set(Posting.objects.filter(occurred_since(day))) == set(Posting.objects.filter(occurred_on__gte=day)), day
    assert "pk__gt" in str(occurred_since(city.now.date())), "what was written in earlier spans is not looked through"


def test_transfers_are_read_off_their_own_index():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # of an empty table it would read the whole rather than an index
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "posting_transfer" in Posting.objects.filter(of_kind(PostingKind.TRANSFER)).order_by("-pk")[:51].explain()


def test_statistics_of_a_large_bank_are_of_a_dated_count_for_who_sees_the_same_and_counted_anew_when_asked(city, monkeypatch):
    since, until = city.now.date() - timedelta(days=30), city.now.date()

    def recognised(actor, **asked):
        found = statistics.statistics_for(actor=actor, now=city.now, since=since, until=until, **asked)
        return next(one.value for one in found.figures if one.label == "认定成果"), found.counted_at

    assert recognised(city.office) == ("0", None), "a small bank is counted at once"
    monkeypatch.setattr(statistics, "COUNTED_AT_ONCE", -1)
    assert recognised(city.office) == ("0", city.now)
    claim = a_claim(city, city.now, city.learner, city.web)
    fire(fire(claim, "submit", city.school, city.now), "recognise", city.school, city.now)
    assert recognised(city.office)[0] == "0"
    assert recognised(city.school)[0] == "1", "who sees something else is not told what the office sees"
    assert recognised(city.office, anew=True)[0] == "1"
    assert recognised(city.office)[0] == "1"


def test_a_kept_count_reads_as_the_count_itself(city, now, monkeypatch):
    adopted(city)
    banked(city)
    monkeypatch.setattr(statistics, "COUNTED_AT_ONCE", -1)
    asked = {"actor": city.office, "now": now, "since": now.date().replace(month=1, day=1), "until": now.date()}
    first, second = statistics.statistics_for(**asked), statistics.statistics_for(**asked)
    assert first.counted_at == second.counted_at == now
    assert json.dumps(asdict(replace(first, counted_at=None)), default=str) == json.dumps(
        asdict(replace(second, counted_at=None)), default=str
    )
    assert [chart.option() for chart in first.charts] == [chart.option() for chart in second.charts]
    assert KeptCount.objects.count() == 1


def test_each_night_this_year_is_counted_for_whoever_asked_lately(city, now, monkeypatch):
    monkeypatch.setattr(statistics, "COUNTED_AT_ONCE", -1)
    for actor in (city.office, city.school):
        statistics.statistics_for(actor=actor, now=now, since=now.date() - timedelta(days=9), until=now.date())
    claim = a_claim(city, now, city.learner, city.web)
    fire(fire(claim, "submit", city.school, now), "recognise", city.school, now)
    night = now + timedelta(days=1)
    recount(Progress(Job(pk=0), night))
    year = {"since": night.date().replace(month=1, day=1), "until": night.date()}
    with monkeypatch.context() as nothing_is_counted:
        nothing_is_counted.setattr(statistics, "statistics_of", None)
        for actor in (city.office, city.school):
            found = statistics.statistics_for(actor=actor, now=night, **year)
            assert next(one.value for one in found.figures if one.label == "认定成果") == "1"
