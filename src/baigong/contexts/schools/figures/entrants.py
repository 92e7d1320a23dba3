"""New entrants: vocational ones against general ones, of the same autumn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.schools.figures.tables import ENTRANTS, NOTHING, PRESENT, THINGS, YEAR, derived, school_year
from baigong.kernel.indicators import Case, Indicator, Kind, Measure, Tables, indicator

if TYPE_CHECKING:
    import ibis.expr.types as ir


VOCATIONAL, GENERAL = ("1", "2"), "3"


def _of_this_autumn(tables: Tables) -> ir.Table:
    rows, year = tables["entrants"], school_year(tables.as_of)
    return rows.filter(rows.year <= year).mutate(is_current=rows.year == year)


derived("entrants_counted", _("高中阶段招生"), ENTRANTS, _of_this_autumn, PRESENT, slices=YEAR)


def _row(kind: str, entrants: int, year: int = 2021) -> dict[str, Any]:
    return {"kind_code": kind, "entrants": entrants, "year": year, "county": "620621", "enrolling_school": f"{kind}{entrants}"}


_EARLIER = [_row("1", 9, 2020), _row("3", 10, 2020), _row("3", 4000)]


def _entrants(where: Callable[[ir.Table], Any]) -> Measure:
    return Measure("entrants_counted", where=where, amount=lambda t: t.entrants, current="is_current")


VOCATIONAL_GENERAL_RATIO = indicator(
    Indicator(
        code="CND-04", name=_("高中阶段职普比"),
        definition=_("同一届中等职业教育（含技工）新生数与普通高中新生数之比，取统计日所在学年；文件只要求大体相当，不设数值界限。"),
        unit=_("比值"), kind=Kind.RATIO, basis=_("武政发〔2020〕81号 措施3"), records_from=_("高中阶段招生表"), slices=("county", "year"),
        disclosure=THINGS, cases=((_("中职新生3000人，普高新生4000人"), "0.75"),),
        numerator=_entrants(lambda t: t.kind_code.isin(VOCATIONAL)), denominator=_entrants(lambda t: t.kind_code == GENERAL),
        worked=(
            Case(_("含技工；上一届的不计"), {"entrants": [_row("1", 2500), _row("2", 500), _row("3", 4000), _row("1", 9, 2020)]}, "3/4"),
            Case(_("按年度为入学年份"), {"entrants": _EARLIER}, "9/10", slice=("year", "2020")),
            NOTHING,
        ),
    )
)  # fmt: skip
