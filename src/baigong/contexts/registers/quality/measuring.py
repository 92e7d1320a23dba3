"""What the rules find in rows: two counts of one thing that differ, what is named and not held, the same person twice, figures far off.

Frames hold the rows in force of all bodies (``lake.state.current``); every answer is plain Python, ready to be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import polars as pl

from baigong.contexts.registers.lake.columns import HASH, MASK
from baigong.contexts.registers.lake.state import BODY
from baigong.contexts.registers.quality.rules import Comparison, Outlier, Persons, Side
from baigong.contexts.registers.standard import StandardTable

Frames = Callable[[str, str], pl.DataFrame]
MAD_TO_DEVIATION = 1.4826
"""The median absolute deviation of a normal distribution times this is its standard deviation."""
MOST_OF_A_RULE = 500
"""So many findings of one rule are kept; more of them say that the table as a whole is wrong."""


@dataclass(frozen=True)
class Found:
    """One finding. ``rows`` and ``other_rows`` are conditions ``FIELD:value`` that list the rows behind either side."""

    rule: str
    body: int
    subject: str
    found: str
    expected: str
    weight: float
    rows: list[str] = field(default_factory=list)
    other_rows: list[str] = field(default_factory=list)
    other_body: int | None = None


def contradictions(rule: Comparison, frames: Frames) -> list[Found]:
    """Where the two sides differ, of bodies that returned both tables."""
    left, right = (frames(side.standard, side.table) for side in (rule.left, rule.right))
    pair = _amounts(rule.left, left).join(_amounts(rule.right, right), on=[BODY, "group"], how="full", coalesce=True, suffix="_right")
    both = left.select(BODY).unique().join(right.select(BODY).unique(), on=BODY, how="semi")
    pair = pair.join(both, on=BODY, how="semi").with_columns(pl.col("value", "value_right").fill_null(0.0))
    gap, larger = (pl.col("value") - pl.col("value_right")).abs(), pl.max_horizontal("value", "value_right")
    pair = pair.with_columns(gap.alias("gap")).filter((gap > rule.most) & (gap > larger * rule.share)).sort("gap", descending=True)
    return [
        Found(
            rule.code, row[BODY], row["group"], words(row["value"]), words(row["value_right"]), row["gap"],
            [*rule.left.conditions, *_group(rule.left, row["group"])], [*rule.right.conditions, *_group(rule.right, row["group"])],
        )
        for row in pair.head(MOST_OF_A_RULE).to_dicts()
    ]  # fmt: skip


def missing(rule: Comparison, frames: Frames) -> list[Found]:
    """Groups of the left side that the right one does not hold, of bodies that returned the right one."""
    left, right = _amounts(rule.left, frames(rule.left.standard, rule.left.table)), frames(rule.right.standard, rule.right.table)
    held = _narrowed(right, rule.right).select(BODY, _column(right, rule.right.by).alias("group"))
    lost = left.join(right.select(BODY).unique(), on=BODY, how="semi").join(held, on=[BODY, "group"], how="anti")
    return [
        Found(rule.code, row[BODY], row["group"], words(row["value"]), "", row["value"],
              [*rule.left.conditions, *_group(rule.left, row["group"])])
        for row in lost.sort("value", descending=True).head(MOST_OF_A_RULE).to_dicts()
    ]  # fmt: skip


def persons(rule: Persons, table: StandardTable, frames: Frames) -> list[Found]:
    """Identity numbers that stand more than once: a finding for each body concerned."""
    frame = _narrowed(frames(rule.side.standard, rule.side.table), rule.side)
    if rule.field + HASH not in frame.columns:
        return []
    number, key = pl.col(rule.field + HASH), table.rules.key[0]
    twice = frame.filter(number.fill_null("") != "").filter(number.count().over(number) > 1)
    found = []
    for rows in twice.partition_by(rule.field + HASH, maintain_order=True)[:MOST_OF_A_RULE]:
        kept = rows.select(BODY, key, rule.field + MASK).rows()
        for body in dict.fromkeys(row[0] for row in kept):
            own = [row[1] for row in kept if row[0] == body]
            elsewhere = next((row[0] for row in kept if row[0] != body), None)
            found.append(Found(rule.code, body, kept[0][2], "、".join(own), "", float(len(kept)), [f"{key}:{own[0]}"], [], elsewhere))
    return found


def shared_keys(table: StandardTable, frame: pl.DataFrame) -> list[Found]:
    """Row keys that should be one in the nation and that two bodies sent: per pair of bodies how many, and one of them."""
    key = table.rules.key[0]
    twice = frame.filter(pl.col(BODY).n_unique().over(key) > 1).select(BODY, key)
    pairs = twice.join(twice, on=key, suffix="_other").filter(pl.col(BODY) != pl.col(BODY + "_other"))
    pairs = pairs.group_by(BODY, BODY + "_other").agg(pl.len().alias("count"), pl.col(key).min()).sort(BODY, BODY + "_other")
    return [
        Found(
            "shared-key", row[BODY], row[key], words(row["count"]), "", float(row["count"]), [f"{key}:{row[key]}"], [], row[BODY + "_other"]
        )
        for row in pairs.head(MOST_OF_A_RULE).to_dicts()
    ]


def outliers(rule: Outlier, table: StandardTable, frames: Frames) -> list[Found]:
    """Figures far from the median by robust deviations, or outside what can be."""
    frame = _narrowed(frames(rule.side.standard, rule.side.table), rule.side)
    value = _column(frame, rule.value).cast(pl.Float64, strict=False)
    if rule.per:
        below = _column(frame, rule.per).cast(pl.Float64, strict=False)
        value = pl.when(below > 0).then(value / below)
    subject = pl.concat_str([_column(frame, name) for name in table.rules.key], separator=" ")
    rows = frame.select(BODY, subject.alias("subject"), _column(frame, table.rules.key[0]).alias("key"), value.alias("value")).drop_nulls()
    found = []
    for group in rows.partition_by(BODY) if rule.among == "body" else [rows]:
        low, high = _usual(group["value"], rule)
        far = group.filter((pl.col("value") < low) | (pl.col("value") > high))
        for row in far.iter_rows(named=True):
            usual = f"{words(low)}—{words(high)}" if low > -FAR and high < FAR else f"≥{words(low)}" if high >= FAR else f"≤{words(high)}"
            weight = max(low - row["value"], row["value"] - high)
            found.append(
                Found(rule.code, row[BODY], row["subject"], words(row["value"]), usual, weight, [f"{table.rules.key[0]}:{row['key']}"])
            )
    return sorted(found, key=lambda one: -one.weight)[:MOST_OF_A_RULE]


FAR = 1e18


def _usual(values: pl.Series, rule: Outlier) -> tuple[float, float]:
    """The range in which values are not told: what can be, narrowed to what the others are like."""
    low, high = -FAR if rule.low is None else float(rule.low), FAR if rule.high is None else float(rule.high)
    if rule.factor and len(values) >= rule.least:
        middle = float(values.median())  # type: ignore[arg-type]  # a column of numbers
        spread = MAD_TO_DEVIATION * float((values - middle).abs().median())  # type: ignore[arg-type]
        if spread > 0:
            low, high = max(low, middle - rule.factor * spread), min(high, middle + rule.factor * spread)
    return low, high


def filled(table: StandardTable, frame: pl.DataFrame) -> Iterator[tuple[int, int, float | None, float | None, list[str]]]:
    """For each body: rows in force, share of required cells filled, share of optional ones, optional fields that are never filled."""
    required = [f.name for f in table.rules.fields if f.is_required]
    optional = [f.name for f in table.rules.fields if not f.is_required and f.name != table.rules.delete_field]
    counts = [(_column(frame, name).fill_null("") != "").sum().alias(name) for name in (*required, *optional)]
    for row in frame.group_by(BODY).agg(pl.len().alias("_count"), *counts).to_dicts():
        shares = [sum(row[n] for n in names) / (row["_count"] * len(names)) if names else None for names in (required, optional)]
        yield row[BODY], row["_count"], shares[0], shares[1], [name for name in optional if not row[name]]


def words(value: float) -> str:
    """A figure as it is kept."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"


