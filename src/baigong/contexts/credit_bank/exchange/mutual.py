"""Course lists of an agreement, and results of a course, in and out of Excel: one layout both ways, the plan shown first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.models import (
    UNITS_A_CREDIT,
    CourseCategory,
    OutcomeType,
    RecognitionAgreement,
    SharedCourse,
    SharedCourseState,
    Term,
    shown,
    units_of_hours,
)
from baigong.contexts.credit_bank.services.mutual_courses import (
    SharedCourseHead,
    draft_course,
    edit_course,
    faults_of,
    types_to_share,
)
from baigong.contexts.credit_bank.services.mutual_results import ResultLine, check_results, post_results, waiting_for_results
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import Actor
from baigong.kernel.exchange import Column, Finding, ImportPlan, ParsedRow, Table, Writer, export, index, listed, plan, read
from baigong.kernel.exchange.table import Key, Row

OPEN = (SharedCourseState.DRAFT, SharedCourseState.PUBLISHED)


class CourseSheet:
    """The course list of one agreement as one of its schools fills it for itself."""

    def __init__(self, actor: Actor, now: datetime, agreement: RecognitionAgreement, school: Organisation) -> None:
        self.actor, self.now, self.agreement, self.school = actor, now, agreement, school
        self.types = {row.code: row for row in types_to_share(school)}
        parties = agreement.parties.select_related("organisation").filter(takes=True).exclude(organisation=school)
        self.takers = {party.organisation.name: party.organisation for party in parties}

    @property
    def table(self) -> Table:
        """The declaration: template, reading, plan and export follow from it."""
        types = [(row.code, f"{row.code} {row}") for row in self.types.values()]
        return Table(
            name="credit_bank.shared_courses",
            title=_("互选课程目录"),
            columns=[
                Column("type", _("课程"), "choice", choices=types, width=30, help=_("成果目录里由本单位颁发的课程。")),
                Column("year", _("学年（起始年）"), "integer", width=10, minimum=2000, maximum=2100),
                Column("term", _("学期"), "choice", choices=list(Term.choices), width=11),
                Column("hours", _("学时"), "integer", required=True, width=8, minimum=1, maximum=2000),
                Column("credits", _("学分"), "decimal", width=8, decimal_places=2, minimum=0, maximum=1000,
                       help=_("按成果目录得出，可以不填；填写的须与目录一致。")),
                Column("places", _("名额"), "integer", required=True, width=8, minimum=1, maximum=30000),
                Column("opens_on", _("报名起"), "date", required=True, width=12),
                Column("closes_on", _("报名止"), "date", required=True, width=12),
                Column("starts_on", _("开课日期"), "date", required=True, width=12),
                Column("ends_on", _("结课日期"), "date", required=True, width=12),
                Column("schedule", _("上课时间和地点"), required=True, width=30, max_length=120),
                Column("takers", _("限定学校"), width=24, max_length=300, help=_("不限的不填；有几所的用“、”分开，写全称。")),
                Column("audience", _("招收对象"), width=18, max_length=120),
                Column("category", _("互认归入"), "choice", choices=list(CourseCategory.choices), width=12),
            ],
            key=("type", "year", "term"),
            checks=[self._check],
            notes=[
                _("协议：%(title)s；开课单位：%(school)s。一行一门课一个学期。") % {"title": self.agreement, "school": self.school},
                _("没有的登记为草稿，核对后公布；已有的照表改写，已公布的只改名额、日期、地点和对象。表里没有的课程不受影响。"),
                _("先显示将要写入什么，确认后才写入，要么全部写入，要么一行也不写。"),
            ],
            max_rows=2000,
        )  # fmt: skip

    def courses(self) -> dict[Key, SharedCourse]:
        """The school's courses under the agreement by their key, those that are not over."""
        rows = SharedCourse.objects.filter(agreement=self.agreement, school=self.school, state__in=OPEN)
        rows = rows.select_related("type", "agreement", "school").prefetch_related("takers")
        return {(row.type.code, row.year, row.term): row for row in rows}

    def workbook(self) -> bytes:
        """The list as it is."""
        return export(self.table, [self.values_of(row) for row in self.courses().values()])

    def values_of(self, row: SharedCourse) -> dict[str, Any]:
        """One course as the sheet has it."""
        plain = ("year", "term", "hours", "places", "opens_on", "closes_on", "starts_on", "ends_on", "schedule", "category")
        takers = "、".join(body.name for body in row.takers.all()) or None
        own = {"type": row.type.code, "takers": takers, "audience": row.audience or None}
        return own | {name: getattr(row, name) for name in plain} | {"credits": Decimal(row.credits) / UNITS_A_CREDIT}

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would do. Raises ``Refusal`` when it cannot be this table at all."""
        table = self.table
        return plan(table, read(table, data, filename), index(table, [self.values_of(row) for row in self.courses().values()]))

    def head(self, row: Row) -> SharedCourseHead:
        """A line for the services."""
        plain = ("year", "term", "hours", "places", "opens_on", "closes_on", "starts_on", "ends_on", "schedule")
        return SharedCourseHead(
            agreement=self.agreement, school=self.school, type=self.types[str(row["type"])],
            takers=tuple(self.takers[name] for name in listed(row.get("takers"), by_blanks=False) if name in self.takers),
            audience=row.get("audience") or "", category=row.get("category") or CourseCategory.ELECTIVE,
            **{name: row[name] for name in plain},
        )  # fmt: skip

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        for row in rows:
            if not row.is_sound:
                continue
            for name in listed(row.values.get("takers"), by_blanks=False):
                if name not in self.takers:
                    words = _("“%(name)s”不是这份协议里学生可选课的学校。") % {"name": name}
                    yield Finding(row.number, words, "takers")
            head = self.head(row.values)
            for field, words in faults_of(head):
                yield Finding(row.number, words, field if field in self.table.by_key else "type")
            units = _units(head.type, head.hours, row.values)
            if row.values.get("credits") is not None and units != int(Decimal(row.values["credits"]) * UNITS_A_CREDIT):
                words = _("目录里这门课是%(n)s学分；请核对，或不填学分。") % {"n": shown(units)}
                yield Finding(row.number, words, "credits")


def _units(kind: OutcomeType, hours: int, row: Row) -> int:
    return kind.credits if kind.credits is not None else units_of_hours(hours, row["ends_on"]) or 0


@dataclass(frozen=True)
class CourseWriter(Writer):
    """Writes the lines of a confirmed plan through the services."""

    sheet: CourseSheet

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """The courses as they are now; nobody writes the agreement's list meanwhile."""
        RecognitionAgreement.objects.select_for_update(no_key=True, of=("self",)).get(pk=self.sheet.agreement.pk)
        wanted = set(keys)
        return {key: self.sheet.values_of(row) for key, row in self.sheet.courses().items() if key in wanted}

    def add(self, rows: Sequence[Row]) -> None:
        """Enter new ones as drafts."""
        for row in rows:
            draft_course(actor=self.sheet.actor, now=self.sheet.now, head=self.sheet.head(row))

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Write those there are anew."""
        known = self.sheet.courses()
        for key, new in rows:
            course = known[key]
            head = self.sheet.head(self.sheet.values_of(course) | dict(new))
            edit_course(actor=self.sheet.actor, now=self.sheet.now, course=course, head=head)


class CourseResultSheet:
    """The results of one course: the template lists who was admitted, so that only grades are filled in."""

    def __init__(self, actor: Actor, now: datetime, course: SharedCourse) -> None:
        self.actor, self.now, self.course = actor, now, course

    @property
    def table(self) -> Table:
        """The declaration."""
        return Table(
            name="credit_bank.shared_course_results",
            title=_("互选课程成绩表"),
            columns=[
                Column("account", _("学分账号"), "code", width=16, max_length=20),
                Column("name", _("姓名"), required=True, width=12, max_length=80, help=_("与账户一致，用来核对账号。")),
                Column("home", _("学籍学校"), width=24, max_length=120, help=_("供核对，不读取。")),
                Column("is_passed", _("通过"), "boolean", required=True, width=8),
                Column("grade", _("成绩"), width=8, max_length=20),
                Column("attained_on", _("结课日期"), "date", required=True, width=12, maximum=self.now.date()),
            ],
            key=("account",),
            checks=[self._check],
            notes=[
                _("课程：%(course)s（%(term)s）。只收已录取、还没有成绩的学生。")
                % {"course": self.course, "term": self.course.term_text},
                _("通过的记入本人学分账户，学籍学校据此互认；未通过的只办结选课。"),
                _("先显示将要存入什么，确认后才存入，要么全部存入，要么一条也不存。"),
            ],
            max_rows=30_000,
        )  # fmt: skip

    def workbook(self) -> bytes:
        """The template with who waits for a result; the day the course ends is filled in where it has come."""
        day = self.course.ends_on if self.course.ends_on <= self.now.date() else None
        rows = [
            {"account": row.learner.number, "name": row.learner.name, "home": row.home.name, "attained_on": day}
            for row in waiting_for_results(self.course)
        ]
        return export(self.table, rows)

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would post. Raises ``Refusal`` when it cannot be this table at all."""
        table = self.table
        return plan(table, read(table, data, filename), {})

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        sound = [row for row in rows if row.is_sound]
        for wrong in check_results(self.course, [line_of(row.values) for row in sound], self.now.date()):
            yield Finding(sound[wrong.line].number, wrong.message, wrong.column)


def line_of(row: Row) -> ResultLine:
    """A row of results for the service."""
    return ResultLine(row["account"], row["name"], bool(row["is_passed"]), row.get("grade") or "", row["attained_on"])


@dataclass
class CourseResultWriter(Writer):
    """Posts the rows of a confirmed plan together. ``posted`` says afterwards how many passed and failed."""

    sheet: CourseResultSheet
    key: str
    decision: str
    posted: Mapping[str, int] | None = None

    def add(self, rows: Sequence[Row]) -> None:
        """Post them."""
        sheet = self.sheet
        self.posted = post_results(
            actor=sheet.actor, now=sheet.now, course=sheet.course, key=self.key, decision=self.decision,
            lines=[line_of(row) for row in rows],
        )  # fmt: skip
