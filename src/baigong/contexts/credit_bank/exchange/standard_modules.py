"""The modules of a version of a standard in and out of Excel, one layout both ways."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.models import StandardVersion
from baigong.contexts.credit_bank.services.standard_versions import ModuleHead, write_modules
from baigong.kernel.access import Actor
from baigong.kernel.exchange import Column, ImportPlan, Table, Writer, export, index, plan, read
from baigong.kernel.exchange.table import Key, Row


class ModuleSheet:
    """The modules of one version as an actor brings and takes them."""

    def __init__(self, actor: Actor, now: datetime, version: StandardVersion) -> None:
        self.actor, self.now, self.version = actor, now, version

    @property
    def table(self) -> Table:
        """The declaration: template, reading, plan and export follow from it."""
        levels = [(one.level, one.level) for one in self.version.certificate.levels.all()]
        return Table(
            name="credit_bank.standard_modules",
            title=_("标准模块表"),
            columns=[
                Column("level", _("级别"), "choice", required=True, choices=levels, width=8),
                Column("code", _("模块代码"), "code", required=True, width=12, max_length=20, example="1-M1"),
                Column("title", _("模块名称"), required=True, width=36, max_length=80),
                Column("hours", _("学时"), "integer", required=True, width=8, minimum=1, maximum=2000),
            ],
            key=("level", "code"),
            notes=[
                _("“%(version)s”的模块，一行一个。") % {"version": self.version},
                _("先显示将要写入什么，确认后才写入，要么全部写入，要么一行也不写；表里没有的模块不受影响。"),
            ],
            max_rows=500,
        )

    def workbook(self) -> bytes:
        """The modules as they are."""
        return export(self.table, self.rows())

    def rows(self) -> list[dict[str, Any]]:
        """The modules as the sheet has them."""
        return [{"level": m.level, "code": m.code, "title": m.title, "hours": m.hours} for m in self.version.modules.all()]

    def plan_of(self, data: bytes, filename: str) -> ImportPlan:
        """What a file would do. Raises ``Refusal`` when it cannot be this table at all."""
        return plan(self.table, read(self.table, data, filename), index(self.table, self.rows()))


@dataclass(frozen=True)
class ModuleWriter(Writer):
    """Writes the lines of a confirmed plan through the service."""

    sheet: ModuleSheet

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """The modules as they are now; nobody writes the version meanwhile."""
        StandardVersion.objects.select_for_update(no_key=True).get(pk=self.sheet.version.pk)
        return {key: row for key, row in index(self.sheet.table, self.sheet.rows()).items() if key in keys}

    def add(self, rows: Sequence[Row]) -> None:
        """Write new ones."""
        self._write(rows)

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Write the new values."""
        known = index(self.sheet.table, self.sheet.rows())
        self._write([dict(known[key]) | dict(new) for key, new in rows])

    def _write(self, rows: Sequence[Row]) -> None:
        heads = [ModuleHead(row["level"], row["code"], row["title"], row["hours"]) for row in rows]
        if heads:
            write_modules(actor=self.sheet.actor, now=self.sheet.now, version=self.sheet.version, modules=heads)
