"""Reads editions from ``registers/data/<CODE>/``: adding an edition is adding files (docs/decisions/0024-standard-as-data.md).

``edition.yaml`` holds facts and corrections, ``tables.csv`` and ``fields.csv`` what the document prints, ``codes.csv`` code sets that
``classifications`` does not carry, ``checks.csv`` rules between cells of a row. Read once a process.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from baigong.contexts.registers.standard.model import CodeSet, Correction, Frequency, Standard, StandardField, StandardTable
from baigong.contexts.registers.standard.spaces import edition_sets, space_of
from baigong.engines.checking.fields import Field, Kind, RowCheck, TableRules

DATA = Path(__file__).parents[1] / "data"
KINDS = {"C": Kind.TEXT, "N": Kind.NUMBER, "M": Kind.MONEY, "T": Kind.LONG_TEXT, "B": Kind.BINARY}
MONEY_SCALE = 4
FIXED = frozenset({Kind.DATE, Kind.TIME, Kind.MOMENT, Kind.MONTH, Kind.YEAR, Kind.SCHOOL_YEAR})
"""Kinds whose form says how long they are."""
Lines = list[dict[str, str]]


@cache
def all_standards() -> tuple[Standard, ...]:
    """Every edition, those in force first, the latest before earlier ones."""
    editions = [_read(path.parent) for path in sorted(DATA.glob("*/edition.yaml"))]
    return tuple(sorted(editions, key=lambda e: (not e.superseded_by, e.issued), reverse=True))


def find_standard(code: str) -> Standard | None:
    """The edition with this code, whatever the case of its letters."""
    return next((edition for edition in all_standards() if edition.code.casefold() == code.strip().casefold()), None)


def find_table(standard: str, name: str) -> StandardTable | None:
    """The table ``name`` (or bearing that label) of an edition."""
    edition = find_standard(standard)
    if edition is None:
        return None
    wanted = name.strip()
    return edition.tables.get(wanted.upper()) or next((t for t in edition.tables.values() if t.label == wanted), None)


def _read(folder: Path) -> Standard:
    facts: dict[str, Any] = yaml.safe_load((folder / "edition.yaml").read_text(encoding="utf-8"))
    corrections = tuple(Correction(**item) for item in facts.get("corrections", ()))
    sets = {**_own_sets(folder), **edition_sets(facts.get("code_sets"))}
    lines: dict[str, Lines] = defaultdict(list)
    for line in _corrected(_lines(folder / "fields.csv"), corrections):
        lines[line["table"]].append(line)
    checks: dict[str, list[RowCheck]] = defaultdict(list)
    for line in _lines(folder / "checks.csv"):
        checks[line["table"]].append(
            RowCheck(line["rule"], line["field"], line["other"], frozenset(filter(None, line["values"].split("|"))))
        )
    tables = [_table(line, facts, lines[line["table"]], tuple(checks[line["table"]]), sets) for line in _lines(folder / "tables.csv")]
    return Standard(
        code=facts["code"],
        title=facts["title"],
        short_title=facts["short_title"],
        publisher=facts["publisher"],
        issued=str(facts["issued"]),
        source=facts["source"],
        tables=MappingProxyType({table.name: table for table in tables}),
        code_sets=MappingProxyType(sets),
        drafted_by=facts.get("drafted_by", ""),
        checked=facts.get("checked", ""),
        superseded_by=facts.get("superseded_by", ""),
        corrections=corrections,
        known_errors=tuple(facts.get("known_errors", ())),
    )


def _lines(path: Path) -> Lines:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _corrected(lines: Lines, corrections: tuple[Correction, ...]) -> Lines:
    """The printed lines with misprints mended. A correction whose printed value is not there is an error of the files."""
    at = {(line["table"], line["field"]): line for line in lines}
    for wrong in corrections:
        line = at.get((wrong.table, wrong.field))
        if line is None or line[wrong.column] != wrong.printed:
            raise ValueError(f"{wrong.table}.{wrong.field}: {wrong.column} is not printed {wrong.printed!r}, nothing to correct")
        line[wrong.column] = wrong.taken
    return lines


def _own_sets(folder: Path) -> dict[str, CodeSet]:
    codes: dict[str, dict[str, str]] = defaultdict(dict)
    labels: dict[str, str] = {}
    for line in _lines(folder / "codes.csv"):
        codes[line["set"]][line["code"]] = line["label"]
        labels[line["set"]] = line["set_label"]
    return {name: CodeSet(name, labels[name], MappingProxyType(found)) for name, found in codes.items()}


def _table(
    line: dict[str, str], facts: dict[str, Any], lines: Lines, checks: tuple[RowCheck, ...], sets: Mapping[str, CodeSet]
) -> StandardTable:
    fields = tuple(_field(each, sets) for each in lines)
    key = tuple(filter(None, line.get("key", "").split("|"))) or tuple(facts["key"])
    delete = facts.get("delete", {})
    can_delete = any(each.name == delete.get("field") for each in fields)
    return StandardTable(
        standard=facts["code"],
        number=int(line["number"]),
        name=line["table"],
        label=line["label"],
        subset=line["subset"],
        source=line["source"],
        frequency=Frequency(line["frequency"]),
        scope=line["scope"],
        fields=fields,
        rules=TableRules(
            name=line["table"],
            label=line["label"],
            fields=tuple(each.field for each in fields),
            key=key,
            delete_field=delete["field"] if can_delete else "",
            delete_value=str(delete["value"]) if can_delete else "",
            row_checks=checks,
        ),
    )


def _field(line: dict[str, str], sets: Mapping[str, CodeSet]) -> StandardField:
    space = space_of(line["values"], sets)
    kind = Kind(line["form"]) if line["form"] else KINDS[line["type"]]
    length, scale = _length(line["length"])
    return StandardField(
        Field(
            name=line["field"],
            label=line["label"],
            kind=kind,
            length=0 if kind in FIXED else length,
            scale=MONEY_SCALE if kind is Kind.MONEY else scale,
            is_required=line["constraint"] == "M",
            codes=space.codes if space else None,
            code_set=line["values"],
            code_prefix=space.prefix if space else 0,
            is_list=line["many"] == "1",
            check=line["check"],
            is_sensitive=line["sensitive"] == "1",
        ),
        type=line["type"],
        length=line["length"],
        example=line["example"],
        note=line["note"],
        element=line["element"],
    )


def _length(printed: str) -> tuple[int, int]:
    """Length and decimals as printed: ``10``, ``5,1``, ``20，1``."""
    found = re.fullmatch(r"(\d*)(?:[,，.](\d+))?", printed.strip())
    if found is None:
        raise ValueError(f"no length: {printed!r}")
    return int(found[1] or 0), int(found[2] or 0)
