"""The file layout of each scheme: the same columns for the template, an uploaded edition and the open-data download.

A code set and its codes stand in one row each code (set, name of the set, code, name), as the standards print them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.classifications.declaration import Attribute, Holds, Scheme
from baigong.contexts.classifications.models import Edition, Entry, Supplement
from baigong.contexts.classifications.schemes import get_scheme
from baigong.kernel.exchange import Choice, Column, Finding, Kind, ParsedRow, Table

Raw = dict[str, Any]


@cache
def table_of(scheme_key: str) -> Table:
    """The declared file layout of a scheme."""
    scheme = get_scheme(scheme_key)
    columns, key = {
        Holds.MAPPINGS: _mapping_columns,
        Holds.SUPPLEMENTS: _supplement_columns,
        Holds.ENTRIES: _set_columns if scheme.has_sets else _entry_columns,
    }[scheme.holds](scheme)
    return Table(
        name=f"classifications.{scheme.key}",
        title=scheme.label,  # type: ignore[arg-type]
        columns=columns,
        key=key,
        notes=[
            gettext_lazy("一个文件就是一个完整的版本：文件里没有的代码，在新版本中停用；旧版本原样保留。"),
            *([scheme.code_note] if scheme.code_note else []),  # type: ignore[list-item]
        ],
        checks=[_parents_exist] if scheme.holds is Holds.ENTRIES and scheme.is_tree and not scheme.has_sets else [],
    )


def _entry_columns(scheme: Scheme) -> tuple[list[Column], list[str]]:
    columns = [_part_column(scheme, "part")] if scheme.parts else []
    columns += [_code("code", gettext_lazy("代码")), _name("name", gettext_lazy("名称"))]
    if scheme.is_tree:
        tiers = [Choice(tier.key, tier.label) for tier in scheme.tiers]  # type: ignore[arg-type]
        columns.append(Column("tier", gettext_lazy("级别"), Kind.CHOICE, required=True, choices=tiers))
    if scheme.is_tree or scheme.under:
        columns.append(Column("parent", gettext_lazy("上级代码"), Kind.CODE, max_length=40, help=gettext_lazy("最高一级留空")))
    columns.append(Column("since", gettext_lazy("起用日期"), Kind.DATE, help=gettext_lazy("本版生效后增补的代码才填")))
    columns.append(_note())
    columns += _attributes(scheme)
    return columns, ["part", "code"] if scheme.parts else ["code"]


def _set_columns(scheme: Scheme) -> tuple[list[Column], list[str]]:
    columns = [
        _code("part", gettext_lazy("代码集")),
        _name("set_name", gettext_lazy("代码集名称")),
        _code("code", gettext_lazy("代码")),
        _name("name", gettext_lazy("名称")),
        _note(),
        *_attributes(scheme),
    ]
    return columns, ["part", "code"]


def _mapping_columns(scheme: Scheme) -> tuple[list[Column], list[str]]:
    subject, target = get_scheme(scheme.subject), get_scheme(scheme.target)
    columns = [_part_column(subject, "from_part")] if subject.parts else []
    columns.append(_code("from_code", _join(subject.label)))
    columns += [_part_column(target, "to_part")] if target.parts else []
    columns.append(_code("to_code", _join(target.label)))
    return columns, [column.key for column in columns]


def _supplement_columns(scheme: Scheme) -> tuple[list[Column], list[str]]:
    subject = get_scheme(scheme.subject)
    columns = [_part_column(subject, "part")] if subject.parts else []
    columns.append(_code("code", _join(subject.label)))
    if scheme.groups:
        groups = [Choice(key, label) for key, label in scheme.groups.items()]  # type: ignore[arg-type]
        columns.append(Column("group", gettext_lazy("等级"), Kind.CHOICE, choices=groups))
    columns.append(_name("name", gettext_lazy("名称")))
    key = [column.key for column in columns]
    return columns + _attributes(scheme), key


def _join(label: object) -> str:
    return _("%(scheme)s代码") % {"scheme": label}


def _part_column(scheme: Scheme, key: str) -> Column:
    parts = [Choice(part, label) for part, label in scheme.parts.items()]  # type: ignore[arg-type]
    return Column(key, scheme.part_label, Kind.CHOICE, required=True, choices=parts)  # type: ignore[arg-type]


def _code(key: str, label: Any) -> Column:
    return Column(key, label, Kind.CODE, required=True, max_length=40)


def _name(key: str, label: Any) -> Column:
    return Column(key, label, required=True, max_length=200)


def _note() -> Column:
    return Column("note", gettext_lazy("说明"), max_length=400)


def _attributes(scheme: Scheme) -> list[Column]:
    return [_attribute(attribute) for attribute in scheme.attributes]


def _attribute(attribute: Attribute) -> Column:
    """A flag is 是/否，a coded value is shown in words, anything else is text."""
    label: Any = attribute.label
    if attribute.is_flag:
        return Column(attribute.key, label, Kind.BOOLEAN)
    if attribute.values:
        choices: Any = [Choice(key, words) for key, words in attribute.values.items()]  # type: ignore[arg-type]
        return Column(attribute.key, label, Kind.CHOICE, choices=choices)
    return Column(attribute.key, label, max_length=200)


def _parents_exist(rows: Sequence[ParsedRow]) -> Iterable[Finding]:
    """Every parent named must stand in the file, in the same part."""
    codes = {(row.values.get("part"), row.values.get("code")) for row in rows}
    for row in rows:
        parent = row.values.get("parent")
        if parent and (row.values.get("part"), parent) not in codes:
            yield Finding(row.number, _("上级代码在文件中没有一行；请补上，或改正代码。"), "parent")


# -- an edition as rows of the layout --------------------------------------------------------------------------------


def rows_of(edition: Edition) -> Iterator[Raw]:
    """The rows of ``edition`` in the layout's columns, in the edition's order."""
    scheme = edition.declared
    if scheme.holds is Holds.MAPPINGS:
        for link in edition.mappings.order_by("position").values("from_part", "from_code", "to_part", "to_code"):
            yield dict(link)
    elif scheme.holds is Holds.SUPPLEMENTS:
        for row in edition.supplements.order_by("position").iterator():
            yield _supplement(row)
    elif scheme.has_sets:
        yield from _set_rows(edition)
    else:
        for entry in edition.entries.order_by("position").iterator():
            yield _entry(entry)


def _entry(entry: Entry) -> Raw:
    return {
        "part": entry.part,
        "code": entry.code,
        "name": entry.name,
        "tier": entry.tier,
        "parent": entry.parent_code,
        "since": entry.since,
        "note": entry.note,
        **entry.attributes,
    }


def _supplement(row: Supplement) -> Raw:
    return {"part": row.part, "code": row.code, "group": row.group, "name": row.name, **row.attributes}


def _set_rows(edition: Edition) -> Iterator[Raw]:
    sets: dict[str, Entry] = {}
    for entry in edition.entries.order_by("position").iterator():
        if not entry.part:
            sets[entry.code] = entry
            continue
        head = sets[entry.part]
        yield {
            "part": entry.part,
            "set_name": head.name,
            "code": entry.code,
            "name": entry.name,
            "note": entry.note,
            **head.attributes,
            **entry.attributes,
        }


def raw_rows(scheme: Scheme, rows: Iterable[Mapping[str, Any]]) -> list[Raw]:
    """Rows of the layout as ``shaping.shape`` wants them: code sets become rows of their own, before their first code."""
    if not scheme.has_sets:
        return [dict(row) for row in rows]
    found: list[Raw] = []
    seen: set[str] = set()
    for row in rows:
        if row["part"] not in seen:
            seen.add(row["part"])
            symbol = {"symbol": row["symbol"]} if row.get("symbol") else {}
            found.append({"code": row["part"], "name": row["set_name"], "tier": "set", **symbol})
        found.append({key: value for key, value in row.items() if key not in {"set_name", "symbol"}} | {"tier": "code"})
    return found
