"""Where graduates went: six rates at both cut-offs, matched work and work in the city."""

from __future__ import annotations

from datetime import date
from functools import partial, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from baigong.contexts.schools.figures.tables import BY_YEAR, DESTINATIONS, NOTHING, PERSONS, PRESENT, YEAR, derived, mark, rules, whole
from baigong.engines.rules import ParameterVersion
from baigong.kernel.indicators import Case, Indicator, Kind, Measure, Rule, TableColumn, Tables, indicator
from baigong.kernel.rules import all_parameters

if TYPE_CHECKING:
    import ibis.expr.types as ir


GROUPS = {
    "contract": "EMP-GROUP-CONTRACT", "other": "EMP-GROUP-OTHER", "study": "EMP-GROUP-STUDY", "waiting": "EMP-GROUP-WAITING",
    "not_seeking": "EMP-GROUP-NOT-SEEKING",
}  # fmt: skip
"""The classes of destinations with the parameter that says which codes belong to each; together they are all graduates."""
EMPLOYED = ("contract", "other")
PLACED = (*EMPLOYED, "study")
CUT_OFFS = {"initial": "EMP-CUT-OFF-INITIAL", "final": "EMP-CUT-OFF-FINAL"}
"""The two statistics of each graduation year, with the parameter that says on which day each is taken."""


def last_cut_off(day: date, which: str) -> date | None:
    """The day of the last statistic of this kind that was due by ``day``; None where none is prescribed."""
    fixed = whole(CUT_OFFS[which], day)
    if fixed is None:
        return None
    this_year = date(day.year, *divmod(fixed, 100))
    return this_year if day >= this_year else this_year.replace(year=day.year - 1)


def _rule_day(day: date, which: str) -> date:
    return last_cut_off(day, which) or day


def _rules(which: str) -> tuple[Rule, ...]:
    """What a statistic hangs on: its day, and the classes in the version of that day."""
    return rules(CUT_OFFS[which]) + rules(*GROUPS.values(), on=partial(_rule_day, which=which))


def _of_cohorts(tables: Tables) -> ir.Table:
    """Rows of the statistics that were due, each with the class of its destination by the version of its own cut-off."""
    import ibis

    rows = tables["destinations"]

    def in_force(version: ParameterVersion) -> ir.BooleanValue:
        since = rows.cut_off >= ibis.literal(version.since, "date")
        return since if version.until is None else since & (rows.cut_off <= ibis.literal(version.until, "date"))

    def of(which: str) -> ir.BooleanValue:
        due = last_cut_off(tables.as_of, which)
        if due is None:
            return ibis.literal(False)
        days = [(v, *divmod(int(v.value), 100)) for v in all_parameters()[CUT_OFFS[which]].versions if v.value is not None]
        fits = [in_force(v) & (rows.cut_off.month() == month) & (rows.cut_off.day() == day) for v, month, day in days]
        return (reduce(or_, fits) & (rows.cut_off.year() == rows.year) & (rows.cut_off <= ibis.literal(due, "date"))).fill_null(False)

    def present(which: str) -> ir.BooleanValue:
        due = last_cut_off(tables.as_of, which)
        return ibis.literal(False) if due is None else of(which) & (rows.year == due.year)

    classes = [
        (in_force(version) & rows.destination_code.isin(version.codes), group)
        for group, key in GROUPS.items()
        for version in all_parameters()[key].versions
        if version.codes
    ]
    marked = rows.mutate(is_initial=of("initial"), is_final=of("final"), group=ibis.cases(*classes, else_=""))
    marked = marked.mutate(is_current=present("initial") | present("final"))
    return marked.mutate(
        is_employed=marked.group.isin(EMPLOYED),
        is_local=(marked.employer_division.left(4) == marked.division.left(4)).fill_null(False),
    )


derived(
    "graduates_counted", _("毕业生去向（按届）"), DESTINATIONS, _of_cohorts, mark("is_initial", _("计入初次统计")),
    mark("is_final", _("计入年终统计")), TableColumn("group", _("去向类别"), is_hidden=True),
    TableColumn("is_employed", _("已就业"), "boolean", is_hidden=True), mark("is_local", _("本市就业")), PRESENT,
    slices=YEAR,
)  # fmt: skip


