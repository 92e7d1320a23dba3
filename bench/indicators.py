"""300 indicators over one large table of learners: as the compiler fuses them, as an expert would by hand, and one by one.

All three run on DuckDB over the same Parquet file, sorted as a snapshot's files are. What the compiler makes also rolls its sums up to
every kind of slice and joins them into ratios, which the others do not. The results are compared before anything is timed.
"""

from __future__ import annotations

import functools
import itertools
import operator
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from baigong.kernel.indicators import Disclosure, Indicator, Kind, Measure, SnapshotTable, TableColumn, declare_table
from baigong.kernel.indicators.compiling import compile_plan
from baigong.kernel.indicators.computing import compute
from baigong.kernel.indicators.engines import duckdb_engine
from baigong.kernel.indicators.plans import City
from bench.measure import NOISY, interleaved

HOW_MANY = 300
FUSED, BY_HAND, ONE_BY_ONE = "compiled together", "fused by hand", "one by one"
TARGETS = {BY_HAND: (1 / 1.3, "at least 1/1.3 of its speed"), ONE_BY_ONE: (4.0, "at least 4 times its speed")}

# 8 counties, 120 schools, 11 years: 1,320 groups. Every figure is drawn from the row's number, so that a run can be repeated.
ROWS = """
SELECT 'C' || (i_school % 8) AS county, 'S' || i_school AS school, 2012 + hash(i * 7) % 11 AS year,
  (hash(i * 3) % 10 < 6) AS is_active, CAST(1 + hash(i * 5) % 2 AS VARCHAR) AS sex, CAST(hash(i * 11) % 8 AS BIGINT) AS kind,
  CAST(hash(i * 13) % 30 AS BIGINT) AS programme, CAST(hash(i * 17) % 3 AS BIGINT) AS grade, (hash(i * 19) % 100 < 40) AS is_aided,
  CAST(hash(i * 23) % 500 AS BIGINT) AS score, CAST(hash(i * 29) % 100000 / 100.0 AS DECIMAL(12, 2)) AS fee,
  DATE '2003-01-01' + CAST(hash(i * 31) % 2000 AS INTEGER) AS born_on, CAST(hash(i * 37) % 6 AS BIGINT) AS destination,
  (hash(i * 41) % 100 < 30) AS is_rural, (hash(i * 43) % 100 < 15) AS is_boarding
FROM (SELECT i, hash(i) % 120 AS i_school FROM range({rows}) AS r(i)) ORDER BY school, county, year
"""
TYPES = {
    "county": "string", "school": "string", "year": "int64", "is_active": "boolean", "sex": "string", "kind": "int64", "programme": "int64",
    "grade": "int64", "is_aided": "boolean", "score": "int64", "fee": "decimal(12,2)", "born_on": "date", "destination": "int64",
    "is_rural": "boolean", "is_boarding": "boolean",
}  # fmt: skip

Term = tuple[str, Callable[[Any], Any]]
"""A condition in SQL, as somebody writes it by hand, and as an indicator declares it."""


def _equals(column: str, value: Any) -> Term:
    said = f"'{value}'" if isinstance(value, str) else str(value)
    return f"{column} = {said}", lambda t: t[column] == value


def _flag(column: str) -> Term:
    return column, lambda t: t[column]


FLAGS = [_flag(name) for name in ("is_aided", "is_rural", "is_boarding")]
VALUES = [
    *(_equals("sex", value) for value in "12"),
    *(_equals("grade", value) for value in range(3)),
    *(_equals("destination", value) for value in range(6)),
    *(_equals("kind", value) for value in range(8)),
    *(_equals("programme", value) for value in range(12)),
    ("score >= 300", lambda t: t.score >= 300),
    ("born_on < DATE '2006-09-01'", lambda t: t.born_on < date(2006, 9, 1)),
]


