"""Posts for interns and apprentices in enterprises against their staff: the two in a hundred of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.schools.figures.tables import (
    ENTERPRISES,
    NOTHING,
    PRESENT,
    THINGS,
    YEAR,
    derived,
    figure,
    full_year,
    mark,
    rules,
    unruled,
)
from baigong.kernel.indicators import Case, Indicator, Kind, Measure, SliceKind, TableColumn, Tables, declare_slice_kind, indicator

if TYPE_CHECKING:
    import ibis.expr.types as ir


def _of_year(tables: Tables) -> ir.Table:
    rows, year = tables["enterprises"], full_year(tables.as_of)
    rows = rows.filter(rows.year <= year).mutate(is_current=rows.year == year)
    taken = (rows.interns + rows.apprentices).cast("int64")
    share, cap = figure("INT-POST-SHARE", tables.as_of), figure("INT-STAFF-CAP", tables.as_of)
    return rows.mutate(
        taken=taken, of_county=rows.enterprise_division,
        is_large_enough=unruled() if cap is None else rows.staff * cap.numerator >= cap.denominator,
        is_enough=unruled() if share is None else taken * share.denominator >= rows.staff * share.numerator,
    )  # fmt: skip


for _kind in (SliceKind("industry", _("行业")), SliceKind("enterprise", _("企业"))):
    declare_slice_kind(_kind)
derived(
    "enterprises_counted", _("企业接纳实习生（上一年度）"), ENTERPRISES, _of_year, TableColumn("taken", _("接纳人数"), "int64"),
    mark("is_large_enough", _("适用")), mark("is_enough", _("达到比例")), TableColumn("of_county", _("所在县区"), is_hidden=True),
    PRESENT, slices=YEAR | {"county": "of_county", "industry": "industry_name", "enterprise": "enterprise_name"},
)  # fmt: skip


def _row(name: str, staff: int, interns: int, apprentices: int = 0, year: int = 2021) -> dict[str, Any]:
    return {"enterprise_name": name, "staff": staff, "interns": interns, "apprentices": apprentices, "year": year}


_ROWS = {"enterprises": [_row("A", 1000, 18, 2), _row("B", 100, 1), _row("C", 9, 0), _row("A", 10, 10, year=2020)]}
BASIS = _("武政发〔2020〕81号 措施14")
indicator(
    Indicator(
        code="INT-01", name=_("企业接纳实习生占职工总数"),
        definition=_("上一完整年度接纳职业院校实习学生和学徒人数，除以上年平均职工人数，全市合并计算。"),
        unit="%", kind=Kind.RATIO, basis=BASIS, version="2", records_from=_("企业职工人数表"),
        slices=("county", "industry", "enterprise", "year"), disclosure=THINGS,
        cases=((_("职工1000人，接纳20人"), "2%"), (_("职工人数未申报"), _("无数据"))),
        numerator=Measure("enterprises_counted", amount=lambda t: t.taken, current="is_current"),
        denominator=Measure("enterprises_counted", amount=lambda t: t.staff, current="is_current"),
        worked=(
            Case(_("接纳21人，职工1109人；上一年的不计"), _ROWS, "21/1109"), Case(_("按年度"), _ROWS, "1", slice=("year", "2020")), NOTHING,
        ),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="INT-02", name=_("接纳实习生达到比例的企业"),
        definition=_("职工10人以上的企业中，接纳人数达到职工总数2%的比例；10人以下的不适用。"),
        unit="%", kind=Kind.RATIO, basis=BASIS, records_from=_("企业职工人数表"), slices=("county", "industry"), disclosure=THINGS,
        rules=rules("INT-POST-SHARE", "INT-STAFF-CAP"),
        numerator=Measure("enterprises_counted", where=lambda t: t.is_large_enough & t.is_enough, current="is_current"),
        denominator=Measure("enterprises_counted", where=lambda t: t.is_large_enough, current="is_current"),
        worked=(Case(_("恰好2%算达到；9人的不适用"), _ROWS, "1/2"), NOTHING),
    )
)  # fmt: skip
