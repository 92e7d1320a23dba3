"""Results of a session and certificates of a school as tables: given out with the people in them, looked over, written all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.models import AssessmentSession, CertificateLevel, EntryState
from baigong.contexts.credit_bank.selectors.assessments import uncertified_of, waiting_of
from baigong.contexts.credit_bank.services.assessment_results import MOST, STEPS, ResultLine, check_results
from baigong.contexts.credit_bank.services.issuing import CertificateLine, check_certificates
from baigong.contexts.credit_bank.services.posting import Wrong
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.exchange import Column, Finding, ImportPlan, ParsedRow, Table, Writer, export, plan, read
from baigong.kernel.exchange.table import Row


def _account() -> list[Column]:
    return [
        Column("account", _("学分账号"), "code", width=16, max_length=20, help=_("13位数字。")),
        Column("name", _("姓名"), required=True, width=12, max_length=80, help=_("与账户一致，用来核对账号。")),
    ]


def _findings(rows: Sequence[ParsedRow], check: Callable[[list[Row]], list[Wrong]]) -> Iterable[Finding]:
    sound = [row for row in rows if row.is_sound]
    if sound:
        for wrong in check([row.values for row in sound]):
            yield Finding(sound[wrong.line].number, wrong.message, wrong.column)


@dataclass(frozen=True)
class SessionSheet:
    """The results of one session."""

    session: AssessmentSession
    now: datetime

    @property
    def table(self) -> Table:
        """The declaration: template, reading and plan follow from it."""
        states, full = dict(EntryState.choices), self.session.full_mark
        words = _("满分%(n)d；缺考的不填。") % {"n": full}
        columns = [*_account(), Column("result", _("结果"), "choice", required=True, width=10, choices=[(s, states[s]) for s in STEPS])]
        parts = (("theory", _("理论成绩"), self.session.has_theory), ("practice", _("实操成绩"), self.session.has_practice))
        columns += [
            Column(key, label, "decimal", width=10, minimum=0, maximum=full, decimal_places=1, help=words)
            for key, label, has in parts
            if has
        ]
        return Table(
            name="credit_bank.assessment_results",
            title=_("考核成绩表"),
            columns=columns,
            key=("account",),
            checks=[lambda rows: _findings(rows, lambda values: check_results(self.session, [*map(result_of, values)], self.now.date()))],
            notes=[
                _("场次：%(session)s，%(site)s。表里已列出待登记成绩的人。") % {"session": self.session, "site": self.session.site},
                _("是否通过由评价组织判定，照填；缺考的不计入通过率。"),
                _("先显示将要登记什么，确认后才登记，要么全部登记，要么一条也不登记。"),
            ],
            max_rows=MOST,
        )

    def filled(self) -> bytes:
        """The table with everybody who waits for a result."""
        return export(self.table, [{"account": e.learner.number, "name": e.learner.name} for e in waiting_of(self.session)])

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would write. Raises ``Refusal`` when it cannot be this table at all."""
        return plan(self.table, read(self.table, data, filename), {})


@dataclass(frozen=True)
class CertificateSheet:
    """The certificates of one school."""

    school: Organisation
    now: datetime

    @property
    def table(self) -> Table:
        """The declaration: template, reading and plan follow from it."""
        levels = CertificateLevel.objects.filter(outcome_type__isnull=False).select_related("certificate", "outcome_type")
        codes = [(row.outcome_type.code, f"{row.outcome_type.code} {row}") for row in levels if row.outcome_type]
        return Table(
            name="credit_bank.issued_certificates",
            title=_("证书登记表"),
            columns=[
                *_account(),
                Column("code", _("证书等级"), "choice", choices=codes or [("-", "-")], width=34),
                Column("number", _("证书编号"), "code", required=True, width=22, max_length=60),
                Column("issued_on", _("颁发日期"), "date", required=True, width=12, maximum=self.now.date()),
            ],
            key=("account", "code"),
            checks=[
                lambda rows: _findings(
                    rows, lambda values: check_certificates(self.school, [*map(certificate_of, values)], self.now.date())
                )
            ],
            notes=[
                _("%(school)s报名、考核通过而未登记证书的人已列在表里，填上编号和日期即可。") % {"school": self.school},
                _("同一评价组织的编号不能重复；同一人同一证书同一等级只登记一次。"),
                _("登记的同时认定为学习成果、存入学分账户；要么全部登记，要么一份也不登记。"),
            ],
            max_rows=MOST,
        )

    def filled(self) -> bytes:
        """The table with everybody who passed and has no certificate in the register yet."""
        rows = [
            {"account": e.learner.number, "name": e.learner.name, "code": e.level.outcome_type.code}
            for e in uncertified_of(self.school)
            if e.level.outcome_type
        ]
        return export(self.table, rows)

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would write. Raises ``Refusal`` when it cannot be this table at all."""
        return plan(self.table, read(self.table, data, filename), {})


def result_of(row: Row) -> ResultLine:
    """A row of results for the service."""
    return ResultLine(str(row["account"]), str(row["name"]), str(row.get("result") or ""), row.get("theory"), row.get("practice"))


def certificate_of(row: Row) -> CertificateLine:
    """A row of certificates for the service."""
    values: dict[str, Any] = {name: row[name] for name in ("number", "account", "name", "code", "issued_on")}
    return CertificateLine(**values)


@dataclass(frozen=True)
class LineWriter(Writer):
    """Writes the rows of a confirmed plan through a service, as one batch; nothing is changed by these tables."""

    write: Callable[[Sequence[Row]], object]

    def add(self, rows: Sequence[Row]) -> None:
        """Write them."""
        self.write(rows)
