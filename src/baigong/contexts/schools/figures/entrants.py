"""New entrants: vocational ones against general ones, of the same autumn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.schools.figures.tables import ENTRANTS, NOTHING, THINGS, derived, school_year
from baigong.kernel.indicators import Case, Indicator, Kind, Measure, Tables, indicator

if TYPE_CHECKING:
    import ibis.expr.types as ir


VOCATIONAL, GENERAL = ("1", "2"), "3"


def _of_this_autumn(tables: Tables) -> ir.Table:
    rows = tables["entrants"]
    return rows.filter(rows.year == school_year(tables.as_of))


derived("entrants_counted", _("本学年高中阶段招生"), ENTRANTS, _of_this_autumn)


def _row(kind: str, entrants: int, year: int = 2021) -> dict[str, Any]:
    return {"kind_code": kind, "entrants": entrants, "year": year, "county": "620621", "enrolling_school": f"{kind}{entrants}"}


VOCATIONAL_GENERAL_RATIO = indicator(
    Indicator(
        code="CND-04", name=_("高中阶段职普比"),
        definition=_("同一届中等职业教育（含技工）新生数与普通高中新生数之比，取统计日所在学年；文件只要求大体相当，不设数值界限。"),
        unit=_("比值"), kind=Kind.RATIO, basis=_("武政发〔2020〕81号 措施3"), records_from=_("高中阶段招生表"), slices=("county",),
        disclosure=THINGS, cases=((_("中职新生3000人，普高新生4000人"), "0.75"),),
        numerator=Measure("entrants_counted", where=lambda t: t.kind_code.isin(VOCATIONAL), amount=lambda t: t.entrants),
        denominator=Measure("entrants_counted", where=lambda t: t.kind_code == GENERAL, amount=lambda t: t.entrants),
        worked=(
            Case(_("含技工；上一届的不计"), {"entrants": [_row("1", 2500), _row("2", 500), _row("3", 4000), _row("1", 9, 2020)]}, "3/4"),
            NOTHING,
        ),
    )
)  # fmt: skip
