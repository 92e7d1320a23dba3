"""Investments of one enterprise as a table: the plan first, then all or none. Entries are added, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.incentives.models import EntryKind, LedgerEntry, Voucher, VoucherKind
from baigong.contexts.incentives.money import fen_of
from baigong.contexts.incentives.rules import spending_choices
from baigong.contexts.incentives.selectors.ledger import partners_on
from baigong.contexts.incentives.services.ledger import SpendingHead, enter_investments, used_twice, voucher_key, why_not
from baigong.kernel.access import Actor
from baigong.kernel.exchange import Column, Finding, ImportPlan, Table, Writer, index, plan, read
from baigong.kernel.exchange.table import Key, ParsedRow, Row


class InvestmentSheet:
    """The ledger of one enterprise as an actor brings it."""

    def __init__(self, actor: Actor, now: datetime, enterprise: Enterprise) -> None:
        self.actor, self.now, self.enterprise = actor, now, enterprise
        self.schools = {str(school): school for school in partners_on(now.date())}

    @property
    def table(self) -> Table:
        """The declaration: template with drop-downs, reading and plan follow from it."""
        return Table(
            name="incentives.investments",
            title=_("产教融合投资台账"),
            columns=[
                Column("voucher_kind", _("凭证种类"), "choice", choices=list(VoucherKind.choices), width=14),
                Column("voucher_number", _("凭证号码"), "code", width=26, max_length=60, example="04400210010412345678"),
                Column("spending", _("投资类别"), "choice", required=True, choices=spending_choices(), width=34),
                Column("title", _("摘要"), required=True, width=30, max_length=120, example=_("数控实训基地设备采购")),
                Column("on", _("发生日期"), "date", required=True),
                Column("amount", _("金额（元）"), "decimal", required=True, minimum=0, decimal_places=2, width=16),
                Column("partner", _("合作院校"), "choice", choices=[(name, name) for name in self.schools] or [("", "")], width=26),
            ],
            key=("voucher_kind", "voucher_number"),
            notes=[
                _("一行一张凭证，一张凭证只记一次；发票写发票代码加号码，或20位的数电票号码。"),
                _("捐赠的设施设备按发票价值计，并选择受赠院校。"),
                _("先显示将要写入什么，确认后才写入；记下就不改，记错的在页面上冲正。"),
            ],
            checks=[self._check],
            max_rows=5000,
        )

    def _check(self, rows: Sequence[ParsedRow]) -> Iterator[Finding]:
        """What is wrong with each sound row; vouchers that stand are asked for once."""
        heads = {row.number: self.head(row.values) for row in rows if row.is_sound}
        keys = {n: voucher_key(head.voucher_kind, head.voucher_number, self.enterprise.pk) for n, head in heads.items()}
        standing = {one.key: one.entry for one in Voucher.objects.filter(key__in=set(keys.values())).select_related("entry")}
        seen: dict[str, int] = {}
        for number, head in heads.items():
            for column, words in why_not(head, self.enterprise, self.now.date()).items():
                yield Finding(number, words, column)
            entry = LedgerEntry(enterprise=self.enterprise, kind=EntryKind.INVESTMENT, voucher_number=head.voucher_number)
            if keys[number] in standing:
                yield Finding(number, used_twice(entry, standing[keys[number]]).message, "voucher_number")
            elif keys[number] in seen:
                words = _("与第%(row)d行是同一张凭证；一张凭证只记一次。") % {"row": seen[keys[number]]}
                yield Finding(number, words, "voucher_number")
            seen.setdefault(keys[number], number)

    def head(self, row: Mapping[str, Any]) -> SpendingHead:
        """A row for the service."""
        return SpendingHead(
            row["spending"], row["title"] or "", row["on"], fen_of(row["amount"]), row["voucher_kind"], row["voucher_number"],
            self.schools.get(row.get("partner") or ""),
        )  # fmt: skip

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would do. Raises ``Refusal`` when it cannot be this table at all."""
        table = self.table
        return plan(table, read(table, data, filename), index(table, []))


@dataclass(frozen=True)
class InvestmentWriter(Writer):
    """Writes the rows of a confirmed plan through the service."""

    sheet: InvestmentSheet

    def add(self, rows: Sequence[Row]) -> None:
        """New entries."""
        sheet = self.sheet
        enter_investments(actor=sheet.actor, now=sheet.now, enterprise=sheet.enterprise, heads=[sheet.head(row) for row in rows])

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Never asked for."""
