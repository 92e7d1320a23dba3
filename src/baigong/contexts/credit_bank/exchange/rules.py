"""Conversion rules of a school in and out of Excel, one layout both ways.

A line is a rule: a new code is drafted; a draft is written anew; what was adopted stays, and what the line says becomes the draft of its
next version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.models import (
    UNITS_A_CREDIT,
    ConversionRule,
    CourseCategory,
    GradePolicy,
    OutcomeType,
    RuleState,
    all_outcome_kinds,
)
from baigong.contexts.credit_bank.selectors.conversion import list_rules, types_for_rules
from baigong.contexts.credit_bank.services.rules import NeedHead, RuleHead, course_titles, draft_rule, edit_rule
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import Actor
from baigong.kernel.exchange import Column, Finding, ImportPlan, ParsedRow, Table, Writer, export, index, listed, plan, read
from baigong.kernel.exchange.table import Key, Row

LISTED = (RuleState.DRAFT, RuleState.CHECKED, RuleState.ADOPTED)
NEEDS = (1, 2)


class RuleSheet:
    """The rules of one school as an actor may bring and take them."""

    def __init__(self, actor: Actor, now: datetime, school: Organisation) -> None:
        self.actor, self.now, self.school = actor, now, school
        self.types = {row.code: row for row in types_for_rules()}
        self.kinds = {kind.name: kind.code for kind in all_outcome_kinds().values()}

    @property
    def table(self) -> Table:
        """The declaration: template, reading, plan and export follow from it."""
        needs: list[Column] = []
        for n in NEEDS:
            needs += [
                Column(f"need_{n}", _("需要的成果%(n)d") % {"n": n}, required=n == 1, width=16, example="X-LNZH-2" if n == 1 else "",
                       help=_("成果代码，或成果类别的名称（不限哪一项）。")),
                Column(f"grade_{n}", _("成果%(n)d最低成绩") % {"n": n}, "integer", width=9, minimum=1, maximum=100),
                Column(f"hours_{n}", _("成果%(n)d最低学时") % {"n": n}, "integer", width=9, minimum=1, maximum=5000),
            ]  # fmt: skip
        return Table(
            name="credit_bank.rules",
            title=_("学分转换规则"),
            columns=[
                Column("code", _("规则代码"), "code", width=14, max_length=30, example="X-LNZH-2"),
                Column("title", _("规则名称"), required=True, width=26, max_length=80),
                Column("clause", _("条款"), required=True, width=14, max_length=60),
                Column("since", _("执行日期"), "date", required=True, width=11),
                Column("until", _("执行至"), "date", width=11),
                *needs,
                Column("courses", _("可免修课程"), width=22, max_length=300, help=_("课程代码，有几门的用“、”分开。")),
                Column("most_courses", _("每次最多免修门数"), "integer", width=9, minimum=1, maximum=50),
                Column("credits", _("固定学分"), "decimal", width=9, decimal_places=2, minimum=0, maximum=1000),
                Column("hours_per_credit", _("每学分学时数"), "integer", width=9, minimum=1, maximum=200),
                Column("keeps_credits", _("按成果认定学分计"), "boolean", width=9),
                Column("category", _("学分归入"), "choice", choices=list(CourseCategory.choices), width=11),
                Column("cap", _("本规则学分上限"), "decimal", width=9, decimal_places=2, minimum=0, maximum=1000),
                Column("valid_years", _("成果取得不超过（年）"), "integer", width=9, minimum=1, maximum=50),
                Column("grade", _("免修课程成绩"), "choice", choices=list(GradePolicy.choices), width=11),
                Column("programmes", _("适用专业"), width=16, max_length=200, help=_("专业代码；不填的适用于全部专业。")),
            ],
            key=("code",),
            checks=[self._check],
            notes=[
                _("一行一条规则。新代码起草一条；还是草稿的照表改写；已通过的不改动，表里的内容成为它的新版草稿。"),
                _("先显示将要写入什么，确认后才写入，要么全部写入，要么一行也不写；表里没有的规则不受影响。"),
            ],
            max_rows=2000,
        )

    def workbook(self) -> bytes:
        """The rules as they are."""
        return export(self.table, [self.values_of(row) for row in self.latest().values()])

    def latest(self) -> dict[str, ConversionRule]:
        """The newest version of each rule that is written or holds."""
        rows = list_rules(self.actor).filter(school=self.school, state__in=LISTED).order_by("code", "version")
        return {row.code: row for row in rows}

    def values_of(self, row: ConversionRule) -> dict[str, Any]:
        """One rule as the sheet has it."""
        values: dict[str, Any] = {
            "code": row.code, "title": row.title, "clause": row.clause, "since": row.since, "until": row.until,
            "courses": "、".join(row.courses) or None, "most_courses": row.most_courses, "credits": _credits(row.credits or None),
            "hours_per_credit": row.hours_per_credit, "keeps_credits": row.keeps_credits, "category": row.category,
            "cap": _credits(row.cap), "valid_years": row.valid_years, "grade": row.grade, "programmes": "、".join(row.programmes) or None,
        }  # fmt: skip
        needs = list(row.needs.all())
        for n in NEEDS:
            need = needs[n - 1] if n <= len(needs) else None
            named = None
            if need is not None:
                named = need.outcome_type.code if need.outcome_type else all_outcome_kinds()[need.kind].name
            values[f"need_{n}"] = named
            values |= {f"grade_{n}": need.minimum_grade if need else None, f"hours_{n}": need.minimum_hours if need else None}
        return values

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would do. Raises ``Refusal`` when it cannot be this table at all."""
        known = index(self.table, [self.values_of(row) for row in self.latest().values()])
        return plan(self.table, read(self.table, data, filename), known)

    def head(self, row: Row) -> RuleHead:
        """A line for the services."""
        needs = tuple(self._need(row, n) for n in NEEDS if row.get(f"need_{n}"))
        plain: dict[str, Any] = {
            name: row.get(name) for name in ("code", "title", "clause", "since", "until", "most_courses", "hours_per_credit", "valid_years")
        }
        return RuleHead(
            school=self.school, needs=needs, courses=tuple(listed(row.get("courses"))), programmes=tuple(listed(row.get("programmes"))),
            credits=_units(row.get("credits")) or 0, cap=_units(row.get("cap")), keeps_credits=bool(row.get("keeps_credits")),
            category=row.get("category") or CourseCategory.ELECTIVE, grade=row.get("grade") or GradePolicy.PASS, **plain,
        )  # fmt: skip

    def _need(self, row: Row, n: int) -> NeedHead:
        named = str(row[f"need_{n}"])
        kind = self._type(named)
        return NeedHead(kind, "" if kind else self.kinds.get(named, ""), row.get(f"grade_{n}"), row.get(f"hours_{n}"))

    def _type(self, named: str) -> OutcomeType | None:
        return self.types.get(named.strip())

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        known = set(course_titles(self.school))
        for row in rows:
            if not row.is_sound:
                continue
            for n in NEEDS:
                named = row.values.get(f"need_{n}")
                if named and self._type(str(named)) is None and str(named) not in self.kinds:
                    words = _("成果目录里没有“%(name)s”；请填成果代码或成果类别的名称。") % {"name": named}
                    yield Finding(row.number, words, f"need_{n}")
            if missing := [code for code in listed(row.values.get("courses")) if code not in known]:
                words = _("本校的转换专业里没有课程代码：%(codes)s。") % {"codes": "、".join(missing)}
                yield Finding(row.number, words, "courses")
            if not any(row.values.get(name) for name in ("courses", "credits", "hours_per_credit", "keeps_credits")):
                yield Finding(row.number, _("请写明给予什么：可免修课程，或者学分。"), "courses")
            if row.values.get("until") and row.values["until"] < row.values["since"]:
                yield Finding(row.number, _("执行至的日期不能早于执行日期。"), "until")


