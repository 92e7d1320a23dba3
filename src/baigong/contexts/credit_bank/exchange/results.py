"""Results of a school or a training body as a table: the template, the plan shown first, and what is posted once it is confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.models import OutcomeType, OutcomeTypeState
from baigong.contexts.credit_bank.services.posting import MOST, Line, check_lines, post_outcomes
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import Actor
from baigong.kernel.exchange import Column, Finding, ImportPlan, ParsedRow, Table, Writer, plan, read
from baigong.kernel.exchange.table import Row

KEY = ("account", "code", "attained_on")


class ResultSheet:
    """The table as one body fills it."""

    def __init__(self, actor: Actor, now: datetime, body: Organisation) -> None:
        self.actor, self.now, self.body = actor, now, body

    @property
    def table(self) -> Table:
        """The declaration: template, reading and plan follow from it."""
        types = OutcomeType.objects.filter(issuer_body=self.body, state=OutcomeTypeState.PUBLISHED).order_by("code")
        return Table(
            name="credit_bank.results",
            title=_("学习成果存入表"),
            columns=[
                Column("account", _("学分账号"), "code", width=16, max_length=20, help=_("13位数字。")),
                Column("name", _("姓名"), required=True, width=12, max_length=80, help=_("与账户一致，用来核对账号。")),
                Column("code", _("成果代码"), "choice", choices=[(row.code, f"{row.code} {row}") for row in types], width=30),
                Column("attained_on", _("取得日期"), "date", required=True, width=12, maximum=self.now.date()),
                Column("number", _("证书编号"), "code", width=18, max_length=60),
                Column("hours", _("学时"), "integer", width=8, minimum=1),
                Column("grade", _("成绩"), width=8, max_length=20),
            ],
            key=KEY,
            checks=[self._check],
            notes=[
                _("一行一项成果，只收由%(body)s颁发并已公布在成果目录里的。") % {"body": self.body},
                _("先显示将要存入什么，确认后才存入，要么全部存入，要么一条也不存。"),
                _("存入即认定并记账；有误的在成果页面上撤销，账上记冲正。"),
            ],
            max_rows=MOST,
        )

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would post. Raises ``Refusal`` when it cannot be this table at all."""
        table = self.table
        return plan(table, read(table, data, filename), {})

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        sound = [row for row in rows if row.is_sound]
        for wrong in check_lines(self.body, [line_of(row.values) for row in sound], self.now.date()):
            yield Finding(sound[wrong.line].number, wrong.message, wrong.column)


def line_of(row: Row) -> Line:
    """A row of the table for the service."""
    values: dict[str, Any] = {name: row.get(name) for name in ("account", "name", "code", "attained_on", "number", "hours", "grade")}
    return Line(**(values | {name: values[name] or "" for name in ("number", "grade")}))


@dataclass(frozen=True)
class ResultWriter(Writer):
    """Posts the rows of a confirmed plan as one batch."""

    sheet: ResultSheet
    key: str
    decision: str

    def add(self, rows: Sequence[Row]) -> None:
        """Post them."""
        sheet = self.sheet
        post_outcomes(
            actor=sheet.actor, now=sheet.now, body=sheet.body, key=self.key, decision=self.decision, lines=[line_of(row) for row in rows]
        )
