"""The register in and out of Excel. What identifies a firm is entered here once; a name or county that changes is an act of its page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.enterprises.access import ENTERPRISE_POLICY
from baigong.contexts.enterprises.models import Enterprise, EnterpriseState, Ownership, Size, Stake
from baigong.contexts.enterprises.selectors.register import counties_for
from baigong.contexts.enterprises.services.registering import (
    DESCRIBING,
    EnterpriseHead,
    check_heads,
    edit_enterprise,
    enter_enterprises,
    industry_entries,
)
from baigong.contexts.organisations.public import normalise_credit_code
from baigong.kernel.access import Actor
from baigong.kernel.bulk import pieces
from baigong.kernel.exchange import Column, Finding, ImportPlan, ParsedRow, Table, Writer, export, index, plan, read
from baigong.kernel.exchange.table import Key, Row

FIXED = ("name", "county", "opened_on", "address")
"""What a table does not change of a firm that is registered: each is an act of the page."""


class EnterpriseSheet:
    """The register as one actor may bring and take it."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now
        self.on: date = now.date()
        self.counties = {county.division_code: county for county in counties_for(actor, self.on)}
        self.known: dict[Key, Enterprise] = {}

    @property
    def table(self) -> Table:
        """The declaration: template, reading, plan and export follow from it."""
        counties = [(code, str(county)) for code, county in self.counties.items()]
        return Table(
            name="enterprises.register",
            title=_("企业名册"),
            columns=[
                Column("credit_code", _("统一社会信用代码"), "code", width=22, max_length=18, help=_("18位，照营业执照填写。")),
                Column("name", _("企业名称"), required=True, width=34, max_length=120, help=_("营业执照上的全称。")),
                Column("county", _("所在县区"), "choice", choices=counties or [("", _("没有"))], required=True, width=18),
                Column("industry_code", _("行业代码"), "code", required=True, width=10, max_length=4,
                       help=_("《国民经济行业分类》大类以下的代码，如1512。"), example="1512"),
                Column("ownership", _("所有制"), "choice", choices=list(Ownership.choices), required=True, width=14),
                Column("size", _("规模"), "choice", choices=list(Size.choices), required=True, width=8),
                Column("opened_on", _("成立日期"), "date", width=12, maximum=self.on),
                Column("address", _("地址"), width=30, max_length=160, help=_("主要经营场所；其他场所在页面上登记。")),
                Column("business", _("主营业务"), width=26, max_length=200),
                Column("contact", _("联系人"), width=10, max_length=40),
                Column("phone", _("联系电话"), "code", width=14, max_length=40),
                Column("parent", _("上级企业代码"), "code", width=22, max_length=18, help=_("属于集团的，填上级企业的统一社会信用代码。")),
                Column("stake", _("与上级企业的关系"), "choice", choices=list(Stake.choices), width=12),
            ],
            key=("credit_code",),
            checks=[self._check],
            notes=[
                _("一行一家企业，以统一社会信用代码认定是否同一家；两家填同一个代码的，两行都不能导入。"),
                _("已登记的企业，名称、县区、成立日期和地址不由表格改动，请在它的页面上办理。"),
                _("先显示将要写入什么，确认后才写入，要么全部写入，要么一行也不写；表里没有的企业不受影响。"),
            ],
            max_rows=20_000,
        )  # fmt: skip

    # -- out -----------------------------------------------------------------------------------------------------------

    def workbook(self) -> bytes:
        """The register as it is."""
        return export(self.table, [self.values_of(row) for row in self._rows()])

    def values_of(self, row: Enterprise) -> dict[str, Any]:
        """One enterprise as the sheet has it."""
        plain = ("industry_code", "ownership", "size", "business", "contact", "phone", "stake")
        own = {"credit_code": row.credit_code, "name": row.name, "county": row.division_code, "opened_on": row.opened_on}
        parent = row.parent.credit_code if row.parent else None
        main = next((site.address for site in row.sites.all() if site.is_main and site.until is None), None)
        return own | {name: getattr(row, name) or None for name in plain} | {"parent": parent, "address": main}

    def _rows(self) -> list[Enterprise]:
        rows = ENTERPRISE_POLICY.visible(self.actor, "import").exclude(state=EnterpriseState.CLOSED)
        return list(rows.select_related("organisation", "parent__organisation").prefetch_related("sites").order_by("organisation__path"))

    # -- in ------------------------------------------------------------------------------------------------------------

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would do. Raises ``Refusal`` when it cannot be this table at all."""
        self.known = {(row.credit_code,): row for row in self._rows()}
        table = self.table
        return plan(table, read(table, data, filename), index(table, [self.values_of(row) for row in self.known.values()]))

    def head(self, row: Row) -> EnterpriseHead:
        """A line for the services."""
        texts = ("business", "contact", "phone", "address", "stake")
        parent = self.parents([row]).get(normalise_credit_code(str(row.get("parent") or "")))
        return EnterpriseHead(
            name=str(row["name"]), credit_code=str(row["credit_code"]), county=self.counties[str(row["county"])],
            industry_code=str(row["industry_code"]), ownership=str(row["ownership"]), size=str(row["size"]),
            opened_on=row.get("opened_on"), parent=parent, **{name: row.get(name) or "" for name in texts},
        )  # fmt: skip

    def parents(self, rows: Sequence[Row]) -> dict[str, Enterprise]:
        """The enterprises that lines name as their parents, by code. No query where none is named."""
        codes = {normalise_credit_code(str(row["parent"])) for row in rows if row.get("parent")}
        if not codes:
            return {}
        return {
            row.credit_code: row for row in Enterprise.objects.filter(organisation__credit_code__in=codes).select_related("organisation")
        }

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        sound = [row for row in rows if row.is_sound]
        parents = self.parents([row.values for row in sound])
        fresh = []
        for row in sound:
            code = normalise_credit_code(str(row.values.get("parent") or ""))
            if code and code not in parents:
                yield Finding(row.number, _("没有登记这个代码的企业；请先登记上级企业。"), "parent")
            elif bool(code) != bool(row.values.get("stake")):
                yield Finding(row.number, _("上级企业和与它的关系要填都填，要不填都不填。"), "stake")
            elif (old := self.known.get((row.values["credit_code"],))) is None:
                fresh.append(row)
            else:
                yield from self._against(row, old)
        for wrong in check_heads([self.head(row.values) for row in fresh], self.on):
            yield Finding(fresh[wrong.place].number, wrong.message, wrong.field if wrong.field in self.table.by_key else "credit_code")

    def _against(self, row: ParsedRow, old: Enterprise) -> Iterable[Finding]:
        """What a table does not change of a firm that is registered, and an industry that is none."""
        stands = self.values_of(old)
        for name in FIXED:
            given = row.values.get(name)
            if name in row.values and given is not None and given != stands[name]:
                words = _("已登记为“%(value)s”；请在“%(name)s”的页面上改。") % {"value": stands[name] or _("空"), "name": old}
                yield Finding(row.number, words, name)
        entry = industry_entries({str(row.values["industry_code"])}, self.on).get(str(row.values["industry_code"]))
        if entry is None or entry.tier == "section":
            yield Finding(row.number, _("请填《国民经济行业分类》大类以下的代码，如1512。"), "industry_code")


@dataclass(frozen=True)
class EnterpriseWriter(Writer):
    """Writes the lines of a confirmed plan through the services."""

    sheet: EnterpriseSheet

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """The enterprises as they are now, locked."""
        return {key: self.sheet.values_of(row) for key, row in self._found(keys).items()}

    def add(self, rows: Sequence[Row]) -> None:
        """Enter new ones together."""
        enter_enterprises(actor=self.sheet.actor, now=self.sheet.now, heads=[self.sheet.head(row) for row in rows])

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Write those there are anew, in what describes them."""
        found = self._found([key for key, _row in rows])
        for key, new in rows:
            firm = found[key]
            values = self.sheet.values_of(firm) | dict(new)
            parent = self.sheet.parents([values]).get(normalise_credit_code(str(values.get("parent") or "")))
            edit_enterprise(
                actor=self.sheet.actor, now=self.sheet.now, enterprise=firm, industry_code=values["industry_code"], parent=parent,
                stake=values.get("stake") or "", facts={name: values.get(name) or "" for name in DESCRIBING},
            )  # fmt: skip

    def _found(self, keys: Collection[Key]) -> dict[Key, Enterprise]:
        found: dict[Key, Enterprise] = {}
        for piece in pieces((str(key[0]) for key in keys), 1000):
            rows = Enterprise.objects.filter(organisation__credit_code__in=piece).select_for_update(no_key=True, of=("self",))
            rows = rows.select_related("organisation", "parent__organisation").prefetch_related("sites").order_by("pk")
            found |= {(row.credit_code,): row for row in rows}
        return found
