"""From declarations to SQL: all that indicators ask of a table goes into one query, grouped by the finest grain that anybody asks for.

The outcome is a plan of plain text that a snapshot keeps beside its data: an old figure is computed again by the statements of its own
day, and a page that opens a value needs no compiler. Sums are written as ``SUM(CASE …)``: with hundreds of them DuckDB takes a sixth of
the time that ``FILTER`` takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ibis
import sqlglot

from baigong.kernel.indicators.declaration import Indicator, Measure
from baigong.kernel.indicators.plans import OVER_TIME, City, Column, Plan, Scan, Wanted
from baigong.kernel.indicators.tables import WHOLE, AnyTable, Derived, SnapshotTable, find_table, is_local, is_timed

if TYPE_CHECKING:
    import ibis.expr.types as ir


ROWS = "rows_of_table"
"""What a statement calls the table that it asks."""


def compile_plan(indicators: Iterable[Indicator], cities: Sequence[City], dialect: str = "duckdb") -> Plan:
    """The plan for every indicator that records stand behind.

    Raises ``ValueError`` for an undeclared table, a slice that a table cannot be cut by, or an amount that is not exact.
    """
    computed = [i for i in indicators if i.numerator is not None]
    queries: dict[str, _Query] = {}
    for each in computed:
        for measure in (each.numerator, each.denominator):
            if measure is not None:
                if measure.table not in queries:
                    queries[measure.table] = _Query(measure.table, cities)
                query = queries[measure.table]
                query.keys.update(dict.fromkeys(_keys(query.table, each.slices)))
                query.measures += [measure, measure.at_present()]
    wanted = tuple(_wanted(each, queries, cities, dialect) for each in computed)
    return Plan(tuple(query.scan(dialect) for _name, query in sorted(queries.items())), wanted)


def _wanted(each: Indicator, queries: dict[str, _Query], cities: Sequence[City], dialect: str) -> Wanted:
    assert each.numerator is not None
    above = queries[each.numerator.table]
    below = queries[each.denominator.table] if each.denominator is not None else above
    unruled = tuple(city.name for city in cities if not each.is_ruled(city.as_of))
    ways = each.slices if not unruled else ()
    kinds = {WHOLE: ((), ()), **{kind: (above.cut(kind), below.cut(kind)) for kind in ways}}
    floor = max(each.disclosure.floor(city.as_of) for city in cities)
    upper, lower = each.numerator, each.denominator
    lists = {"numerator": (above, upper)} | ({"denominator": (below, lower)} if lower is not None else {})
    marks = upper.current, lower.current if lower is not None else ""
    wanted = Wanted(
        each.code,
        each.version,
        above.column(upper.at_present(), floor),
        below.column(lower.at_present(), floor) if lower is not None else None,
        kinds,
        floor,
        {} if unruled else {name: query.records(measure.at_present(), dialect) for name, (query, measure) in lists.items()},
        unruled,
        (above.present(marks[0]), below.present(marks[1])),
    )
    timed = tuple(kind for kind in ways if is_timed(kind))
    if not timed or not any(marks):
        return wanted
    if floor:  # which groups add up to the present value is read from the grain
        above.keys.update({marks[0]: None} if marks[0] else {})
        below.keys.update({marks[1]: None} if marks[1] else {})
    return replace(
        wanted,
        records=wanted.records | {f"{name}{OVER_TIME}": query.records(measure, dialect) for name, (query, measure) in lists.items()},
        over_time=(above.column(upper, floor), below.column(lower, floor) if lower is not None else None),
        timed=timed,
        current=marks if floor else ("", ""),
    )


class _Query:
    """What is asked of one table, gathered until it is written as one statement."""

    def __init__(self, name: str, cities: Sequence[City]) -> None:
        self.table = _declared(name)
        self.whole = _united(self.table, cities)
        self.rows = ibis.table(self.whole.schema(), name=ROWS)
        self.is_united = len(cities) > 1
        self.keys: dict[str, None] = {"city": None} if self.is_united else {}
        self.sums: dict[Any, int] = {}
        self.expressions: list[ir.Value] = []
        self.measures: list[Measure] = []
        self.lists: dict[Any, str] = {}
        self.text = ""

    def cut(self, kind: str) -> tuple[str, ...]:
        """The columns that a way to cut goes by."""
        own = _columns(self.table, kind)
        return ("city", *own) if self.is_united and is_local(kind) else own

    def column(self, measure: Measure, minimum_cell: int) -> Column:
        """The places of a measure's sum, and of the number of its rows where small cells are to be known."""
        one = ibis.literal(1, "int32")
        if measure.amount is None:
            place = self._place(measure, one)
            return Column(self.table.name, place, place)
        place = self._place(measure, _exact(measure.amount(self.rows), self.table))
        return Column(self.table.name, place, self._place(measure, one) if minimum_cell else place)

    def present(self, mark: str) -> int | None:
        """The place of the number of rows of the present period; None where no mark tells which they are."""
        return None if not mark else self._place(Measure(self.table.name, lambda t: t[mark]), ibis.literal(1, "int32"))

    def _place(self, measure: Measure, amount: ir.Value) -> int:
        if measure.where is not None:
            amount = ibis.ifelse(measure.where(self.rows), amount, ibis.literal(0, amount.type()))
        total = amount.sum() if isinstance(amount, ibis.expr.types.Column) else self.rows.count()  # every row, one each
        place = self.sums.setdefault(total.op(), len(self.expressions))
        if place == len(self.expressions):
            self.expressions.append(total)
        return place

    def scan(self, dialect: str) -> Scan:
        grain = [self.rows[key].cast("string").name(f"g{n}") for n, key in enumerate(self.keys)]
        sums = {f"m{n}": expression for n, expression in enumerate(self.expressions)}
        grouped = self.rows.group_by(grain) if grain else self.rows
        asked = self._of_whole(str(ibis.to_sql(grouped.aggregate(_rows=self.rows.count(), **sums), dialect=dialect)), dialect)
        return Scan(self.table.name, asked, tuple(self.keys), len(sums), self.table.is_own_register)

    def records(self, measure: Measure, dialect: str) -> str:
        if self.is_united:  # records are opened in the city that has them
            return ""
        if not self.lists:
            self.lists = self._lists(dialect)
        return self.lists[self._condition(measure)]

    def _condition(self, measure: Measure) -> Any:
        return None if measure.where is None else measure.where(self.rows).op()

    def _of_whole(self, statement: str, dialect: str) -> str:
        """A statement about ``rows``, told what they are. The table is translated once; what is asked of it is translated by itself."""
        if not self.text:
            self.text = str(ibis.to_sql(self.whole, dialect=dialect))
        return f"WITH {ROWS} AS ({self.text}) {statement}"

    def _lists(self, dialect: str) -> dict[Any, str]:
        """The list of every condition that a measure has. They are translated in one statement: a translation costs by itself, hardly
        by what is in it, and many indicators have the same denominator."""
        conditions = dict.fromkeys(c for c in map(self._condition, self.measures) if c is not None)
        asked = self.rows.select(
            **{c.name: self.rows[c.name] for c in self.table.columns}, **{f"{ROWS}{n}": c.to_expr() for n, c in enumerate(conditions)}
        )
        statement = sqlglot.parse_one(str(ibis.to_sql(asked, dialect=dialect)), read=dialect, into=sqlglot.exp.Select)
        columns, tests = statement.selects[: len(self.table.columns)], statement.selects[len(self.table.columns) :]
        plain = statement.select(*columns, append=False)
        lists = {None: plain} | {c: plain.where(test.unalias()) for c, test in zip(conditions, tests, strict=True)}
        return {c: self._of_whole(asked.sql(dialect, pretty=True), dialect) for c, asked in lists.items()}


