"""The courses of a programme in and out of Excel, one layout both ways.

A line is a course by its code: a new one is entered, a known one written anew; what the table does not name stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from baigong.contexts.credit_bank.models import UNITS_A_CREDIT, CourseCategory, CreditProgramme, ProgrammeCourse
from baigong.contexts.credit_bank.selectors.conversion import types_for_rules
from baigong.contexts.credit_bank.services.programmes import CourseHead, exempted_courses, save_courses
from baigong.kernel.access import Actor
from baigong.kernel.exchange import Column, Finding, ImportPlan, ParsedRow, Table, Writer, export, index, plan, read
from baigong.kernel.exchange.table import Key, Row

MOST = 500
LAST = 100
"""The place of a course whose line names none."""


class CourseSheet:
    """The courses of one programme as an actor may bring and take them."""

    def __init__(self, actor: Actor, now: datetime, programme: CreditProgramme) -> None:
        self.actor, self.now, self.programme = actor, now, programme
        self.types = {row.code: row for row in types_for_rules()}

    @property
    def table(self) -> Table:
        """The declaration: template, reading, plan and export follow from it."""
        types = [(code, f"{code} {row}") for code, row in self.types.items()]
        return Table(
            name="credit_bank.programme_courses",
            title=_("专业课程"),
            columns=[
                Column("code", _("课程代码"), "code", width=14, max_length=30, example="HL-01"),
                Column("title", _("课程名称"), required=True, width=26, max_length=80, example=_("基础护理")),
                Column("category", _("课程类别"), "choice", required=True, choices=list(CourseCategory.choices), width=12),
                Column("credits", _("学分"), "decimal", required=True, width=8, decimal_places=2, minimum=Decimal("0.01"), maximum=1000),
                Column("hours", _("学时"), "integer", required=True, width=8, minimum=1, maximum=2000),
                Column("is_required", _("必修"), "boolean", width=8, help=_("不填的按必修。")),
                Column("order", pgettext("课程", "优先顺序"), "integer", width=9, minimum=0, maximum=9999,
                       help=_("小的先免修；不填的排在后面。")),
                Column("outcome_type", _("对应的学习成果"), "choice", choices=lambda: types, width=30,
                       help=_("有这项成果的，视为已学完这门课。")),
            ],
            key=("code",),
            checks=[self._check],
            notes=[
                _("一行一门课程，照培养方案填写。代码已有的照表改写，没有的新登记；表里没有的课程不受影响。"),
                _("先显示将要写入什么，确认后才写入，要么全部写入，要么一行也不写。"),
                _("已有人免修的课程，学分不能再改。"),
            ],
            max_rows=MOST,
        )  # fmt: skip

    def current(self) -> dict[str, ProgrammeCourse]:
        """The courses as they are, by code."""
        return {row.code: row for row in self.programme.courses.select_related("outcome_type")}

    def workbook(self) -> bytes:
        """The courses as they are, in the layout of the import."""
        return export(self.table, [_values(row) for row in self.current().values()])

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would do. Raises ``Refusal`` when it cannot be this table at all."""
        table = self.table
        return plan(table, read(table, data, filename), index(table, [_values(row) for row in self.current().values()]))

    def head(self, row: Row) -> CourseHead:
        """A line for the service."""
        required, order = row.get("is_required"), row.get("order")
        return CourseHead(
            str(row["code"]).strip(), str(row["title"]).strip(), str(row["category"]), int(Decimal(row["credits"]) * UNITS_A_CREDIT),
            int(row["hours"]), True if required is None else bool(required), LAST if order is None else int(order),
            self.types.get(str(row.get("outcome_type") or "")),
        )  # fmt: skip

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        fixed, known = exempted_courses(self.programme), self.current()
        for row in rows:
            code = str(row.values.get("code", ""))
            if row.is_sound and code in fixed and int(Decimal(row.values["credits"]) * UNITS_A_CREDIT) != known[code].credits:
                words = _("课程“%(title)s”已有人免修，学分不能再改；请另立课程代码。") % {"title": known[code]}
                yield Finding(row.number, words, "credits")


@dataclass(frozen=True)
class CourseWriter(Writer):
    """Writes the lines of a confirmed plan through the service."""

    sheet: CourseSheet

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """The courses as they are now; nobody writes the programme meanwhile."""
        CreditProgramme.objects.select_for_update(no_key=True).get(pk=self.sheet.programme.pk)
        wanted = {str(key[0]) for key in keys}
        return {(code,): _values(row) for code, row in self.sheet.current().items() if code in wanted}

    def add(self, rows: Sequence[Row]) -> None:
        """Enter new ones."""
        self._save(rows)

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Write known ones anew; what a line leaves out stays as it was."""
        known = self.sheet.current()
        self._save([_values(known[str(key[0])]) | dict(new) for key, new in rows])

    def _save(self, rows: Sequence[Row]) -> None:
        heads = [self.sheet.head(row) for row in rows]
        if heads:
            save_courses(actor=self.sheet.actor, now=self.sheet.now, programme=self.sheet.programme, courses=heads)


def _values(row: ProgrammeCourse) -> dict[str, Any]:
    return {
        "code": row.code, "title": row.title, "category": row.category, "credits": Decimal(row.credits) / UNITS_A_CREDIT,
        "hours": row.hours, "is_required": row.is_required, "order": row.order,
        "outcome_type": row.outcome_type.code if row.outcome_type else None,
    }  # fmt: skip
