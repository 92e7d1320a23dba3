"""Which course is which entry of the catalogue, in and out of Excel, one layout both ways."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.models import RegisterCourse
from baigong.contexts.credit_bank.selectors.register_results import courses_without_entry, entries_of
from baigong.contexts.credit_bank.services.register_results import set_courses
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import Actor
from baigong.kernel.exchange import Column, ImportPlan, Table, Writer, index, plan, read
from baigong.kernel.exchange.table import Key, Row


class CourseSheet:
    """The courses of one school as an actor brings and takes them."""

    def __init__(self, actor: Actor, now: datetime, body: Organisation) -> None:
        self.actor, self.now, self.body = actor, now, body

    @property
    def table(self) -> Table:
        """The declaration: template with drop-downs, reading, plan and export follow from it."""
        entries = [(one.code, f"{one.code} {one}") for one in entries_of(self.body)]
        return Table(
            name="credit_bank.register_courses",
            title=_("课程对照表"),
            columns=[
                Column("number", _("课程号"), "code", width=16, max_length=20),
                Column("title", _("课程名称"), required=True, width=24, max_length=60),
                Column("code", _("成果目录"), "choice", required=True, choices=entries or [("", "")], width=34),
            ],
            key=("number",),
            notes=[
                _("一行一门课程，课程号与报送的课程成绩一致；成果目录里选由%(body)s颁发并已公布的。") % {"body": self.body},
                _("一门课程一人只存入一次；分学期计学分的，请按学期分设课程号和成果代码。"),
                _("先显示将要写入什么，确认后才写入；已经存入的成果不受影响。"),
            ],
            max_rows=5000,
        )

    def rows(self) -> list[dict[str, Any]]:
        """What is set."""
        rows = RegisterCourse.objects.filter(body=self.body).select_related("type")
        return [{"number": row.number, "title": row.title, "code": row.type.code} for row in rows]

    def to_fill(self) -> list[dict[str, Any]]:
        """What is set, and the courses of the results that are not, with the entry that each may be."""
        return self.rows() + [
            {"number": one.number, "title": one.title, "code": one.proposed.code if one.proposed else None}
            for one in courses_without_entry(self.body)
        ]

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would do. Raises ``Refusal`` when it cannot be this table at all."""
        table = self.table
        return plan(table, read(table, data, filename), index(table, self.rows()))


@dataclass(frozen=True)
class CourseWriter(Writer):
    """Writes the rows of a confirmed plan through the service."""

    sheet: CourseSheet

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """Those that are set now."""
        return {key: row for key, row in index(self.sheet.table, self.sheet.rows()).items() if key in keys}

    def add(self, rows: Sequence[Row]) -> None:
        """New ones."""
        self._write({row["number"]: (row["title"], row["code"]) for row in rows})

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Others than before."""
        before = {row["number"]: row for row in self.sheet.rows()}
        merged = {str(key[0]): {**before[str(key[0])], **new} for key, new in rows}
        self._write({number: (row["title"], row["code"]) for number, row in merged.items()})

    def _write(self, courses: Mapping[str, tuple[str, str]]) -> None:
        set_courses(actor=self.sheet.actor, now=self.sheet.now, body=self.sheet.body, courses=courses)
