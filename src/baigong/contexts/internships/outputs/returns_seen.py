"""What the returns of a school and a term would hold, without making them: rows counted and lacking fields found by the database.

The page asks this; the rows themselves are made for the file alone (``returns.returned``). ``tests/contexts/internships`` hold the two
together: whatever the standard demands and a record may lack has its condition here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from baigong.contexts.internships.models import InternshipInsurance, InternshipLog, ViolationReport
from baigong.contexts.internships.outputs.returns import PROVEN, SECONDARY, Term, needed_fields, no_code, placed, standard_of, words_of_gap
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import find_table

MOST_GAPS = 100
"""So many gaps are told one by one."""


@dataclass(frozen=True)
class Seen:
    """Each table with its label and number of rows; the first gaps in words, and how many more there are."""

    standard: str
    school: Organisation
    term: Term
    tables: Sequence[tuple[str, str, int]]
    gaps: Sequence[str]
    more: int


def seen(school: Organisation, term: Term) -> Seen:
    """The returns of a school for a term, at a glance: one query a table, one more for those with gaps."""
    standard = standard_of(school)
    tables, gaps, lacking = [], [], 0
    if not school.moe_code:
        gaps.append(no_code())
        lacking += 1
    for name, rows, to, lacks in _tables(standard, school, term):
        table = find_table(standard, name)
        assert table is not None
        demanded = {one.name: one.label for one in needed_fields(standard, name) if one.name in lacks}
        counted = rows.aggregate(rows=Count("pk"), **{key: Count("pk", filter=lacks[key]) for key in demanded})
        tables.append((name, table.label, counted["rows"]))
        found = sum(counted[key] for key in demanded)
        lacking += found
        if found and len(gaps) < MOST_GAPS:
            gaps += _words(rows, to, {key: (label, lacks[key]) for key, label in demanded.items()})
    gaps = gaps[:MOST_GAPS]
    return Seen(standard, school, term, tables, gaps, lacking - len(gaps))


def _words(rows: QuerySet[Any], to: str, demanded: dict[str, tuple[str, Q]]) -> Iterator[str]:
    some = Q()
    for _label, lack in demanded.values():
        some |= lack
    marks = {key: ExpressionWrapper(lack, BooleanField()) for key, (_label, lack) in demanded.items()}
    for row in rows.filter(some).annotate(**marks).values(f"{to}intern__name", *marks)[:MOST_GAPS]:
        for key, (label, _lack) in demanded.items():
            if row[key]:
                yield words_of_gap(row[f"{to}intern__name"], label)


def _tables(standard: str, school: Organisation, term: Term) -> Iterator[tuple[str, QuerySet[Any], str, dict[str, Q]]]:
    """Each table: its records in the order of the file, the way from one to its placement, and by field when it comes out empty."""
    own = placed(school, term).order_by("intern__student_number", "pk")
    order = ("placement__intern__student_number", "placement_id")
    logs = InternshipLog.objects.filter(placement__in=placed(school, term), begins__range=(term.first, term.last)).order_by(
        *order, "begins"
    )
    of_log = _of_student("placement__") | {"SXGWMC": Q(placement__post__title=""), "XXBGXQ": Q(words=""), "SXBGNR": Q(words="")}
    if standard == SECONDARY:
        yield "ODS_ZZSXJCSJ", own, "", _of_student("") | {"SXBJ": Q(intern__class_name="")}
        yield "ODS_ZZSXBGJLSJ", logs, "placement__", of_log | {"XSXMMC": Q(placement__enterprise__name="")}
        return
    of_base = {"BH": Q(intern__class_code="", intern__class_name=""), "XNZDJSGH": Q(teacher=None) | Q(teacher__number="")}
    yield "ODS_SXJCSJ", own, "", _of_student("") | of_base
    insurances = InternshipInsurance.objects.filter(placement__in=placed(school, term)).order_by(*order, "first", "pk")
    yield "ODS_SXBXGMQKSJ", insurances, "placement__", _of_student("placement__") | {"BDH": Q(number="")}
    reports = ViolationReport.objects.filter(placement__in=placed(school, term), state__in=PROVEN).order_by(*order, "-lodged_at", "-pk")
    yield "ODS_SXWGXWQKSJ", reports, "placement__", _of_student("placement__")
    yield "ODS_SXBGJLSJ", logs, "placement__", of_log


def _of_student(to: str) -> dict[str, Q]:
    """What every table takes from the student and the unit."""
    number, name, code = Q(**{f"{to}intern__student_number": ""}), Q(**{f"{to}intern__name": ""}), Q(**{f"{to}intern__programme_code": ""})
    return {
        "XSXH": number, "XH": number, "XSXM": name, "ZYMC": Q(**{f"{to}intern__programme_name": ""}), "ZYDM": code, "ZYH": code,
        "SXQYMC": Q(**{f"{to}enterprise__name": ""}),
    }  # fmt: skip
