"""Attendance and pay of a unit's interns as tables: given out with the people in them, looked over, written all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.internships.checking.findings import statutory_holidays
from baigong.contexts.internships.checking.hours import is_rest
from baigong.contexts.internships.checking.pay import means_word, money_of
from baigong.contexts.internships.models import DayKind, InternshipDay, Placement, yuan
from baigong.contexts.internships.services.days import (
    WORKED,
    DayEntry,
    check_entry,
    enter_days,
    frame_of,
    minutes_around,
    usual_shift,
)
from baigong.contexts.internships.services.pay import PayEntry, check_month, days_present, disputed_pays, enter_pays, span_in
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import Column, Finding, ImportPlan, ParsedRow, Table, Writer, export, plan, read
from baigong.kernel.exchange.table import Row

MOST = 5000
CLOCK = r"([01]?\d|2[0-3]):[0-5]\d"
MEANS = ("bank", "cash", "goods", "third_party")


def _clock(text: Any) -> time | None:
    if not text:
        return None
    hours, minutes = str(text).split(":")
    return time(int(hours), int(minutes))


def _people() -> list[Column]:
    return [
        Column("placement", _("安排编号"), "code", required=True, width=10, max_length=12, help=_("表里已填好，不要改。")),
        Column("name", _("姓名"), required=True, width=10, max_length=80, help=_("用来核对安排编号。")),
    ]


@dataclass
class _Sheet:
    """What both tables share: the unit's placements, read once."""

    actor: Actor
    now: datetime
    unit: Organisation
    rows: dict[str, Placement] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found = Placement.objects.filter(enterprise=self.unit, state__in=WORKED)
        found = found.select_related("intern", "post__enterprise").prefetch_related("post__filings")
        self.rows = {str(row.pk): row for row in found.order_by("intern__student_number", "pk")}

    def matched(self, rows: Sequence[ParsedRow]) -> Iterable[tuple[ParsedRow, Placement] | Finding]:
        """Each sound row with its placement; a finding where there is none of that number and name."""
        for row in rows:
            if not row.is_sound:
                continue
            placement = self.rows.get(str(row.values["placement"]))
            if placement is None:
                yield Finding(row.number, _("%(unit)s没有编号是这个的在岗实习安排。") % {"unit": self.unit}, "placement")
            elif placement.intern.name != row.values["name"]:
                yield Finding(row.number, _("与安排里的姓名不符，请核对编号和姓名。"), "name")
            else:
                yield row, placement


