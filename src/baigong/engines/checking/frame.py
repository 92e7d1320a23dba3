"""The kernel: the faults of ``plain.check_rows`` for a million rows.

It works with a sieve for each column, which passes what is surely written normally and surely sound; whatever it does not pass is written
and judged by the reference, once per different value. So both can differ only where a sieve passes too much, and that is what the
property tests hunt for. Of a column whose values repeat the sieve sees each value once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from baigong.engines.checking import faults, plain
from baigong.engines.checking.columns import are_long, beside, distinct
from baigong.engines.checking.fields import NUMERIC, SEPARATOR, Field, Kind, RowCheck, TableRules
from baigong.engines.checking.numbers import CITIZEN_CHECKS, CITIZEN_WEIGHTS, CREDIT_ALPHABET, CREDIT_SHAPE, CREDIT_WEIGHTS
from baigong.engines.checking.plain import SHAPES
from baigong.engines.checking.writing import BLANKS, is_formal

SCHEMA = pl.Schema({"row": pl.UInt32, "key": pl.String, "field": pl.String, "code": pl.String, "found": pl.String})
_ORDERED = pl.Schema({"row": pl.UInt32, "order": pl.Int32, "field": pl.String, "code": pl.String, "found": pl.String})
_TIME = "(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]"
_YEAR = "[12][0-9]{3}"
_DAY = "(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
"""Month and day of every day that each year has; 29 February is left to the reference."""
_FINE = {
    Kind.DATE: f"^{_YEAR}{_DAY}$",
    Kind.MOMENT: f"^{_YEAR}{_DAY} {_TIME}$",
    Kind.TIME: f"^{_TIME}$",
    Kind.MONTH: f"^{_YEAR}(?:0[1-9]|1[0-2])$",
    Kind.YEAR: f"^{_YEAR}$",
}
"""How a value of a kind looks that is surely written normally and surely sound."""
_ENDS = f"^[{BLANKS}]|[{BLANKS}]$"
_WIDE = "[０-９Ａ-Ｚａ-ｚ]"


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
    written, found = _in_cells(rules, frame)
    if not written.height:
        return Checked(written, pl.DataFrame(schema=SCHEMA))
    deleted = written[rules.delete_field] == rules.delete_value if rules.delete_field else None
    if deleted is not None and deleted.any():  # a deletion needs only its key
        found = {name: each if name in rules.key else each.filter(~deleted.gather(each["row"])) for name, each in found.items()}
    wrong = {name: set(each["row"].to_list()) for name, each in found.items()}
    listed = [
        *found.values(),
        *_between_cells(rules, written, deleted, wrong),
        *_undeclared(rules, frame, deleted),
        *_repeated(rules, written),
    ]
    faulty = pl.concat([pl.DataFrame(schema=_ORDERED), *listed]).sort("row", "order")
    keys = written.select(rules.key)[faulty["row"]].select(key=pl.concat_str(pl.all(), separator="|"))
    return Checked(written, faulty.with_columns(key=keys["key"]).select(*SCHEMA))


def _in_cells(rules: TableRules, frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """The declared columns as ``plain.normalise`` writes them, and the faults of cells for each column that has some."""
    there, blank = set(frame.columns), pl.Series([""], dtype=pl.String)
    sent = [
        frame[field.name].fill_null("") if field.name in there else blank.new_from_index(0, frame.height).alias(field.name)
        for field in rules.fields
    ]
    judged = beside(_judged, sent, rules.fields) if are_long(sent) else _judged_together(sent, rules.fields)
    columns, found = [], {}
    for order, (field, (column, rows, codes)) in enumerate(zip(rules.fields, judged, strict=True)):
        columns.append(column)
        if rows is not None and codes.len():
            found[field.name] = _listed(rows, order, field.name, codes, column.gather(rows))
    return pl.DataFrame(columns), found


def _judged_together(columns: Sequence[pl.Series], fields: Sequence[Field]) -> list[tuple[pl.Series, pl.Series | None, pl.Series]]:
    """``_judged`` of every column of a short table: one look at all of them, another only where something is odd. There Polars costs by
    the question, not by the row."""
    are_fine = pl.DataFrame(columns).select(_is_fine(field).all() for field in fields).row(0)
    return [
        (column, None, column.clear()) if is_fine else _judged(column, field)
        for column, field, is_fine in zip(columns, fields, are_fine, strict=True)
    ]


def _judged(column: pl.Series, field: Field) -> tuple[pl.Series, pl.Series | None, pl.Series]:
    """A column as it is written, the rows that bear a fault, and which."""
    values = distinct(column)
    fine = values.to_frame().select(_is_fine(field))[field.name]
    if fine.all():
        return column, None, values.clear()
    odd = values.filter(~fine).unique()
    rows = (~fine).arg_true() if values is column else column.is_in(odd.implode()).arg_true()
    sent = column.gather(rows)
    written = pl.Series(field.name, [plain.normalise(field, text) for text in odd.to_list()], dtype=pl.String)
    fine = written.to_frame().select(_is_fine(field))[field.name]
    codes = [None if is_fine else plain.check_value(field, text) for text, is_fine in zip(written.to_list(), fine.to_list(), strict=True)]
    if (written != odd).any():
        column = column.clone().scatter(rows, sent.replace_strict(odd, written, return_dtype=pl.String))
    verdicts = sent.replace_strict(odd, pl.Series(codes, dtype=pl.String), return_dtype=pl.String)
    is_wrong = verdicts.is_not_null()
    return column, rows.filter(is_wrong), verdicts.filter(is_wrong)


def _is_fine(field: Field) -> pl.Expr:
    """The sieve: true only where ``plain.normalise`` leaves a value alone and ``plain.check_value`` finds nothing in it."""
    value = pl.col(field.name)
    if field.kind in NUMERIC:
        fine = value.str.contains(_number(field))
    elif field.kind in _FINE:
        fine = value.str.contains(_FINE[field.kind])
    elif field.kind is Kind.SCHOOL_YEAR:
        years = [value.str.slice(start, 4).cast(pl.Int32, strict=False) for start in (0, 5)]
        fine = value.str.contains("^[0-9]{4}-[0-9]{4}$") & (years[0] + 1 == years[1]).fill_null(False)
    elif field.kind is Kind.BINARY:
        fine = ~value.str.contains(_ENDS)
    else:
        fine = _is_fine_text(field, value)
    return ((fine & (value != "")) if field.is_required else (fine | (value == ""))).alias(field.name)


def _is_fine_text(field: Field, value: pl.Expr) -> pl.Expr:
    codes = field.codes
    if field.check:  # these have no shape in which anything would be rewritten
        fine = _agrees(field.check, value) if field.check in _WEIGHED else value.str.contains(SHAPES[field.check][0])
    elif not is_formal(field):
        fine = ~value.str.contains(_ENDS if field.kind is Kind.LONG_TEXT else f"{_WIDE}|{_ENDS}")
    elif codes is not None and not field.code_prefix:
        fine, codes = pl.lit(True), _usual(field)
    else:
        fine = ~value.str.contains(f"[！-～{BLANKS},、;]")
    if field.is_list:
        fine = fine & ~value.str.contains(SEPARATOR, literal=True)
    if codes is not None:
        return fine & (value.str.slice(0, field.code_prefix) if field.code_prefix else value).is_in(list(codes))
    return fine & (value.str.len_chars() <= field.length) if field.length else fine


@lru_cache(maxsize=4096)
def _usual(field: Field) -> frozenset[str]:
    """The codes of a field that are written as the reference would write them."""
    return frozenset(code for code in field.codes or () if plain.normalise(field, code) == code)


def _number(field: Field) -> str:
    """What a number within its limits looks like, without a fraction of noughts alone."""
    places, scale = field.length - field.scale, field.scale
    whole = (f"0*[0-9]{{1,{places}}}" if places > 0 else "0+") if field.length else "[0-9]+"
    fractions = "|".join(f"0{{{noughts}}}[1-9][0-9]{{0,{scale - noughts - 1}}}" for noughts in range(scale))
    return f"^-?{whole}(?:\\.(?:{fractions}))?$" if scale else f"^-?{whole}$"


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
