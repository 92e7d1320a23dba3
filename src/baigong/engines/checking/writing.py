"""How a value is written before it is checked: the same rewriting for one form field and for a million rows.

Blanks around a value and full-width letters and digits never carry meaning. In values that are codes, numbers, dates or identifiers
neither do full-width marks, blanks within, the separators of a date, the case of an X; a citizen number of fifteen digits is the same
person's as the one of eighteen. Everything here is data (characters, patterns), so that ``plain`` and ``frame`` cannot differ.
"""

from __future__ import annotations

from typing import NamedTuple

from baigong.engines.checking.fields import SEPARATOR, Field, Kind

BLANKS = " \t\n\r\x0b\x0c\u00a0\u2002\u2003\u2007\u2009\u200b\u202f\u3000\ufeff"
"""What counts as blank, the ones that spreadsheets and input methods leave included."""
ALPHANUMERIC = {chr(code + 0xFEE0): chr(code) for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B))}
MARKS = {chr(code + 0xFEE0): chr(code) for code in (*range(0x21, 0x30), *range(0x3A, 0x41), *range(0x5B, 0x61), *range(0x7B, 0x7F))}
TEMPORAL = frozenset({Kind.DATE, Kind.TIME, Kind.MOMENT, Kind.MONTH, Kind.YEAR, Kind.SCHOOL_YEAR})
UPPER = frozenset({"citizen_number", "credit_code", "programme_code"})
"""Checks whose values have capital letters only, so that a small one is a matter of typing."""
PERIOD_IN_WORDS = r"(?P<year>20\d\d)年(?:第?(?P<quarter>[1-4])季度末?|(?P<month>0?[1-9]|1[0-2])月末?|平均)?"
"""A year, the end of a quarter or of a month, as people write it."""


class Rewrite(NamedTuple):
    """Wherever ``pattern`` occurs it becomes ``to`` (``$1`` is its first group), in values that ``where`` matches (empty: all)."""

    pattern: str
    to: str
    where: str = ""


_DAY = r"^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
_PADDED_DAY = r"^([0-9]{4})-0?([0-9]{2})-0?([0-9]{2})"
# A part of one digit is first given a nought, then a nought too many is taken away again.
_OF_KIND: dict[Kind, tuple[Rewrite, ...]] = {
    Kind.DATE: (
        Rewrite(_DAY + r"(?:[ T]00?:00(?::00)?(?:\.0+)?)?$", "$1-0$2-0$3"),
        Rewrite(_PADDED_DAY + "$", "$1$2$3"),
    ),
    Kind.MONTH: (
        Rewrite(r"^([0-9]{4})[-/.年]([0-9]{1,2})月?$", "$1-0$2"),
        Rewrite(r"^([0-9]{4})-0?([0-9]{2})$", "$1$2"),
    ),
    Kind.YEAR: (Rewrite(r"^([0-9]{4})[年级]$", "$1"),),
    Kind.SCHOOL_YEAR: (Rewrite(r"^([0-9]{4})[-/~—–至]+([0-9]{4})(?:学年)?$", "$1-$2"),),
    Kind.TIME: (
        Rewrite(r"^([0-9]{1,2}):([0-9]{1,2})$", "$1:$2:00"),
        Rewrite(r"^([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})$", "0$1:0$2:0$3"),
        Rewrite(r"^0?([0-9]{2}):0?([0-9]{2}):0?([0-9]{2})$", "$1$2$3"),
    ),
    Kind.MOMENT: (
        Rewrite(r"^([0-9]{8})([0-9]{6})$", "$1 $2"),
        Rewrite(_DAY, "$1-0$2-0$3"),
        Rewrite(_PADDED_DAY + "[ T]+", "$1$2$3 "),
        Rewrite(r" ([0-9]{1,2}):([0-9]{1,2})$", " $1:$2:00"),
        Rewrite(r" ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]+)?$", " 0$1:0$2:0$3"),
        Rewrite(r" 0?([0-9]{2}):0?([0-9]{2}):0?([0-9]{2})$", " $1$2$3"),
    ),
}
_NUMBER = (
    Rewrite(",", "", where=r"^-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$"),
    Rewrite(r"^(-?[0-9]+)\.0+$", "$1"),
)
_LIST = (Rewrite(r"(?:\|\||[,、;])", SEPARATOR),)
_MOBILE = (Rewrite(r"^(?:\+?86)?-?(1[0-9]{2})-?([0-9]{4})-?([0-9]{4})$", "$1$2$3"),)


def is_formal(field: Field) -> bool:
    """Whether the value is a code, number, date or identifier: written in one way only, so that other ways can be rewritten."""
    if field.kind in (Kind.LONG_TEXT, Kind.BINARY):
        return False
    return field.kind is not Kind.TEXT or field.codes is not None or bool(field.check)


def rewrites(field: Field) -> tuple[Rewrite, ...]:
    """The rewriting of a formal value, in order."""
    if field.kind in (Kind.NUMBER, Kind.MONEY):
        return _NUMBER
    if field.check == "mobile":
        return _MOBILE
    return _OF_KIND.get(field.kind, _LIST if field.is_list else ())
