"""A mapping of courses to the modules of a standard in and out of Excel, one layout both ways."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.models import StandardMapping
from baigong.contexts.credit_bank.services.course_mappings import WHOLE, LineHead, write_lines
from baigong.kernel.access import Actor
from baigong.kernel.exchange import ActionKind, Column, Finding, ImportPlan, ParsedRow, Table, Writer, export, index, plan, read
from baigong.kernel.exchange.table import Key, Row


class MappingSheet:
    """The lines of one mapping as an actor brings and takes them."""

    def __init__(self, actor: Actor, now: datetime, mapping: StandardMapping) -> None:
        self.actor, self.now, self.mapping = actor, now, mapping
        self.modules = list(mapping.version.modules.filter(level=mapping.level.level))
        self.courses = list(mapping.programme.courses.all())

    @property
    def table(self) -> Table:
        """The declaration: template with drop-downs, reading, plan and export follow from it."""
        modules = [(m.code, f"{m.code} {m.title}") for m in self.modules]
        courses = [(c.code, f"{c.code} {c.title}") for c in self.courses]
        return Table(
            name="credit_bank.course_mappings",
            title=_("课证对应表"),
            columns=[
                Column("module", _("标准模块"), "choice", required=True, choices=modules or [("", "")], width=30),
                Column("course", _("专业课程"), "choice", required=True, choices=courses or [("", "")], width=30),
                Column("percent", _("覆盖（%）"), "integer", required=True, width=9, minimum=0, maximum=WHOLE,
                       help=_("这门课承担模块的百分之几；填0去掉这一行。")),
            ],
            key=("module", "course"),
            checks=[self._check],
            notes=[
                _("%(mapping)s。一行写一门课承担一个模块的多少；一个模块由几门课承担的写几行，合计不超过100。") % {"mapping": self.mapping},
                _("先显示将要写入什么，确认后才写入，要么全部写入，要么一行也不写；表里没有的对应关系不受影响。"),
            ],
            max_rows=2000,
        )  # fmt: skip

    def workbook(self) -> bytes:
        """The lines as they are."""
        return export(self.table, self.rows())

    def rows(self) -> list[dict[str, Any]]:
        """The lines as the sheet has them."""
        lines = self.mapping.lines.select_related("module", "course")
        return [{"module": line.module.code, "course": line.course.code, "percent": line.percent} for line in lines]

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would do. Raises ``Refusal`` when it cannot be this table at all."""
        return plan(self.table, read(self.table, data, filename), index(self.table, self.rows()))

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        taught = {(row["module"], row["course"]): row["percent"] for row in self.rows()}
        sound = [row for row in rows if row.is_sound]
        taught |= {(row.values["module"], row.values["course"]): row.values["percent"] for row in sound}
        titles = {m.code: m.title for m in self.modules}
        for row in sound:
            total = sum(percent for (module, _course), percent in taught.items() if module == row.values["module"])
            if total > WHOLE:
                words = _("模块“%(module)s”各门课程合计%(n)d%%，超过100%%。")
                yield Finding(row.number, words % {"module": titles[row.values["module"]], "n": total}, "percent")


@dataclass(frozen=True)
class MappingWriter(Writer):
    """Writes the lines of a confirmed plan through the service, together: a module's share may move from one course to another."""

    sheet: MappingSheet
    plan: ImportPlan

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """The lines as they are now; nobody writes the mapping meanwhile."""
        StandardMapping.objects.select_for_update(no_key=True).get(pk=self.sheet.mapping.pk)
        return {key: row for key, row in index(self.sheet.table, self.sheet.rows()).items() if key in keys}

    def add(self, rows: Sequence[Row]) -> None:
        """Write the new lines and the new shares at once."""
        changed = [action for action in self.plan.actions if action.kind is ActionKind.CHANGE]
        self._write([*map(_head, rows), *(_changed(action.key, action.values) for action in changed)])

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Write the new shares, where no new line has taken them along."""
        if not self.plan.counts["add"]:
            self._write([_changed(key, new) for key, new in rows])

    def _write(self, heads: Sequence[LineHead]) -> None:
        write_lines(actor=self.sheet.actor, now=self.sheet.now, mapping=self.sheet.mapping, lines=heads)


def _head(row: Row) -> LineHead:
    return LineHead(row["module"], row["course"], row["percent"])


def _changed(key: Key, new: Row) -> LineHead:
    return LineHead(str(key[0]), str(key[1]), new["percent"])
