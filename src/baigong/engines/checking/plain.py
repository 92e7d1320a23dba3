"""The reference: what is wrong with a value, a row, rows; obviously right, and fast enough for a form or a small batch.

``frame.py`` gives the same faults, row for row, for a million rows (docs/algorithms/checking.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from baigong.engines.checking import faults
from baigong.engines.checking.faults import Fault
from baigong.engines.checking.fields import NUMERIC, SEPARATOR, Field, Kind, RowCheck, TableRules
from baigong.engines.checking.numbers import (
    CITIZEN_SHAPE,
    CREDIT_SHAPE,
    OLD_CITIZEN_SHAPE,
    citizen_check,
    credit_check,
    lengthened,
)
from baigong.engines.checking.writing import ALPHANUMERIC, BLANKS, MARKS, TEMPORAL, UPPER, is_formal, rewrites

_ALPHANUMERIC, _MARKS = str.maketrans(ALPHANUMERIC), str.maketrans(MARKS)
_BLANKS = re.compile(f"[{BLANKS}]+")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]")
SHAPES = {
    "row_key": (r"^[0-9A-Z]{32}$", faults.NOT_A_ROW_KEY),
    "school_code": (r"^[0-9]{10}$", faults.NOT_A_SCHOOL_CODE),
    "division_code": (r"^[0-9]{6}$", faults.NOT_A_DIVISION_CODE),
    "programme_code": (r"^[0-9]{6}K?$", faults.NOT_A_PROGRAMME_CODE),
    "mobile": (r"^1[3-9][0-9]{9}$", faults.NOT_A_MOBILE_NUMBER),
    "citizen_number": (CITIZEN_SHAPE, faults.NOT_A_CITIZEN_NUMBER),
    "credit_code": (CREDIT_SHAPE, faults.NOT_A_CREDIT_CODE),
}
"""What a value of each check looks like, and the fault of one that does not."""


def normalise(field: Field, text: str) -> str:
    """``text`` as it is checked and stored. Applied again it changes nothing more."""
    text = text.strip(BLANKS)
    if field.kind in (Kind.LONG_TEXT, Kind.BINARY):
        return text
    text = text.translate(_ALPHANUMERIC)
    if not is_formal(field):
        return text
    text = _BLANKS.sub(" " if field.kind in TEMPORAL else "", text.translate(_MARKS))
    if field.check in UPPER:
        text = re.sub("[a-z]", lambda letter: letter[0].upper(), text)
    for rule in rewrites(field):
        if not rule.where or re.search(_strict(rule.where), text):
            text = re.sub(_strict(rule.pattern), rule.to.replace("$", "\\"), text)
    if field.check == "citizen_number" and _is(OLD_CITIZEN_SHAPE, text):
        return lengthened(text)
    return text


def check_value(field: Field, text: str) -> str | None:
    """The fault of a normalised value, None for a sound one."""
    if not text:
        return faults.REQUIRED if field.is_required else None
    if field.kind is Kind.BINARY:
        return None
    if field.kind in NUMERIC:
        return _number_fault(field, text)
    if field.kind in TEMPORAL:
        return _temporal_fault(field.kind, text)
    parts = text.split(SEPARATOR) if field.is_list else [text]
    for part in parts:
        fault = _check_fault(field, part)
        if fault:
            return fault
    if field.codes is not None:
        known = all((part[: field.code_prefix] if field.code_prefix else part) in field.codes for part in parts)
        return None if known else faults.NOT_IN_CODE_SET
    return faults.TOO_LONG if field.length and len(text) > field.length else None


def check_row(rules: TableRules, row: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The faults of one normalised row by itself: field, code, what was found. A deletion needs only its key."""
    is_deletion = bool(rules.delete_field) and row.get(rules.delete_field, "") == rules.delete_value
    found: list[tuple[str, str, str]] = []
    for field in rules.fields:
        if is_deletion and field.name not in rules.key:
            continue
        text = row.get(field.name, "")
        fault = check_value(field, text)
        if fault:
            found.append((field.name, fault, text))
    if is_deletion:
        return found
    wrong = {name for name, _, _ in found}
    for check in rules.row_checks:
        if not wrong & {check.field, check.other}:
            fault = between(check, row.get(check.field, ""), row.get(check.other, ""))
            if fault:
                found.append((check.field, fault, row.get(check.field, "")))
    known = {field.name for field in rules.fields}
    found += [(name, faults.UNKNOWN_COLUMN, row[name]) for name in sorted(set(row) - known) if row[name]]
    return found


