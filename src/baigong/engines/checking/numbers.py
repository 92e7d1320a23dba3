"""Numbers that check themselves: citizens (GB 11643-1999), legal persons (GB 32100-2015)."""

from __future__ import annotations

CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CITIZEN_CHECKS = "10X98765432"
"""The last character by the weighted sum modulo 11."""
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Thirty-one characters: I, O, S, V and Z are not used."""
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))

CITIZEN_SHAPE = r"^[1-9][0-9]{5}(?:18|19|20)[0-9]{9}[0-9X]$"
OLD_CITIZEN_SHAPE = r"^[1-9][0-9]{14}$"
CREDIT_SHAPE = r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"


def citizen_check(first: str) -> str:
    """The eighteenth character to the first seventeen digits.

    >>> citizen_check("11010519491231002")
    'X'
    """
    return CITIZEN_CHECKS[sum(int(digit) * weight for digit, weight in zip(first, CITIZEN_WEIGHTS, strict=True)) % 11]


def credit_check(first: str) -> str:
    """The eighteenth character to the first seventeen.

    >>> credit_check("91350100M000100Y4")
    '3'
    """
    total = sum(CREDIT_ALPHABET.index(char) * weight for char, weight in zip(first, CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[-total % 31]


def lengthened(old: str) -> str:
    """The number of eighteen places that a person with one of fifteen (in use up to 2012) bears now.

    >>> lengthened("110105491231002")
    '11010519491231002X'
    """
    first = f"{old[:6]}19{old[6:]}"
    return first + citizen_check(first)
