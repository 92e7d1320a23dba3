"""Accounts by the keyed digest of a document, and the age from which nobody needs a guardian."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Coalesce

from baigong.contexts.credit_bank.models import IdentityDocument, LearnerState
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.bulk import pieces
from baigong.kernel.rules import number_on

PIECE = 5000
"""Values that one question to the database names."""


@dataclass(frozen=True)
class Known:
    """The account that a document has already."""

    pk: int
    number: str
    name: str
    state: str
    home: int | None


def known_by_hash(hashes: Collection[str]) -> dict[tuple[str, str], Known]:
    """The accounts of documents by kind and keyed digest; of one that was merged the account in which it rests."""
    wanted, found = list(hashes), dict[tuple[str, str], Known]()
    own = ("learner__pk", "learner__number", "learner__name", "learner__state", "learner__home")
    kept = tuple(name.replace("learner__", "learner__merged_into__") for name in own)
    for first in range(0, len(wanted), PIECE):
        rows = IdentityDocument.objects.filter(number_hash__in=wanted[first : first + PIECE])
        for kind, hashed, *facts in rows.values_list("kind", "number_hash", *own, *kept):
            found[kind, hashed] = Known(*(facts[5:] if facts[3] == LearnerState.MERGED else facts[:5]))
    return found


def homes_by_hash(documents: Collection[tuple[str, str]], near: Organisation) -> dict[tuple[str, str], int | None]:
    """Where the accounts of documents are kept, by kind and keyed digest; of one that was merged, where the one is in which it rests.

    ``near``: where most of them are kept, as on a school's own roster. All that are kept there are asked for without naming any.
    """
    home = Coalesce("learner__merged_into__home", "learner__home")
    rows = IdentityDocument.objects.order_by()
    wanted = {one for one in documents if one[1]}
    there = rows.filter(learner__home=near).values_list("kind", "number_hash", home)
    found = {(kind, hashed): at for kind, hashed, at in there if (kind, hashed) in wanted}
    for piece in pieces(sorted({hashed for _kind, hashed in wanted - set(found)}), PIECE):
        others = rows.filter(number_hash__in=piece).values_list("kind", "number_hash", home)
        found.update({(kind, hashed): at for kind, hashed, at in others})
    return found


def adult_age(day: date) -> int:
    """Years from which nobody needs a guardian, by the rulebook."""
    return number_on("CRB-ADULT-AGE", day) or 0
