"""What the demonstration's schools return passes the checks of the tables, and nobody in it can be a real person."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from baigong.contexts.registers.standard import find_standard
from baigong.delivery.demonstration import national_rows, roster_rows
from baigong.delivery.demonstration.population import NOWHERE, SCHOOLS, students_of, teachers_of
from baigong.engines.checking.frame import check_frame

DAY = date(2022, 4, 15)


def faults(standard, name, rows):
    names = list(dict.fromkeys(key for row in rows for key in row))
    told = pl.DataFrame([[row.get(key, "") for key in names] for row in rows], schema=dict.fromkeys(names, pl.String), orient="row")
    return check_frame(find_standard(standard).tables[name].rules, told).faults.to_dicts()[:3]


@pytest.mark.parametrize("name", roster_rows.ROSTERS)
def test_every_row_of_a_roster_is_sound(name):
    for school in SCHOOLS:
        assert faults("WW-ROSTERS-2021", name, roster_rows.ROSTERS[name](school)) == [], school.name


@pytest.mark.parametrize("name", national_rows.TABLES)
def test_every_row_on_the_national_standard_is_sound(name):
    table = find_standard("SZJZ-ZZ-V2.2.0").tables[name]
    for school in SCHOOLS:
        if not school.is_college:
            assert faults("SZJZ-ZZ-V2.2.0", name, national_rows.rows_of(table, school, DAY)) == [], school.name


def test_what_counties_and_departments_return_is_sound():
    assert faults("WW-ROSTERS-2021", "MCZS", roster_rows.entrants("620602")) == []
    assert faults("WW-ROSTERS-2021", "MCQYZG", list(roster_rows.enterprises())) == []


def test_every_identity_number_is_of_a_division_that_never_was():
    people = [one.identity for school in SCHOOLS for one in (*students_of(school, range(2018, 2022)), *teachers_of(school))]
    assert all(number.startswith(NOWHERE) for number in people)


def test_the_story_is_the_same_every_time():
    school = SCHOOLS[0]
    assert list(students_of(school, range(2021, 2022))) == list(students_of(school, range(2021, 2022)))
