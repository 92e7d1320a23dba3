"""Training of the year against enrolment on 1 September of that year: of the excellent schools, and of all."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.schools.figures.tables import BY_YEAR, NOTHING, PRESENT, STUDENTS, THINGS, TRAINING, YEAR, derived, full_year, mark
from baigong.contexts.schools.models import kind_of
from baigong.kernel.indicators import Case, Indicator, Kind, Measure, Tables, indicator

if TYPE_CHECKING:
    import ibis.expr.types as ir


EXCELLENT = kind_of("excellent_school").code
LEFT = ("3", "4", "5")
"""States of those who left; one without a day of leaving is taken to have left before."""


def _marked(tables: Tables, rows: ir.Table) -> ir.Table:
    """The rows, each with whether its school is an excellent one. Joined: Spark looks nothing up in a list of its columns."""
    listed = tables["projects_counted"]
    schools = listed.filter((listed.kind == EXCELLENT) & listed.is_listed).select(excellent="school").distinct()
    joined = rows.left_join(schools, rows.school == schools.excellent)
    return joined.mutate(is_excellent=joined.excellent.notnull())


def _of_year(tables: Tables) -> ir.Table:
    rows, year = tables["training"], full_year(tables.as_of)
    rows = rows.filter((rows.year <= year) & rows.body_kind.isin(["secondary_school", "college"]))
    return _marked(tables, rows.mutate(is_current=rows.year == year))


def _on_the_first_of_september(tables: Tables) -> ir.Table:
    import ibis

    rows, day = tables["students"], ibis.literal(date(full_year(tables.as_of), 9, 1), "date")
    there = ibis.ifelse(rows.left_on.isnull(), ~rows.state_code.isin(LEFT), rows.left_on >= day)
    rows = rows.filter((rows.entered_on <= day) & there)
    return _marked(tables, rows)


derived("training_counted", _("年度培训班"), TRAINING, _of_year, mark("is_excellent", _("优质学校")), PRESENT, slices=YEAR)
derived("enrolment", _("9月1日在校生"), STUDENTS, _on_the_first_of_september, mark("is_excellent", _("优质学校")))


def _class(school: str, trainees: int, year: int = 2021) -> dict[str, Any]:
    return {"school": school, "trainees": trainees, "year": year, "number": f"{school}{trainees}{year}", "body_kind": "secondary_school"}


def _pupil(school: str, n: int, **facts: Any) -> list[dict[str, Any]]:
    own = {"school": school, "entered_on": date(2020, 9, 1), "state_code": "1"}
    return [own | {"student": f"{school}{i}"} | facts for i in range(n)]


_ROWS = {
    "projects": [{"project": 1, "kind": EXCELLENT, "subject": "7", "rank": 1, "state": "building", "school": "7"}],
    "training": [_class("7", 4), _class("7", 2), _class("8", 3), _class("7", 50, 2020)],
    "students": [
        *_pupil("7", 2), *_pupil("7", 1, state_code="4", left_on=date(2022, 6, 1)), *_pupil("7", 1, entered_on=date(2021, 10, 1)),
        *_pupil("7", 1, state_code="3", left_on=date(2021, 8, 31)), *_pupil("8", 3),
    ],
}  # fmt: skip


def _ratio(code: str, name: Any, definition: Any, where: Any, expected: str, version: str) -> None:
    indicator(
        Indicator(
            code=code, name=name, definition=definition, unit=_("倍"),
            kind=Kind.RATIO, basis=_("武政发〔2020〕81号 措施18"), version=version,
            records_from=_("培训班、学生名册"), slices=("county", "school"), disclosure=THINGS,
            numerator=Measure("training_counted", where=where, amount=lambda t: t.trainees, current="is_current"),
            denominator=Measure("enrolment", where=where),
            cases=((_("培训4000人次，在校生2000人"), "2"), (_("没有在校生"), _("无数据"))),
            worked=(Case(_("上一年的班不计；9月1日以后入学、以前离校的不计"), _ROWS, expected), NOTHING),
        )
    )  # fmt: skip


_ratio(
    "TRN-01", _("年职业培训人次与在校生之比"),
    _("优质职业学校上一完整年度职业培训结业人次，除以同年9月1日在校生数；优质学校按已立项和已验收的计。"),
    lambda t: t.is_excellent, "2", "2",
)  # fmt: skip
_ratio(
    "TRN-02", _("年职业培训人次与在校生之比（全部学校）"), _("全部职业学校上一完整年度职业培训结业人次，除以同年9月1日在校生数。"),
    None, "3/2", "1"
)  # fmt: skip
indicator(
    Indicator(
        code="TRN-03", name=_("年职业培训人次"), definition=_("全部职业学校上一完整年度职业培训结业人次；按年度为培训所在年度。"),
        unit=_("人次"), kind=Kind.SUM, basis=_("武政发〔2020〕81号 措施18"), records_from=_("培训班"), slices=BY_YEAR, disclosure=THINGS,
        numerator=Measure("training_counted", amount=lambda t: t.trainees, current="is_current"),
        worked=(
            Case(_("上一年三个班9人次，再前一年的不计"), _ROWS, "9"), Case(_("按年度"), _ROWS, "50", slice=("year", "2020")),
            Case(_("只报了再前一年的"), {"training": [_class("7", 50, 2020)]}, None), NOTHING,
        ),
    )
)  # fmt: skip
