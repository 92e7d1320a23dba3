"""Spark gives what DuckDB gives, to the digit; a province is the union of its cities' snapshots."""

from __future__ import annotations

import random
import shutil
from datetime import date
from fractions import Fraction

import pytest

from baigong.kernel.indicators import folders, snapshots
from baigong.kernel.indicators.compiling import compile_plan
from baigong.kernel.indicators.plans import City
from baigong.kernel.indicators.tables import find_table
from tests.kernel.indicators.school_city import city, learner, learners_table  # noqa: F401

pytestmark = [pytest.mark.spark, pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17; CI has it")]
DAY = date(2022, 6, 27)


def lay_down(root, name, rows, now):
    """A snapshot of a city on disk, as ``take_snapshot`` writes it."""
    table = find_table("learners")
    laid = [(table, folders.as_declared(table, learners_table(rows)))]
    folders.write(root / name, laid, compile_plan([], [City(name, DAY)]), city=name, as_of=DAY, taken_at=now)
    return root / name


def some_learners(seed):
    """Rows with everything that engines might see differently: nulls, halves of cents, large sums, the same person twice."""
    draw = random.Random(seed)
    return [
        learner(
            f"p{draw.randrange(40)}", f"s{draw.randrange(5)}", county=draw.choice("AB"), year=draw.choice(["2020", "2021", None]),
            trained=draw.choice([True, False, None]), hours=draw.choice([None, 0, 7, 2**40]), fee=draw.choice([None, "0.01", "99999.99"]),
        )
        for _ in range(60)
    ]  # fmt: skip


def test_fourteen_cities_agree_on_both_engines_and_add_up(city, tmp_path, now):
    places = [lay_down(tmp_path, f"城市{n:02}", some_learners(n), now) for n in range(14)]
    here, there = (snapshots.compute_folders(places, engine=engine) for engine in ("duckdb", "spark"))
    assert there == here
    values = {(v.code, v.kind, v.key): v for v in here}
    for code in ("L-01", "L-02", "L-03"):
        parts = [value for (c, kind, key), value in values.items() if (c, kind) == (code, "city") and key]
        assert len(parts) == 14
        assert values[code, "city", ""].numerator == sum(part.numerator for part in parts)
    assert isinstance(values["L-03", "city", ""].amount, Fraction)
