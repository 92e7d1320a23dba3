"""Where a quantity stands: its sentence, its clause, and the words on either side."""

from __future__ import annotations

import re
from dataclasses import dataclass

from baigong.engines.common.spans import Span
from baigong.engines.plan_text.quantities import Quantity

_MARKS = ",:;"
_REACH = 600  # characters beyond which words do not bear on a number; keeps the reading of any text linear


@dataclass(frozen=True)
class Place:
    """A quantity with the words around it."""

    quantity: Quantity
    clause: Span
    before: str  # from the beginning of the clause
    written: str  # the quantity itself
    after: str  # to the end of the clause
    sentence_before: str
    sentence_after: str


def place_of(normal: str, sentence: Span, quantity: Quantity) -> Place:
    """The place of a quantity in its sentence."""
    clause = clause_around(normal, sentence, quantity.span)
    return Place(
        quantity=quantity,
        clause=clause,
        before=normal[clause.start : quantity.span.start],
        written=quantity.span.of(normal),
        after=normal[quantity.span.end : clause.end],
        sentence_before=normal[max(sentence.start, quantity.span.start - _REACH) : quantity.span.start],
        sentence_after=normal[quantity.span.end : min(sentence.end, quantity.span.end + _REACH)],
    )


def clause_around(normal: str, sentence: Span, span: Span) -> Span:
    """The part between commas in which `span` stands; inside brackets, the bracket is the part."""
    first, last = max(sentence.start, span.start - _REACH), min(sentence.end, span.end + _REACH)
    return Span(_clause_start(normal, first, span.start), _clause_end(normal, last, span.end))


def _clause_start(normal: str, limit: int, position: int) -> int:
    depth = 0
    while position > limit:
        char = normal[position - 1]
        if char == ")":
            depth += 1
        elif char == "(":
            if depth == 0:
                break
            depth -= 1
        elif char in _MARKS and depth == 0 and not _is_thousands(normal, position - 1):
            break
        position -= 1
    return position


def _clause_end(normal: str, limit: int, position: int) -> int:
    depth = 0
    while position < limit:
        char = normal[position]
        if char == "(":
            depth += 1
        elif char == ")":
            if depth == 0:
                break
            depth -= 1
        elif char in _MARKS and depth == 0 and not _is_thousands(normal, position):
            break
        position += 1
    return position


def _is_thousands(normal: str, position: int) -> bool:
    return re.match(r"\d,\d{3}(?!\d)", normal[max(0, position - 1) : position + 5]) is not None
