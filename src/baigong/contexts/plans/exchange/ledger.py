"""The ledger (台账) in and out of Excel, one layout both ways: what the team decides may be changed there, what is computed may not.

Bodies are written by the names people use and understood through the register's name book; a collective (各县区) stays one word.
Computed columns (state, light, reason, latest report …) are for reading: a change in them is noted and never imported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import NameBook, Why, expand_collective
from baigong.contexts.plans.access import TASK_POLICY
from baigong.contexts.plans.lights.light import COLOUR_LABELS, Colour
from baigong.contexts.plans.models import DateSource, Duty, Plan, Report, ReportState, Responsibility, Task
from baigong.contexts.plans.selectors.ledger import list_tasks
from baigong.contexts.plans.selectors.lights import plan_lights
from baigong.contexts.plans.services import tasks as services
from baigong.kernel.access import Actor
from baigong.kernel.exchange import Column, Finding, ImportPlan, Parsed, ParsedRow, Table, Writer, export, index, plan, read
from baigong.kernel.exchange.table import Key, Row

DUTIES = {"lead": Duty.LEAD, "responsible": Duty.RESPONSIBLE, "support": Duty.SUPPORT}
OWN = ("deliverable", "due_on", "note", *DUTIES)
"""Columns that the team may change in the file."""


@dataclass(frozen=True)
class Named:
    """The bodies a cell names: their ids, and by which collective each is meant."""

    ids: tuple[int, ...] = ()
    collectives: tuple[tuple[int, str], ...] = ()
    text: str = ""
    wrong: str = ""


class LedgerSheet:
    """The ledger of one plan as its keeper sees it on a day."""

    def __init__(self, actor: Actor, plan_: Plan, now: datetime) -> None:
        self.plan = plan_
        self.on: date = now.date()
        lights = plan_lights(plan_, self.on)
        rows = list_tasks(actor, plan_, lights).prefetch_related("milestones").order_by("order", "pk")
        self.tasks: dict[str, Task] = {task.number: task for task in rows}
        self._book: NameBook | None = None
        self._read: dict[str, Named] = {}

    @property
    def table(self) -> Table:
        """The declaration: export, reading and plan follow from it."""
        told = _("计算列，改动不读取。")
        names = _("按台账写法填单位名称，用“、”分开；统称（如各县区）可直接写。")
        return Table(
            name="plans.ledger",
            title=_("%(plan)s任务台账") % {"plan": self.plan.short_title},
            columns=[
                Column("number", _("序号"), "code", width=6),
                Column("title", _("任务"), width=20, help=told),
                Column("statement", _("内容"), width=30, help=told),
                Column("lead", _("牵头单位"), width=12, help=names, max_length=2000),
                Column("responsible", _("责任单位"), width=16, help=names, max_length=2000),
                Column("support", _("配合单位"), width=14, help=names, max_length=2000),
                Column("measures", _("措施"), width=6, help=told),
                Column("deliverable", _("成果形式"), width=14, max_length=200),
                Column("due_on", _("期限"), "date", width=11, help=_("只可填写文件没有规定的期限；留空即未定。")),
                Column("due_source", _("期限来源"), width=8, help=told),
                Column("state", _("状态"), width=7, help=told),
                Column("light", _("灯色"), width=6, help=told),
                Column("why", _("亮灯原因"), width=20, help=told),
                Column("milestones", _("节点"), width=16, help=told),
                Column("latest", _("最近报告"), width=16, help=told),
                Column("note", _("备注"), width=14, max_length=5000),
            ],
            key=["number"],
            notes=[
                _("可改的列：期限、成果形式、备注、牵头单位、责任单位、配合单位；其余为计算列，改动不读取。"),
                _("台账里没有的任务不能由表格增加，没有出现的任务不受影响。"),
            ],
            checks=[self._check],
            max_rows=2000,
            is_printed=True,
        )

    # -- out ----------------------------------------------------------------------------------------------------

    def workbook(self) -> bytes:
        """The sheet with every task."""
        return export(self.table, self.rows())

    def rows(self) -> list[dict[str, Any]]:
        """Every task as the sheet shows it. Two queries beyond the ledger's own."""
        latest: dict[int, Report] = {}
        accepted = Report.objects.filter(task__in=list(self.tasks.values()), state=ReportState.ACCEPTED)
        for report in accepted.select_related("cycle", "organisation").order_by("cycle__period_until", "decided_at", "pk"):
            latest[report.task_id] = report
        return [self.own_values(task) | _computed(task, latest.get(task.pk)) for task in self.tasks.values()]

    def own_values(self, task: Task) -> dict[str, Any]:
        """The columns that may be changed, as they are now."""
        found = {key: _joined(task, duty) for key, duty in DUTIES.items()}
        return {"number": task.number, "deliverable": task.deliverable, "due_on": task.due_on, "note": task.note, **found}

    # -- in -----------------------------------------------------------------------------------------------------

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would do. Raises ``Refusal`` when it cannot be this table at all."""
        table = self.table
        parsed: Parsed = read(table, data, filename)
        shown = {row["number"]: row for row in self.rows()}
        notices = list(parsed.notices)
        touched = sorted({label for row in parsed.rows for label in self._touched(table, row, shown.get(str(row.values.get("number"))))})
        if touched:
            notices.append(_("计算列有改动，没有读取：%(columns)s。") % {"columns": "、".join(touched)})
        rows = [replace(row, values=self._importable(row.values)) for row in parsed.rows]
        own = [self.own_values(task) for task in self.tasks.values()]
        return plan(table, replace(parsed, rows=rows, notices=tuple(notices)), index(table, own))

    def _touched(self, table: Table, row: ParsedRow, shown: Mapping[str, Any] | None) -> list[str]:
        if shown is None:
            return []
        return [
            str(column.label)
            for column in table.columns
            if column.key not in {*OWN, "number"}
            and column.key in row.values
            and _plain(row.values[column.key]) != _plain(shown[column.key])
        ]

    def _importable(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The row without computed columns, bodies in the ledger's own writing, so that another writing is no change."""
        task = self.tasks.get(str(values.get("number")))
        kept = {key: value for key, value in values.items() if key in {*OWN, "number"}}
        for key, duty in DUTIES.items():
            if key in kept and task is not None:
                if _plain(kept[key]) == _plain(_joined(task, duty)):  # untouched, also where a body has a successor by now
                    continue
                named = self.named(kept[key] or "")
                same = set(named.ids) == {r.organisation_id for r in task.responsibilities.all() if r.duty == duty}
                kept[key] = (_joined(task, duty) if same else named.text) or None
        return kept

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        for row in rows:
            task = self.tasks.get(str(row.values.get("number")))
            if task is None:
                yield Finding(row.number, _("台账里没有序号为“%(n)s”的任务；请核对。") % {"n": row.values.get("number")}, "number")
                continue
            if "due_on" in row.values and row.values["due_on"] != task.due_on and task.due_source == DateSource.PLAN:
                yield Finding(row.number, _("任务%(n)s的期限由文件规定，不能在表格里改；请走“提请调整”。") % {"n": task.number}, "due_on")
            yield from self._check_bodies(row, task)

    def _check_bodies(self, row: ParsedRow, task: Task) -> Iterable[Finding]:
        present = [key for key in DUTIES if key in row.values]
        seen: dict[int, str] = {}
        all_known = True
        for key in present:
            named = self.named(row.values[key] or "")
            if named.wrong:
                all_known = False
                yield Finding(row.number, named.wrong, key)
            for pk in named.ids:
                if pk in seen:
                    yield Finding(row.number, _("同一单位不能有两种职责；请只留一处。"), key)
                seen[pk] = key
        if len(present) == len(DUTIES) and not seen and all_known:
            yield Finding(row.number, _("任务%(n)s至少要有一个责任单位。") % {"n": task.number}, "responsible")

    def named(self, text: str) -> Named:
        """The bodies that a cell names, in its order; what cannot be told is said with the nearest names. Asked once a text."""
        if text not in self._read:
            self._read[text] = self._resolve(text)
        return self._read[text]

    def _resolve(self, text: str) -> Named:
        self._book = self._book or NameBook()
        ids: dict[int, str] = {}
        written: list[str] = []
        for name in (part.strip() for part in text.replace("，", "、").replace("\n", "、").replace(",", "、").split("、")):
            if not name:
                continue
            found = self._book.resolve(name, self.on)
            if found.organisation is not None:
                ids.setdefault(found.organisation.pk, "")
                written.append(str(found.organisation))
            elif found.why is Why.COLLECTIVE and (members := expand_collective(name, self.on)):
                for body in members:
                    ids.setdefault(body.pk, name)
                written.append(name)
            else:
                near = "、".join(str(body) for body in found.near)
                hint = _("；最相近的是：%(near)s") % {"near": near} if near else ""
                return Named(wrong=_("没有找到唯一的单位“%(name)s”%(hint)s。") % {"name": name, "hint": hint}, text=text)
        return Named(tuple(ids), tuple((pk, name) for pk, name in ids.items() if name), "、".join(dict.fromkeys(written)))


