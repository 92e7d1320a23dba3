"""The catalogue of certificates in and out of Excel, one layout both ways; the list that comes with the system as such a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.classifications.public import LEVELS, check_code, edition_in_force
from baigong.contexts.credit_bank.models import BodyState, CertificateState, CertificateType, TrainingBody, outcome_kind
from baigong.contexts.credit_bank.models.certificate_types import X_KIND
from baigong.contexts.credit_bank.selectors.certificate_types import list_certificates
from baigong.contexts.credit_bank.services.certificate_types import (
    CertificateHead,
    Link,
    draft_certificate,
    edit_certificate,
    save_body,
)
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import Column, Finding, ImportPlan, ParsedRow, Table, Writer, export, index, listed, plan, read
from baigong.kernel.exchange.table import Key, Row
from baigong.kernel.workflow import fire

FIXED = ("body", "since", "listed_on")
"""What does not change once a certificate is in use."""


class CertificateSheet:
    """The national certificates as the office brings and takes them. Local ones are drafted as standards and are not in it."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now

    @property
    def table(self) -> Table:
        """The declaration: template, reading, plan and export follow from it."""
        links = [
            Column(part, _("%(level)s专业代码") % {"level": label}, width=18, max_length=300, help=_("有几个的用“、”分开。"))
            for part, label in LEVELS.items()
        ]
        return Table(
            name="credit_bank.certificates",
            title=_("职业技能等级证书目录"),
            columns=[
                Column("code", _("证书代码"), "code", required=True, width=12, max_length=20, example="1-04"),
                Column("title", _("证书名称"), required=True, width=36, max_length=80),
                Column("body", _("培训评价组织"), required=True, width=36, max_length=120),
                Column("batch", _("招募批次"), "integer", width=9, minimum=1, maximum=99),
                Column(
                    "levels",
                    _("级别"),
                    width=16,
                    max_length=40,
                    example="、".join(outcome_kind(X_KIND).levels),
                    help=_("写明有哪几级；不写的先存为草稿。"),
                ),
                Column("listed_on", _("列入国家目录日期"), "date", required=True, width=12, maximum=self.now.date()),
                Column("listed_by", _("列入文件"), width=24, max_length=120),
                Column("since", _("启用日期"), "date", width=12, help=_("本市开始使用的日期；不填的同列入日期。")),
                *links,
                Column("occupations", _("职业代码"), width=18, max_length=300, help=_("有几个的用“、”分开。")),
                Column("caution", _("存疑之处"), width=24, max_length=120),
            ],
            key=("code",),
            checks=[self._check],
            notes=[
                _("一行一种证书，地方证书不在此表。新代码登记一种；写明级别的随即启用，没有写明的存为草稿。"),
                _("已启用的，培训评价组织、启用日期和列入日期不再改动；评价组织移出目录在它的页面上登记。"),
                _("先显示将要写入什么，确认后才写入，要么全部写入，要么一行也不写；表里没有的证书不受影响。"),
            ],
            max_rows=2000,
        )  # fmt: skip

    def workbook(self) -> bytes:
        """The certificates as they are."""
        return export(self.table, [self.values_of(row) for row in self.known().values()])

    def bundled(self) -> bytes:
        """The list that comes with the system, as a filled table: partial, without levels, to be looked over and completed."""
        edition = edition_in_force("certificates", self.now.date())
        if edition is None:
            raise Refusal(_("还没有载入职业技能等级证书名录；请系统管理员载入代码表。"), code="no_edition")
        day = _("列入日期按2019年4月试点方案计，待核")
        rows = [
            {
                "code": entry.code, "title": entry.name, "body": entry.attributes.get("assessor") or _("待核"),
                "batch": int(batch) if (batch := str(entry.attributes.get("batch") or "")).isdigit() else None,
                "listed_on": edition.effective_from, "caution": f"{entry.caution_label}；{day}"[:120] if entry.caution else day,
            }
            for entry in edition.entries.order_by("position")
        ]  # fmt: skip
        return export(self.table, rows)

    def known(self) -> dict[str, CertificateType]:
        """National certificates by code."""
        rows = list_certificates(self.actor).filter(local_standard=None).prefetch_related("links").order_by("code")
        return {row.code: row for row in rows}

    def values_of(self, row: CertificateType) -> dict[str, Any]:
        """One certificate as the sheet has it."""
        links: dict[str, list[str]] = {}
        for link in row.links.all():
            links.setdefault(link.part if link.scheme == "programmes" else link.scheme, []).append(link.code)
        return {
            "code": row.code, "title": row.title, "body": row.body.name, "batch": row.body.batch,
            "levels": "、".join(level.level for level in row.levels.all()) or None, "listed_on": row.listed_on,
            "listed_by": row.listed_by or None, "since": row.since, "caution": row.caution or None,
        } | {name: "、".join(links[name]) if name in links else None for name in (*LEVELS, "occupations")}  # fmt: skip

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would do. Raises ``Refusal`` when it cannot be this table at all."""
        known = index(self.table, [self.values_of(row) for row in self.known().values()])
        return plan(self.table, read(self.table, data, filename), known)

    def entering_bodies(self, plan: ImportPlan) -> set[str]:
        """The rows of a file that would enter a body which is not known, perhaps only because its name is written otherwise."""
        known = set(TrainingBody.objects.values_list("name", flat=True))
        return {str(action.row) for action in plan.actions if str(action.values.get("body") or "").strip() not in {"", *known}}

    def head(self, row: Row, body: TrainingBody) -> CertificateHead:
        """A line for the services."""
        return CertificateHead(
            body=body, code=str(row["code"]), title=str(row["title"]), since=row.get("since") or row["listed_on"],
            listed_on=row["listed_on"], listed_by=row.get("listed_by") or "", levels=_levels(row.get("levels")), links=_links(row),
            caution=row.get("caution") or "",
        )  # fmt: skip

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        kind, known = outcome_kind(X_KIND), self.known()
        local = set(CertificateType.objects.exclude(local_standard=None).values_list("code", flat=True))
        for row in rows:
            if not row.is_sound:
                continue
            values = row.values
            if unknown := [level for level in listed(values.get("levels")) if level not in kind.levels]:
                words = _("没有“%(level)s”这一级；证书的级别是%(levels)s。")
                yield Finding(row.number, words % {"level": unknown[0], "levels": "、".join(kind.levels)}, "levels")
            if values.get("since") and values["since"] < values["listed_on"]:
                yield Finding(row.number, _("启用日期不能早于列入国家目录的日期。"), "since")
            if values["code"] in local:
                yield Finding(row.number, _("这是地方证书的代码；请在地方标准里办理。"), "code")
            yield from self._fixed(row, known.get(str(values["code"])))
            for scheme, part, code in _links(values):
                try:
                    check_code(scheme, code, on=self.now.date(), part=part)
                except Refusal as refusal:
                    if refusal.code != "no_edition":
                        yield Finding(row.number, refusal.message, part or scheme)

    def _fixed(self, row: ParsedRow, known: CertificateType | None) -> Iterable[Finding]:
        if known is None or known.state == CertificateState.DRAFT:
            return
        was = self.values_of(known)
        if "levels" in row.values and not row.values["levels"]:
            yield Finding(row.number, _("“%(title)s”已经启用，级别不能空着。") % {"title": known}, "levels")
        for name in FIXED:
            if row.values.get(name) is not None and row.values[name] != was[name]:
                words = _("“%(title)s”已经启用，这一项不再改动（现为%(was)s）。") % {"title": known, "was": was[name]}
                yield Finding(row.number, words, name)


@dataclass(frozen=True)
class CertificateWriter(Writer):
    """Writes the lines of a confirmed plan through the services."""

    sheet: CertificateSheet

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """The certificates as they are now, locked."""
        wanted = [str(key[0]) for key in keys]
        list(CertificateType.objects.select_for_update(no_key=True).filter(code__in=wanted))
        return {(code,): self.sheet.values_of(row) for code, row in self.sheet.known().items() if code in wanted}

    def add(self, rows: Sequence[Row]) -> None:
        """Enter new ones; those whose levels are known come into use."""
        for row in rows:
            head = self.sheet.head(row, self._body(row))
            made = draft_certificate(actor=self.sheet.actor, now=self.sheet.now, head=head)
            self._open(made)

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Write what the file says anew."""
        known = self.sheet.known()
        for key, new in rows:
            row = known[str(key[0])]
            values = self.sheet.values_of(row) | dict(new)
            body = self._body(values)
            made = edit_certificate(actor=self.sheet.actor, now=self.sheet.now, certificate=row, head=self.sheet.head(values, body))
            self._open(made)

    def _body(self, row: Row) -> TrainingBody:
        """The body of a line: entered and listed with its first certificate where it is new."""
        sheet, name = self.sheet, str(row["body"]).strip()
        body = TrainingBody.objects.filter(name=name).first()
        if body is None or row.get("batch") not in (None, body.batch):
            own = body.organisation if body else None
            body = save_body(actor=sheet.actor, now=sheet.now, name=name, batch=row.get("batch"), organisation=own, body=body)
        if body.state == BodyState.UNLISTED:
            document = row.get("listed_by") or _("职业技能等级证书目录导入")
            body = fire(body, "list", actor=sheet.actor, now=sheet.now, day=row["listed_on"], document=document)
        return body

    def _open(self, row: CertificateType) -> None:
        if row.state == CertificateState.DRAFT and row.levels.exists():
            fire(row, "open", actor=self.sheet.actor, now=self.sheet.now)


def _levels(text: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(listed(text)))


def _links(row: Row) -> tuple[Link, ...]:
    programmes = [("programmes", part, code) for part in LEVELS for code in listed(row.get(part))]
    return tuple(dict.fromkeys([*programmes, *(("occupations", "", code) for code in listed(row.get("occupations")))]))
