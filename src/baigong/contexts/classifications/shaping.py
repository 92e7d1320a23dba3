"""From the rows of a file to the rows of an edition: the tree is built, every reference within it checked.

The files of this project and uploaded ones have the same columns (``columns_of``), so both go through here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.classifications.declaration import Holds, Scheme
from baigong.contexts.classifications.models import Edition, Entry, Mapping, Supplement
from baigong.kernel.errors import Refusal

Raw = Dict[str, Any]
Shaped = list[Entry] | list[Mapping] | list[Supplement]

ALSO_READ = "also_read"
"""Attribute that keeps the second reading of a code which a source gives twice."""


def shape(edition: Edition, rows: Sequence[Raw]) -> Shaped:
    """The unsaved rows of ``edition``. Raises ``Refusal`` naming the row (1 = first data row) that cannot be stored."""
    scheme = edition.declared
    if scheme.holds is Holds.MAPPINGS:
        return [_mapping(edition, number, row) for number, row in enumerate(rows, 1)]
    if scheme.holds is Holds.SUPPLEMENTS:
        return [_supplement(edition, scheme, number, row) for number, row in enumerate(rows, 1)]
    return _entries(edition, scheme, rows)


def tier_counts(scheme: Scheme, rows: Shaped) -> dict[str, int]:
    """How many rows there are of each tier; ``mapping`` or ``supplement`` for schemes without tiers."""
    if scheme.holds is Holds.ENTRIES:
        found = Counter(row.tier for row in rows if isinstance(row, Entry))
        return {tier.key: found[tier.key] for tier in scheme.tiers if tier.key in found}
    return {"mapping" if scheme.holds is Holds.MAPPINGS else "supplement": len(rows)}


def _entries(edition: Edition, scheme: Scheme, rows: Sequence[Raw]) -> list[Entry]:
    known: dict[tuple[str, str], Entry] = {}
    for number, row in enumerate(rows, 1):
        entry = _entry(edition, scheme, number, row)
        first = known.setdefault((entry.part, entry.code), entry)
        if first is not entry:
            if entry.caution != "two_readings":
                raise _wrong(number, _("代码“%(code)s”重复。") % {"code": entry.code})
            first.caution = entry.caution
            first.attributes[ALSO_READ] = entry.name
    entries = list(known.values())
    for entry in entries:
        _place(scheme, entry, known)
    return entries


def _entry(edition: Edition, scheme: Scheme, number: int, row: Raw) -> Entry:
    tiers = {tier.key for tier in scheme.tiers}
    tier = row.get("tier") or next(iter(tiers))
    if tier not in tiers:
        raise _wrong(number, _("没有“%(tier)s”这一级。") % {"tier": tier})
    part = row.get("part") or ""
    if scheme.parts and part not in scheme.parts:
        raise _wrong(number, _("%(label)s“%(part)s”不存在。") % {"label": scheme.part_label, "part": part})
    return Entry(
        edition=edition,
        part=part,
        code=row["code"],
        name=row["name"],
        tier=tier,
        parent_code=row.get("parent") or "",
        position=number,
        since=_day(row.get("since")),
        caution=row.get("caution") or "",
        note=row.get("note") or "",
        attributes=_attributes(scheme, row),
    )


def _place(scheme: Scheme, entry: Entry, known: Dict[tuple[str, str], Entry]) -> None:
    """Count the entry at its parent and write its path. A set is the parent of its codes, across parts."""
    if scheme.has_sets:
        if entry.part:
            parent = known.get(("", entry.part))
            if parent is None:
                raise _wrong(entry.position, _("代码集“%(part)s”没有列出。") % {"part": entry.part})
            parent.child_count += 1
            entry.path = f"{parent.code}>"
        return
    if not entry.parent_code or (scheme.under and not scheme.is_tree):
        return
    above, path, seen = known.get((entry.part, entry.parent_code)), "", set()
    if above is None:
        raise _wrong(entry.position, _("上级代码“%(code)s”不在文件中。") % {"code": entry.parent_code})
    above.child_count += 1
    while above is not None:
        if above.code in seen or above is entry:
            raise _wrong(entry.position, _("上级代码“%(code)s”兜了一圈。") % {"code": entry.parent_code})
        seen.add(above.code)
        path = f"{above.code}>{path}"
        above = known.get((entry.part, above.parent_code)) if above.parent_code else None
    entry.path = path


def _mapping(edition: Edition, number: int, row: Raw) -> Mapping:
    return Mapping(
        edition=edition,
        from_part=row.get("from_part") or "",
        from_code=row["from_code"],
        to_part=row.get("to_part") or "",
        to_code=row["to_code"],
        position=number,
        caution=row.get("caution") or "",
        attributes={},
    )


def _supplement(edition: Edition, scheme: Scheme, number: int, row: Raw) -> Supplement:
    return Supplement(
        edition=edition,
        part=row.get("part") or "",
        code=row["code"],
        group=row.get("group") or "",
        name=row["name"],
        position=number,
        caution=row.get("caution") or "",
        attributes=_attributes(scheme, row),
    )


def _attributes(scheme: Scheme, row: Raw) -> dict[str, Any]:
    """The declared attributes that the row has: flags as true or false, the rest as text; blanks are left out."""
    found: dict[str, Any] = {}
    for attribute in scheme.attributes:
        value = row.get(attribute.key)
        if value is None or value == "":
            continue
        found[attribute.key] = value in (True, "1", 1) if attribute.is_flag else str(value)
    return found


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _wrong(number: int, message: str) -> Refusal:
    return Refusal(_("第 %(number)s 行：%(message)s") % {"number": number, "message": message}, code="bad_row")
