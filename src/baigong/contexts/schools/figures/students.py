"""Learners: how many, in internships, per teacher; the weighted numbers of colleges by the rule of 2004."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml
from django.utils.translation import gettext_lazy as _

from baigong.contexts.schools.figures.tables import (
    BODY,
    NOTHING,
    PERSONS,
    STUDENTS,
    TEACHERS,
    THINGS,
    WAYS,
    derived,
    figure,
    grouped,
    rules,
    unruled,
)
from baigong.kernel.indicators import Case, Indicator, Kind, Measure, TableColumn, Tables, indicator

if TYPE_CHECKING:
    import ibis.expr.types as ir


AT_SCHOOL = ("1", "2")
"""States of those on the roll: at school, or their studies suspended."""
RULE_2004 = _("教发〔2004〕2号")
WEIGHTED = "decimal(18,4)"
PARTS = 10_000
"""A weighted number is kept in ten-thousandths; a weight that is no whole number of them is refused."""


@cache
def student_weights() -> dict[str, str]:
    """By type of student the parameter with what one counts for."""
    text = (resources.files("baigong.rulebook") / "students.yaml").read_text(encoding="utf-8")
    return {row["type"]: row["parameter"] for row in yaml.safe_load(text)["student_weights"]}


def _exact(weight: Fraction) -> int:
    parts = weight * PARTS
    if parts.denominator != 1:
        raise ValueError(f"a weight of {weight} has more than four decimals")
    return parts.numerator


def _decimal(weight: Fraction) -> ir.Scalar:
    """Written as text: as a number the engines make different decimals of it."""
    import ibis

    return ibis.literal(str(Decimal(_exact(weight)) / PARTS)).cast(WEIGHTED)


def _counted_students(tables: Tables) -> ir.Table:
    import ibis

    rows = tables["students"]
    values = {code: figure(key, tables.as_of) for code, key in student_weights().items()}
    weights = [(rows.type_code == code, _decimal(value)) for code, value in values.items() if value is not None]
    weight = ibis.cases(*weights, else_=_decimal(Fraction(0))) if weights else unruled(WEIGHTED)
    return rows.filter(rows.state_code.isin(AT_SCHOOL)).mutate(
        is_secondary=(rows.body_kind == "secondary_school"), is_higher=(rows.body_kind == "college"), weight=weight
    )  # fmt: skip


def _serving(tables: Tables) -> ir.Table:
    import ibis

    rows, day = tables["teachers"], ibis.literal(tables.as_of, "date")
    return rows.filter((rows.began_on <= day) & (rows.left_on.isnull() | (rows.left_on >= day)))


def _staff_of_colleges(tables: Tables) -> ir.Table:
    """One row a college, so no cell is small: full-time teachers, and external ones weighted, counted up to a share of them."""
    import ibis

    rows = _serving(tables)
    rows = rows.filter(rows.body_kind == "college")
    weight, cap = (figure(key, tables.as_of) for key in EXTERNAL)
    each = rows.group_by(*BODY).aggregate(
        full_time=(rows.is_full_time & ~rows.is_external).cast("int64").sum().cast("int64"),
        external=rows.is_external.cast("int64").sum().cast("int64"),
    )
    if weight is None or cap is None:
        return each.mutate(weighted=unruled(WEIGHTED))
    # In whole numbers: external·q against full_time·p, and what counts in ten-thousandths of a teacher.
    counted = ibis.least(each.external * cap.denominator, each.full_time * cap.numerator)
    parts = each.full_time * PARTS + counted * _exact(weight / cap.denominator)
    return each.mutate(weighted=(parts.cast(WEIGHTED) * _decimal(Fraction(1, PARTS))).cast(WEIGHTED))


EXTERNAL = ("CND-EXTERNAL-WEIGHT", "CND-EXTERNAL-CAP")
derived(
    "students_counted", _("在籍学生"), STUDENTS, _counted_students, TableColumn("is_secondary", _("中职"), "boolean", is_hidden=True),
    TableColumn("is_higher", _("高职"), "boolean", is_hidden=True), TableColumn("weight", _("折合系数"), WEIGHTED),
)  # fmt: skip
derived("teachers_serving", _("在任教师"), TEACHERS, _serving)
grouped(
    "college_staff", _("高职教师折合数"), _staff_of_colleges, TableColumn("full_time", _("专任教师"), "int64"),
    TableColumn("external", _("校外教师"), "int64"), TableColumn("weighted", _("折合教师数"), WEIGHTED),
)  # fmt: skip

_PUPIL = {"body_kind": "secondary_school", "school": "7", "county": "620621", "type_code": "1", "state_code": "1"}
_TEACHER = {"body_kind": "secondary_school", "school": "7", "is_full_time": True, "is_external": False, "began_on": date(2015, 9, 1)}


def _pupils(n: int, **facts: Any) -> list[dict[str, Any]]:
    return [_PUPIL | {"student": str(i)} | facts for i in range(n)]


def _staff(n: int, **facts: Any) -> list[dict[str, Any]]:
    return [_TEACHER | {"teacher": f"{facts}{i}"} | facts for i in range(n)]


indicator(
    Indicator(
        code="STU-01", name=_("在校生数"), definition=_("统计日在籍的学生人数，含休学和在外实习的。"), unit=_("人"), kind=Kind.COUNT,
        basis=_("学校学籍管理规定；系统约定"), records_from=_("学生名册"), slices=WAYS, disclosure=PERSONS,
        numerator=Measure("students_counted"),
        worked=(Case(_("两人在读、一人毕业"), {"students": [*_pupils(2), *_pupils(1, state_code="4")]}, "2"), NOTHING),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="INT-10", name=_("在岗实习学生数"), definition=_("统计日在籍并正在岗位实习的学生人数。"), unit=_("人"), kind=Kind.COUNT,
        basis=_("教职成〔2021〕4号；系统约定"), records_from=_("学生名册"), slices=WAYS, disclosure=PERSONS,
        numerator=Measure("students_counted", where=lambda t: t.is_intern),
        worked=(Case(_("三人中一人在岗实习"), {"students": [*_pupils(2), *_pupils(1, is_intern=True)]}, "1"),),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="CND-06", name=_("中职生师比"), definition=_("中职学校在校生数除以在任专任教师数；校外兼职教师不计。"), unit=_("比值"),
        kind=Kind.RATIO, basis=_("教职成〔2010〕12号"), records_from=_("学生名册、教师名册"), slices=WAYS, disclosure=PERSONS,
        numerator=Measure("students_counted", where=lambda t: t.is_secondary),
        denominator=Measure("teachers_serving", where=lambda t: (t.body_kind == "secondary_school") & t.is_full_time & ~t.is_external),
        worked=(
            Case(_("学生6人，专任教师3人，兼职不计"),
                 {"students": _pupils(6), "teachers": [*_staff(3), *_staff(1, is_external=True, is_full_time=False)]}, "2"),
            NOTHING,
        ),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="CND-07", name=_("高职折合在校生数"),
        definition=_("普通生、预科、进修、成人脱产计1，硕士计1.5，博士计2，国际学生计3，夜校和业余计0.3，函授计0.1。"), unit=_("人"),
        kind=Kind.SUM, basis=RULE_2004, records_from=_("学生名册"), slices=("school",), disclosure=PERSONS,
        rules=rules(*student_weights().values()),
        numerator=Measure("students_counted", where=lambda t: t.is_higher, amount=lambda t: t.weight),
        worked=(
            Case(_("普通生10人、国际学生1人、夜校2人、函授1人"), {"students": [
                *_pupils(10, body_kind="college"), *_pupils(1, body_kind="college", type_code="4"),
                *_pupils(2, body_kind="college", type_code="8"), *_pupils(1, body_kind="college", type_code="9")]}, "13.7"),
        ),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="CND-08", name=_("高职折合教师数"), definition=_("专任教师数加校外教师数乘0.5；校外教师最多按专任教师的四分之一计入。"),
        unit=_("人"), kind=Kind.SUM, basis=RULE_2004, records_from=_("教师名册"), slices=("school",), disclosure=THINGS,
        rules=rules(*EXTERNAL),
        numerator=Measure("college_staff", amount=lambda t: t.weighted),
        worked=(
            Case(_("专任8人、校外3人：只计2人，折合9人"), {"teachers": [
                *_staff(8, body_kind="college"), *_staff(3, body_kind="college", is_full_time=False, is_external=True)]}, "9"),
        ),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="CND-09", name=_("高职生师比（折合）"), definition=_("折合在校生数除以折合教师数。"), unit=_("比值"), kind=Kind.RATIO,
        basis=RULE_2004, records_from=_("学生名册、教师名册"), slices=("school",), disclosure=THINGS,
        rules=rules(*student_weights().values(), *EXTERNAL),
        numerator=Measure("students_counted", where=lambda t: t.is_higher, amount=lambda t: t.weight),
        denominator=Measure("college_staff", amount=lambda t: t.weighted),
        worked=(
            Case(_("学生18人，教师折合9人"), {"students": _pupils(18, body_kind="college"), "teachers": [
                *_staff(8, body_kind="college"), *_staff(3, body_kind="college", is_full_time=False, is_external=True)]}, "2"),
            NOTHING,
        ),
    )
)  # fmt: skip
