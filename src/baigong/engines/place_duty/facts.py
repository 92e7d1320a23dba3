"""What goes into the duty and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

MOST_STAFF = 10_000_000
"""More people than any enterprise has: a head-count above is a slip, and is refused before anything is computed with it."""


class Rounding(StrEnum):
    """How a share of the staff becomes whole places."""

    CEIL = "ceil"
    FLOOR = "floor"
    HALF_UP = "half_up"


class Counting(StrEnum):
    """What is counted as done: students taken in, or the days they stayed."""

    HEADS = "heads"
    PERSON_DAYS = "person_days"


class Sharing(StrEnum):
    """Of a post that several enterprises run together: who is credited with the student."""

    HOST = "host"
    SPLIT = "split"


class Verdict(StrEnum):
    """What is said of an enterprise's year."""

    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"
    MET = "met"
    MET_BY_GROUP = "met_by_group"
    UNSETTLED = "unsettled"
    SHORT = "short"


@dataclass(frozen=True)
class DutySettings:
    """What a city has fixed. Nothing has a default: what is ``None`` nobody has fixed, and the answer says so instead of choosing.

    ``share`` of the staff is owed; ``cap`` is the share beyond which no interns may be taken (``None``: no such rule). ``days_a_place``:
    how many person-days make up one place, needed where person-days are counted. ``least_days``: from how many days in the year on a
    student counts as a head. ``small_staff``: up to how many people an enterprise is asked for nothing, beside what follows of the cap.
    ``pools_groups``: whether what one member of a group does beyond its part may stand in for another's.
    """

    share: Fraction
    cap: Fraction | None
    rounding: Rounding | None
    counting: Counting | None
    least_days: int
    days_a_place: int | None = None
    small_staff: int | None = None
    sharing: Sharing = Sharing.HOST
    pools_groups: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if not 0 < self.share <= 1 or (self.cap is not None and not 0 < self.cap <= 1):
            raise ValueError("a share of the staff lies above 0 and not above 1")
        if self.least_days < 1 or (self.days_a_place is not None and self.days_a_place < 1):
            raise ValueError("days are counted from one")
        if self.counting is Counting.PERSON_DAYS and self.days_a_place is None:
            raise ValueError("where person-days are counted, how many make up a place must be fixed")

    @property
    def unit(self) -> int:
        """How many of what is counted make up one place."""
        return self.days_a_place if self.counting is Counting.PERSON_DAYS and self.days_a_place else 1


@dataclass(frozen=True)
class EnterpriseYear:
    """An enterprise in a year.

    ``staff`` is the average of the year before, which the duty is measured by (a mean need not be whole).
    ``staff_on_post`` is the least number on post in the year,
    which the cap is measured by (``None``: as ``staff``).
    ``heads`` and ``person_days`` are what was done. ``group``: whom it may pool with.
    """

    key: str
    staff: Fraction | int | None
    heads: Fraction = Fraction(0)
    person_days: int = 0
    staff_on_post: Fraction | int | None = None
    group: str | None = None

    def __post_init__(self) -> None:
        """Refuse numbers that no enterprise has."""
        for number in (self.staff, self.staff_on_post):
            if number is not None and not 0 <= number <= MOST_STAFF:
                raise ValueError(f"{self.key}: a head-count of {number}")
        if self.heads < 0 or self.person_days < 0:
            raise ValueError(f"{self.key}: less than nothing was done")


@dataclass(frozen=True)
class Step:
    """One step of an answer: by which rule, with which numbers, what follows. The words are the caller's."""

    code: str
    rule: str
    numbers: Mapping[str, Fraction | int | str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Duty:
    """The answer for one enterprise and year. ``exact`` is the share before it is rounded; ``required`` the places asked for.

    ``at_most`` is the cap in places; ``missing`` the places still to be filled. ``steps`` say how it came about.
    """

    key: str
    verdict: Verdict
    exact: Fraction | None
    required: int | None
    at_most: int | None
    achieved: Fraction
    missing: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Stay:
    """A student at a post, first and last day. ``hosts``: the enterprises behind the post with their parts, the one that runs it first."""

    student: str
    first: date
    last: date
    hosts: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True)
class Done:
    """What an enterprise did in a year: students as heads (parts, where posts are shared), and their days."""

    heads: Fraction
    person_days: int
    students: int
