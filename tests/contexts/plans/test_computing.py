"""Targets told by records: a snapshot gives each target that names an indicator its reading, once, and no data says why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from baigong.contexts.plans.models import TargetReading
from baigong.contexts.plans.selectors.computed import records_behind, snapshots_of_figures
from baigong.contexts.plans.services.computing import read_snapshot, read_taken
from baigong.kernel.indicators.events import SnapshotTaken
from baigong.kernel.indicators.models import IndicatorValue, Snapshot
from tests.builders import a_target
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401

pytestmark = pytest.mark.django_db
SHARE = "TCH-01"


@pytest.fixture
def target(running_plan):
    return a_target(running_plan.tasks.order_by("order")[0], number="T90", indicator_code=SHARE, value=50, unit="%", comparator=">=")


@pytest.fixture
def snapshot(now):
    return Snapshot.objects.create(taken_at=now, as_of=date(2021, 3, 14), folder="x", manifest_sha256="0" * 64)


def a_value(snapshot, numerator="1", denominator="3", **facts):
    facts = {"code": SHARE, "version": "2", "slice_kind": "city", "slice_key": ""} | facts
    return IndicatorValue.objects.create(snapshot=snapshot, numerator=numerator, denominator=denominator, **facts)


def test_a_share_becomes_a_percentage_with_its_numerator_its_denominator_and_its_snapshot(target, snapshot, now):
    value = a_value(snapshot)
    assert read_snapshot(snapshot, now) == 1
    reading = TargetReading.objects.get(target=target)
    assert (reading.value, reading.numerator, reading.denominator) == (Decimal("33.3333"), 1, 3)
    assert (reading.source, reading.as_of, reading.definition_version) == ("indicator", date(2021, 3, 14), "2")
    assert records_behind(target, [reading]) == {reading.pk: value.get_absolute_url()}


def test_a_snapshot_is_read_once(target, snapshot, now):
    a_value(snapshot)
    read_snapshot(snapshot, now)
    assert read_snapshot(snapshot, now) == 0
    read_taken(SnapshotTaken(snapshot.pk, now))
    assert TargetReading.objects.filter(target=target).count() == 1


def test_no_data_is_a_reading_that_says_why_and_no_earlier_value_stands_in(target, snapshot, now):
    a_value(snapshot, numerator="", denominator="", why="zero_denominator")
    read_snapshot(snapshot, now)
    reading = TargetReading.objects.get(target=target)
    assert (reading.value, reading.why) == (None, "分母为零")


def test_a_small_cell_gives_a_reading_without_its_number(target, snapshot, now):
    a_value(snapshot, is_suppressed=True)
    read_snapshot(snapshot, now)
    reading = TargetReading.objects.get(target=target)
    assert (reading.value, reading.numerator, reading.denominator) == (None, None, None)
    assert reading.why == "人数过少，不公开"


def test_a_body_with_a_part_of_the_target_gets_its_own_slice(target, snapshot, now, city):
    county = city.county if hasattr(city, "county") else city.finance
    county.kind, county.division_code = "county", "620621"
    county.save()
    target.parts.create(organisation=county, value=20)
    a_value(snapshot)
    a_value(snapshot, numerator="1", denominator="4", slice_kind="county", slice_key="620621")
    read_snapshot(snapshot, now)
    assert TargetReading.objects.get(organisation=county).value == Decimal("25.0000")


def test_a_snapshot_with_a_fault_gives_no_reading(target, snapshot, now):
    a_value(snapshot)
    snapshot.fault = "被改动"
    snapshot.save()
    read_taken(SnapshotTaken(snapshot.pk, now))
    assert not TargetReading.objects.filter(target=target).exists()


def test_the_snapshot_that_gave_a_figure_first_is_named_and_those_that_only_repeated_it_are_not(target, now):
    taken = [
        Snapshot.objects.create(taken_at=now, as_of=date(2021, 3, day), folder=f"x{day}", manifest_sha256="0" * 64) for day in (1, 2, 3, 4)
    ]
    for snapshot, numerator in zip(taken, ("1", "1", "2", "1"), strict=True):
        a_value(snapshot, numerator=numerator)
        read_snapshot(snapshot, now)
    assert snapshots_of_figures() == {taken[0].pk, taken[2].pk, taken[3].pk}
    TargetReading.objects.filter(target=target, snapshot=str(taken[3].pk)).delete()
    assert snapshots_of_figures() == {taken[0].pk, taken[2].pk}
