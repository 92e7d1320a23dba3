"""Public secondary schools that meet every condition, and what is lacking in all of them together."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from baigong.contexts.schools.figures.tables import (
    CONDITIONS,
    NOTHING,
    THINGS,
    WAYS,
    derived,
    figure,
    mark,
    rules,
    school_year,
    unruled,
    whole,
)
from baigong.contexts.schools.selectors.conditions import Condition, all_conditions, set_on, set_since
from baigong.kernel.indicators import Case, Indicator, Kind, Measure, Rule, TableColumn, Tables, indicator

if TYPE_CHECKING:
    import ibis.expr.types as ir

SECONDARY = ("1", "2", "3")
MONEY = "decimal(38,2)"
BOTH = {
    "LAND": (_("占地面积缺口"), _("平方米")), "FLOOR": (_("校舍建筑面积缺口"), _("平方米")), "TEACHERS": (_("专任教师缺口"), _("人")),
    "EQUIPMENT": (_("教学仪器设备值缺口"), _("元")), "BOOKS": (_("图书缺口"), _("册")),
}  # fmt: skip
OLD = {
    "SENIOR": (_("高级职称教师缺口"), _("人")), "SPECIALISTS": (_("专业课教师缺口"), _("人")), "DUAL": (_("双师型教师缺口"), _("人")),
    "COMPUTERS": (_("教学用计算机缺口"), _("台")),
}  # fmt: skip


def rule_day(which: str, day: date) -> date:
    """By the version of which day a set judges in a snapshot of ``day``: the key set is told of earlier years too, by its first version."""
    return max(day, set_since(which)) if which == "2022" else day


def _of_set(which: str, *gaps: str) -> tuple[Rule, ...]:
    """The parameters of a set, of those gaps where some are named."""
    named = dict.fromkeys(c.parameter for c in all_conditions() if c.set == which and (not gaps or c.gap in gaps))
    return rules(*named, on=partial(rule_day, which))


def _judged(tables: Tables) -> ir.Table:
    """One row a public secondary school: its last return held against both sets."""
    import ibis

    rows = tables["conditions"]
    rows = rows.filter(
        (rows.year <= school_year(tables.as_of)) & rows.is_public & ~rows.is_attached & rows.school_type_code.isin(SECONDARY)
    )  # fmt: skip
    latest = ibis.window(group_by="school", order_by=[rows.year.desc(), rows.batch.desc(), rows["row"].desc()])
    rows = rows.mutate(place=ibis.row_number().over(latest))
    rows = rows.filter(rows["place"] == 0)
    made: dict[str, Any] = {}
    for which in ("2010", "2022"):
        judged = [(c, *_lacking(rows, c, rule_day(which, tables.as_of))) for c in all_conditions() if c.set == which]
        meets = ibis.literal(True)
        for _condition, met, _short in judged:
            meets = meets & met
        made[f"meets_{which}"] = meets
        for gap in {c.gap: None for c, _met, _short in judged}:
            made[f"{gap.lower()}_{which}"] = ibis.greatest(
                *(short for c, _met, short in judged if c.gap == gap), ibis.literal(0).cast(MONEY)
            )
    founded = whole("CND-KEY-FOUNDED", rule_day("2022", tables.as_of))
    in_key_set = rows.founded_on.isnull() | (unruled() if founded is None else rows.founded_on < date(founded, 1, 1))
    now = set_on(tables.as_of)
    made |= {"is_in_key_set": in_key_set, "is_counted": in_key_set if now == "2022" else ibis.literal(True)}
    made["meets"] = made[f"meets_{now}"] if now else unruled()
    made |= {f"gap_{gap.lower()}": made[f"{gap.lower()}_{now}"] if now else unruled(MONEY) for gap in BOTH}
    made |= {f"gap_{gap.lower()}": made[f"{gap.lower()}_2010"] for gap in OLD}
    return rows.mutate(**made)


def _lacking(rows: ir.Table, condition: Condition, day: date) -> tuple[ir.BooleanValue, ir.Value]:
    """Whether the condition is met (or does not apply), and how much is lacking. Compared in whole numbers: has·q against per·p."""
    import ibis

    value = figure(condition.parameter, day)
    nothing = ibis.literal(0).cast(MONEY)
    if value is None:
        return ibis.literal(True), nothing
    factor = condition.factor(value)
    applies = rows.school_type_code.isin(condition.types)
    if condition.is_costly is not None:
        applies = applies & (rows.is_costly.fill_null(False) == condition.is_costly)
    per = rows[condition.per].cast("int64") if condition.per else ibis.literal(1, "int64")
    if condition.have == "equipment":  # money, and whole yuan a head: exact as it stands
        assert factor.denominator == 1
        short: ir.Value = ((per * factor.numerator).cast(MONEY) - rows.equipment.cast(MONEY)).cast(MONEY)
    else:
        over = per * factor.numerator - rows[condition.have] * factor.denominator
        whole = (over + (factor.denominator - 1)) // factor.denominator if factor.denominator > 1 else over
        short = whole.cast("int64").cast(MONEY)
    short = ibis.ifelse(applies, short, nothing).fill_null(nothing)
    has_said = rows[condition.have].notnull() & (rows[condition.per].notnull() if condition.per else ibis.literal(True))
    return (~applies) | (has_said & (short <= nothing)), short


GAPS = {**BOTH, **OLD}
derived(
    "conditions_judged", _("公办中职学校办学条件"), CONDITIONS, _judged,
    mark("meets", _("按现行指标达标")), mark("meets_2010", _("按2010年标准达标")),
    mark("meets_2022", _("按2022年重点指标达标")), TableColumn("is_counted", _("计入"), "boolean", is_hidden=True),
    TableColumn("is_in_key_set", _("在2022年范围内"), "boolean", is_hidden=True),
    *(TableColumn(f"gap_{gap.lower()}", words[0], MONEY) for gap, words in GAPS.items()),
)  # fmt: skip


def _school(name: str, **facts: Any) -> dict[str, Any]:
    """A return of a school with 1,000 learners that meets every key condition exactly, and too small by the standard of 2010."""
    own = {
        "school": name, "county": "620621", "year": 2021, "school_type_code": "1", "is_public": True, "is_attached": False, "land": 40000,
        "floor": 24000, "students": 1000, "teachers": 60, "senior": 12, "specialists": 30, "dual": 9, "equipment": "3000000",
        "books": 30000, "computers": 150,
    }  # fmt: skip
    return own | facts


_LARGE = {"students": 1200, "books": 36000, "computers": 180}
_ROWS = {
    "conditions": [
        _school("a"), _school("b", **_LARGE), _school("c", **_LARGE, equipment="2999999.50"), _school("d", is_public=False, land=1),
        _school("e", is_attached=True, land=1), _school("b", year=2020, land=1),
    ],
}  # fmt: skip
_SHORT = {"conditions": [
    _school("a", students=2001, land=40000, floor=30000, teachers=60, equipment="3000000.25", books=60000, computers=300, senior=11,
            specialists=29, dual=8),
    _school("b", land=39990),
]}  # fmt: skip
BASIS_2010, BASIS_2022 = _("教职成〔2010〕12号"), _("教职成〔2022〕5号")
IN_2022 = date(2022, 11, 1)


def _rate(
    code: str, name: Any, definition: Any, basis: Any, hangs_on: tuple[Rule, ...], counted: Any, meets: str, version: str, *worked: Case
) -> None:
    indicator(
        Indicator(
            code=code, name=name, definition=definition, unit="%", kind=Kind.RATIO, basis=basis, version=version,
            records_from=_("学校办学条件年报"), slices=WAYS, disclosure=THINGS, rules=hangs_on,
            cases=((_("6所中4所达标"), "66.67%"),),
            numerator=Measure("conditions_judged", where=lambda t: counted(t) & t[meets]),
            denominator=Measure("conditions_judged", where=counted), worked=(*worked, NOTHING),
        )
    )  # fmt: skip


_rate(
    "CND-01", _("公办中职学校办学条件达标率"),
    _("适用于该校的全部指标按统计日有效版本达标的公办中职学校数，除以公办中职学校总数；2022年11月起按重点监测指标，不含附设中职班和2022年起新设的学校。"),
    _("武政发〔2020〕81号 措施3"), rules("CND-SET"), lambda t: t.is_counted, "meets", "2",
    Case(_("换版前一日：按设置标准三校中一校（一校规模不足，一校设备差五角）"), _ROWS, "1/3", as_of=date(2022, 10, 31)),
    Case(_("换版当日：设备总值差五角的一校不达标"), _ROWS, "2/3", as_of=IN_2022),
)  # fmt: skip
_rate(
    "CND-01A", _("公办中职学校办学条件达标率（2010年标准）"), _("按2010年设置标准全部适用指标达标的公办中职学校比例。"), BASIS_2010,
    _of_set("2010"), lambda t: t.is_public, "meets_2010", "1", Case(_("规模1000人的一校不达标；设备生均2499.99元的不达标"), {"conditions": [
        _school("a"), _school("b", **_LARGE), _school("c", **_LARGE, equipment="2999999.50")]}, "1/3"),
)  # fmt: skip
_rate(
    "CND-01B", _("公办中职学校办学条件达标率（2022年重点指标）"), _("按2022年重点监测指标达标的公办中职学校比例，不论统计日。"), BASIS_2022,
    (*_of_set("2022"), *rules("CND-KEY-FOUNDED", on=partial(rule_day, "2022"))), lambda t: t.is_in_key_set, "meets_2022", "1",
    Case(_("恰好等于界限的算达标，差五角的不算；2022年新设的不在内"),
         {"conditions": [*_ROWS["conditions"], _school("f", founded_on=date(2022, 1, 1), land=1)]}, "2/3"),
)  # fmt: skip

EXPECTED = {
    "LAND": "26043", "FLOOR": "10020", "TEACHERS": "41", "EQUIPMENT": "2002499.75", "BOOKS": "30", "SENIOR": "1", "SPECIALISTS": "1",
    "DUAL": "1", "COMPUTERS": "1",
}  # fmt: skip
"""By hand, 2,001 learners: land 33·2001−40000 and 10 of the other school; floor 20·2001−30000; teachers ⌈2001/20⌉−60; and so on."""


def _gap(gap: str, name: Any, unit: Any, basis: Any, hangs_on: tuple[Rule, ...]) -> None:
    column = f"gap_{gap.lower()}"
    indicator(
        Indicator(
            code=f"CND-G-{gap}", name=name, unit=unit, kind=Kind.SUM, basis=basis, records_from=_("学校办学条件年报"), slices=WAYS,
            definition=format_lazy(_("公办中职学校{name}之和；每校取各项适用要求中差得最多的，达到的为零。"), name=name), disclosure=THINGS,
            rules=hangs_on,
            numerator=Measure("conditions_judged", where=lambda t: t.is_counted, amount=lambda t: t[column]),
            worked=(Case(_("一校2001人，一校占地差10平方米"), _SHORT, EXPECTED[gap]), NOTHING),
        )
    )  # fmt: skip


for _code, (_name, _unit) in BOTH.items():
    _gap(_code, _name, _unit, format_lazy("{a}；{b}", a=BASIS_2010, b=BASIS_2022), rules("CND-SET"))
for _code, (_name, _unit) in OLD.items():
    _gap(_code, _name, _unit, BASIS_2010, _of_set("2010", _code))
