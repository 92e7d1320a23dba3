"""Mended rows laid over the sheet they came from: each takes the place of the row whose number it bears."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from baigong.contexts.registers.reading.sheet import Sheet
from baigong.contexts.registers.standard import Standard

if TYPE_CHECKING:
    import polars as pl

NUMBER = "_number"


def numbered(mended: Sheet, base: Sheet) -> Sheet:
    """Mended rows under the numbers they have in ``base``; a row that bears none is a new one, behind the last."""
    import polars as pl

    borne = mended.origins.to_list() if mended.origins is not None else [0] * mended.frame.height
    next_one = max([base.first_row, *base.numbers.to_list(), *borne])
    numbers = []
    for number in borne:
        next_one += not number
        numbers.append(number or next_one)
    return replace(mended, numbers=pl.Series(NUMBER, numbers, dtype=pl.Int64))


def overlaid(base: Sheet, mended: Sheet, *, is_last: bool = True) -> Sheet:
    """The sheet with numbered rows in place of those that have their numbers. One that was emptied takes its row away.

    Where more will be laid over (not ``is_last``), an emptied row stays as it is, so that it is not forgotten.
    """
    import polars as pl

    rows = _with_numbers(mended)
    kept = _with_numbers(base).filter(~pl.col(NUMBER).is_in(rows[NUMBER].to_list()))
    if is_last and rows.width > 1:
        rows = rows.filter(pl.any_horizontal(pl.all().exclude(NUMBER) != ""))
    whole = pl.concat([kept, rows], how="diagonal").sort(NUMBER, maintain_order=True)
    return replace(base, frame=whole.drop(NUMBER).with_columns(pl.all().fill_null("")), numbers=whole[NUMBER])


def _with_numbers(sheet: Sheet) -> pl.DataFrame:
    import polars as pl

    return sheet.frame.with_columns(sheet.numbers.cast(pl.Int64).alias(NUMBER))


def packed(sheets: Sequence[Sheet]) -> bytes:
    """Numbered rows as they are kept beside the file: a Parquet file a table."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for sheet in sheets:
            buffer = io.BytesIO()
            _with_numbers(sheet).write_parquet(buffer, compression="zstd")
            archive.writestr(sheet.table.name, buffer.getvalue())
    return out.getvalue()


def unpacked(data: bytes, standard: Standard) -> list[Sheet]:
    """What ``packed`` made."""
    import polars as pl

    sheets = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            frame = pl.read_parquet(archive.read(name))
            sheets.append(Sheet(standard.tables[name], frame.drop(NUMBER), name, 1, {}, frame[NUMBER]))
    return sheets