@dataclass
class AttendanceSheet(_Sheet):
    """The days of a unit's interns."""

    month: date | None = None

    @property
    def table(self) -> Table:
        """The declaration: template, reading and plan follow from it."""
        return Table(
            name="internships.attendance",
            title=_("实习考勤表"),
            columns=[
                *_people(),
                Column("day", _("日期"), "date", required=True, width=12, maximum=self.now.date()),
                Column("kind", _("考勤"), "choice", required=True, width=8, choices=[(kind.value, kind.label) for kind in DayKind]),
                Column("begins", _("上班"), width=8, max_length=5, pattern=CLOCK, pattern_help=_("写成08:30的样子。")),
                Column("ends", _("下班"), width=8, max_length=5, pattern=CLOCK, pattern_help=_("写成17:30的样子。")),
                Column("pause", _("休息分钟"), "integer", width=8, minimum=0, maximum=600),
                Column("reason", _("说明"), width=24, max_length=300),
            ],
            key=("placement", "day"),
            checks=[self._check],
            notes=[
                _("一行一人一天；表里已按岗位的班次填好工作日，照实改。"),
                _("超时、夜班、休息日上岗当场指出双方的数值和合规的做法，有一处就整表不登记。"),
                _("确已发生的违规，请在系统里逐条“如实登记”，不要改成合规的时间。"),
            ],
            max_rows=MOST,
        )

    def filled(self) -> bytes:
        """The table of a month with everybody's days of work and usual hours, and what is known of them already."""
        assert self.month is not None
        known = {
            (str(one.placement_id), one.day): one
            for one in InternshipDay.objects.filter(placement__in=[row.pk for row in self.rows.values()], entered_at__isnull=False)
        }
        lines = []
        for key, row in self.rows.items():
            span, frame = span_in(row, self.month), frame_of(row)
            first, last = span or (self.month, self.month - timedelta(days=1))
            for n in range((min(last, self.now.date()) - first).days + 1):
                day = first + timedelta(days=n)
                if (key, day) in known or not _is_usual(day, frame.rest_days):
                    continue
                begins, ends, pause = usual_shift(row.post)
                facts = {"begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}", "pause": pause}
                lines.append({"placement": key, "name": row.intern.name, "day": day, "kind": "present"} | facts)
        return export(self.table, lines)

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would write. Raises ``Refusal`` when it cannot be this table at all."""
        return plan(self.table, read(self.table, data, filename), {})

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        """Every day against the rules, the days of the file among each other too."""
        pairs = []
        for made in self.matched(rows):
            if isinstance(made, Finding):
                yield made
            else:
                pairs.append((*made, day_of(made[0].values)))
        if not pairs:
            return
        days = [entry.day for _row, _placement, entry in pairs]
        around = minutes_around({placement.intern_id for _row, placement, _entry in pairs}, min(days), max(days))
        known = {
            (one.placement_id, one.day): one
            for one in InternshipDay.objects.filter(placement__in={placement.pk for _row, placement, _entry in pairs}, day__in=set(days))
        }
        for row, placement, entry in sorted(pairs, key=lambda pair: (pair[1].pk, pair[2].day)):
            others = around.setdefault(placement.intern_id, {})
            for found in check_entry(placement, entry, others, known.get((placement.pk, entry.day)), self.now.date()):
                if found.blocks or not entry.reason:
                    yield Finding(row.number, str(found), found.field or "day")
            if entry.kind == DayKind.PRESENT and entry.begins and entry.ends:
                others[entry.day] = _minutes(entry)

    def write(self, rows: Sequence[Row]) -> None:
        """Enter them."""
        enter_days(actor=self.actor, now=self.now, entries=[(self.rows[str(row["placement"])], day_of(row)) for row in rows])


def _minutes(entry: DayEntry) -> int:
    assert entry.begins is not None
    assert entry.ends is not None
    first, last = entry.begins.hour * 60 + entry.begins.minute, entry.ends.hour * 60 + entry.ends.minute
    return max(0, (last - first) % (24 * 60) - entry.pause)


def _is_usual(day: date, rest_days: Iterable[int]) -> bool:
    return not is_rest(day, rest_days) and day not in statutory_holidays()


def day_of(row: Row) -> DayEntry:
    """A row of the table for the service."""
    return DayEntry(
        row["day"], str(row["kind"]), _clock(row.get("begins")), _clock(row.get("ends")), row.get("pause") or 0, row.get("reason") or ""
    )


@dataclass
class PaySheet(_Sheet):
    """The pay of a unit's interns."""

    month: date | None = None

    @property
    def table(self) -> Table:
        """The declaration: template, reading and plan follow from it."""
        return Table(
            name="internships.pay",
            title=_("实习报酬表"),
            columns=[
                *_people(),
                Column("month", _("月份"), "month", required=True, width=10),
                Column("present", _("出勤天数"), "integer", width=8, minimum=0, maximum=31, help=_("不填按考勤计。")),
                Column("paid", _("实付（元）"), required=True, width=12, max_length=20, validator=_not_words, help=_("阿拉伯数字，到分。")),
                Column("means", _("支付方式"), "choice", required=True, width=12, choices=[(code, means_word(code)) for code in MEANS]),
                Column("paid_on", _("支付日期"), "date", width=12, maximum=self.now.date()),
                Column("reason", _("低于标准或迟付的原因"), width=30, max_length=300),
            ],
            key=("placement", "month"),
            checks=[self._check],
            notes=[
                _("一行一人一月；最低应付＝工资基数×比例×出勤天数÷当月工作日，低于的要写原因。"),
                _("先显示将要登记什么，确认后才登记，要么全部登记，要么一条也不登记。"),
            ],
            max_rows=MOST,
        )

    def filled(self) -> bytes:
        """The table of a month with everybody's days present and the pay agreed."""
        assert self.month is not None
        there = {key: row for key, row in self.rows.items() if span_in(row, self.month)}
        present = days_present([row.pk for row in there.values()], self.month)
        lines = [
            {
                "placement": key, "name": row.intern.name, "month": f"{self.month:%Y-%m}", "present": present[row.pk],
                "paid": yuan(row.post.pay), "means": "bank",
            }
            for key, row in there.items()
        ]  # fmt: skip
        return export(self.table, lines)

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would write. Raises ``Refusal`` when it cannot be this table at all."""
        return plan(self.table, read(self.table, data, filename), {})

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        pairs = []
        for made in self.matched(rows):
            if isinstance(made, Finding):
                yield made
            else:
                pairs.append((*made, pay_of(made[0].values)))
        present = {
            month: days_present([placement.pk for _row, placement, _entry in pairs], month)
            for month in {entry.month for *_all, entry in pairs}
        }
        disputed = {(pay.placement_id, pay.month) for pay in disputed_pays([placement.pk for _row, placement, _entry in pairs])}
        for row, placement, entry in pairs:
            if (placement.pk, entry.month) in disputed:
                yield Finding(row.number, _("学生说这个月与实收不符，请在这个人的实习页面上更正并答复，不用表格。"), "paid")
                continue
            if span_in(placement, entry.month) is None or entry.month > self.now.date():
                yield Finding(row.number, _("这个月不在这个人的实习期间，或还没有到。"), "month")
                continue
            for found in check_month(placement, entry, present[entry.month][placement.pk]).findings:
                if found.blocks or not entry.reason:
                    column = found.field if found.field in ("present", "paid", "means", "paid_on") else "paid"
                    yield Finding(row.number, str(found), column)

    def write(self, rows: Sequence[Row]) -> None:
        """Enter them."""
        enter_pays(actor=self.actor, now=self.now, entries=[(self.rows[str(row["placement"])], pay_of(row)) for row in rows])


def _not_words(value: Any) -> str | None:
    try:
        money_of(value)
    except Refusal as refusal:
        return refusal.message
    return None


def pay_of(row: Row) -> PayEntry:
    """A row of the table for the service."""
    month = date.fromisoformat(f"{row['month']}-01")
    return PayEntry(month, money_of(row["paid"]), str(row["means"]), row.get("paid_on"), row.get("present"), row.get("reason") or "")


@dataclass(frozen=True)
class SheetWriter(Writer):
    """Writes the rows of a confirmed plan through a service, all or none."""

    write: Callable[[Sequence[Row]], object]

    def add(self, rows: Sequence[Row]) -> None:
        """Write them."""
        self.write(rows)
