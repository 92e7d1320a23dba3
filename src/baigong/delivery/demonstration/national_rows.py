"""Rows on the national standard, as a school's own systems would send them: what the story knows, the rest filled as the fields want it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import date

from baigong.contexts.registers.public import StandardField, StandardTable
from baigong.delivery.demonstration.population import School, credit_code, students_of
from baigong.delivery.demonstration.teaching_rows import TOLD

Row = dict[str, str]
TABLES = {
    "ODS_ZZXXGKJCSJ": 1, "ODS_ZZXQJCSJ": 1, "ODS_ZZZYSZSJ": 0, "ODS_ZZKCXXSJ": 0, "ODS_ZZSXJCSJ": 0,
    "ODS_ZZJCJBSJ": 24, "ODS_ZZXNSXJDSJ": 0, "ODS_ZZXWSXJDSJ": 0, "ODS_ZZSXSJBSJ": 0, "ODS_ZZJXZLYPJSJ": 30,
    "ODS_ZZSZZYJBSJ": 20, "ODS_ZZJHKCSJ": 40, "ODS_ZZZZZSSJ": 1, "ODS_ZZJSJXXXSJ": 18, "ODS_ZZXSJNDSSJ": 0,
    "ODS_ZZXSZHCJPJSJ": 0, "ODS_ZZBYQXSXSJ": 0, "ODS_ZZBYQXJYSJ": 0,
}  # fmt: skip
"""Tables that the demonstration's secondary schools return, and how many rows of those that tell nothing of its people and programmes."""
NUMBERS = {"XYXSS": "students", "XYJSS": "teachers", "XQXSZS": "students", "XQJZGZS": "teachers"}
NAMES = {"XXJGMC": "name", "XXMC": "name"}
PROVINCE = "620000"


def rows_of(table: StandardTable, school: School, on: date) -> list[Row]:
    """The rows of one table, at the hour they were collected."""
    dice = random.Random(f"{school.code}:{table.name}")  # noqa: S311
    told = list(_told(table, school)) or [{} for _each in range(TABLES.get(table.name, 5))]
    return [_filled(table, base, school, dice, number, on) for number, base in enumerate(told)]


def _told(table: StandardTable, school: School) -> Iterator[Row]:
    """What the story knows of the rows: of programmes, interns, graduates, those with certificates."""
    names = school.programmes
    if table.name == "ODS_ZZZYSZSJ":
        yield from ({"ZYDM": code, "ZYMC": name, "PZSZNY": "201503", "SCZSNY": "201509"} for code, name in names.items())
        return
    if table.name in TOLD:
        yield from TOLD[table.name](school)
        return
    years = {"ODS_ZZSXJCSJ": 2019, "ODS_ZZBYQXSXSJ": 2018, "ODS_ZZBYQXJYSJ": 2018, "ODS_ZZXSJNDSSJ": 2020, "ODS_ZZXSZHCJPJSJ": 2020}
    if table.name not in years:
        return
    for index, one in enumerate(students_of(school, range(years[table.name], years[table.name] + 1))):
        if table.name == "ODS_ZZSXJCSJ" and not one.is_intern:
            continue
        if table.name.startswith("ODS_ZZBYQX") and (index % 5 < 3) != (table.name == "ODS_ZZBYQXSXSJ"):
            continue
        if table.name == "ODS_ZZXSJNDSSJ" and index % 4:
            continue
        known = {
            "XH": one.number,
            "XSXH": one.number,
            "XM": one.name,
            "XSXM": one.name,
            "ZYDM": one.programme,
            "ZYMC": names[one.programme],
        }
        yield known | {"NJ": str(one.entered), "BJ": f"{one.entered % 100}{one.programme}", "BJMC": f"{one.entered % 100}{one.programme}"}


def _filled(table: StandardTable, base: Row, school: School, dice: random.Random, number: int, on: date) -> Row:
    row = {name: text for name, text in base.items() if table.field(name)}
    for field in table.fields:
        if field.name not in row and (field.field.is_required or dice.random() < 0.3):
            row[field.name] = _value(field, school, dice, number, on)
    for check in table.rules.row_checks:
        wanted = table.field(check.field) if check.rule == "required_if" and row.get(check.other) in check.values else None
        if wanted is not None and not row.get(check.field):
            row[check.field] = _value(wanted, school, dice, number, on)
    if "SJZTM" in row:
        row["SJZTM"] = ""
    row["ZJSJWYXBS"] = hashlib.sha256(f"{school.code}{table.name}{number}".encode()).hexdigest()[:32].upper()
    return row


def _value(field: StandardField, school: School, dice: random.Random, number: int, on: date) -> str:
    """Something that may stand in a field."""
    known = _known(field, school)
    if known is not None:
        return known
    kind, limit = field.field.kind, field.field.length
    days = {
        "date": "20210901", "time": "083000", "moment": f"{on:%Y%m%d} 063000", "month": "202109", "year": "2021",
        "school_year": "2021-2022", "binary": "",
    }  # fmt: skip
    if kind in days:
        return days[kind]
    if kind in {"number", "money"}:
        return str(dice.randrange(1, 10 ** min(limit or 3, 3) if limit > 1 else 9))
    if field.field.codes and not field.field.code_prefix:
        return dice.choice(sorted(field.field.codes))
    text = f"示例{field.label}{number + 1}" if limit == 0 or limit >= len(field.label) + 6 else str(number + 1)
    return text[:limit] if limit else text


def _known(field: StandardField, school: School) -> str | None:
    if field.name in NUMBERS:
        return str(getattr(school, NUMBERS[field.name]))
    if field.name == "BXKSZYS":
        return str(len(school.programmes))
    if field.name in NAMES:
        return str(getattr(school, NAMES[field.name]))[: field.field.length or None]
    checked = {"school_code": school.code, "mobile": "13900000000", "programme_code": sorted(school.programmes)[0]}
    if field.field.check == "credit_code":
        return credit_code(f"12MA9{school.code[-5:]}X")
    if field.field.check == "division_code":  # S…: 省; SH…: 市
        return PROVINCE if field.name.startswith("S") and not field.name.startswith("SH") else school.county
    return checked.get(field.field.check)
