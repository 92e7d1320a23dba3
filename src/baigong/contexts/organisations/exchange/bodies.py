"""The table of bodies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.organisations.exchange.importing import BodiesWriter, Found, Names, TableImport, keep_blank, with_names
from baigong.contexts.organisations.identifiers import check_credit_code, normalise_credit_code
from baigong.contexts.organisations.models import Organisation, OrganisationAlias, OrganisationKind
from baigong.contexts.organisations.services.bodies import (
    EDITABLE,
    add_alias,
    create_organisation,
    edit_organisation,
    move_organisation,
    remove_alias,
)
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import Column, ImportPlan, Issue, Kind, Parsed, Table, index
from baigong.kernel.exchange.table import Key, Row

SEPARATOR = "、"


def _wrong_credit_code(code: str) -> str | None:
    try:
        check_credit_code(normalise_credit_code(code))
    except ValidationError as error:
        return str(error.messages[0])
    return None


BODIES = Table(
    name="bodies",
    title=gettext_lazy("机构名录"),
    key=["name"],
    columns=[
        Column("name", gettext_lazy("机构全称"), width=34, max_length=120,
               help=gettext_lazy("现用全称；更名请在机构页办理"), example="武威市教育局"),
        Column("short_name", gettext_lazy("简称"), width=18, max_length=60, example="市教育局"),
        Column("kind", gettext_lazy("类别"), Kind.CHOICE, required=True, choices=OrganisationKind.choices, width=18),
        Column("parent", gettext_lazy("上级机构"), width=26, help=gettext_lazy("全称、简称或别名均可；最上级的留空"), example="市政府"),
        Column("credit_code", gettext_lazy("统一社会信用代码"), Kind.CODE, width=22, validator=_wrong_credit_code,
               help=gettext_lazy("18位，末位是校验码；没有的留空"), example="11622300013930944B"),
        Column("moe_code", gettext_lazy("学校标识码"), Kind.CODE, pattern=r"\d{10}", pattern_help=gettext_lazy("10位数字"),
               help=gettext_lazy("学校填写")),
        Column("division_code", gettext_lazy("行政区划代码"), Kind.CODE, pattern=r"\d{6}", pattern_help=gettext_lazy("6位数字")),
        Column("founded_on", gettext_lazy("成立日期"), Kind.DATE),
        Column("aliases", gettext_lazy("其他写法"), width=30,
               help=gettext_lazy("文件中的其他写法，用顿号隔开"), example="市教委、武威教育局"),
        Column("order", gettext_lazy("排序"), Kind.INTEGER, minimum=0, maximum=32000, help=gettext_lazy("小的在前；留空则不变")),
        Column("note", gettext_lazy("备注"), width=30, max_length=300),
    ],
    notes=[
        gettext_lazy("机构全称标识一个机构：全称已登记的按此表修改，未登记的新增。"),
        gettext_lazy("上级机构可以是本表中新增的机构，先后不限。撤并、更名不在此表办理。"),
    ],
)  # fmt: skip


def body_rows(on: date) -> list[Mapping[str, Any]]:
    """The bodies whose end is not decided, those to come included, as rows of the table. Two queries."""
    bodies = Organisation.objects.filter(ended_on=None).select_related("parent").prefetch_related("aliases")
    return [_row(body) for body in bodies]


def _row(body: Organisation) -> dict[str, Any]:
    return {field: getattr(body, field) for field in ("name", *EDITABLE)} | {
        "parent": body.parent.name if body.parent else "",
        "aliases": SEPARATOR.join(sorted(alias.name for alias in body.aliases.all())),
    }


def review(parsed: Parsed, on: date) -> Parsed:
    """Parents and aliases as the register knows them; codes that belong to others; circles."""
    found, names = Found(parsed), Names(on)
    mentioned = {row.values.get("name") for row in parsed.rows}
    found = with_names(found, ["parent"], names, known=lambda text: text in mentioned)
    _tidy(found)
    _find_taken(found)
    _find_circles(found)
    keep_blank(found, "order")
    return found.applied()


def _tidy(found: Found) -> None:
    for row in found.parsed.rows:
        values: dict[str, Any] = row.values  # type: ignore[assignment]  # made by with_names
        if values.get("credit_code"):
            values["credit_code"] = normalise_credit_code(values["credit_code"])
        if values.get("aliases"):
            values["aliases"] = SEPARATOR.join(sorted(split_aliases(values["aliases"])))


def split_aliases(text: str) -> list[str]:
    """The aliases of a cell, once each, in their order."""
    for mark in (",", "，", ";", "；", "\n"):
        text = text.replace(mark, SEPARATOR)
    return list(dict.fromkeys(part.strip() for part in text.split(SEPARATOR) if part.strip()))


def _find_taken(found: Found) -> None:
    rows = found.parsed.rows
    codes = {row.values["credit_code"] for row in rows if row.values.get("credit_code")}
    owners = dict(Organisation.objects.filter(credit_code__in=codes).values_list("credit_code", "name"))
    writings = {alias for row in rows for alias in split_aliases(row.values.get("aliases") or "")}
    aliases = dict(OrganisationAlias.objects.filter(name__in=writings).values_list("name", "organisation__name"))
    bearers = _bearers(writings)
    for row in rows:
        code, name = row.values.get("credit_code"), row.values.get("name")
        if code and owners.get(code, name) != name:
            found.at(row, "credit_code", _("已登记在“%(name)s”名下；请核对。") % {"name": owners[code]})
            continue
        if code:
            owners[code] = str(name)
        for alias in split_aliases(row.values.get("aliases") or ""):
            if aliases.setdefault(alias, str(name)) != name:
                message = _("“%(alias)s”已是“%(name)s”的写法；一种写法只能指一个机构。")
                found.at(row, "aliases", message % {"alias": alias, "name": aliases[alias]})
            elif bearers.get(alias, name) != name:
                message = _("“%(name)s”是“%(owner)s”现在的名称，不能再指别的机构。")
                found.at(row, "aliases", message % {"name": alias, "owner": bearers[alias]})


def _bearers(writings: set[str]) -> dict[str, str]:
    """Which living body bears each writing as its name or short name."""
    bodies = Organisation.objects.filter(Q(name__in=writings) | Q(short_name__in=writings), ended_on=None)
    return {writing: name for name, short in bodies.values_list("name", "short_name") for writing in (short, name)}


def _find_circles(found: Found) -> None:
    above = dict(Organisation.objects.filter(ended_on=None).values_list("name", "parent__name"))
    above |= {
        row.values["name"]: row.values.get("parent") for row in found.parsed.rows if row.values.get("name") and "parent" in row.values
    }
    for row in found.parsed.rows:
        name, seen = row.values.get("name"), set()
        step = name
        while step and step not in seen:
            seen.add(step)
            step = above.get(step)
        if step and step == name:
            found.at(row, "parent", _("上级关系绕成了圈；请核对各级上级。"))


def review_plan(plan: ImportPlan, parsed: Parsed) -> list[Issue]:
    """Nothing more than the file itself shows."""
    return []


class Writer(BodiesWriter):
    """Writes bodies: parents before children."""

    table = BODIES

    def current(self, keys: Collection[Key]) -> Mapping[Key, Row]:
        """The bodies among these names, locked."""
        rows = Organisation.objects.select_for_update(no_key=True, of=("self",)).filter(name__in=[key[0] for key in keys], ended_on=None)
        return index(BODIES, [_row(body) for body in rows.select_related("parent").prefetch_related("aliases")])

    def add(self, rows: Sequence[Row]) -> None:
        """New bodies; a body whose parent is in the same file waits for it."""
        waiting = list(rows)
        while waiting:
            named = {row["name"] for row in waiting}
            ready = [row for row in waiting if row.get("parent") not in named]
            if not ready:
                raise Refusal(_("上级关系绕成了圈；没有导入任何一行。"), code="circle")
            for row in ready:
                facts = {field: row[field] for field in EDITABLE if row.get(field) is not None}
                body = create_organisation(**self.who, name=row["name"], parent=self._parent(row.get("parent")), **facts)
                self._aliases(body, row.get("aliases"))
            waiting = [row for row in waiting if row.get("parent") in named]

    def change(self, rows: Sequence[tuple[Key, Row]]) -> None:
        """New values of bodies there are."""
        for key, values in rows:
            body = Organisation.objects.get(name=key[0], ended_on=None)
            facts = {field: _stored(field, values[field]) for field in EDITABLE if field in values}
            if facts:
                edit_organisation(**self.who, organisation=body, **facts)
            if "parent" in values:
                move_organisation(**self.who, organisation=body, parent=self._parent(values["parent"]))
            if "aliases" in values:
                self._aliases(body, values["aliases"])

    def _parent(self, name: str | None) -> Organisation | None:
        return Organisation.objects.get(name=name, ended_on=None) if name else None

    def _aliases(self, body: Organisation, text: str | None) -> None:
        wanted = split_aliases(text or "")
        for alias in body.aliases.all():
            if alias.name not in wanted:
                remove_alias(**self.who, alias=alias)
        for name in wanted:
            add_alias(**self.who, organisation=body, name=name, source=_("Excel 导入"))


def _stored(field: str, value: Any) -> Any:
    """A blank cell as the column stores it."""
    if value is not None:
        return value
    return None if field == "founded_on" else ""


BODIES_IMPORT = TableImport(BODIES, body_rows, review, review_plan, Writer, "building")
