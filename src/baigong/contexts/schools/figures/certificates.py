"""Certificates of 1+X: the same holder, certificate and level once; passed against assessed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.schools.figures.tables import (
    ASSESSMENTS,
    BY_YEAR,
    NOTHING,
    PERSONS,
    YEAR,
    derived,
    mark,
    rules,
    unruled,
    whole,
    years_before,
)
from baigong.kernel.indicators import Case, Indicator, Kind, Measure, TableColumn, Tables, indicator

if TYPE_CHECKING:
    import ibis.expr.types as ir


PASSED, FAILED = "1", "0"


def _counted(tables: Tables) -> ir.Table:
    """Assessments up to the day; of one holder, found by the number of the citizen, the first pass of a certificate and level counts."""
    import ibis

    rows, learners, day = tables["assessments"], tables["students"], ibis.literal(tables.as_of, "date")
    rows = rows.filter(rows.assessed_on <= day)
    learners = learners.group_by(of_school=learners.school, of_student=learners.student).aggregate(person=learners.person_hash.max())
    joined = rows.left_join(learners, [rows.school == learners.of_school, rows.student == learners.of_student])
    own = ibis.coalesce(joined.person, joined.school.concat("/", joined.student))
    marked = joined.mutate(holder=own, passed=(joined.result_code == PASSED).fill_null(False).cast("int64"))
    place = ibis.window(
        group_by=["holder", "certificate", "level_code"], order_by=[marked.passed.desc(), marked.assessed_on, marked.school, marked.student]
    )  # fmt: skip
    years = whole("CRT-WINDOW-YEARS", tables.as_of)
    recent = unruled() if years is None else marked.assessed_on > ibis.literal(years_before(tables.as_of, years), "date")
    return marked.mutate(
        is_first=(marked.passed == 1) & (ibis.row_number().over(place) == 0), is_recent=recent,
        is_assessed=marked.result_code.isin([PASSED, FAILED]), year=marked.assessed_on.year().cast("int64"),
    )  # fmt: skip


derived(
    "assessments_counted", _("1+X证书考核（计数）"), ASSESSMENTS, _counted,
    mark("is_first", _("计为一张证书")), mark("is_recent", _("一年内")),
    mark("is_assessed", _("参加考核")), TableColumn("year", _("考核年度"), "int64"), slices=YEAR,
)  # fmt: skip


def _row(student: str, result: str, level: str = "1", **facts: Any) -> dict[str, Any]:
    own = {"school": "7", "student": student, "certificate": "sample certificate", "level_code": level, "assessed_on": date(2022, 3, 1)}
    return own | {"result_code": result} | facts


_ROWS = {
    "assessments": [_row("a", "1"), _row("a", "1", assessed_on=date(2022, 5, 1)), _row("a", "1", "2"), _row("b", "0"), _row("c", "2"),
                    _row("d", "1", school="8")],
    "students": [{"school": "7", "student": "a", "person_hash": "x"}, {"school": "8", "student": "d", "person_hash": "x"}],
}  # fmt: skip
BASIS = _("教职成〔2019〕6号；人社部发〔2019〕34号")
indicator(
    Indicator(
        code="CRT-01", name=_("1+X证书数"),
        definition=_("考核通过取得的职业技能等级证书数；同一人同一证书同一等级只计一次，转学前后算同一人。按年度为取得证书的年度。"),
        unit=_("张"), kind=Kind.COUNT, basis=BASIS, records_from=_("1+X证书考核、学生名册"), slices=BY_YEAR, disclosure=PERSONS,
        numerator=Measure("assessments_counted", where=lambda t: t.is_first),
        worked=(
            Case(_("同一人两校重复、两个等级：计两张"), _ROWS, "2"), Case(_("按取得的年度"), _ROWS, "2", slice=("year", "2022")),
        ),
    )
)  # fmt: skip
indicator(
    Indicator(
        code="CRT-02", name=_("1+X证书考核通过率"),
        definition=_("统计日前一年内考核通过的人次除以参加考核的人次；缺考的不计。按年度为考核年度。"),
        unit="%", kind=Kind.RATIO, basis=BASIS, records_from=_("1+X证书考核"), slices=BY_YEAR, disclosure=PERSONS,
        rules=rules("CRT-WINDOW-YEARS"),
        numerator=Measure("assessments_counted", where=lambda t: t.result_code == PASSED, current="is_recent"),
        denominator=Measure("assessments_counted", where=lambda t: t.is_assessed, current="is_recent"),
        worked=(
            Case(_("通过4人次，未通过1人次，缺考不计"), _ROWS, "4/5"),
            Case(_("上一年度考核的，超出一年的也在内"), {"assessments": [
                _row("a", "1", assessed_on=date(2021, 3, 1)), _row("b", "0", assessed_on=date(2021, 9, 1)), _row("c", "1")]},
                "1/2", slice=("year", "2021")),
            NOTHING,
        ),
    )
)  # fmt: skip