def _amounts(side: Side, frame: pl.DataFrame) -> pl.DataFrame:
    """Body, group (empty without ``by``) and value; rows without a group are left out."""
    rows = _narrowed(frame, side)
    if side.distinct:
        amount = _column(rows, side.distinct).n_unique().cast(pl.Float64)
    elif side.sum:
        amount = _column(rows, side.sum).cast(pl.Float64, strict=False).sum()
    else:
        amount = pl.len().cast(pl.Float64)
    group = _column(rows, side.by).fill_null("") if side.by else pl.lit("")
    grouped = rows.with_columns(group.alias("group")).group_by(BODY, "group").agg(amount.alias("value"))
    return grouped.filter(pl.col("group") != "") if side.by else grouped


def _narrowed(frame: pl.DataFrame, side: Side) -> pl.DataFrame:
    for name, values in side.where.items():
        frame = frame.filter(_column(frame, name).fill_null("").is_in(list(values)))
    if side.latest:
        frame = frame.filter(_column(frame, side.latest) == _column(frame, side.latest).max().over(BODY))
    return frame


def _column(frame: pl.DataFrame, name: str) -> pl.Expr:
    """A column, empty where nobody sent it."""
    return pl.col(name) if name in frame.columns else pl.lit("")


def _group(side: Side, group: str) -> list[str]:
    return [f"{side.by}:{group}"] if side.by else []
