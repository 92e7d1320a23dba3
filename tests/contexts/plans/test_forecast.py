"""A target says where it will stand at its deadline if it goes on as it did, and how that was computed; the light does not ask."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from baigong.contexts.accounts.public import WORKING_TEAM
from baigong.contexts.plans.models import TargetReading
from baigong.contexts.plans.selectors.charts import target_chart
from baigong.contexts.plans.selectors.forecast import target_forecast
from baigong.contexts.plans.selectors.ledger import city_readings
from baigong.contexts.plans.services.plans import set_public
from tests.builders import a_user
from tests.contexts.plans.sample import cast, city, plan, running_plan  # noqa: F401

pytestmark = pytest.mark.django_db
TODAY = date(2021, 3, 15)


@pytest.fixture(autouse=True)
def on_a_day(settings):
    settings.DEMONSTRATION_TODAY = TODAY


@pytest.fixture
def target(running_plan):
    """Ten of something by a hundred days from now."""
    row = running_plan.targets.filter(withdrawn_on=None).first()
    row.comparator, row.value, row.value_high, row.unit, row.baseline = ">=", Decimal(10), None, "个", None
    row.is_yearly, row.due_on, row.due_source = False, TODAY + timedelta(days=100), "plan"
    row.save()
    row.plan.issued_on = TODAY - timedelta(days=200)
    row.plan.save()
    return row


def read(target, days_ago, value, now):
    return TargetReading.objects.create(
        target=target,
        as_of=TODAY - timedelta(days=days_ago),
        value=Decimal(value),
        source="indicator",
        snapshot="1",
        recorded_at=now - timedelta(days=days_ago),
    )


def forecast_of(target):
    return target_forecast(target, list(city_readings(target)), TODAY)


def test_a_miss_is_told_with_what_is_wanting_and_how_it_was_computed(target, now):
    read(target, 100, "2", now)
    read(target, 0, "5", now)
    found = forecast_of(target)
    assert found.is_missed
    assert (found.value, found.gap, found.tone) == (8, 2, "warn")
    assert "约达到8 个，差2 个" in found.words
    assert "首个数值" in found.method
    assert "这是推算" in found.method


def test_what_would_be_met_is_told_too(target, now):
    read(target, 100, "2", now)
    read(target, 0, "6", now)
    assert "可以达标" in forecast_of(target).words


def test_a_baseline_and_one_reading_are_enough_and_one_reading_alone_is_not(target, now):
    read(target, 0, "4", now)
    assert forecast_of(target) is None
    target.baseline = Decimal(0)
    assert forecast_of(target).value == 6
    assert "基期值" in forecast_of(target).method


def test_nobody_founds_half_a_thing_and_rounding_never_helps_the_target(target, now):
    read(target, 90, "0", now)
    read(target, 0, "4", now)  # 8.4 by the deadline
    assert (forecast_of(target).value, forecast_of(target).gap) == (8, 2)
    target.comparator, target.value = "<=", Decimal(8)
    assert (forecast_of(target).value, forecast_of(target).gap) == (9, 1)
    assert "超出1 个" in forecast_of(target).words


def test_after_the_deadline_and_without_a_figure_there_is_none(target, now):
    read(target, 100, "2", now)
    read(target, 1, "5", now)
    target.due_on = TODAY - timedelta(days=1)
    assert forecast_of(target) is None
    target.due_on, target.value = TODAY + timedelta(days=9), None
    assert forecast_of(target) is None


def test_the_chart_goes_on_dashed_from_the_latest_value_to_the_deadline(target, now):
    read(target, 100, "2", now)
    read(target, 0, "5", now)
    chart = target_chart(target, list(city_readings(target)), forecast_of(target))
    assert chart.categories[-1] == target.due_on.isoformat()
    dashed = chart.series[-1]
    assert dashed.is_dashed
    assert dashed.values == [None, 5.0, 8.0]
    assert chart.option()["series"][-1]["lineStyle"] == {"type": "dashed"}
    assert chart.series[0].values == [2.0, 5.0, None], "what is not yet measured is no value"


def test_page_and_portal_show_the_forecast_and_the_same_light(client, sign_in, city, cast, running_plan, target, now):
    read(target, 100, "2", now)
    read(target, 0, "5", now)
    set_public(actor=cast.team, now=now, plan=running_plan, is_public=True)
    inside = sign_in(a_user(WORKING_TEAM, city.bureau)).get(target.get_absolute_url()).content.decode()
    outside = client.get(reverse("portal:target", args=[running_plan.key, target.number])).content.decode()
    for page in (inside, outside):
        assert "到期推算" in page
        assert "约达到8 个，差2 个" in page


def test_a_step_from_reports_to_records_is_no_progress(target, now):
    for days_ago, value in ((100, "2"), (60, "3")):
        reported = read(target, days_ago, value, now)
        TargetReading.objects.filter(pk=reported.pk).update(source="manual", snapshot="")
    read(target, 40, "7", now)
    assert forecast_of(target) is None, "one value from records makes no line with those of reports"
    read(target, 0, "7", now)
    found = forecast_of(target)
    assert (found.projection.start[1], found.value, found.is_missed) == (7, 7, True)


def test_of_two_values_of_a_day_the_chart_shows_what_records_give(target, now):
    read(target, 40, "7", now)
    later = read(target, 40, "4", now + timedelta(days=39))
    TargetReading.objects.filter(pk=later.pk).update(source="manual", snapshot="")
    read(target, 0, "8", now)
    assert target_chart(target, list(city_readings(target))).series[0].values == [7.0, 8.0]
