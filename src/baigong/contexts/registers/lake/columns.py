"""How rows lie in the lake: every field as text, identity numbers encrypted beside a keyed hash for matching and a mask for showing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baigong.kernel.privacy import decrypt
from baigong.kernel.privacy_bulk import encrypt_all, keyed_hash_all

if TYPE_CHECKING:
    import polars as pl

    from baigong.engines.checking.fields import TableRules

ROW = "_row"
"""The number of the row in what was sent, from 0."""
LINE, PLACE = "_line", "_place"
"""Of a file: the number that the row bears there, and the sheet (or the file within a zip) in which it stands."""
HASH, MASK = "__hash", "__mask"
"""Endings of the columns beside an encrypted one."""


def mask(text: str) -> str:
    """A sensitive value as people may see it: the first six characters and the last one; shorter ones not at all (SEC-02)."""
    return text[:6] + "*" * (len(text) - 7) + text[-1:] if len(text) > 10 else "*" * len(text)


def mask_column(value: pl.Expr) -> pl.Expr:
    """``mask`` of a column; of what is longer than any field, no more stars than that."""
    import polars as pl

    stars, length = pl.lit("*" * 10_000), value.str.len_chars()
    shown = value.str.slice(0, 6) + stars.str.slice(0, length - 7) + value.str.slice(-1)
    return pl.when(length > 10).then(shown).otherwise(stars.str.slice(0, length))


def hash_columns(rules: TableRules, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with a keyed hash beside each sensitive column; of an empty value it is empty. Enough to compare rows with those held."""
    import polars as pl

    names = [field.name for field in rules.fields if field.is_sensitive and field.name in frame.columns]
    return frame.with_columns(pl.Series(name + HASH, keyed_hash_all(frame[name].to_list()), dtype=pl.String) for name in names)


def seal_columns(rules: TableRules, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with each sensitive column encrypted, and its hash and mask beside it; an empty value stays empty."""
    import polars as pl

    for field in rules.fields:
        if not field.is_sensitive or field.name not in frame.columns:
            continue
        values = frame[field.name].to_list()
        frame = frame.with_columns(
            pl.Series(field.name, encrypt_all(values), dtype=pl.String),
            pl.Series(field.name + HASH, keyed_hash_all(values), dtype=pl.String),
            mask_column(pl.col(field.name)).alias(field.name + MASK),
        )
    return frame


def unseal(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The frame with one column readable again. Whoever asks for it records that it was read."""
    import polars as pl

    return frame.with_columns(pl.Series(name, [decrypt(v) if v else "" for v in frame[name].to_list()], dtype=pl.String))