def asked() -> list[tuple[Indicator, str, str]]:
    """The indicators, each with the two sums that somebody would write by hand."""
    active = _flag("is_active")
    pairs = [*itertools.product(FLAGS, VALUES), *itertools.combinations(VALUES, 2)]
    made = []
    for number, (first, second) in enumerate(pairs[:HOW_MANY]):
        amount = (None, None, None, "fee", "score")[number % 5]
        above, below = [active, first, second], [active, first]

        def measure(terms: list[Term], summed: str | None) -> Measure:
            def where(t: Any) -> Any:
                return functools.reduce(operator.and_, (declared(t) for _sql, declared in terms))

            return Measure("learners", where, (lambda t: t[summed]) if summed else None)

        def sql(terms: list[Term], summed: str | None) -> str:
            return f"SUM(CASE WHEN {' AND '.join(term[0] for term in terms)} THEN {summed or 1} ELSE 0 END)"

        indicator = Indicator(
            f"B-{number:03}", "", "-", "", Kind.RATIO, "-", slices=("county", "school", "year"),
            disclosure=Disclosure(minimum_cell=0),  # rows behind amounts are not counted, as nobody does by hand
            numerator=measure(above, amount), denominator=measure(below, None),
        )  # fmt: skip
        made.append((indicator, sql(above, amount), sql(below, None)))
    return made


def run(*, rounds: int, rows: int) -> dict[str, Any]:
    """Measure; every outcome is a ratio of speeds within this run."""
    columns = tuple(TableColumn(name, "", type) for name, type in TYPES.items())
    slices = {name: name for name in ("county", "school", "year")}
    declare_table(SnapshotTable(name="learners", label="", columns=columns, slices=slices, produce=lambda now: None))  # type: ignore[arg-type,return-value]
    indicators = asked()
    began = time.perf_counter()
    plan = compile_plan([indicator for indicator, _above, _below in indicators], [City("", date(2022, 6, 27))])
    compiling = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "learners.parquet"
        duckdb.sql(f"COPY ({ROWS.format(rows=rows)}) TO '{file}' (FORMAT parquet, COMPRESSION zstd)")
        with duckdb_engine({"learners": file}) as engine:
            sums = list(dict.fromkeys(each for _indicator, *pair in indicators for each in pair))
            by_hand = f"SELECT county, school, year, {', '.join(sums)} FROM learners GROUP BY ALL"
            singly = [f"SELECT county, school, year, {a}, {b} FROM learners GROUP BY ALL" for _i, a, b in indicators]
            _same(compute(plan, engine).values, engine(by_hand), indicators, sums)
            rates = interleaved(
                {
                    FUSED: _timed(lambda: compute(plan, engine)),
                    BY_HAND: _timed(lambda: engine(by_hand)),
                    ONE_BY_ONE: _timed(lambda: [engine(sql) for sql in singly]),
                },
                yardstick=BY_HAND,
                rounds=rounds,
            )
    cases = []
    for name, (target, words) in TARGETS.items():
        median, least, most = rates.ratio(FUSED, name)
        cases.append(
            {"name": name, "ratio": median, "least": least, "most": most, "target": target, "words": words, "met": median >= target}
        )
    return {
        "rows": rows, "indicators": len(indicators), "queries": len(plan.scans), "sums": plan.scans[0].width,
        "compile_seconds": compiling,
        "rounds": rounds, "spread": rates.spread, "noisy": rates.is_noisy, "cases": cases,
    }  # fmt: skip


def report(outcome: dict[str, Any]) -> str:
    """The outcome in words."""
    lines = [
        f"{outcome['indicators']} indicators over {outcome['rows']:,} rows: {outcome['queries']} query, {outcome['sums']} distinct sums, "
        f"compiled in {outcome['compile_seconds']:.1f} s; {outcome['rounds']} rounds, yardstick varied {outcome['spread']:.2f}x",
        *([f"noisy (more than {NOISY}x): the ratios below are not to be published"] if outcome["noisy"] else []),
    ]
    for case in outcome["cases"]:
        seen = f"{case['ratio']:.2f}x ({case['least']:.2f}-{case['most']:.2f})"
        lines.append(f"{FUSED} against {case['name']}: {seen}; target {case['words']}: {'met' if case['met'] else 'missed'}")
    return "\n".join(lines) + "\n"


def _timed(work: Callable[[], Any]) -> Callable[[], float]:
    def rate() -> float:
        began = time.perf_counter()
        work()
        return 1 / (time.perf_counter() - began)

    return rate


def _same(values: list[Any], rows: list[tuple[Any, ...]], indicators: list[Any], sums: list[str]) -> None:
    """The whole city's numerators and denominators are those that adding up the hand-written query gives."""
    totals = {text: sum(row[3 + place] for row in rows) for place, text in enumerate(sums)}
    whole = {value.code: value for value in values if value.kind == "city"}
    for indicator, above, below in indicators:
        found = whole[indicator.code]
        if (found.numerator, found.denominator) != (totals[above], totals[below]):
            raise AssertionError(f"{indicator.code} differs from the query by hand")