def check_rows(rules: TableRules, rows: Sequence[Mapping[str, str | None]]) -> list[Fault]:
    """Every fault of rows as they were sent: by row, then in the order of the fields, a repeated key last."""
    result: list[Fault] = []
    first: dict[tuple[str, ...], int] = {}
    for number, sent in enumerate(rows):
        row = normalise_row(rules, sent)
        parts = tuple(row.get(name, "") for name in rules.key)
        key = "|".join(parts)
        result += [Fault(number, key, *fault) for fault in check_row(rules, row)]
        if all(parts):
            earlier = first.setdefault(parts, number)
            if earlier != number:
                result.append(Fault(number, key, rules.key[0], faults.DUPLICATE_KEY, str(earlier + 1)))
    return result


def normalise_row(rules: TableRules, row: Mapping[str, str | None]) -> dict[str, str]:
    """A row as it is checked and stored; what is not declared is only trimmed."""
    fields = {field.name: field for field in rules.fields}
    written = {name: text or "" for name, text in row.items()}
    return {name: normalise(fields[name], text) if name in fields else text.strip(BLANKS) for name, text in written.items()}


def missing_columns(rules: TableRules, names: Iterable[str]) -> list[str]:
    """Mandatory columns that a table of these columns lacks: said once, instead of once a row."""
    there = set(names)
    return [field.name for field in rules.fields if field.is_required and field.name not in there]


def _is(shape: str, text: str) -> bool:
    return re.search(_strict(shape), text) is not None


def _strict(pattern: str) -> str:
    """The pattern with an end that means the very end; ``$`` alone would forgive a line break."""
    return pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern


def _number_fault(field: Field, text: str) -> str | None:
    if not _is(r"^-?[0-9]+(?:\.[0-9]+)?$", text):
        return faults.NOT_A_NUMBER
    whole, _, fraction = text.removeprefix("-").partition(".")
    if field.length and len(whole.lstrip("0")) > field.length - field.scale:
        return faults.TOO_MANY_DIGITS
    return faults.TOO_MANY_DECIMALS if len(fraction.rstrip("0")) > field.scale else None


def _temporal_fault(kind: Kind, text: str) -> str | None:
    if kind is Kind.DATE:
        return None if _is_day(text) else faults.NOT_A_DATE
    if kind is Kind.TIME:
        return None if _TIME.fullmatch(text) else faults.NOT_A_TIME
    if kind is Kind.MOMENT:
        day, gap, time = text[:8], text[8:9], text[9:]
        return None if _is_day(day) and gap == " " and _TIME.fullmatch(time) else faults.NOT_A_MOMENT
    if kind is Kind.MONTH:
        return None if _is(r"^[0-9]{6}$", text) and _is_day(text + "01") else faults.NOT_A_MONTH
    if kind is Kind.YEAR:
        return None if _is(r"^[0-9]{4}$", text) and text != "0000" else faults.NOT_A_YEAR
    start, end = text[:4], text[5:]
    follows = _is(r"^[0-9]{4}-[0-9]{4}$", text) and int(start) + 1 == int(end)
    return None if follows else faults.NOT_A_SCHOOL_YEAR


def _is_day(text: str) -> bool:
    if not _is(r"^[0-9]{8}$", text):
        return False
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def _check_fault(field: Field, text: str) -> str | None:
    """The fault of a value by its field's check."""
    if not field.check:
        return None
    shape, fault = SHAPES[field.check]
    if not _is(shape, text):
        return fault
    if field.check == "citizen_number":
        if not _is_day(text[6:14]):
            return faults.NO_SUCH_BIRTH_DATE
        return None if citizen_check(text[:17]) == text[17] else faults.WRONG_CHECK_DIGIT
    if field.check == "credit_code":
        return None if credit_check(text[:17]) == text[17] else faults.WRONG_CHECK_DIGIT
    return None


def between(check: RowCheck, text: str, other: str) -> str | None:
    """The fault of a rule between two sound cells."""
    if check.rule == "required_if":
        return faults.REQUIRED_IF if other in check.values and not text else None
    if not text or not other:
        return None
    if check.rule == "not_before":
        return faults.BEFORE_START if text < other else None
    if check.rule == "not_more_than":
        return faults.MORE_THAN_WHOLE if Decimal(text) > Decimal(other) else None
    return faults.NOT_BIRTH_DATE if text != other[6:14] else None
