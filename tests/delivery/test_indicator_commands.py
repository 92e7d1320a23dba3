"""``baigong snapshot`` and ``baigong indicators`` as programs rely on them."""

from __future__ import annotations

import json
from datetime import date

import pytest

from baigong.kernel.access import SYSTEM
from baigong.kernel.indicators import snapshots
from tests.delivery.test_commands import type_in  # noqa: F401
from tests.kernel.indicators.school_city import LEARNERS, city, learner  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def learners(city):
    LEARNERS.extend(learner(f"p{n}", "s1", trained=n < 2, fee="0.10") for n in range(3))


def test_a_snapshot_is_taken_listed_and_verified(type_in, learners):
    status, out, err = type_in("snapshot", "take", "--as-of", "2022-06-27")
    assert status == 0
    assert json.loads(out)["rows"] == 3
    assert "已生成" in err
    _status, out, _err = type_in("snapshot", "list")
    assert [row["as_of"] for row in json.loads(out)] == ["2022-06-27"]
    status, out, _err = type_in("snapshot", "verify")
    assert (status, json.loads(out)[0]["faults"]) == (0, [])


def test_the_list_says_why_each_is_kept_and_thinning_takes_what_is_due(type_in, learners, now, settings):
    settings.DEMONSTRATION_TODAY, settings.SNAPSHOT_DAYS = date(2022, 6, 27), 35
    for day in (date(2022, 4, 1), date(2022, 4, 2)):
        snapshots.take_snapshot(actor=SYSTEM, now=now, as_of=day)
    assert [row["kept"] for row in json.loads(type_in("snapshot", "list")[1])] == ["month_end", "due"]
    status, out, err = type_in("snapshot", "thin", "--dry-run")
    assert (status, len(json.loads(out))) == (0, 1)
    assert "未清理" in err
    assert [row["as_of"] for row in json.loads(type_in("snapshot", "thin")[1])] == ["2022-04-01"]
    listed = json.loads(type_in("snapshot", "list")[1])
    assert [row["kept"] for row in listed] == ["month_end", "thinned"]
    assert [row["id"] for row in json.loads(type_in("snapshot", "verify")[1])] == [listed[0]["id"]]
    status, _out, err = type_in("snapshot", "verify", str(listed[1]["id"]))
    assert status == 1
    assert "已按保留期清理" in err


def test_an_altered_snapshot_is_status_one(type_in, learners, now):
    taken = snapshots.take_snapshot(actor=SYSTEM, now=now)
    (taken.path / "learners.parquet").unlink()
    status, out, err = type_in("snapshot", "verify", str(taken.pk))
    assert status == 1
    assert json.loads(out)[0]["sound"] is False
    assert "learners.parquet不见了" in err


def test_verifying_what_does_not_exist_is_refused(type_in):
    status, _out, err = type_in("snapshot", "verify", "77")
    assert status == 1
    assert "77" in err


def test_indicators_are_computed_exactly(type_in, learners, now):
    snapshots.take_snapshot(actor=SYSTEM, now=now)
    status, out, err = type_in("indicators", "compute", "L-01", "--json")
    values = {(v["code"], v["slice"]["kind"]): v for v in json.loads(out)}
    assert status == 0
    assert values["L-01", "city"]["amount"] == "2/3"
    assert "duckdb" in err
    _status, out, _err = type_in("indicators", "compute")
    assert "L-02\tcity\t3/10" in out


def test_folders_of_several_cities_are_united(type_in, learners, now, settings):
    taken = []
    for name in ("甲市", "乙市"):
        settings.CITY_NAME = name
        taken.append(snapshots.take_snapshot(actor=SYSTEM, now=now))
    status, out, _err = type_in("indicators", "compute", "L-02", "--json", *(w for s in taken for w in ("--snapshot", str(s.path))))
    values = {v["slice"]["key"]: v["amount"] for v in json.loads(out) if v["slice"]["kind"] == "city"}
    assert status == 0
    assert values == {"": "3/5", "甲市": "3/10", "乙市": "3/10"}


@pytest.mark.parametrize(
    ("words", "status"), [(["L-77"], 1), (["--snapshot", "/nowhere"], 1), (["--engine", "abacus"], 2), (["--colour"], 2)]
)
def test_what_cannot_be_computed_says_why(type_in, learners, now, words, status):
    snapshots.take_snapshot(actor=SYSTEM, now=now)
    ended, out, err = type_in("indicators", "compute", *words)
    assert ended == status
    assert out == ""
    assert err


def test_without_a_snapshot_nothing_is_computed(type_in):
    status, _out, err = type_in("indicators", "compute")
    assert status == 1
    assert "snapshot take" in err
