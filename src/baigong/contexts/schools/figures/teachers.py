"""Specialist teachers: dual-qualified ones by the basis in force, and practice in enterprises within a sliding window."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.schools.figures.tables import (
    NOTHING,
    PERSONS,
    TEACHERS,
    WAYS,
    codes_of,
    derived,
    mark,
    rules,
    unruled,
    whole,
    years_before,
)
from baigong.kernel.indicators import Case, Indicator, Kind, Measure, Rule, TableColumn, Tables, indicator

if TYPE_CHECKING:
    import ibis.expr.types as ir


PLAN = _("武政发〔2020〕81号 措施8")
RECOGNITION = 2


def _specialists(tables: Tables) -> ir.Table:
    """Full-time specialist teachers in service; external ones never."""
    import ibis

    rows, day = tables["teachers_serving"], ibis.literal(tables.as_of, "date")
    rows = rows.filter(rows.is_full_time & rows.is_specialist & ~rows.is_external)
    in_force = (rows.dual_from <= day) & (rows.dual_until.isnull() | (rows.dual_until >= day))
    levels = codes_of("TCH-DUAL-LEVELS", tables.as_of)
    recognised = (rows.dual_level_code.isin(levels) & in_force).fill_null(False) if levels else unruled()
    statistical = rows.is_dual_statistical.fill_null(False)
    dual = {None: unruled(), RECOGNITION: recognised}.get(whole("TCH-DUAL-BASIS", tables.as_of), statistical)
    return rows.mutate(is_statistical=statistical, is_recognised=recognised, is_dual=dual)


def _practised(tables: Tables) -> ir.Table:
    """Of specialist teachers with a whole period of service, the days practised in the period that ends on the day; overlaps count once."""
    import ibis

    start = ibis.literal(years_before(tables.as_of, whole("TCH-PRACTICE-YEARS", tables.as_of) or 0), "date")
    teachers, spells = tables["specialist_teachers"], tables["practice"]
    epoch, day = ibis.literal(date(1970, 1, 1), "date"), ibis.literal(tables.as_of, "date")
    spells = spells.filter(
        spells.is_recognised & (spells.ended_on > start) & (spells.began_on <= day) & (spells.ended_on >= spells.began_on)
    )
    first = ibis.greatest(spells.began_on.delta(epoch, unit="day"), start.delta(epoch, unit="day") + 1).cast("int64")
    last = ibis.least(spells.ended_on.delta(epoch, unit="day"), day.delta(epoch, unit="day")).cast("int64")
    spells = spells.select("school", "teacher", first=first, last=last)
    earlier = ibis.window(group_by=["school", "teacher"], order_by=["first", "last"], rows=(None, 0))
    spells = spells.mutate(reached=spells["last"].max().over(earlier))
    before = ibis.window(group_by=["school", "teacher"], order_by=["first", "last", "reached"])
    spells = spells.mutate(covered=spells.reached.lag(1).over(before))
    begins = ibis.greatest(spells["first"], spells.covered.fill_null(-1) + 1)
    spells = spells.mutate(days=ibis.greatest(spells["last"] - begins + 1, ibis.literal(0, "int64")))
    sums = spells.group_by("school", "teacher").aggregate(practised=spells.days.sum())
    sums = sums.select(of_school=sums.school, of_teacher=sums.teacher, practised=sums.practised)
    served = teachers.filter(teachers.began_on <= start)
    joined = served.left_join(sums, [served.school == sums.of_school, served.teacher == sums.of_teacher])
    days = joined.practised.fill_null(0).cast("int64")
    least = whole("TCH-PRACTICE-DAYS", tables.as_of)
    return joined.mutate(practice_days=days, is_practised=unruled() if least is None else days >= least)


derived(
    "specialist_teachers", _("专任专业课教师"), TEACHERS, _specialists, mark("is_statistical", _("符合统计口径")),
    mark("is_recognised", _("认定有效")), mark("is_dual", _("计为双师型")),
)  # fmt: skip
derived(
    "practised_teachers", _("任教满五年的专业课教师"), TEACHERS, _practised, TableColumn("practice_days", _("五年内实践天数"), "int64"),
    mark("is_practised", _("实践达到要求")),
)  # fmt: skip

_ONE = {"school": "7", "county": "620621", "is_full_time": True, "is_specialist": True, "is_external": False, "began_on": date(2010, 9, 1)}
_FROM = {"dual_level_code": "1", "dual_from": date(2023, 1, 15)}


def _rows(*facts: dict[str, Any]) -> dict[str, Any]:
    return {"teachers": [_ONE | {"teacher": str(n)} | own for n, own in enumerate(facts)]}


_BOTH = _rows({"is_dual_statistical": True}, {"is_dual_statistical": True, **_FROM}, {}, {"is_external": True, "is_dual_statistical": True})


def _share(
    code: str, name: Any, definition: Any, column: str, *worked: Case, hangs_on: tuple[Rule, ...] = (), version: str = "2"
) -> None:  # fmt: skip
    indicator(
        Indicator(
            code=code, name=name, definition=definition, unit="%", kind=Kind.RATIO, basis=PLAN, version=version, records_from=_("教师名册"),
            slices=WAYS, disclosure=PERSONS, rules=hangs_on, numerator=Measure("specialist_teachers", where=lambda t: t[column]),
            denominator=Measure("specialist_teachers"),
            cases=((_("专业教师200人，其中双师100人"), "50%"), (_("没有专业教师"), _("无数据"))),
            worked=(*worked, NOTHING),
        )
    )  # fmt: skip


_share(
    "TCH-01", _("双师型教师占专业教师比例"),
    _("专任专业课教师中双师型教师数除以专任专业课教师总数，全市合并计算。2023年1月15日前按统计口径，其后按省级认定在统计日有效的；校外兼职教师不计。"),
    "is_dual", Case(_("认定办法施行前一日：按统计口径三人中两人"), _BOTH, "2/3", as_of=date(2023, 1, 14)),
    Case(_("施行当日：按认定三人中一人"), _BOTH, "1/3", as_of=date(2023, 1, 15)), hangs_on=rules("TCH-DUAL-BASIS"),
)  # fmt: skip
_share(
    "TCH-01A", _("双师型教师占专业教师比例（统计口径）"), _("专任专业课教师中符合统计口径的双师型教师数除以专任专业课教师总数。"),
    "is_statistical", Case(_("三人中两人，兼职不计"), _BOTH, "2/3", as_of=date(2023, 6, 1)),
)  # fmt: skip
_share(
    "TCH-01B", _("双师型教师占专业教师比例（认定口径）"),
    _("专任专业课教师中双师型认定在统计日有效的人数除以专任专业课教师总数；2023年1月15日认定办法施行后才有值。"),
    "is_recognised",
    Case(_("认定止日当天仍有效"), _rows({**_FROM, "dual_until": date(2024, 1, 1)}, {}), "1/2", as_of=date(2024, 1, 1)),
    Case(_("认定到期次日不再计"), _rows({**_FROM, "dual_until": date(2024, 1, 1)}, {}), "0", as_of=date(2024, 1, 2)),
    Case(_("认定办法施行前一日没有值"), _BOTH, None, as_of=date(2023, 1, 14)), hangs_on=rules("TCH-DUAL-LEVELS"), version="3",
)  # fmt: skip


def _spell(teacher: int, began: date, ended: date, recognised: bool = True) -> dict[str, Any]:
    return {"school": "7", "teacher": str(teacher), "began_on": began, "ended_on": ended, "is_recognised": recognised}


_SPELLS = [
    _spell(0, date(2021, 1, 1), date(2021, 4, 10)), _spell(0, date(2021, 4, 1), date(2021, 6, 29)),  # 100 and 90 days, 10 of them twice
    _spell(1, date(2021, 1, 1), date(2021, 4, 10)), _spell(1, date(2021, 4, 1), date(2021, 6, 28)),  # a day less
    _spell(2, date(2021, 1, 1), date(2021, 12, 31), recognised=False),
]  # fmt: skip
indicator(
    Indicator(
        code="TCH-02", name=_("专业课教师企业实践达标比例"),
        definition=_("任教满五年的专任专业课教师中，统计日前五年内经学校认定的企业实践累计不少于180天（六个月）的人数比例；重叠的日期只计一次。"),
        unit="%", kind=Kind.RATIO, basis=_("教师〔2016〕3号"), records_from=_("教师名册、教师企业实践"), slices=WAYS, disclosure=PERSONS,
        rules=rules("TCH-PRACTICE-YEARS", "TCH-PRACTICE-DAYS"),
        numerator=Measure("practised_teachers", where=lambda t: t.is_practised), denominator=Measure("practised_teachers"),
        worked=(
            Case(_("四人中一人满180天：一人差一天，一人未认定，一人没有实践；任教不满五年的不计"),
                 _rows({}, {}, {}, {}, {"began_on": date(2018, 9, 1)}) | {"practice": _SPELLS}, "1/4"),
            Case(_("窗口随日期移动：五年后只余一部分"), _rows({}) | {"practice": _SPELLS}, "0", as_of=date(2026, 2, 1)),
            NOTHING,
        ),
    )
)  # fmt: skip
