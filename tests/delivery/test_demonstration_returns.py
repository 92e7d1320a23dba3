"""What the demonstration's schools return passes the checks of the tables, and nobody in it can be a real person."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from types import SimpleNamespace

import polars as pl
import pytest

from baigong.contexts.registers.lake.columns import seal_columns
from baigong.contexts.registers.lake.state import BODY
from baigong.contexts.registers.quality import measuring
from baigong.contexts.registers.quality.rules import all_rules
from baigong.contexts.registers.standard import find_standard
from baigong.delivery.demonstration import mishaps, national_rows, roster_rows
from baigong.delivery.demonstration.firms import firms
from baigong.delivery.demonstration.population import NOWHERE, SCALES, SCHOOLS, students_of, teachers_of
from baigong.delivery.demonstration.rounds import MOVED_IN
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
    assert faults("WW-ROSTERS-2021", "MCZS", roster_rows.entrants("620602", SCALES["city"])) == []
    firm = SimpleNamespace(pk=1, credit_code=next(firms(1)).code, name="示例公司", industry_section="C", division_code="620602")
    year = SimpleNamespace(enterprise=firm, year=2021, staff=SimpleNamespace(value=Fraction(1181, 12)), done=SimpleNamespace(students=2))
    uncounted = SimpleNamespace(enterprise=firm, year=2020, staff=None, done=SimpleNamespace(students=0))
    rows = list(roster_rows.enterprises([year, uncounted], {1: 3}))
    assert [(row["ZGRS"], row["SXRS"], row["XTRS"]) for row in rows] == [("98", "2", "3")]
    assert faults("WW-ROSTERS-2021", "MCQYZG", rows) == []


def test_every_identity_number_is_of_a_division_that_never_was():
    people = [one.identity for school in SCHOOLS for one in (*students_of(school, range(2018, 2022)), *teachers_of(school))]
    assert all(number.startswith(NOWHERE) for number in people)


def test_no_two_people_share_a_number_and_a_person_is_the_same_whichever_years_are_asked_for():
    people = [one.identity for school in SCHOOLS for one in (*students_of(school, range(2018, 2022)), *teachers_of(school))]
    assert len(people) == len(set(people))
    for school in SCHOOLS:
        everybody = {one.number: one for one in students_of(school, range(2018, 2022))}
        assert all(everybody[one.number] == one for one in students_of(school, range(2020, 2021)))


@cache
def returned(school):
    """What a school returns in spring, by edition and table, with what goes wrong there."""
    tables = {("WW-ROSTERS-2021", name): make(school) for name, make in roster_rows.ROSTERS.items()}
    if not school.is_college:
        edition = find_standard("SZJZ-ZZ-V2.2.0")
        tables |= {("SZJZ-ZZ-V2.2.0", name): national_rows.rows_of(edition.tables[name], school, DAY) for name in national_rows.TABLES}
    mishaps.spoil(school, {name: rows for (_edition, name), rows in tables.items()})
    return tables


def test_the_page_of_quality_finds_what_the_story_let_happen_and_nothing_else():
    @cache
    def frames(standard, name):
        table = find_standard(standard).tables[name]
        parts = []
        for body, school in enumerate(SCHOOLS):
            rows = returned(school).get((standard, name))
            if rows:
                checked = check_frame(
                    table.rules, pl.DataFrame(rows, schema_overrides=dict.fromkeys(rows[0], pl.String), infer_schema_length=None)
                )
                assert not checked.faults.height, (school.name, name)
                parts.append(seal_columns(table.rules, checked.frame).with_columns(pl.lit(body, pl.Int64).alias(BODY)))
        return pl.concat(parts, how="diagonal")

    rules, found = all_rules(), []
    found += [one for rule in rules.contradictions for one in measuring.contradictions(rule, frames)]
    found += [one for rule in rules.missing for one in measuring.missing(rule, frames)]
    for kind, look in ((rules.persons, measuring.persons), (rules.outliers, measuring.outliers)):
        found += [one for rule in kind for one in look(rule, find_standard(rule.side.standard).tables[rule.side.table], frames)]
    found += [one for name in national_rows.TABLES for one in measuring.shared_keys(
        find_standard("SZJZ-ZZ-V2.2.0").tables[name], frames("SZJZ-ZZ-V2.2.0", name))]  # fmt: skip
    assert {(one.rule, SCHOOLS[one.body].name) for one in found} == mishaps.FOUND
    assert len(found) == len(mishaps.FOUND)


def test_the_story_is_the_same_every_time():
    school = SCHOOLS[0]
    assert list(students_of(school, range(2021, 2022))) == list(students_of(school, range(2021, 2022)))


def test_the_city_of_true_size_has_its_people_and_three_years_and_the_small_one_stays_small():
    city, small = SCALES["city"], SCALES["small"]
    assert sum(len(list(students_of(school, range(2019, 2022)))) for school in city.schools) == pytest.approx(30_000, rel=0.01)
    assert sum(school.teachers for school in city.schools) == pytest.approx(2_000, rel=0.01)
    assert city.enterprises == 3_000
    assert small.schools == SCHOOLS
    school = city.schools[3]
    for name, field in (("MCBXTJ", "XN"), ("MCBYQX", "BYNF"), ("MCPX", "ND"), ("MCXZS", "KHRQ"), ("MCJC", "XN"), ("MCKCXS", "NJ")):
        assert len({row[field][:4] for row in roster_rows.ROSTERS[name](school)}) == 3, name


@pytest.mark.parametrize("name", roster_rows.ROSTERS)
def test_every_row_of_the_city_of_true_size_is_sound(name):
    for school in SCALES["city"].schools[3:]:
        assert faults("WW-ROSTERS-2021", name, roster_rows.ROSTERS[name](school)) == [], school.name


def test_no_two_people_of_the_city_of_true_size_share_a_number():
    schools = SCALES["city"].schools
    people = [one.identity for school in schools for one in (*students_of(school, range(2019, 2022)), *teachers_of(school))]
    assert len(people) == len(set(people))


def test_who_moved_in_has_a_number_that_no_roster_gives_at_the_citys_true_size_either():
    taken = {one.number for scale in SCALES.values() for school in scale.schools for one in students_of(school, range(2020, 2021))}
    assert len(taken) > 9_000
    assert MOVED_IN not in taken