def _plain(value: Any) -> str:
    return "".join(str(value or "").split())


def _joined(task: Task, duty: str) -> str:
    names = [r.collective or str(r.organisation) for r in task.responsibilities.all() if r.duty == duty]
    return "、".join(dict.fromkeys(names))


def _computed(task: Task, latest: Report | None) -> dict[str, Any]:
    stops = [
        f"{m.title}（{m.done_on:%Y-%m-%d}{_('完成')}）" if m.done_on else f"{m.title}（{m.due_on or _('未定期限')}）"
        for m in task.milestones.all()
    ]
    shown: Any = task
    return {
        "title": task.title,
        "statement": task.statement,
        "measures": "、".join(m.number for m in task.measures.all()),
        "due_source": task.get_due_source_display() if task.due_source else "",
        "state": task.get_state_display(),
        "light": str(COLOUR_LABELS[Colour(shown.colour)]),
        "why": shown.light_why,
        "milestones": "；".join(stops),
        "latest": f"{latest.cycle.name} {latest.organisation}" if latest else "",
    }


@dataclass(frozen=True)
class LedgerWriter(Writer):
    """Writes the rows of a confirmed plan through the services of the task's page."""

    sheet: LedgerSheet
    actor: Actor
    now: datetime
    reason: str

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """The tasks as they are now, locked."""
        numbers = [str(key[0]) for key in keys]
        locked = Task.objects.select_for_update(no_key=True, of=("self",)).filter(plan=self.sheet.plan, number__in=numbers)
        rows = locked.prefetch_related("measures", "milestones", "responsibilities__organisation")
        return {(task.number,): self.sheet.own_values(task) for task in rows}

    def add(self, rows: Sequence[Row]) -> None:
        """Never: a task comes from the document, a decision or breaking down."""
        raise AssertionError("the ledger's table adds no tasks")

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Write each change through its own service."""
        for key, values in rows:
            task = TASK_POLICY.get_or_404(self.actor, plan=self.sheet.plan, number=str(key[0]))
            self._change(task, values)

    def _change(self, task: Task, values: Row) -> None:
        common: dict[str, Any] = {"actor": self.actor, "now": self.now, "task": task}
        if "due_on" in values:
            services.set_task_date(**common, due_on=values["due_on"], reason=self.reason)
        if values.keys() & {"deliverable", "note"}:
            task.refresh_from_db()
            services.edit_task(
                **common, title=task.title, statement=task.statement,
                deliverable=values.get("deliverable", task.deliverable) or "", note=values.get("note", task.note) or "",
            )  # fmt: skip
        if values.keys() & DUTIES.keys():
            kept = {r.organisation_id: str(r.duty) for r in Responsibility.objects.filter(task=task).order_by("order", "pk")}
            changed = {str(DUTIES[key]) for key in DUTIES if key in values}
            duties = {pk: duty for pk, duty in kept.items() if duty not in changed}
            collectives: dict[int, str] = {}
            for key, duty in DUTIES.items():
                if key in values:
                    named = self.sheet.named(values[key] or "")
                    duties |= dict.fromkeys(named.ids, str(duty))
                    collectives |= dict(named.collectives)
            services.set_responsibilities(**common, duties=duties.items(), reason=self.reason, collectives=collectives)
