"""The kernel: the faults of ``plain.check_rows`` for a million rows.

It works with sieves. A sieve looks at a whole column at once and passes what is surely written normally, or surely sound; whatever it does
not pass is written and judged by the reference, once per different value. So both can differ only where a sieve passes too much,
and that is what the property tests hunt for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from baigong.engines.checking import faults, plain
from baigong.engines.checking.fields import NUMERIC, SEPARATOR, Field, Kind, RowCheck, TableRules
from baigong.engines.checking.numbers import CITIZEN_CHECKS, CITIZEN_WEIGHTS, CREDIT_ALPHABET, CREDIT_SHAPE, CREDIT_WEIGHTS
from baigong.engines.checking.plain import SHAPES
from baigong.engines.checking.writing import BLANKS, UPPER, is_formal

SCHEMA = pl.Schema({"row": pl.UInt32, "key": pl.String, "field": pl.String, "code": pl.String, "found": pl.String})
_ORDERED = pl.Schema({"row": pl.UInt32, "order": pl.Int32, "field": pl.String, "code": pl.String, "found": pl.String})
_TIME = "(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]"
_WRITTEN = {
    Kind.DATE: "[0-9]{8}",
    Kind.TIME: "[0-9]{6}",
    Kind.MOMENT: "[0-9]{8} [0-9]{6}",
    Kind.MONTH: "[0-9]{6}",
    Kind.YEAR: "[0-9]{4}",
    Kind.SCHOOL_YEAR: "[0-9]{4}-[0-9]{4}",
    Kind.NUMBER: r"-?[0-9]+(?:\.[0-9]*[1-9])?",
    Kind.MONEY: r"-?[0-9]+(?:\.[0-9]*[1-9])?",
}
"""How a normalised value of a kind looks; others may."""
_YEAR = "[12][0-9]{3}"
_DAY = "(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
"""Month and day of every day that each year has; 29 February is left to the reference."""
_SOUND = {
    Kind.DATE: _YEAR + _DAY,
    Kind.MOMENT: f"{_YEAR}{_DAY} {_TIME}",
    Kind.TIME: _TIME,
    Kind.MONTH: f"{_YEAR}(?:0[1-9]|1[0-2])",
    Kind.YEAR: _YEAR,
}
"""How a value of a kind looks that is surely sound."""


@dataclass(frozen=True)
class Checked:
    """``frame`` has the declared columns in their order, normalised; ``faults`` are those of ``plain.check_rows``, in its order."""

    frame: pl.DataFrame
    faults: pl.DataFrame

    @property
    def bad_rows(self) -> pl.Series:
        """The numbers of the rows that bear a fault, in order."""
        return self.faults["row"].unique().sort()


def check_frame(rules: TableRules, frame: pl.DataFrame) -> Checked:
    """Normalise and check rows. Every column is text; an absent one counts as empty, what stands in one not declared is a fault."""
    written = _normalised(rules, frame)
    if not written.height:
        return Checked(written, pl.DataFrame(schema=SCHEMA))
    keys = written.select(key=pl.concat_str([pl.col(name) for name in rules.key], separator="|"))["key"]
    deleted = written[rules.delete_field] == rules.delete_value if rules.delete_field else None
    found = _in_cells(rules, written, deleted)
    found += _between_cells(rules, written, deleted, {each["field"][0]: set(each["row"].to_list()) for each in found})
    found += _undeclared(rules, frame, deleted)
    found += _repeated(rules, written)
    listed = pl.concat([pl.DataFrame(schema=_ORDERED), *found]).sort("row", "order")
    return Checked(written, listed.with_columns(key=keys.gather(listed["row"])).select(*SCHEMA))


def _normalised(rules: TableRules, frame: pl.DataFrame) -> pl.DataFrame:
    """The declared columns as ``plain.normalise`` writes them."""
    there, blank = set(frame.columns), pl.Series([""], dtype=pl.String)
    absent = [blank.new_from_index(0, frame.height).alias(field.name) for field in rules.fields if field.name not in there]
    trimmed = frame.select(pl.col(f.name).fill_null("").str.strip_chars(BLANKS) for f in rules.fields if f.name in there)
    trimmed = trimmed.with_columns(absent).select(field.name for field in rules.fields)
    if not frame.height:
        return trimmed
    has_odd = trimmed.select(_may_be_rewritten(field).any().alias(field.name) for field in rules.fields).row(0)
    changed = [_rewritten(field, trimmed[field.name]) for field, is_odd in zip(rules.fields, has_odd, strict=True) if is_odd]
    return trimmed.with_columns(changed)


def _may_be_rewritten(field: Field) -> pl.Expr:
    """The sieve of writing: false only where ``plain.normalise`` leaves a trimmed value alone."""
    value = pl.col(field.name)
    if field.kind in (Kind.LONG_TEXT, Kind.BINARY):
        return pl.lit(False)
    if not is_formal(field):
        return value.str.contains("[０-９Ａ-Ｚａ-ｚ]")
    if field.kind in _WRITTEN:
        return ~value.str.contains(f"^(?:{_WRITTEN[field.kind]})?$")
    if field.check == "mobile":
        return ~value.str.contains("^(?:1[0-9]{10})?$")
    marks = ("a-z" if field.check in UPPER else "") + (",、;" if field.is_list else "")
    odd = value.str.contains(f"[！-～{BLANKS}{marks}]")
    return odd | (value.str.len_bytes() == 15) if field.check == "citizen_number" else odd


def _rewritten(field: Field, column: pl.Series) -> pl.Series:
    rows = column.to_frame().select(_may_be_rewritten(field))[field.name].arg_true()
    values = column.gather(rows)
    written = {text: plain.normalise(field, text) for text in values.unique().to_list()}
    return column.clone().scatter(rows, values.replace_strict(written, return_dtype=pl.String))


def _in_cells(rules: TableRules, written: pl.DataFrame, deleted: pl.Series | None) -> list[pl.DataFrame]:
    """The faults of cells, a frame for each column that has some. A deletion needs only its key."""
    sound = written.select(_is_surely_sound(field).alias(field.name) for field in rules.fields)
    if deleted is not None and deleted.any():
        sound = sound.with_columns((pl.col(f.name) | deleted).alias(f.name) for f in rules.fields if f.name not in rules.key)
    passed = sound.select(pl.all().all()).row(0)
    found = []
    for order, (field, all_sound) in enumerate(zip(rules.fields, passed, strict=True)):
        if not all_sound:
            rows = (~sound[field.name]).arg_true()
            values = written[field.name].gather(rows)
            verdicts = {text: plain.check_value(field, text) for text in values.unique().to_list()}
            codes = values.replace_strict(verdicts, return_dtype=pl.String)
            found.append(_listed(rows, order, field.name, codes, values).filter(pl.col("code").is_not_null()))
    return [each for each in found if each.height]


def _is_surely_sound(field: Field) -> pl.Expr:
    """The sieve of cells: true only where ``plain.check_value`` finds nothing in a normalised value."""
    value = pl.col(field.name)
    if field.kind is Kind.BINARY:
        sound = pl.lit(True)
    elif field.kind in NUMERIC:
        sound = value.str.contains(_number(field))
    elif field.kind in _SOUND:
        sound = value.str.contains(f"^{_SOUND[field.kind]}$")
    elif field.kind is Kind.SCHOOL_YEAR:
        years = [value.str.slice(start, 4).cast(pl.Int32, strict=False) for start in (0, 5)]
        sound = value.str.contains("^[0-9]{4}-[0-9]{4}$") & (years[0] + 1 == years[1]).fill_null(False)
    else:
        sound = _is_sound_text(field, value)
    return (sound & (value != "")) if field.is_required else (sound | (value == ""))


def _is_sound_text(field: Field, value: pl.Expr) -> pl.Expr:
    sound = pl.lit(True)
    if field.check:
        sound = _agrees(field.check, value) if field.check in _WEIGHED else value.str.contains(SHAPES[field.check][0])
    if field.is_list:
        sound = sound & ~value.str.contains(SEPARATOR, literal=True)
    if field.codes is not None:
        return sound & (value.str.slice(0, field.code_prefix) if field.code_prefix else value).is_in(list(field.codes))
    return sound & (value.str.len_chars() <= field.length) if field.length else sound


def _number(field: Field) -> str:
    """What a number within its limits looks like."""
    places = field.length - field.scale
    whole = (f"0*[0-9]{{1,{places}}}" if places > 0 else "0+") if field.length else "[0-9]+"
    return f"^-?{whole}(?:\\.[0-9]{{1,{field.scale}}})?$" if field.scale else f"^-?{whole}$"


_WEIGHED = {
    "citizen_number": (
        f"^[1-9][0-9]{{5}}(?:18|19|20)[0-9]{{2}}{_DAY}[0-9]{{3}}[0-9X]$",
        "0123456789X",
        CITIZEN_WEIGHTS,
        [CITIZEN_CHECKS[n % 11] for n in range(11)],
    ),
    "credit_code": (CREDIT_SHAPE, CREDIT_ALPHABET, CREDIT_WEIGHTS, [CREDIT_ALPHABET[-n % 31] for n in range(31)]),
}
"""The shape, the characters that count, the weight of each place, the last character by the remainder of the sum."""


def _agrees(check: str, value: pl.Expr) -> pl.Expr:
    """Whether a value has the shape and its last character agrees with the others."""
    shape, alphabet, weights, last = _WEIGHED[check]
    worth = np.zeros(128, np.int16)
    worth[np.frombuffer(alphabet.encode(), np.uint8)] = np.arange(len(alphabet))
    lasts = np.frombuffer("".join(last).encode(), np.uint8)

    def agree(values: pl.Series) -> pl.Series:
        shaped = values.str.contains(shape)
        if not shaped.any():
            return shaped
        text: str = values.filter(shaped).str.join("").item()
        places = np.frombuffer(text.encode(), np.uint8).reshape(-1, 18)
        total = np.zeros(len(places), np.int16)
        for place, weight in enumerate(weights):
            total += worth[places[:, place]] * np.int16(weight)
        found = shaped.to_numpy(writable=True)
        found[found] = lasts[total % len(lasts)] == places[:, 17]
        return pl.Series(found)

    return value.map_batches(agree, return_dtype=pl.Boolean)


def _between_cells(rules: TableRules, written: pl.DataFrame, deleted: pl.Series | None, wrong: dict[str, set[int]]) -> list[pl.DataFrame]:
    """The faults of rules between two sound cells of a row."""
    found = []
    for order, check in enumerate(rules.row_checks, start=len(rules.fields)):
        may_break = written.select(_may_break(check))[:, 0]
        rows = (may_break if deleted is None else may_break & ~deleted).arg_true()
        texts, others = written[check.field].gather(rows), written[check.other].gather(rows)
        unsound = wrong.get(check.field, set()) | wrong.get(check.other, set())
        codes = [
            None if row in unsound else plain.between(check, text, other)
            for row, text, other in zip(rows.to_list(), texts.to_list(), others.to_list(), strict=True)
        ]
        found.append(_listed(rows, order, check.field, pl.Series(codes, dtype=pl.String), texts).filter(pl.col("code").is_not_null()))
    return found


def _may_break(check: RowCheck) -> pl.Expr:
    """The sieve of rules between cells: false only where ``plain.between`` finds nothing."""
    value, other = pl.col(check.field), pl.col(check.other)
    if check.rule == "required_if":
        return (value == "") & other.is_in(list(check.values))
    if check.rule == "not_before":
        broken = value < other
    elif check.rule == "not_more_than":
        broken = ~(value.cast(pl.Float64, strict=False) < other.cast(pl.Float64, strict=False)).fill_null(False)
    else:
        broken = value != other.str.slice(6, 8)
    return broken & (value != "") & (other != "")


def _undeclared(rules: TableRules, frame: pl.DataFrame, deleted: pl.Series | None) -> list[pl.DataFrame]:
    declared = {field.name for field in rules.fields}
    found = []
    for place, name in enumerate(sorted(set(frame.columns) - declared)):
        values = frame[name].cast(pl.String).fill_null("").str.strip_chars(BLANKS)
        filled = (values != "") if deleted is None else (values != "") & ~deleted
        rows = filled.arg_true()
        codes = pl.Series([faults.UNKNOWN_COLUMN], dtype=pl.String).new_from_index(0, rows.len())
        found.append(_listed(rows, len(rules.fields) + len(rules.row_checks) + place, name, codes, values.gather(rows)))
    return found


def _repeated(rules: TableRules, written: pl.DataFrame) -> list[pl.DataFrame]:
    """A fault for each row whose key an earlier one has, naming that one."""
    numbered = written.select(rules.key).with_row_index("row").filter(pl.all_horizontal(pl.col(name) != "" for name in rules.key))
    if numbered.n_unique(subset=list(rules.key)) == numbered.height:
        return []
    numbered = numbered.with_columns(first=pl.col("row").min().over(rules.key)).filter(pl.col("row") != pl.col("first"))
    codes = pl.Series([faults.DUPLICATE_KEY], dtype=pl.String).new_from_index(0, numbered.height)
    return [_listed(numbered["row"], np.iinfo(np.int32).max, rules.key[0], codes, (numbered["first"] + 1).cast(pl.String))]


def _listed(rows: pl.Series, order: int, name: str, codes: pl.Series, values: pl.Series) -> pl.DataFrame:
    listed = pl.DataFrame({"row": rows, "code": codes, "found": values})
    return listed.with_columns(order=pl.lit(order, pl.Int32), field=pl.lit(name)).select(*_ORDERED).cast(_ORDERED)


def to_faults(listed: pl.DataFrame) -> Sequence[faults.Fault]:
    """The rows of ``Checked.faults`` as values."""
    return [faults.Fault(*row) for row in listed.select(*SCHEMA).iter_rows()]
