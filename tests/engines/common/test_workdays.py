"""Working days against the regulations reference's vector and against counting by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.engines.common.workdays import WorkCalendar, load_calendar
from baigong.kernel.rules import work_calendar

DAYS = st.dates(date(2020, 1, 1), date(2026, 11, 1))


def test_the_seed_documents_twentieth_working_day_and_the_day_it_was_published():
    calendar = work_calendar()
    formed = date(2020, 12, 1)
    assert calendar.nth_after(formed, 20) == date(2020, 12, 29)
    assert calendar.count_between(formed, date(2021, 1, 12)) == 29
    assert calendar.knows(formed, date(2021, 1, 12))


def test_a_make_up_day_counts_and_a_bridge_day_does_not():
    calendar = work_calendar()
    assert calendar.is_working(date(2021, 9, 26))  # a Sunday before the long holiday
    assert not calendar.is_working(date(2021, 10, 5))  # a Tuesday within it
    assert calendar.nth_after(date(2021, 9, 30), 1) == date(2021, 10, 8)


@given(day=DAYS, count=st.integers(1, 60))
def test_counting_there_and_back_agrees(day, count):
    calendar = work_calendar()
    last = calendar.nth_after(day, count)
    assert calendar.is_working(last)
    assert calendar.count_between(day, last) == count
    assert sum(calendar.is_working(day + timedelta(n)) for n in range(1, (last - day).days + 1)) == count


def test_beyond_the_table_it_is_monday_to_friday_and_said_to_be_unknown():
    calendar = WorkCalendar()
    assert calendar.nth_after(date(2031, 10, 3), 1) == date(2031, 10, 6)
    assert not work_calendar().knows(date(2026, 12, 30), date(2027, 1, 3))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"days_off": ["2021-01-03/2021-01-01"], "made_up": []}, "ends before"),
        ({"days_off": [], "made_up": ["2021-01-04"]}, "no weekend"),
        ({"days_off": ["2021-01-02"], "made_up": ["2021-01-02"]}, "at once"),
    ],
)
def test_a_slip_in_the_table_is_refused(row, words):
    with pytest.raises(ValueError, match=words):
        load_calendar([{"year": 2021, "citation": {"title": "通知"}} | row])


def test_every_year_of_the_table_has_its_thirteen_or_more_days_off_besides_weekends():
    calendar = work_calendar()
    for year in calendar.years:
        days = [date(year, 1, 1) + timedelta(n) for n in range(366) if (date(year, 1, 1) + timedelta(n)).year == year]
        # Statutory holidays: 11 days until 2024, 13 since; a weekend that is worked is given back elsewhere.
        assert 246 <= sum(calendar.is_working(day) for day in days) <= 252, year
        assert calendar.sources[year]