@dataclass(frozen=True)
class RuleWriter(Writer):
    """Writes the lines of a confirmed plan through the services."""

    sheet: RuleSheet

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """The rules as they are now; nobody drafts for the school meanwhile."""
        Organisation.objects.select_for_update(no_key=True).get(pk=self.sheet.school.pk)
        wanted = {str(key[0]) for key in keys}
        return {(code,): self.sheet.values_of(row) for code, row in self.sheet.latest().items() if code in wanted}

    def add(self, rows: Sequence[Row]) -> None:
        """Draft new ones."""
        for row in rows:
            draft_rule(actor=self.sheet.actor, now=self.sheet.now, head=self.sheet.head(row))

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Drafts are written anew; of what holds the next version is drafted."""
        latest = self.sheet.latest()
        for key, new in rows:
            row = latest[str(key[0])]
            head = self.sheet.head(self.sheet.values_of(row) | dict(new))
            if row.state == RuleState.DRAFT:
                edit_rule(actor=self.sheet.actor, now=self.sheet.now, rule=row, head=head)
            else:
                draft_rule(actor=self.sheet.actor, now=self.sheet.now, head=head)


def _units(value: Any) -> int | None:
    return None if value is None else int(Decimal(value) * UNITS_A_CREDIT)


def _credits(units: int | None) -> Decimal | None:
    return None if units is None else Decimal(units) / UNITS_A_CREDIT