class _CityTables:
    """The tables of one city, as derived ones are built from."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.as_of = city.as_of
        self.built: dict[str, ir.Table] = {}

    def __getitem__(self, name: str) -> ir.Table:
        if name not in self.built:
            table = _declared(name)
            if isinstance(table, SnapshotTable):
                self.built[name] = ibis.table({c.name: c.type for c in table.columns}, name=f"{name}{self.city.suffix}")
            else:
                self.built[name] = _as_declared(table, table.build(self))
        return self.built[name]


def _united(table: SnapshotTable | Derived, cities: Sequence[City]) -> ir.Table:
    parts = [
        _CityTables(city)[table.name].mutate(as_of=ibis.literal(city.as_of, "date"), city=ibis.literal(city.name, "string"))
        for city in cities
    ]
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


def _as_declared(table: Derived, built: ir.Table) -> ir.Table:
    missing = [c.name for c in table.columns if c.name not in built.columns]
    inexact = [c.name for c in table.columns if c.name in built.columns and built[c.name].type().is_floating()]
    if missing or inexact:
        raise ValueError(f"derived table {table.name}: lacks {missing}, is floating-point in {inexact}")
    return built.select([built[c.name].cast(c.type).name(c.name) for c in table.columns])


def _declared(name: str) -> SnapshotTable | Derived:
    table = find_table(name)
    if table is None:
        raise ValueError(f"no table {name} is declared")
    return table


def _exact(amount: ir.Value, table: AnyTable) -> ir.Value:
    if not (amount.type().is_integer() or amount.type().is_decimal()):
        raise ValueError(f"table {table.name}: an amount is {amount.type()}, and only integers and decimals add up exactly")
    return amount


def _keys(table: AnyTable, kinds: Iterable[str]) -> list[str]:
    return [column for kind in kinds for column in _columns(table, kind)]


def _columns(table: AnyTable, kind: str) -> tuple[str, ...]:
    unknown = [k for k in kind.split("+") if k not in table.slices]
    if unknown:
        raise ValueError(f"table {table.name} cannot be cut by {unknown}; it declares {sorted(table.slices)}")
    return tuple(table.slices[k] for k in kind.split("+"))
