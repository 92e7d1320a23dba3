"""The condition of integration enterprises that asks for apprentices or interns is read from the records, where there are any."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from baigong.contexts.incentives.conditions import check_conditions
from baigong.contexts.incentives.public import draft_candidacy
from baigong.contexts.internships.models import PlacementState
from baigong.contexts.internships.selectors import training_shown as selectors
from tests.builders import a_body
from tests.contexts.internships.test_apprenticeship import NOW, enrolled, filed, planned
from tests.contexts.internships.test_apprenticeship import a_cohort as a_class
from tests.internship_city import a_placement, an_intern, fire, make_city
from tests.placing_city import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    codes()
    made = make_city()
    a_body("示例市发展改革委", short_name="市发展改革委")
    return made


def the_check(city, on=date(2021, 6, 30)):
    row = city.__dict__.get("candidacy") or draft_candidacy(actor=city.bureau, now=NOW, enterprise=city.enterprise, statement="示例")
    city.candidacy = row
    return next(check for check in check_conditions(row, on) if check.condition.code == "APPRENTICES")


def test_a_filed_class_of_apprentices_meets_it_without_any_claim(city):
    row = planned(city, a_class(city))
    enrolled(city, row)
    assert (the_check(city).verdict, list(the_check(city).found)) == ("open", [])
    fire(row, "submit", city.firm, NOW)
    fire(row, "file", city.bureau, NOW, document="示例学徒备〔2020〕1号")
    check = the_check(city)
    assert check.verdict == "met"
    assert "3人，备案号示例学徒备〔2020〕1号" in check.found[0]


def test_a_class_of_another_firm_or_of_long_ago_shows_nothing(city):
    row = filed(city)
    on = row.ends_on.replace(year=row.ends_on.year + 3)
    assert selectors.training_shown(city.enterprise, on, row.ends_on).said
    assert not selectors.training_shown(city.enterprise, on, row.ends_on + timedelta(days=1)).said
    assert not selectors.training_shown(city.other_enterprise, date(2021, 6, 30), date(2018, 6, 30)).said


def stayed(city, number, last=date(2021, 5, 31)):
    for n in range(number):
        intern = an_intern(city.school_body, f"学生{n}", date(2002, 1, 1))
        a_placement(city, intern, state=PlacementState.APPRAISED, starts_on=date(2021, 3, 1), ends_on=last)


def test_students_who_stayed_the_months_that_are_asked_for_suffice_when_they_are_enough(city, monkeypatch):
    stayed(city, 2)
    check = the_check(city)
    assert (check.verdict, "满3个月的实习学生2人" in check.found[0]) == ("open", True)
    known = selectors.number_on
    monkeypatch.setattr(selectors, "number_on", lambda key, day: 2 if key == "INC-PRACTICE-HEADS" else known(key, day))
    assert the_check(city).verdict == "met"


def test_a_stay_that_is_a_day_too_short_and_one_that_still_runs_short_of_it_do_not_count(city):
    stayed(city, 1, last=date(2021, 5, 30))
    assert list(the_check(city).found) == []
    stayed(city, 1, last=date(2021, 12, 31))
    assert list(the_check(city, date(2021, 5, 30)).found) == []
    assert len(the_check(city, date(2021, 5, 31)).found) == 1
