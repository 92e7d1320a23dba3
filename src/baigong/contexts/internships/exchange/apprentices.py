"""New-type apprentices as a table: the plan with every error shown first, then all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.internships.models import Cohort
from baigong.contexts.internships.services.apprenticeship import Joining, check_joining, enrol
from baigong.kernel.access import Actor
from baigong.kernel.exchange import Column, Finding, ImportPlan, ParsedRow, Table, Writer, plan, read
from baigong.kernel.exchange.table import Row

MOST = 1000
NAMES = ("name", "number", "contract_since", "contract_until", "enterprise_mentor", "school_mentor", "other_subsidy")


class ApprenticeSheet:
    """Who an enterprise trains in one cohort."""

    def __init__(self, actor: Actor, now: datetime, cohort: Cohort) -> None:
        self.actor, self.now, self.cohort = actor, now, cohort

    @property
    def table(self) -> Table:
        """The declaration: template, reading and plan follow from it."""
        return Table(
            name="internships.apprentices",
            title=_("学徒名单"),
            columns=[
                Column("name", _("姓名"), required=True, width=12, max_length=80),
                Column("number", _("居民身份证号"), "code", required=True, width=22, max_length=30),
                Column("contract_since", _("劳动合同起"), "date", required=True, width=12),
                Column("contract_until", _("劳动合同止"), "date", width=12, help=_("无固定期限的不填。")),
                Column("enterprise_mentor", _("企业导师"), required=True, width=12, max_length=80),
                Column("school_mentor", _("学校导师"), required=True, width=12, max_length=80),
                Column("other_subsidy", _("同期享受的其他培训补贴"), width=24, max_length=120),
            ],
            key=("number",),
            checks=[self._check],
            notes=[
                _("一行一名职工。劳动合同须在培养开始前生效，期限满1年。"),
                _("先显示将要登记谁，确认后才登记，要么全部登记，要么一个也不登记。"),
            ],
            max_rows=MOST,
        )

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would enter. Raises ``Refusal`` when it cannot be this table at all."""
        table = self.table
        return plan(table, read(table, data, filename), {})

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        sound = [row for row in rows if row.is_sound]
        for fault in check_joining(self.cohort, [joining_of(row.values) for row in sound]):
            yield Finding(sound[fault.line].number, fault.message, fault.field or "number")


def joining_of(row: Row) -> Joining:
    """A row of the table for the service."""
    values: dict[str, Any] = {name: row.get(name) for name in NAMES}
    return Joining(**(values | {"other_subsidy": values["other_subsidy"] or ""}))


@dataclass(frozen=True)
class ApprenticeWriter(Writer):
    """Enters the rows of a confirmed plan."""

    sheet: ApprenticeSheet

    def add(self, rows: Sequence[Row]) -> None:
        """Enter them."""
        sheet = self.sheet
        enrol(actor=sheet.actor, now=sheet.now, cohort=sheet.cohort, people=[joining_of(row) for row in rows])
