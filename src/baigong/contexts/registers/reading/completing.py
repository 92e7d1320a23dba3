"""What a school without a system cannot know of a row is filled in: the key, its own code, the time at which the row was collected.

The key of a row is made of what the row must say, so that the same row sent again is the same row and not a second one. A row that
changes in such a field takes along its key from the export or from the file of rows to mend.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from baigong.contexts.registers.reading.sheet import Sheet
from baigong.contexts.registers.standard import StandardField, StandardTable

if TYPE_CHECKING:
    import polars as pl

KEY_CHECK, CODE_CHECK, COLLECTED = "row_key", "school_code", "SJCJSJ"
KEY_DIGITS = 32


def is_filled_in(field: StandardField) -> bool:
    """Whether a blank value is filled in when a file is uploaded."""
    return (field.field.check in (KEY_CHECK, CODE_CHECK) and field.field.is_required) or field.name == COLLECTED


def completed(sheet: Sheet, *, school_code: str, at: datetime) -> Sheet:
    """The sheet with blank codes, times and keys filled in; of a body without a code the code stays blank."""
    given = {CODE_CHECK: school_code, COLLECTED: f"{timezone.localtime(at):%Y%m%d %H%M%S}"}
    frame, filled = sheet.frame, []
    key: StandardField | None = None
    for field in sheet.table.fields:
        if not is_filled_in(field):
            continue
        if field.field.check == KEY_CHECK:
            key = field
        elif _blanks(frame, field) and (value := given.get(field.field.check) or given.get(field.name, "")):
            frame = _with(frame, field, value)
            filled.append(field.label)
    if key is not None and (blanks := _blanks(frame, key)):
        frame = _with_keys(sheet.table, frame, key, blanks)
        filled.insert(0, key.label)
    notes = list(sheet.notes)
    if filled:
        notes.append(_("空着的%(names)s已自动填写；同样的行再传一次不会变成两行。") % {"names": "、".join(filled)})
    if not school_code and any(field.field.check == CODE_CHECK and _blanks(frame, field) for field in sheet.table.fields):
        notes.append(_("本单位还没有登记学校标识码，学校代码没有自动填写；请系统管理员在机构信息里登记，或在表里填上。"))
    return replace(sheet, frame=frame, notes=notes)


def _blanks(frame: pl.DataFrame, field: StandardField) -> list[int]:
    if field.name not in frame.columns:
        return list(range(frame.height))
    return (frame[field.name] == "").arg_true().to_list()


def _with(frame: pl.DataFrame, field: StandardField, value: str) -> pl.DataFrame:
    import polars as pl

    if field.name not in frame.columns:
        return frame.with_columns(pl.lit(value).alias(field.name))
    return frame.with_columns(pl.when(pl.col(field.name) == "").then(pl.lit(value)).otherwise(pl.col(field.name)).alias(field.name))


def _with_keys(table: StandardTable, frame: pl.DataFrame, key: StandardField, blanks: list[int]) -> pl.DataFrame:
    import polars as pl

    names = [f.name for f in table.fields if f.field.is_required and f.name in frame.columns and f.name not in (key.name, COLLECTED)]
    keys = frame[key.name].to_list() if key.name in frame.columns else [""] * frame.height
    told = frame.select(names).rows()
    for number in blanks:
        text = "\x1f".join([table.name, *(value or "" for value in told[number])])
        keys[number] = hashlib.sha256(text.encode()).hexdigest()[:KEY_DIGITS].upper()
    return frame.with_columns(pl.Series(key.name, keys, dtype=pl.String))
