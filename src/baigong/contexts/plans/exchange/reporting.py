"""Reports in and out of Excel: a cycle's dues prefilled, filled in at leisure, brought back as drafts.

The table is made for the dues at hand: one row a task and body, one column a target whose value the reports give. Importing writes
drafts only; evidence and submitting remain on the page, where somebody looks at each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.plans.models import Report, ReportState, Target
from baigong.contexts.plans.selectors.reporting import Due, reportable_by_task, untimely
from baigong.contexts.plans.services import reports as services
from baigong.contexts.plans.services.reports import Content
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import Column, Finding, ImportPlan, Parsed, ParsedRow, Table, Writer, export, index, plan, read
from baigong.kernel.exchange.table import Key, Row

PROSE = ("narrative", "problems", "next_steps")


@dataclass(frozen=True)
class DuesSheet:
    """The table of one actor's dues in one cycle, and what each row may hold."""

    dues: Mapping[tuple[str, str], Due]
    targets: Mapping[str, Target]
    allowed: Mapping[int, frozenset[str]]
    today: datetime

    @classmethod
    def of(cls, dues: Sequence[Due], now: datetime) -> DuesSheet:
        """The sheet of these dues. One query for all their targets."""
        by_task = reportable_by_task([due.task for due in dues])
        targets = {f"value_{t.pk}": t for found in by_task.values() for t in found}
        ordered = dict(sorted(targets.items(), key=lambda pair: (pair[1].order, pair[1].pk)))
        allowed = {task: frozenset(f"value_{t.pk}" for t in found) for task, found in by_task.items()}
        return cls({(due.task.number, due.organisation.name): due for due in dues}, ordered, allowed, now)

    @property
    def table(self) -> Table:
        """The declaration: template, reading and plan follow from it."""
        return Table(
            name="plans.reports",
            title=_("进展报告"),
            columns=[
                Column("number", _("任务序号"), "code", width=10),
                Column("body", _("单位"), width=22),
                Column("title", _("任务"), width=34, help=_("只供对照，改动不读取。")),
                Column("narrative", _("进展情况"), width=48, max_length=20_000, help=_("本期做了什么、成效如何。")),
                Column("problems", _("存在问题"), width=30, max_length=20_000),
                Column("next_steps", _("下一步打算"), width=30, max_length=20_000),
                *(
                    Column(key, f"{t.number} {t.name}({t.unit})", "decimal", width=16, decimal_places=4, help=_("不属于该任务的指标留空。"))
                    for key, t in self.targets.items()
                ),
            ],
            key=["number", "body"],
            checks=[self._check],
            notes=[_("导入后成为草稿；佐证材料和报送在页面上办理。"), _("不填的行不读取。"), _("已报送、已采用的报告不受影响。")],
            max_rows=2000,
        )

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        for row in rows:
            if not _is_filled(row.values):
                continue
            due = self.dues.get((str(row.values.get("number")), str(row.values.get("body"))))
            if due is None:
                yield Finding(row.number, _("本报告期没有这个单位的这项任务，或不归您填报；请核对序号和单位全称。"), "number")
                continue
            if due.report is not None and due.report.state not in (ReportState.DRAFT, ReportState.RETURNED):
                yield Finding(
                    row.number, _("这份报告“%(state)s”，不能由表格改动；请清空这一行。") % {"state": due.state_label}, "narrative"
                )
            elif (refusal := untimely(due, self.today.date())) and refusal.code != "late":
                yield Finding(row.number, refusal.message, "narrative")
            for key in self.targets:
                if row.values.get(key) is not None and key not in self.allowed[due.task.pk]:
                    yield Finding(row.number, _("任务%(n)s没有这个指标；请清空。") % {"n": due.task.number}, key)

    def workbook(self) -> bytes:
        """The sheet with a row a due: drafts as they stand, what is settled left out."""
        rows = []
        contents = self._contents()
        for (number, body), due in self.dues.items():
            if due.report is None or due.report.state in (ReportState.DRAFT, ReportState.RETURNED):
                rows.append({"number": number, "body": body, "title": due.task.title} | contents.get((number, body), {}))
        return export(self.table, rows)

    def _contents(self, keys: Collection[Key] | None = None) -> dict[tuple[str, str], dict[str, Any]]:
        """What the reports begun say, by key. Two queries."""
        begun = {due.report.pk: key for key, due in self.dues.items() if due.report is not None and (keys is None or key in keys)}
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for report in Report.objects.filter(pk__in=begun, state__in=services.WRITABLE).prefetch_related("values"):
            number, body = begun[report.pk]
            found[number, body] = {
                "number": number, "body": body, **{name: getattr(report, name) for name in PROSE},
                **{f"value_{v.target_id}": v.value for v in report.values.all()},
            }  # fmt: skip
        return found

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a filled file would do. Raises ``Refusal`` when it cannot be this table at all, or holds nothing."""
        table = self.table
        parsed: Parsed = read(table, data, filename)
        rows = [replace(row, values={k: v for k, v in row.values.items() if k != "title"}) for row in parsed.rows if _is_filled(row.values)]
        if not rows and not parsed.issues:
            raise Refusal(_("“%(name)s”里没有一行填了内容。") % {"name": filename}, code="no_rows")
        return plan(table, replace(parsed, rows=rows), index(table, self._contents().values()))


def _is_filled(values: Mapping[str, Any]) -> bool:
    return any(value is not None for key, value in values.items() if key in PROSE or key.startswith("value_"))


@dataclass(frozen=True)
class DraftWriter(Writer):
    """Writes the rows of a confirmed plan as drafts, through the same services as the page."""

    sheet: DuesSheet
    actor: Actor
    now: datetime

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """What the reports say now."""
        fresh = self.sheet._contents(keys)
        list(
            Report.objects.select_for_update(no_key=True).filter(
                pk__in=[d.report.pk for k, d in self.sheet.dues.items() if k in fresh and d.report]
            )
        )
        return dict(self.sheet._contents(keys).items())

    def add(self, rows: Sequence[Row]) -> None:
        """Begin reports."""
        for row in rows:
            due = self.sheet.dues[str(row["number"]), str(row["body"])]
            report = services.start_report(actor=self.actor, now=self.now, cycle=due.cycle, task=due.task, organisation=due.organisation)
            self._write(report, row, {})

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Write drafts anew; what the file left alone stays."""
        before = self.sheet._contents([key for key, _row in rows])
        for key, row in rows:
            due = self.sheet.dues[str(key[0]), str(key[1])]
            assert due.report is not None
            self._write(due.report, row, before[str(key[0]), str(key[1])])

    def _write(self, report: Report, row: Row, before: Mapping[str, Any]) -> None:
        merged = {**before, **row}
        said = {v.target_id: v.explanation for v in report.values.all()}
        values = {
            target.pk: (Decimal(merged[key]), said.get(target.pk, ""))
            for key, target in self.sheet.targets.items()
            if merged.get(key) is not None
        }
        milestones = {claim.milestone_id: claim.done_on for claim in report.milestone_claims.all()}
        prose = [merged.get(name) or "" for name in PROSE]
        content = Content(prose[0], prose[1], prose[2], values, milestones)
        services.write_report(actor=self.actor, now=self.now, report=report, content=content)
