"""What a document says of its bearer, and the account number that follows from it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from string import ascii_letters, digits

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.models import DocumentKind, Learner
from baigong.engines.checking.numbers import CITIZEN_SHAPE, citizen_check
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.privacy import keyed_hash

BY_CITIZEN_RULE = {DocumentKind.CITIZEN.value, DocumentKind.RESIDENCE.value}
"""Kinds whose number is a citizen's (GB 11643); the residence permit for Hong Kong, Macao and Taiwan bears one of the same shape."""
OTHER_SHAPE = re.compile(r"[A-Z0-9]{5,20}")
PIECE = 5000
"""Values that one question to the database names."""


@dataclass(frozen=True)
class Identity:
    """A document: its number in one spelling, the keyed digest that matches it, how it is shown, the birthday it bears.

    The digest is of the number alone, as that of a roster in the registers: so a school's pupils are found without reading their numbers.
    """

    kind: str
    number: str
    hashed: str
    masked: str
    birth_on: date | None


def identity_of(kind: str, number: str) -> Identity:
    """Read a document's number: full width and spaces put right, check digit and birthday seen.

    Raises ``Refusal`` on the field ``document_number`` (or ``document_kind``).
    """
    if kind not in DocumentKind.values:
        raise at_field("document_kind", _("请选择证件类型。"))
    plain = "".join(number.split()).translate(FULL_WIDTH).upper()
    birth_on = _birthday(plain) if kind in BY_CITIZEN_RULE else None
    if kind not in BY_CITIZEN_RULE and not OTHER_SHAPE.fullmatch(plain):
        raise _refused(_("证件号应为5至20位字母和数字。"))
    head = plain[:6] if len(plain) > 10 else ""
    tail = plain[-1:] if head else plain[-2:]  # two passports of one person are told apart by their ends
    masked = head + "*" * (len(plain) - len(head) - len(tail)) + tail
    return Identity(kind, plain, keyed_hash(plain), masked, birth_on)


FULL_WIDTH = {ord(sign) + 0xFEE0: sign for sign in digits + ascii_letters}


def _birthday(number: str) -> date:
    if not re.fullmatch(CITIZEN_SHAPE, number):
        raise _refused(_("居民身份证号应为18位数字，最后一位可以是X。"))
    if citizen_check(number[:17]) != number[17]:
        raise _refused(_("居民身份证号的校验位不对，请核对是否抄错。"))
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise _refused(_("居民身份证号里的出生日期不存在，请核对是否抄错。")) from None


def _refused(words: str) -> Refusal:
    return at_field("document_number", words)


def account_number(identity: Identity) -> str:
    """A free number of thirteen digits: twelve that follow from the keyed digest (and tell nothing without the key), one check digit."""
    return account_numbers([identity])[0]


def account_numbers(identities: Sequence[Identity]) -> list[str]:
    """The numbers of many at once, each free and each another one."""
    found = [""] * len(identities)
    given: set[str] = set()
    waiting = list(range(len(identities)))
    for step in range(100):
        wanted = {place: _number(identities[place], step) for place in waiting}
        taken, waiting = _taken(wanted.values()), []
        for place, number in wanted.items():
            if number in taken or number in given:
                waiting.append(place)
            else:
                found[place] = number
                given.add(number)
        if not waiting:
            return found
    raise RuntimeError("a hundred account numbers in a row are taken")


def _number(identity: Identity, step: int) -> str:
    start = int(identity.hashed, 16) % 9 * 10**11 + 10**11 + int(identity.hashed[16:], 16) % 10**11
    first = str((start + step) % 10**12).zfill(12)
    return first + check_digit(first)


def _taken(numbers: Collection[str]) -> set[str]:
    wanted, found = list(numbers), set[str]()
    for first in range(0, len(wanted), PIECE):
        found.update(Learner.objects.filter(number__in=wanted[first : first + PIECE]).values_list("number", flat=True))
    return found


def check_digit(first: str) -> str:
    """The check digit after ISO 7064 MOD 11,10 (GB/T 17710), which finds every single wrong digit and 97 of 100 swaps of neighbours.

    >>> check_digit("79462")
    '3'
    """
    product = 10
    for digit in first:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)
