"""Every declared indicator on Spark and on DuckDB, over one city and over a province, to the digit, from the worst rows."""

from __future__ import annotations

import shutil
from dataclasses import astuple
from datetime import UTC, date, datetime

import pytest

from baigong.kernel.indicators import all_indicators, folders
from baigong.kernel.indicators.compiling import compile_plan
from baigong.kernel.indicators.computing import compute
from baigong.kernel.indicators.engines import DIALECTS, ENGINES
from baigong.kernel.indicators.plans import City
from baigong.kernel.indicators.snapshots import suppressed
from tests.contexts.schools.rich_city import lay_down, rich_rows

pytestmark = [pytest.mark.spark, pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17; CI has it")]
ALONE = City("", date(2022, 6, 27))
DAYS = {
    "甲市": date(2022, 10, 31), "乙市": date(2023, 1, 15), "丙市": date(2024, 2, 29), "空市": date(2022, 6, 27),
}  # fmt: skip
"""Cities of a province, each on another day: the last by one rule, the first by the next, a leap day. The last returned nothing."""
PROVINCE = [City(name, day, f"__{n}") for n, (name, day) in enumerate(DAYS.items())]
CODES = [code for code, each in all_indicators().items() if each.is_computed]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Parquet files of all the cities by the name that queries use."""
    root, found = tmp_path_factory.mktemp("province"), {}
    for number, city in enumerate([ALONE, *PROVINCE]):
        rows = {} if city.name == "空市" else rich_rows(city.as_of, number)
        manifest = lay_down(root / str(number), city.name, city.as_of, rows, datetime(2022, 6, 27, tzinfo=UTC))
        found |= folders.files_of(root / str(number), manifest, city.suffix)
    return found


@pytest.fixture(scope="module")
def answers(files):
    """By engine and by what was united: the figures, and what the public does not see of them."""
    found = {}
    for engine, opened in ENGINES.items():
        with opened(files) as run:
            for name, cities in (("city", [ALONE]), ("province", PROVINCE)):
                plan = compile_plan(all_indicators().values(), cities, DIALECTS[engine])
                figures = compute(plan, run)
                values = {(v.code, v.kind, v.key): astuple(v)[1:] for v in figures.values}
                assert len(values) == len(figures.values)
                found[engine, name] = values, suppressed(plan, figures)
    return found


@pytest.mark.parametrize("united", ["city", "province"])
@pytest.mark.parametrize("code", CODES)
def test_both_engines_give_the_same_to_the_digit(answers, code, united):
    (here, hidden), (there, hidden_there) = answers["duckdb", united], answers["spark", united]
    mine = {place: value for place, value in here.items() if place[0] == code}
    assert mine
    assert {place: value for place, value in there.items() if place[0] == code} == mine
    assert hidden_there.get(code) == hidden.get(code)


def test_the_rows_ask_for_everything_that_could_differ(answers):
    """Were the city too tame, agreement would mean little: both have values, empty denominators, no records, small and large cells."""
    values = [(place, value) for (engine, _united), (found, _h) in answers.items() if engine == "duckdb" for place, value in found.items()]
    why, cells = {value[5] for _place, value in values}, {value[6] for _place, value in values}
    assert why >= {"", "zero_denominator"}
    assert min(cells) == 0
    assert max(cells) > 50
    assert any(value[3] is not None and value[3] != int(value[3]) for _place, value in values), "decimals"
    assert any(hidden for _values, of_engine in answers.values() for hidden in of_engine.values())
    told = {place[0] for place, value in values if value[3]}
    assert sorted(set(CODES) - told) == [], "indicators that nobody counts for"
