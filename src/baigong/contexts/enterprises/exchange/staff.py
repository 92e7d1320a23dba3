"""Head-counts of enterprises, and numbers of the insured, in and out of Excel."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.enterprises.access import ENTERPRISE_POLICY
from baigong.contexts.enterprises.models import Enterprise, InsuredCount, Source, StaffReturn, StaffReturnState
from baigong.contexts.enterprises.services.insured import enter_insured
from baigong.contexts.enterprises.services.staff import LARGEST
from baigong.contexts.enterprises.services.staff_posting import Receipt, StaffLine, check_lines, post_returns
from baigong.contexts.organisations.public import Organisation, normalise_credit_code
from baigong.kernel.access import Actor
from baigong.kernel.bulk import pieces
from baigong.kernel.exchange import Column, Finding, ImportPlan, ParsedRow, Table, Writer, export, index, plan, read
from baigong.kernel.exchange.table import Key, Row

SEPARATORS = str.maketrans("，,;；", "、、、、")
POST = re.compile(r"(?P<name>.*?\D)\s*(?P<count>\d+)\s*\D?")


class StaffSheet:
    """Counts of the enterprises for which one actor reports. ``said``: what is to be said of each row of the file, after ``plan_of``."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now
        self.said: dict[int, str] = {}

    @property
    def table(self) -> Table:
        """The declaration: template, reading, plan and export follow from it."""
        return Table(
            name="enterprises.staff",
            title=_("企业职工人数"),
            columns=[
                Column("credit_code", _("统一社会信用代码"), "code", width=22, max_length=18),
                Column("name", _("企业名称"), width=34, max_length=120, help=_("供核对，不读取。")),
                Column("period", _("所属期"), "code", width=12, max_length=12, example="2021",
                       help=_("年平均写2021，季末写2021-Q3，月末写2021-09；也可写2021年3季度末、2021年9月末。")),
                Column("headcount", _("职工人数"), "integer", required=True, width=10, minimum=0, maximum=LARGEST),
                Column("by_post", _("分岗位人数"), width=30, max_length=400, example=_("酿酒工30、灌装工12"), validator=_wrong_posts,
                       help=_("知道的才填：岗位类别和人数，用“、”分开。")),
                Column("explanation", _("情况说明"), width=30, max_length=300, help=_("与上年或参保人数相差大的，说明原因。")),
                Column("correction", _("更正理由"), width=24, max_length=300, help=_("更正已报送的才填。")),
            ],
            key=("credit_code", "period"),
            checks=[self._check],
            notes=[
                _("一行一家企业一期。报送后锁定；更正的另立版本，原来的留存。"),
                _("口径以系统设置为准，页面上写明；年平均没有报的，由月末数或季末数算出，须齐全。"),
                _("先显示将要报送什么，确认后才报送，要么全部报送，要么一行也不报。"),
            ],
            max_rows=20_000,
        )  # fmt: skip

    def workbook(self, year: int) -> bytes:
        """What stands of ``year``, and a line for every enterprise that has returned nothing for it."""
        firms = ENTERPRISE_POLICY.visible(self.actor, "edit").exclude(state="closed").select_related("organisation")
        standing = (
            StaffReturn.objects.filter(enterprise__in=firms.values("pk"), state=StaffReturnState.SUBMITTED, period__startswith=str(year))
            .select_related("enterprise__organisation")
            .prefetch_related("by_post__kind")
        )
        rows = [self.values_of(row) for row in standing.order_by("enterprise__organisation__path", "period")]
        have = {row["credit_code"] for row in rows}
        rows += [
            {"credit_code": firm.credit_code, "name": firm.name, "period": str(year)}
            for firm in firms.order_by("organisation__path")
            if firm.credit_code not in have
        ]
        return export(self.table, rows)

    def values_of(self, row: StaffReturn) -> dict[str, Any]:
        """One count as the sheet has it."""
        firm = row.enterprise
        return {
            "credit_code": firm.credit_code, "name": firm.name, "period": row.period, "headcount": row.headcount,
            "by_post": "、".join(f"{line.kind.name}{line.headcount}" for line in row.by_post.all()) or None,
            "explanation": row.explanation or None, "correction": row.correction or None,
        }  # fmt: skip

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would do. Raises ``Refusal`` when it cannot be this table at all."""
        table = self.table
        return plan(table, read(table, data, filename), {})

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        sound = [row for row in rows if row.is_sound]
        checked = check_lines(self.actor, [line_of(row.values) for row in sound], self.now)
        self.said = {sound[place].number: words for place, words in checked.said.items()}
        for wrong in checked.wrong:
            yield Finding(sound[wrong.line].number, wrong.message, wrong.column)


def line_of(row: Row) -> StaffLine:
    """A row for the service."""
    said = {name: row.get(name) or "" for name in ("explanation", "correction")}
    return StaffLine(
        str(row["credit_code"]), str(row["period"]), int(row["headcount"]), by_post=posts_from(row.get("by_post") or ""), **said
    )


def posts_from(text: str) -> tuple[tuple[str, int], ...]:
    """Kinds of posts with their people, as one cell writes them. Raises ``ValueError`` for a part that is none.

    >>> posts_from("酿酒工30、灌装工 12人")
    (('酿酒工', 30), ('灌装工', 12))
    """
    found = []
    for part in filter(None, (one.strip() for one in text.translate(SEPARATORS).split("、"))):
        read_so = POST.fullmatch(part)
        if read_so is None:
            raise ValueError(part)
        found.append((read_so["name"].strip(), int(read_so["count"])))
    return tuple(found)


def _wrong_posts(text: str) -> str | None:
    try:
        posts_from(text)
    except ValueError as part:
        return _("看不懂“%(part)s”；请写成“酿酒工30、灌装工12”。") % {"part": part}
    return None


@dataclass
class StaffWriter(Writer):
    """Posts the rows of a confirmed plan together. ``receipt`` says afterwards what came of it."""

    sheet: StaffSheet
    body: Organisation
    key: str
    receipt: Receipt | None = None

    def add(self, rows: Sequence[Row]) -> None:
        """Post them."""
        self.receipt = post_returns(
            actor=self.sheet.actor, now=self.sheet.now, body=self.body, key=self.key, lines=[line_of(row) for row in rows],
            source=Source.SHEET,
        )  # fmt: skip


class InsuredSheet:
    """Who is insured at each enterprise, of one year, as the department that keeps the insurance gives it."""

    def __init__(self, actor: Actor, now: datetime, year: int) -> None:
        self.actor, self.now, self.year = actor, now, year
        self.firms: dict[str, Enterprise] = {}

    @property
    def table(self) -> Table:
        """The declaration."""
        return Table(
            name="enterprises.insured",
            title=_("企业参保人数"),
            columns=[
                Column("credit_code", _("统一社会信用代码"), "code", width=22, max_length=18),
                Column("name", _("企业名称"), width=34, max_length=120, help=_("供核对，不读取。")),
                Column("headcount", _("参保人数"), "integer", required=True, width=10, minimum=0, maximum=LARGEST),
            ],
            key=("credit_code",),
            checks=[self._check],
            notes=[
                _("%(year)d年参加职工基本养老保险的人数，用来与企业报送的职工人数比较。") % {"year": self.year},
                _("先显示将要写入什么，确认后才写入，要么全部写入，要么一行也不写。"),
            ],
            max_rows=20_000,
        )  # fmt: skip

    def workbook(self) -> bytes:
        """Every enterprise of the register, with the number where there is one."""
        held = dict(InsuredCount.objects.filter(year=self.year).values_list("enterprise", "headcount"))
        rows = Enterprise.objects.exclude(state="closed").select_related("organisation").order_by("organisation__path")
        return export(self.table, [{"credit_code": row.credit_code, "name": row.name, "headcount": held.get(row.pk)} for row in rows])

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would do. Raises ``Refusal`` when it cannot be this table at all."""
        table = self.table
        rows = InsuredCount.objects.filter(year=self.year).select_related("enterprise__organisation")
        known = [{"credit_code": one.enterprise.credit_code, "name": None, "headcount": one.headcount} for one in rows]
        parsed = read(table, data, filename)
        return plan(table, parsed, {key: {**row, "name": _named(parsed.rows, key)} for key, row in index(table, known).items()})

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        codes = [normalise_credit_code(str(row.values.get("credit_code") or "")) for row in rows]
        self.firms = firms_by_code(codes)
        for row, code in zip(rows, codes, strict=True):
            if row.is_sound and code not in self.firms:
                yield Finding(row.number, _("没有登记这家企业；请核对统一社会信用代码。"), "credit_code")