def _row(code: str, n: int = 1, **facts: Any) -> list[dict[str, Any]]:
    own = {"year": 2021, "cut_off": date(2021, 12, 31), "destination_code": code, "school": "7", "division": "620621"}
    return [own | facts | {"student": f"{code}{i}"} for i in range(n)]


_A_CODE = {"contract": "10", "other": "75", "study": "80", "waiting": "70", "not_seeking": "72"}
_ALL = [*_row("10", 4), *_row("75"), *_row("80", 2), *_row("70", 2), *_row("72")]
RATES = (
    ("1", _("毕业去向落实率"), PLACED, "7/10"), ("2", _("协议和合同就业率"), ("contract",), "2/5"),
    ("3", _("其他形式就业率"), ("other",), "1/10"), ("4", _("升学率"), ("study",), "1/5"),
    ("5", _("待就业率"), ("waiting",), "1/5"), ("6", _("暂不就业率"), ("not_seeking",), "1/10"),
)  # fmt: skip
SERIES = (("1", "is_initial", _("初次，截至8月31日"), date(2021, 8, 31)), ("2", "is_final", _("年终，截至12月31日"), date(2021, 12, 31)))


def _rate(series: str, column: str, words: Any, day: date, number: str, name: Any, groups: tuple[str, ...], expected: str) -> None:
    rows = {"destinations": [row | {"cut_off": day} for row in _ALL]}
    indicator(
        Indicator(
            code=f"EMP-{series}{number}", name=format_lazy("{name}（{words}）", name=name, words=words),
            definition=format_lazy(_("{name}：该届毕业生中属于这一类去向的人数除以该届毕业生总数，{words}。"), name=name, words=words),
            unit="%", kind=Kind.RATIO, basis=_("教育部高校毕业生就业统计规定"), records_from=_("毕业去向名册"), slices=BY_YEAR,
            disclosure=PERSONS, rules=_rules(column.removeprefix("is_")),
            numerator=Measure("graduates_counted", where=lambda t: t[column] & t.group.isin(groups), current="is_current"),
            denominator=Measure("graduates_counted", where=lambda t: t[column], current="is_current"),
            worked=(
                Case(_("协议4、创业1、升学2、待就业2、暂不就业1"), rows, expected),
                Case(_("按年度为毕业年份，往届也在内"), {"destinations": [
                    *rows["destinations"], *[row | {"year": 2020, "cut_off": day.replace(year=2020)} for row in _row(_A_CODE[groups[0]])]]},
                    "1", slice=("year", "2020")),
                Case(_("截止日前一日还是上一届"), rows, None, as_of=date(day.year, day.month, day.day - 1)), NOTHING,
            ),
        )
    )  # fmt: skip


for _series in SERIES:
    for _each in RATES:
        _rate(*_series, *_each)


def _share(code: str, name: Any, definition: Any, column: str, version: str) -> None:
    indicator(
        Indicator(
            code=code, name=name, definition=definition, unit="%", kind=Kind.RATIO, basis=_("武政发〔2020〕81号 措施11"), version=version,
            records_from=_("毕业去向名册"), slices=BY_YEAR, disclosure=PERSONS, rules=_rules("final"),
            numerator=Measure("graduates_counted", where=lambda t: t.is_final & t.is_employed & t[column], current="is_current"),
            denominator=Measure("graduates_counted", where=lambda t: t.is_final & t.is_employed, current="is_current"),
            cases=((_("就业400人，其中320人"), "80%"),),
            worked=(
                Case(_("就业四人中三人，升学的不计"), {"destinations": [
                    *_row("10", 3, is_matched=True, employer_division="620602"),
                    *_row("11", 1, is_matched=False, employer_division="440100"), *_row("80", 2)]}, "3/4"),
                NOTHING,
            ),
        )
    )  # fmt: skip


_share(
    "EMP-01", _("毕业生对口就业率"), _("年终统计时从事与所学专业对口工作的毕业生数除以已就业毕业生数；升学的不在内。"), "is_matched", "2"
)
_share("EMP-03", _("毕业生本市就业率"), _("年终统计时单位在本市的毕业生数除以已就业毕业生数；升学的不在内。"), "is_local", "1")
