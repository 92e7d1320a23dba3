"""The rosters that indicators are computed from, and what their declarations share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.schools.rosters import READERS, SLICES, record_url, roster
from baigong.kernel.indicators import (
    Case,
    Derived,
    Disclosure,
    Rule,
    SliceKind,
    SnapshotTable,
    TableColumn,
    Tables,
    declare_slice_kind,
    declare_table,
)
from baigong.kernel.rules import number_on, parameter_on

if TYPE_CHECKING:
    import ibis.expr.types as ir

PERSONS = Disclosure(is_public=True)
"""Rows are persons: small cells are not shown."""
THINGS = Disclosure(is_public=True, minimum_cell=0)
WAYS = ("county", "school")
BY_YEAR = (*WAYS, "year")
declare_slice_kind(SliceKind("year", _("年度"), is_time=True))

STUDENTS = roster(
    "MCXS", "students", _("学生名册"), {
        "student": "XH", "name": "XM", "person_hash": "SFZH", "programme": "ZYDM", "level_code": "PYCC", "type_code": "XSLX",
        "entered_on": "RXNY", "grade": "NJ", "state_code": "XSZT", "is_intern": "SFSX", "left_on": "LXRQ",
    }, personal=frozenset({"name"}),
)  # fmt: skip
TEACHERS = roster(
    "MCJS", "teachers", _("教师名册"), {
        "teacher": "JGH", "name": "XM", "is_full_time": "SFZR", "is_specialist": "SFZYJS", "is_external": "SFXWJZ", "began_on": "RZRQ",
        "left_on": "LRRQ", "title_code": "ZCJB", "is_dual_statistical": "SSTJ", "dual_level_code": "SSDJ", "dual_from": "SSQRQ",
        "dual_until": "SSZRQ",
    }, personal=frozenset({"name"}),
)  # fmt: skip
PRACTICE = roster(
    "MCSJ", "practice", _("教师企业实践"),
    {"teacher": "JGH", "enterprise": "QYMC", "began_on": "KSRQ", "ended_on": "JSRQ", "is_recognised": "SFRD"},
)  # fmt: skip
CONDITIONS = roster(
    "MCBXTJ", "conditions", _("办学条件年报"), {
        "year": "XN", "school_type_code": "XXLX", "is_public": "SFGB", "is_attached": "SFFS", "is_costly": "LBGY", "land": "ZDMJ",
        "floor": "JZMJ", "students": "XSS", "teachers": "ZRJSS", "senior": "GJZCS", "specialists": "ZYJSS", "dual": "SSXJS",
        "equipment": "SBZZ", "books": "TSCS", "computers": "JSJTS",
    },
)  # fmt: skip
DESTINATIONS = roster(
    "MCBYQX", "destinations", _("毕业去向名册"), {
        "student": "XH", "name": "XM", "year": "BYNF", "cut_off": "JZRQ", "programme": "ZYDM", "destination_code": "QXM",
        "employer_division": "DWXZQH", "is_matched": "SFDK",
    }, personal=frozenset({"name"}),
)  # fmt: skip
ENTRANTS = roster(
    "MCZS", "entrants", _("高中阶段招生"), {"year": "XN", "enrolling_school": "XXMC", "kind_code": "XXLB", "entrants": "ZSRS"}
)  # fmt: skip
TRAINING = roster(
    "MCPX", "training", _("培训班"),
    {"number": "PXBH", "title": "PXMC", "year": "ND", "began_on": "KSRQ", "ended_on": "JSRQ", "trainees": "RS", "audience_code": "PXDX"},
)  # fmt: skip
ASSESSMENTS = roster(
    "MCXZS", "assessments", _("1+X证书考核"), {
        "student": "XH", "name": "XM", "certificate": "ZSMC", "body": "PJZZ", "level_code": "DJ", "assessed_on": "KHRQ",
        "result_code": "KHJG",
    }, personal=frozenset({"name"}),
)  # fmt: skip
TEXTBOOKS = roster(
    "MCJC", "textbooks", _("教材选用"), {
        "year": "XN", "term_code": "XQM", "programme": "ZYDM", "grade": "NJ", "course": "KCMC", "course_kind_code": "KCLX",
        "title": "JCMC", "isbn": "ISBN", "book_kind_code": "JCLX", "is_filed": "SFBA", "is_genuine": "SFZB",
    },
)  # fmt: skip
COURSES = roster(
    "MCKCXS", "courses", _("课程学时"),
    {"programme": "ZYDM", "grade": "NJ", "course": "KCMC", "course_kind_code": "KCLX", "theory": "LLXS", "practical": "SJXS"},
)  # fmt: skip
ENTERPRISES = roster(
    "MCQYZG", "enterprises", _("企业职工人数"), {
        "enterprise": "TYSHXYDM", "enterprise_name": "QYMC", "year": "ND", "industry_code": "HYM", "enterprise_division": "XZQH",
        "staff": "ZGRS", "interns": "SXRS", "apprentices": "XTRS",
    },
)  # fmt: skip

NOTHING = Case(_("没有报送"), {}, None)


def derived(
    name: str,
    label: Any,
    base: SnapshotTable,
    build: Callable[[Tables], ir.Table],
    *extra: TableColumn,
    slices: dict[str, str] | None = None,
) -> Derived:
    """A table computed from ``base``, with its columns and ``extra`` ones."""
    return declare_table(
        Derived(
            name=name, label=label, columns=(*base.columns, *extra), owner="path", readers=READERS, slices=SLICES | (slices or {}),
            record_url=record_url, build=build,
        )
    )  # fmt: skip


BODY = ("school_name", "school", "county", "path")
"""What rows that are grouped by body are grouped by, beside what else tells them apart."""


def grouped(name: str, label: Any, build: Callable[[Tables], ir.Table], *own: TableColumn, slices: dict[str, str] | None = None) -> Derived:
    """A table whose rows are counts of a body: the body's columns, and its ``own``."""
    hidden = (("school", _("学校")), ("county", _("县区")), ("path", _("单位")))
    columns = (TableColumn("school_name", _("学校")), *own, *(TableColumn(key, words, is_hidden=True) for key, words in hidden))
    return declare_table(
        Derived(
            name=name, label=label, columns=columns, owner="path", readers=READERS, slices=SLICES | (slices or {}), build=build,
        )
    )  # fmt: skip


