"""A snapshot is there whole or not at all; what was altered is noticed; an old figure comes out again to the digit."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from baigong.kernel.access import SYSTEM, Actor, Holding
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Refusal
from baigong.kernel.indicators import (
    Measure,
    declaration,
    folders,
    indicator,
    latest_value,
    latest_values,
    records_url,
    snapshots,
    tables,
    values_over_time,
)
from baigong.kernel.indicators.models import SNAPSHOTS, IndicatorValue, Snapshot
from tests.kernel.indicators.school_city import COUNTY, LEARNERS, city, learner  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(city, now):
    LEARNERS.extend(learner(f"p{n}", f"s{n % 3}", trained=n % 2 == 0, fee="0.10", county="AB"[n % 3 == 2]) for n in range(30))
    return snapshots.take_snapshot(actor=SYSTEM, now=now)


def test_a_snapshot_keeps_tables_figures_and_their_definitions(taken):
    manifest = folders.read_manifest(taken.path, taken.manifest_sha256)
    assert manifest["tables"]["learners"]["rows"] == taken.row_count == 30
    assert manifest["definitions"] == {"L-01": "1", "L-02": "1", "L-03": "1"}
    assert set(manifest["files"]) == {"learners.parquet", "plan.json"}
    assert latest_value("L-01", actor=SYSTEM).amount == Fraction(1, 2)
    assert latest_value("L-02", "county", "A", actor=SYSTEM).numerator == "2"
    assert latest_values(["L-01", "L-02"], "school", "s1", actor=SYSTEM).keys() == {"L-01", "L-02"}
    assert AuditEvent.objects.filter(action="indicators.snapshot.taken").count() == 1


def test_a_value_stands_in_time_and_leads_to_its_records(taken, now):
    LEARNERS.append(learner("late", "s1", trained=True))
    snapshots.take_snapshot(actor=SYSTEM, now=now + timedelta(days=1))
    assert [value.amount for value in values_over_time("L-01", actor=SYSTEM)] == [Fraction(1, 2), Fraction(16, 31)]
    assert records_url(latest_value("L-01", "county", "A", actor=SYSTEM), "denominator").startswith(
        "/console/indicators/L-01/records/?snapshot="
    )


def test_the_number_of_a_small_cell_is_given_to_nobody_but_those_who_answer_for_the_whole(city, now):
    LEARNERS.extend([learner("a", "s1", trained=True), learner("b", "s1")])
    snapshots.take_snapshot(actor=SYSTEM, now=now)
    assert latest_value("L-01", actor=SYSTEM).amount == Fraction(1, 2)
    reader = Actor(1, "某某", (Holding(COUNTY, 1, "1."),))
    given = [
        latest_value("L-01", actor=reader),
        latest_values(["L-01"], "school", "s1", actor=reader)["L-01"],
        values_over_time("L-01", actor=reader)[0],
    ]
    for value in given:
        assert value.is_suppressed
        assert (value.amount, value.numerator, value.denominator, value.why) == (None, "", "", "")


def test_an_untouched_snapshot_is_sound(taken, now):
    assert snapshots.verify_snapshot(taken, actor=SYSTEM, now=now) == []
    assert Snapshot.objects.get().verified_at == now


@pytest.mark.parametrize("name", ["learners.parquet", "plan.json", "manifest.json"])
def test_an_edited_file_is_caught(taken, now, name):
    file = taken.path / name
    file.write_bytes(file.read_bytes().replace(b"s1", b"s2") + b" ")
    found = snapshots.verify_snapshot(taken, actor=SYSTEM, now=now)
    assert len(found) == 1
    assert latest_value("L-01", actor=SYSTEM) is None, "a snapshot with a fault gives no figures"


def test_a_lost_file_is_caught(taken, now):
    (taken.path / "learners.parquet").unlink()
    assert "不见了" in snapshots.verify_snapshot(taken, actor=SYSTEM, now=now)[0]


def test_a_figure_that_was_edited_in_the_database_is_caught(taken, now):
    IndicatorValue.objects.filter(code="L-01", slice_kind="city").update(numerator="29")
    assert "L-01 city" in snapshots.verify_snapshot(taken, actor=SYSTEM, now=now)[0]


def test_an_old_figure_comes_out_again_by_the_definition_of_its_day(taken, now, city, monkeypatch):
    monkeypatch.setattr(declaration, "_indicators", {})
    monkeypatch.setattr(tables, "_tables", {})
    before = {(v.code, v.slice_kind, v.slice_key): v.amount for v in IndicatorValue.objects.all()}
    folders.read_plan.cache_clear()
    assert {(v.code, v.kind, v.key): v.amount for v in snapshots.recompute(taken)} == before


def test_a_table_that_cannot_be_produced_leaves_nothing(city, now, settings):
    def fail(given):
        raise RuntimeError("no lake")

    object.__setattr__(tables.find_table("learners"), "produce", fail)
    with pytest.raises(RuntimeError):
        snapshots.take_snapshot(actor=SYSTEM, now=now)
    assert not Snapshot.objects.exists()
    assert not list((Path(settings.MEDIA_ROOT) / SNAPSHOTS).glob("*"))


def test_figures_that_cannot_be_computed_leave_nothing(city, now, settings, monkeypatch):
    monkeypatch.setattr(snapshots, "compute", lambda plan, run: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        snapshots.take_snapshot(actor=SYSTEM, now=now)
    assert not Snapshot.objects.exists()
    assert not list((Path(settings.MEDIA_ROOT) / SNAPSHOTS).glob("*"))


def test_what_a_process_that_died_left_is_taken_away_after_a_day(taken, now, settings):
    root = Path(settings.MEDIA_ROOT) / SNAPSHOTS
    for name in (".unfinished-2021-03-14-aa", "2021-03-14-bb", "2021-03-15-cc"):
        (root / name).mkdir()
    for name in (".unfinished-2021-03-14-aa", "2021-03-14-bb", taken.folder):
        os.utime(root / name, (0, now.timestamp() - 2 * 86400))
    os.utime(root / "2021-03-15-cc", (0, now.timestamp() - 60))
    assert snapshots.tidy(now) == 2
    assert {place.name for place in root.iterdir()} == {taken.folder, "2021-03-15-cc"}


def test_rows_lack_a_declared_column(city, now):
    table = tables.find_table("learners")
    with pytest.raises(ValueError, match="lack the columns"):
        folders.as_declared(table, table.produce(now).drop_columns(["hours"]))


def test_small_cells_are_marked_for_the_public(taken):
    assert not taken.values.filter(is_suppressed=True, code="L-01").exists()
    LEARNERS[:] = [learner("a", "s1", trained=True), *(learner(f"x{n}", f"s{1 + n % 3}", trained=True) for n in range(12))]
    later = snapshots.take_snapshot(actor=SYSTEM, now=taken.taken_at + timedelta(days=1))
    assert not later.values.filter(is_suppressed=True, code="L-01").exists()
    LEARNERS[-1]["school"] = LEARNERS[-1]["path"] = "s9"
    last = snapshots.take_snapshot(actor=SYSTEM, now=taken.taken_at + timedelta(days=2))
    hidden = set(last.values.filter(is_suppressed=True, code="L-01").values_list("slice_kind", "slice_key"))
    assert ("school", "s9") in hidden
    assert len([key for kind, key in hidden if kind == "school"]) == 2, "and one more, or the first is what is left over"


def test_two_snapshots_of_one_city_are_not_united(taken):
    with pytest.raises(Refusal) as refused:
        snapshots.compute_folders([taken.path, taken.path])
    assert refused.value.code == "same_city"


def test_figures_of_a_folder_by_todays_definitions(taken, city):
    indicator(type(city[0])(**{**vars(city[1]), "code": "L-05", "numerator": Measure("learners", where=lambda t: t.hours > 9)}))
    values = {(v.code, v.kind, v.key): v.amount for v in snapshots.compute_folders([taken.path], codes=["L-05"])}
    assert values["L-05", "city", ""] == 0
    assert {v.code for v in snapshots.compute_folders([taken.path], codes=(code for code in ["L-01"]))} == {"L-01"}
    with pytest.raises(Refusal) as refused:
        snapshots.compute_folders([taken.path], codes=["L-77"])
    assert refused.value.code == "unknown_indicator"


@pytest.mark.parametrize(("change", "code"), [({"format": 9}, "snapshot_format"), (None, "snapshot_lost")])
def test_a_folder_that_is_no_snapshot_of_ours_is_refused(taken, change, code):
    file = taken.path / folders.MANIFEST
    file.write_text(json.dumps(json.loads(file.read_text()) | change) if change else "{", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        snapshots.compute_folders([taken.path])
    assert refused.value.code == code


def test_a_snapshot_without_a_column_of_today_is_refused(taken):
    file = taken.path / folders.MANIFEST
    kept = json.loads(file.read_text())
    del kept["tables"]["learners"]["columns"]["fee"]
    file.write_text(json.dumps(kept), encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        snapshots.compute_folders([taken.path])
    assert refused.value.code == "other_columns"


def test_neighbours_of_a_group_lie_together(taken):
    schools = pq.read_table(taken.path / "learners.parquet").column("school").to_pylist()
    assert schools == sorted(schools)
