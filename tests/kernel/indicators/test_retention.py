"""Snapshots are thinned out when their time of keeping is over; what stays is proved as before, and what went is on record."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from baigong.kernel.access import SYSTEM
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Refusal
from baigong.kernel.indicators import latest_value, retention, snapshots, values_over_time
from baigong.kernel.indicators.models import Snapshot
from baigong.kernel.indicators.retention import list_kept, names_snapshots, thin
from tests.kernel.indicators.school_city import LEARNERS, city, learner  # noqa: F401

pytestmark = pytest.mark.django_db
TODAY = date(2022, 6, 27)


def at(day):
    return datetime.combine(day, time(3), ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def no_other_namers(monkeypatch):
    monkeypatch.setattr(retention, "_namers", [])


@pytest.fixture
def taken(city, settings, tmp_path):
    """A night of April, the end of April and one before it, both sides of the thirty-five days, yesterday."""
    settings.MEDIA_ROOT, settings.SNAPSHOT_DAYS = tmp_path, 35
    LEARNERS.extend(learner(f"p{n}", "s1", trained=n < 2) for n in range(3))
    days = [
        date(2022, 4, 12),
        date(2022, 4, 29),
        date(2022, 4, 30),
        date(2022, 5, 22),
        date(2022, 5, 23),
        date(2022, 5, 31),
        date(2022, 6, 26),
    ]
    return {day: snapshots.take_snapshot(actor=SYSTEM, now=at(day)) for day in days}


def kept(now=TODAY):
    return {row.snapshot.as_of: row.keeping.value for row in list_kept(at(now))}


def test_of_the_last_days_every_night_is_kept_of_a_month_the_last_and_the_rest_is_due(taken):
    assert kept() == {
        date(2022, 4, 12): "due", date(2022, 4, 29): "due", date(2022, 4, 30): "month_end", date(2022, 5, 22): "due",
        date(2022, 5, 23): "recent", date(2022, 5, 31): "month_end", date(2022, 6, 26): "month_end",
    }  # fmt: skip


def test_how_long_is_a_setting(taken, settings):
    settings.SNAPSHOT_DAYS = 36
    assert kept()[date(2022, 5, 22)] == "recent"


def test_what_a_published_figure_names_is_kept_for_ever(taken):
    names_snapshots(lambda: [taken[date(2022, 4, 12)].pk])
    assert kept()[date(2022, 4, 12)] == "named"
    thin(actor=SYSTEM, now=at(TODAY + timedelta(days=4000)))
    assert snapshots.verify_snapshot(taken[date(2022, 4, 12)], actor=SYSTEM, now=at(TODAY)) == []


def test_one_that_was_found_altered_stays_until_somebody_has_looked(taken):
    Snapshot.objects.filter(pk=taken[date(2022, 4, 30)].pk).update(fault="被改动")
    assert kept()[date(2022, 4, 30)] == "faulty"
    assert kept()[date(2022, 4, 29)] == "month_end", "the last sound one of its month"


def test_thinning_takes_files_and_figures_leaves_the_row_and_is_in_the_log(taken):
    gone = [date(2022, 5, 22), date(2022, 4, 29), date(2022, 4, 12)]
    assert [row.as_of for row in thin(actor=SYSTEM, now=at(TODAY))] == gone
    for day, snapshot in taken.items():
        assert snapshot.path.exists() == (day not in gone)
        assert snapshot.values.exists() == (day not in gone)
    row = Snapshot.objects.get(as_of=gone[0])
    assert (row.thinned_at, row.manifest_sha256) == (at(TODAY), taken[gone[0]].manifest_sha256)
    events = AuditEvent.objects.filter(action="indicators.snapshot.thinned")
    assert {event.detail["manifest"] for event in events} == {taken[day].manifest_sha256 for day in gone}
    assert [value.snapshot.as_of for value in values_over_time("L-01", actor=SYSTEM)] == sorted(set(taken) - set(gone))
    assert latest_value("L-01", actor=SYSTEM).snapshot.as_of == date(2022, 6, 26)
    assert thin(actor=SYSTEM, now=at(TODAY)) == []


def test_what_remains_is_proved_and_what_went_cannot_be(taken):
    thin(actor=SYSTEM, now=at(TODAY))
    for row in Snapshot.objects.filter(thinned_at=None):
        assert snapshots.verify_snapshot(row, actor=SYSTEM, now=at(TODAY)) == []
    with pytest.raises(Refusal) as refused:
        snapshots.verify_snapshot(Snapshot.objects.get(as_of=date(2022, 4, 29)), actor=SYSTEM, now=at(TODAY))
    assert refused.value.code == "snapshot_thinned"
    assert not Snapshot.objects.exclude(fault="").exists()


def test_a_folder_that_a_process_left_when_it_died_while_thinning_is_swept_away(taken, monkeypatch):
    monkeypatch.setattr(retention.shutil, "rmtree", lambda *args, **kwargs: None)
    thin(actor=SYSTEM, now=at(TODAY))
    monkeypatch.undo()
    assert taken[date(2022, 4, 29)].path.exists()
    assert snapshots.tidy(datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=2)) == 3
    assert not taken[date(2022, 4, 29)].path.exists()
    assert taken[date(2022, 4, 30)].path.exists()
