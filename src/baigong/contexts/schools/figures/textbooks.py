"""Textbooks: the unified three by date, selections filed, genuine books through legal channels."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.schools.figures.tables import NOTHING, TEXTBOOKS, THINGS, WAYS, derived, mark, rules, school_year, unruled, whole
from baigong.kernel.indicators import Case, Indicator, Kind, Measure, Rule, Tables, indicator

if TYPE_CHECKING:
    import ibis.expr.types as ir


UNIFIED_COURSES, UNIFIED, NATIONAL = "1", "1", "2"


def autumn(day: date) -> date:
    """The first day of the school year: which books a school year uses is settled when it begins."""
    return date(school_year(day), 9, 1)


def _in_use(tables: Tables) -> ir.Table:
    """What is used in the school year of the day."""
    import ibis

    rows, year = tables["textbooks"], school_year(tables.as_of)
    rows = rows.filter(rows.year == year)
    three = ((rows.body_kind == "secondary_school") & (rows.course_kind_code == UNIFIED_COURSES)).fill_null(False)
    scope = whole("TXT-UNIFIED-SCOPE", autumn(tables.as_of))
    must = {None: unruled(), 0: ibis.literal(False), 1: rows.grade == year, 2: ibis.literal(True)}[scope]
    fits = ((rows.book_kind_code == UNIFIED) | (~must & (rows.book_kind_code == NATIONAL))).fill_null(False)
    filed, genuine = rows.is_filed.fill_null(False), rows.is_genuine.fill_null(False)
    return rows.mutate(is_of_three=three, is_fitting=fits, is_compliant=filed & genuine & (fits | ~three))


derived(
    "textbooks_counted", _("本学年教材选用"), TEXTBOOKS, _in_use, mark("is_of_three", _("三科课程")), mark("is_fitting", _("三科教材合规")),
    mark("is_compliant", _("全部合规")),
)  # fmt: skip


def _row(year: int, book: str, grade: int, course: str = "1", filed: bool = True, genuine: bool = True) -> dict[str, Any]:
    return {
        "year": year, "book_kind_code": book, "grade": grade, "course_kind_code": course, "is_filed": filed, "is_genuine": genuine,
        "body_kind": "secondary_school", "school": "7",
    }  # fmt: skip


def _three(year: int) -> dict[str, Any]:
    """A unified book and a national one in the first year, a national one in the second."""
    return {"textbooks": [_row(year, "1", year), _row(year, "2", year), _row(year, "2", year - 1)]}


_MIXED = {"textbooks": [_row(2021, "2", 2021), _row(2021, "9", 2021, "3", filed=False), _row(2021, "9", 2021, "3", genuine=False),
                        _row(2021, "9", 2021)]}  # fmt: skip
BASIS = _("教材〔2019〕3号")


UNIFIED_SCOPE = rules("TXT-UNIFIED-SCOPE", on=autumn)


def _share(code: str, name: Any, definition: Any, numerator: Any, denominator: Any, *worked: Case, hangs_on: tuple[Rule, ...] = ()) -> None:
    indicator(
        Indicator(
            code=code, name=name, definition=definition, unit="%", kind=Kind.RATIO, basis=BASIS, records_from=_("教材选用表"), slices=WAYS,
            disclosure=THINGS, rules=hangs_on, numerator=Measure("textbooks_counted", where=numerator),
            denominator=Measure("textbooks_counted", where=denominator), worked=(*worked, NOTHING),
        )
    )  # fmt: skip


_share(
    "TXT-01", _("三科教材合规率"),
    _("中职思想政治、语文、历史教材选用中合规的比例：2023年秋季前用国家审定教材，2023年秋季起一年级、2024年秋季起全部年级用统编教材。"),
    lambda t: t.is_of_three & t.is_fitting, lambda t: t.is_of_three,
    Case(_("2023年8月31日：国家审定的都合规"), _three(2022), "1", as_of=date(2023, 8, 31)),
    Case(_("2023年9月1日：一年级须用统编"), _three(2023), "2/3", as_of=date(2023, 9, 1)),
    Case(_("2024年9月1日：全部年级须用统编"), _three(2024), "1/3", as_of=date(2024, 9, 1)), hangs_on=UNIFIED_SCOPE,
)  # fmt: skip
_share(
    "TXT-03", _("教材选用备案率"), _("本学年教材选用中结果已备案的比例。"), lambda t: t.is_filed, None, Case(_("四种中三种"), _MIXED, "3/4")
)
_share(
    "TXT-05",
    _("教材正版和渠道正规率"),
    _("本学年教材选用中正版且采购渠道正规的比例。"),
    lambda t: t.is_genuine,
    None,
    Case(_("四种中三种"), _MIXED, "3/4"),
)
_share(
    "TXT-06", _("教材合规率"), _("本学年教材选用中已备案、正版且渠道正规、三科课程教材合规的比例。"), lambda t: t.is_compliant, None,
    Case(_("四种中一种全部合规"), _MIXED, "1/4"), hangs_on=UNIFIED_SCOPE,
)  # fmt: skip
