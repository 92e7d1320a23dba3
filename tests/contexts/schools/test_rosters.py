"""Rosters in a snapshot: typed, with the place each row came from; a return is judged alike on the page and in the indicators."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from baigong.contexts.registers import public as registers
from baigong.contexts.registers.models import Channel
from baigong.contexts.schools.figures.conditions import BOTH
from baigong.contexts.schools.rosters import EDITION
from baigong.contexts.schools.selectors.conditions import condition_gaps, gaps_of, set_on
from baigong.delivery.demonstration import roster_rows
from baigong.delivery.demonstration.population import SCHOOLS
from baigong.kernel.access import SYSTEM
from baigong.kernel.indicators import Case, SnapshotTable, all_tables, find_indicator
from baigong.kernel.indicators.cases import value_of
from baigong.kernel.indicators.snapshots import take_snapshot

pytestmark = pytest.mark.django_db
RETURN = {
    "XN": "2021-2022", "XXLX": "1", "SFGB": "1", "SFFS": "0", "CQ": "1", "ZDMJ": "39000", "JZMJ": "24000", "XSS": "1000", "ZRJSS": "60",
    "GJZCS": "12", "ZYJSS": "30", "SSXJS": "9", "JZJSS": "3", "SBZZ": "3000000.50", "TSCS": "30000", "JSJTS": "150",
}  # fmt: skip


def sent(city, now, name, rows, whose="school"):
    table = registers.find_table(EDITION, name)
    source = registers.Source(Channel.UPLOAD, "0" * 64, file_name="a.csv")
    facts = {"actor": getattr(city, whose), "now": now, "organisation": getattr(city, f"{whose}_body")}
    return registers.receive(**facts, table=table, frame=pl.DataFrame(rows), source=source)


def table_of(name):
    found = all_tables()[name]
    assert isinstance(found, SnapshotTable)
    return found


def test_without_returns_every_roster_is_an_empty_table(city, now):
    rosters = [t for t in all_tables().values() if isinstance(t, SnapshotTable) and {"batch", "row"} <= {c.name for c in t.columns}]
    assert len(rosters) == 11
    for table in rosters:
        made = table.produce(now)
        assert made.num_rows == 0
        assert {c.name for c in table.columns} <= set(made.column_names)


def test_a_row_is_typed_and_says_whose_it_is_and_where_it_came_from(city, now):
    receipt = sent(city, now, "MCBXTJ", [RETURN])
    row = table_of("conditions").produce(now).to_pylist()[0]
    assert (row["school"], row["county"], row["path"]) == (str(city.school_body.pk), "620621", city.school_body.path)
    assert (row["batch"], row["row"], row["year"], row["land"], str(row["equipment"])) == (receipt.batch.pk, 0, 2021, 39000, "3000000.50")
    assert (row["is_public"], row["is_attached"], row["is_costly"]) == (True, False, None)
    assert (row["school_type_code"], row["school_type_name"]) == ("1", "中等职业学校")


def test_a_year_is_no_amount(city, now):
    forms = {(table, column.name): column.form for table in ("conditions", "destinations") for column in table_of(table).columns}
    assert (forms["conditions", "year"], forms["destinations", "year"], forms["conditions", "students"]) == ("school_year", "year", "")


def test_a_schools_gaps_are_those_of_the_set_in_force_on_the_day(city, now):
    assert (set_on(date(2022, 10, 31)), set_on(date(2022, 11, 1))) == ("2010", "2022")
    assert condition_gaps(city.school_body, date(2022, 6, 27)) == []
    sent(city, now, "MCBXTJ", [RETURN])
    before = {g.condition.code: g.lacks for g in condition_gaps(city.school_body, date(2022, 10, 31)) if not g.is_met}
    after = {g.condition.code: g.lacks for g in condition_gaps(city.school_body, date(2022, 11, 1)) if not g.is_met}
    assert before == {"LAND": 1000, "SIZE": 200}
    assert after == {"LAND": 1000}


def test_the_page_and_the_indicators_judge_alike():
    draw = random.Random(7)
    for on in (date(2022, 6, 27), date(2022, 12, 31)):
        rows = [
            {
                "school": str(n), "year": 2021, "school_type_code": draw.choice("123"), "is_public": True, "is_attached": False,
                "is_costly": draw.choice([True, False]), "land": draw.randrange(20000, 70000), "floor": draw.randrange(10000, 50000),
                "students": draw.randrange(200, 3000), "teachers": draw.randrange(20, 150), "senior": draw.randrange(5, 40),
                "specialists": draw.randrange(10, 90), "dual": draw.randrange(1, 40), "equipment": f"{draw.randrange(10**6, 9 * 10**6)}.25",
                "books": draw.randrange(9000, 90000), "computers": draw.randrange(50, 500),
            }
            for n in range(12)
        ]  # fmt: skip
        gaps = [gaps_of(row | {"equipment": Fraction(row["equipment"])}, on) for row in rows]
        case = Case("", {"conditions": rows}, None, as_of=on)
        met = sum(all(gap.is_met for gap in own) for own in gaps)
        assert value_of(find_indicator("CND-01"), case) == Fraction(met, 12)
        for kind in BOTH:
            short = sum(max((g.lacks for g in own if g.condition.gap == kind), default=0) for own in gaps)
            assert value_of(find_indicator(f"CND-G-{kind}"), case) == short, kind


def test_the_only_college_of_a_city_is_told_by_its_numbers_and_not_hidden_as_a_small_cell(city, now):
    college = next(one for one in SCHOOLS if one.is_college)
    sent(city, now, "MCXS", roster_rows.students(college)[:40], "college")
    sent(city, now, "MCJS", roster_rows.teachers(college)[:20], "college")
    taken = take_snapshot(actor=SYSTEM, now=now.replace(year=2022))
    values = taken.values.filter(slice_kind="school", slice_key=str(city.college_body.pk), code__in=["CND-08", "CND-09"])
    assert {(value.code, value.numerator, value.is_suppressed) for value in values} == {("CND-08", "20", False), ("CND-09", "40", False)}
