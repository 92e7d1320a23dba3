"""What follows from the rows of a facet: names of the catalogue, clusters, learners, who counts as dual-qualified, what a book lacks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation, OrganisationKind
from baigong.contexts.schools.facets.declaration import FacetRow
from baigong.contexts.schools.facets.reading import end_of
from baigong.contexts.schools.selectors.judgements import (
    UNIFIED_COURSES,
    by_recognition,
    counts_as_dual,
    has_rule,
    is_serving,
    lacks_of,
)
from baigong.contexts.schools.selectors.programmes import catalogue_on, learners

Rows = list[FacetRow]
Schools = Sequence[Organisation]


def programmes(rows: Rows, schools: Schools, on: date) -> None:
    """What the catalogue says of the code, the cluster of the plan, and how many learn it."""
    catalogue = catalogue_on(on, [row["code"] for row in rows])
    counts = learners([school.pk for school in schools], end_of(on), "ZYDM")
    for row in rows:
        code, listed = row["code"], catalogue.name(row["code"])
        row["learners"] = counts.get((row["school_id"], code), 0)
        row["level"], row["cluster"] = catalogue.level(code), catalogue.cluster(code)
        row["edition"] = _("%(code)s年版") % {"code": catalogue.edition.code} if catalogue.edition else ""
        row["name"] = row["name"] or listed or code
        row["listed_as"] = listed if listed and listed != row["name"] else ""
        if catalogue.edition is None:
            row["catalogue"] = "unknown"
        else:
            row["catalogue"] = "absent" if not listed else "renamed" if row["listed_as"] else "listed"


def with_programmes(rows: Rows, schools: Schools, on: date) -> None:
    """The name of the programme beside its code."""
    catalogue = catalogue_on(on, [row["programme_code"] for row in rows])
    for row in rows:
        row["programme"] = catalogue.name(row["programme_code"]) or row["programme_code"]


def teachers(rows: Rows, schools: Schools, on: date) -> None:
    """Whether a teacher counts as dual-qualified on the day, and by what."""
    with_programmes(rows, schools, on)
    recognising = by_recognition(on)
    for row in rows:
        row["dual_level"] = row["dual_level"] if row["dual_level_code"] in ("1", "2", "3") else None
        counted = counts_as_dual(row, on)
        row["dual"] = {True: "yes", False: "no", None: "out"}[counted]
        row["basis"] = _basis(row, on, counted, recognising)
        row["post"] = _post(row)


def _post(row: FacetRow) -> str:
    if row["is_full_time"] is None:
        return ""
    if row["is_external"]:
        return "external"
    return "other" if not row["is_full_time"] else "specialist" if row["is_specialist"] else "general"


def _basis(row: FacetRow, on: date, counted: bool | None, recognising: bool) -> str:
    if counted is None:
        return _left_out(row, on)
    span = _span(row)
    if counted and recognising:
        return _("省级认定，%(level)s，%(span)s") % {"level": row["dual_level"], "span": span}
    if counted:
        return _("统计口径：有教师资格，并有职业资格、技能等级或企业实践经历")
    if not recognising:
        return _("不符合统计口径")
    if row["dual_level"]:
        return _("认定不在有效期内：%(level)s，%(span)s") % {"level": row["dual_level"], "span": span}
    return _("只符合统计口径，未经省级认定") if row["is_statistical"] else _("未经省级认定")


def _span(row: FacetRow) -> str:
    begins, ends = row["dual_from"], row["dual_until"]
    if begins is None:
        return _("没有填写认定日期")
    words = {"begins": begins.isoformat(), "ends": ends.isoformat() if ends else ""}
    return _("%(begins)s至%(ends)s") % words if ends else _("%(begins)s起") % words


def _left_out(row: FacetRow, on: date) -> str:
    """Why the share of dual-qualified teachers does not ask about somebody."""
    if row["is_full_time"] is None:
        return _("教师名册里没有这位教师")
    if not is_serving(row, on):
        return _("当日不在任")
    if row["is_external"]:
        return _("校外兼职教师")
    return _("不是专任教师") if not row["is_full_time"] else _("不是专业课教师")


def textbooks(rows: Rows, schools: Schools, on: date) -> None:
    """Whether the selection of a book complies, and what it lacks; a list of books without selections does not say."""
    with_programmes(rows, schools, on)
    for row in rows:
        if row["is_filed"] is None or not row["year"]:
            row["compliance"], row["lacks"] = "unknown", _("这张表不报选用和备案")
            continue
        is_three = row["kind_of_school"] == OrganisationKind.SECONDARY_SCHOOL and row["course_kind_code"] == UNIFIED_COURSES
        facts = {"year": int(row["year"][:4]), "grade": int(row["grade"] or 0), "kind": row["book_kind_code"], "is_three": is_three}
        if not has_rule(facts):
            row["compliance"], row["lacks"] = "unknown", _("那个学年没有三科教材的规定")
            continue
        lacks = lacks_of(facts | {"is_filed": row["is_filed"], "is_genuine": row["is_genuine"]})
        row["compliance"], row["lacks"] = "no" if lacks else "yes", "；".join(lacks)


def courses(rows: Rows, schools: Schools, on: date) -> None:
    """The share of practice in the hours of a course."""
    with_programmes(rows, schools, on)
    for row in rows:
        theory, practical, total = row["theory"], row["practical"], row["total"]
        total = total if total is not None else None if theory is None or practical is None else theory + practical
        row["total"] = total
        row["share"] = Fraction(practical) / Fraction(total) if total and practical is not None else None


def classes(rows: Rows, schools: Schools, on: date) -> None:
    """How many of the roster of students are in the class."""
    with_programmes(rows, schools, on)
    counts = learners([school.pk for school in schools], end_of(on), "BH")
    for row in rows:
        row["on_roll"] = counts.get((row["school_id"], row["number_of_class"]), 0)
        row["agreement"] = "same" if row["on_roll"] == row["size"] else "differs"