YEAR = {"year": "year"}
"""The slice by year, of tables with a column of that name."""
PRESENT = TableColumn("is_current", _("计入本期"), "boolean", is_hidden=True)


def mark(name: str, label: Any) -> TableColumn:
    """A computed yes or no."""
    return TableColumn(name, label, "boolean")


def figure(key: str, day: date) -> Fraction | None:
    """A parameter's value on a day; None where nobody has fixed one. An indicator that hangs on it names it among its ``rules``."""
    version = parameter_on(key, day)
    return version.value if version else None


def whole(key: str, day: date) -> int | None:
    """The same of a parameter that counts something."""
    return number_on(key, day)


def codes_of(key: str, day: date) -> tuple[str, ...]:
    """The codes that a parameter chooses on a day; none where nobody has chosen any."""
    version = parameter_on(key, day)
    return version.codes if version else ()


def unruled(kind: str = "boolean") -> Any:
    """What a column holds on a day without the rule that would fill it: nothing. Its indicators say so and have no value."""
    import ibis

    return ibis.null(kind)


def rules(*keys: str, on: Callable[[date], date] | None = None) -> tuple[Rule, ...]:
    """Parameters of the rulebook that an indicator hangs on, each in the version of one day."""
    return tuple(Rule(key, on) if on else Rule(key) for key in keys)


def school_year(day: date) -> int:
    """The year in which the school year of ``day`` begins (1 September)."""
    return day.year if day.month >= 9 else day.year - 1


def full_year(day: date) -> int:
    """The last calendar year that is over at the end of ``day``."""
    return day.year if (day.month, day.day) == (12, 31) else day.year - 1


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; of 29 February the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
