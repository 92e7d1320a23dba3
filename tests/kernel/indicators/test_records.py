"""A value opens down to the very rows it counts, as far as the reader may see them."""

from __future__ import annotations

import dataclasses

import pytest

from baigong.kernel.access import SYSTEM, Actor, Holding
from baigong.kernel.errors import Refusal
from baigong.kernel.indicators import folders, latest_value, snapshots, tables
from baigong.kernel.indicators.records import mask, records_behind
from tests.kernel.indicators.school_city import COUNTY, LEARNERS, SCHOOL, TEAM, city, learner  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(city, now):
    LEARNERS.extend(learner(f"p{n:02}", f"s{n % 3}", trained=n % 2 == 0, county="AB"[n % 3 == 2]) for n in range(30))
    LEARNERS.append(learner("nowhere", None, trained=True))
    return snapshots.take_snapshot(actor=SYSTEM, now=now)


def somebody(role, path):
    return Actor(1, "某某", (Holding(role, 1, path),))


def test_the_rows_are_those_the_value_counts(taken):
    for value in taken.values.filter(code="L-01"):
        for part in ("numerator", "denominator"):
            found = records_behind(value, part, actor=SYSTEM, limit=100)
            assert found.total == found.in_sight == len(found.rows) == int(getattr(value, part)), (str(value), part)


def test_a_page_follows_the_other(taken):
    value = latest_value("L-01", actor=SYSTEM)
    pages = [records_behind(value, "denominator", actor=SYSTEM, offset=n, limit=10).rows for n in (0, 10, 20, 30)]
    assert [len(page) for page in pages] == [10, 10, 10, 1]
    assert len({row.url for page in pages for row in page}) == 31


def test_personal_columns_are_masked_and_hidden_ones_not_shown(taken):
    found = records_behind(latest_value("L-01", actor=SYSTEM), "denominator", actor=SYSTEM)
    assert [column.name for column in found.columns][:2] == ["name", "school"]
    assert {row.cells[0] for row in found.rows} == {"学****", "学********"}
    assert found.rows[0].url.startswith("/learners/")


@pytest.mark.parametrize(
    ("role", "path", "seen"), [(TEAM, "1.", 31), (COUNTY, "1.A.", 21), (SCHOOL, "1.A.s1.", 10), (SCHOOL, "1.A.", 0), (SCHOOL, "1.A.s9.", 0)]
)
def test_a_reader_sees_the_rows_within_reach_and_is_told_how_many_there_are(taken, role, path, seen):
    found = records_behind(latest_value("L-01", actor=SYSTEM), "denominator", actor=somebody(role, path), limit=100)
    assert (found.total, found.in_sight, len(found.rows)) == (31, seen, seen)


def test_a_role_that_does_not_read_the_table_sees_no_row(taken):
    found = records_behind(latest_value("L-03", actor=SYSTEM), "denominator", actor=somebody(COUNTY, "1."))
    assert found.in_sight == 0
    assert found.total == 31


def test_a_table_without_owner_is_for_those_who_reach_everywhere(taken):
    object.__setattr__(tables.find_table("learners"), "owner", "")
    assert records_behind(latest_value("L-01", actor=SYSTEM), "numerator", actor=somebody(COUNTY, "1.")).in_sight == 0
    assert records_behind(latest_value("L-01", actor=SYSTEM), "numerator", actor=somebody(TEAM, "1.")).in_sight == 16


def test_what_cannot_be_opened_is_refused(taken):
    with pytest.raises(Refusal) as refused:
        records_behind(latest_value("L-02", actor=SYSTEM), "denominator", actor=SYSTEM)
    assert refused.value.code == "no_records"


@pytest.mark.parametrize("name", ["learners.parquet", "plan.json", "manifest.json"])
@pytest.mark.parametrize("is_lost", [True, False])
def test_a_snapshot_that_lost_a_file_or_whose_file_was_cut_opens_to_nothing(taken, name, is_lost):
    value = latest_value("L-01", actor=SYSTEM)
    folders.read_plan.cache_clear()
    (taken.path / name).unlink() if is_lost else (taken.path / name).write_bytes(b"")
    with pytest.raises(Refusal) as refused:
        records_behind(value, "numerator", actor=SYSTEM)
    assert refused.value.code in {"snapshot_altered", "snapshot_lost"}


def test_a_value_of_a_day_before_a_column_was_declared_opens_with_the_columns_of_its_day(taken, monkeypatch):
    value, declared = latest_value("L-01", actor=SYSTEM), tables.find_table("learners")
    late = dataclasses.replace(declared, columns=(tables.TableColumn("late", "后来的"), *declared.columns))
    monkeypatch.setitem(tables._tables, "learners", late)
    found = records_behind(value, "denominator", actor=SYSTEM)
    assert [column.name for column in found.columns][:2] == ["name", "school"]
    assert found.rows[0].url.startswith("/learners/")


@pytest.mark.parametrize(("text", "shown"), [("张三", "张*"), ("622301199901011234", "622301***********4"), ("", "")])
def test_a_personal_value_is_masked(text, shown):
    assert mask(text) == shown