def _named(rows: Sequence[ParsedRow], key: Key) -> Any:
    """The name that the file itself writes: it is there to be looked at, and is no change."""
    return next((row.values.get("name") for row in rows if (row.values.get("credit_code"),) == key), None)


def firms_by_code(codes: Sequence[str]) -> dict[str, Enterprise]:
    """The enterprises of codes, closed ones too."""
    found: dict[str, Enterprise] = {}
    for piece in pieces(codes, 1000):
        rows = Enterprise.objects.filter(organisation__credit_code__in=piece).select_related("organisation")
        found |= {row.credit_code: row for row in rows}
    return found


@dataclass(frozen=True)
class InsuredWriter(Writer):
    """Writes the lines of a confirmed plan through the service."""

    sheet: InsuredSheet
    body: Organisation

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """The numbers as they are now."""
        codes = [str(key[0]) for key in keys]
        rows = InsuredCount.objects.filter(year=self.sheet.year, enterprise__in=[firm.pk for firm in firms_by_code(codes).values()])
        held = rows.select_related("enterprise__organisation")
        return {(one.enterprise.credit_code,): {"credit_code": one.enterprise.credit_code, "headcount": one.headcount} for one in held}

    def add(self, rows: Sequence[Row]) -> None:
        """Write new ones."""
        self._enter({str(row["credit_code"]): int(row["headcount"]) for row in rows})

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Write those that are others now."""
        self._enter({str(key[0]): int(row["headcount"]) for key, row in rows if "headcount" in row})

    def _enter(self, counts: Mapping[str, int]) -> None:
        firms = firms_by_code(list(counts))
        enter_insured(
            actor=self.sheet.actor, now=self.sheet.now, body=self.body, year=self.sheet.year,
            counts={firms[code].pk: count for code, count in counts.items()},
        )  # fmt: skip
