"""What counts: the worked cases hold, the table is what the database holds, and a snapshot's value opens down to the projects."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.schools import public as schools
from baigong.contexts.schools.indicators import COLUMNS, produce
from baigong.contexts.schools.models import all_kinds
from baigong.kernel.access import SYSTEM
from baigong.kernel.indicators import all_tables, find_indicator, latest_value, latest_values
from baigong.kernel.indicators.cases import value_of
from baigong.kernel.indicators.records import records_behind
from baigong.kernel.indicators.snapshots import take_snapshot
from tests.project_city import drafted, enlisted

pytestmark = pytest.mark.django_db
CODES = [code for kind in all_kinds().values() for code in (kind.indicator, kind.indicator_listed)]


def test_every_kind_is_counted_twice_over_accepted_and_listed():
    assert len(set(CODES)) == 20
    assert all(find_indicator(code).is_computed and find_indicator(code).slices[:2] == ("county", "school") for code in CODES)
    assert {"projects", "projects_counted"} <= all_tables().keys()


@pytest.mark.parametrize("code", ["PRJ-01", "PRJ-08", "PRJ-18"])
def test_its_worked_cases_come_out(code):
    declared = find_indicator(code)
    assert [str(value_of(declared, case)) for case in declared.worked] == [case.expected for case in declared.worked]


def test_the_table_holds_what_was_handed_in_and_no_person(city, now):
    drafted(city, now, title="草稿")
    row = enlisted(city, now)
    made = produce(now).to_pylist()
    assert [line["project"] for line in made] == [row.pk]
    assert (made[0]["county"], made[0]["school"], made[0]["path"]) == ("620621", str(city.school_body.pk), city.school_body.path)
    assert not {"leader", "contact"} & {column.name for column in COLUMNS}


def test_the_page_and_the_snapshot_count_alike_and_a_value_opens_down_to_the_projects(city, now):
    accepted = {"accepted_on": date(2021, 2, 1)}
    facts = [accepted, accepted | {"level": "provincial"}, {"title": "团队2"}, accepted | {"title": "团队3", "host": city.other_body}]
    for own in facts:
        line = {"kind": "teaching_team", "level": "municipal", "title": "团队1", "host": city.school_body, "listing_number": "发1号"}
        schools.register_project(actor=city.team, now=now, entry=schools.Entry(**(line | {"listed_on": date(2021, 1, 4)} | own)))
    count = next(c for c in schools.counts_by_kind(now.date()) if c.kind.code == "teaching_team")
    assert (count.listed, count.accepted) == (3, 2)
    take_snapshot(actor=SYSTEM, now=now)
    values = latest_values(["PRJ-06", "PRJ-16"], actor=SYSTEM)
    assert {code: value.numerator for code, value in values.items()} == {"PRJ-06": "2", "PRJ-16": "3"}
    assert latest_value("PRJ-06", "county", "620621", actor=SYSTEM).numerator == "1"
    opened = records_behind(values["PRJ-06"], "numerator", actor=city.team)
    assert (opened.total, len(opened.rows)) == (2, 2)
    assert all(row.url.startswith("/schools/projects/") for row in opened.rows)
    assert records_behind(values["PRJ-06"], "numerator", actor=city.county).in_sight == 1, "a county opens its own"
