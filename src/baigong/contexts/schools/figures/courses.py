"""Hours of practice in the plans of programmes, and programmes by the clusters that the plan names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.schools.clusters import all_clusters
from baigong.contexts.schools.figures.tables import BODY, NOTHING, THINGS, WAYS, figure, grouped, mark, rules, school_year, unruled, whole
from baigong.kernel.indicators import (
    Case,
    Indicator,
    Kind,
    Measure,
    SliceKind,
    TableColumn,
    Tables,
    declare_slice_kind,
    indicator,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir


def _plans(tables: Tables) -> ir.Table:
    """One row a programme and grade: hours in all, of practice, and whether practice is more than the share asked for."""
    rows, year = tables["courses"], school_year(tables.as_of)
    rows = rows.filter((rows.grade <= year) & (rows.grade > year - (whole("CUR-YEARS-TAUGHT", tables.as_of) or 0)))
    plans = rows.group_by(*BODY, "programme", "grade").aggregate(
        practical=rows.practical.sum().cast("int64"), total=(rows.practical + rows.theory).sum().cast("int64")
    )
    least = figure("CUR-PRACTICE-SHARE", tables.as_of)
    enough = unruled() if least is None else plans.practical * least.denominator > plans.total * least.numerator
    return plans.mutate(is_enough=enough)


def _programmes(tables: Tables) -> ir.Table:
    """One row a school and programme with learners, with the cluster it belongs to."""
    import ibis

    rows = tables["students_counted"]
    each = rows.group_by(*BODY, "programme", "level_code").aggregate(learners=rows.count().cast("int64"))
    lines = sorted(((p, level, c.code) for c in all_clusters() for level, p in c.programmes), key=lambda line: -len(line[0]))
    cluster = ibis.cases(
        *(((each.level_code == level) & each.programme.startswith(prefix), code) for prefix, level, code in lines), else_=""
    )  # fmt: skip
    return each.mutate(cluster=cluster)


grouped(
    "programme_plans", _("专业人才培养方案学时"), _plans,
    TableColumn("programme", _("专业代码")), TableColumn("grade", _("年级"), "int64"), TableColumn("practical", _("实践学时"), "int64"),
    TableColumn("total", _("总学时"), "int64"), mark("is_enough", _("超过半数")),
)  # fmt: skip
declare_slice_kind(SliceKind("cluster", _("专业群"), lambda keys: {"": str(_("未归入")), **{c.code: c.name for c in all_clusters()}}))
grouped(
    "programmes_offered", _("开设的专业"), _programmes,
    TableColumn("programme", _("专业代码")), TableColumn("level_code", _("培养层次"), is_hidden=True),
    TableColumn("learners", _("在校生"), "int64"), TableColumn("cluster", _("专业群")), slices={"cluster": "cluster"},
)  # fmt: skip


def _course(programme: str, theory: int, practical: int, grade: int = 2021) -> dict[str, Any]:
    return {"school": "7", "programme": programme, "grade": grade, "theory": theory, "practical": practical, "course": f"{theory}"}


_ROWS = {"courses": [_course("a", 600, 100), _course("a", 400, 900), _course("b", 500, 501), _course("b", 1, 9, 2018)]}
BASIS = _("教职成〔2019〕13号")
indicator(
    Indicator(
        code="CUR-01", name=_("实践学时达标的培养方案比例"),
        definition=_("在用的专业培养方案（专业、年级）中实践性教学学时超过总学时一半的比例。"),
        unit="%", kind=Kind.RATIO, basis=BASIS, records_from=_("课程学时表"), slices=WAYS, disclosure=THINGS,
        rules=rules("CUR-PRACTICE-SHARE", "CUR-YEARS-TAUGHT"),
        numerator=Measure("programme_plans", where=lambda t: t.is_enough), denominator=Measure("programme_plans"),
        worked=(Case(_("恰好一半的不算；三年前的年级不计"), _ROWS, "1/2"), NOTHING),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="CUR-02", name=_("实践学时占比"),
        definition=_("在用的专业培养方案中实践性教学学时之和除以总学时之和。"), unit="%", kind=Kind.RATIO,
        basis=BASIS, records_from=_("课程学时表"), slices=WAYS, disclosure=THINGS, rules=rules("CUR-YEARS-TAUGHT"),
        numerator=Measure("programme_plans", amount=lambda t: t.practical),
        denominator=Measure("programme_plans", amount=lambda t: t.total),
        worked=(Case(_("合计1501除以3001"), _ROWS, "1501/3001"), NOTHING),
    )
)  # fmt: skip


def _pupil(programme: str, level: str = "1", school: str = "7") -> dict[str, Any]:
    return {"school": school, "programme": programme, "level_code": level, "state_code": "1", "student": programme}


_OFFERED = {"students": [_pupil("610102"), _pupil("610102"), _pupil("720201"), _pupil("710201"), _pupil("610102", school="8")]}
indicator(
    Indicator(
        code="PRG-01", name=_("七个专业群的专业点数"),
        definition=_("有在籍学生、归入七个专业群之一的专业点数（学校与专业）；对照表由系统提出，待专班确认。"),
        unit=_("个"), kind=Kind.COUNT, basis=_("武政发〔2020〕81号 措施2"),
        records_from=_("学生名册、专业群对照表"), slices=(*WAYS, "cluster"),
        disclosure=THINGS, numerator=Measure("programmes_offered", where=lambda t: t.cluster != ""),
        worked=(
            Case(_("农业两校各一、护理一；计算机未归入"), _OFFERED, "3"),
            Case(_("按专业群"), _OFFERED, "2", slice=("cluster", "cold_arid_agriculture")),
        ),
    )
)  # fmt: skip
