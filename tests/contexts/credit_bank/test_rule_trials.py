"""Trials of rules: a job with a kept page of who gains and what changes; gaps of dates told to the office."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from baigong.contexts.credit_bank.conversion import conflicts, trying
from baigong.contexts.credit_bank.conversion.conflicts import look_over
from baigong.contexts.credit_bank.models import Conversion, ConversionRule, RuleTrial, SchoolCreditSettings, TrialChange
from baigong.contexts.credit_bank.services import conversions, rules, trials
from baigong.engines.rules.conflicts import SERIOUS, Kind
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.jobs.models import Job, JobState
from baigong.kernel.jobs.queue import run
from tests.conversion_city import a_head, adopted, banked, make_college
from tests.credit_city import fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, now):
    return make_college(now)


@pytest.fixture
def granted(city):
    adopted(city)
    banked(city)
    row = conversions.apply(actor=city.school, now=city.now, learner=city.learner, programme=city.programme)
    return fire(row, "approve", city.other, city.now)


def drafted(city, **facts):
    return rules.draft_rule(actor=city.other, now=city.now, head=a_head(city, since=date(2021, 9, 1), **facts))


def started(city, *versions, since=None, until=None, actor=None):
    day = city.now.date()
    return trials.start_trial(
        actor=actor or city.other, now=city.now, school=city.other_body, versions=versions, since=since or day - timedelta(days=30),
        until=until or day,
    )  # fmt: skip


def test_a_draft_is_tried_by_a_worker_and_what_changes_is_kept(city, granted):
    row = started(city, drafted(city, courses=("HL",)))
    assert (row.finished_at, row.changes.count()) == (None, 0)
    run(row.job_id)
    job = Job.objects.get(pk=row.job_id)
    assert (job.state, job.done, job.total, job.result["url"]) == (JobState.DONE, 1, 1, row.get_absolute_url())
    row.refresh_from_db()
    assert (row.claims, row.touched, row.winners, row.losers, row.difference_text) == (1, 1, 1, 0, "+2")
    assert (row.gained, row.lost) == ([["基础护理", 1]], [["老年护理", 1]])
    change = row.changes.get()
    assert (change.conversion, change.before_text, change.after_text, change.gained) == (granted, "4", "6", ["基础护理"])
    granted.refresh_from_db()
    assert granted.credits == 400


def test_a_trial_that_is_run_again_after_a_kill_counts_nothing_twice(city, granted):
    row = started(city, drafted(city, courses=("HL",)))
    TrialChange.objects.create(trial=row, conversion=granted, before=1, after=2, difference=1)
    trials.run_trial(row, now=city.now)
    assert (row.changes.count(), row.changes.get().before) == (1, 400)
    trials.run_trial(row, now=city.now + timedelta(days=1))
    assert row.finished_at == city.now


def test_a_trial_that_is_put_away_while_it_runs_does_not_come_back(city, granted):
    row = started(city, drafted(city, courses=("HL",)))
    with pytest.raises(Refusal, match="已经删除"):
        trials.run_trial(row, now=city.now, report=lambda done, total: trials.drop_trial(actor=city.other, now=city.now, trial=row))
    assert not RuleTrial.objects.exists()


def test_trials_are_put_away_when_their_time_is_over_and_not_before(city, granted):
    row = trials.run_trial(started(city, drafted(city, courses=("HL",))), now=city.now)
    assert trials.drop_old_trials(row.created_at + timedelta(days=730)) == 0
    assert trials.drop_old_trials(row.created_at + timedelta(days=731)) == 1
    assert not RuleTrial.objects.exists()
    assert AuditEvent.objects.filter(action="credit_bank.ruletrial.dropped", subject_id=str(row.pk)).exists()


def test_applications_are_tried_a_few_at_a_time_and_progress_is_told(city, granted, monkeypatch):
    Conversion.objects.bulk_create(
        Conversion(learner=city.learner, programme=city.programme, applied_on=city.now.date(), state="refused", created_at=city.now)
        for _ in range(6)
    )
    monkeypatch.setattr(trying, "AT_ONCE", 2)
    told = []
    row = started(city, drafted(city, courses=("HL",)))
    trials.run_trial(row, now=city.now, report=lambda done, total: told.append((done, total)))
    assert told == [(0, 7), (2, 7), (4, 7), (6, 7), (7, 7)]
    assert (row.claims, row.winners, row.changes.count()) == (7, 7, 7)


def test_years_without_settings_are_left_out_and_said(city, granted):
    draft = drafted(city, courses=("HL",))
    SchoolCreditSettings.objects.all().delete()
    row = trials.run_trial(started(city, draft), now=city.now)
    assert (row.claims, row.skipped, row.changes.count()) == (0, 1, 0)


def test_only_those_whose_rules_they_are_try_them_and_days_are_in_order(city, granted):
    draft, day = drafted(city, courses=("HL",)), city.now.date()
    with pytest.raises(NotPermitted):
        started(city, draft, actor=city.school)
    with pytest.raises(Refusal, match="请选择"):
        started(city)
    with pytest.raises(Refusal, match="两年"):
        started(city, draft, since=day + timedelta(days=1))
    assert started(city, draft, actor=city.office).requested_by == city.users.office


def test_the_page_shows_filters_and_exports_who_gains(city, granted, client):
    row = trials.run_trial(started(city, drafted(city, courses=("HL",))), now=city.now)
    client.force_login(city.users.other)
    address = row.get_absolute_url()
    assert "张三" in client.get(address).text
    assert "张三" not in client.get(address + "?who=less").text
    assert "基础护理" in client.get(address + "?export=csv").content.decode("utf-8-sig")
    client.force_login(city.users.school)
    assert client.get(address).status_code == 404


def test_a_trial_is_started_from_its_page_and_leads_to_its_job(city, granted, client):
    draft = drafted(city, courses=("HL",))
    client.force_login(city.users.other)
    answer = client.post("/credits/rules/trial/", {"versions": [str(draft.pk)], "since": "2021-01-01", "until": "2021-06-30"})
    row = RuleTrial.objects.get()
    assert (answer.status_code, answer.url) == (302, row.job.get_absolute_url())
    assert "正在试算" in client.get(row.get_absolute_url()).text
    client.post(f"/credits/rules/trials/{row.pk}/drop/")
    assert not RuleTrial.objects.exists()


# -- dates --------------------------------------------------------------------------------------------------------------------


def kinds(city, **later):
    return [found.kind for found in look_over([city.other_body], city.now.date() + timedelta(**later))]


def test_a_rule_that_ends_and_is_followed_by_nothing_is_told_before_and_after(city):
    adopted(city, until=date(2021, 7, 1))
    assert kinds(city) == ["ending"]
    assert kinds(city, days=150) == ["lapsed"]
    drafted(city)
    assert kinds(city) == ["gap"]


def test_a_rule_that_was_ended_on_purpose_is_no_gap(city):
    fire(adopted(city), "retire", city.other, city.now, reason="不再办理")
    assert kinds(city, days=30) == []


def test_a_school_year_without_settings_is_told_with_the_way_to_enter_them(city):
    adopted(city)
    found = look_over([city.other_body], date(2021, 9, 2))
    assert [(one.kind, one.is_serious, one.at) for one in found] == [("no_settings", True, "/credits/settings/add/")]
    assert "2021–2022" in found[0].what


def test_every_kind_of_contradiction_has_words_and_stands_under_one_heading():
    said = set(conflicts._WORDS)
    assert said >= {*Kind.__args__, *SERIOUS}
    headings = [kind for _label, members in conflicts.ABOUT.values() for kind in members]
    assert sorted(headings) == sorted(said)


def test_the_office_looks_at_dates_alone(city, client):
    adopted(city, until=date(2021, 7, 1))
    adopted(city, "R-2", courses=("HL",))
    client.force_login(city.users.office)
    assert "按两条规则都能得学分" in client.get("/credits/rules/conflicts/").text
    dates = client.get("/credits/rules/conflicts/?about=dates").text
    assert "按两条规则都能得学分" not in dates
    assert ConversionRule.objects.filter(until=date(2021, 7, 1)).exists()
