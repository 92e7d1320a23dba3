"""What follows from a row of a roster by the rule in force on a day: whether a teacher counts as dual-qualified, what a textbook lacks.

Indicators say the same of many rows at once (``figures.teachers``, ``figures.textbooks``); a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from baigong.kernel.rules import number_on

RECOGNITION = 2
UNIFIED_COURSES, UNIFIED, NATIONAL = "1", "1", "2"


def is_serving(teacher: Mapping[str, Any], on: date) -> bool:
    """Whether a teacher is in service on a day."""
    began, left = teacher["began_on"], teacher["left_on"]
    return began is not None and began <= on and (left is None or left >= on)


def is_recognised(teacher: Mapping[str, Any], on: date) -> bool:
    """Whether the recognition by the province's rules holds on a day."""
    begins, ends = teacher["dual_from"], teacher["dual_until"]
    return bool(teacher["dual_level"]) and begins is not None and begins <= on and (ends is None or ends >= on)


def counts_as_dual(teacher: Mapping[str, Any], on: date) -> bool | None:
    """Whether the teacher is among the dual-qualified of the day; ``None`` for whom the share is not asked about at all.

    Asked about are full-time specialist teachers in service; those who come from outside never.
    """
    if not (teacher["is_full_time"] and teacher["is_specialist"] and not teacher["is_external"] and is_serving(teacher, on)):
        return None
    return is_recognised(teacher, on) if by_recognition(on) else bool(teacher["is_statistical"])


def by_recognition(on: date) -> bool:
    """Whether dual-qualified teachers are counted by recognition on a day, not by the statistical definition."""
    return number_on("TCH-DUAL-BASIS", on) == RECOGNITION


def lacks_of(book: Mapping[str, Any]) -> list[str]:
    """What a selection of a textbook lacks, in words; nothing where it complies. ``year`` is the year in which its school year begins."""
    lacks = []
    if book["is_three"] and not _fits(book):
        must = _must_be_unified(book)
        lacks.append(_("三科课程没有用统编教材") if must else _("三科课程没有用国家统编或国家规划教材"))
    if not book["is_filed"]:
        lacks.append(_("选用结果没有备案"))
    if not book["is_genuine"]:
        lacks.append(_("不是正版或渠道不正规"))
    return lacks


def has_rule(book: Mapping[str, Any]) -> bool:
    """Whether anything was prescribed for the book when its school year began: for the three subjects not in every year."""
    return not book["is_three"] or _scope(book) is not None


def _scope(book: Mapping[str, Any]) -> int | None:
    return number_on("TXT-UNIFIED-SCOPE", date(book["year"], 9, 1))


def _must_be_unified(book: Mapping[str, Any]) -> bool:
    scope = _scope(book)
    return scope == 2 or (scope == 1 and book["grade"] == book["year"])


def _fits(book: Mapping[str, Any]) -> bool:
    return book["kind"] == UNIFIED or (not _must_be_unified(book) and book["kind"] == NATIONAL)
