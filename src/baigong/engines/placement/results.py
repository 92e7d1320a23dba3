"""What placing answers: who goes where, how good that provably is, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

OPEN = ""
"""The seats of a post that are reserved for nobody."""


@dataclass(frozen=True, slots=True)
class Price:
    """What one more place under a cap would be worth at the optimum, in points (a placement more is worth ``Certificate.bonus`` points).

    Of a cap on a day: ``cap`` and ``on``. Of seats of a post: ``post``, and in ``seats`` for whom they are reserved.
    """

    amount: int
    cap: str = ""
    on: date | None = None
    post: str = ""
    seats: str = OPEN


@dataclass(frozen=True, slots=True)
class Certificate:
    """Prices that prove how good a placing is, to whoever adds them up (``checking.check``): nobody can do better than the bound they give.

    ``bonus``: what being placed at all counts, more than all fit can outweigh. ``prices`` that are not told are 0. All of them are counted
    in parts of a point, ``unit`` of which make one.
    """

    bonus: int
    prices: tuple[Price, ...] = ()
    unit: int = 1


@dataclass(frozen=True, slots=True)
class Limit:
    """In a case: at most, or ``at_least``, ``count`` of the ``students`` (none are named: of all) sit at ``places`` (post and seats)."""

    places: tuple[tuple[str, str], ...]
    count: int
    at_least: bool = False
    students: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """Prices that bound what holds to the ``limits``; ``weights``: the price of each limit, not above 0 where it asks for at least."""

    limits: tuple[Limit, ...]
    weights: tuple[int, ...]
    prices: tuple[Price, ...] = ()


@dataclass(frozen=True, slots=True)
class Cases:
    """Where the prices of the certificate leave a gap: every placing falls into one of the ``cases``, each with prices of its own, ``fine``
    of which make a part of the certificate's. A seat that its prices show to lose more than the gap is in no better placing.
    """

    fine: int = 1
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True)
class BadPair:
    """A pair of which neither is placed. ``reason``: ``no_common_post``, ``no_two_seats`` or ``crowded_out`` (room was better used);
    ``rules``: what keeps one of the two from each post that the other may take, with how often.
    """

    first: str
    second: str
    reason: str
    rules: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadGroup:
    """A mentor without a group. ``reason``: ``too_few_students`` (only ``possible`` may work there), ``too_few_seats`` (caps leave only
    ``possible``), ``crowded_out`` (these students are of more use elsewhere; ``possible`` as before).
    """

    mentor: str
    minimum: int
    possible: int
    reason: str
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A placing. ``placements``: student → post. ``fit``: points of all of them. ``reserved``: student → trait of the reserved seat held.

    No placing has more than ``placed_bound`` placements, and none of so many has more than ``fit_bound`` points; both follow from the
    certificate and its ``cases`` alone. ``is_proven``: that this one is the best. ``proof``: ``certificate`` (the bounds are met: anybody
    can check it), or empty: it is only good, within the bounds. Answers of before may tell ``search``: one whose word must be taken.
    """

    placements: Mapping[str, str]
    fit: int
    placed_bound: int
    fit_bound: int
    is_proven: bool
    proof: str
    certificate: Certificate
    reserved: Mapping[str, str] = field(default_factory=dict)
    bad_pairs: tuple[BadPair, ...] = ()
    bad_groups: tuple[BadGroup, ...] = ()
    cases: Cases = field(default_factory=Cases)

    @property
    def placed(self) -> int:
        """How many are placed."""
        return len(self.placements)

    @property
    def is_priced(self) -> bool:
        """Whether prices alone prove it the best: then what they say of a seat holds to the point."""
        return self.proof == "certificate" and not self.cases.cases

    @property
    def gap(self) -> tuple[int, int]:
        """By how many placements, and at as many by how many points, a better placing could still exceed this one."""
        return self.placed_bound - self.placed, self.fit_bound - self.fit


@dataclass(frozen=True, slots=True)
class Option:
    """A post seen from a student: ``rules`` that keep the student out (none: it is legal), its ``fit``, and ``full``: the caps, by id, and
    ``post:…`` that are full on some day of the post. ``price``: of its scarcest seat that the student may take, in the certificate's parts.
    """

    post: str
    rules: tuple[str, ...]
    fit: int
    price: int
    full: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StudentExplained:
    """Why here, why not there. ``better``: legal posts of more fit than the own one (all legal ones for who is not placed), dearest first.

    ``refused``: rule → number of posts it closes to this student. ``surplus``: by how many points this student's place exceeds the next
    best use of it. ``would_help``: caps and posts that with one place more, together, would place the student, or
    place better; each group was tried.
    """

    student: str
    post: str | None
    fit: int
    better: tuple[Option, ...]
    refused: Mapping[str, int]
    would_help: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class PostExplained:
    """Who came and why not more. ``legal``: how many students may work there; ``placed`` of ``seats``; ``full``: the caps that are.

    ``rules``: rule → students it keeps out. ``worth``: of one more place, in the certificate's parts; ``went_elsewhere``: legal students by
    where they are.
    """

    post: str
    legal: int
    placed: int
    seats: int
    full: tuple[str, ...]
    rules: Mapping[str, int]
    worth: int
    went_elsewhere: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Move:
    """A student whose post is another one than before; None: not placed."""

    student: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What another request would do: the new placing and everybody whose post changes, with what was gained."""

    result: Result
    moves: tuple[Move, ...]
    placed_more: int
    fit_more: int
