"""How rows lie in the lake: every field as text, identity numbers encrypted beside a keyed hash for matching and a mask for showing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baigong.kernel.privacy import decrypt, encrypt, keyed_hash

if TYPE_CHECKING:
    import polars as pl

    from baigong.engines.checking.fields import TableRules

ROW = "_row"
"""The number of the row in what was sent, from 0."""
HASH, MASK = "__hash", "__mask"
"""Endings of the columns beside an encrypted one."""


def mask(text: str) -> str:
    """A sensitive value as people may see it: the first six characters and the last one; shorter ones not at all (SEC-02)."""
    return text[:6] + "*" * (len(text) - 7) + text[-1:] if len(text) > 10 else "*" * len(text)


def seal_columns(rules: TableRules, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with each sensitive column encrypted, and its hash and mask beside it; an empty value stays empty."""
    import polars as pl

    for field in rules.fields:
        if not field.is_sensitive or field.name not in frame.columns:
            continue
        values = frame[field.name].to_list()
        frame = frame.with_columns(
            pl.Series(field.name, [encrypt(v) if v else "" for v in values], dtype=pl.String),
            pl.Series(field.name + HASH, [keyed_hash(v) if v else "" for v in values], dtype=pl.String),
            pl.Series(field.name + MASK, [mask(v) for v in values], dtype=pl.String),
        )
    return frame


def unseal(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The frame with one column readable again. Whoever asks for it records that it was read."""
    import polars as pl

    return frame.with_columns(pl.Series(name, [decrypt(v) if v else "" for v in frame[name].to_list()], dtype=pl.String))
