"""The whole tells the present period, slices by time tell each; nothing of the present is no data; a small year is hidden with its twin."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baigong.kernel.access import ANONYMOUS, SYSTEM
from baigong.kernel.indicators import (
    Case,
    Derived,
    Disclosure,
    Indicator,
    Kind,
    Measure,
    SliceKind,
    TableColumn,
    declare_slice_kind,
    declare_table,
    indicator,
    snapshots,
    values_by_year,
)
from baigong.kernel.indicators.records import records_behind
from tests.kernel.indicators.school_city import COLUMNS, LEARNERS, TEAM, city, learner  # noqa: F401

pytestmark = pytest.mark.django_db
PRESENT = "2021"


@pytest.fixture
def cohorts(city):
    """A share told of the cohort of 2021, with floor 3, cut by school and by year."""
    declare_slice_kind(SliceKind("cohort", "届别", is_time=True))
    declare_table(
        Derived(
            name="cohorts", label="各届", owner="path", readers=frozenset({TEAM}), slices={"school": "school", "cohort": "year"},
            columns=(*COLUMNS, TableColumn("is_current", "本届", "boolean")),
            build=lambda t: t["learners"].mutate(is_current=(t["learners"].year == PRESENT).fill_null(False)),
        )
    )  # fmt: skip
    for code, current in (("Y-01", "is_current"), ("Y-02", "")):
        indicator(
            Indicator(
                code, "受训比例", "本届受训人次除以本届人次", "%", Kind.RATIO, "示例", slices=("school", "cohort"),
                disclosure=Disclosure(True, 3), numerator=Measure("cohorts", where=lambda t: t.is_trained, current=current),
                denominator=Measure("cohorts", current=current), worked=(Case("没有人", {"learners": []}, None),),
            )
        )  # fmt: skip


def learners(year, trained, others, school="s1"):
    return [learner(f"{year}{school}{n}", school, year=year, trained=n < trained) for n in range(trained + others)]


def taken(now):
    snapshot = snapshots.take_snapshot(actor=SYSTEM, now=now)
    return {(v.slice_kind, v.slice_key): v for v in snapshot.values.filter(code="Y-01")}


def test_the_whole_and_its_schools_are_of_the_present_and_each_year_has_its_own_value(cohorts, now):
    LEARNERS.extend([*learners("2020", 10, 30), *learners("2021", 20, 20), *learners("2021", 10, 30, "s2"), *learners(None, 5, 5)])
    values = {place: (v.numerator, v.denominator) for place, v in taken(now).items()}
    assert values["city", ""] == ("30", "80")
    assert values["school", "s1"] == ("20", "40")
    assert (values["cohort", "2020"], values["cohort", "2021"]) == (("10", "40"), ("30", "80"))
    assert [(v.slice_key, v.numerator) for v in values_by_year("Y-01", actor=ANONYMOUS)] == [("2020", "10"), ("2021", "30")]
    assert values_by_year("L-01", actor=SYSTEM) == []
    assert values_by_year("Z-99", actor=SYSTEM) == []


def test_each_value_opens_to_the_records_of_its_own_period(cohorts, now):
    LEARNERS.extend([*learners("2020", 10, 30), *learners("2021", 20, 20)])
    values = taken(now)
    for place, total in ((("city", ""), 40), (("cohort", "2020"), 40), (("cohort", "2021"), 40), (("school", "s1"), 40)):
        assert records_behind(values[place], "denominator", actor=SYSTEM).total == total
    assert records_behind(values["cohort", "2020"], "numerator", actor=SYSTEM).total == 10
    assert records_behind(values["city", ""], "numerator", actor=SYSTEM).total == 20
    assert snapshots.verify_snapshot(values["city", ""].snapshot, actor=SYSTEM, now=now) == []


def test_with_nothing_of_the_present_returned_there_is_no_data_whatever_earlier_years_say(cohorts, now):
    LEARNERS.extend(learners("2020", 10, 30))
    values = taken(now)
    assert (values["city", ""].why, values["school", "s1"].why) == ("no_records", "no_records")
    assert values["cohort", "2020"].amount is not None
    LEARNERS.extend(learners("2021", 0, 9))
    assert taken(now + timedelta(days=1))["city", ""].amount == 0


def test_a_small_year_is_hidden_and_the_present_one_with_the_whole_that_it_equals(cohorts, now):
    LEARNERS.extend([*learners("2019", 2, 30), *learners("2020", 10, 30), *learners("2021", 20, 20)])
    hidden = {place for place, value in taken(now).items() if value.is_suppressed}
    assert hidden == {("cohort", "2019")}
    assert [(v.slice_key, v.numerator) for v in values_by_year("Y-01", actor=ANONYMOUS)] == [("2019", ""), ("2020", "10"), ("2021", "20")]
    LEARNERS[:] = [*learners("2020", 10, 30), *learners("2021", 2, 30)]
    hidden = {place for place, value in taken(now + timedelta(days=1)).items() if value.is_suppressed}
    assert hidden >= {("city", ""), ("cohort", "2021"), ("school", "s1")}
    assert ("cohort", "2020") not in hidden


def test_a_small_school_does_not_follow_from_the_present_year(cohorts, now):
    LEARNERS.extend([*learners("2021", 20, 20), *learners("2021", 2, 20, "s2"), *learners("2020", 30, 30, "s2")])
    hidden = {place for place, value in taken(now).items() if value.is_suppressed}
    assert {("school", "s1"), ("school", "s2")} <= hidden
