"""The register of projects in and out of Excel, one layout both ways: cities bring the list they have, and take theirs away.

A line is a project with the documents that listed, accepted or withdrew it. What a decision has fixed here is not changed by a table;
applications under way are not in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from baigong.contexts.classifications.public import check_code, edition_in_force
from baigong.contexts.organisations.public import NameBook, Organisation, OrganisationKind
from baigong.contexts.schools.access import PROJECT_POLICY
from baigong.contexts.schools.models import ENDED, OPEN_STATES, Project, ProjectLevel, ProjectState, all_kinds, kind_of
from baigong.contexts.schools.services.projects import PROGRAMMES, held_by, subject_of
from baigong.contexts.schools.services.registering import Entry, register_project, update_registered
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import Column, Finding, ImportPlan, Parsed, ParsedRow, Table, Writer, export, index, plan, read
from baigong.kernel.exchange.table import Key, Row

IN_REGISTER = [*OPEN_STATES, ProjectState.FAILED, ProjectState.WITHDRAWN]
FIXED = ("listing_number", "listed_on", "acceptance_number", "accepted_on", "title_until", "withdrawal_number", "withdrawn_on")
"""Columns that decisions fill."""
KEY = ("kind", "level", "host", "title")
COLUMNS = tuple(f.name for f in fields(Entry) if f.name not in KEY)


class RegisterSheet:
    """The register as one actor may bring and take it on a day."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now
        self.on: date = now.date()
        self._book: NameBook | None = None
        self._bodies: dict[str, Organisation | None] = {}
        self.known: dict[Key, Project] = {}
        self.holders: dict[tuple[str, str, str], Project] = {}

    @property
    def table(self) -> Table:
        """The declaration: template, reading, plan and export follow from it."""
        return Table(
            name="schools.projects",
            title=_("建设项目名册"),
            columns=[
                Column("kind", _("项目类别"), "choice", choices=[(k.code, k.name) for k in all_kinds().values()], width=24),
                Column("level", pgettext("项目", "级别"), "choice", choices=list(ProjectLevel.choices), width=9),
                Column("host", _("申报单位"), width=24, help=_("登记的全称或通行写法。"), example=_("古浪县职业技术教育中心")),
                Column("title", _("项目名称"), width=30, max_length=120),
                Column("leader", _("项目负责人"), width=11, max_length=40),
                Column("contact", _("联系电话"), "code", width=14, max_length=40),
                Column("partners", _("共建企业"), width=24, max_length=300, help=_("写全称；有几家的用“、”分开。")),
                Column("programme_edition", _("专业目录版本"), "code", width=10, max_length=40, help=_("如 2021；按当时的目录填写。")),
                Column("programme_code", _("专业代码"), "code", width=10, max_length=10),
                Column("programme_name", _("专业名称"), width=16, max_length=60),
                Column("course", _("课程名称"), width=18, max_length=80),
                Column("budget", _("预算（元）"), "decimal", width=13, decimal_places=2, minimum=0),
                Column("listing_number", _("立项文号"), required=True, width=20, max_length=80),
                Column("listed_on", _("立项日期"), "date", required=True, width=11, maximum=self.on),
                Column("acceptance_number", _("验收文号"), width=20, max_length=80),
                Column("accepted_on", _("验收日期"), "date", width=11, maximum=self.on, help=_("填写即为验收通过，计入目标。")),
                Column("title_until", _("称号有效期止"), "date", width=11, help=_("没有规定的不填。")),
                Column("withdrawal_number", _("撤销文号"), width=20, max_length=80),
                Column("withdrawn_on", _("撤销日期"), "date", width=11, maximum=self.on),
            ],
            key=KEY,
            checks=[self._check],
            notes=[
                _("一行一个已立项的项目；正在申报、评审的不在此表，在页面上办理。"),
                _("先显示将要写入什么，确认后才写入，要么全部写入，要么一行也不写；表里没有的项目不受影响。"),
                _("已写定的立项、验收、撤销不能由表格改动；有误的在项目页面上更正。"),
            ],
            max_rows=5000,
        )

    # -- out -------------------------------------------------------------------------------------------------------

    def workbook(self) -> bytes:
        """The register as it is."""
        return export(self.table, [self.values_of(project) for project in self._projects()])

    def values_of(self, project: Project) -> dict[str, Any]:
        """One project as the sheet has it; an empty cell is nothing."""
        own = {name: getattr(project, name) or None for name in COLUMNS}
        return {"kind": project.kind, "level": project.level, "host": project.host.name, "title": project.title} | own

    def _projects(self) -> list[Project]:
        rows = PROJECT_POLICY.visible(self.actor, "import").filter(state__in=IN_REGISTER).select_related("host")
        return list(rows.order_by("kind", "host__order", "listed_on", "pk"))

    # -- in --------------------------------------------------------------------------------------------------------

    def plan_of(self, data: bytes, filename: str) -> tuple[ImportPlan, Parsed]:
        """What a file would do. Raises ``Refusal`` when it cannot be this table at all."""
        self.known = {}
        for project in self._projects():  # the one that holds, where an earlier one of the same name was withdrawn
            self.known.setdefault(self._key(self.values_of(project)), project)
            if project.state in OPEN_STATES:
                self.known[self._key(self.values_of(project))] = project
        living = Project.objects.exclude(state__in=ENDED).select_related("host")
        self.holders = {(p.kind, p.level, p.subject_key): p for p in living}
        table = self.table
        parsed = read(table, data, filename)
        rows = [replace(row, values=self._named(row.values)) for row in parsed.rows]
        parsed = replace(parsed, rows=rows)
        return plan(table, parsed, index(table, [self.values_of(project) for project in self.known.values()])), parsed

    def _key(self, values: Mapping[str, Any]) -> Key:
        return tuple(values.get(name) for name in KEY)

    def _named(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The row with its host's registered name."""
        body = self.body(str(values.get("host") or ""))
        return {**values, "host": body.name if body else values.get("host")}

    def body(self, text: str) -> Organisation | None:
        """The body a cell names; asked once a text."""
        if text not in self._bodies:
            self._book = self._book or NameBook()
            exact = next((b for b in self._book.bodies.values() if b.name == text and b.is_living), None)
            self._bodies[text] = exact or (self._book.resolve(text, self.on).organisation if text else None)
        return self._bodies[text]

    def _check(self, rows: Sequence[ParsedRow]) -> Iterable[Finding]:
        seen: dict[tuple[str, str, str], int] = {}
        for row in rows:
            if not row.is_sound:
                continue
            values = self._named(row.values)
            for column, message in self._findings(values):
                yield Finding(row.number, message, column)
            subject = self._subject(values)
            if subject is None:
                continue
            first = seen.setdefault(subject, row.number)
            holder = self.holders.get(subject)
            if first != row.number:
                yield Finding(row.number, _("与第%(row)s行是同一对象、同一级别，只能有一项；请合并或删去一行。") % {"row": first}, "title")
            elif holder is not None and self._key(self.values_of(holder)) != self._key(values):
                yield Finding(row.number, held_by(holder).message, "title")

    def _subject(self, values: Mapping[str, Any]) -> tuple[str, str, str] | None:
        """What a row speaks of, unless it was withdrawn since: then another may hold the place."""
        host, kind = self.body(str(values["host"])), kind_of(str(values["kind"]))
        if host is None or values.get("withdrawn_on"):
            return None
        row = Project(host=host, title=str(values["title"]), programme_code=str(values.get("programme_code") or ""))
        return kind.code, str(values["level"]), subject_of(row, kind)

    def _findings(self, values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        kind, host = kind_of(str(values["kind"])), self.body(str(values["host"]))
        if host is None:
            assert self._book is not None
            near = "、".join(str(body) for body in self._book.resolve(str(values["host"]), self.on).near)
            yield "host", _("没有叫“%(name)s”的机构%(near)s。") % {
                "name": values["host"], "near": _("；相近的有：%(near)s") % {"near": near} if near else "",
            }  # fmt: skip
        elif host.kind not in kind.applicants:
            who = "、".join(str(OrganisationKind(k).label) for k in sorted(kind.applicants))
            yield "host", _("“%(kind)s”由%(who)s申报，不是%(host)s。") % {"kind": kind, "who": who, "host": host}
        if values["level"] not in kind.levels:
            levels = "、".join(str(ProjectLevel(level).label) for level in kind.levels)
            yield "level", _("“%(kind)s”的级别为：%(levels)s。") % {"kind": kind, "levels": levels}
        yield from self._dates(values)
        if host is not None:
            yield from self._programme(values, host)
        old = self.known.get(self._key(values))
        if old is not None:
            yield from self._against(old, values)

    def _dates(self, values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        listed, accepted, withdrawn = (values.get(name) for name in ("listed_on", "accepted_on", "withdrawn_on"))
        if accepted and listed and accepted < listed:
            yield "accepted_on", _("验收日期早于立项日期。")
        if values.get("title_until") and not accepted:
            yield "title_until", _("没有验收日期的，没有称号有效期。")
        if values.get("acceptance_number") and not accepted:
            yield "accepted_on", _("有验收文号的，请填验收日期。")
        if withdrawn and not values.get("withdrawal_number"):
            yield "withdrawal_number", _("撤销须有文号。")
        if values.get("withdrawal_number") and not withdrawn:
            yield "withdrawn_on", _("有撤销文号的，请填撤销日期。")
        if withdrawn and listed and withdrawn < (accepted or listed):
            yield "withdrawn_on", _("撤销日期早于立项或验收日期。")

    def _programme(self, values: Mapping[str, Any], host: Organisation) -> Iterable[tuple[str, str]]:
        """A code is held against the catalogue where the system has that edition; older ones are taken as written."""
        code, edition = values.get("programme_code"), edition_in_force("programmes", self.on)
        if not code or edition is None or values.get("programme_edition") not in (None, edition.code):
            return
        try:
            check_code("programmes", str(code), on=self.on, part=PROGRAMMES.get(host.kind, "secondary"), tier="programme")
        except Refusal as refusal:
            yield "programme_code", refusal.message

    def _against(self, old: Project, values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        for name in FIXED:
            stands, given = getattr(old, name) or None, values.get(name)
            if name in values and stands and stands != given:
                yield name, _("此项已写定为“%(value)s”，不能由表格改动；有误的请在项目页面上更正。") % {"value": stands}
        if values.get("accepted_on") and not old.accepted_on and old.state != ProjectState.LISTED:
            yield "accepted_on", _("“%(title)s”现在是“%(state)s”，请在项目页面上办理验收。") % {
                "title": old, "state": old.get_state_display(),
            }  # fmt: skip


@dataclass(frozen=True)
class RegisterWriter(Writer):
    """Writes the lines of a confirmed plan through the services."""

    sheet: RegisterSheet

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """The projects as they are now, locked."""
        found = self._found(keys, lock=True)
        return {key: self.sheet.values_of(project) for key, project in found.items()}

    def add(self, rows: Sequence[Row]) -> None:
        """Enter new ones, first those that were withdrawn since: their place may be another's now."""
        for row in sorted(rows, key=lambda row: row.get("withdrawn_on") is None):
            register_project(actor=self.sheet.actor, now=self.sheet.now, entry=self._entry(row))

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """Bring those there are to what the list says."""
        found = self._found([key for key, _row in rows])
        for key, row in rows:
            project = found[key]
            update_registered(
                actor=self.sheet.actor, now=self.sheet.now, project=project, entry=self._entry(self.sheet.values_of(project) | dict(row))
            )

    def _found(self, keys: Collection[Key], *, lock: bool = False) -> dict[Key, Project]:
        titles = {str(key[3]) for key in keys}
        rows = Project.objects.filter(title__in=titles, state__in=IN_REGISTER).select_related("host").order_by("pk")
        if lock:
            rows = rows.select_for_update(no_key=True, of=("self",))
        found: dict[Key, Project] = {}
        for project in rows:
            key = self.sheet._key(self.sheet.values_of(project))
            if key in set(keys) and (key not in found or project.state in OPEN_STATES):
                found[key] = project
        return found

    def _entry(self, row: Row) -> Entry:
        host = self.sheet.body(str(row["host"]))
        assert host is not None
        texts = {f.name for f in fields(Entry) if f.type in ("str",)}
        values: dict[str, Any] = {name: row.get(name) for name in (*KEY, *COLUMNS)}
        said: dict[str, Any] = {name: (value or "") if name in texts else value for name, value in values.items()}
        return Entry(**(said | {"host": host}))
